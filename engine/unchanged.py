"""Whether versions hold the very same rule, with all it rests on: then nobody need know which of them governs."""

from typing import Any

from attrs import define, field

from .program import Aggregate, Const, Derived, Duty, Fact, Program
from .rule_parts import parts_of


@define
class _Gatherer:
    """Collects what a rule of one version rests on: by name, so that two versions can be compared."""

    program: Program
    found: dict[tuple[str, ...], object] = field(factory=dict)

    def rule(self, name: tuple[str, ...], rule: object) -> None:
        """A rule, a derived column or an aggregate, and then what it reads."""
        if name in self.found:
            return
        self.found[name] = rule
        for part in parts_of(rule):
            match part:
                case Fact():
                    self._fact(part)
                case Const(value=str() as value) if value in self.program.entities:
                    # A 参数 by place and year is read from the table that bears its name.
                    self._table(value)
                case _:
                    pass

    def _fact(self, fact: Fact) -> None:
        entity = fact.entity
        for step in fact.path:
            self._column(entity, step)
            entity = self.program.entities[entity].reference(step) or entity
        self._column(entity, fact.column)

    def _column(self, entity: str, name: str) -> None:
        every: tuple[Derived | Aggregate, ...] = (*self.program.derived, *self.program.aggregates)
        for derived in every:
            if (derived.entity, derived.name) == (entity, name):
                self._derived(derived)
        self.found["列", entity, name] = self.program.entities[entity].columns.get(name)
        self._table(entity)

    def _derived(self, derived: Derived | Aggregate) -> None:
        self.rule(("规则", derived.entity, derived.name), derived)

    def _table(self, name: str) -> None:
        """Which date a row of an entity goes by, and the file that a 数据表 is read from."""
        entity = self.program.entities[name]
        home = entity.span.source.path if entity.span is not None and entity.data_path is not None else ""
        self.found["表", name] = (entity.effective, entity.data_path, home)


def rests_on(program: Program, rule: Any) -> object:  # noqa: ANN401 # any kind of rule: all have a name
    """A rule with everything it rests on in one version, to be held against that of another."""
    return _with_all(program, rule, rule)


def date_rests_on(program: Program, rule: Any) -> object:  # noqa: ANN401 # any kind of rule: all have a name
    """As `rests_on`, but only what tells the governing date of a 职责; of another rule all."""
    if not isinstance(rule, Duty):
        return rests_on(program, rule)
    parts = (rule.date, rule.arises, rule.deadline, rule.repetition, rule.modality, rule.breach, rule.breached_on)
    return _with_all(program, rule, parts)


def _with_all(program: Program, rule: Any, parts: object) -> object:  # noqa: ANN401 # as above
    gatherer = _Gatherer(program)
    gatherer.rule(("规则", rule.entity, rule.name), parts)
    return gatherer.found, program.calendar, program.expires
