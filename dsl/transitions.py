"""过渡: which version governs a rule's pending matters, checked against the rule it speaks of."""

from typing import Final

from attrs import evolve

from ..engine.program import PERIOD_FIRST, Benefit, Duty, Expression, Fact, Transition
from ..engine.types import DateType
from . import syntax as s
from .derivations import Derivations

TRIGGER: Final = "触发日期"
"""In a 过渡, the date that the rule itself goes by."""


def check_transitions(
    derivations: Derivations, statements: tuple[s.Statement, ...], rules: tuple[Duty | Benefit, ...]
) -> tuple[Transition, ...]:
    """Every 过渡 of a version; those that speak of no rule were reported where the versions were put together."""
    by_name = {rule.name: rule for rule in rules}
    found = []
    for statement in statements:
        if not isinstance(statement, s.TransitionStatement) or statement.name.text not in by_name:
            continue
        rule = by_name[statement.name.text]
        condition = None
        if statement.condition is not None:
            trigger = _trigger(rule)
            checker = derivations.checker(rule.entity)
            aware = evolve(checker, special={TRIGGER: trigger}) if trigger is not None else checker
            condition = aware.condition(statement.condition)
        words = " ".join(statement.span.text.split())
        found.append(Transition(rule.name, statement.provision == "新规定", condition, words))
    return tuple(found)


def _trigger(rule: Duty | Benefit) -> Expression | None:
    """The date a rule goes by; of what comes round again the first day of each period, of monthly sums their first."""
    if isinstance(rule, Benefit):
        return rule.date or (rule.monthly.start if rule.monthly is not None else None)
    if rule.repetition is not None:
        return rule.date or Fact(rule.entity, (), PERIOD_FIRST, DateType())
    counted, latest = (rule.deadline.trigger, rule.deadline.strict) if rule.deadline is not None else (None, None)
    dates = (counted, rule.date, rule.breached_on, rule.arises, latest)
    return next((date for date in dates if date is not None), None)
