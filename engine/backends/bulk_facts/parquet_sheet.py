"""Parquet files: read by the database where they lie, column by column."""

from pathlib import Path

from attrs import frozen

from ...facts.export_files import read_start
from ...facts.headers import Layout
from ...facts.parquet_file import (
    LINE,
    MARK,
    ParquetColumn,
    parquet_columns,
    parquet_relation,
    parquet_sheet,
)
from ...facts.sheets import Sheet
from ...facts.text_bytes import refuse_foreign
from ...program import Entity
from .blanks import is_blank
from .raw_rows import FILLED_ROWS_IN_HEAD, RawColumn, RawRows
from .workspace import Workspace, quoted

_AT = '"#at"'


@frozen
class ParquetRows:
    """A Parquet file with the columns it has."""

    head: Sheet
    path: Path
    columns: tuple[ParquetColumn, ...]

    @property
    def _relation(self) -> str:
        return parquet_relation(self.path, self.columns)

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Show its declared columns to the database; nothing is copied."""
        key = [self.columns[layout.columns[name]] for name in entity.key]
        blank = self._blank_lines(workspace, key)
        left_out = f" WHERE {LINE} NOT IN (SELECT line FROM {blank})" if blank else ""
        return self._shown(workspace, layout, left_out)

    def find_in(self, workspace: Workspace, layout: Layout) -> RawRows:
        """Show its declared columns, rows that hold nothing included, without looking at any row."""
        return self._shown(workspace, layout, "")

    def _shown(self, workspace: Workspace, layout: Layout, left_out: str) -> RawRows:
        declared = {name: self.columns[place] for name, place in layout.columns.items()}
        cells = ", ".join(f"{column.sql} AS {quoted(name)}" for name, column in declared.items())
        view = workspace.view(f'SELECT {LINE} + 1 AS "#line", {LINE} AS {_AT}, {cells} FROM {self._relation}{left_out}')
        return RawRows(view, {name: RawColumn(column.kind) for name, column in declared.items()}, at=_AT)

    def _blank_lines(self, workspace: Workspace, key: list[ParquetColumn]) -> str | None:
        """A table of the rows that hold nothing; only where the key is blank are the other columns looked at."""
        without_key = " AND ".join(_is_blank(column) for column in key)
        if not workspace.rows(f"SELECT 1 FROM {self._relation} WHERE {without_key} LIMIT 1"):
            return None
        every = " AND ".join(_is_blank(column) for column in self.columns if column.sql)
        return workspace.table(f"AS SELECT {LINE} AS line FROM {self._relation} WHERE {every}")


def open_parquet(workspace: Workspace, path: Path, source: str) -> ParquetRows:
    """Open a Parquet file and read its first rows.

    Raises Refusal where it is missing or no whole Parquet file.
    """
    start = read_start(path, source)
    if not start.startswith(MARK):
        refuse_foreign(start, source)
    columns = parquet_columns(workspace.connection, path, source)
    cells = ", ".join(column.sql or "NULL" for column in columns)
    filled = " OR ".join(f"NOT {_is_blank(column)}" for column in columns if column.sql) or "false"
    rows = workspace.rows(
        f"SELECT {LINE} + 1, {cells} FROM {parquet_relation(path, columns)} WHERE {filled} "
        f"ORDER BY {LINE} LIMIT {FILLED_ROWS_IN_HEAD}"
    )
    head = parquet_sheet(path, source, columns, [(number, row) for number, *row in rows])
    return ParquetRows(head, path, columns)


def _is_blank(column: ParquetColumn) -> str:
    if column.kind == "VARCHAR":
        return f"coalesce({is_blank(column.sql or '')}, true)"
    return f"{column.sql} IS NULL"
