"""A CSV file in order, typed as the database reads it: no cell passes through a table of texts.

A file is in order where every line is one row with as many cells as the header, without quotation marks, every row has its
key, and every cell is blank, in a common spelling or a known code. Anything else, and it is read as line_rows.py reads it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
from .stage import MatchedSheet, SheetCells
from .text_scan import TextShape
from .workspace import Workspace, literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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
    if not isinstance(sheet, CsvSheet) or not _is_plain(sheet.shape) or not _keeps_order(workspace.connection):
        return None
    columns: dict[str, _Cells] = {}
    for name, place in layout.columns.items():
        cells = _cells(quoted(f"#{place}"), entity.columns[name].type, readers[name], surroundings)
        if cells is None:
            return None
        columns[name] = cells
    kinds = {place: columns[name].read_as for name, place in layout.columns.items()}
    source = _source(sheet, layout.header_row, [kinds.get(place, "VARCHAR") for place in range(layout.width)])
    table = _filled(workspace, f"#{entity.name} {matched.number}", columns, source)
    if table is None:
        return None
    if not _in_order(workspace, table, entity, columns, sheet.shape.lines - layout.header_row):
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


def _is_plain(shape: TextShape) -> bool:
    return shape.line_end is not None and not (shape.quotes or shape.long_lines) and shape.encoding != "gb18030"


def _keeps_order(connection: "DuckDBPyConnection") -> bool:
    """Whether the database writes rows in the order it reads them, so that their numbers are those of the lines."""
    (found,) = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone() or (False,)
    return bool(found)


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


def _source(sheet: CsvSheet, header_row: int, kinds: list[str]) -> str:
    """SQL: the rows below the header, cells by place."""
    columns = ", ".join(f"{literal(f'#{place}')}: '{kind}'" for place, kind in enumerate(kinds))
    end = "\\r\\n" if sheet.shape.line_end == "\r\n" else "\\n"
    return (
        f"read_csv({literal(str(sheet.file.path))}, delim={literal(sheet.delimiter)}, quote='', escape='', header=false, "
        f"skip={header_row}, auto_detect=false, nullstr='', dateformat='%Y-%m-%d', new_line='{end}', "
        f"columns={{{columns}}})"
    )


def _filled(workspace: Workspace, name: str, columns: Mapping[str, _Cells], source: str) -> str | None:
    """A table of the values, by number; None where a line or a cell is odd."""
    from duckdb import ConversionException, InvalidInputException  # noqa: PLC0415 - slow

    values = ", ".join(f"{cells.value} AS {quoted(f'#{n}')}" for n, cells in enumerate(columns.values()))
    try:
        return workspace.table(f"AS SELECT {values} FROM {source}", lasting=True, called=name)
    except (ConversionException, InvalidInputException):
        return None  # whatever it is, the reading line by line finds it and says where it stands


def _in_order(workspace: Workspace, table: str, entity: Entity, columns: Mapping[str, _Cells], rows: int) -> bool:
    """Whether every line became a row, every row has its key, and every cell means what it holds."""
    places = {name: quoted(f"#{n}") for n, name in enumerate(columns)}
    counted = ", ".join(["count(*)", *(f"count({places[name]})" for name in entity.key)])
    if any(number != rows for number in workspace.rows(f"SELECT {counted} FROM {table}")[0]):
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
