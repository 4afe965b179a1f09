"""Few rows out of typed tables, for the interpreter: fetched when it asks for them, by key or by group.

one_case.py does the same for files that were not read yet; here a whole export stands in the database already.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from attrs import define, field

from ..facts.partial import Ask, Asked, PartialTable, Place, WholeNeeded
from ..facts.tables import KEY_SEPARATOR, Facts, Record, Table
from ..origin import CellPlace
from ..outcome import InputCount
from ..plan.layout import KEY, LINE, ROW, SHEET, quoted
from ..plan.validations import REJECTED
from ..program import Entity, EntityKind, Program
from ..types import BooleanType
from .duckdb import CheckTables
from .typed_tables import TypedTables

T = TypeVar("T")
ROUNDS = 200
"""So often a question is asked again at most: every round but the last has brought rows nobody had."""
WHOLE = 300_000
"""A table of at most so many rows may be read whole, where a question rests on all of them."""


@define
class TypedCases:
    """Rows of typed tables that are fetched when they are asked for, and kept. Rows that a 严重 校验 rejected are not there."""

    program: Program = field(repr=False)
    typed: TypedTables = field(repr=False)
    found: CheckTables = field(repr=False)
    reference: dict[str, Table] = field(repr=False)
    inputs: tuple[InputCount, ...] = ()
    _rows: dict[str, dict[str, Record]] = field(factory=dict, repr=False)
    _whole: dict[str, Table] = field(factory=dict, repr=False)
    _asked: Asked = field(factory=Asked)

    def ask(self, question: Callable[[Facts], T]) -> T:
        """The answer to a question, asked as often as it takes to have every row it rests on.

        The question must have no effect but its answer. Raises WholeNeeded where it goes through all rows of a table of
        over WHOLE rows, and whatever the question itself raises.
        """
        for _ in range(ROUNDS):
            try:
                answer = question(self.facts())
            except WholeNeeded as needed:
                self._read_whole(needed.entity)
                continue
            if not self._asked.open:
                return answer
            self._fetch(self._asked.take())
        raise WholeNeeded("、".join(self._rows))

    def need_small(self, entity: str) -> None:
        """Raise WholeNeeded where a table has more than WHOLE rows."""
        if entity in self.typed.tables and self._count(entity) > WHOLE:
            raise WholeNeeded(entity)

    def facts(self) -> Facts:
        """What is there so far."""
        return Facts({name: self._table(entity) for name, entity in self.program.entities.items()}, self.inputs)

    def _table(self, entity: Entity) -> Table:
        name = entity.name
        if name in self.reference:
            return self.reference[name]
        if name in self._whole:
            return self._whole[name]
        if name not in self.typed.tables:
            return Table(name, ())
        return PartialTable(entity, tuple(self._rows.get(name, {}).values()), self._asked)

    def _read_whole(self, name: str) -> None:
        """Read a table whole. Raises WholeNeeded where it has too many rows."""
        if name in self._whole or self._count(name) > WHOLE:
            raise WholeNeeded(name)
        entity = self.program.entities[name]
        self._whole[name] = Table(name, tuple(self._records(entity, f"t.{quoted(ROW)} IS NOT NULL", "", [])))

    def _count(self, name: str) -> int:
        (count,) = self.typed.connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() or (0,)
        return int(count)

    def _fetch(self, asks: Sequence[Ask]) -> None:
        """Fetch the rows asked for, those of one kind at a time."""
        kinds: dict[tuple[str, tuple[Place, ...]], dict[tuple[str, ...], None]] = {}
        for ask in asks:
            kinds.setdefault((ask.entity, ask.places), {})[ask.values] = None
        for (name, places), values in kinds.items():
            if name in self.typed.tables and name not in self.reference:
                rows = self._found(self.program.entities[name], places, tuple(values))
                self._rows.setdefault(name, {}).update((r.key, r) for r in rows)

    def _found(self, entity: Entity, places: Sequence[Place], values: Sequence[Sequence[str]]) -> Iterable[Record]:
        """The rows that have some of the values in these places. Raises WholeNeeded where no place can be looked in."""
        if places == tuple(Place((), name) for name in entity.key):
            return self._records(entity, *_one_of(f"t.{quoted(KEY)}", "", [KEY_SEPARATOR.join(v) for v in values]))
        lookups = [self._lookup(entity, place) for place in places]
        known = [(n, *lookup) for n, lookup in enumerate(lookups) if lookup is not None]
        if not known:
            raise WholeNeeded(entity.name)
        tests, given = [], []
        for n, text, joins in known:
            condition, _, cells = _one_of(text, joins, sorted({v[n] for v in values}))
            tests.append(condition)
            given.extend(cells)
        return self._records(entity, " AND ".join(tests), "".join(joins for *_, joins in known), given)

    def _lookup(self, entity: Entity, place: Place) -> tuple[str, str] | None:
        """SQL of the text that stands in a place, and the joins it takes; None where it leads through a 数据表.

        Its rows are few, and known: but which of several versions of them counts, only the interpreter knows.
        """
        alias, joins = "t", ""
        for step in place.path:
            target = entity.reference(step)
            if target is None or self.program.entities[target].kind is EntityKind.REFERENCE:
                return None
            if target not in self.typed.tables:
                return None
            there = quoted(f"{alias}.{step}")
            joins += f" LEFT JOIN {quoted(target)} AS {there} ON {there}.{quoted(KEY)} = {_cell(alias, step)}"
            alias, entity = f"{alias}.{step}", self.program.entities[target]
        column = entity.columns.get(place.column)
        if column is None:
            return None
        cell = _cell(alias, place.column)
        if isinstance(column.type, BooleanType):
            return f"CASE WHEN {cell} THEN 'True' WHEN NOT {cell} THEN 'False' END", joins
        return f"CAST({cell} AS VARCHAR)", joins

    def _records(self, entity: Entity, condition: str, joins: str, given: Sequence[object]) -> Iterable[Record]:
        names = (KEY, SHEET, LINE, *entity.columns)
        cells = ", ".join(f"t.{quoted(name)}" for name in names)
        kept = ""
        if self.found.rejects:
            kept = f" AND t.{quoted(KEY)} NOT IN (SELECT {quoted(KEY)} FROM {quoted(REJECTED)} WHERE entity = ?)"
        query = f"SELECT {cells} FROM {quoted(entity.name)} AS t{joins} WHERE {condition}{kept} ORDER BY t.{quoted(ROW)}"
        every = [*given, *([entity.name] if kept else [])]
        for key, sheet, line, *values in self.typed.connection.execute(query, every).fetchall():
            source = self.typed.sheets[sheet]
            place = CellPlace(source.place.source, source.place.sheet, line)
            yield Record(key, dict(zip(entity.columns, values, strict=True)), place, source.absent)


def _cell(alias: str, name: str) -> str:
    return f"{quoted(alias)}.{quoted(name)}"


def _one_of(text: str, joins: str, values: Sequence[str]) -> tuple[str, str, list[object]]:
    return f"{text} IN (SELECT unnest(?::VARCHAR[]))", joins, [list(values)]
