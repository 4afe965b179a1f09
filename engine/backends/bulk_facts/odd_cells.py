"""Cells in uncommon spellings: each different one is read once, by the very readers of engine/facts."""

from collections.abc import Callable, Sequence

from attrs import frozen

from ...facts.cells import CellReader
from ...facts.office_sheets import BlankingReader
from ...facts.parquet_file import raw_cell
from ...facts.sheets import RawCell, shown
from ...facts.typed_rows import read_cell
from ...facts.unreadable import Unreadable
from ...types import Known, Type
from .column_sql import common_value, present, value_type
from .raw_rows import RawColumn, RawRows
from .tagged import decoded
from .workspace import Workspace, quoted

_AT_ONCE = 50_000


@frozen
class ColumnValues:
    """How the values of a column come about.

    `cell` is the raw cell, `common` the SQL of its value in a common spelling (None: there is none), `odd` the table
    of the other cells (cell, value, reason, shown), None where there are none, and `bad` whether some have a reason.
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
        parts = [part for part in (self.common, self.odd and f"{self.odd}.value") if part]
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
        return f" LEFT JOIN {self.odd} ON {self.cell} = {self.odd}.cell" if self.odd else ""


def column_values(
    workspace: Workspace, raw: RawRows, name: str, type_: Type, reader: CellReader | BlankingReader
) -> ColumnValues:
    """Find how the values of a column come about, reading its odd cells in order of their first row."""
    kind = value_type(type_)
    column = raw.columns.get(name)
    if column is None:
        return ColumnValues(name, "NULL", None, kind)
    cell = quoted(name)
    common = common_value(cell, column, type_, reader)
    left_over = f"{present(cell, column)} AND ({common}) IS NULL" if common else present(cell, column)
    cells = workspace.table(
        f'AS SELECT cell, row_number() OVER (ORDER BY line) AS id FROM (SELECT {cell} AS cell, min("#line") AS line '
        f"FROM {raw.view} WHERE {left_over} GROUP BY {cell})"
    )
    count = workspace.number(f"SELECT count(*) FROM {cells}")
    if not count:
        workspace.drop(cells)
        return ColumnValues(name, cell, common, kind)
    meanings = workspace.table(f"(id BIGINT, value {kind}, reason VARCHAR, shown VARCHAR)")
    take = decoder(column)
    bad = 0
    for start in range(1, count + 1, _AT_ONCE):
        found = workspace.rows(f"SELECT cell FROM {cells} WHERE id >= {start} AND id < {start + _AT_ONCE} ORDER BY id")
        bad += _write(workspace, meanings, kind, start, [take(cell) for (cell,) in found], reader)
    odd = workspace.table(
        f"AS SELECT c.cell, m.value, m.reason, m.shown FROM {cells} AS c JOIN {meanings} AS m ON c.id = m.id"
    )
    workspace.drop(cells, meanings)
    return ColumnValues(name, cell, common, kind, odd, bad > 0)


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
