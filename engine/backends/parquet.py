"""Results of a check as Parquet files: in one order whatever the number of threads, each whole or not at all."""

from pathlib import Path

from ..plan.layout import quoted
from .duckdb import CheckTables, lines
from .parquet_out import ROW_GROUP

COUNTED = {"duty_counts": ("duty", "state"), "classification_counts": ("rule",)}
"""The tables of counts, and the columns they are sorted by."""


def write_parquet(found: CheckTables, folder: Path) -> tuple[Path, ...]:
    """Write every table of results into a folder, as obligations.parquet and so on; the files written.

    Each file stands under its name only once it is complete. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(found, what, folder / f"{what}.parquet") for what in found.tables)


def _write(found: CheckTables, what: str, path: Path) -> Path:
    beside = path.with_name(f".{path.name}.part")
    target = str(beside).replace("'", "''")
    try:
        found.connection.execute(
            f"COPY ({_query(found, what)}) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _query(found: CheckTables, what: str) -> str:
    if what not in COUNTED:
        return lines(found, what)
    order = ", ".join(COUNTED[what])
    return f"SELECT * FROM {quoted(found.tables[what])} ORDER BY {order}"
