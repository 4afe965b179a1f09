"""每月, 每季度, 每半年 and 每年: the periods of a repeated duty, how they are called and which day of each counts."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from enum import Enum

from attrs import frozen

from .periods import LAST_DATE

_QUARTERS = "一二三四"
_LABEL = re.compile(r"([0-9]{4})年(?:([0-9]{1,2})月|第([一二三四])季度|([上下])半年|度)")


class Recurrence(Enum):
    """How often a duty comes back; the value is the word officers write."""

    MONTH = "每月"
    QUARTER = "每季度"
    HALF_YEAR = "每半年"
    YEAR = "每年"

    @property
    def months(self) -> int:
        """The length of one period in months."""
        return {"每月": 1, "每季度": 3, "每半年": 6, "每年": 12}[self.value]


@frozen
class DueDay:
    """A day of every period: the `month`-th month of it, counted from 1, and the day there; None is the month's last.

    A month past the last of the period is one after it (次月10日). A day the month does not have is its last one
    (民法典 202).
    """

    month: int
    day: int | None = None

    def is_after(self, recurrence: Recurrence) -> bool:
        """Whether the day comes only when the period is over."""
        return self.month > recurrence.months


@frozen
class Stretch:
    """One period: its name (2012年3月, 2012年第一季度, 2012年上半年, 2012年度), its first and its last day."""

    label: str
    first: date
    last: date

    def due(self, day: DueDay) -> date:
        """The day of this period, or after it, that counts."""
        year, month = _month(self.first.year, self.first.month + day.month - 1)
        length = monthrange(year, month)[1]
        return date(year, month, length if day.day is None else min(day.day, length))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def stretches(recurrence: Recurrence, since: date, until: date) -> Iterator[Stretch]:
    """The periods whose first day lies from `since` to `until`, both included, in order."""
    months = recurrence.months
    start = (since.month - 1) // months * months + 1
    found = _stretch(recurrence, since.year, start)
    while found.first < since:
        found = following(recurrence, found)
    while found.first <= until and found.last <= LAST_DATE:
        yield found
        if found.last == LAST_DATE:
            return
        found = following(recurrence, found)


def stretch_called(recurrence: Recurrence, label: str) -> Stretch | None:
    """The period of that name, or None where the name is none of this kind of period."""
    match = _LABEL.fullmatch(label)
    if match is None or not 1900 <= int(match[1]) <= LAST_DATE.year:
        return None
    month = {
        Recurrence.MONTH: int(match[2]) if match[2] else None,
        Recurrence.QUARTER: _QUARTERS.index(match[3]) * 3 + 1 if match[3] else None,
        Recurrence.HALF_YEAR: {"上": 1, "下": 7}.get(match[4] or ""),
        Recurrence.YEAR: 1 if label.endswith("度") and match[3] is None else None,
    }[recurrence]
    if month is None or not 1 <= month <= 12:
        return None
    return _stretch(recurrence, int(match[1]), month)


def _stretch(recurrence: Recurrence, year: int, month: int) -> Stretch:
    last_year, last_month = _month(year, month + recurrence.months - 1)
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    return Stretch(_label(recurrence, year, month), date(year, month, 1), last)


def following(recurrence: Recurrence, stretch: Stretch) -> Stretch:
    """The period after one."""
    return _stretch(recurrence, *_month(stretch.first.year, stretch.first.month + recurrence.months))


def _month(year: int, month: int) -> tuple[int, int]:
    """A month counted on past December."""
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def _label(recurrence: Recurrence, year: int, month: int) -> str:
    match recurrence:
        case Recurrence.MONTH:
            return f"{year}年{month}月"
        case Recurrence.QUARTER:
            return f"{year}年第{_QUARTERS[(month - 1) // 3]}季度"
        case Recurrence.HALF_YEAR:
            return f"{year}年{'上' if month == 1 else '下'}半年"
        case Recurrence.YEAR:
            return f"{year}年度"
