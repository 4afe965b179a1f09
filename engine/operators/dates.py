"""D 后 P, D 前 P, 顺延 and 提前, 最早 最晚, 先到 齐备."""

from datetime import date

from ..lowering import dates as dates_sql
from ..periods import OutOfRange, Period, PeriodUnit, after, before
from ..types import (
    NOT_YET,
    Cause,
    CauseKind,
    DateType,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    Type,
    Unknown,
    Value,
    YearType,
    merge,
    unknown,
)
from ..workdays import Calendar, Uncovered
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_D1, _D2 = date(2012, 5, 4), date(2012, 5, 7)


def _date_and_period(types: tuple[Type, ...]) -> Type | None:
    fits = len(types) >= 2 and isinstance(types[0], DateType) and isinstance(types[1], PeriodType)
    return DateType() if fits else None


def _dates(types: tuple[Type, ...]) -> Type | None:
    return DateType() if types and all(isinstance(t, DateType) for t in types) else None


def _ordered(types: tuple[Type, ...]) -> Type | None:
    numbers = MoneyType | MoneyRateType | IntegerType | DecimalType | PercentType
    fits = types and isinstance(types[0], numbers | DateType | MonthType | YearType) and len(set(types)) == 1
    return types[0] if fits else None


def _settle(answer: date | Uncovered | OutOfRange) -> Value:
    """A date, or 未知 with the year the calendar does not hold, or the limit that was passed."""
    match answer:
        case Uncovered(reason=reason):
            return unknown(CauseKind.CALENDAR, reason)
        case OutOfRange(reason=reason):
            return unknown(CauseKind.OVERFLOW, reason)
        case _:
            return answer


def _after(calendar: Calendar, start: date, period: Period, include_start: bool, month_end: bool) -> Value:
    if period.unit is PeriodUnit.WORKING_DAY:
        return _settle(calendar.forward(start, period.count, include_start))
    return _settle(after(start, period, include_start=include_start, month_end=month_end))


def _before(calendar: Calendar, start: date, period: Period, include_start: bool, month_end: bool) -> Value:
    if period.unit is PeriodUnit.WORKING_DAY:
        return _settle(calendar.backward(start, period.count, include_start))
    return _settle(before(start, period, include_start=include_start, month_end=month_end))


def _roll_forward(calendar: Calendar, day: date) -> Value:
    return _settle(calendar.roll_forward(day))


def _roll_backward(calendar: Calendar, day: date) -> Value:
    return _settle(calendar.roll_backward(day))


