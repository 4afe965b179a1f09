"""Cells in uncommon spellings: each different one is read once, by the very readers of engine/facts."""

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, field, frozen

from ...facts.cells import CellReader
from ...facts.office_sheets import BlankingReader
from ...facts.parquet_file import raw_cell
from ...facts.sheets import RawCell, shown
from ...facts.typed_rows import read_cell
from ...facts.unreadable import Unreadable
from ...types import Known, Type
from .column_sql import common_value, left_over, not_itself, value_type
from .raw_rows import RawColumn, RawRows
from .tagged import decoded
from .workspace import Workspace, quoted

_AT_ONCE = 50_000
_FEW = 1_000
"""So many different codes in a column are looked at without tables of their own."""


@frozen
class ColumnValues:
    """How the values of a column come about.

    `cell` is the raw cell in a relation called raw, `common` the SQL of its value in a common spelling (None: there is
    none), `odd` the table of the other cells (#cell, #value, #reason, #shown: no declared column is called so), None where
    there are none, and `bad` whether some have a reason.
    """

    name: str
    cell: str
    common: str | None
    kind: str
    odd: str | None = None
    bad: bool = False

    @property
    def as_it_is(self) -> bool:
        """Whether every cell means the very value it holds."""
        return self.odd is None and self.common == self.cell

    @property
    def value(self) -> str:
        """SQL of the value, with `odd` joined."""
        parts = [part for part in (self.common, self.odd and f'{self.odd}."#value"') if part]
        match parts:
            case []:
                return f"CAST(NULL AS {self.kind})"
            case [only]:
                return f"CAST({only} AS {self.kind})"
            case _:
                return f"CAST(coalesce({', '.join(parts)}) AS {self.kind})"

    @property
    def join(self) -> str:
        """SQL that joins `odd`."""
        return f' LEFT JOIN {self.odd} ON {self.cell} = {self.odd}."#cell"' if self.odd else ""


def sheet_values(
    workspace: Workspace, raw: RawRows, types: Mapping[str, Type], readers: Mapping[str, CellReader | BlankingReader]
) -> list[ColumnValues]:
    """Find how the values of every declared column come about, reading odd cells in order of their first row."""
    plain = [_common(raw, name, type_, readers[name]) for name, type_ in types.items()]
    meant = _as_meant(workspace, raw, types, readers, plain)
    plain = [evolve(column, common=column.cell) if column.name in meant else column for column in plain]
    asked = {
        c.name: condition for c in plain if c.name not in meant and (condition := _left_over(raw, c, readers[c.name]))
    }
    # Where no spelling is common there is no need to ask: every cell is looked up.
    odd = {c.name for c in plain if c.common is None and c.name in asked}
    unsure = {name: condition for name, condition in asked.items() if name not in odd}
    if unsure:
        any_odd = ", ".join(f"coalesce(bool_or({condition}), false)" for condition in unsure.values())
        (answers,) = workspace.rows(f"SELECT {any_odd} FROM {raw.view} AS raw")
        odd |= {name for name, answer in zip(unsure, answers, strict=True) if answer}
    return [
        _with_odd(workspace, raw, column, asked[column.name], readers[column.name]) if column.name in odd else column
        for column in plain
    ]


def _as_meant(
    workspace: Workspace,
    raw: RawRows,
    types: Mapping[str, Type],
    readers: Mapping[str, CellReader | BlankingReader],
    columns: Sequence[ColumnValues],
) -> set[str]:
    """The columns of which every cell surely means the value it holds."""
    found: set[str] = set()
    for column in columns:
        if column.name not in raw.columns:
            continue
        kind, reader = raw.columns[column.name], readers[column.name]
        otherwise = not_itself(column.cell, kind, types[column.name], reader)
        # One column at a time: so a file with dictionaries is asked once for each different text.
        if otherwise and not workspace.rows(f"SELECT 1 FROM {raw.view} AS raw WHERE {otherwise} LIMIT 1"):
            found.add(column.name)
    return found


def _common(raw: RawRows, name: str, type_: Type, reader: CellReader | BlankingReader) -> ColumnValues:
    column = raw.columns.get(name)
    if column is None:
        return ColumnValues(name, "NULL", None, value_type(type_))
    cell = f"raw.{quoted(name)}"
    return ColumnValues(name, cell, common_value(cell, column, type_, reader), value_type(type_))


def _left_over(raw: RawRows, values: ColumnValues, reader: CellReader | BlankingReader) -> str | None:
    """SQL: whether a cell is not blank and in no common spelling; None for a column the sheet does not have."""
    column = raw.columns.get(values.name)
    if column is None:
        return None
    return left_over(values.cell, column, values.common, reader)


