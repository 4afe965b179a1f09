"""The state of one obligation on the as-of date: the decision table of semantics.md, first matching line."""

from datetime import date, datetime, timedelta

from attrs import frozen

from .outcome import State
from .types import NOT_YET, Cause, CauseKind, NotYet, Unknown, Value

_ONE_DAY = timedelta(days=1)
CONTRADICTION = Cause(CauseKind.CONTRADICTION, "履行日期早于起算日期")
"""Performance before the period began: the facts contradict each other."""


@frozen
class Decision:
    """A state with its reason in words and, where undecided, the causes."""

    state: State
    reason: str = ""
    causes: frozenset[Cause] = frozenset()


@frozen
class Facts:
    """What the decision rests on: values of the duty's expressions for one case.

    `due` is counted strictly, `extended` moved off rest days; both None where the text gives no deadline. `trigger` is
    None where nothing triggers. `forward` is True where the period runs from the trigger.
    """

    applies: Value
    trigger: Value | None
    due: Value | None
    extended: Value | None
    forward: bool
    done: Value
    impossible: Value
    as_of: date

    @property
    def needed(self) -> tuple[Value | None, ...]:
        """What must be known before there can be any state."""
        return (self.applies, self.trigger, self.due, self.extended, self.done)


def decide(facts: Facts) -> Decision:
    """The state of an obligation (semantics.md, Obligation state, lines 1–9)."""
    return _outside(facts) or _undecidable(facts) or _performance(facts)


def undecided(*values: Value | None) -> Decision:
    """无法判定, for want of everything that is unknown among some values."""
    return Decision(State.UNDECIDED, "", frozenset().union(*(v.causes for v in values if isinstance(v, Unknown))))


def _outside(facts: Facts) -> Decision | None:
    if facts.applies is False:
        return Decision(State.NOT_APPLICABLE, "不在适用范围")
    trigger = facts.trigger
    if trigger is NOT_YET or (facts.forward and isinstance(trigger, date) and trigger > facts.as_of):
        return Decision(State.NOT_APPLICABLE, "未触发")
    return None


def _undecidable(facts: Facts) -> Decision | None:
    if any(isinstance(v, Unknown) for v in facts.needed):
        return undecided(*facts.needed, facts.impossible)
    if facts.forward and _is_before(facts.done, facts.trigger):
        return Decision(State.UNDECIDED, CONTRADICTION.subject, frozenset((CONTRADICTION,)))
    return None


def _performance(facts: Facts) -> Decision:
    done, as_of = facts.done, facts.as_of
    performed = isinstance(done, date) and done <= as_of
    if not isinstance(facts.due, date) or not isinstance(facts.extended, date):
        return Decision(State.ON_TIME) if performed else Decision(State.PENDING, _pause(facts))
    if not performed and as_of <= facts.extended:
        return Decision(State.PENDING)
    if _is_before(done, facts.due + _ONE_DAY):
        return Decision(State.ON_TIME)
    if _is_before(done, facts.extended + _ONE_DAY):
        return Decision(State.DOUBTFUL, "在末日与顺延后的末日之间履行，条文未写明休息日是否顺延")
    if isinstance(facts.impossible, Unknown):
        return Decision(State.UNDECIDED, "", facts.impossible.causes)
    if facts.impossible is True:
        return Decision(State.IMPOSSIBLE)
    return Decision(State.LATE if performed else State.OVERDUE)


def _pause(facts: Facts) -> str:
    """A due date that has not come about yet: its period is suspended."""
    return "中止中" if facts.due is NOT_YET else ""


def _is_before(first: Value, second: Value | None) -> bool:
    return isinstance(first, date) and isinstance(second, date) and first < second


def event_date(value: Value | None) -> date | None:
    """A date that has happened, of a 时刻 its day; or None."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) and not isinstance(value, NotYet) else None
