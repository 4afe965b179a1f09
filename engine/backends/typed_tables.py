"""The contract between readers of exports and the databases that evaluate them: one typed table an entity.

Every table, which may be a view of a file that stays, is named as its entity (quoted) and has, in this order:

- `#row` BIGINT: the place of the row among the accepted ones of its entity, counted from 0, in the order of the export;
- `#key` VARCHAR: the key as `engine.facts.tables.key_of` writes it, unique within the table;
- `#sheet` INTEGER: which of `TypedTables.sheets` the row comes from;
- `#line` BIGINT: the number of the row in its sheet as Excel shows it, NULL where it has none;
- every declared column under its own name: 是非 BOOLEAN; 整数, 小数, 百分比, 金额, 金额率 and 年度 BIGINT in the units of
  engine/types.py (millionths, 分); 日期 DATE; 月份 DATE (its first day); 时刻 TIMESTAMP; 文本, 主体, codes and references
  VARCHAR, a reference being the `#key` of the row it leads to. 期间 does not occur.

NULL is a fact that is missing. Rows that were rejected, and duplicates, are not in the table. A 台账 nobody sent has no
table at all; a 数据表 of the policy has one always.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..facts.tables import Facts, Table
from ..origin import CellPlace
from ..plan.layout import columns_of, quoted
from ..program import Entity, Program

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@frozen
class SheetSource:
    """One sheet that rows come from, and the declared columns it does not have (Record.absent)."""

    place: CellPlace
    absent: frozenset[str] = frozenset()


@frozen
class TypedTables:
    """Tables as the contract has them: the connection they are in, their sheets, and which 台账 were sent at all.

    `sent` is empty where no export was read (a 示例): then a 台账 without rows has none, and nobody failed to send it.
    """

    connection: "DuckDBPyConnection" = field(repr=False)
    sheets: tuple[SheetSource, ...]
    tables: frozenset[str]
    sent: frozenset[str] = frozenset()


def fill(connection: "DuckDBPyConnection", program: Program, facts: Facts) -> TypedTables:
    """Write facts that are in memory into tables: for small exports and for tests. Replaces tables of the same name."""
    sheets: dict[SheetSource, int] = {}
    for name, table in facts.tables.items():
        entity = program.entities.get(name)
        if entity is not None:
            write_table(connection, entity, name, table, sheets)
    present = frozenset(name for name in facts.tables if name in program.entities)
    return TypedTables(connection, tuple(sheets), present, frozenset(i.entity for i in facts.inputs))


def write_table(
    connection: "DuckDBPyConnection", entity: Entity, name: str, table: Table, sheets: dict[SheetSource, int]
) -> None:
    """Write one table under a name; sheets not met before are added to `sheets`."""
    columns = list(columns_of(entity))
    declared = ", ".join(f"{quoted(column)} {type_}" for column, type_ in columns)
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} ({declared})")
    for cells in _batches(entity, table, sheets):
        values = ", ".join(f"unnest(${n + 1}::{type_}[])" for n, (_, type_) in enumerate(columns))
        connection.execute(f"INSERT INTO {quoted(name)} SELECT {values}", cells)


def _batches(entity: Entity, table: Table, sheets: dict[SheetSource, int]) -> Iterable[list[list[object]]]:
    """The cells by column, some thousands of rows at a time."""
    size = 10_000
    for start in range(0, len(table.records), size):
        records = table.records[start : start + size]
        cells: list[list[object]] = [list(range(start, start + len(records)))]
        cells.append([r.key for r in records])
        sources = (SheetSource(CellPlace(r.place.source, r.place.sheet), r.absent) for r in records)
        cells.append([sheets.setdefault(source, len(sheets)) for source in sources])
        cells.append([r.place.row for r in records])
        cells.extend([r.values[name] for r in records] for name in entity.columns)
        yield cells
