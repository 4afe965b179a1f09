"""Cells of 日期, 时刻 and 期间. Nothing is guessed: no serial numbers, no two-digit years, no day-month order."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from unicodedata import normalize

from ..periods import FIRST_DATE, LAST_DATE, Period, PeriodUnit
from .names import folded, stripped
from .sheets import RawCell, plain
from .unreadable import Unreadable

_DAY = re.compile(
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?)"
    r"(?:[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?",
    re.ASCII,
)
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?|(\d{4})(\d{2})", re.ASCII)
_NO_MONTH = Unreadable("不是月份，应为 2012-07、2012年7月 或 201207")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_PERIOD = re.compile(r"(\d{1,9})个?(工作日|天|日|周|月|年|小时)", re.ASCII)
_PERIOD_WORDS = {unit.value: unit for unit in PeriodUnit} | {"日": PeriodUnit.DAY}
_FORMS = "应为 2012-07-01、2012年7月1日 或 20120701"
_DASHES = frozenset(("-", "--", "—", "——", "–", "/", "\\", "无", "暂无"))


def read_date(cell: RawCell) -> date | Unreadable:
    """Read a civil day, 1900 to 2199. A time of day other than 00:00:00 is refused."""
    match cell:
        case datetime():
            return _timeless(cell.date(), cell.time())
        case date():
            return _ranged(cell)
        case str():
            return _date_of_text(stripped(normalize("NFKC", cell)))
        case bool():
            return Unreadable(f"不是日期，{_FORMS}")
        case int() | float() | Decimal():
            return _date_of_digits(plain(cell))
        case _:
            return Unreadable(f"只有时间没有日期，{_FORMS}")


def read_moment(cell: RawCell) -> datetime | Unreadable:
    """Read a minute of a day; seconds are cut off, as on a clock that shows minutes."""
    moment: datetime | Unreadable | None = None
    match cell:
        case datetime():
            moment = cell
        case str():
            found = _DAY.fullmatch(stripped(normalize("NFKC", cell)))
            moment = _moment_of(found) if found else None
    if moment is None:
        return Unreadable("不是时刻，应为 2012-07-01 14:30")
    if isinstance(moment, Unreadable):
        return moment
    day = _ranged(moment.date())
    return day if isinstance(day, Unreadable) else moment.replace(second=0, microsecond=0, tzinfo=None)


def read_month(cell: RawCell) -> date | Unreadable:
    """Read a month (2012-07, 2012年7月, 201207) as its first day; Excel holds such a month as the first of it.

    Any other day is refused: whoever meant a date would lose it.
    """
    match cell:
        case datetime() | date():
            day = read_date(cell)
            return day if isinstance(day, Unreadable) or day.day == 1 else _NO_MONTH
        case bool():
            return _NO_MONTH
        case str() | int() | float() | Decimal():
            found = _MONTH.fullmatch(folded(cell if isinstance(cell, str) else plain(cell)))
        case _:
            return _NO_MONTH
    return _civil(int(found[1] or found[3]), int(found[2] or found[4]), 1) if found else _NO_MONTH


def read_period(cell: RawCell) -> Period | Unreadable:
    """Read a length of time with its unit: 5个工作日, 3天, 6个月."""
    found = _PERIOD.fullmatch(folded(cell)) if isinstance(cell, str) else None
    if found is None:
        return Unreadable("不是期间，应带单位，如 5个工作日、3天、6个月")
    period = Period(_PERIOD_WORDS[found[2]], int(found[1]))
    return period if period.within_limits else Unreadable("期间太长")


def _date_of_text(text: str) -> date | Unreadable:
    found = _DAY.fullmatch(text)
    if found is None:
        if text in _DASHES:
            return Unreadable("不是日期；没有日期就把单元格留空，不要写横线等符号")
        return _date_of_digits(text)
    day = _civil(*(int(part) for part in (found[1] or found[5], found[3] or found[6], found[4] or found[7])))
    if isinstance(day, Unreadable) or found[8] is None:
        return day
    clock = _clock(found)
    return clock if isinstance(clock, Unreadable) else _timeless(day, clock)


def _date_of_digits(text: str) -> date | Unreadable:
    if _EIGHT_DIGITS.fullmatch(text):
        return _civil(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _SERIAL.fullmatch(text):
        return Unreadable("像是 Excel 的日期序号；请把该列的单元格格式设为日期，或者写作 2012-07-01")
    return Unreadable(f"不是日期，{_FORMS}")


def _civil(year: int, month: int, day: int) -> date | Unreadable:
    try:
        return _ranged(date(year, month, day))
    except ValueError:
        return Unreadable("没有这一天，请核对月和日")


def _ranged(day: date) -> date | Unreadable:
    if FIRST_DATE <= day <= LAST_DATE:
        return day
    return Unreadable(f"日期不在 {FIRST_DATE.year} 年至 {LAST_DATE.year} 年之间")


def _clock(found: re.Match[str]) -> time | Unreadable:
    try:
        return time(int(found[8]), int(found[9]), int(found[10] or 0))
    except ValueError:
        return Unreadable("没有这个时间，请核对时和分")


def _timeless(day: date, clock: time) -> date | Unreadable:
    if clock != time():
        return Unreadable("日期后面带有时间，请只留日期")
    return _ranged(day)


def _moment_of(found: re.Match[str]) -> datetime | Unreadable | None:
    day = _civil(*(int(part) for part in (found[1] or found[5], found[3] or found[6], found[4] or found[7])))
    if isinstance(day, Unreadable):
        return day
    if found[8] is None:
        return None
    clock = _clock(found)
    return clock if isinstance(clock, Unreadable) else datetime.combine(day, clock)
