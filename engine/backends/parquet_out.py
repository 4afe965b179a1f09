"""Queries into Parquet files: the same bytes for the same rows, each file whole or not at all, several at once or none."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .shortage import refusing_shortage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP = 122_880
"""Rows in a row group of a Parquet file: fixed, since its default follows the number of threads."""


def write_files(connection: "DuckDBPyConnection", queries: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write the rows of each query, in its order, to a Parquet file in place of one that is there; gives the files.

    No file takes its name before all are complete: whatever happens before, what was there is as it was. What a killed run
    left beside them is overwritten by the next. Raises Refusal where memory or disk do not suffice or the folder cannot
    be written.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in queries}
    try:
        for path, query in queries.items():
            with refusing_shortage(connection, f"结果文件「{path.name}」"):
                target = str(parts[path]).replace("'", "''")
                connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})")
        for path, part in parts.items():
            with refusing_shortage(connection, f"结果文件「{path.name}」"):
                part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return tuple(queries)
