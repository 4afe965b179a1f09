"""Decides every rule of a policy for every row of typed tables, inside Spark: the very plan that DuckDB runs."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..plan.kept_plan import plan_of
from ..plan.layout import columns_of
from ..plan.occasion import Occasion
from ..plan.plan import Plan
from ..plan.result_tables import COLUMNS, PLACE
from ..program import Program
from .duckdb import TABLES
from .masked import Masked
from .parquet import COUNTED
from .spark_problems import NoSparkPlan
from .spark_session import own_session, refusing_failure, said
from .spark_sql import SparkStatement, translated
from .spark_tables import TypedFolder, name_in_spark, open_tables, small_view, view
from .typed_tables import SheetSource

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@frozen
class SparkCheck:
    """What a check found: `tables` names views of `session` by what they hold, as CheckTables of duckdb.py does.

    They are worked out as they are read. The session is the check's own: a later check does not touch it.
    """

    session: "SparkSession" = field(repr=False)
    as_of: date
    tables: Mapping[str, str] = field(repr=False)
    sheets: tuple[SheetSource, ...] = field(repr=False)
    rejects: bool = False

    def lines(self, what: str, masked: Masked | None = None) -> "DataFrame":
        """The lines of a table of results in one total order, without the columns that say it; `masked` as it says."""
        table = self.tables[what]
        names = list(map(name_in_spark, COUNTED.get(what) or COLUMNS[table]))
        order = ", ".join(names if what in COUNTED else [*map(name_in_spark, _PLACE), *names])
        shown = masked.cells(table) if masked is not None and what not in COUNTED else names
        cells = "*" if what in COUNTED else ", ".join(shown)
        return self.session.sql(f"SELECT {cells} FROM {name_in_spark(table)} ORDER BY {order}")


_PLACE = tuple(name.strip('"') for name in PLACE)


def check(program: Program, folder: TypedFolder, as_of: date, session: "SparkSession") -> SparkCheck:
    """Decide every rule of a Program for every row of typed tables, as of the end of a day.

    `session` is any Spark session (spark_session.start); its settings and views are left alone. Raises Refusal where
    something of the Program cannot be said in SQL (GJ401) or in Spark (GJ424), before anything runs; where a table is
    not as the contract has it (GJ425), and where Spark gives up (GJ426).
    """
    plan = plan_of(program, occasion_of(folder, as_of))
    statements = translated(plan.statements)
    own = own_session(session)
    with refusing_failure("核查"):
        open_tables(own, program, folder)
        _prepare(own, program, plan, folder)
        for statement in statements:
            _run(own, statement)
    return SparkCheck(own, as_of, TABLES, folder.sheets, plan.rejects)


def occasion_of(folder: TypedFolder, as_of: date) -> Occasion:
    """For what a plan is made: a day, and what of the export is there."""
    absent = tuple(s.absent for s in folder.sheets)
    return Occasion(as_of, folder.tables, folder.sent, absent, tuple(s.place.describe() for s in folder.sheets))


def _run(session: "SparkSession", statement: SparkStatement) -> None:
    """Make a view; of what several queries read the rows are worked out here, and what led to them is forgotten.

    They are kept by the executors, or in the checkpoint directory of the session where it has one.
    """
    from pyspark.errors import AnalysisException, ParseException  # noqa: PLC0415 - an extra that only some install

    try:
        frame = session.sql(statement.query)
    except (AnalysisException, ParseException) as error:
        raise NoSparkPlan(said(error), statement.table).refusal() from error
    if statement.kept:
        durable = session.sparkContext.getCheckpointDir() is not None
        frame = frame.checkpoint() if durable else frame.localCheckpoint()
    view(frame, statement.table)


def _prepare(session: "SparkSession", program: Program, plan: Plan, folder: TypedFolder) -> None:
    """What a plan reads besides the export: small tables, earlier versions' 数据表, and 台账 nobody sent."""
    for small in plan.small:
        small_view(session, small.name, small.columns, small.values())
    for entity in program.entities.values():
        if entity.name not in folder.tables:
            small_view(session, entity.name, tuple(columns_of(entity)), [])
    for name, number, of in plan.own_tables:
        version = program.versions[number]
        entity, table = version.entities[of], version.tables[of]
        rows = [
            [n, r.key, None, r.place.row, *(r.values[c] for c in entity.columns)] for n, r in enumerate(table.records)
        ]
        small_view(session, name, tuple(columns_of(entity)), list(zip(*rows, strict=True)))
