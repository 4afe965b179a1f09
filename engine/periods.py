"""Civil-law periods that need no calendar, and the length of a span in days, months or years.

民法典 201: days, months and years exclude the day they start from; hours start at the moment itself. 202:
months and years end on the corresponding day of the month of expiry, or on that month's last day where it has
none. 204: law or agreement may provide otherwise, hence the options 含当日 and 按月末对月末. 203 (a last day
that is a rest day moves on) needs a calendar: see workdays.Calendar.roll_forward.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import Enum

from attrs import frozen

FIRST_DATE = date(1900, 1, 1)
LAST_DATE = date(2199, 12, 31)
_ONE_DAY = timedelta(days=1)


class PeriodUnit(Enum):
    """The unit a period is counted in; the value is the word officers write."""

    WORKING_DAY = "工作日"
    DAY = "天"
    WEEK = "周"
    MONTH = "月"
    YEAR = "年"
    HOUR = "小时"


LIMITS = {
    PeriodUnit.WORKING_DAY: 9_999,
    PeriodUnit.DAY: 9_999,
    PeriodUnit.WEEK: 9_999 // 7,
    PeriodUnit.MONTH: 1_200,
    PeriodUnit.YEAR: 100,
    PeriodUnit.HOUR: 9_999 * 24,
}
"""The greatest count of each unit: 9,999 days or 1,200 months."""


@frozen
class Period:
    """A length of time: a count of one unit."""

    unit: PeriodUnit
    count: int

    @property
    def within_limits(self) -> bool:
        """Whether the count is between 0 and the greatest the language allows."""
        return 0 <= self.count <= LIMITS[self.unit]

    def describe(self) -> str:
        """Write the period as officers do: 5个工作日, 3天, 2周, 6个月, 1年, 24小时."""
        measure = "个" if self.unit in (PeriodUnit.WORKING_DAY, PeriodUnit.MONTH) else ""
        return f"{self.count}{measure}{self.unit.value}"


@frozen
class OutOfRange:
    """No answer: a period beyond the limits, or a date outside 1900–2199; `reason` is for officers."""

    reason: str


def after(start: date, period: Period, *, include_start: bool = False, month_end: bool = False) -> date | OutOfRange:
    """Find the last day of a period that runs from `start` (D 后 P, D 起 P 内), 民法典 201–202.

    `include_start` (含当日) counts the start itself: one month from 1 January then ends on 31 January, and
    from 31 January on the last day of February. `month_end` (按月末对月末, 刑诉法解释 2021 第202条) lets a
    month from a month's last day end on a month's last day, 含当日 or not. Raises ValueError for 工作日 and
    小时, which need a calendar or a 时刻.
    """
    if not period.within_limits:
        return _over_limit(period)
    days = _as_days(period)
    if days is not None:
        return _shift_days(start, days - include_start)
    months = _as_months(period)
    if not include_start or (month_end and _is_month_end(start)):
        return _shift_months(start, months, month_end)
    if start.day == 1:
        return _shift_days(_shift_months(start, months, month_end=False), -1)
    return _shift_months(start - _ONE_DAY, months, month_end=False)


def before(start: date, period: Period, *, include_start: bool = False, month_end: bool = False) -> date | OutOfRange:
    """Find the first day of a period that ends at `start` (D 前 P), by the rule of 民法典 201–202.

    One month before 31 March is the last day of February. `include_start` counts the start itself: one month
    that ends on 31 January or 30 April then began on the 1st. `month_end` as in `after`. Raises ValueError for
    工作日 and 小时.
    """
    if not period.within_limits:
        return _over_limit(period)
    days = _as_days(period)
    if days is not None:
        return _shift_days(start, int(include_start) - days)
    corresponding = _shift_months(start, -_as_months(period), month_end or include_start)
    return _shift_days(corresponding, int(include_start))


def hours_after(moment: datetime, period: Period) -> datetime | OutOfRange:
    """Find the end of a period of hours, counted from the moment itself (民法典 201 second paragraph).

    Raises ValueError for any other unit.
    """
    if period.unit is not PeriodUnit.HOUR:
        raise ValueError("only hours are counted from a moment")
    if not period.within_limits:
        return _over_limit(period)
    end = moment + timedelta(hours=period.count)
    checked = _in_range(end.date())
    return checked if isinstance(checked, OutOfRange) else end


def days_between(start: date, end: date) -> int:
    """天数 of a span: first day excluded, last included (民法典 201); negative if `end` is earlier."""
    return (end - start).days


def full_months_between(start: date, end: date) -> int:
    """足月数: completed months by corresponding day or month end (民法典 202); negative if `end` is earlier.

    31 January to 28 February 2013 is one month, to 27 February none.
    """
    if end < start:
        return -full_months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = _shift_months(start, months, month_end=False)
    return months - (isinstance(reached, OutOfRange) or reached > end)


def calendar_months_between(start: date, end: date) -> int:
    """月份数: how many calendar months a span touches, both ends included.

    31 January to 1 February touches two; negative if `end` is earlier, −2 for that span reversed.
    """
    if end < start:
        return -calendar_months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month + 1


def full_years_between(start: date, end: date) -> int:
    """年数: completed years by corresponding day (民法典 202); negative if `end` is earlier."""
    months = full_months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def age(birth: date, on: date) -> int | OutOfRange:
    """周岁: completed years of age on a day.

    Following 民法典 17 with 202 and 1259 a year of age is completed on the birthday itself; the rule for
    criminal liability, that it is completed the day after, does not apply here. A person born on 29 February
    completes a year on 28 February of a common year (民法典 202). A day before birth gives OutOfRange.
    """
    if on < birth:
        return OutOfRange(f"{on.isoformat()}早于出生日期{birth.isoformat()}，没有周岁")
    return full_years_between(birth, on)


def _as_days(period: Period) -> int | None:
    match period.unit:
        case PeriodUnit.DAY:
            return period.count
        case PeriodUnit.WEEK:
            return period.count * 7
        case PeriodUnit.MONTH | PeriodUnit.YEAR:
            return None
        case PeriodUnit.WORKING_DAY | PeriodUnit.HOUR:
            raise ValueError(f"a period in {period.unit.name} is not counted by date alone")


def _as_months(period: Period) -> int:
    return period.count * 12 if period.unit is PeriodUnit.YEAR else period.count


def _shift_months(start: date, months: int, month_end: bool) -> date | OutOfRange:
    """Find the corresponding day, or the month's last day where there is none (民法典 202)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        return OutOfRange(f"算得的日期在{year}年，超出{FIRST_DATE.year}至{LAST_DATE.year}年")
    last = monthrange(year, month)[1]
    to_last = month_end and _is_month_end(start)
    return date(year, month, last if to_last else min(start.day, last))


def _shift_days(start: date | OutOfRange, days: int) -> date | OutOfRange:
    if isinstance(start, OutOfRange):
        return start
    return _in_range(start + timedelta(days=days))


def _in_range(day: date) -> date | OutOfRange:
    if FIRST_DATE <= day <= LAST_DATE:
        return day
    return OutOfRange(f"算得的日期{day.isoformat()}超出{FIRST_DATE.year}至{LAST_DATE.year}年")


def _over_limit(period: Period) -> OutOfRange:
    return OutOfRange(f"期间{period.describe()}超出限度（0至{LIMITS[period.unit]}{period.unit.value}）")


def _is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
