"""The 年度 a day lies in."""

from datetime import date

from ..types import CauseKind, DateType, Type, YearType, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


def _dated(types: tuple[Type, ...]) -> Type | None:
    return YearType() if len(types) == 1 and isinstance(types[0], DateType) else None


YEAR_OF = Operator(
    "所在年度",
    _dated,
    "一个日期",
    UnknownRule.STRICT,
    lambda day: day.year,
    "语言约定：于 某日期，按其所在年度归集",
    (Example((date(2012, 5, 4),), 2012), Example((_U,), _U)),
)

YEARS = (YEAR_OF,)
