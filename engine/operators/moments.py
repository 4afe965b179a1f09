"""T 后 48小时, T 前 48小时: hours run from a 时刻, minute by minute (民法典 201 second paragraph)."""

from datetime import datetime, timedelta

from ..lowering import dates as dates_sql
from ..periods import FIRST_DATE, LAST_DATE, OutOfRange, Period, PeriodUnit, hours_after
from ..types import CauseKind, MomentType, PeriodType, Type, Value, unknown
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

MOMENTS = (HOURS_AFTER, HOURS_BEFORE)
