"""目标 as of a day: met, missed, still open or not to be decided, for each row."""

from datetime import date

from attrs import frozen

from .interpret import Case, Interpreter
from .obligation import event_date
from .outcome import Breach, BreachKind, TargetOutcome, TargetState
from .program import Expression, Target
from .types import Unknown, Value, merge
from .words import describe_value


@frozen
class Judged:
    """A target's outcome for one row, with why it is undecided."""

    outcome: TargetOutcome
    open: Unknown | None = None


def dated(interpreter: Interpreter, target: Target, case: Case) -> Case:
    """A row as a target sees it: dated figures are those of the last day of its period."""
    return case.governed_by(interpreter.value(target.due, case)) if target.due is not None else case


def judge_target(interpreter: Interpreter, target: Target, case: Case) -> Judged | None:
    """The outcome for a row; None where the target does not apply or its date lies before the policy."""
    due = interpreter.value(target.due, case) if target.due is not None else None
    case = dated(interpreter, target, case)
    applies = interpreter.value(target.applies, case)
    if applies is False or (isinstance(due, date) and due < interpreter.holds_from):
        return None
    met = interpreter.value(target.requirement, case)
    unknowns = [v for v in (applies, met, *((due,) if met is False else ())) if isinstance(v, Unknown)]
    state = TargetState.UNDECIDED if unknowns else _state(met, event_date(due), interpreter.as_of)
    bearer = interpreter.party(target.bearer, case) if target.bearer else None
    outcome = TargetOutcome(
        target=target.name,
        entity=target.entity,
        key=case.record.key,
        measured=_number(interpreter, target.measured, case),
        required=_number(interpreter, target.required, case),
        state=state,
        due=event_date(due),
        bearer=bearer,
    )
    return Judged(outcome, merge(*unknowns) if unknowns else None)


def missed(interpreter: Interpreter, target: Target, outcome: TargetOutcome, case: Case) -> Breach | None:
    """The violation of a target whose date has passed unmet."""
    if outcome.state is not TargetState.MISSED:
        return None
    case = dated(interpreter, target, case)
    sides = (("完成", target.measured), ("要求", target.required))
    known = [f"{word}{describe_value(interpreter.value(e, case), e.type)}" for word, e in sides if e is not None]
    reason = "，".join(known)
    return Breach(
        target.name, BreachKind.MISSED_TARGET, outcome.bearer, target.entity, outcome.key, outcome.due, reason
    )


def _state(met: Value, due: date | None, as_of: date) -> TargetState:
    if met is True:
        return TargetState.MET
    return TargetState.MISSED if due is not None and as_of > due else TargetState.PENDING


def _number(interpreter: Interpreter, expression: Expression | None, case: Case) -> int | None:
    value = interpreter.value(expression, case) if expression is not None else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
