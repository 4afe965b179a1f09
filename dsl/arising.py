"""触发 X 逾期, 触发 X 履行: a duty that arises from what became of another."""

from typing import Final, TypeVar

from ..engine.program import Fact, outcome_column
from ..engine.types import DateType, ReferenceType, describe_type
from . import syntax as s
from .problems import checking as p
from .problems import duties as d
from .scope import Scope

TRIGGER_DAY: Final = "触发日"
"""How a 期限 names the day on which the duty arose."""

C = TypeVar("C", bound=s.Node)


def arising(scope: Scope, name: str, entity: str, clause: s.Arises) -> Fact | None:
    """The event a duty arises from; None where a mistake was reported."""
    other = _duty(scope, clause)
    if other is None or not _comes(scope, clause, other) or _in_cycle(scope, name, clause):
        return None
    subject = _first(other, s.For)
    if subject is None:
        return None
    reached, owner = _reached(scope, entity, clause), subject.entity.text
    if reached is None:
        return None
    if owner != reached:
        columns = scope.entities[reached].columns
        ways = tuple(c for c in columns if scope.entities[reached].reference(c) == owner)
        scope.report(d.TriggerElsewhere(clause.duty.span, clause.duty.text, owner, reached, ways))
        return None
    column, steps = outcome_column(clause.duty.text, clause.outcome), clause.path.names[:-1]
    return Fact(entity, tuple(step.text for step in steps), column, DateType(), event=True, span=clause.span)


def _reached(scope: Scope, entity: str, clause: s.Arises) -> str | None:
    """The entity that the references before the duty's name lead to; None where a mistake was reported."""
    for step in clause.path.names[:-1]:
        column = scope.column(entity, step.text)
        if column is None:
            near = scope.nearest(step.text, scope.column_names(entity))
            scope.report(p.UnknownName(step.span, step.text, "字段", near, entity))
            return None
        if not isinstance(column.type, ReferenceType):
            scope.report(p.NotAReference(step.span, step.text, describe_type(column.type)))
            return None
        entity = column.type.entity
    return entity


def _duty(scope: Scope, clause: s.Arises) -> s.DutyStatement | None:
    declared = scope.declared.get(clause.duty.text)
    if declared is None or not isinstance(declared.statement, s.DutyStatement):
        duties = tuple(n for n, x in scope.declared.items() if isinstance(x.statement, s.DutyStatement))
        near = scope.nearest(clause.duty.text, duties)
        scope.report(p.UnknownName(clause.duty.span, clause.duty.text, "职责", near))
        return None
    return declared.statement


def _comes(scope: Scope, clause: s.Arises, other: s.DutyStatement) -> bool:
    """Whether the event can come about, once."""
    deadline = _first(other, s.DeadlineClause)
    why = ""
    if deadline is not None and deadline.every is not None:
        why = "是按期重复的，一期一个结果，没有唯一的起算日"
    elif clause.outcome == "逾期" and _first(other, s.May) is not None:
        why = "写的是「可」，不会逾期"
    elif clause.outcome == "逾期" and (deadline is None or deadline.direction in ("立即", "未规定")):
        why = "没有可以计算的期限，不会逾期"
    if why:
        scope.report(d.TriggerNeverComes(clause.duty.span, clause.duty.text, why))
    return not why


def _in_cycle(scope: Scope, name: str, clause: s.Arises) -> bool:
    """Whether a duty in the end arises from itself, or from duties that do; a cycle is reported at its first member."""
    path = [name]
    following: s.Arises | None = clause
    while following is not None:
        target = following.duty.text
        if target in path:
            cycle = path[path.index(target) :]
            if name in cycle and name == min(cycle, key=lambda n: scope.declared[n].span.start):
                scope.report(d.TriggerCycle(clause.span, (*cycle, target)))
            return True
        path.append(target)
        declared = scope.declared.get(target)
        following = _first(declared.statement, s.Arises) if declared is not None else None
    return False


def _first(statement: s.Statement, kind: type[C]) -> C | None:
    return next((c for c in statement.clauses if isinstance(c, kind)), None)
