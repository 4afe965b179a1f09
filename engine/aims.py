"""目标 by the version that governs each: the one in force on the last day of its period (semantics.md, Versions)."""

from attrs import evolve

from .interpret import Case, Interpreter
from .outcome import Breach, TargetState
from .program import Target
from .targets import Judged, judge_target, missed
from .types import merge
from .versions import Undated, VersionedInterpreter


def judge(interpreter: Interpreter, target: Target, case: Case) -> tuple[Judged | None, Breach | None]:
    """What a target came to for a row, and the violation where its date has passed unmet."""
    if not isinstance(interpreter, VersionedInterpreter):
        judged = judge_target(interpreter, target, case)
        return judged, missed(interpreter, target, judged.outcome, case) if judged is not None else None
    governed = interpreter.govern(target, case)
    if isinstance(governed, Undated):
        return _undated(interpreter, target, case, governed), None
    if not isinstance(governed.rule, Target):
        return None, None
    judged, breach = judge(governed.interpreter, governed.rule, governed.case)
    if judged is None:
        return None, None
    outcome = evolve(judged.outcome, version=governed.in_force)
    return evolve(judged, outcome=outcome), evolve(breach, version=governed.in_force) if breach is not None else None


def _undated(interpreter: VersionedInterpreter, target: Target, case: Case, undated: Undated) -> Judged | None:
    """Undecided, unless no version would apply."""
    every = (g for g in interpreter.every(target, case) if isinstance(g.rule, Target))
    found = [judge_target(g.interpreter, g.rule, g.case) for g in every if isinstance(g.rule, Target)]
    judged = [j for j in found if j is not None]
    if not judged:
        return None
    causes = merge(undated.cause, *(j.open for j in judged if j.open is not None))
    return Judged(evolve(judged[-1].outcome, state=TargetState.UNDECIDED), causes)
