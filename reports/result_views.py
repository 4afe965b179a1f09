"""A Result as the screen, the workbook and the JSON document all list it: orders, sums due, what is undecided."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from ..engine.origin import CellPlace
from ..engine.outcome import (
    Breach,
    Entitlement,
    Finding,
    Funding,
    Obligation,
    Reject,
    Result,
    State,
    TargetOutcome,
    Undetermined,
)
from ..engine.types import Unknown
from .shown import Shown


def undetermined_rules(result: Result) -> tuple[Undetermined, ...]:
    """Everything that could not be decided, sorted: the result's own list and any 无法判定 duty missing from it.

    The periods of a repeated duty stay in the order of time, in which the result lists them.
    """
    listed = {(u.rule, u.entity, u.key, u.period) for u in result.undetermined}
    duties = (
        Undetermined(o.duty, o.entity, o.key, Unknown(frozenset(o.causes)).open_facts(), o.causes, period=o.period)
        for o in result.obligations
        if o.state is State.UNDECIDED and (o.duty, o.entity, o.key, o.period) not in listed
    )
    return tuple(sorted((*result.undetermined, *duties), key=lambda u: (u.rule, u.entity, u.key)))


def counted_undetermined(result: Result) -> Iterable[tuple[Undetermined, int]]:
    """What could not be decided, each with how many of the kind it stands for."""
    return result.whole.open if result.whole else ((one, 1) for one in undetermined_rules(result))


def undetermined_count(result: Result) -> int:
    """How many cases of rules could not be decided."""
    return result.whole.lengths["undetermined"] if result.whole else len(undetermined_rules(result))


def violation_count(result: Result) -> int:
    """How many violations there are, those that are no obligation's state included."""
    return result.length("violations", len(result.violations)) + result.length("breaches", len(result.breaches))


def with_periods(rule: str, periods: Sequence[str]) -> str:
    """A rule with the periods concerned: both where there are two, else how many follow the first; alone where none."""
    distinct = tuple(dict.fromkeys(p for p in periods if p))
    if not distinct:
        return rule
    words = "、".join(distinct) if len(distinct) <= 2 else f"{distinct[0]}等{len(distinct)}期"
    return f"{rule}（{words}）"


def causes_in_words(undetermined: Undetermined) -> tuple[str, ...]:
    """Every reason in words, sorted, each once."""
    bounds = (f"金额{undetermined.bounds}",) if undetermined.bounds else ()
    return (*sorted({cause.describe() for cause in undetermined.causes}), *bounds)


UNPRICED = "无标准"
"""The stage of a 经费 for which the text sets no rate."""


def year_of(entitlement: Entitlement) -> int | None:
    """The year a sum belongs to, or None where its date is missing."""
    return entitlement.date.year if entitlement.date else None


def breach_order(breach: Breach) -> tuple[Any, ...]:
    """The order of violations that are no obligation's state."""
    return (breach.rule, breach.entity, breach.key, *map(none_first, (breach.due, breach.bearer)), breach.reason)


def funding_order(funding: Funding) -> tuple[Any, ...]:
    """The order of 经费: rule, place, year, rate."""
    return (funding.fund, funding.key, funding.year, none_first(funding.rate_fen))


def target_order(outcome: TargetOutcome) -> tuple[str, str, str]:
    """The order of 目标."""
    return (outcome.target, outcome.entity, outcome.key)


def sums_due(result: Result) -> Iterator[tuple[Entitlement, int]]:
    """The sums due by rule, payer, year and single amount, sorted: one entitlement to stand for all, and how many."""
    counted: Counter[tuple[str, str | None, int | None, int]] = Counter()
    first: dict[tuple[str, str | None, int | None, int], Entitlement] = {}
    for entitlement, count in result.counted_entitlements:
        kind = (entitlement.benefit, entitlement.payer, year_of(entitlement), entitlement.amount_fen)
        counted[kind] += count
        first.setdefault(kind, entitlement)
    for kind in sorted(counted, key=lambda k: tuple(map(none_first, k))):
        yield first[kind], counted[kind]


def last_day(obligation: Obligation) -> date | None:
    """The last day in time, rest days considered; the due date as counted where no other is known."""
    return obligation.due_extended or obligation.due


def none_first(value: str | int | date | None) -> tuple[bool, Any]:
    """A sort key that puts what is missing before what is known."""
    return (value is not None, 0 if value is None else value)


def obligation_order(obligation: Obligation) -> tuple[Any, ...]:
    """The order of obligations in every list: rule, case, then dates where a case owes the same duty repeatedly."""
    dates = (obligation.trigger, last_day(obligation), obligation.done)
    return (obligation.duty, obligation.entity, obligation.key, *map(none_first, dates), obligation.bearer or "")


def entitlement_order(entitlement: Entitlement) -> tuple[Any, ...]:
    """The order of sums due case by case."""
    parts = (entitlement.date, entitlement.payer, entitlement.payee, entitlement.amount_fen)
    return (entitlement.benefit, entitlement.entity, entitlement.key, *map(none_first, parts))


def reject_order(reject: Reject) -> tuple[Any, ...]:
    """The order of rejected rows: file, sheet, row, column."""
    place = reject.place
    parts = (place.sheet, place.row, place.column)
    return (place.source, *map(none_first, parts), reject.value, reject.reason)


def sheet_words(place: CellPlace) -> str:
    """File and sheet of a place, without row and column."""
    return CellPlace(place.source, place.sheet).describe()


def finding_order(finding: Finding) -> tuple[Any, ...]:
    """The order of findings."""
    return (finding.kind, finding.rule, finding.entity, finding.key, finding.places)


_RARE = (State.OPEN, State.USED, State.EXPIRED, State.BREACHED, State.KEPT, State.TO_VERIFY)
"""States that only a 可, a 禁止 or a duty of the person concerned can have."""


def counted_states(result: Result) -> tuple[State, ...]:
    """The states a table of duties has columns for: the rare ones only where they occur."""
    counts = result.duty_counts.values()
    return tuple(s for s in State if s not in _RARE or any(c.get(s) for c in counts))


def remark(obligation: Obligation) -> str:
    """What else there is to say of an obligation: its reason and the recipients or channels not served."""
    missing = f"未送达：{'、'.join(obligation.missing_cells)}" if obligation.missing_cells else ""
    return "；".join(words for words in (obligation.reason, missing) if words)


@frozen
class PayerSum:
    """What one payer owes under one benefit in one year, in 分, and for how many cases."""

    rule: str
    payer: str | None
    year: int | None
    count: int
    fen: int


def sums_by_payer(result: Result, shown: Shown) -> tuple[PayerSum, ...]:
    """The sums due by benefit, payer and year, in that order; what is not known comes first."""
    counts: Counter[tuple[str, str | None, int | None]] = Counter()
    sums: Counter[tuple[str, str | None, int | None]] = Counter()
    for entitlement, count in result.counted_entitlements:
        kind = (entitlement.benefit, shown.payer(entitlement), year_of(entitlement))
        counts[kind] += count
        sums[kind] += entitlement.amount_fen * count
    ordered = sorted(counts, key=lambda kind: tuple(map(none_first, kind)))
    return tuple(PayerSum(*kind, counts[kind], sums[kind]) for kind in ordered)
