"""互斥 tables whose rows meet: two rows that one and the same case can fulfil, where that can be proved from constants.

Only rows that test the very same stored facts against constants are held against each other; of anything else nothing
is said here. `policy prove` goes further.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from attrs import frozen

from ..engine.operators.calculation import Number
from ..engine.operators.comparison import (
    AT_MOST,
    BELOW,
    EARLIER,
    EQUAL,
    LATER,
    LESS,
    MEMBER,
    MORE,
    NOT_BELOW,
    NOT_EARLIER,
    NOT_LATER,
    NOT_LESS,
    SHORT_OF,
    WITHIN_RANKS,
)
from ..engine.operators.logic import AND
from ..engine.operators.operator import Operator
from ..engine.operators.ranges import AND_ABOVE, AND_BELOW, WITHIN
from ..engine.program import Apply, Const, Expression, Fact, Row
from ..engine.types import CodeType, DateType, Type
from ..engine.words import describe_value
from .problems import figures as f
from .scope import Scope

_AT_LEAST = (NOT_LESS, NOT_BELOW, AND_ABOVE, NOT_EARLIER)
_AT_MOST = (AT_MOST, AND_BELOW, WITHIN, NOT_LATER)
_ABOVE = (MORE, LATER)
_BELOW = (LESS, BELOW, SHORT_OF, EARLIER)


@frozen
class Codes:
    """The codes, texts or truth values a row admits."""

    values: frozenset[object]


@frozen
class Interval:
    """The whole numbers or days a row admits, ends included; None where open. Sums are in 分, so > 2000元 is ≥ 2000.01元."""

    low: int | None = None
    high: int | None = None


Domain = Codes | Interval


def warn_of_overlaps(scope: Scope, rows: tuple[Row, ...]) -> None:
    """Report each pair of rows that provably hold at once."""
    known = [(row, _domains(row.condition)) for row in rows if row.condition is not None]
    for index, (first, mine) in enumerate(known):
        for second, theirs in known[index + 1 :]:
            if not mine or not theirs or mine.keys() != theirs.keys():
                continue
            met = {fact: _meet(domain, theirs[fact]) for fact, domain in mine.items()}
            examples = [_example(fact, domain) for fact, domain in met.items() if domain is not None]
            places = (
                first.condition.span if first.condition else None,
                second.condition.span if second.condition else None,
            )
            if len(examples) == len(met) and places[0] is not None and places[1] is not None:
                scope.report(f.RowsOverlap(places[1], first.mark, second.mark, places[0], "、".join(examples)))


def _domains(condition: Expression) -> Mapping[Fact, Domain] | None:
    """What a condition asks of each fact; None where it asks anything but constants of stored facts."""
    match condition:
        case Apply(operator=operator, arguments=arguments) if operator is AND:
            found: dict[Fact, Domain] = {}
            for argument in arguments:
                inner = _domains(argument)
                if inner is None:
                    return None
                for fact, domain in inner.items():
                    met = _meet(found[fact], domain) if fact in found else domain
                    if met is None:
                        return None
                    found[fact] = met
            return found
        case Apply(operator=operator, arguments=(Fact() as fact, *rest)) if all(isinstance(r, Const) for r in rest):
            asked = _domain(operator, fact.type, tuple(r.value for r in rest if isinstance(r, Const)))
            return {fact: asked} if asked is not None else None
        case _:
            return None


def _domain(operator: Operator, type_: Type, values: tuple[object, ...]) -> Domain | None:
    if operator is WITHIN_RANKS and isinstance(type_, CodeType):
        ranks = sorted(type_.values.index(str(v)) for v in values[:2])
        return Codes(frozenset(type_.values[ranks[0] : ranks[1] + 1]))
    if not isinstance(type_, Number | DateType):
        return Codes(frozenset(values)) if operator in (EQUAL, MEMBER) else None
    numbers = [v.toordinal() if isinstance(v, date) else v for v in values]
    if len(numbers) != 1 or not isinstance(numbers[0], int):
        return None
    number = numbers[0]
    ends: tuple[tuple[tuple[Operator, ...], Callable[[int], Interval]], ...] = (
        ((EQUAL,), lambda n: Interval(n, n)),
        (_AT_LEAST, lambda n: Interval(n, None)),
        (_AT_MOST, lambda n: Interval(None, n)),
        (_ABOVE, lambda n: Interval(n + 1, None)),
        (_BELOW, lambda n: Interval(None, n - 1)),
    )
    return next((make(number) for operators, make in ends if operator in operators), None)


def _meet(first: Domain, second: Domain) -> Domain | None:
    """What both admit; None where that is nothing, or cannot be said."""
    match first, second:
        case Codes(values=a), Codes(values=b):
            return Codes(a & b) if a & b else None
        case Interval(), Interval():
            lows = [x for x in (first.low, second.low) if x is not None]
            highs = [x for x in (first.high, second.high) if x is not None]
            low, high = max(lows, default=None), min(highs, default=None)
            return Interval(low, high) if low is None or high is None or low <= high else None
        case _:
            return None


def _example(fact: Fact, domain: Domain) -> str:
    """A value both rows admit, in words."""
    match domain:
        case Codes(values=values):
            return f"{fact.words} 为 {min(str(v) for v in values)}"
        case Interval(low=low, high=high):
            number = low if low is not None else high if high is not None else 0
            if isinstance(fact.type, DateType):
                return f"{fact.words} 为 {describe_value(date.min + timedelta(days=number - 1), fact.type)}"
            return f"{fact.words} 为 {describe_value(number, fact.type)}"
