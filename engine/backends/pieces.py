"""Queries written to files side by side, each by one thread: lines that come in order are written in order as they come.

Where several threads work on one query, what each finds is collected, and copied again, before it can be written in order.
Several queries with a thread each need none of that.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from .session import confine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Copy = Callable[["DuckDBPyConnection", str, Path], None]
"""Writes the rows of a query to a file."""


@contextmanager
def written_side_by_side(
    connection: "DuckDBPyConnection", queries: Sequence[str], folder: Path, copy: Copy
) -> Iterator[Iterator[Path]]:
    """The files of some queries, in the order of the queries; each can be had as soon as it is written.

    They stand in the folder, which is there only so long, and is made anew where a killed run left it. Queries read tables of
    the database alone, none that are temporary. What a query raises is raised where its file is asked for; then, and
    whenever the files are not wanted any more, those that still run are stopped.
    """
    with (
        _made_anew(folder),
        _one_thread_a_query(connection) as threads,
        _cursors(connection, min(threads, len(queries))) as cursors,
        ThreadPoolExecutor(len(cursors)) as pool,
    ):
        idle: SimpleQueue[DuckDBPyConnection] = SimpleQueue()
        for cursor in cursors:
            idle.put(cursor)

        def write(number: int, query: str) -> Path:
            path = folder / f"{number}.parquet"
            cursor = idle.get()
            try:
                copy(cursor, query, path)
            finally:
                idle.put(cursor)
            return path

        tasks: list[Future[Path]] = []
        try:
            tasks.extend(pool.submit(write, number, query) for number, query in enumerate(queries))
            yield (task.result() for task in tasks)
        except BaseException:
            _stop(tasks, cursors)
            raise


def _stop(tasks: Sequence["Future[Path]"], cursors: Sequence["DuckDBPyConnection"]) -> None:
    """Nothing runs any more when this is over. A query that only just begins does not hear the first call."""
    for task in tasks:
        task.cancel()
    while wait(tasks, timeout=0.05).not_done:
        for cursor in cursors:
            cursor.interrupt()


@contextmanager
def _made_anew(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_thread_a_query(connection: "DuckDBPyConnection") -> Iterator[int]:
    """Each query has one thread; how many one had before."""
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    connection.execute("SET threads = 1")
    try:
        yield threads
    finally:
        connection.execute(f"SET threads = {threads}")


@contextmanager
def _cursors(connection: "DuckDBPyConnection", number: int) -> Iterator[list["DuckDBPyConnection"]]:
    """So many connections to the same database."""
    cursors = [connection.cursor() for _ in range(number)]
    try:
        for cursor in cursors:
            confine(cursor)
        yield cursors
    finally:
        for cursor in cursors:
            cursor.close()
