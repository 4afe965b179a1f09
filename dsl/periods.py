"""Whether a period can be counted from a date: its values, also where a 定义 or 标准 gives them, and the rules for them."""

from collections.abc import Iterator, Mapping

from ..engine.operators.dates import AFTER, BEFORE
from ..engine.periods import Period, PeriodUnit
from ..engine.program import Apply, Const, Derived, Expression, Fact
from ..engine.types import DateType, MomentType, Type
from . import syntax as s
from .problems import consistency
from .problems.base import Problem
from .problems.figures import DaysFromMoment
from .scope import Scope

MONTHLY = (PeriodUnit.MONTH, PeriodUnit.YEAR)
"""Units that end on a corresponding day, so that two in a row need not come to the same as their sum."""


MEASURES = {
    PeriodUnit.WORKING_DAY: "工作日",
    PeriodUnit.DAY: "天",
    PeriodUnit.WEEK: "天",
    PeriodUnit.MONTH: "月",
    PeriodUnit.YEAR: "月",
    PeriodUnit.HOUR: "小时",
}
"""What each unit is a multiple of."""


def uncountable(
    scope: Scope, base: s.Expression, written: s.Expression, period: Expression, start: Type
) -> Problem | None:
    """What keeps a period from being counted: hours from a day, anything else from a 时刻, or a period of nothing."""
    from_moment = isinstance(start, MomentType)
    for value in periods_of(period, scope.derived):
        in_hours = value.unit is PeriodUnit.HOUR
        if from_moment and not in_hours:
            return DaysFromMoment(written.span, value.describe())
        if in_hours and not from_moment:
            return consistency.HoursFromDate(written.span, value.describe(), base.span.text, base.span)
        if value.count < 1:
            return consistency.EmptyPeriod(written.span, value.describe())
    return None


def periods_of(period: Expression, derived: Mapping[str, Derived]) -> Iterator[Period]:
    """Every period an expression may come to, through the definitions it names."""
    match period:
        case Const(value=Period() as value):
            yield value
        case Const():
            return
        case Fact(column=name):
            if name in derived:
                yield from periods_of(derived[name].expression, derived)
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from periods_of(argument, derived)


def comparable(first: Expression, second: Expression, derived: Mapping[str, Derived]) -> Problem | None:
    """The problem where two periods have units without a common measure: 3天 and 3个工作日, 1个月 and 30天."""
    for one in periods_of(first, derived):
        for other in periods_of(second, derived):
            if MEASURES[one.unit] != MEASURES[other.unit] and second.span is not None:
                return consistency.PeriodsDoNotCompare(second.span, one.describe(), other.describe())
    return None


def in_months(period: Expression, derived: Mapping[str, Derived]) -> bool:
    """Whether a period may be one of months or years."""
    return any(value.unit in MONTHLY for value in periods_of(period, derived))


def rests_on_months(day: Expression, derived: Mapping[str, Derived]) -> bool:
    """Whether a date was itself found by counting months or years."""
    match day:
        case Const():
            return False
        case Fact(column=name):
            return name in derived and rests_on_months(derived[name].expression, derived)
        case Apply(operator=operator, arguments=arguments):
            if operator in (AFTER, BEFORE) and in_months(arguments[1], derived):
                return True
            days = (a for a in arguments if isinstance(a.type, DateType))
            return any(rests_on_months(day, derived) for day in days)
