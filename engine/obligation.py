"""The state of one obligation on the as-of date: the decision table of semantics.md, first matching line."""

from datetime import date, datetime

from attrs import define, frozen

from .outcome import State
from .types import NOT_YET, Cause, CauseKind, Unknown, Value

CONTRADICTION = Cause(CauseKind.CONTRADICTION, "履行日期早于起算日期")
"""Performance before the period began: the facts contradict each other."""


@frozen
class Decision:
    """A state with its reason in words and, where undecided, the causes."""

    state: State
    reason: str = ""
    causes: frozenset[Cause] = frozenset()


_NOT_IN_SCOPE = Decision(State.NOT_APPLICABLE, "不在适用范围")
NOT_TRIGGERED = Decision(State.NOT_APPLICABLE, "未触发")
_PENDING = Decision(State.PENDING)
_PAUSED = Decision(State.PENDING, "中止中")
_ON_TIME = Decision(State.ON_TIME)
_DOUBTFUL = Decision(State.DOUBTFUL, "在末日与顺延后的末日之间履行，条文未写明休息日是否顺延")
_IMPOSSIBLE = Decision(State.IMPOSSIBLE)
_LATE = Decision(State.LATE)
_OVERDUE = Decision(State.OVERDUE)
_CONTRADICTED = Decision(State.UNDECIDED, CONTRADICTION.subject, frozenset((CONTRADICTION,)))


@define
class Facts:
    """What the decision rests on: values of the duty's expressions for one case.

    Made for every obligation and never changed; not frozen, since that triples what making one costs.

    `due` is counted strictly, `extended` moved off rest days; both None where the text gives no deadline. `trigger` is
    None where nothing triggers. `forward` is True where the period runs from the trigger. `day` is the governing date, on
    which no line of the table rests.
    """

    applies: Value
    trigger: Value | None
    due: Value | None
    extended: Value | None
    forward: bool
    done: Value
    impossible: Value
    as_of: date
    day: Value = NOT_YET

    @property
    def needed(self) -> tuple[Value | None, ...]:
        """What must be known before there can be any state."""
        return (self.applies, self.trigger, self.due, self.extended, self.done)


def decide(facts: Facts) -> Decision:
    """The state of an obligation (semantics.md, Obligation state, lines 1–9)."""
    applies, trigger, done = facts.applies, facts.trigger, facts.done
    if applies is False:
        return _NOT_IN_SCOPE
    began = trigger if facts.forward and isinstance(trigger, date) else None
    if trigger is NOT_YET or (began is not None and began > facts.as_of):
        return NOT_TRIGGERED
    if (  # what needed names, spelled out: this is asked of every obligation
        type(done) is Unknown
        or type(trigger) is Unknown
        or type(applies) is Unknown
        or type(facts.due) is Unknown
        or type(facts.extended) is Unknown
    ):
        return undecided(*facts.needed, facts.impossible)
    if began is not None and isinstance(done, date) and done < began:
        return _CONTRADICTED
    return _performance(facts)


def undecided(*values: Value | None) -> Decision:
    """无法判定, for want of everything that is unknown among some values."""
    return Decision(State.UNDECIDED, "", frozenset().union(*(v.causes for v in values if isinstance(v, Unknown))))


def _performance(facts: Facts) -> Decision:
    done = facts.done if isinstance(facts.done, date) else None
    due, extended = facts.due, facts.extended
    performed = done is not None and done <= facts.as_of
    if not isinstance(due, date) or not isinstance(extended, date):
        # A due date that has not come about yet: its period is suspended.
        return _ON_TIME if performed else _PAUSED if due is NOT_YET else _PENDING
    if not performed and facts.as_of <= extended:
        return _PENDING
    if done is not None and done <= due:
        return _ON_TIME
    if done is not None and done <= extended:
        return _DOUBTFUL
    if isinstance(facts.impossible, Unknown):
        return Decision(State.UNDECIDED, "", facts.impossible.causes)
    if facts.impossible is True:
        return _IMPOSSIBLE
    return _LATE if performed else _OVERDUE


def event_date(value: Value | None) -> date | None:
    """A date that has happened, of a 时刻 its day; or None."""
    if value is None or type(value) is date:  # what nearly all are
        return value
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
