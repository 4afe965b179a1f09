"""Where a case belongs: rows of the table by which a policy places its duty holders (接回县区 的 县级财政, 每 县区)."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from ..engine.facts.tables import Table
from ..engine.operators.parties import OF_PLACE
from ..engine.program import Apply, Entity, EntityKind, Expression, Fact, Program


@frozen
class Placing:
    """How the rows of a 台账 lead to a row of the table of places: by which references, none where they are its rows."""

    entity: str
    path: tuple[str, ...]
    place: str

    @property
    def words(self) -> str:
        """The way as rules write it: 接回县区."""
        return " 的 ".join(self.path) or self.place


@frozen(slots=False)
class Places:
    """Finds the place of a case in the tables of an export; `tables` are its rows, reference data included."""

    program: Program
    tables: Mapping[str, Table] = field(repr=False)

    @cached_property
    def placings(self) -> tuple[Placing, ...]:
        """One way for each 台账 at most: the one by which a rule places a duty holder, else its only reference.

        A 台账 with several ways and no rule to choose has none: a place must not be guessed.
        """
        ruled = dict.fromkeys(self._ruled())
        tables = {p.place for p in ruled} | {f.per for f in self.program.funds if f.per}
        tables |= {d.each_row.entity for d in self.program.duties if d.each_row}
        found = []
        for entity in self.program.entities.values():
            ways = [p for p in ruled if p.entity == entity.name] or list(self._only_reference(entity, tables))
            found += ways[:1] if len(ways) == 1 else []
        found += [Placing(name, (), name) for name in sorted(tables) if name in self.program.entities]
        return tuple(p for p in dict.fromkeys(found) if p.place in self.tables)

    def place_of(self, placing: Placing, key: str) -> str | None:
        """The key of the place where a case belongs, None where a reference on the way is missing."""
        entity: str = placing.entity
        current: str | None = key
        for step in placing.path:
            table, target = self.tables.get(entity), self.program.entities[entity].reference(step)
            record = table.by_key.get(current or "") if table is not None else None
            value = record.values.get(step) if record is not None else None
            if target is None or not isinstance(value, str):
                return None
            entity, current = target, value
        return current

    def label(self, place: str, key: str) -> str:
        """How the row of a place is called; its key where it has no name."""
        entity, record = self.program.entities[place], self.tables[place].by_key.get(key)
        named = record.values.get(label_column(entity) or "") if record is not None else None
        return named if isinstance(named, str) else key

    def group_column(self, place: str, keys: list[str]) -> str | None:
        """A column that gathers places (地市): the first text column whose values are fewer than the places shown."""
        entity = self.program.entities[place]
        records = [self.tables[place].by_key[key] for key in keys if key in self.tables[place].by_key]
        for name, column in entity.columns.items():
            values = {r.values.get(name) for r in records}
            if name in (*entity.key, label_column(entity)) or column.sensitive or None in values:
                continue
            if 1 < len(values) <= len(records) / 2 and all(isinstance(v, str) for v in values):
                return name
        return None

    def _ruled(self) -> Iterator[Placing]:
        """Every way by which a rule names the duty holder of a place."""
        program = self.program
        for duty in program.duties:
            parties = (duty.bearer, *duty.bearers, *duty.recipients, *duty.supervisors)
            yield from (p for party in parties for p in self._in(duty.entity, party.expression))
        for benefit in program.benefits:
            payees = (benefit.payer, *((benefit.payee,) if benefit.payee else ()))
            yield from (p for party in payees for p in self._in(benefit.entity, party.expression))
        for target in program.targets:
            yield from self._in(target.entity, target.bearer.expression) if target.bearer else ()

    def _in(self, entity: str, expression: Expression) -> Iterator[Placing]:
        match expression:
            case Apply(operator=operator, arguments=(Fact() as fact, _)) if operator.name == OF_PLACE.name:
                yield from self._way(entity, fact)
            case Apply(arguments=arguments):
                for argument in arguments:
                    yield from self._in(entity, argument)
            case Fact(path=(), column=column):
                derived = (d for d in self.program.derived if d.name == column and d.entity == entity)
                for one in derived:
                    yield from self._in(entity, one.expression)
            case _:
                return

    def _way(self, entity: str, fact: Fact) -> Iterator[Placing]:
        """The references of a fact that names a place: 接回县区 的 名称 leads by 接回县区."""
        path: list[str] = []
        at: str = entity
        for step in (*fact.path, fact.column):
            target = self.program.entities[at].reference(step)
            if target is None:
                break
            path.append(step)
            at = target
        if path:
            yield Placing(entity, tuple(path), at)

    def _only_reference(self, entity: Entity, tables: set[str]) -> Iterator[Placing]:
        if entity.kind is EntityKind.LEDGER and entity.name not in tables:
            for name in entity.columns:
                target = entity.reference(name)
                if target in tables:
                    yield Placing(entity.name, (name,), target)


def place_name(program: Program, entity: str, key: str) -> str | None:
    """How a row of a 数据表 is called by the latest version; None for the cases of an export and rows without a name."""
    declared = program.entities.get(entity)
    if declared is None or declared.kind is not EntityKind.REFERENCE:
        return None
    table = (program.versions[-1] if program.versions else program).tables.get(entity)
    record = table.by_key.get(key) if table is not None else None
    name = record.values.get(label_column(declared) or "") if record is not None else None
    return name if isinstance(name, str) else None


def label_column(entity: Entity) -> str | None:
    """The column that names a row: the declared one, or 名称."""
    return entity.label or ("名称" if "名称" in entity.columns else None)