def _with_odd(
    workspace: Workspace, raw: RawRows, values: ColumnValues, condition: str, reader: CellReader | BlankingReader
) -> ColumnValues:
    """Read the odd cells of a column, each different one once, in order of their first row."""
    different = workspace.table(
        f'AS SELECT {values.cell} AS {quoted(values.name)}, min("#line") AS "#first" FROM {raw.view} AS raw '
        f"GROUP BY {values.cell}"
    )
    every = workspace.number(f"SELECT count({values.cell}) FROM {different} AS raw")
    odd = _OddCells(workspace, raw.columns[values.name], values, f"{different} AS raw WHERE {condition}", reader)
    found = odd.few(every) or odd.many(every)
    workspace.drop(different)
    return found


@frozen
class _OddCells:
    """The different odd cells of one column: `among` is where they are found, with the first row of each."""

    workspace: Workspace
    column: RawColumn
    values: ColumnValues
    among: str
    reader: CellReader | BlankingReader

    def few(self, every: int) -> ColumnValues | None:
        """Read few of them, without tables on the way; None where they are many, or not surely the same coming back."""
        if self.column.kind != "VARCHAR":
            return None
        query = f'SELECT {self.values.cell} FROM {self.among} ORDER BY "#first" LIMIT {_FEW + 1}'
        cells = [cell for (cell,) in self.workspace.rows(query)]
        if len(cells) > _FEW:
            return None
        found = self._read(cells)
        if self.values.common is None and len(cells) == every and found.values == cells:
            return evolve(self.values, common=self.values.cell)
        odd = self.workspace.table(
            f'AS SELECT unnest(?::VARCHAR[]) AS "#cell", unnest(?::{self.values.kind}[]) AS "#value", '
            'unnest(?::VARCHAR[]) AS "#reason", unnest(?::VARCHAR[]) AS "#shown"',
            [cells, found.values, found.reasons, found.shown],
        )
        return evolve(self.values, odd=odd, bad=found.has_bad)

    def many(self, every: int) -> ColumnValues:
        """Read all of them, some thousands at a time."""
        workspace, kind = self.workspace, self.values.kind
        cells = workspace.table(
            f'AS SELECT {self.values.cell} AS cell, row_number() OVER (ORDER BY "#first") AS id FROM {self.among}'
        )
        count = workspace.number(f"SELECT count(*) FROM {cells}")
        meanings = workspace.table(f"(id BIGINT, value {kind}, reason VARCHAR, shown VARCHAR)")
        bad = False
        for start in range(1, count + 1, _AT_ONCE):
            some = workspace.rows(
                f"SELECT cell FROM {cells} WHERE id >= {start} AND id < {start + _AT_ONCE} ORDER BY id"
            )
            found = self._read([cell for (cell,) in some])
            bad = bad or found.has_bad
            workspace.run(
                f"INSERT INTO {meanings} SELECT unnest(?::BIGINT[]), unnest(?::{kind}[]), unnest(?::VARCHAR[]), "
                "unnest(?::VARCHAR[])",
                [list(range(start, start + len(some))), found.values, found.reasons, found.shown],
            )
        odd = workspace.table(
            f'AS SELECT c.cell AS "#cell", m.value AS "#value", m.reason AS "#reason", m.shown AS "#shown" '
            f"FROM {cells} AS c JOIN {meanings} AS m ON c.id = m.id"
        )
        workspace.drop(cells, meanings)
        if self.values.common is None and count == every and not bad and self._as_written(odd):
            workspace.drop(odd)
            return evolve(self.values, common=self.values.cell)
        return evolve(self.values, odd=odd, bad=bad)

    def _as_written(self, odd: str) -> bool:
        """Whether every cell means the very text it holds, as nearly all codes do: then none need be looked up."""
        if self.values.kind != "VARCHAR" or self.column.kind != "VARCHAR":
            return False
        return not self.workspace.number(f'SELECT count(*) FROM {odd} WHERE "#value" IS DISTINCT FROM "#cell"')

    def _read(self, cells: Sequence[object]) -> "_Meanings":
        take = decoder(self.column)
        found = _Meanings()
        for cell in map(take, cells):
            value = read_cell(cell, self.reader)
            bad = isinstance(value, Unreadable)
            found.values.append(None if isinstance(value, Unreadable) else value)
            found.reasons.append(value.reason if isinstance(value, Unreadable) else None)
            found.shown.append(shown(cell) if bad else None)
        return found


@frozen
class _Meanings:
    """What cells mean: their values, why they cannot be read, and how they are shown then."""

    values: list[Known | None] = field(factory=list)
    reasons: list[str | None] = field(factory=list)
    shown: list[str | None] = field(factory=list)

    @property
    def has_bad(self) -> bool:
        """Whether some cannot be read."""
        return any(reason is not None for reason in self.reasons)


def decoder(column: RawColumn) -> Callable[[object], RawCell]:
    """The function that turns what the database hands over into the cell the reader of the format gave."""
    if not column.tagged:
        return raw_cell
    return lambda text: decoded(str(text))
