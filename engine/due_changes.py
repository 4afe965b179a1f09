"""How an extension or a suspension moved a last day, in words."""

from collections.abc import Callable, Iterator
from datetime import date

from .date_words import full_date
from .operators.due_dates import EXTENDED, SUSPENDED
from .program import Apply, Expression
from .types import NOT_YET, Value


def is_changed(expression: Expression) -> bool:
    """Whether a last day may be extended or suspended."""
    return isinstance(expression, Apply) and expression.operator in (EXTENDED, SUSPENDED)


def unchanged(expression: Expression) -> Expression:
    """The last day before any extension or suspension."""
    match expression:
        case Apply(operator=operator, arguments=(_, _, due, _)) if operator is EXTENDED:
            return unchanged(due)
        case Apply(operator=operator, arguments=(due, *_)) if operator is SUSPENDED:
            return unchanged(due)
        case _:
            return expression


def change_notes(expression: Expression, value: Callable[[Expression], Value]) -> Iterator[str]:
    """A sentence for each change that took effect, in the order it did."""
    if not isinstance(expression, Apply):
        return
    if expression.operator is EXTENDED:
        _, approval, due, longer = expression.arguments
        yield from change_notes(due, value)
        approved, day = value(approval), value(longer)
        if value(expression) == day and day != value(due) and isinstance(day, date) and isinstance(approved, date):
            yield f"{full_date(approved)}批准延长，末日由{_words(value(due))}改为{full_date(day)}"
    elif expression.operator is SUSPENDED:
        due, _, since, until, *_ = expression.arguments
        yield from change_notes(due, value)
        before, after, start, end = value(due), value(expression), value(since), value(until)
        if after is NOT_YET and isinstance(start, date):
            yield f"{full_date(start)}起中止，尚未恢复"
        elif after != before and isinstance(start, date) and isinstance(end, date):
            yield f"{full_date(start)}至{full_date(end)}中止不计，末日由{_words(before)}改为{_words(after)}"
    elif len(expression.arguments) == 1 and is_changed(expression.arguments[0]):
        yield from change_notes(expression.arguments[0], value)
        before, after = value(expression.arguments[0]), value(expression)
        if before != after and isinstance(before, date) and isinstance(after, date):
            yield f"{full_date(before)}为休息日，{expression.operator.name}至{full_date(after)}"


def _words(value: Value) -> str:
    return full_date(value) if isinstance(value, date) else "未定"
