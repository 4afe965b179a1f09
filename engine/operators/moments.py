"""T 后 48小时, T 前 48小时: hours run from a 时刻, minute by minute (民法典 201 second paragraph)."""

from datetime import datetime, timedelta

from ..lowering import dates as dates_sql
from ..periods import FIRST_DATE, LAST_DATE, OutOfRange, Period, PeriodUnit, hours_after
from ..types import NOT_YET, CauseKind, MomentType, PeriodType, Type, Unknown, Value, merge, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_T = datetime(2012, 4, 27, 14, 30)
_TWO_DAYS = Period(PeriodUnit.HOUR, 48)


def _moment_and_period(types: tuple[Type, ...]) -> Type | None:
    fits = len(types) == 2 and isinstance(types[0], MomentType) and isinstance(types[1], PeriodType)
    return MomentType() if fits else None


def _after(moment: datetime, period: Period) -> Value:
    found = hours_after(moment, period)
    return unknown(CauseKind.OVERFLOW, found.reason) if isinstance(found, OutOfRange) else found


def _before(moment: datetime, period: Period) -> Value:
    start = moment - timedelta(hours=period.count)
    if FIRST_DATE <= start.date() <= LAST_DATE:
        return start
    return unknown(CauseKind.OVERFLOW, f"算得的日期{start.date().isoformat()}超出{FIRST_DATE.year}至{LAST_DATE.year}年")


def _suspended(due: Value, start: Value, since: Value, until: Value) -> Value:
    """The last moment when the time from max(since, start) to `until` does not run; open while it is suspended."""
    unknowns = [v for v in (due, start, since) if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    if not isinstance(due, datetime) or not isinstance(start, datetime) or not isinstance(since, datetime):
        return due
    if since > due:
        return due
    if not isinstance(until, datetime):
        return until
    moved = due + max(until - max(since, start), timedelta(0))
    return moved if moved.date() <= LAST_DATE else unknown(CauseKind.OVERFLOW, f"算得的日期超出{LAST_DATE.year}年")


def _moments(types: tuple[Type, ...]) -> Type | None:
    return MomentType() if len(types) == 4 and all(isinstance(t, MomentType) for t in types) else None


_EXPECTS = "左边是时刻，右边是小时数（48小时）"

HOURS_AFTER = Operator(
    "后（小时）", _moment_and_period, _EXPECTS, UnknownRule.STRICT, _after, "民法典第二百零一条第二款",
    (Example((_T, _TWO_DAYS), datetime(2012, 4, 29, 14, 30)), Example((_U, _TWO_DAYS), _U)),
    lower=dates_sql.hours("+"),
)  # fmt: skip
HOURS_BEFORE = Operator(
    "前（小时）", _moment_and_period, _EXPECTS, UnknownRule.STRICT, _before, "民法典第二百零一条第二款（倒算）",
    (Example((_T, _TWO_DAYS), datetime(2012, 4, 25, 14, 30)), Example((_U, _TWO_DAYS), _U)),
    lower=dates_sql.hours("-"),
)  # fmt: skip

_S, _E = datetime(2012, 4, 27, 20, 30), datetime(2012, 4, 28, 6, 30)
_DUE = datetime(2012, 4, 29, 14, 30)
SUSPENDED_HOURS = Operator(
    "中止（小时）", _moments, "都是时刻", UnknownRule.SPECIAL, _suspended, "semantics.md：中止期间的时间不计",
    (
        Example((_DUE, _T, _S, _E), datetime(2012, 4, 30, 0, 30)),
        Example((_DUE, _T, datetime(2012, 4, 30, 0, 0), NOT_YET), _DUE),
        Example((_DUE, _T, _S, NOT_YET), NOT_YET),
        Example((_DUE, _T, NOT_YET, NOT_YET), _DUE),
        Example((_DUE, _T, _S, _U), _U),
    ),
    lower=dates_sql.suspended_hours,
)  # fmt: skip

MOMENTS = (HOURS_AFTER, HOURS_BEFORE, SUSPENDED_HOURS)
