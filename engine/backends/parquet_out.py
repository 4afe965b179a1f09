"""Queries into Parquet files: the same bytes for the same rows, each file whole or not at all, several at once or none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .parquet_join import ParquetJoin
from .pieces import written_side_by_side
from .shortage import refusing_shortage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP = 122_880
"""Rows in a row group of a Parquet file: fixed, since its default follows the number of threads."""


def write_files(connection: "DuckDBPyConnection", queries: Mapping[Path, Sequence[str]]) -> tuple[Path, ...]:
    """Write the rows of queries, in their order, to a Parquet file in place of one that is there; gives the files.

    The queries of one file have the same columns and are run side by side. No file takes its name before all are
    complete: whatever happens before, what was there is as it was. What a killed run left beside them is overwritten by
    the next. Raises Refusal where memory or disk do not suffice or the folder cannot be written.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in queries}
    try:
        for path, own in queries.items():
            with refusing_shortage(connection, f"结果文件「{path.name}」"):
                _write(connection, own, parts[path])
        for path, part in parts.items():
            with refusing_shortage(connection, f"结果文件「{path.name}」"):
                part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return tuple(queries)


def _write(connection: "DuckDBPyConnection", queries: Sequence[str], path: Path) -> None:
    """The rows of some queries as one file."""
    if len(queries) == 1:
        _copy(connection, queries[0], path)
        return
    pieces = path.with_name(f"{path.name}.pieces")
    with (
        path.open("wb") as target,
        _any_cell_may_be_empty(connection),
        written_side_by_side(connection, queries, pieces, _copy) as written,
    ):
        joined = ParquetJoin(target)
        for piece in written:
            joined.add(piece)
            piece.unlink()
        joined.finish()


@contextmanager
def _any_cell_may_be_empty(connection: "DuckDBPyConnection") -> Iterator[None]:
    """Whether a column may be empty is written as its type says, not as its values happen to be.

    The database tells from its statistics that no cell of a column is empty and says so in the file, of one part of the
    rows and not of another. Such parts could not be joined.
    """
    (before,) = connection.execute("SELECT current_setting('disabled_optimizers')").fetchone() or ("",)
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ?", [before])


def _copy(connection: "DuckDBPyConnection", query: str, path: Path) -> None:
    target = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})")
