"""Whether two ways of deciding gave the same: every table, as bags of rows."""

from pathlib import Path

import duckdb

from ..bulk_rules import TABLES


def differences(first: Path, second: Path) -> list[str]:
    """The tables in which two folders differ, with a row of either that the other lacks."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    found = []
    for name in TABLES:
        if not all((folder / f"{name}.parquet").exists() for folder in (first, second)):
            continue  # a way that gives counts alone
        one, other = (_columns(connection, folder / f"{name}.parquet") for folder in (first, second))
        for query in (f"{one} EXCEPT ALL {other}", f"{other} EXCEPT ALL {one}"):
            rows = connection.execute(query).fetchall()
            if rows:
                found.append(f"{name}: {len(rows)} rows, such as {rows[0]}")
    return found


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The rows of a file, its columns by name and integers of one width."""
    described = sorted(connection.execute(f"DESCRIBE FROM '{path}'").fetchall())
    cells = (f"{name}::HUGEINT" if "INT" in kind else name for name, kind, *_ in described)
    return f"(SELECT {', '.join(cells)} FROM '{path}')"
