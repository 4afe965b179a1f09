"""M 15日, Y 1月31日: a day of a month or year that is reckoned, as in 释放日期 的 次月 15日."""

from calendar import monthrange
from datetime import date

from ..lowering import spans as spans_sql
from ..types import CauseKind, DateType, IntegerType, MonthType, Type, YearType, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


def _of_month(types: tuple[Type, ...]) -> Type | None:
    match types:
        case (MonthType(), IntegerType()):
            return DateType()
        case _:
            return None


def _of_year(types: tuple[Type, ...]) -> Type | None:
    match types:
        case (YearType(), IntegerType(), IntegerType()):
            return DateType()
        case _:
            return None


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


DAY_OF_MONTH = Operator(
    "的某日", _of_month, "左边是月份，右边是几日", UnknownRule.STRICT,
    lambda month, day: _day(month.year, month.month, day), "语言约定：没有这一天的，到月末（民法典第二百零二条）",
    (Example((date(2012, 12, 1), 15), date(2012, 12, 15)), Example((date(2012, 2, 1), 31), date(2012, 2, 29)),
     Example((_U, 15), _U)),
    lower=spans_sql.DAY_OF_MONTH,
)  # fmt: skip
DAY_OF_YEAR = Operator(
    "的某月某日", _of_year, "左边是年度，右边是几月几日", UnknownRule.STRICT,
    _day, "语言约定：没有这一天的，到月末（民法典第二百零二条）",
    (Example((2013, 1, 31), date(2013, 1, 31)), Example((2013, 2, 29), date(2013, 2, 28)), Example((_U, 1, 31), _U)),
    lower=spans_sql.DAY_OF_YEAR,
)  # fmt: skip

DAYS_OF = (DAY_OF_MONTH, DAY_OF_YEAR)
