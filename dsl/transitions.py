"""过渡: which version governs a rule's pending matters, checked against the rule it speaks of."""

from typing import Any, Final

import attrs
from attrs import evolve

from ..engine.program import Benefit, Duty, Transition
from . import syntax as s
from .derivations import Derivations

TRIGGER: Final = "触发日期"
"""In a 过渡, the date that the rule's own deadline counts from, or the one it goes by (以 … 为准)."""


def check_transitions(
    derivations: Derivations, statements: tuple[s.Statement, ...], rules: tuple[Duty | Benefit, ...]
) -> tuple[Transition, ...]:
    """Every 过渡 of a version; those that speak of no rule were reported where the versions were put together."""
    entities = {rule.name: rule.entity for rule in rules}
    written = {x.name.text: x for x in statements if isinstance(x, s.DutyStatement | s.BenefitStatement)}
    found = []
    for statement in statements:
        if not isinstance(statement, s.TransitionStatement) or statement.name.text not in entities:
            continue
        condition = None
        if statement.condition is not None:
            syntax = _with_trigger(statement.condition, _trigger(written[statement.name.text]))
            condition = derivations.checker(entities[statement.name.text]).condition(syntax)
        words = " ".join(statement.span.text.split())
        found.append(Transition(statement.name.text, statement.provision == "新规定", condition, words))
    return tuple(found)


def _trigger(rule: s.DutyStatement | s.BenefitStatement) -> s.Expression | None:
    """The date a rule goes by."""
    for clause in rule.clauses:
        match clause:
            case s.DeadlineClause(base=base) if base is not None:
                return base
            case s.GoverningDate(value=value):
                return value
            case _:
                continue
    return None


def _with_trigger(written: Any, trigger: s.Expression | None) -> Any:  # noqa: ANN401 # walks whatever a condition holds
    """The condition with 触发日期 standing for the rule's own date; as it is where the rule has none."""
    if trigger is None:
        return written
    if isinstance(written, tuple):
        return tuple(_with_trigger(part, trigger) for part in written)
    if isinstance(written, s.Path) and written.text == TRIGGER:
        return trigger
    if not isinstance(written, s.Node) or isinstance(written, s.Name):
        return written
    names = [a.name for a in attrs.fields(type(written)) if "span" not in a.name]
    return evolve(written, **{name: _with_trigger(getattr(written, name), trigger) for name in names})
