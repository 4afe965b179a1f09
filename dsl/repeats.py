"""期限 每月 至迟 10日 with 完成于 本期（…）: a duty owed once a period while a row is in stock."""

import re
from typing import Final

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
from .expressions import Checker
from .problems import checking as p
from .problems import duties as d
from .scope import Scope

_LAST: Final = {
    Recurrence.MONTH: "月末",
    Recurrence.QUARTER: "季末",
    Recurrence.HALF_YEAR: "半年末",
    Recurrence.YEAR: "年末",
}
_EXAMPLES: Final = {
    Recurrence.MONTH: "每月 至迟 10日，每月 至迟 月末",
    Recurrence.QUARTER: "每季度 至迟 末月 20日，每季度 至迟 季末",
    Recurrence.HALF_YEAR: "每半年 至迟 末月 20日，每半年 至迟 半年末",
    Recurrence.YEAR: "每年 至迟 12月31日，每年 至迟 年末",
}
_DAY: Final = re.compile(r"(?:([0-9]{1,2})月|(首月|末月) )?([0-9]{1,2})日")
_MONTH_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    latest = f"至迟{clause.day.text.replace(' ', '')}" if clause.day else ""
    return Repeated(
        Repetition(recurrence, due, *ends, found),
        Deadline(Direction.FIXED, None, day, day, f"{clause.every}{latest}"),
        Fact(checker.entity, (), PERIOD_DONE, DateType(), event=True, span=proof.span),
    )


def _due_day(scope: Scope, recurrence: Recurrence, clause: s.DeadlineClause) -> DueDay | None:
    last = DueDay(recurrence.months)
    if clause.day is None or clause.day.text in ("期末", _LAST[recurrence]):
        return last
    match = _DAY.fullmatch(clause.day.text)
    if match is not None:
        found = _day_of(recurrence, match[1], match[2], int(match[3]))
        if found is not None:
            return found
    scope.report(d.NoSuchDay(clause.day.span, recurrence.value, clause.day.text, _EXAMPLES[recurrence]))
    return None


def _day_of(recurrence: Recurrence, month: str | None, place: str | None, day: int) -> DueDay | None:
    """A day of a month, of the first or last month of a quarter or half-year, or of a month of the year."""
    if not 1 <= day <= 31:
        return None
    match recurrence:
        case Recurrence.MONTH:
            return DueDay(1, day) if month is None and place is None else None
        case Recurrence.YEAR:
            fits = month is not None and 1 <= int(month) <= 12 and day <= _MONTH_LENGTHS[int(month) - 1]
            return DueDay(int(month), day) if month is not None and fits else None
        case Recurrence.QUARTER | Recurrence.HALF_YEAR:
            return DueDay(1 if place == "首月" else recurrence.months, day) if place is not None else None


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
