"""Running statements in DuckDB: settings, small tables of Python values, nothing fetched that is not asked for."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..plan.layout import columns_of, quoted, quoted_text
from ..plan.small_table import SmallTable
from ..program import Entity

if TYPE_CHECKING:
    from ..plan.plan import Statement

A_THREAD = 120_000_000
"""Bytes that a thread needs, by DuckDB's own advice."""


def connect(
    database: str = ":memory:", *, threads: int | None = None, memory: str | None = None, folder: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection without access to anything outside: no extension is ever fetched.

    `memory` is such as 2GB; `folder` is where it may put what does not fit. Without `threads` it has one for each processor,
    as far as memory suffices for all of them.
    """
    connection = duckdb.connect(database)
    confine(connection)
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    if memory is not None:
        connection.execute("SET memory_limit = ?", [memory])
        if threads is None:
            _let_threads_fit(connection)
    if folder is not None:
        connection.execute("SET temp_directory = ?", [str(folder)])
    return connection


def _let_threads_fit(connection: duckdb.DuckDBPyConnection) -> None:
    """No more threads than there is memory for: each works on rows of its own."""
    settings = "parse_formatted_bytes(current_setting('memory_limit')), current_setting('threads')"
    (memory, threads) = connection.execute(f"SELECT {settings}").fetchone() or (0, 1)
    connection.execute(f"SET threads = {max(min(threads, memory // A_THREAD), 1)}")


def confine(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB from fetching or loading extensions by itself, and from drawing a bar into what is printed."""
    for name in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_progress_bar"):
        connection.execute(f"SET {name} = false")


def small_table(connection: duckdb.DuckDBPyConnection, table: SmallTable) -> None:
    """A table of values known here.

    A column is handed over as one text that the database takes apart: value by value takes five times as long.
    """
    given: list[object] = []
    every = zip(table.columns, table.cells, strict=True)
    cells = (f"CAST({_handed_over(kind, c, given)} AS {kind}) AS {quoted(name)}" for (name, kind), c in every)
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(table.name)} AS SELECT {', '.join(cells)}", given)


def _handed_over(type_: str, cells: Sequence[object], given: list[object]) -> str:
    """The SQL of the cells of a column; what it needs goes to `given`."""
    match type_:
        case "DATE":
            return f"DATE '0001-01-01' + ({_listed('INTEGER', cells, given)} - 1)"
        case "VARCHAR":
            words = [word for word in dict.fromkeys(cells) if word is not None]
            places = {word: n + 1 for n, word in enumerate(words)}
            place = _listed("INTEGER", [places.get(cell) for cell in cells], given)
            given.append(words)
            return f"(${len(given)}::VARCHAR[])[{place}]"
        case _:
            return _listed(type_, cells, given)


def _listed(type_: str, cells: Sequence[object], given: list[object]) -> str:
    """Numbers or truth values as one text."""
    given.append(f"[{','.join(['NULL' if cell is None else str(cell) for cell in cells])}]")
    return f"unnest(${len(given)}::VARCHAR::{type_}[])"


def word_type(connection: duckdb.DuckDBPyConnection, name: str, words: Sequence[str]) -> None:
    """A type of a few words."""
    listed = ", ".join(map(quoted_text, words))
    connection.execute(f"DROP TYPE IF EXISTS {quoted(name)} CASCADE")
    connection.execute(f"CREATE TYPE {quoted(name)} AS ENUM ({listed})")


def empty_table(connection: duckdb.DuckDBPyConnection, entity: Entity, name: str) -> None:
    """A 台账 nobody sent has no rows."""
    declared = ", ".join(f"{quoted(n)} {type_}" for n, type_ in columns_of(entity))
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} ({declared})")


def run(connection: duckdb.DuckDBPyConnection, statements: "Iterable[Statement]") -> None:
    """Make each table, or the view that stands for it."""
    for statement in statements:
        kind = "VIEW" if statement.lazy else "TABLE"
        connection.execute(f"CREATE OR REPLACE {kind} {quoted(statement.table)} AS\n{statement.query}")
