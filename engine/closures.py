"""Closures over a case, of which an Interpreter makes its own: each is built once and called for every case."""

from collections.abc import Callable
from typing import TypeVar

from .case import Case, Evaluator
from .operators.operator import Evaluate, Operator, UnknownRule
from .program import Const, Expression
from .types import NOT_YET, Known, NotYet, Unknown, Value, merge
from .workdays import Calendar

T = TypeVar("T")
OPEN = (Unknown, NotYet)
"""The values that are none."""


def strictly(evaluate: Evaluate, read: tuple[Evaluator, ...]) -> Evaluator:
    """A strict operator: one argument that is open leaves the answer open. Most have two arguments."""

    def apply(case: Case) -> Value:
        values = [r(case) for r in read]
        for value in values:
            if isinstance(value, OPEN):
                return _strict(values)
        return evaluate(*values)

    if len(read) != 2:
        return apply
    left, right = read

    def apply_to_two(case: Case) -> Value:
        first, second = left(case), right(case)
        if isinstance(first, OPEN) or isinstance(second, OPEN):
            return _strict([first, second])
        return evaluate(first, second)

    return apply_to_two


def counts_from_one_date(operator: Operator, rest: list[Expression]) -> bool:
    """Whether a strict operator on the calendar has one argument that varies, the first."""
    known = all(isinstance(a, Const) and not isinstance(a.value, Unknown) for a in rest)
    return operator.uses_calendar and operator.unknown is UnknownRule.STRICT and known


def by_own_date(day: Evaluator, evaluator: Evaluator) -> Evaluator:
    """A derived column with a 以 … 为准 of its own."""
    return lambda case: evaluator(case.governed_by(day(case.governed_by(None))))


def kept_by_date(column: tuple[str, bool], evaluator: Evaluator) -> Evaluator:
    """Reads a derived column whose value depends on the governing date: kept once a date."""

    def read(case: Case) -> Value:
        name = (*column, case.governing)
        found = case.derived.get(name)
        if found is None:
            found = case.derived[name] = evaluator(case)
        return found

    return read


def always(value: T) -> Callable[[Case], T]:
    """A closure that says the same of every case."""
    return lambda _: value


def _strict(values: list[Value]) -> Value:
    """An argument that is 未知 makes a strict operator's answer 未知; one not yet happened makes it 尚未发生."""
    unknowns = [v for v in values if isinstance(v, Unknown)]
    return merge(*unknowns) if unknowns else NOT_YET


def tabulated(calendar: Calendar, operator: Operator, start: Evaluator, rest: list[Known | Unknown]) -> Evaluator:
    """What depends on one date alone is found once a date (semantics.md, Calendar)."""
    table: dict[Value, Value] = {}

    def look_up(case: Case) -> Value:
        day = start(case)
        if isinstance(day, OPEN):
            return day
        found = table.get(day)
        if found is None:
            found = table[day] = operator.evaluate(calendar, day, *rest)
        return found

    return look_up
