"""Cells in uncommon spellings: each different one is read once, by the very readers of engine/facts."""

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, frozen

from ...facts.cells import CellReader
from ...facts.office_sheets import BlankingReader
from ...facts.parquet_file import raw_cell
from ...facts.sheets import RawCell, shown
from ...facts.typed_rows import read_cell
from ...facts.unreadable import Unreadable
from ...types import Known, Type
from .column_sql import common_value, left_over, value_type
from .raw_rows import RawColumn, RawRows
from .tagged import decoded
from .workspace import Workspace, quoted

_AT_ONCE = 50_000


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
    asked = {c.name: condition for c in plain if (condition := _left_over(raw, c, readers[c.name]))}
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
    """Read the odd cells of a column into a table."""
    kind, cell = values.kind, values.cell
    different = workspace.table(
        f'AS SELECT {cell} AS {quoted(values.name)}, min("#line") AS "#first" FROM {raw.view} AS raw GROUP BY {cell}'
    )
    cells = workspace.table(
        f'AS SELECT {cell} AS cell, row_number() OVER (ORDER BY "#first") AS id FROM {different} AS raw WHERE {condition}'
    )
    every = workspace.number(f"SELECT count({cell}) FROM {different} AS raw")
    count = workspace.number(f"SELECT count(*) FROM {cells}")
    meanings = workspace.table(f"(id BIGINT, value {kind}, reason VARCHAR, shown VARCHAR)")
    take = decoder(raw.columns[values.name])
    bad = 0
    for start in range(1, count + 1, _AT_ONCE):
        found = workspace.rows(f"SELECT cell FROM {cells} WHERE id >= {start} AND id < {start + _AT_ONCE} ORDER BY id")
        bad += _write(workspace, meanings, kind, start, [take(cell) for (cell,) in found], reader)
    odd = workspace.table(
        f'AS SELECT c.cell AS "#cell", m.value AS "#value", m.reason AS "#reason", m.shown AS "#shown" '
        f"FROM {cells} AS c JOIN {meanings} AS m ON c.id = m.id"
    )
    workspace.drop(different, cells, meanings)
    if values.common is None and count == every and not bad and _is_as_written(workspace, values, raw, odd):
        workspace.drop(odd)
        return evolve(values, common=cell)
    return evolve(values, odd=odd, bad=bad > 0)


def _is_as_written(workspace: Workspace, values: ColumnValues, raw: RawRows, odd: str) -> bool:
    """Whether every cell means the very text it holds, as nearly all codes do: then none need be looked up."""
    if values.kind != "VARCHAR" or raw.columns[values.name].kind != "VARCHAR":
        return False
    return not workspace.number(f'SELECT count(*) FROM {odd} WHERE "#value" IS DISTINCT FROM "#cell"')


def decoder(column: RawColumn) -> Callable[[object], RawCell]:
    """The function that turns what the database hands over into the cell the reader of the format gave."""
    if not column.tagged:
        return raw_cell
    return lambda text: decoded(str(text))


def _write(
    workspace: Workspace,
    meanings: str,
    kind: str,
    start: int,
    cells: Sequence[RawCell],
    reader: CellReader | BlankingReader,
) -> int:
    """Read cells and write down what they mean; gives the number of bad ones."""
    values: list[Known | None] = []
    reasons: list[str | None] = []
    texts: list[str | None] = []
    for cell in cells:
        value = read_cell(cell, reader)
        bad = isinstance(value, Unreadable)
        values.append(None if isinstance(value, Unreadable) else value)
        reasons.append(value.reason if isinstance(value, Unreadable) else None)
        texts.append(shown(cell) if bad else None)
    workspace.run(
        f"INSERT INTO {meanings} SELECT unnest(?::BIGINT[]), unnest(?::{kind}[]), unnest(?::VARCHAR[]), "
        "unnest(?::VARCHAR[])",
        [list(range(start, start + len(cells))), values, reasons, texts],
    )
    return sum(reason is not None for reason in reasons)
