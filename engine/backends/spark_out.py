"""Results of a check in Spark: as folders of Parquet on the cluster, or gathered into DuckDB for tables and documents."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..plan.layout import quoted
from ..plan.result_tables import REJECTED
from ..program import Program
from ..sensitive import Sensitive
from .duckdb import CheckTables
from .masked import Masked
from .spark import SparkCheck, check
from .spark_session import refusing_failure, start
from .spark_tables import write_folder
from .typed_tables import TypedTables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame, SparkSession


def write_results(program: Program, found: SparkCheck, address: str, *, unmask: bool = False) -> tuple[str, ...]:
    """Write every table of results below an address (a path, or such as hdfs://…), as obligations.parquet and so on.

    Each is a folder of Parquet files, the lines in one total order from the first file to the last. A folder of the same
    name is replaced once the new one is complete. Keys and parties that are 敏感 are masked in the files (`unmask`: shown).
    Raises Refusal (GJ426) where Spark gives up.
    """
    shown, folder = Masked(Sensitive(program), unmask, "spark"), address.rstrip("/")
    return tuple(_write(found, found.lines(what, shown), f"{folder}/{what}.parquet") for what in found.tables)


def _write(found: SparkCheck, lines: "DataFrame", target: str) -> str:
    parent, _, name = target.rpartition("/")
    part = f"{parent}/.{name}.part"
    with refusing_failure(f"写「{target}」"):
        lines.write.mode("overwrite").parquet(part)
        java = found.session.sparkContext._jvm  # Hadoop's file systems have no Python interface
        old, new = (java.org.apache.hadoop.fs.Path(p) for p in (part, target))  # type: ignore[union-attr] # classic Spark
        files = new.getFileSystem(found.session.sparkContext._jsc.hadoopConfiguration())
        files.delete(new, True)
        files.rename(old, new)
    return target


def check_in_spark(
    program: Program, typed: TypedTables, as_of: date, folder: Path, session: "SparkSession | None" = None
) -> CheckTables:
    """What `check` of duckdb.py does with typed tables, worked out by Spark and brought back to the same connection.

    `folder` is for files on the way, where Spark and this machine both reach it. Without a `session` the one of the
    usual Spark settings. Raises Refusal as check of spark.py does, and where Spark is not there (GJ422, GJ423).
    """
    session = session or start()
    found = check(program, write_folder(typed, folder / "typed"), as_of, session)
    return gathered(found, typed.connection, folder)


def gathered(found: SparkCheck, connection: "DuckDBPyConnection", folder: Path) -> CheckTables:
    """The results as tables of DuckDB, as its own check leaves them; `folder` is for files on the way.

    For a Spark that writes where this machine reads: local mode, or a shared disk.
    """
    names = [*found.tables.values(), *([REJECTED] if found.rejects else [])]
    for number, name in enumerate(names):
        place = folder / f"result-{number}.parquet"
        with refusing_failure("取回结果"):
            found.session.table(f"`{name}`").write.mode("overwrite").parquet(f"file://{place.absolute()}")
        files = str(place / "*.parquet").replace("'", "''")
        connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT * FROM read_parquet('{files}')")
    return CheckTables(connection, found.as_of, found.tables, found.sheets, found.rejects)
