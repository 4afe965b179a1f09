"""Parquet files: read by the database where they lie, column by column."""

from pathlib import Path
from typing import Any

from attrs import evolve, frozen

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
from .blanks import begins_visibly, is_blank
from .raw_rows import FILLED_ROWS_IN_HEAD, RawColumn, RawRows, Standing
from .workspace import Workspace, quoted

_AT = '"#at"'
_START = 1_000


@frozen
class ParquetRows:
    """A Parquet file with the columns it has; `stays` says that it is there as long as what is made of it."""

    head: Sheet
    path: Path
    columns: tuple[ParquetColumn, ...]
    stays: bool = False

    @property
    def _relation(self) -> str:
        return parquet_relation(self.path, self.columns)

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Show its declared columns to the database; nothing is copied."""
        key = [self.columns[layout.columns[name]] for name in entity.key]
        blank = self._blank_lines(workspace, key)
        left_out = f" WHERE {LINE} NOT IN (SELECT line FROM {blank})" if blank else ""
        raw = self._shown(workspace, layout, left_out)
        return evolve(raw, standing=None) if blank else raw

    def held(self, workspace: Workspace) -> "ParquetRows":
        """The same rows in a copy of the file that stays, where there is a folder for it."""
        copy = workspace.copied(self.path)
        return self if copy is None else evolve(self, path=copy, stays=True)

    def find_in(self, workspace: Workspace, layout: Layout) -> RawRows:
        """Show its declared columns, rows that hold nothing included, without looking at any row."""
        return self._shown(workspace, layout, "")

    def _shown(self, workspace: Workspace, layout: Layout, left_out: str) -> RawRows:
        declared = {name: self.columns[place] for name, place in layout.columns.items()}
        cells = ", ".join(f"{column.sql} AS {quoted(name)}" for name, column in declared.items())
        query = f'SELECT {LINE} + 1 AS "#line", {LINE} AS {_AT}, {cells} FROM {self._relation}{left_out}'
        columns = {name: RawColumn(column.kind) for name, column in declared.items()}
        standing = Standing(query, self.path) if self.stays else None
        return RawRows(workspace.view(query), columns, at=_AT, standing=standing)

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
    rows: list[tuple[Any, ...]] = []
    for among in (f"{LINE} < {_START} AND", ""):  # all rows only where the first are mostly blank
        if len(rows) < FILLED_ROWS_IN_HEAD:
            rows = workspace.rows(
                f"SELECT {LINE} + 1, {cells} FROM {parquet_relation(path, columns)} WHERE {among} ({filled}) "
                f"ORDER BY {LINE} LIMIT {FILLED_ROWS_IN_HEAD}"
            )
    head = parquet_sheet(path, source, columns, [(number, row) for number, *row in rows])
    return ParquetRows(head, path, columns)


def _is_blank(column: ParquetColumn) -> str:
    if column.kind == "VARCHAR":
        cell = column.sql or ""
        return f"({cell} IS NULL OR (NOT {begins_visibly(cell)} AND {is_blank(cell)}))"
    return f"{column.sql} IS NULL"
