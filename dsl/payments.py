"""What a 待遇 may have beyond one sum: monthly sums, when they stop, what was paid, the budget they are listed in."""

from attrs import evolve, frozen

from ..engine.program import Expression, Fact, Monthly, Stop
from ..engine.types import DateType, MoneyType
from . import syntax as s
from .clauses import Clauses
from .expressions import Checker
from .funds import NEXT_YEAR
from .problems import aggregating as g
from .problems import checking as p


@frozen
class PaymentParts:
    """The checked clauses, each None where it is not written; `amount` is that of 一次性 or of one month."""

    amount: Expression
    monthly: Monthly | None
    stop: Stop | None
    paid: Expression | None
    budget_offset: int | None


def payment_parts(checker: Checker, clauses: Clauses) -> PaymentParts | None:
    """The clauses of one 待遇; None where one is wrong or no sum is written."""
    once, monthly = clauses.one(s.Amount), clauses.one(s.MonthlyAmount)
    if monthly is None and once is None:
        clauses.need(s.Amount, "一次性 数额 200元（按月发的写：按月 自 开始日期 至 结束日期 数额 200元）")
        return None
    if monthly is not None and once is not None:
        title = clauses.title
        checker.scope.report(p.RepeatedClause(monthly.span, clauses.kind, title, "数额", once.span))
        return None
    written = monthly if monthly is not None else once
    amount = checker.of_type(written.value, MoneyType, "数额") if written is not None else None
    span = _monthly(checker, monthly) if monthly is not None else None
    stop, stopped = _stop(checker, clauses, monthly is not None)
    paid, verified = _paid(checker, clauses)
    if amount is None or (monthly is not None and span is None) or not stopped or not verified:
        return None
    listed = clauses.one(s.ListedIn)
    offset = None if listed is None else int(listed.year == NEXT_YEAR)
    return PaymentParts(amount, span, stop, paid, offset)


def _monthly(checker: Checker, clause: s.MonthlyAmount) -> Monthly | None:
    start = checker.of_type(clause.start, DateType, "自", event=True, or_month=True)
    end = checker.of_type(clause.end, DateType, "至", event=True)
    return Monthly(start, end) if start is not None and end is not None else None


def _stop(checker: Checker, clauses: Clauses, monthly: bool) -> tuple[Stop | None, bool]:
    """停发当, and whether it is in order: monthly sums need the day since which, what was due before stays due."""
    clause = clauses.one(s.StoppedWhen)
    if clause is None:
        return None, True
    condition = checker.condition(clause.condition)
    since = None
    if clause.since is not None:
        since = checker.of_type(clause.since, DateType, "自", event=True, or_month=True)
    if clause.since is None and monthly:
        checker.scope.report(g.StopSinceWhen(clause.span, clauses.title))
        return None, False
    if condition is None or (clause.since is not None and since is None):
        return None, False
    return Stop(condition, since), True


def _paid(checker: Checker, clauses: Clauses) -> tuple[Expression | None, bool]:
    """核对: a 履行 fact that is absent says nothing was paid yet; any other is unknown."""
    clause = clauses.one(s.Verified)
    if clause is None:
        return None, True
    found = checker.of_type(clause.path, MoneyType, "核对")
    if isinstance(found, Fact):
        return evolve(found, event=True), True
    return found, found is not None
