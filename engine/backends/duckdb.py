"""Decides every rule of a policy for every row of typed tables, inside DuckDB."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..plan.in_order import InOrder
from ..plan.kept_plan import plan_of
from ..plan.layout import quoted
from ..plan.occasion import Occasion
from ..plan.plan import Plan
from ..plan.result_tables import (
    BREACHES,
    CLASSES,
    COLUMNS,
    COUNTS,
    ENTITLEMENTS,
    FINDINGS,
    FUNDINGS,
    OBLIGATIONS,
    PLACE,
    TARGETS,
    UNDETERMINED,
)
from ..program import Program
from .session import confine, empty_table, run, small_table, word_type
from .typed_tables import SheetSource, TypedTables, write_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ..plan.columns import ColumnsPlan

ORDER = ", ".join(PLACE)
"""The order of the export, by which lines of results are read and written."""


@frozen
class CheckTables:
    """What a check found, as tables that stay in the database.

    Each of `tables` (by what it holds: obligations, entitlements, undetermined, findings, targets, fundings, breaches,
    duty_counts, classification_counts) is the name of a table, of obligations and findings
    that of a view that works them out as it is read. Those of lines begin with the columns of
    ORDER, by which any reading of them must be sorted; `causes` are lists of texts (engine/lowering/causes.py).
    Obligations hold 未违反 besides those that results show; sorted by `order` they are sorted by ORDER, and entities
    `in_order` are those whose rows alone need sorting. `rejects` where a 严重 校验 may have rejected rows: they stand in the table
    `result_tables.REJECTED`.
    """

    connection: "DuckDBPyConnection" = field(repr=False)
    as_of: date
    tables: Mapping[str, str] = field(repr=False)
    sheets: tuple[SheetSource, ...] = field(repr=False)
    rejects: bool = False
    order: tuple[str, ...] = PLACE
    in_order: tuple[InOrder, ...] = field(default=(), repr=False)


TABLES = {
    "obligations": OBLIGATIONS,
    "entitlements": ENTITLEMENTS,
    "undetermined": UNDETERMINED,
    "findings": FINDINGS,
    "targets": TARGETS,
    "fundings": FUNDINGS,
    "breaches": BREACHES,
    "duty_counts": COUNTS,
    "classification_counts": CLASSES,
}


def check(program: Program, typed: TypedTables, as_of: date) -> CheckTables:
    """Decide every rule of a Program for every row of typed tables, as of the end of a day.

    `typed` is a connection with tables as typed_tables.py has them; they are only read. Results are tables of
    the same database; of rows nothing passes through Python. Threads, memory and where to spill are settings of the
    connection (session.connect). Raises Refusal (GJ401) where something of the Program cannot be said in SQL.
    """
    connection = typed.connection
    confine(connection)
    plan = plan_of(program, occasion_of(typed, as_of))
    prepare(connection, program, plan, typed)
    run(connection, plan.statements)
    return CheckTables(connection, as_of, TABLES, typed.sheets, plan.rejects, plan.order, plan.in_order)


def occasion_of(typed: TypedTables, as_of: date) -> Occasion:
    """For what a plan is made: a day, and what of the export is there."""
    absent = tuple(s.absent for s in typed.sheets)
    sheets = tuple(s.place.describe() for s in typed.sheets)
    return Occasion(as_of, typed.tables, typed.sent, absent, sheets)


def derived_columns(program: Program, typed: TypedTables, as_of: date) -> "ColumnsPlan":
    """Work out every derived column of one version of a policy; the tables named in the answer hold them."""
    from ..plan.columns import compile_columns  # noqa: PLC0415 # SQLGlot is loaded only where a plan is made

    found = compile_columns(program, occasion_of(typed, as_of))
    prepare(typed.connection, program, found.plan, typed)
    run(typed.connection, found.plan.statements)
    return found


def prepare(connection: "DuckDBPyConnection", program: Program, plan: Plan, typed: TypedTables) -> None:
    """Types of few words, and what a plan reads besides the export: small tables, earlier versions' 数据表, and 台账 nobody sent."""
    for name, words in plan.word_types:
        word_type(connection, name, words)
    for table in plan.small:
        small_table(connection, table)
    for entity in program.entities.values():
        if entity.name not in typed.tables:
            empty_table(connection, entity, entity.name)
    for name, number, of in plan.own_tables:
        version = program.versions[number]
        write_table(connection, version.entities[of], name, version.tables[of], {})


def lines(found: CheckTables, what: str, cells: Sequence[str] | None = None, where: str | None = None) -> str:
    """The query that reads lines of results in the order of the export, without the columns that say it.

    `cells` stand for the columns where they are not to be read as they are (masked.py), `where` keeps some of the lines.
    """
    table = found.tables[what]
    names = ", ".join(cells if cells is not None else map(quoted, COLUMNS[table]))
    some = f" WHERE {where}" if where is not None else ""
    order = ", ".join(found.order) if table == OBLIGATIONS else ORDER
    return f"SELECT {names} FROM {quoted(table)}{some} ORDER BY {order}"
