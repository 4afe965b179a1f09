"""至迟 10日, 末月20日, 次月10日, 季后15日, 次年1月31日: the day of a period, or of the one after it, by which a duty is due."""

import re
from typing import Final

from ..engine.recurrence import DueDay, Recurrence

LAST: Final = {
    Recurrence.MONTH: "月末",
    Recurrence.QUARTER: "季末",
    Recurrence.HALF_YEAR: "半年末",
    Recurrence.YEAR: "年末",
}
"""How the last day of a period is called."""
EXAMPLES: Final = {
    Recurrence.MONTH: "每月 至迟 10日，每月 至迟 月末，每月 至迟 次月10日",
    Recurrence.QUARTER: "每季度 至迟 末月20日，每季度 至迟 季末，每季度 至迟 季后15日，每季度 至迟 次季度首月15日",
    Recurrence.HALF_YEAR: "每半年 至迟 末月20日，每半年 至迟 半年末，每半年 至迟 次月15日",
    Recurrence.YEAR: "每年 至迟 12月31日，每年 至迟 年末，每年 至迟 次年1月31日",
}
"""What may be written instead of a day that a period does not have."""
_DAY: Final = re.compile(
    r"(?:(?P<next>次年)?(?P<month>[0-9]{1,2})月|(?P<place>首月|末月|次月|季后|次季度首月|次季度末月))?(?P<day>[0-9]{1,2})日"
)
_MONTH_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_QUARTER: Final = 3
_SHORTEST_AFTER_A_QUARTER: Final = 30
"""The first month of a quarter has 30 days at least, so that 季后30日 is its 30th, 季后31日 not always its 31st."""


def due_day(recurrence: Recurrence, written: str | None) -> DueDay | None:
    """The day meant, the period's last where none is written; None where such periods have no such day."""
    months = recurrence.months
    if written is None or written in ("期末", LAST[recurrence]):
        return DueDay(months)
    if written in ("次月末", "次月月末"):
        return DueDay(months + 1)
    match = _DAY.fullmatch(written)
    if match is None or not 1 <= int(match["day"]) <= 31:
        return None
    day = int(match["day"])
    if match["month"] is not None:
        return _of_year(recurrence, int(match["month"]), day, following=match["next"] is not None)
    month = _month(recurrence, match["place"], day)
    return DueDay(month, day) if month is not None else None


def _of_year(recurrence: Recurrence, month: int, day: int, *, following: bool) -> DueDay | None:
    """12月31日, 次年1月31日: of years only."""
    if recurrence is not Recurrence.YEAR or not 1 <= month <= 12 or day > _MONTH_LENGTHS[month - 1]:
        return None
    return DueDay(month + 12 * following, day)


def _month(recurrence: Recurrence, place: str | None, day: int) -> int | None:
    """Which month, counted from the first of the period."""
    months, in_halves = recurrence.months, recurrence in (Recurrence.QUARTER, Recurrence.HALF_YEAR)
    quarter = recurrence is Recurrence.QUARTER
    match place:
        case None:
            return 1 if recurrence is Recurrence.MONTH else None
        case "次月":
            return months + 1
        case "首月":
            return 1 if in_halves else None
        case "末月":
            return months if in_halves else None
        case "次季度首月":
            return months + 1 if quarter else None
        case "次季度末月":
            return months + _QUARTER if quarter else None
        case _:
            return months + 1 if quarter and day <= _SHORTEST_AFTER_A_QUARTER else None
