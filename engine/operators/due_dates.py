"""可延长 and 中止: what moves the last day of a period (semantics.md, Obligation state)."""

from datetime import date, timedelta

from ..lowering import dates as dates_sql
from ..types import NOT_YET, CauseKind, DateType, NotYet, Type, Unknown, Value, merge, unknown
from ..workdays import Calendar, Uncovered
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_ONE_DAY = timedelta(days=1)
_DUE, _LONGER = date(2012, 5, 4), date(2012, 6, 4)


def _date(types: tuple[Type, ...]) -> Type | None:
    return DateType() if types and isinstance(types[0], DateType) else None


def _extended(limit: Value, approval: Value, due: Value, longer: Value) -> Value:
    """`longer` where the approval came by `limit`, the last day as it stood; else `due`."""
    unknowns = [v for v in (limit, approval, due, longer) if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    if not isinstance(approval, date):
        return due
    return longer if not isinstance(limit, date) or approval <= limit else due


def _suspended(
    calendar: Calendar, due: Value, start: Value, since: Value, until: Value, working: bool, include_start: bool
) -> Value:
    """The last day when the days in [max(since, start + 1), until] are not counted; open while it is suspended."""
    unknowns = [v for v in (due, start, since) if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    if isinstance(due, NotYet) or not isinstance(since, date) or since > _day(due):
        return due
    if isinstance(until, Unknown | NotYet):
        return until
    first = max(since, _day(start) + (timedelta(0) if include_start else _ONE_DAY))
    days = (_day(until) - first).days + 1
    if days <= 0:
        return due
    if not working:
        return _day(due) + timedelta(days=days)
    left = calendar.working_days_between(first, _day(due), True)
    if left == 0:
        return due
    moved = left if isinstance(left, Uncovered) else calendar.forward(_day(until), left)
    return unknown(CauseKind.CALENDAR, moved.reason) if isinstance(moved, Uncovered) else moved


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(f"a date was expected: {value!r}")
    return value


EXTENDED = Operator(
    "可延长", _date, "日期", UnknownRule.SPECIAL, _extended, "semantics.md：批准日期不晚于原末日的，才延长",
    (
        Example((_DUE, date(2012, 5, 4), _DUE, _LONGER), _LONGER),
        Example((_DUE, date(2012, 5, 5), _DUE, _LONGER), _DUE),
        Example((_DUE, NOT_YET, _DUE, _LONGER), _DUE),
        Example((_DUE, _U, _DUE, _LONGER), _U),
    ),
    lower=dates_sql.extended,
)  # fmt: skip
SUSPENDED = Operator(
    "中止", _date, "日期", UnknownRule.SPECIAL, _suspended, "semantics.md：中止期间的天数不计",
    (
        Example((_DUE, date(2012, 4, 4), date(2012, 4, 10), date(2012, 4, 19), False, False), date(2012, 5, 14)),
        Example((_DUE, date(2012, 4, 4), date(2012, 4, 1), date(2012, 4, 6), False, False), date(2012, 5, 6)),
        Example((_DUE, date(2012, 4, 4), date(2012, 5, 5), date(2012, 5, 9), False, False), _DUE),
        Example((_DUE, date(2012, 4, 4), date(2012, 4, 10), NOT_YET, False, False), NOT_YET),
        Example((_DUE, date(2012, 4, 4), NOT_YET, NOT_YET, False, False), _DUE),
        Example((_DUE, date(2012, 4, 4), date(2012, 4, 10), _U, False, False), _U),
    ),
    uses_calendar=True,
    lower=dates_sql.suspended,
)  # fmt: skip

DUE_DATES = (EXTENDED, SUSPENDED)
