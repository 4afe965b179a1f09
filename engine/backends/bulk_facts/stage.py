"""All rows of one 台账, typed, good and bad, and the bad cells: what is settled afterwards (identity.py)."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ...facts.cells import CellReader
from ...facts.headers import Layout
from ...facts.office_sheets import BlankingReader
from ...facts.sheets import Sheet
from ...facts.tables import KEY_SEPARATOR
from ...program import Entity
from .column_sql import value_type
from .odd_cells import ColumnValues, sheet_values
from .raw_rows import OpenSheet, RawRows
from .workspace import Workspace, literal, quoted

BROKEN = -1
"""The rank of a row that cannot be taken apart, before any bad cell."""


@frozen
class MatchedSheet:
    """A sheet that holds rows of a 台账; `number` is its place among the sheets of the export."""

    number: int
    sheet: Sheet
    layout: Layout
    rows: OpenSheet


@frozen
class Stage:
    """The typed rows of a 台账 so far.

    `rows` has the columns of the typed table, and then #bad: #key is NULL where it is blank or unreadable, #row is where
    the row stands below the header. `faults` has sheet, line, rank, column, value, reason, sensitive. `read` counts the
    rows read by sheet number.
    """

    entity: Entity
    rows: str
    faults: str
    read: dict[int, int]


def new_stage(workspace: Workspace, entity: Entity) -> Stage:
    """Make the empty tables of a 台账."""
    declared = ", ".join(f"{quoted(name)} {value_type(c.type)}" for name, c in entity.columns.items())
    rows = workspace.table(
        f'("#row" BIGINT, "#key" VARCHAR, "#sheet" INTEGER, "#line" BIGINT, {declared}, "#bad" BOOLEAN)', lasting=True
    )
    faults = workspace.table(
        '(sheet INTEGER, line BIGINT, rank INTEGER, "column" VARCHAR, value VARCHAR, reason VARCHAR, sensitive BOOLEAN)'
    )
    return Stage(entity, rows, faults, {})


@frozen
class SheetCells:
    """The rows of one sheet, and how the values of each declared column come about."""

    raw: RawRows
    values: Sequence[ColumnValues]


def sheet_cells(
    workspace: Workspace,
    entity: Entity,
    matched: MatchedSheet,
    readers: Mapping[str, CellReader | BlankingReader],
) -> SheetCells:
    """Bring a sheet into the database and judge its cells."""
    raw = matched.rows.load(workspace, matched.layout, entity)
    types = {name: c.type for name, c in entity.columns.items()}
    return SheetCells(raw, sheet_values(workspace, raw, types, readers))


def add_sheet(workspace: Workspace, stage: Stage, matched: MatchedSheet, cells: SheetCells) -> int:
    """Type the rows of one sheet; gives the number of rows read, broken ones included."""
    raw, values = cells.raw, cells.values
    _write_rows(workspace, stage, matched, raw, values)
    _write_faults(workspace, stage, matched, raw, values)
    workspace.drop(*(column.odd for column in values if column.odd))
    counted = workspace.number(f'SELECT count(*) FROM {stage.rows} WHERE "#sheet" = {matched.number}')
    broken = f"SELECT count(*) FROM {stage.faults} WHERE sheet = {matched.number} AND rank = {BROKEN}"
    stage.read[matched.number] = counted + workspace.number(broken)
    return stage.read[matched.number]


def _write_rows(
    workspace: Workspace, stage: Stage, matched: MatchedSheet, raw: RawRows, values: Sequence[ColumnValues]
) -> None:
    entity = stage.entity
    cells = ", ".join(f"{column.value} AS {quoted(column.name)}" for column in values)
    bad = " OR ".join(f'{column.odd}."#reason" IS NOT NULL' for column in values if column.bad) or "false"
    joins = "".join(column.join for column in values)
    keyless = " OR ".join(f"{quoted(name)} IS NULL" for name in entity.key)
    names = ", ".join(quoted(name) for name in entity.columns)
    workspace.run(
        f'INSERT INTO {stage.rows} SELECT "#line" - {matched.layout.header_row + 1}, '
        f'CASE WHEN NOT ({keyless}) THEN {key_sql(entity)} END, {matched.number}, "#line", {names}, "#bad" OR {keyless} '
        f'FROM (SELECT "#line", {bad} AS "#bad", {cells} FROM {raw.view} AS raw{joins})'
    )


def key_sql(entity: Entity) -> str:
    """SQL: the key of a typed row as engine/facts/tables.py writes it; every part of it is there."""
    return f" || {literal(KEY_SEPARATOR)} || ".join(_key_text(entity, name) for name in entity.key)


def _key_text(entity: Entity, name: str) -> str:
    """SQL: a part of the key as str() writes it in Python."""
    cell = quoted(name)
    if value_type(entity.columns[name].type) == "BOOLEAN":
        return f"CASE WHEN {cell} THEN 'True' ELSE 'False' END"
    return f"CAST({cell} AS VARCHAR)"


def _write_faults(
    workspace: Workspace, stage: Stage, matched: MatchedSheet, raw: RawRows, values: Sequence[ColumnValues]
) -> None:
    entity, number = stage.entity, matched.number
    if raw.broken:
        workspace.run(
            f"INSERT INTO {stage.faults} SELECT {number}, line, {BROKEN}, NULL, '', reason, false FROM ({raw.broken})"
        )
    keyless = workspace.rows(f'SELECT 1 FROM {stage.rows} WHERE "#sheet" = {number} AND "#key" IS NULL LIMIT 1')
    for rank, column in enumerate(values):
        sensitive = entity.columns[column.name].sensitive
        if column.bad:
            workspace.run(
                f'INSERT INTO {stage.faults} SELECT {number}, "#line", {rank}, {literal(column.name)}, '
                f'{column.odd}."#shown", {column.odd}."#reason", {sensitive} '
                f'FROM {raw.view} AS raw JOIN {column.odd} ON {column.cell} = {column.odd}."#cell" '
                f'WHERE {column.odd}."#reason" IS NOT NULL'
            )
        if keyless and column.name in entity.key:
            readable = f' AND {column.odd}."#reason" IS NULL' if column.odd else ""
            workspace.run(
                f'INSERT INTO {stage.faults} SELECT {number}, "#line", {rank}, {literal(column.name)}, '
                f"'', '主键是空的，不知是哪一条', {sensitive} "
                f"FROM {raw.view} AS raw{column.join} WHERE {column.value} IS NULL{readable}"
            )
