"""The typed table of an entity, made from a query or from rows in memory (the rows of a 数据表)."""

from ...facts.tables import Table
from ...origin import CellPlace
from ...program import Entity
from ..typed_tables import SheetSource
from .column_sql import value_type
from .workspace import Workspace, quoted

_AT_ONCE = 10_000


def create_table(workspace: Workspace, entity: Entity, query: str | None = None) -> None:
    """Make the table of an entity, in place of one that is there, from the rows of a query or empty."""
    declared = ", ".join(f"{quoted(name)} {value_type(c.type)}" for name, c in entity.columns.items())
    table = quoted(entity.name)
    workspace.make_way(entity.name)
    workspace.run(f'CREATE TABLE {table} ("#row" BIGINT, "#key" VARCHAR, "#sheet" INTEGER, "#line" BIGINT, {declared})')
    if query is not None:
        workspace.run(f"INSERT INTO {table} {query}")


def write_table(workspace: Workspace, entity: Entity, table: Table, sheets: list[SheetSource]) -> None:
    """Make the table of an entity from rows in memory; sheets they come from are added to `sheets`."""
    create_table(workspace, entity)
    kinds = [value_type(column.type) for column in entity.columns.values()]
    cells = ", ".join(f"unnest(?::{kind}[])" for kind in ("BIGINT", "VARCHAR", "INTEGER", "BIGINT", *kinds))
    numbers: dict[SheetSource, int] = {}
    for start in range(0, len(table.records), _AT_ONCE):
        records = table.records[start : start + _AT_ONCE]
        from_sheets = []
        for record in records:
            source = SheetSource(CellPlace(record.place.source, record.place.sheet), record.absent)
            if source not in numbers:
                numbers[source] = len(sheets)
                sheets.append(source)
            from_sheets.append(numbers[source])
        workspace.run(
            f"INSERT INTO {quoted(entity.name)} SELECT {cells}",
            [
                list(range(start, start + len(records))),
                [record.key for record in records],
                from_sheets,
                [record.place.row for record in records],
                *([record.values[name] for record in records] for name in entity.columns),
            ],
        )
