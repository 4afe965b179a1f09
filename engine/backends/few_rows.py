"""Few rows of one 台账 of a large export, found by what stands in their columns."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import define, evolve, field, frozen

from ..facts.cells import CellReader
from ..facts.office_sheets import BlankingReader
from ..facts.partial import Place, WholeNeeded, asks_of
from ..facts.sheets import RawCell, RawRow
from ..facts.tables import KEY_SEPARATOR
from ..facts.typed_rows import TypedSheet, type_rows
from ..program import Entity, EntityKind
from .bulk_facts.odd_cells import decoder
from .bulk_facts.parquet_sheet import ParquetRows
from .bulk_facts.raw_rows import RawRows
from .bulk_facts.stage import MatchedSheet
from .bulk_facts.workspace import Workspace, quoted
from .sought import Sought, sought, spelled

Readers = Mapping[str, CellReader | BlankingReader]
_FEW = 1000


@frozen
class Wanted:
    """A kind of question: the rows of an entity by what stands in these places."""

    entity: str
    places: tuple[Place, ...]


@define
class SheetRows:
    """One sheet, of which rows are fetched. What is worked out for it is kept: how it is shown, its odd cells."""

    workspace: Workspace = field(repr=False)
    matched: MatchedSheet = field(repr=False)
    entity: Entity = field(repr=False)
    readers: Readers = field(repr=False)
    fetched: dict[int, RawRow] = field(factory=dict, repr=False)
    _raw: RawRows | None = field(default=None, repr=False)
    _sought: dict[str, Sought] = field(factory=dict, repr=False)

    def find(self, texts: Mapping[str, Sequence[str]]) -> dict[int, RawRow]:
        """The rows each of whose columns has one of the texts for a value, and maybe some others."""
        raw = self._shown()
        if any(name not in raw.columns for name in texts) or not all(texts.values()):
            return {}
        values: list[object] = []
        conditions = [spelled(self._column(raw, name), wanted, values) for name, wanted in texts.items()]
        query = f'SELECT "#line", {raw.at} FROM {raw.view} WHERE {" AND ".join(conditions)}'
        found = self.workspace.rows(query, values)
        rows = {line: self.fetched[line] for line, _ in found if line in self.fetched}
        missing = [at for line, at in found if line not in self.fetched]
        return rows | (self._rows(raw, missing) if missing else {})

    def typed(self, rows: Mapping[int, RawRow]) -> TypedSheet:
        """Rows as the reader of a whole export has them."""
        layout = evolve(self.matched.layout, first=0)
        sheet = evolve(self.matched.sheet, rows=[rows[line] for line in sorted(rows)], merges=(), broken=())
        return type_rows(sheet, layout, self.entity, self.readers)

    def _shown(self) -> RawRows:
        if self._raw is None:
            rows, layout = self.matched.rows, self.matched.layout
            if isinstance(rows, ParquetRows):
                self._raw = rows.find_in(self.workspace, layout)
            else:
                self._raw = rows.load(self.workspace, layout, self.entity)
        return self._raw

    def _column(self, raw: RawRows, name: str) -> Sought:
        if name not in self._sought:
            type_ = self.entity.columns[name].type
            self._sought[name] = sought(self.workspace, raw, name, type_, self.readers[name])
        return self._sought[name]

    def _rows(self, raw: RawRows, at: Sequence[int]) -> dict[int, RawRow]:
        names = tuple(raw.columns)
        cells = ", ".join(map(quoted, names))
        few = len(at) <= _FEW
        among = ", ".join(map(str, at)) if few else "SELECT unnest(?::BIGINT[])"
        query = f'SELECT "#line", {cells} FROM {raw.view} WHERE {raw.at} IN ({among})'
        found = self.workspace.rows(query, [] if few else [list(at)])
        places = [self.matched.layout.columns[name] for name in names]
        take = [decoder(raw.columns[name]) for name in names]
        rows: dict[int, RawRow] = {}
        for line, *values in found:
            row: list[RawCell] = [None] * self.matched.layout.width
            for place, read, value in zip(places, take, values, strict=True):
                row[place] = None if value is None else read(value)
            rows[line] = RawRow(line, row)
        return rows


@define
class FewRows:
    """The rows of one 台账 that were fetched: of every key among them all rows, so that conflicts come to light."""

    entity: Entity = field(repr=False)
    sheets: tuple[SheetRows, ...] = field(repr=False)
    entities: Mapping[str, Entity] = field(repr=False)

    def typed(self) -> tuple[TypedSheet, ...]:
        """Every sheet with the rows fetched from it."""
        return tuple(sheet.typed(sheet.fetched) for sheet in self.sheets)

    def fetch(self, places: Sequence[Place], values: Sequence[Sequence[str]], others: Mapping[str, "FewRows"]) -> None:
        """Fetch the rows that have some of the values in these places, and all rows of the same keys.

        Raises WholeNeeded where none of the places is a column.
        """
        if tuple(places) == tuple(Place((), name) for name in self.entity.key):
            self._complete({KEY_SEPARATOR.join(value) for value in values})
            return
        texts: dict[str, list[str]] = {}
        for place, wanted in zip(places, zip(*values, strict=True), strict=True):
            leads = self._leading(place, tuple(dict.fromkeys(wanted)), others)
            if leads is not None:
                column, spellings = leads
                texts[column] = [t for t in spellings if t in texts[column]] if column in texts else list(spellings)
        if not texts:
            raise WholeNeeded(self.entity.name)
        self._complete(self._keys(sheet.typed(sheet.find(texts)) for sheet in self.sheets))

    def keys_where(self, place: Place, texts: Sequence[str], others: Mapping[str, "FewRows"]) -> tuple[str, ...] | None:
        """The keys of the rows with one of the texts in a place; None where the place is no column."""
        leads = self._leading(place, texts, others)
        if leads is None:
            return None
        column, spellings = leads
        return tuple(sorted(self._keys(s.typed(s.find({column: spellings})) for s in self.sheets)))

    def _leading(
        self, place: Place, texts: Sequence[str], others: Mapping[str, "FewRows"]
    ) -> tuple[str, Sequence[str]] | None:
        """The column of this 台账, and the texts in it, by which a row leads to such a place; None where none is known."""
        if not place.path:
            return (place.column, texts) if place.column in self.entity.columns else None
        step, beyond = place.path[0], Place(place.path[1:], place.column)
        target = self.entity.reference(step)
        if target is None:
            return None
        if self.entities[target].kind is EntityKind.REFERENCE:
            # Its rows are few, and known: but which of several versions of them counts, only the interpreter knows.
            return None
        if target not in others:
            return step, ()
        keys = others[target].keys_where(beyond, texts, others)
        return None if keys is None else (step, keys)

    def _complete(self, keys: set[str]) -> None:
        """Fetch every row with one of the keys."""
        parts: dict[str, dict[str, None]] = {name: {} for name in self.entity.key}
        for sheet in self.sheets:
            for row in sheet.typed(sheet.fetched).rows:
                keys.discard(row.key or "")
        if not keys:
            return
        for key in keys:
            for ask in asks_of(self.entity, key):
                for name, part in zip(self.entity.key, ask.values, strict=True):
                    parts[name][part] = None
        for sheet in self.sheets:
            found = sheet.find({name: tuple(texts) for name, texts in parts.items()})
            typed = sheet.typed(found)
            wanted = {row.number for row in typed.rows if row.key in keys}
            sheet.fetched.update({line: row for line, row in found.items() if line in wanted})

    def _keys(self, sheets: Iterator[TypedSheet]) -> set[str]:
        return {row.key for sheet in sheets for row in sheet.rows if row.key is not None}


def read_sheets(
    workspace: Workspace,
    entity: Entity,
    sheets: Sequence[MatchedSheet],
    readers: Readers,
    entities: Mapping[str, Entity],
) -> FewRows:
    """Make ready to fetch rows of a 台账; none is read yet."""
    found = tuple(SheetRows(workspace, matched, entity, readers) for matched in sheets)
    return FewRows(entity, found, entities)
