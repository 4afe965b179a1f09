"""户籍镇 为 "东镇": rows of a 数据表 named in rules, settled to their keys once the data have been read."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
from attrs import define, evolve, field, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.facts.tables import Table
from ..engine.origin import SourceText, Span
from ..engine.program import Apply, Const, Expression, Fact, Heading, Program
from ..engine.types import ReferenceType
from .names import nearest
from .problems import checking as p

RULES: Final = ("derived", "aggregates", "duties", "benefits", "targets", "funds", "validations", "transitions")
"""What of a Program holds expressions."""


@frozen
class SettledRules:
    """The program with every row named in a rule as its key, and what names no row or several."""

    program: Program
    diagnostics: tuple[Diagnostic, ...]


def settle_rules(program: Program, reference: Mapping[str, Table]) -> SettledRules:
    """Turn the codes and names of 数据表 rows that rules compare with into keys."""
    settler = _Settler(program, reference)
    settled = evolve(program, **{name: settler.part(getattr(program, name)) for name in RULES})
    return SettledRules(settled, tuple(settler.diagnostics))


@define
class _Settler:
    """Rebuilds what holds such a constant. Expressions shared by several places stay shared."""

    program: Program
    reference: Mapping[str, Table]
    diagnostics: list[Diagnostic] = field(factory=list)
    _done: dict[int, tuple[Expression, Expression]] = field(factory=dict)

    def part(self, value: Any) -> Any:  # noqa: ANN401 # walks whatever a rule is made of
        """The same part of a rule, with its constants settled; the very same object where it holds none."""
        if isinstance(value, Const | Fact | Apply):
            return self._expression(value)
        if isinstance(value, tuple):
            parts = tuple(map(self.part, value))
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
        if not attrs.has(type(value)) or isinstance(value, Heading | Span | SourceText):
            return value
        changes = {a.name: self.part(getattr(value, a.name)) for a in attrs.fields(type(value))}
        same = all(new is getattr(value, name) for name, new in changes.items())
        return value if same else evolve(value, **changes)

    def _expression(self, expression: Expression) -> Expression:
        known = self._done.get(id(expression))
        if known is None:
            known = self._done[id(expression)] = (expression, self._settled(expression))
        return known[1]

    def _settled(self, expression: Expression) -> Expression:
        match expression:
            case Const(value=str() as written, type=ReferenceType(entity=entity)) if entity in self.reference:
                return evolve(expression, value=self._key(written, entity, expression.span))
            case Apply(arguments=arguments):
                settled = tuple(map(self._expression, arguments))
                same = all(new is old for new, old in zip(settled, arguments, strict=True))
                return expression if same else evolve(expression, arguments=settled)
            case _:
                return expression

    def _key(self, written: str, entity: str, span: Span | None) -> str:
        table = self.reference[entity]
        if written in table.by_key:
            return written
        label = self.program.entities[entity].label
        named = [r.key for r in table.records if label and r.values[label] == written]
        if len(named) == 1:
            return named[0]
        labels = (str(r.values[label]) for r in table.records) if label else iter(table.by_key)
        near = tuple(named) or nearest(written, labels)
        place = span or self.program.entities[entity].span
        if place is None:
            raise TypeError(f"a row of {entity} is named nowhere")
        self.diagnostics.append(p.NoSuchRow(place, written, entity, near, several=bool(named)).to_diagnostic())
        return written
