"""How offices performed each duty: counts, rate on time with its denominator, rank. Never of persons."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from ..engine.outcome import BearerCounts, Obligation, Result, State
from ..engine.program import Program
from ..engine.renames import Names
from .rule_index import RuleIndex
from .shown import Shown

FEWEST = 5
"""An office with fewer duties due is listed without a rank: one case more or less would turn it upside down."""

BREACHES = (State.LATE, State.OVERDUE, State.DEFECTIVE, State.BREACHED)
DUE = (State.ON_TIME, State.KEPT, *BREACHES)
"""What the rate is counted over: duties that fell due and could be decided."""
APART = (State.UNDECIDED, State.DOUBTFUL, State.IMPOSSIBLE)
"""Shown beside the rate and not counted in it."""


@frozen
class Standing:
    """One office and one duty: how many of each state, and its rank (None where too few fell due)."""

    office: str
    counts: Counter[State]
    rank: int | None = None

    @property
    def due(self) -> int:
        """The denominator of the rate."""
        counted = self.counts.get
        return sum([counted(state, 0) for state in DUE])

    @property
    def on_time(self) -> int:
        """The numerator of the rate."""
        return self.counts[State.ON_TIME] + self.counts[State.KEPT]

    @property
    def rate(self) -> Fraction | None:
        """The share performed on time, None where nothing fell due."""
        return Fraction(self.on_time, self.due) if self.due else None


@frozen
class DutyStandings:
    """One duty: all offices together, and each by rank, those without a rank last."""

    duty: str
    whole: Standing
    offices: tuple[Standing, ...]


def standings(program: Program, result: Result, names: Names | None = None) -> tuple[DutyStandings, ...]:
    """Every duty that offices owe, in the policy's order; duties of the person concerned are left out.

    Offices go by `names`: one that was renamed is one office.
    """
    index, shown = RuleIndex(program), Shown(program)
    called = names.shown if names is not None else str
    by_duty: dict[str, dict[str, Counter[State]]] = {}
    for held in result.by_bearer():
        if held.bearer is not None and is_office(index, shown, held):
            offices = by_duty.setdefault(held.duty, {})
            offices.setdefault(called(held.bearer), Counter()).update(held.counts)
    return tuple(
        DutyStandings(duty, Standing("合计", together(by_duty[duty].values())), _ranked(by_duty[duty]))
        for duty in sorted(by_duty, key=index.position)
    )


def percent(rate: Fraction | None) -> str:
    """A rate with one decimal, rounded half up; a dash where there is none."""
    if rate is None:
        return "—"
    tenths = (rate * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


def is_office(index: RuleIndex, shown: Shown, held: BearerCounts | Obligation) -> bool:
    """False where the duty holder is a person: the person concerned, or whom a 敏感 column names."""
    duty = index.at(held.version).duties.get(held.duty)
    return duty is not None and not duty.personal and shown.holder(held.duty, held.bearer) == held.bearer


def together(counts: Iterable[Mapping[State, int]]) -> Counter[State]:
    """The sums of several counts of states."""
    found: Counter[State] = Counter()
    for one in counts:
        found.update(one)
    return found


def _ranked(counts: dict[str, Counter[State]]) -> tuple[Standing, ...]:
    """By rate, alike ones with the same rank and by name; offices with too little due after them, by name."""
    listed = [Standing(office, counted) for office, counted in sorted(counts.items())]
    ranked = sorted((s for s in listed if s.due >= FEWEST), key=lambda s: -(s.rate or 0))
    better = {s.rate: number for number, s in reversed(list(enumerate(ranked, start=1)))}
    return (
        *(Standing(s.office, s.counts, better[s.rate]) for s in ranked),
        *(s for s in listed if s.due < FEWEST),
    )
