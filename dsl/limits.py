"""The sizes an expression may have: 32 levels, 200 terms; and rules that rest on each other: 120 levels taken together.

Whoever walks a checked tree, or goes from a rule to those it rests on, may recurse.
"""

from collections.abc import Iterator
from typing import Final

from .problems.base import Problem
from .problems.values import TooDeep, TooManyTerms
from .split import MAX_DEPTH
from .syntax import (
    Aggregate,
    Amount,
    Binary,
    BreachedWhen,
    ByCode,
    ByStandard,
    Call,
    Chain,
    Clause,
    Dated,
    DayOf,
    DeadlineClause,
    Demanded,
    DoneBy,
    DoneInPeriod,
    Elapsed,
    Equals,
    ExceptionResult,
    Expression,
    Extension,
    GoverningDate,
    HeadcountClause,
    ImpossibleWhen,
    ItemList,
    KnownTest,
    Lookup,
    Membership,
    MonthlyAmount,
    Negation,
    Offset,
    ParameterStatement,
    Part,
    Proviso,
    Range,
    Requirement,
    Requires,
    Rounded,
    StandardRow,
    Statement,
    StoppedWhen,
    When,
)

MAX_TERMS: Final = 200
MAX_LEVELS: Final = 120
"""Levels of the expressions of a rule and of all below it, down the deepest way, one more for every rule."""


def oversized(statement: Statement) -> Iterator[Problem]:
    """The first limit that each expression of a statement passes."""
    if isinstance(statement, ParameterStatement) and statement.value is not None:
        problem = _oversized(statement.value)
        if problem is not None:
            yield problem
    for clause in statement.clauses:
        for expression in expressions_of(clause):
            problem = _oversized(expression)
            if problem is not None:
                yield problem


def levels_of(statement: Statement) -> int:
    """What a rule adds to the levels of those that rest on it: those of its deepest expression, and itself."""
    deepest = 0
    pending = [(expression, 1) for clause in statement.clauses for expression in expressions_of(clause)]
    while pending:
        node, depth = pending.pop()
        deepest = max(deepest, depth)
        pending.extend((child, depth + 1) for child in children_of(node))
    return deepest + 1


def expressions_of(clause: Clause) -> tuple[Expression, ...]:
    """The expressions a clause holds, in the order written."""
    match clause:
        case When(condition=value) | Proviso(condition=value) | ImpossibleWhen(condition=value):
            return (value,)
        case Requirement(condition=value) | BreachedWhen(condition=value):
            return (value,)
        case DoneInPeriod(matching=matching):
            return () if matching is None else (matching,)
        case MonthlyAmount(start=start, end=end, value=value):
            return (start, end, value)
        case StoppedWhen(condition=value, since=since):
            return (value,) if since is None else (value, since)
        case Demanded(condition=value) | Requires(condition=value) | ByStandard(value=value):
            return (value,)
        case HeadcountClause(condition=value) if value is not None:
            return (value,)
        case Equals(value=value) | DoneBy(value=value) | Amount(value=value) | GoverningDate(value=value):
            return (value,)
        case StandardRow(condition=condition, value=value):
            return (value,) if condition is None else (condition, value)
        case ByCode(entries=entries):
            return tuple(entry.value for entry in entries)
        case ExceptionResult(value=value) if value is not None:
            return (value,)
        case DeadlineClause(base=base, period=period, changes=changes):
            longer = (change.period for change in changes if isinstance(change, Extension))
            return tuple(part for part in (base, period, *longer) if part is not None)
        case _:
            return ()


def children_of(expression: Expression) -> tuple[Expression, ...]:
    """The operands of an expression, in the order written."""
    match expression:
        case Binary(left=left, right=right):
            return (left, right)
        case Chain(operands=operands) | Call(arguments=operands):
            return operands
        case Negation(operand=operand) | KnownTest(operand=operand):
            return (operand,)
        case Membership(operand=operand, items=items, upper=upper):
            return (operand, *items) if upper is None else (operand, *items, upper)
        case Offset(base=base, period=period):
            return (base, period)
        case Range(operand=operand, lower=lower, upper=upper):
            return tuple(part for part in (operand, lower, upper) if part is not None)
        case Part(operand=operand, bound=bound, upper=upper):
            return tuple(part for part in (operand, bound, upper) if part is not None)
        case Rounded(operand=operand):
            return (operand,)
        case Elapsed(start=start, end=end):
            return (start, end)
        case DayOf(base=base):
            return (base,)
        case Lookup(figure=figure, year=year):
            return (figure, year)
        case Dated(values=values):
            return tuple(dated.value for dated in values)
        case ItemList(items=listed):
            return tuple(item.body for item in listed)
        case Aggregate(rows=rows, condition=condition, otherwise=otherwise):
            return (rows, *(part for part in (condition, otherwise) if part is not None))
        case _:
            return ()


def _oversized(expression: Expression) -> Problem | None:
    """Walks without recursion, since what it looks for is text that would break recursion."""
    pending = [(expression, 1)]
    terms = 0
    while pending:
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            return TooDeep(node.span, MAX_DEPTH)
        children = children_of(node)
        terms += not children
        if terms > MAX_TERMS:
            return TooManyTerms(node.span, MAX_TERMS)
        pending.extend((child, depth + 1) for child in reversed(children))
    return None
