"""过渡: which version governs a rule's pending matters, checked against the rule it speaks of.

A rule that the same version repeals is spoken of most: 废止 X, and 过渡 职责 X 适用 原规定 当 what was begun before. Its date
is then read off the statement as it stood last, in the words of this version.
"""

from collections.abc import Iterator
from typing import Any, Final

import attrs
from attrs import evolve

from ..engine.program import PERIOD_FIRST, Benefit, Duty, Expression, Fact, Transition
from ..engine.types import DateType
from . import syntax as s
from .derivations import Derivations
from .expressions import Checker
from .problems import checking as p
from .problems.amending import NoTriggerDate

TRIGGER: Final = "触发日期"
"""In a 过渡, the date that the rule itself goes by."""


def check_transitions(
    derivations: Derivations, statements: tuple[s.Statement, ...], rules: tuple[Duty | Benefit, ...]
) -> tuple[Transition, ...]:
    """Every 过渡 of a version; those that speak of no rule were reported where the versions were put together."""
    by_name = {rule.name: rule for rule in rules}
    found = []
    for statement in statements:
        if not isinstance(statement, s.TransitionStatement):
            continue
        name = statement.name.text
        entity = _entity(derivations, statement, by_name.get(name))
        if entity is None:
            continue
        condition = _condition(derivations.checker(entity), statement, by_name.get(name))
        words = " ".join(statement.span.text.split())
        found.append(Transition(name, statement.provision == "新规定", condition, words))
    return tuple(found)


def _condition(checker: Checker, statement: s.TransitionStatement, rule: Duty | Benefit | None) -> Expression | None:
    """When a 过渡 holds; None for every matter, or where a mistake was reported."""
    if statement.condition is None:
        return None
    asked = next((n for n in _names(statement.condition) if n.text == TRIGGER), None)
    if asked is None or TRIGGER in checker.scope.entities[checker.entity].columns:
        return checker.condition(statement.condition)
    if rule is not None:
        trigger = _trigger(rule)
    else:
        written = _date_as_written(checker, statement)
        lost = next((n.text for n in _names(written) if checker.scope.is_repealed(n.text)), None)
        if lost is not None:
            place = checker.scope.repealed[lost].place
            checker.scope.report(NoTriggerDate(asked.span, statement.kind, statement.name.text, lost, place))
            return None
        trigger = checker.expression(written) if isinstance(written, s.Node) else written
        if trigger is None and written is not None:
            return None  # what is wrong with the date was reported
    if trigger is None:
        checker.scope.report(NoTriggerDate(asked.span, statement.kind, statement.name.text))
        return None
    return evolve(checker, special={TRIGGER: trigger}).condition(statement.condition)


def _entity(derivations: Derivations, transition: s.TransitionStatement, rule: Duty | Benefit | None) -> str | None:
    """What a rule is about; None where there is no such rule, or its 台账 went with it (then it is reported)."""
    if rule is not None:
        return rule.entity
    scope = derivations.scope
    repealed = scope.repealed.get(transition.name.text)
    subject = next((c for c in _clauses(repealed.statement) if isinstance(c, s.For)), None) if repealed else None
    if subject is None:
        return None
    if subject.entity.text not in scope.entities:
        scope.report(p.UnknownName(transition.name.span, subject.entity.text, "台账"))
        return None
    return subject.entity.text


def _trigger(rule: Duty | Benefit) -> Expression | None:
    """The date a rule goes by; of what comes round again the first day of each period, of monthly sums their first."""
    if isinstance(rule, Benefit):
        return rule.date or (rule.monthly.start if rule.monthly is not None else None)
    if rule.repetition is not None:
        return rule.date or Fact(rule.entity, (), PERIOD_FIRST, DateType())
    counted, latest = (rule.deadline.trigger, rule.deadline.strict) if rule.deadline is not None else (None, None)
    dates = (rule.date, counted, rule.breached_on, rule.arises, latest)
    return next((date for date in dates if date is not None), None)


def _date_as_written(checker: Checker, transition: s.TransitionStatement) -> s.Expression | Fact | None:
    """The date that a repealed rule went by, in the order of `_trigger`."""
    clauses = _clauses(checker.scope.repealed[transition.name.text].statement)
    if any(isinstance(c, s.DeadlineClause) and c.every is not None for c in clauses):
        return Fact(checker.entity, (), PERIOD_FIRST, DateType())
    return min(_dates(clauses), key=lambda found: found[0], default=(0, None))[1]


def _dates(clauses: tuple[s.Clause, ...]) -> Iterator[tuple[int, s.Expression]]:
    """The dates that clauses name, the one that counts first the lowest."""
    for clause in clauses:
        match clause:
            case s.GoverningDate(value=day):
                yield 0, day
            case s.MonthlyAmount(start=day):
                yield 1, day
            case s.DeadlineClause(direction="起" | "前", base=day) if day is not None:
                yield 1, day
            case s.BreachedWhen(on=day) if day is not None:
                yield 2, day
            case s.DeadlineClause(direction="至迟", base=day) if day is not None:
                yield 4, day
            case _:
                pass


def _clauses(statement: s.Statement) -> tuple[s.Clause, ...]:
    is_rule = isinstance(statement, s.DutyStatement | s.ProhibitionStatement | s.BenefitStatement)
    return statement.clauses if is_rule else ()


def _names(part: Any) -> Iterator[s.Name]:  # noqa: ANN401 # walks whatever an expression holds
    """Every name within an expression."""
    if isinstance(part, s.Name):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _names(inner)
    elif isinstance(part, s.Node):
        for attribute in attrs.fields(type(part)):
            yield from _names(getattr(part, attribute.name))
