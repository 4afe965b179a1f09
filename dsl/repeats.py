"""期限 每月 至迟 10日 with 完成于 本期（…）: a duty owed once a period while a row is in stock."""

from attrs import frozen

from ..engine.operators.dates import ROLL_BACKWARD, ROLL_FORWARD
from ..engine.program import (
    PERIOD_DONE,
    PERIOD_DUE,
    Apply,
    Deadline,
    Direction,
    Expression,
    Fact,
    RecordProof,
    Repetition,
)
from ..engine.recurrence import DueDay, Recurrence
from ..engine.types import DateType, ReferenceType
from . import syntax as s
from .deadline_changes import event
from .derivations import Derivations
from .due_days import EXAMPLES, due_day
from .expressions import Checker
from .problems import checking as p
from .problems import duties as d
from .scope import Scope


@frozen
class Repeated:
    """A repeated duty's periods, its deadline within each and the fact that proves it."""

    repetition: Repetition
    deadline: Deadline
    done: Expression


def repeated(
    scope: Scope, derivations: Derivations, checker: Checker, clause: s.DeadlineClause, proof: s.DoneInPeriod
) -> Repeated | None:
    """What 每… and 本期（…） say together; None where a mistake was reported."""
    recurrence = Recurrence(clause.every)
    due = _due_day(scope, recurrence, clause)
    ends = _stock(scope, checker, clause)
    found = _proof(scope, derivations, checker, proof)
    if due is None or ends is None or found is None:
        return None
    day: Expression = Fact(checker.entity, (), PERIOD_DUE, DateType(), span=clause.span)
    options = {option.text for option in clause.options}
    for word, operator in (("顺延", ROLL_FORWARD), ("提前", ROLL_BACKWARD)):
        if word in options:
            day = Apply(operator, (day,), DateType(), clause.span)
    latest = f"至迟{clause.day.text}" if clause.day else ""
    return Repeated(
        Repetition(recurrence, due, *ends, found),
        Deadline(Direction.FIXED, None, day, day, f"{clause.every}{latest}"),
        Fact(checker.entity, (), PERIOD_DONE, DateType(), event=True, span=proof.span),
    )


def _due_day(scope: Scope, recurrence: Recurrence, clause: s.DeadlineClause) -> DueDay | None:
    found = due_day(recurrence, clause.day.text if clause.day is not None else None)
    if found is None and clause.day is not None:
        scope.report(d.NoSuchDay(clause.day.span, recurrence.value, clause.day.text, EXAMPLES[recurrence]))
    return found


def _stock(scope: Scope, checker: Checker, clause: s.DeadlineClause) -> tuple[Expression, Expression] | None:
    """The ends of 在册, both as events."""
    statement = scope.declared[checker.entity].statement
    written = [c for c in statement.clauses if isinstance(c, s.InStock)]
    if not written:
        place = clause.span
        scope.report(d.NoStock(place, clause.every or "", checker.entity))
        return None
    paths = (s.Path((name,), span=name.span) for name in (written[0].start, written[0].end))
    found = [checker.of_type(path, DateType, "在册", event=True) for path in paths]
    start, end = found
    return None if start is None or end is None else (start, end)


def _proof(
    scope: Scope, derivations: Derivations, checker: Checker, clause: s.DoneInPeriod
) -> Expression | RecordProof | None:
    first = clause.date.names[0]
    if first.text not in scope.entities:
        if len(clause.date.names) == 2 and not _is_column(scope, checker.entity, first.text):
            scope.report(d.NotReferring(first.span, first.text, checker.entity))
            return None
        return event(scope, checker, clause.date, "本期")
    ledger = first.text
    link = _link(scope, checker.entity, ledger, clause)
    if link is None:
        return None
    scope.column(ledger, link)
    rows = derivations.checker(ledger)
    if len(clause.date.names) < 2:
        scope.report(d.NotReferring(first.span, first.text, checker.entity))
        return None
    rest = s.Path(clause.date.names[1:], span=clause.date.names[1].span.to(clause.date.span))
    date = event(scope, rows, rest, "本期")
    condition = rows.condition(clause.matching) if clause.matching is not None else None
    if date is None or (clause.matching is not None and condition is None):
        return None
    return RecordProof(ledger, link, date, condition)


def _link(scope: Scope, entity: str, ledger: str, clause: s.DoneInPeriod) -> str | None:
    """The field of a 台账 that refers to the case: the one written, or the only one."""
    columns = scope.entities[ledger].columns.values()
    links = tuple(c.name for c in columns if c.type == ReferenceType(entity))
    if not links:
        scope.report(d.NotReferring(clause.date.names[0].span, ledger, entity))
        return None
    if clause.link is None:
        if len(links) == 1:
            return links[0]
        scope.report(d.WhichLink(clause.date.names[0].span, ledger, entity, links))
        return None
    if clause.link.text in links:
        return clause.link.text
    near = scope.nearest(clause.link.text, links) or links
    scope.report(p.UnknownName(clause.link.span, clause.link.text, f"指向{entity}的字段", near, ledger))
    return None


def _is_column(scope: Scope, entity: str, name: str) -> bool:
    return name in scope.entities[entity].columns or name in scope.derived