def _first_to_happen(*values: Value) -> Value:
    happened = [v for v in values if isinstance(v, date)]
    if len(happened) < len(values):
        unknowns = [v for v in values if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
    return min(happened) if happened else NOT_YET


def _all_happened(*values: Value) -> Value:
    happened = [v for v in values if isinstance(v, date)]
    if len(happened) == len(values):
        return max(happened)
    if any(v is NOT_YET for v in values):
        return NOT_YET
    return merge(*[v for v in values if isinstance(v, Unknown)])


def _require(event: Value, subjects: str) -> Value:
    if event is not NOT_YET:
        return event
    return Unknown(frozenset(Cause(CauseKind.MISSING, subject) for subject in subjects.split("、")))


_MONTH = Period(PeriodUnit.MONTH, 1)

AFTER = Operator(
    "后",
    _date_and_period,
    "左边是日期，右边是期间（5个工作日、3天、1个月）",
    UnknownRule.STRICT,
    _after,
    "民法典第二百零一条、第二百零二条；工作日按国务院公布的日历",
    (Example((date(2012, 1, 31), _MONTH, False, False), date(2012, 2, 29)), Example((_U, _MONTH, False, False), _U)),
    uses_calendar=True,
    lower=dates_sql.counted(dates_sql.after_period),
)
BEFORE = Operator(
    "前",
    _date_and_period,
    "左边是日期，右边是期间（5个工作日、3天、1个月）",
    UnknownRule.STRICT,
    _before,
    "民法典第二百零一条、第二百零二条（倒算）",
    (Example((date(2012, 3, 31), _MONTH, False, False), date(2012, 2, 29)), Example((_U, _MONTH, False, False), _U)),
    uses_calendar=True,
    lower=dates_sql.counted(dates_sql.before_period),
)
ROLL_FORWARD = Operator(
    "顺延",
    _dates,
    "一个日期",
    UnknownRule.STRICT,
    _roll_forward,
    "民法典第二百零三条",
    (Example((date(2012, 4, 30),), date(2012, 5, 2)), Example((_D1,), _D1), Example((_U,), _U)),
    uses_calendar=True,
    lower=dates_sql.rolled(True),
)
ROLL_BACKWARD = Operator(
    "提前",
    _dates,
    "一个日期",
    UnknownRule.STRICT,
    _roll_backward,
    "语言约定",
    (Example((date(2012, 4, 30),), date(2012, 4, 28)), Example((_D1,), _D1), Example((_U,), _U)),
    uses_calendar=True,
    lower=dates_sql.rolled(False),
)
EARLIEST = Operator(
    "最早", _dates, "都是日期", UnknownRule.STRICT, lambda *v: min(v), "语言约定",
    (Example((_D2, _D1), _D1), Example((_D1, _U), _U)),
    lower=dates_sql.extreme("LEAST"),
)  # fmt: skip
LATEST = Operator(
    "最晚", _dates, "都是日期", UnknownRule.STRICT, lambda *v: max(v), "语言约定",
    (Example((_D2, _D1), _D2), Example((_U, _D1), _U)),
    lower=dates_sql.extreme("GREATEST"),
)  # fmt: skip
LARGEST = Operator(
    "最大", _ordered, "都是同一种数", UnknownRule.STRICT, lambda *v: max(v), "语言约定",
    (Example((3, 7), 7), Example((3, _U), _U)),
    lower=dates_sql.extreme("GREATEST"),
)  # fmt: skip
SMALLEST = Operator(
    "最小", _ordered, "都是同一种数", UnknownRule.STRICT, lambda *v: min(v), "语言约定",
    (Example((3, 7), 3), Example((3, _U), _U)),
    lower=dates_sql.extreme("LEAST"),
)  # fmt: skip
FIRST_TO_HAPPEN = Operator(
    "先到", _dates, "都是日期", UnknownRule.SPECIAL, _first_to_happen, "semantics.md：已发生者中最早的一个",
    (Example((_D2, _D1), _D1), Example((NOT_YET, _D1), _D1), Example((NOT_YET, NOT_YET), NOT_YET), Example((_U, _D1), _U)),
    lower=dates_sql.first_to_happen,
)  # fmt: skip
ALL_HAPPENED = Operator(
    "齐备", _dates, "都是日期", UnknownRule.SPECIAL, _all_happened, "semantics.md：全部发生时最晚的一个",
    (Example((_D2, _D1), _D2), Example((NOT_YET, _D1), NOT_YET), Example((_U, NOT_YET), NOT_YET)),
    lower=dates_sql.all_happened,
)  # fmt: skip

HAPPENED = Operator(
    "已发生的", lambda types: types[0] if types else None, "一个日期", UnknownRule.SPECIAL, _require,
    "semantics.md：履行事实不作证明或触发时，缺失即未知",
    (Example((_D1, "甲.乙"), _D1), Example((NOT_YET, "甲.乙"), _U), Example((_U, "甲.乙"), _U)),
    lower=dates_sql.required,
)  # fmt: skip

CALLS = {row.name: row for row in (FIRST_TO_HAPPEN, ALL_HAPPENED, EARLIEST, LATEST, LARGEST, SMALLEST)}

DATES = (AFTER, BEFORE, ROLL_FORWARD, ROLL_BACKWARD, HAPPENED, *CALLS.values())
