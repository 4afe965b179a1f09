"""（D1 至 D2）的 天数, 工作日数, 足月数, 月份数, 年数, 周岁: how long a span is. The first day is excluded (民法典 201)."""

from datetime import date

from ..lowering import spans as spans_sql
from ..periods import (
    OutOfRange,
    age,
    calendar_months_between,
    days_between,
    full_months_between,
    full_years_between,
)
from ..types import CauseKind, DateType, IntegerType, Type, Value, unknown
from ..workdays import Calendar, Uncovered
from .operator import Accepts, Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_BIRTH, _DAY = date(2012, 1, 31), date(2013, 2, 28)


def _counts(unit: str) -> Accepts:
    def accepts(types: tuple[Type, ...]) -> Type | None:
        return IntegerType(unit) if len(types) == 2 and all(isinstance(t, DateType) for t in types) else None

    return accepts


def _working_days(calendar: Calendar, start: date, end: date) -> Value:
    found = calendar.working_days_between(start, end)
    return unknown(CauseKind.CALENDAR, found.reason) if isinstance(found, Uncovered) else found


def _age(birth: date, on: date) -> Value:
    found = age(birth, on)
    return unknown(CauseKind.CONTRADICTION, found.reason) if isinstance(found, OutOfRange) else found


_EXPECTS = "两端都是日期"
_HALF = (Example((_U, _DAY), _U), Example((_BIRTH, _U), _U))

DAYS = Operator(
    "天数", _counts("天"), _EXPECTS, UnknownRule.STRICT, days_between, "民法典第二百零一条：首日不计，末日计入",
    (Example((date(2012, 5, 1), date(2012, 5, 4)), 3), *_HALF),
    lower=spans_sql.DAYS,
)  # fmt: skip
WORKING_DAYS = Operator(
    "工作日数", _counts("工作日"), _EXPECTS, UnknownRule.STRICT, _working_days,
    "民法典第二百零一条；工作日按国务院公布的日历",
    (Example((date(2012, 4, 26), date(2012, 5, 4)), 5), *_HALF), uses_calendar=True,
    lower=spans_sql.working_days,
)  # fmt: skip
FULL_MONTHS = Operator(
    "足月数", _counts("月"), _EXPECTS, UnknownRule.STRICT, full_months_between, "民法典第二百零二条：满整月的才算",
    (Example((_BIRTH, _DAY), 13), Example((_BIRTH, date(2012, 2, 28)), 0), *_HALF),
    lower=spans_sql.full_months,
)  # fmt: skip
CALENDAR_MONTHS = Operator(
    "月份数", _counts("月"), _EXPECTS, UnknownRule.STRICT, calendar_months_between, "语言约定：首尾两月都算",
    (Example((_BIRTH, date(2012, 2, 1)), 2), *_HALF),
    lower=spans_sql.CALENDAR_MONTHS,
)  # fmt: skip
FULL_YEARS = Operator(
    "年数", _counts("年"), _EXPECTS, UnknownRule.STRICT, full_years_between, "民法典第二百零二条：满整年的才算",
    (Example((_BIRTH, _DAY), 1), *_HALF),
    lower=spans_sql.full_years,
)  # fmt: skip
AGE = Operator(
    "周岁", _counts("周岁"), _EXPECTS, UnknownRule.STRICT, _age, "民法典第十七条、第二百零二条：生日当天满周岁",
    (Example((date(2000, 5, 4), date(2012, 5, 4)), 12), Example((date(2000, 5, 4), date(2012, 5, 3)), 11), *_HALF),
    lower=spans_sql.age,
)  # fmt: skip

SPANS = (DAYS, WORKING_DAYS, FULL_MONTHS, CALENDAR_MONTHS, FULL_YEARS, AGE)
BY_MEASURE = {row.name: row for row in SPANS}
