"""Aggregates over referring rows: which rows belong to a row, and what they come to (semantics.md, Unknown).

A row is sure where its condition is 是, unsure where that is 未知, and does not count where it is 否.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from attrs import evolve, frozen

from .operators.limits import limit_of
from .program import Aggregate, AggregateKind, Expression
from .types import (
    NOT_YET,
    Cause,
    CauseKind,
    DecimalType,
    NotYet,
    PercentType,
    Unknown,
    Value,
    merge,
    unknown,
)

Row = TypeVar("Row")
_COUNTS = (AggregateKind.COUNT, AggregateKind.LEAST, AggregateKind.MOST)
MILLION = 1_000_000
_JUDGEMENTS = (AggregateKind.EXISTS, AggregateKind.ALL)


@frozen
class Groups(Generic[Row]):
    """The rows of an entity by the key of the row they belong to. `astray` counts rows that belong nowhere known."""

    by_key: dict[tuple[Hashable, ...], list[Row]]
    astray: int

    def rows(self, key: tuple[Hashable, ...]) -> Sequence[Row]:
        """The rows that belong to a key, in the order of the export."""
        return self.by_key.get(key, ())


def gather(
    rows: Iterable[Row], key_of: Callable[[Row], tuple[Value, ...]], exists: Callable[[tuple[Hashable, ...]], bool]
) -> Groups[Row]:
    """Sort rows into groups, once. A row one of whose dates has not happened yet belongs nowhere, and rightly so.

    `exists` says whether a key has a row to belong to; a reference that leads nowhere is as good as unknown. Its row is
    found by its key all the same: a county of later years has none among the rows of an earlier version, and is asked about.
    """
    by_key: dict[tuple[Hashable, ...], list[Row]] = {}
    astray = 0
    for row in rows:
        key = key_of(row)
        if any(isinstance(part, NotYet) for part in key):
            continue
        if any(isinstance(part, Unknown) for part in key):
            astray += 1
            continue
        if not exists(key):
            astray += 1
        by_key.setdefault(key, []).append(row)
    return Groups(by_key, astray)


def fold(aggregate: Aggregate, rows: Iterable[tuple[Value, Value]]) -> Value | None:
    """What rows come to, each given as its condition and its value; None where no row counts and 无则 must answer."""
    kept = [(counts, value) for counts, value in rows if counts is not False]
    if aggregate.event:
        kept = [(counts, value) for counts, value in kept if value is not NOT_YET]
    if aggregate.kind in _COUNTS:
        return _count(aggregate.kind, [counts for counts, _ in kept])
    if aggregate.kind in _JUDGEMENTS:
        raise ValueError("存在 and 全部 are judged, not folded")
    open_ = [merged for pair in kept if (merged := _open(pair)) is not None]
    if open_:
        return through_rows(open_)
    return _measure(aggregate, [value for _, value in kept])


def judge(kind: AggregateKind, conditions: Iterable[Value]) -> Value:
    """存在 and 全部 by Kleene's logic: over no rows 否 and 是."""
    settles = kind is AggregateKind.EXISTS
    open_: list[Unknown] = []
    for condition in conditions:
        if condition is settles:
            return settles
        if isinstance(condition, Unknown):
            open_.append(condition)
    return through_rows(open_) if open_ else not settles


def through_rows(unknowns: Iterable[Unknown]) -> Unknown:
    """The reasons of several rows as one: each with the number of rows it stands in (实体.事实 × n行)."""
    counted: Counter[Cause] = Counter()
    for found in unknowns:
        for cause in found.causes:
            counted[evolve(cause, rows=0) if cause.rows else cause] += max(cause.rows, 1)
    return Unknown(frozenset(evolve(cause, rows=rows) for cause, rows in counted.items()))


def _count(kind: AggregateKind, conditions: list[Value]) -> Value:
    unsure = [c for c in conditions if isinstance(c, Unknown)]
    match kind:
        case AggregateKind.LEAST:
            return len(conditions) - len(unsure)
        case AggregateKind.MOST:
            return len(conditions)
        case _:
            return through_rows(unsure) if unsure else len(conditions)


def _open(pair: tuple[Value, Value]) -> Unknown | None:
    """Why a row's share is unknown: its condition, its value or both."""
    unknowns = [part for part in pair if isinstance(part, Unknown)]
    return merge(*unknowns) if unknowns else None


def _measure(aggregate: Aggregate, values: list[Value]) -> Value | None:
    if aggregate.kind is AggregateKind.KINDS:
        return len(set(values))
    numbers = sorted(values)  # type: ignore[type-var] # the values of one column are of one type, and known
    match aggregate.kind:
        case AggregateKind.SUM:
            total = sum(numbers)  # type: ignore[arg-type] # the checker lets only numbers be summed
            within = abs(total) <= limit_of(aggregate.type)
            return total if within else unknown(CauseKind.OVERFLOW, "合计超出可表示的范围")
        case AggregateKind.MEAN:
            return _mean(aggregate.value, numbers) if numbers else None
        case AggregateKind.LARGEST:
            return numbers[-aggregate.rank] if len(numbers) >= aggregate.rank else _none(aggregate)
        case _:
            return numbers[aggregate.rank - 1] if len(numbers) >= aggregate.rank else _none(aggregate)


def _mean(of: Expression | None, numbers: list[Value]) -> Fraction:
    """The exact mean, to be rounded where the rule says so; 小数 and 百分比 as the share itself."""
    share = of is not None and isinstance(of.type, DecimalType | PercentType)
    total = sum(numbers)  # type: ignore[arg-type] # the checker lets only numbers be averaged
    return Fraction(total, len(numbers) * (MILLION if share else 1))


def _none(aggregate: Aggregate) -> Value | None:
    return NOT_YET if aggregate.event else None
