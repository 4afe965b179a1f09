"""A sheet that is the table already: each cell means what it holds and every row counts, so no row is written again.

The table of the 台账 is then a view: of a Parquet file, or of the table that the lines of a CSV file were read into. For a
million rows that saves more than reading them costs otherwise, and much memory.
"""

from collections.abc import Sequence

from attrs import evolve

from ...outcome import InputCount
from ...program import Entity
from .column_sql import value_type
from .keys import all_different
from .parquet_sheet import ParquetRows
from .stage import MatchedSheet, SheetCells, key_sql
from .workspace import Workspace, quoted


def held(workspace: Workspace, sheets: Sequence[MatchedSheet]) -> Sequence[MatchedSheet]:
    """The sheets of one 台账; where it has one alone, and that is a Parquet file, in a copy of it that may stay.

    A copy, so that a file that is replaced or taken away meanwhile changes nothing of what is decided.
    """
    if len(sheets) == 1 and isinstance(sheets[0].rows, ParquetRows):
        return [evolve(sheets[0], rows=sheets[0].rows.held(workspace))]
    return sheets


def stand(
    workspace: Workspace, entity: Entity, matched: MatchedSheet, cells: SheetCells
) -> tuple[InputCount, ...] | None:
    """Make the table of a 台账 a view of its only sheet; None, and nothing is made, where it takes more than that."""
    standing = cells.raw.standing
    if standing is None or not all(column.as_it_is or column.name not in cells.raw.columns for column in cells.values):
        return None
    keys = ", ".join(f"count({quoted(name)})" for name in entity.key)
    ((rows, *filled),) = workspace.rows(f"SELECT count(*), {keys} FROM {cells.raw.view}")
    if (
        not rows
        or any(count < rows for count in filled)
        or not all_different(workspace, cells.raw.view, key_sql(entity))
    ):
        return None
    named = ", ".join(
        quoted(name) if name in cells.raw.columns else f"CAST(NULL AS {value_type(column.type)}) AS {quoted(name)}"
        for name, column in entity.columns.items()
    )
    workspace.make_way(entity.name)
    workspace.run(
        f'CREATE VIEW {quoted(entity.name)} AS SELECT "#line" - {matched.layout.header_row + 1} AS "#row", '
        f'{key_sql(entity)} AS "#key", {matched.number}::INTEGER AS "#sheet", "#line", {named} FROM ({standing.query})'
    )
    workspace.let_stay(standing.kept)
    return (InputCount(entity.name, matched.sheet.source, rows, rows, 0, 0),)
