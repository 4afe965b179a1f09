"""A whole check inside DuckDB, from the files of an export to a Result and to files of results."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from types import TracebackType

from attrs import evolve, field, frozen

from ..facts.tables import Facts, Table
from ..held_folder import SPILL, HeldFolder, hold_folder
from ..office_map import OfficeMap
from ..outcome import Result
from ..plan.names_alike import refuse_names_alike
from ..program import Program
from .bulk_facts import BulkFacts, read_bulk
from .cases_called import Called, RowsCalled, obligations_of
from .documents import Printed, read_printed
from .duckdb import CheckTables, check
from .excerpt import line_count, read_excerpt
from .rederive import rederive
from .rederive_places import Unverified
from .results import read_result
from .session import connect
from .shortage import refusing_shortage
from .typed_cases import TypedCases
from .typed_tables import TypedTables

HELD_WHOLE = 300_000
"""So many lines of results are held in memory, and written as a workbook, like those of any small export."""

Progress = Callable[[str, int], None]


@frozen
class Resources:
    """What a check may use: `memory` such as 4GB, `folder` for what does not fit (None: where the system keeps such files).

    With `spark` the rules are decided by Spark, and the tables come back to DuckDB.
    """

    memory: str = "4GB"
    folder: Path | None = None
    threads: int | None = None
    spark: bool = False


@frozen
class ExportCheck:
    """A check whose tables are still in the database. Use it in a with statement: it ends the connection."""

    program: Program
    facts: BulkFacts = field(repr=False)
    found: CheckTables = field(repr=False)
    spilled: HeldFolder = field(repr=False)
    reference: Mapping[str, Table] = field(factory=dict, repr=False)

    def __enter__(self) -> "ExportCheck":
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go of the database."""
        self.facts.connection.close()
        self.spilled.close()

    def result(self, limit: int, held_whole: int = HELD_WHOLE) -> Result:
        """The whole Result, or where it has over `held_whole` lines its first `limit` of each list (Result.whole)."""
        with refusing_shortage(self.facts.connection):
            if line_count(self.found) <= held_whole:
                return read_result(self.program, self.found, self._known(None))
            return read_excerpt(self.program, self.found, self._known(limit), self.facts.reject_count, limit)

    def printed(self, printed: Printed) -> Result:
        """What a document prints, whole, whatever the size: all other lines stay in the database, and are counted."""
        with refusing_shortage(self.facts.connection):
            return read_printed(self.program, self.found, self._known(None), printed)

    def called(self, called: Called, cases: TypedCases) -> tuple[Result, Callable[[str], Facts]]:
        """What the cases of some documents owe, and the facts about each by its key; all others stay in the database."""
        with refusing_shortage(self.facts.connection):
            obligations = obligations_of(self.found, called)
            counted = read_printed(self.program, self.found, self._known(None), Printed())
            result = evolve(counted, obligations=obligations, breaches=())
            keys = called.keys or [o.key for o in obligations]
            rows = RowsCalled(cases, self.program.entities[called.entity], keys)

        def about(key: str) -> Facts:
            with refusing_shortage(self.facts.connection):
                return rows.about(key)

        return result, about

    def cases(self) -> TypedCases:
        """The rows of the export, for questions about few of them."""
        inputs = self.facts.inputs
        return TypedCases(self.program, self.facts.typed, self.found, dict(self.reference), inputs)

    def rederive(self, result: Result, cases: TypedCases) -> tuple[Unverified, ...]:
        """Find every violation of a Result again by the interpreter. Raises Refusal (GJ556) where one comes out otherwise.

        Gives the rules whose violations rest on more rows than are interpreted.
        """
        with refusing_shortage(self.facts.connection):
            return rederive(self.program, cases, result.violations, result.breaches, self.found.as_of)

    def write_tables(self, folder: Path, *, unmask: bool = False) -> tuple[Path, ...]:
        """Write every table of results whole as Parquet, 敏感 keys and parties masked unless `unmask`.

        Raises Refusal where the disk or memory do not suffice.
        """
        from .parquet import write_parquet  # noqa: PLC0415 # only where tables are written: it takes SQLGlot

        with refusing_shortage(self.facts.connection, f"「{folder}」"):
            return write_parquet(self.program, self.found, folder, unmask=unmask)

    def _known(self, limit: int | None) -> Facts:
        """What was known of the export before the check."""
        tables = {name: Table(name, ()) for name in self.program.entities}
        return Facts(tables, self.facts.inputs, self.facts.rejects(limit), self.facts.notices)


def check_export(
    program: Program,
    reference: Mapping[str, Table],
    paths: Sequence[Path],
    as_of: date,
    *,
    maps: tuple[OfficeMap, ...] = (),
    resources: Resources = Resources(),
    progress: Progress | None = None,
) -> ExportCheck:
    """Read an export of any size and decide every rule for every row, with the results of the interpreter.

    Raises Refusal where nothing can be evaluated, where a rule cannot be said in SQL (GJ401, GJ402), or where memory or disk
    do not suffice.
    """
    refuse_names_alike(program.entities)
    spilled = hold_folder(resources.folder or Path(gettempdir()), SPILL)
    connection = connect(threads=resources.threads, memory=resources.memory, folder=spilled.path)
    try:
        with refusing_shortage(connection):
            facts = read_bulk(connection, paths, program.entities, reference, maps, progress, spilled.path)
            found = _decided(program, facts.typed, as_of, spilled.path if resources.spark else None)
            return ExportCheck(program, facts, found, spilled, reference)
    except BaseException:
        connection.close()
        spilled.close()
        raise


def _decided(program: Program, typed: TypedTables, as_of: date, by_spark: Path | None) -> CheckTables:
    """Every rule decided: by Spark where there is a folder for files on the way to it and back."""
    if by_spark is None:
        return check(program, typed, as_of)
    from .spark_out import check_in_spark  # noqa: PLC0415 - only where it is asked for

    return check_in_spark(program, typed, as_of, by_spark / "spark")
