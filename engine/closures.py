"""Closures over a case, of which an Interpreter makes its own: each is built once and called for every case."""

from collections.abc import Callable
from typing import TypeVar

from .case import Case, Evaluator
from .operators.logic import AND, OR
from .operators.operator import Evaluate, Operator, UnknownRule
from .operators.tables import FIRST
from .program import Const, Expression
from .types import NOT_YET, Known, NotYet, Unknown, Value, merge
from .workdays import Calendar

T = TypeVar("T")
OPEN = (Unknown, NotYet)
"""The values that are none."""


def applied(operator: Operator, evaluate: Evaluate, read: tuple[Evaluator, ...], beside: Known | None) -> Evaluator:
    """An operator on its arguments, in the form that looks at no more of them than it must.

    `evaluate` is what it means for their values; `beside` is the second of two where that is a constant, else None.
    """
    if operator is AND or operator is OR:
        return until_settled(evaluate, read, operator is OR)
    if operator is FIRST:
        return first_row(evaluate, read)
    if operator.unknown is UnknownRule.STRICT:
        return strictly(evaluate, read) if beside is None else strictly_beside(evaluate, read[0], beside)
    if len(read) != 1:
        return lambda case: evaluate(*[r(case) for r in read])
    (only,) = read
    return lambda case: evaluate(only(case))


def strictly(evaluate: Evaluate, read: tuple[Evaluator, ...]) -> Evaluator:
    """A strict operator: one argument that is open leaves the answer open. Most have two arguments."""

    def apply(case: Case) -> Value:
        values = [r(case) for r in read]
        for value in values:
            if type(value) is Unknown or value is NOT_YET:
                return _strict(values)
        return evaluate(*values)

    if len(read) != 2:
        return apply
    left, right = read

    def apply_to_two(case: Case) -> Value:
        first, second = left(case), right(case)
        if type(first) is Unknown or type(second) is Unknown or first is NOT_YET or second is NOT_YET:
            return _strict([first, second])
        return evaluate(first, second)

    return apply_to_two


def strictly_beside(evaluate: Evaluate, read: Evaluator, known: Known) -> Evaluator:
    """A strict operator on an argument and a constant."""

    def apply(case: Case) -> Value:
        value = read(case)
        return value if type(value) is Unknown or value is NOT_YET else evaluate(value, known)

    return apply


def until_settled(evaluate: Evaluate, read: tuple[Evaluator, ...], settling: bool) -> Evaluator:
    """且 and 或: one argument that is `settling` settles them, whatever the others are; of these the operator tells."""
    steps = tuple((r, read[place + 1 :]) for place, r in enumerate(read))

    def apply(case: Case) -> Value:
        for argument, others in steps:
            value = argument(case)
            if value is settling:
                return settling
            if type(value) is Unknown:
                return evaluate(value, *[other(case) for other in others])
        return not settling

    return apply


def first_row(evaluate: Evaluate, read: tuple[Evaluator, ...]) -> Evaluator:
    """依次: the first row that holds decides, and what comes after is not looked at; of open rows the operator tells."""
    name, marks, *cells = read
    rows = tuple((cells[n], cells[n + 1], cells[n + 2 :]) for n in range(0, len(cells), 2))

    def apply(case: Case) -> Value:
        for condition, value, others in rows:
            holds = condition(case)
            if holds is True:
                return value(case)
            if holds is not False:
                return evaluate(name(case), marks(case), holds, value(case), *[other(case) for other in others])
        return evaluate(name(case), marks(case))

    return apply


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


def kept_by_key(key: Evaluator, evaluator: Evaluator) -> Evaluator:
    """Reads something of a row that a key leads to, of which there are few: it is found once a key."""
    table: dict[Value, Value] = {}

    def read(case: Case) -> Value:
        row = key(case)
        found = table.get(row)
        if found is None:
            found = table[row] = evaluator(case)
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
        if type(day) is Unknown or day is NOT_YET:
            return day
        found = table.get(day)
        if found is None:
            found = table[day] = operator.evaluate(calendar, day, *rest)
        return found

    return look_up
