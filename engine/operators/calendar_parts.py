"""D 的 当月, 次月, 上月, 年度, 上一年度, 下一年度: the month or year a day lies in, and its neighbours."""

from collections.abc import Callable
from datetime import date

from ..lowering import spans as spans_sql
from ..lowering.base import Lower
from ..periods import FIRST_DATE, LAST_DATE
from ..types import CauseKind, DateType, MomentType, MonthType, Type, Value, YearType, unknown
from .operator import Accepts, Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_D = date(2012, 12, 31)


def _of_day(result: Type) -> Accepts:
    def accepts(types: tuple[Type, ...]) -> Type | None:
        days = DateType | MomentType | MonthType
        return result if len(types) == 1 and isinstance(types[0], days) else None

    return accepts


def _of_day_or_year(types: tuple[Type, ...]) -> Type | None:
    days = DateType | MomentType | MonthType | YearType
    return YearType() if len(types) == 1 and isinstance(types[0], days) else None


def _month(ahead: int) -> Callable[[date], Value]:
    def evaluate(day: date) -> Value:
        year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
        return date(year, month + 1, 1) if FIRST_DATE.year <= year <= LAST_DATE.year else _beyond(year)

    return evaluate


def _year(ahead: int) -> Callable[[date | int], Value]:
    def evaluate(day: date | int) -> Value:
        year = (day if isinstance(day, int) else day.year) + ahead
        return year if FIRST_DATE.year <= year <= LAST_DATE.year else _beyond(year)

    return evaluate


def _beyond(year: int) -> Value:
    return unknown(CauseKind.OVERFLOW, f"算得的年份{year}年超出{FIRST_DATE.year}至{LAST_DATE.year}年")


def _row(name: str, accepts: Accepts, evaluate: Callable[..., Value], lower: Lower, result: Value) -> Operator:
    expects = "左边是日期、时刻、月份或年度" if accepts is _of_day_or_year else "左边是日期、时刻或月份"
    examples = (Example((_D,), result), Example((_U,), _U))
    return Operator(name, accepts, expects, UnknownRule.STRICT, evaluate, "语言约定：公历", examples, lower=lower)


_IN_MONTH = _of_day(MonthType())

CALENDAR_PARTS = (
    _row("当月", _IN_MONTH, _month(0), spans_sql.month_of(0), date(2012, 12, 1)),
    _row("次月", _IN_MONTH, _month(1), spans_sql.month_of(1), date(2013, 1, 1)),
    _row("上月", _IN_MONTH, _month(-1), spans_sql.month_of(-1), date(2012, 11, 1)),
    _row("年度", _of_day_or_year, _year(0), spans_sql.year_of(0), 2012),
    _row("上一年度", _of_day_or_year, _year(-1), spans_sql.year_of(-1), 2011),
    _row("下一年度", _of_day_or_year, _year(1), spans_sql.year_of(1), 2013),
)
BY_PART = {row.name: row for row in CALENDAR_PARTS}
YEAR_OF = BY_PART["年度"]
