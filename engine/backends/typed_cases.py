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
from ..plan.result_tables import REJECTED
from ..program import Entity, EntityKind, Program
from ..types import BooleanType
from .duckdb import CheckTables
from .typed_tables import TypedTables

T = TypeVar("T")


class TooMany(Exception):  # no mistake of anybody
    """What is asked rests on more rows than are to be fetched."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


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
    _most: int | None = None

    def afresh(self) -> "TypedCases":
        """The same tables with no row fetched yet, but for tables that were read whole."""
        return TypedCases(self.program, self.typed, self.found, self.reference, self.inputs, whole=self._whole)

    def ask(self, question: Callable[[Facts], T], most: int | None = None) -> T:
        """The answer to a question, asked as often as it takes to have every row it rests on.

        The question must have no effect but its answer. Raises WholeNeeded where it goes through all rows of a table of
        over WHOLE rows, TooMany where a group it asks for has more than `most` rows, and whatever the question itself
        raises.
        """
        self._most = most
        for _ in range(ROUNDS):
            try:
                answer = question(self.facts())
                if not self._asked.open:
                    return answer
                self._fetch(self._asked.take())
            except WholeNeeded as needed:
                self._read_whole(needed.entity)
        raise WholeNeeded("、".join(self._rows))

    @property
    def fetched(self) -> int:
        """How many rows were fetched."""
        return sum(map(len, self._rows.values()))

    def length(self, entity: str) -> int:
        """How many rows a table has."""
        return self._count(entity) if entity in self.typed.tables else 0

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
                try:
                    rows = self._found(self.program.entities[name], places, tuple(values))
                except WholeNeeded:
                    self._read_whole(name)
                else:
                    self._rows.setdefault(name, {}).update((r.key, r) for r in rows)

    def _found(self, entity: Entity, places: Sequence[Place], values: Sequence[Sequence[str]]) -> Iterable[Record]:
        """The rows that have some of the values in these places. Raises WholeNeeded where no place can be looked in."""
        if places == tuple(Place((), name) for name in entity.key):
            return self._records(entity, *_one_of(f"t.{quoted(KEY)}", "", [KEY_SEPARATOR.join(v) for v in values]))
        test, joins, given = self._test(entity, places, values)
        if self._most is not None:
            count = f"SELECT count(*) FROM {quoted(entity.name)} AS t{joins} WHERE {test}"
            (rows,) = self.typed.connection.execute(count, list(given)).fetchone() or (0,)
            if rows > self._most:
                raise TooMany(rows)
        return self._records(entity, test, joins, given)

    def _test(
        self, entity: Entity, places: Sequence[Place], values: Sequence[Sequence[str]]
    ) -> tuple[str, str, Sequence[object]]:
        """SQL of what the rows of a group have in common, the joins it takes, and the texts it looks for."""
        wanted = [sorted(set(texts)) for texts in zip(*values, strict=True)]
        known = [
            found for place, texts in zip(places, wanted, strict=True) if (found := self._lookup(entity, place, texts))
        ]
        if not known:
            raise WholeNeeded(entity.name)
        tests = [_one_of(text, joins, texts) for text, joins, texts in known]
        given = [cell for *_, cells in tests for cell in cells]
        return " AND ".join(t for t, *_ in tests), "".join(j for _, j, _ in tests), given

    def _lookup(self, entity: Entity, place: Place, texts: Sequence[str]) -> tuple[str, str, Sequence[str]] | None:
        """SQL of the text that stands in a place, the joins it takes and the texts to look for; None where it is no place."""
        if place.path:
            target = entity.reference(place.path[0])
            if target is not None and self.program.entities[target].kind is EntityKind.REFERENCE:
                keys = self._keys_leading(target, Place(place.path[1:], place.column), texts)
                return f"CAST({_cell('t', place.path[0])} AS VARCHAR)", "", sorted(keys)
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
            return f"CASE WHEN {cell} THEN 'True' WHEN NOT {cell} THEN 'False' END", joins, texts
        return f"CAST({cell} AS VARCHAR)", joins, texts

    def _keys_leading(self, name: str, place: Place, texts: Sequence[str]) -> set[str]:
        """The keys of a 数据表, of any version, from which a place has one of the texts: which version counts is seen later."""
        tables = [self.reference.get(name), *(v.tables.get(name) for v in self.program.versions)]
        if place.path:
            step, beyond = place.path[0], Place(place.path[1:], place.column)
            target = self.program.entities[name].reference(step)
            among = self._keys_leading(target, beyond, texts) if target is not None else set()
        else:
            step, among = place.column, set(texts)
        rows = (record for table in tables if table is not None for record in table.records)
        return {row.key for row in rows if str(row.values.get(step)) in among}

    def _records(self, entity: Entity, condition: str, joins: str, given: Sequence[object]) -> Iterable[Record]:
        names = (KEY, SHEET, LINE, *entity.columns)
        cells = ", ".join(f"t.{quoted(name)}" for name in names)
        kept = ""
        if self.found.rejects:
            kept = f" AND t.{quoted(KEY)} NOT IN (SELECT {quoted(KEY)} FROM {quoted(REJECTED)} WHERE entity = ?)"
        query = (
            f"SELECT {cells} FROM {quoted(entity.name)} AS t{joins} WHERE {condition}{kept} ORDER BY t.{quoted(ROW)}"
        )
        every = [*given, *([entity.name] if kept else [])]
        for key, sheet, line, *values in self.typed.connection.execute(query, every).fetchall():
            source = self.typed.sheets[sheet]
            place = CellPlace(source.place.source, source.place.sheet, line)
            yield Record(key, dict(zip(entity.columns, values, strict=True)), place, source.absent)


def _cell(alias: str, name: str) -> str:
    return f"{quoted(alias)}.{quoted(name)}"


def _one_of(text: str, joins: str, values: Sequence[str]) -> tuple[str, str, list[object]]:
    return f"{text} IN (SELECT unnest(?::VARCHAR[]))", joins, [list(values)]
