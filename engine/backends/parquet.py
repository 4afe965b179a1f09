"""Results of a check as Parquet files: in one order whatever the number of threads, all of them or none."""

from pathlib import Path

from ..outcome import State
from ..plan.layout import quoted
from ..program import Program
from ..sensitive import Sensitive
from .duckdb import CheckTables, lines
from .in_parts import obligation_queries
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
    queries = {folder / f"{what}.parquet": _queries(program, found, what, shown) for what in found.tables}
    return write_files(found.connection, queries)


def _queries(program: Program, found: CheckTables, what: str, shown: Masked) -> tuple[str, ...]:
    """What reads the lines of a table as they are written."""
    if what in COUNTED:
        where = " WHERE n > 0" if what == "duty_counts" else ""
        return (f"SELECT * FROM {quoted(found.tables[what])}{where} ORDER BY {', '.join(COUNTED[what])}",)
    cells = shown.cells(found.tables[what])
    if what == "obligations":
        return obligation_queries(program, found, cells, _listed(program))
    return (lines(found, what, cells),)


def _listed(program: Program) -> str | None:
    """未违反, where there may be some, is counted and not listed."""
    kept = any(duty.breach is not None for p in (program, *program.versions) for duty in p.duties)
    return f"state <> '{State.KEPT.value}'" if kept else None
