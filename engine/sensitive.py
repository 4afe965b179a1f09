"""What of a result is 敏感: keys of cases and names of parties that come from 敏感 columns. Every output masks them."""

from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from .derived import Derived
from .entity import Entity
from .expression import Const, Fact, facts_of
from .program import Duty, Party, Program

MASK = "***"
"""Stands for a sensitive value, whatever its length."""


def has_sensitive_key(entity: Entity) -> bool:
    """Whether the key of an entity's rows is 敏感."""
    return any(entity.columns[name].sensitive for name in entity.key)


@frozen(slots=False)
class Sensitive:
    """Whose keys and which parties are 敏感 by the declarations of a policy, those of its versions included."""

    program: Program

    @cached_property
    def keys(self) -> frozenset[str]:
        """The 台账 and 数据表 whose keys are masked."""
        return frozenset(name for v in self._versions for name in v.keys)

    @cached_property
    def parties(self) -> frozenset[tuple[str, str]]:
        """(rule, role) of the bearers, payers and payees whose name a 敏感 column gives.

        Who has to pay or to reach something, by 待遇, 经费 or 目标, is its payer.
        """
        return frozenset(party for v in self._versions for party in v.parties)

    def named_by(self, duty: str) -> frozenset[str]:
        """The duty holders whom a duty names by itself, which may stand beside one that a 敏感 column gives."""
        return self._named.get(duty, frozenset())

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for program in (self.program, *self.program.versions):
            for duty in program.duties:
                found[duty.name] = found.get(duty.name, frozenset()) | frozenset(_constants(duty))
        return found

    @cached_property
    def _versions(self) -> "tuple[_OfVersion, ...]":
        return tuple(map(_OfVersion, (self.program, *self.program.versions)))


@frozen(slots=False)
class _OfVersion:
    """The same for the rules and declarations of one version."""

    program: Program

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(name for name, entity in self.program.entities.items() if has_sensitive_key(entity))

    @cached_property
    def parties(self) -> frozenset[tuple[str, str]]:
        program = self.program
        found = [(d.name, "bearer", d.bearer) for d in program.duties]
        found += [(b.name, "payer", b.payer) for b in program.benefits]
        found += [(b.name, "payee", b.payee) for b in program.benefits if b.payee]
        found += [(t.name, "payer", t.bearer) for t in program.targets if t.bearer]
        found += [(f.name, "payer", f.payer) for f in program.funds]
        named = {(rule, role) for rule, role, party in found if self._is_personal(party)}
        return frozenset(named | {(d.name, "bearer") for d in program.duties if self._names_rows(d)})

    def _is_personal(self, party: Party) -> bool:
        return any(self._is_sensitive(fact) for fact in facts_of(party.expression))

    def _names_rows(self, duty: Duty) -> bool:
        """Whether a duty falls to every row of a 数据表, called by a 敏感 column."""
        each = duty.each_row
        return each is not None and self.program.entities[each.entity].columns[each.label].sensitive

    @cached_property
    def _derived(self) -> dict[str, Derived]:
        return {derived.name: derived for derived in self.program.derived}

    def _is_sensitive(self, fact: Fact) -> bool:
        """True where a fact, or a fact a derived column is made of, is 敏感 or refers to a row by a 敏感 key."""
        entity = self.program.entities.get(fact.entity)
        for step in (*fact.path, fact.column):
            if entity is None:
                return False
            column = entity.columns.get(step)
            derived = self._derived.get(step)
            if column is None and derived is not None:
                return any(self._is_sensitive(inner) for inner in facts_of(derived.expression))
            if column is not None and column.sensitive:
                return True
            target = entity.reference(step)
            if target in self.keys and step == fact.column:
                return True
            entity = self.program.entities.get(target) if target else None
        return False


def _constants(duty: Duty) -> Iterator[str]:
    for party in duty.bearers:
        if isinstance(party.expression, Const) and isinstance(party.expression.value, str):
            yield party.expression.value
