"""Results of a check as Parquet files: in one order whatever the number of threads, all of them or none."""

from pathlib import Path

from ..outcome import State
from ..plan.layout import quoted
from ..program import Program
from ..sensitive import Sensitive
from .duckdb import CheckTables, lines
from .masked import Masked
from .parquet_out import write_files

COUNTED = {"duty_counts": ("duty", "state"), "classification_counts": ("rule",)}
"""The tables of counts, and the columns they are sorted by."""


def write_parquet(program: Program, found: CheckTables, folder: Path, *, unmask: bool = False) -> tuple[Path, ...]:
    """Write every table of results into a folder, as obligations.parquet and so on; the files written.

    Keys and parties that are 敏感 are masked in the files (`unmask`: shown); the tables themselves stay as they are. No file
    stands under its name before all are complete. Raises OSError where the folder cannot be made, Refusal where memory or
    disk do not suffice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = Masked(Sensitive(program), unmask)
    kept = any(duty.breach is not None for p in (program, *program.versions) for duty in p.duties)
    queries = {folder / f"{what}.parquet": _query(found, what, shown, kept) for what in found.tables}
    return write_files(found.connection, queries)


def _query(found: CheckTables, what: str, shown: Masked, kept: bool) -> str:
    """The lines of a table as they are written; 未违反, of which there may be some (`kept`), is counted and not listed."""
    if what not in COUNTED:
        where = f"state <> '{State.KEPT.value}'" if kept and what == "obligations" else None
        return lines(found, what, shown.cells(found.tables[what]), where)
    order = ", ".join(COUNTED[what])
    where = " WHERE n > 0" if what == "duty_counts" else ""
    return f"SELECT * FROM {quoted(found.tables[what])}{where} ORDER BY {order}"
