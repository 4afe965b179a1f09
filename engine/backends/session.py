"""Running statements in DuckDB: settings, small tables of Python values, nothing fetched that is not asked for."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..lowering.base import text, written
from ..plan.layout import columns_of, quoted
from ..program import Entity

if TYPE_CHECKING:
    from ..plan.calendars import CalendarTables
    from ..plan.statements import Statement


def connect(
    database: str = ":memory:", *, threads: int | None = None, memory: str | None = None, folder: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection without access to anything outside: no extension is ever fetched.

    `memory` is such as 2GB; `folder` is where it may put what does not fit.
    """
    connection = duckdb.connect(database)
    confine(connection)
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    if memory is not None:
        connection.execute("SET memory_limit = ?", [memory])
    if folder is not None:
        connection.execute("SET temp_directory = ?", [str(folder)])
    return connection


def confine(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB from fetching or loading extensions by itself, and from drawing a bar into what is printed."""
    for name in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_progress_bar"):
        connection.execute(f"SET {name} = false")


def small_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[tuple[str, str]],
    cells: Sequence[Sequence[object]],
) -> None:
    """A temporary table of Python values, given by column."""
    declared = ", ".join(f"{quoted(n)} {type_}" for n, type_ in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} ({declared})")
    if cells and cells[0]:
        values = ", ".join(f"unnest(${n + 1}::{type_}[])" for n, (_, type_) in enumerate(columns))
        connection.execute(f"INSERT INTO {quoted(name)} SELECT {values}", [list(c) for c in cells])


def word_type(connection: duckdb.DuckDBPyConnection, name: str, words: Sequence[str]) -> None:
    """A type of a few words."""
    listed = ", ".join(written(text(word)) for word in words)
    connection.execute(f"DROP TYPE IF EXISTS {quoted(name)} CASCADE")
    connection.execute(f"CREATE TEMP TYPE {quoted(name)} AS ENUM ({listed})")


def empty_table(connection: duckdb.DuckDBPyConnection, entity: Entity, name: str) -> None:
    """A 台账 nobody sent has no rows."""
    declared = ", ".join(f"{quoted(n)} {type_}" for n, type_ in columns_of(entity))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} ({declared})")


def calendar_tables(connection: duckdb.DuckDBPyConnection, calendars: "Iterable[CalendarTables]") -> None:
    """The tables of calendars, each day worked out once."""
    for calendar in calendars:
        small_table(connection, calendar.days.name, calendar.columns(), calendar.cells())
        numbered = (("number", "BIGINT"), ("day", "DATE"))
        small_table(connection, calendar.nth.name, numbered, calendar.numbered())


def run(connection: duckdb.DuckDBPyConnection, statements: "Iterable[Statement]") -> None:
    """Make each table, or the view that stands for it."""
    for statement in statements:
        kind = "VIEW" if statement.lazy else "TABLE"
        connection.execute(f"CREATE OR REPLACE TEMP {kind} {quoted(statement.table)} AS\n{statement.query}")
