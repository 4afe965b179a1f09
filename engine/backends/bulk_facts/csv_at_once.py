"""A CSV file in order, typed as the database reads it: no cell passes through a table of texts.

A file is in order where every line is one row with as many cells as the header, every row has its key, and every cell is
blank, in a common spelling or a known code. Anything else, and it goes into a table of texts.
"""

from collections.abc import Mapping

from attrs import frozen

from ...facts.cells import CellReader, Surroundings
from ...facts.date_cells import read_date
from ...facts.office_sheets import BlankingReader
from ...facts.text_cells import read_boolean, read_key, read_text
from ...facts.unreadable import Unreadable
from ...program import Entity
from ...types import BooleanType, CodeType, DateType, ReferenceType, Type
from .column_sql import common_value, left_over, not_itself, value_type
from .csv_sheet import CsvSheet
from .odd_cells import ColumnValues
from .raw_rows import RawColumn, RawRows, Standing
from .regular_lines import regular_lines
from .stage import MatchedSheet, SheetCells
from .workspace import Workspace, literal, quoted

_TEXT = RawColumn("VARCHAR")
_DAYS = "BETWEEN DATE '1900-01-02' AND DATE '2199-12-31'"
"""Without the first day: the database takes the words epoch and infinity for it where it is told the form of a day."""
_TRUTHS = ("是", "否", "true", "false", "TRUE", "FALSE", "True", "False", "1", "0", "√", "×")
_CODES = 10_000


@frozen
class _Cells:
    """A column as it is read: its type in the file, the SQL of its value, and SQL over the value of what may be odd.

    `codes` are the texts it may hold, None where it may hold others.
    """

    read_as: str
    value: str
    odd: str | None = None
    codes: frozenset[str] | None = None


def typed_at_once(
    workspace: Workspace,
    entity: Entity,
    matched: MatchedSheet,
    readers: Mapping[str, CellReader | BlankingReader],
    surroundings: Surroundings,
) -> SheetCells | None:
    """Read and judge a sheet in one pass; None, and nothing is left, where it is no CSV file or not in order."""
    sheet, layout = matched.rows, matched.layout
    file = regular_lines(workspace, sheet.file, sheet.lines) if isinstance(sheet, CsvSheet) else None
    if file is None:
        return None
    columns: dict[str, _Cells] = {}
    for name, place in layout.columns.items():
        found = _cells(quoted(f"#{place}"), entity.columns[name].type, readers[name], surroundings)
        if found is None:
            return None
        columns[name] = found
    kinds = {place: columns[name].read_as for name, place in layout.columns.items()}
    values = {quoted(f"#{n}"): cells.value for n, cells in enumerate(columns.values())}
    table = file.table(workspace, layout, values, kinds, called=f"#{entity.name} {matched.number}")
    if table is None:
        return None
    if not _in_order(workspace, table, entity, columns):
        workspace.drop(table)
        return None
    named = ", ".join(f"{quoted(f'#{n}')} AS {quoted(name)}" for n, name in enumerate(columns))
    query = f'SELECT rowid + {layout.header_row + 1} AS "#line", {named} FROM {table}'
    raw_columns = {name: RawColumn(value_type(entity.columns[name].type)) for name in columns}
    raw = RawRows(workspace.view(query), raw_columns, standing=Standing(query, table))
    return SheetCells(raw, [_as_it_is(entity, name, name in columns) for name in entity.columns])


def _as_it_is(entity: Entity, name: str, there: bool) -> ColumnValues:
    kind = value_type(entity.columns[name].type)
    cell = f"raw.{quoted(name)}"
    return ColumnValues(name, cell, cell, kind) if there else ColumnValues(name, "NULL", None, kind)


def _cells(cell: str, type_: Type, reader: CellReader | BlankingReader, surroundings: Surroundings) -> _Cells | None:
    """How a column is read; None where its cells have no common spelling."""
    if isinstance(reader, BlankingReader):
        return None
    if reader in (read_text, read_key):
        return _Cells("VARCHAR", cell, not_itself("cell", _TEXT, type_, reader))
    match type_:
        case DateType() if reader is read_date:
            return _Cells("DATE", cell, f"cell NOT {_DAYS}")
        case BooleanType() if reader is read_boolean:
            return _Cells("VARCHAR", f"CASE {cell} {_truths()} ELSE {_odd(cell, 'BOOLEAN')} END")
        case CodeType(values=values):
            return _Cells("VARCHAR", cell, codes=frozenset(values))
        case ReferenceType(entity=name):
            rows = surroundings.reference.get(name)
            return _Cells("VARCHAR", cell, codes=frozenset(r.key for r in rows.records)) if rows else None
    common = common_value(cell, _TEXT, type_, reader)
    if common is None:
        return None
    odd = f"CASE WHEN {left_over(cell, _TEXT, common, reader)} THEN {_odd(cell, value_type(type_))} END"
    return _Cells("VARCHAR", f"coalesce({common}, {odd})")


def _truths() -> str:
    meant = ((word, read_boolean(word)) for word in _TRUTHS)
    return " ".join(f"WHEN {literal(word)} THEN {value}" for word, value in meant if not isinstance(value, Unreadable))


def _odd(cell: str, kind: str) -> str:
    """SQL that ends the reading at a cell that is not NULL."""
    return f"CASE WHEN {cell} IS NOT NULL THEN CAST(error('odd') AS {kind}) END"


def _in_order(workspace: Workspace, table: str, entity: Entity, columns: Mapping[str, _Cells]) -> bool:
    """Whether every row has its key, and every cell means what it holds."""
    places = {name: quoted(f"#{n}") for n, name in enumerate(columns)}
    counted = ", ".join(["count(*)", *(f"count({places[name]})" for name in entity.key)])
    ((rows, *keys),) = workspace.rows(f"SELECT {counted} FROM {table}")
    if not rows or any(count < rows for count in keys):
        return False
    for name, cells in columns.items():
        cell = f"(SELECT {places[name]} AS cell FROM {table})"
        if cells.odd is not None and workspace.rows(f"SELECT 1 FROM {cell} WHERE {cells.odd} LIMIT 1"):
            return False
        if cells.codes is not None:
            found = workspace.rows(f"SELECT DISTINCT cell FROM {cell} WHERE cell IS NOT NULL LIMIT {_CODES}")
            if len(found) == _CODES or not cells.codes.issuperset(code for (code,) in found):
                return False
    return True
