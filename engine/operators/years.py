"""The last day of a 年度."""

from datetime import date

from ..lowering import spans as spans_sql
from ..types import CauseKind, DateType, Type, YearType, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


def _year(types: tuple[Type, ...]) -> Type | None:
    return DateType() if len(types) == 1 and isinstance(types[0], YearType) else None


YEAR_END = Operator(
    "年度末日",
    _year,
    "一个年度",
    UnknownRule.STRICT,
    lambda year: date(year, 12, 31),
    "semantics.md：目标以其期间的末日为准",
    (Example((2012,), date(2012, 12, 31)), Example((_U,), _U)),
    lower=spans_sql.YEAR_END,
)

YEARS = (YEAR_END,)
