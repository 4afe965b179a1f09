"""From the state that the dates alone give to the one shown: 可, 须, 由 本人, and the decision on a 禁止."""

from datetime import date

from attrs import evolve, frozen

from .obligation import Decision
from .outcome import State
from .types import NOT_YET, Unknown, Value, merge

_AFTER_THE_WINDOW = "期限届满后才行使"


@frozen
class Judged:
    """One 须: the condition in the words of the rule, and its value."""

    words: str
    value: Value


def permitted(decision: Decision) -> Decision:
    """The state of a 可: used, still open, or expired; never a breach."""
    match decision.state:
        case State.PENDING:
            return evolve(decision, state=State.OPEN)
        case State.ON_TIME | State.DOUBTFUL:
            return Decision(State.USED)
        case State.LATE:
            return Decision(State.EXPIRED, _AFTER_THE_WINDOW)
        case State.OVERDUE:
            return Decision(State.EXPIRED)
        case _:
            return decision


def with_requirements(decision: Decision, requirements: tuple[Judged, ...]) -> Decision:
    """A performance in time that misses a requirement is 不合要求; judged only where the duty was performed.

    One that is known to be missed settles it; otherwise an unknown one leaves it open. Lateness is a breach already.
    """
    if not requirements:
        return decision
    missed = tuple(r for r in requirements if r.value is False)
    if decision.state is State.LATE and missed:
        return evolve(decision, reason=_missed_words(missed))
    if decision.state not in (State.ON_TIME, State.DOUBTFUL):
        return decision
    if missed:
        return Decision(State.DEFECTIVE, _missed_words(missed))
    open_ = [r.value for r in requirements if isinstance(r.value, Unknown)]
    return Decision(State.UNDECIDED, "", merge(*open_).causes) if open_ else decision


def of_person(decision: Decision) -> Decision:
    """What the person concerned ought to have done is never held to be a breach: it is left to be verified."""
    return Decision(State.TO_VERIFY, _reason(decision)) if decision.state.is_violation else decision


def prohibition(applies: Value, broken: Value, on: Value | None, as_of: date) -> Decision:
    """The state of a 禁止: `broken` is its condition, `on` the day of the breach, None where the rule names none."""
    if applies is False:
        return Decision(State.NOT_APPLICABLE, "不在适用范围")
    if broken is False and applies is True:
        return Decision(State.KEPT)
    open_ = [v for v in (applies, broken, on) if isinstance(v, Unknown)]
    if not open_ and (on is NOT_YET or (isinstance(on, date) and on > as_of)):
        return Decision(State.KEPT)
    return Decision(State.UNDECIDED, "", merge(*open_).causes) if open_ else Decision(State.BREACHED)


def _missed_words(missed: tuple[Judged, ...]) -> str:
    return "；".join(f"不符合要求：{r.words}" for r in missed)


def _reason(decision: Decision) -> str:
    return f"{decision.state.value}（{decision.reason}）" if decision.reason else decision.state.value
