"""Typed tables (typed_tables.py) as a folder of Parquet, for Spark to read: on this machine, or where a cluster sees it.

The folder holds `sheets.parquet` (number, source, sheet, absent), `tables.parquet` (name, file, sent) and one Parquet
file, or folder of files, for each table, as `tables.parquet` names it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..origin import CellPlace
from ..plan.layout import columns_of, quoted
from ..program import Entity, Program
from .shortage import refusing_shortage
from .spark_problems import TypedFolderFault
from .typed_tables import SheetSource, TypedTables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame, SparkSession

SHEETS, TABLES = "sheets.parquet", "tables.parquet"
_SHEETS = "number INT, source STRING, sheet STRING, absent ARRAY<STRING>"
_SPARK_TYPES = {
    "BOOLEAN": "boolean", "BIGINT": "bigint", "INTEGER": "int", "DATE": "date", "TIMESTAMP": "timestamp_ntz",
    "VARCHAR": "string",
}  # fmt: skip


@frozen
class TypedFolder:
    """Typed tables as Parquet: the folder's address (a path, or such as hdfs://…), and what is in it."""

    address: str
    sheets: tuple[SheetSource, ...] = field(repr=False)
    files: tuple[tuple[str, str], ...]
    """Each table's name, and its file or folder below the address."""
    sent: frozenset[str] = frozenset()

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables."""
        return frozenset(name for name, _ in self.files)


def write_folder(typed: TypedTables, folder: Path) -> TypedFolder:
    """Write typed tables of DuckDB into a folder. Raises Refusal where the disk does not suffice."""
    connection = typed.connection
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple((name, f"table-{number}.parquet") for number, name in enumerate(sorted(typed.tables)))
    with refusing_shortage(connection, f"「{folder}」"):
        for name, file in files:
            _copy(connection, f'SELECT * FROM {quoted(name)} ORDER BY "#row"', folder / file)
        sheets = [(n, s.place.source, s.place.sheet, sorted(s.absent)) for n, s in enumerate(typed.sheets)]
        _write(connection, folder / SHEETS, ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR[]"), SHEET_COLUMNS, sheets)
        listed = [(name, file, name in typed.sent) for name, file in files]
        _write(connection, folder / TABLES, ("VARCHAR", "VARCHAR", "BOOLEAN"), ("name", "file", "sent"), listed)
    return TypedFolder(f"file://{folder.absolute()}", typed.sheets, files, typed.sent)


SHEET_COLUMNS = ("number", "source", "sheet", "absent")


def _write(
    connection: "DuckDBPyConnection",
    path: Path,
    types: Sequence[str],
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    cells = ", ".join(
        f"unnest(${n + 1}::{type_}[]) AS {name}" for n, (type_, name) in enumerate(zip(types, names, strict=True))
    )
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    connection.execute(f'CREATE OR REPLACE TABLE "#listed" AS SELECT {cells}', columns)
    _copy(connection, 'SELECT * FROM "#listed"', path)
    connection.execute('DROP TABLE "#listed"')


def _copy(connection: "DuckDBPyConnection", query: str, path: Path) -> None:
    target = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


def read_folder(session: "SparkSession", address: str) -> TypedFolder:
    """What a folder of typed tables holds. Raises Refusal (GJ425) where its lists are not there."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - an extra that only some install

    base = address.rstrip("/")
    try:
        sheets = session.read.parquet(f"{base}/{SHEETS}").orderBy("number").collect()
        listed = session.read.parquet(f"{base}/{TABLES}").orderBy("name").collect()
    except AnalysisException as error:
        raise TypedFolderFault(address, f"里面没有 {SHEETS} 和 {TABLES}").refusal() from error
    return TypedFolder(
        base,
        tuple(SheetSource(CellPlace(row.source, row.sheet), frozenset(row.absent)) for row in sheets),
        tuple((row["name"], row["file"]) for row in listed),
        frozenset(row["name"] for row in listed if row["sent"]),
    )


def open_tables(session: "SparkSession", program: Program, folder: TypedFolder) -> None:
    """Make each table of a folder a view by its name. Raises Refusal (GJ425) where one is not as the contract has it."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - an extra that only some install

    for name, file in folder.files:
        entity = program.entities.get(name)
        if entity is None:
            continue
        try:
            frame = session.read.parquet(f"{folder.address}/{file}")
        except AnalysisException as error:
            raise TypedFolderFault(folder.address, f"没有「{name}」的表 {file}").refusal() from error
        view(_checked(frame, entity, folder.address), name)


def _checked(frame: "DataFrame", entity: Entity, address: str) -> "DataFrame":
    found = dict(frame.dtypes)
    for name, type_ in columns_of(entity):
        wanted = _SPARK_TYPES[type_]
        if name not in found:
            raise TypedFolderFault(address, f"「{entity.name}」没有「{name}」这一列").refusal()
        if found[name] != wanted:
            fault = f"「{entity.name}」的「{name}」应为 {wanted}，实为 {found[name]}"
            raise TypedFolderFault(address, fault).refusal()
    return frame.select(*(name_in_spark(name) for name, _ in columns_of(entity)))


def small_view(
    session: "SparkSession", name: str, columns: Iterable[tuple[str, str]], cells: Sequence[Sequence[object]]
) -> None:
    """A view of Python values, given by column."""
    schema = ", ".join(f"{name_in_spark(n)} {_SPARK_TYPES[type_]}" for n, type_ in columns)
    rows = list(zip(*cells, strict=True))
    view(session.createDataFrame(rows, schema, verifySchema=False), name)


def view(frame: "DataFrame", name: str) -> None:
    """Give a relation a name that queries of its session know."""
    frame.createOrReplaceTempView(name_in_spark(name))


def name_in_spark(name: str) -> str:
    """A name as Spark's SQL writes it."""
    return "`" + name.replace("`", "``") + "`"
