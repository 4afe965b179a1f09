"""What names mean in a policy: entities and their columns, code lists, duty holders, derived columns."""

from collections.abc import Mapping
from datetime import date

from attrs import define, field, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.origin import Span
from ..engine.program import Aggregate, Column, Const, Derived, Entity, EntityKind
from ..engine.types import BearerType, CodeType, Type
from .consolidate import Repeal
from .names import nearest
from .problems.amending import RepealedName
from .problems.base import Problem
from .problems.checking import UnknownName, UnknownType
from .syntax import Statement


@frozen
class Bearers:
    """A declared 主体: its members where it is a group, the entity it stands in where there is one for each row."""

    name: str
    members: tuple[str, ...] = ()
    per: str | None = None


@frozen
class Declaration:
    """A statement that gives a name, and where."""

    statement: Statement
    span: Span


@frozen
class Figure:
    """A 参数 as rules use it: values by the date from which each holds (None: always), or a table by place and year."""

    name: str
    type: Type
    values: tuple[tuple[date | None, Const], ...] = ()
    place: str | None = None


@define
class Scope:
    """Everything declared so far, and every problem found so far."""

    entities: dict[str, Entity] = field(factory=dict)
    codes: dict[str, CodeType] = field(factory=dict)
    bearers: dict[str, Bearers] = field(factory=dict)
    derived: dict[str, Derived] = field(factory=dict)
    aggregates: dict[tuple[str, str], Aggregate] = field(factory=dict)
    declared: dict[str, Declaration] = field(factory=dict)
    used: set[tuple[str, str]] = field(factory=set)
    places: dict[tuple[str, str], Span] = field(factory=dict)
    failed_rules: set[str] = field(factory=set)
    figures: dict[str, Figure] = field(factory=dict)
    diagnostics: list[Diagnostic] = field(factory=list)
    repealed: Mapping[str, Repeal] = field(factory=dict)
    closed_codes: Mapping[str, tuple[str, ...]] = field(factory=dict)

    def report(self, problem: Problem) -> None:
        """Note a mistake and go on. A name that is unknown because it was repealed is said to be that."""
        if isinstance(problem, UnknownName | UnknownType) and problem.name in self.repealed:
            repeal = self.repealed[problem.name]
            problem = RepealedName(problem.place, problem.name, repeal.since, repeal.place)
        self.diagnostics.append(problem.to_diagnostic())

    def repealed_rules(self, *kinds: type[Statement]) -> frozenset[str]:
        """The rules of some kinds that stand no more; 示例 may still ask what became of them."""
        return frozenset(name for name, repeal in self.repealed.items() if isinstance(repeal.statement, kinds))

    def is_repealed(self, name: str) -> bool:
        """Whether a name was repealed and nothing else bears it now."""
        columns = (c for entity in self.entities.values() for c in entity.columns)
        return name in self.repealed and name not in self.declared and name not in columns

    def statement_of(self, name: str) -> Statement | None:
        """The statement that gives a name, or gave it before it was repealed."""
        if name in self.declared:
            return self.declared[name].statement
        return self.repealed[name].statement if name in self.repealed else None

    @property
    def failed(self) -> bool:
        """True once an error was reported."""
        return any(d.is_error for d in self.diagnostics)

    def column(self, entity: str, name: str) -> Column | Derived | None:
        """A stored or derived column of an entity."""
        stored = self.entities[entity].columns.get(name)
        if stored is not None:
            self.used.add((entity, name))
            return stored
        derived = self.derived.get(name)
        return derived if derived is not None and derived.entity == entity else None

    def column_names(self, entity: str) -> tuple[str, ...]:
        """Names that may stand for a value of an entity's row."""
        stored = self.entities[entity].columns
        return (*stored, *(d.name for d in self.derived.values() if d.entity == entity))

    def ledgers_with(self, column: str) -> tuple[str, ...]:
        """The 台账 that have a stored column of this name."""
        return tuple(e.name for e in self.entities.values() if e.kind is EntityKind.LEDGER and column in e.columns)

    def nearest(self, name: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
        """The few candidates most like a name."""
        return nearest(name, candidates)

    def bearer_type(self, name: str) -> Type | None:
        """The type of a declared duty holder used as the type of a column."""
        if name == "主体":
            return BearerType()
        return BearerType(name) if name in self.bearers else None
