"""The governing date: what picks the version of a policy for a rule and a case, and which expressions depend on it."""

from collections.abc import Iterator
from datetime import date, datetime

from .case import Evaluator
from .closures import always
from .evaluations import Evaluations
from .program import GOVERNING, Aggregate, Duty, Expression, Program, facts_of
from .types import Value


def governed_columns(program: Program) -> frozenset[tuple[str, str]]:
    """The derived columns, as (entity, name), whose value depends on who asks.

    They read a dated figure, directly, through another column or in the rows they sum up, and set no date of their own.
    """
    columns: dict[tuple[str, str], tuple[Expression, ...]] = {
        (d.entity, d.name): (d.expression,) for d in program.derived if d.date is None
    }
    columns |= {(a.entity, a.name): _read_by_aggregate(a) for a in program.aggregates}
    found: set[tuple[str, str]] = set()
    grown = True
    while grown:
        more = {
            column
            for column, read in columns.items()
            if column not in found and any(is_governed(program, e, frozenset(found)) for e in read)
        }
        grown = bool(more)
        found |= more
    return frozenset(found)


def _read_by_aggregate(aggregate: Aggregate) -> tuple[Expression, ...]:
    return tuple(e for e in (aggregate.where, aggregate.value, aggregate.otherwise) if e is not None)


def is_governed(program: Program, expression: Expression, governed: frozenset[tuple[str, str]]) -> bool:
    """Whether an expression reads the governing date or a column that depends on it."""
    for fact in facts_of(expression):
        if fact.column == GOVERNING:
            return True
        entity = fact.entity
        for step in fact.path:
            entity = program.entities[entity].reference(step) or entity
        if (entity, fact.column) in governed:
            return True
    return False


def effective_day(of: Evaluations, entity: str) -> Evaluator:
    """Reads the governing date of a row where a rule has none of its own: 适用日 of the 台账, else as-of. It may be unknown."""
    column = of.program.entities[entity].effective
    return of.reader(entity, column) if column else always(of.as_of)


def day_of_moment(day: Value) -> Value:
    """Of a 时刻 its day; anything else as it is."""
    return day.date() if isinstance(day, datetime) else day


def has_expired(program: Program, day: Value) -> bool:
    """Whether a governing date lies after 失效; the policy still holds on that day itself."""
    return program.expires is not None and isinstance(day, date) and day > program.expires


def read_by(duty: Duty) -> Iterator[Expression]:
    """What a duty says of a case, apart from the date it goes by itself."""
    deadline, applicable = duty.deadline, duty.applicable or ()
    of_deadline = (deadline.strict, deadline.extended, deadline.trigger) if deadline else ()
    own = (duty.applies, duty.bearer.expression, duty.done, duty.impossible, duty.breach, duty.breached_on, duty.arises)
    yield from (e for e in (*own, *of_deadline, *applicable) if e is not None)
    yield from (party.expression for party in duty.bearers)
    yield from (requirement.condition for requirement in duty.requirements)
