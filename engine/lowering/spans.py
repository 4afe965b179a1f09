"""How long a span is, and the month or year a day lies in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..periods import FIRST_DATE, LAST_DATE
from ..types import CauseKind, IntegerType, Type, YearType
from .base import Lower, Lowered, Lowering, cause_of, literal, sql
from .strict import strict, strictly

if TYPE_CHECKING:
    from sqlglot import exp

_MONTHS = "((YEAR(:b) - YEAR(:a)) * 12 + MONTH(:b) - MONTH(:a))"

DAYS = strict("CAST(:b - :a AS BIGINT)")
CALENDAR_MONTHS = strict(f"CASE WHEN :b >= :a THEN {_MONTHS} + 1 ELSE {_MONTHS} - 1 END", guarded=True)


def _full_months(to: Lowering, arguments: Sequence[Lowered]) -> Lowered:
    """Completed months by corresponding day or month end (民法典 202); negative where the end is earlier."""
    start, end = arguments
    low = to.held(sql("CASE WHEN :a <= :b THEN :a ELSE :b END", a=start.value, b=end.value))
    high = to.held(sql("CASE WHEN :a <= :b THEN :b ELSE :a END", a=start.value, b=end.value))
    touched = to.held(sql(_MONTHS, a=low, b=high))
    reached = sql("CAST(:a + TO_MONTHS(CAST(:n AS INTEGER)) AS DATE)", a=low, n=touched)
    whole = to.held(sql(":n - CASE WHEN :r > :b THEN 1 ELSE 0 END", n=touched, r=reached, b=high))
    signed = sql("CASE WHEN :a <= :b THEN :w ELSE -:w END", a=start.value, b=end.value, w=whole)
    return strictly(arguments, to.held(signed), IntegerType("月"))


def full_months(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """足月数."""
    found = _full_months(to, arguments)
    return Lowered(found.value, result, found.causes, found.may_wait)


def full_years(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """年数: completed years by corresponding day; division drops toward zero, as it must."""
    months = _full_months(to, arguments)
    return Lowered(sql(":m // 12", m=months.value), result, months.causes, months.may_wait)


def age(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """周岁; a day before birth is a contradiction."""
    birth, day = arguments
    years = full_years(to, arguments, result)
    unborn = sql(":b > :d", b=birth.value, d=day.value)
    words = sql("CAST(:d AS TEXT) || '早于出生日期' || CAST(:b AS TEXT) || '，没有周岁'", b=birth.value, d=day.value)
    return strictly(arguments, years.value, result, [(unborn, cause_of(CauseKind.CONTRADICTION, words))])


def working_days(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """工作日数: the first day excluded, the last included; negative where the end is earlier."""
    start, end = arguments
    low = to.held(sql("CASE WHEN :a <= :b THEN :a ELSE :b END", a=start.value, b=end.value))
    high = to.held(sql("CASE WHEN :a <= :b THEN :b ELSE :a END", a=start.value, b=end.value))
    number, reason = to.working_days(low, high)
    signed = sql("CASE WHEN :a <= :b THEN :n ELSE -:n END", a=start.value, b=end.value, n=number)
    fault = (sql(":r IS NOT NULL", r=reason), cause_of(CauseKind.CALENDAR, reason))
    return strictly(arguments, signed, result, [fault])


def month_of(ahead: int) -> Lower:
    """当月, 次月, 上月: the first day of the month."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        (day,) = arguments
        sign = "+" if ahead >= 0 else "-"
        moved = to.held(
            sql(f"CAST(DATE_TRUNC('month', :d) {sign} INTERVAL '{abs(ahead)} months' AS DATE)", d=day.value)
        )
        return strictly((day,), moved, result, [_checked(sql("YEAR(:m)", m=moved))])

    return lower


def _checked(year: "exp.Expression") -> "tuple[exp.Expression, exp.Expression]":
    """The fault of a year the language does not reach."""
    beyond = sql(f":y NOT BETWEEN {FIRST_DATE.year} AND {LAST_DATE.year}", y=year)
    words = sql(f"'算得的年份' || CAST(:y AS TEXT) || '年超出{FIRST_DATE.year}至{LAST_DATE.year}年'", y=year)
    return beyond, cause_of(CauseKind.OVERFLOW, words)


def year_of(ahead: int) -> Lower:
    """年度, 上一年度, 下一年度, of a day or of a year."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        (day,) = arguments
        year = day.value if isinstance(day.type, YearType | IntegerType) else sql("YEAR(:d)", d=day.value)
        moved = to.held(sql("CAST(:y AS BIGINT) + :n", y=year, n=literal(ahead)))
        return strictly((day,), moved, result, [_checked(moved)])

    return lower


YEAR_END = strict("MAKE_DATE(:a, 12, 31)")
DAY_OF_MONTH = strict("CAST(LEAST(:a + CAST(:b - 1 AS INTEGER), LAST_DAY(:a)) AS DATE)", guarded=True)
DAY_OF_YEAR = strict(
    "CAST(LEAST(MAKE_DATE(:a, :b, 1) + CAST(:c - 1 AS INTEGER), LAST_DAY(MAKE_DATE(:a, :b, 1))) AS DATE)", guarded=True
)
"""A day the month does not have is its last one."""
