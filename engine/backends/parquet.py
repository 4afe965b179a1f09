"""Results of a check as Parquet files: in one order whatever the number of threads, all of them or none."""

from pathlib import Path

from ..plan.layout import quoted
from .duckdb import CheckTables, lines
from .parquet_out import write_files

COUNTED = {"duty_counts": ("duty", "state"), "classification_counts": ("rule",)}
"""The tables of counts, and the columns they are sorted by."""


def write_parquet(found: CheckTables, folder: Path) -> tuple[Path, ...]:
    """Write every table of results into a folder, as obligations.parquet and so on; the files written.

    None stands under its name before all are complete. Raises OSError where the folder cannot be made, Refusal where memory
    or disk do not suffice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return write_files(found.connection, {folder / f"{what}.parquet": _query(found, what) for what in found.tables})


def _query(found: CheckTables, what: str) -> str:
    if what not in COUNTED:
        return lines(found, what)
    order = ", ".join(COUNTED[what])
    return f"SELECT * FROM {quoted(found.tables[what])} ORDER BY {order}"
