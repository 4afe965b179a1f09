"""期限 M 起 48小时 内, 期限 M 前 24小时: deadlines of hours, which run from a 时刻 and never move off a rest day."""

from ..engine.operators.moments import HOURS_AFTER, HOURS_BEFORE, SUSPENDED_HOURS
from ..engine.program import Apply, Deadline, Direction, Expression
from ..engine.types import MomentType
from . import syntax as s
from .deadline_changes import change_words, in_hours
from .expressions import Checker
from .rule_words import value_words
from .scope import Scope


def deadline_in_hours(
    scope: Scope, checker: Checker, clause: s.DeadlineClause, base: Expression, period: Expression, words: str
) -> Deadline | None:
    """The deadline, `words` being the hours in words; None where a mistake was reported."""
    suspended = in_hours(scope, checker, clause)
    if suspended is None or clause.base is None:
        return None
    backward = clause.direction == "前"
    end = Apply(HOURS_BEFORE if backward else HOURS_AFTER, (base, period), MomentType(), clause.span)
    if suspended:
        end = Apply(SUSPENDED_HOURS, (end, base, *suspended), MomentType(), clause.span)
    counted = f"{'前' if backward else '起'}{words}{'' if backward else '内'}"
    direction = Direction.BACKWARD if backward else Direction.FORWARD
    return Deadline(direction, base, end, end, f"{value_words(clause.base)}{counted}{change_words(clause)}")
