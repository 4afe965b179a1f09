"""What an evaluation yields: obligations and their states, sums due, findings, counts, traces."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from attrs import Factory, define, frozen

from .diagnostic import Diagnostic
from .origin import CellPlace, Citation
from .types import Cause

Day = date
"""A date, where a field named so hides the word."""


class State(Enum):
    """The state of an obligation on the as-of date (language.md, Obligation states)."""

    NOT_APPLICABLE = "不适用"
    UNDECIDED = "无法判定"
    PENDING = "待履行"
    ON_TIME = "按期履行"
    LATE = "逾期履行"
    OVERDUE = "逾期未履行"
    DEFECTIVE = "不合要求"
    IMPOSSIBLE = "客观不能"
    DOUBTFUL = "存疑"
    OPEN = "可行使"
    USED = "已行使"
    EXPIRED = "已过期"
    BREACHED = "违反禁止"
    KEPT = "未违反"
    TO_VERIFY = "待核"

    # Members are single, so who they are will do: states are counted by the hundred thousand.
    __hash__ = object.__hash__

    @property
    def is_violation(self) -> bool:
        """True for a breach by the duty holder."""
        return self in VIOLATIONS

    @property
    def is_late(self) -> bool:
        """True for a breach that is counted in days."""
        return self in LATE


VIOLATIONS = frozenset((State.LATE, State.OVERDUE, State.DEFECTIVE, State.BREACHED))
LATE = frozenset((State.LATE, State.OVERDUE))


@define(unsafe_hash=True)
class Obligation:
    """One duty toward one case, or one 禁止; `period` names the period of a repeated duty (2012年3月).

    Never changed once made; not frozen, since that triples what making one costs, and there are eight a case.

    `bearer` None where the fact that names it is missing; dates None where not known.

    `days_late` counts days from the extended due date to performance, or to the as-of date where there is none;
    `reason` says in words why it is 不适用, 无法判定 or 客观不能; `missing_cells` names recipients and channels not served.

    `version` is the date in force of the version that governs, None where the policy has only one.
    """

    duty: str
    entity: str
    key: str
    bearer: str | None
    state: State
    trigger: date | None = None
    due: date | None = None
    due_extended: date | None = None
    done: date | None = None
    days_late: int | None = None
    reason: str = ""
    causes: tuple[Cause, ...] = ()
    missing_cells: tuple[str, ...] = ()
    version: date | None = None
    period: str = ""


@frozen
class Entitlement:
    """A sum due for one case, in 分. `date` picks the year; payer or payee None where its fact is missing.

    `version` is the date in force of the version that governs, None where the policy has only one.
    `budget_year` is the year whose budget it is listed in, None where the text does not say.
    """

    benefit: str
    entity: str
    key: str
    payer: str | None
    payee: str | None
    amount_fen: int
    date: date | None
    version: Day | None = None
    budget_year: int | None = None


class BreachKind(Enum):
    """A violation that is no obligation's state."""

    SHORT_BUDGET = "经费不足"
    MISSED_TARGET = "未达目标"
    WRONG_PAYMENT = "支付不符"


@frozen
class Breach:
    """A budget below its 经费, a missed 目标 or a payment that differs from its 待遇, by the duty holder `bearer`.

    `version` is the date in force of the version that governs, None where the policy has only one.
    """

    rule: str
    kind: BreachKind
    bearer: str | None
    entity: str
    key: str
    due: date | None
    reason: str
    version: Day | None = None


class TargetState(Enum):
    """Whether a 目标 is met; missed only once its date has passed."""

    MET = "已达到"
    MISSED = "未达到"
    PENDING = "待完成"
    UNDECIDED = "无法判定"


@frozen
class TargetOutcome:
    """One 目标 for one row: what was measured against what, and by when; None for what is not known or no number.

    `version` is the date in force of the version that governs, None where the policy has only one.
    """

    target: str
    entity: str
    key: str
    measured: int | None
    required: int | None
    state: TargetState
    due: date | None = None
    bearer: str | None = None
    version: Day | None = None

    @property
    def met(self) -> bool | None:
        """True, False, or None while neither is settled."""
        match self.state:
            case TargetState.MET:
                return True
            case TargetState.MISSED:
                return False
            case TargetState.PENDING | TargetState.UNDECIDED:
                return None


@frozen
class OtherReading:
    """The same 经费 with heads counted another way (另读): `basis` as the rule says it, figures as in Funding."""

    basis: str
    headcount: int | None
    headcount_bounds: tuple[int, int]
    amount_fen: int | None
    amount_bounds_fen: tuple[int, int | None]


@frozen
class Funding:
    """What a 经费 comes to for one payer, year and rate, in 分.

    `entity` and `key` are the row of 每 (empty for the whole). `year` is the year counted, `budget_year` the one it is
    listed in. Headcount and amount are None where rows are unsure; then the bounds say what they are at least and at
    most (None: no upper bound known). `budgeted_fen` is the whole sum budgeted for payer and year. `version` is the date
    in force of the version that governs, None where the policy has only one.

    `estimated` tells that the year counted was not over on the as-of day (预估); `others` show what further readings of
    the headcount come to.
    """

    fund: str
    entity: str
    key: str
    payer: str | None
    year: int
    budget_year: int
    headcount: int | None
    headcount_bounds: tuple[int, int]
    rate_fen: int | None
    amount_fen: int | None
    amount_bounds_fen: tuple[int, int | None]
    budgeted_fen: int | None = None
    version: Day | None = None
    estimated: bool = False
    others: tuple[OtherReading, ...] = ()

    @property
    def stage(self) -> str:
        """预估 while the year counted goes on, 核定 once it is over."""
        return "预估" if self.estimated else "核定"


