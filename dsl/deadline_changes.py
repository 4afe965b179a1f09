"""；可延长 … 凭 … and ；中止 自 … 至 …: what may move the last day of a 期限."""

from collections.abc import Callable

from attrs import frozen

from ..engine.operators.dates import AFTER
from ..engine.operators.due_dates import EXTENDED, SUSPENDED
from ..engine.periods import Period, PeriodUnit
from ..engine.program import Apply, Const, Expression, Fact
from ..engine.types import BooleanType, DateType, MomentType, PeriodType, Type, describe_type
from . import syntax as s
from .expressions import FALSE, Checker
from .problems import checking as p
from .problems import duties as d
from .rule_words import value_words
from .scope import Scope

Roll = Callable[[Expression], Expression]
"""Moves a last day off rest days where the clause says so."""


@frozen
class Changes:
    """The changes of one 期限, resolved; None where it has no such change."""

    extension: tuple[Expression, Expression] | None = None
    suspension: tuple[Expression, Expression] | None = None

    def last_day(
        self, due: Expression, start: Expression | None, period: Expression | None, include: Const, roll: Roll
    ) -> Expression:
        """The last day with every change made, before it moves off rest days.

        An extension runs on from the last day as counted; its approval must come by that day, moved by `roll` where the
        clause says so. Days of suspension are counted in working days where every period of the deadline is.
        """
        if self.extension is None:
            return self._suspended(due, start, (period,), include)
        longer_by, approval = self.extension
        longer = Apply(AFTER, (due, longer_by, FALSE, FALSE), DateType(), due.span)
        limit = roll(self._suspended(due, start, (period,), include))
        extended = Apply(EXTENDED, (limit, approval, due, longer), DateType(), due.span)
        return self._suspended(extended, start, (period, longer_by), include)

    def _suspended(
        self, due: Expression, start: Expression | None, periods: tuple[Expression | None, ...], include: Const
    ) -> Expression:
        if self.suspension is None or start is None:
            return due
        working = Const(all(counts_working_days(p) for p in periods), BooleanType())
        return Apply(SUSPENDED, (due, start, *self.suspension, working, include), DateType(), due.span)


def in_hours(scope: Scope, checker: Checker, clause: s.DeadlineClause) -> tuple[Expression, ...] | None:
    """The two moments of 中止 of a deadline in hours, none where it has none; None where a mistake was reported."""
    extensions = [c for c in clause.changes if isinstance(c, s.Extension)]
    suspensions = [c for c in clause.changes if isinstance(c, s.Suspension)]
    for part in (*clause.options, *extensions):
        scope.report(p.MisplacedClause(part.span, "按小时的期限", "".join(part.span.text.split())))
    if not _allowed(scope, clause, [], suspensions):
        return None
    if not suspensions:
        return ()
    start = event(scope, checker, suspensions[0].start, "中止 自", MomentType)
    end = event(scope, checker, suspensions[0].end, "中止 至", MomentType)
    return None if start is None or end is None else (start, end)


def changes(scope: Scope, checker: Checker, clause: s.DeadlineClause) -> Changes | None:
    """The changes of a 期限; None where a mistake was reported."""
    extensions = [c for c in clause.changes if isinstance(c, s.Extension)]
    suspensions = [c for c in clause.changes if isinstance(c, s.Suspension)]
    if not _allowed(scope, clause, extensions, suspensions):
        return None
    extension = suspension = None
    if extensions:
        period = checker.of_type(extensions[0].period, PeriodType, "可延长")
        approval = event(scope, checker, extensions[0].approval, "凭")
        if period is None or approval is None:
            return None
        extension = (period, approval)
    if suspensions:
        start = event(scope, checker, suspensions[0].start, "中止 自")
        end = event(scope, checker, suspensions[0].end, "中止 至")
        if start is None or end is None:
            return None
        suspension = (start, end)
    return Changes(extension, suspension)


def event(
    scope: Scope, checker: Checker, written: s.Path, clause: str, wanted: type[Type] = DateType
) -> Expression | None:
    """A date, or a 时刻, whose absence means that it has not come."""
    found = checker.of_type(written, wanted, clause, event=True)
    if isinstance(found, Fact) and not found.event:
        scope.report(d.NotAProof(written.span, clause, written.text, describe_type(found.type)))
        return None
    return found


def counts_working_days(period: Expression | None) -> bool:
    """Whether a period is a number of working days."""
    return (
        isinstance(period, Const) and isinstance(period.value, Period) and period.value.unit is PeriodUnit.WORKING_DAY
    )


def change_words(clause: s.DeadlineClause) -> str:
    """The changes as a deadline column says them."""
    words = []
    for change in clause.changes:
        if isinstance(change, s.Extension):
            words.append(f"，可延长{value_words(change.period)}")
        else:
            words.append("，中止期间不计")
    return "".join(words)


def _allowed(
    scope: Scope, clause: s.DeadlineClause, extensions: list[s.Extension], suspensions: list[s.Suspension]
) -> bool:
    wrong = [(c.span, "可延长") for c in extensions if clause.direction == "前"]
    wrong += [(c.span, "中止") for c in suspensions if clause.direction != "起"]
    for place, word in wrong:
        scope.report(d.ChangeNotHere(place, word, f"… {clause.direction} …"))
    name = "".join(clause.base.span.text.split()) if clause.base is not None else ""
    for several, word in ((extensions, "可延长"), (suspensions, "中止")):
        for repeated in several[1:]:
            scope.report(p.RepeatedClause(repeated.span, "期限", name, word, several[0].span))
    return not wrong and len(extensions) < 2 and len(suspensions) < 2
