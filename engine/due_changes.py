"""How an extension or a suspension moved a last day, in words."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from .date_words import full_date
from .operators.due_dates import EXTENDED, SUSPENDED
from .operators.moments import SUSPENDED_HOURS
from .program import Apply, Expression
from .types import NOT_YET, MomentType, Value
from .words import describe_value


def is_changed(expression: Expression) -> bool:
    """Whether a last day may be extended or suspended."""
    return isinstance(expression, Apply) and expression.operator in (EXTENDED, SUSPENDED, SUSPENDED_HOURS)


def unchanged(expression: Expression) -> Expression:
    """The last day before any extension or suspension."""
    match expression:
        case Apply(operator=operator, arguments=(_, _, due, _)) if operator is EXTENDED:
            return unchanged(due)
        case Apply(operator=operator, arguments=(due, *_)) if operator in (SUSPENDED, SUSPENDED_HOURS):
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
    elif expression.operator in (SUSPENDED, SUSPENDED_HOURS):
        due, _, since, until, *_ = expression.arguments
        yield from change_notes(due, value)
        before, after, start, end = value(due), value(expression), value(since), value(until)
        if after is NOT_YET and isinstance(start, date):
            yield f"{_words(start)}起中止，尚未恢复"
        elif after != before and isinstance(start, date) and isinstance(end, date):
            last = "末时" if expression.operator is SUSPENDED_HOURS else "末日"
            yield f"{_words(start)}至{_words(end)}中止不计，{last}由{_words(before)}改为{_words(after)}"
    elif len(expression.arguments) == 1 and is_changed(expression.arguments[0]):
        yield from change_notes(expression.arguments[0], value)
        before, after = value(expression.arguments[0]), value(expression)
        if before != after and isinstance(before, date) and isinstance(after, date):
            yield f"{full_date(before)}为休息日，{expression.operator.name}至{full_date(after)}"


def _words(value: Value) -> str:
    if isinstance(value, datetime):
        return describe_value(value, MomentType())
    return full_date(value) if isinstance(value, date) else "未定"