@frozen
class Undetermined:
    """A rule that could not be decided for a case: the facts to supply and every cause.

    `bounds` says in words between what the result lies, where that is known; `period` names the period of a repeated
    duty (2012年3月), empty for every other rule.
    """

    rule: str
    entity: str
    key: str
    missing: tuple[str, ...]
    causes: tuple[Cause, ...]
    bounds: str = ""
    period: str = ""


@frozen
class Finding:
    """Contradictory facts or conflicting rules: 冲突, 矛盾, 未规定, 归属不明. Not a breach."""

    kind: str
    rule: str
    entity: str
    key: str
    places: tuple[str, ...]
    text: str = ""


@frozen
class Reject:
    """A row, or a cell that rejected its row: where, what stood there, why. `sensitive` asks for masking."""

    place: CellPlace
    value: str
    reason: str
    sensitive: bool = False


@frozen
class InputCount:
    """The fate of every row read: read = evaluated + duplicates + rejected."""

    entity: str
    source: str
    read: int
    evaluated: int
    duplicates: int
    rejected: int


@frozen
class Whole:
    """What a Result that holds only the first lines of its long lists says of the whole.

    `lengths` says how long violations, undetermined, findings, rejects and breaches really are. `sums` and `open` stand
    for entitlements and undetermined: one line for each kind, and how many there are of it. `findings_of` names the
    rules that findings were made under, `breaches_of` how many breaches each rule has. `coming` stands for obligations
    still open by duty, holder and last day, those that fall due within HORIZON days; `asked` for what is undecided, with how
    many of the kind each duty holder owes (None: what nobody owes).
    """

    lengths: Mapping[str, int]
    sums: tuple[tuple[Entitlement, int], ...]
    open: tuple[tuple[Undetermined, int], ...]
    findings_of: frozenset[str]
    breaches_of: Mapping[str, int] = Factory(dict)
    coming: tuple[tuple[Obligation, int], ...] = ()
    asked: tuple[tuple[Undetermined, Mapping[str | None, int]], ...] = ()


@frozen
class BearerCounts:
    """How many obligations of a duty, as one version has it, one duty holder has in each state that occurs.

    `bearer` None where the fact that names it is missing.
    """

    duty: str
    bearer: str | None
    version: date | None
    counts: Mapping[State, int]


HORIZON = 60
"""Days after the as-of date for which Whole says what falls due."""


@frozen
class Result:
    """Everything one check found.

    `obligations` leaves out 不适用 ones, which only `duty_counts` holds (rule → bearer words → state → n).
    `classification_counts` maps a 界定 to the numbers of 是, 否 and 未知. Where `whole` is given, lists of lines hold
    only their first lines (of obligations the violations alone), and `whole` says what there is in all. Where `bearers` is
    given, `obligations` holds only some, and `bearers` how many there are of all.
    """

    as_of: date
    inputs: tuple[InputCount, ...]
    obligations: tuple[Obligation, ...]
    duty_counts: Mapping[str, Mapping[State, int]]
    classification_counts: Mapping[str, Mapping[str, int]]
    entitlements: tuple[Entitlement, ...]
    undetermined: tuple[Undetermined, ...]
    findings: tuple[Finding, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Diagnostic, ...] = ()
    targets: tuple[TargetOutcome, ...] = ()
    fundings: tuple[Funding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    whole: Whole | None = None
    bearers: tuple[BearerCounts, ...] | None = None

    def length(self, name: str, held: int) -> int:
        """How many lines a list has in all: `held`, unless only part of it is held."""
        return self.whole.lengths[name] if self.whole else held

    @property
    def findings_of(self) -> frozenset[str]:
        """The rules that findings were made under."""
        return self.whole.findings_of if self.whole else frozenset(f.rule for f in self.findings)

    @property
    def counted_entitlements(self) -> Iterable[tuple[Entitlement, int]]:
        """The sums due, each with how many of the kind it stands for."""
        return self.whole.sums if self.whole else ((one, 1) for one in self.entitlements)

    def by_bearer(self) -> tuple[BearerCounts, ...]:
        """How many obligations each duty holder has in each state, all of them counted."""
        if self.bearers is not None:
            return self.bearers
        found: dict[tuple[str, str | None, date | None], dict[State, int]] = {}
        for one in self.obligations:
            counts = found.setdefault((one.duty, one.bearer, one.version), {})
            counts[one.state] = counts.get(one.state, 0) + 1
        return tuple(BearerCounts(*held, counts) for held, counts in found.items())

    @property
    def violations(self) -> tuple[Obligation, ...]:
        """The obligations in breach, in the order of `obligations`."""
        return tuple(o for o in self.obligations if o.state.is_violation)


@frozen
class TraceLine:
    """One step of an explanation: what (words), its value in words, the clause, and the steps it rests on.

    `sensitive` marks a value that is masked unless asked otherwise.
    """

    words: str
    value: str
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    children: tuple["TraceLine", ...] = ()
    sensitive: bool = False


@frozen
class Trace:
    """Why a rule gives what it gives for one case. `sensitive` marks an outcome that is masked unless asked otherwise."""

    rule: str
    kind: str
    outcome: str
    citations: tuple[Citation, ...]
    readings: tuple[str, ...]
    lines: tuple[TraceLine, ...]
    sensitive: bool = False
