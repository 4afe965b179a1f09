"""Parquet files, through DuckDB: one named column a column of the sheet, cells in the kinds every reader gives."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from .parquet_problems import CorruptParquet
from .sheets import RawCell, RawRow, Sheet, Unusable
from .text_bytes import refuse_foreign

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MARK = b"PAR1"
"""A Parquet file begins and ends so."""
_AS_IT_IS = re.compile(r"BOOLEAN|DATE|TIME|TIMESTAMP|VARCHAR|DECIMAL\(\d+,\d+\)|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER")
_BEIJING_MICROSECONDS = 8 * 3600 * 1_000_000


@frozen
class ParquetColumn:
    """One column: its name, its DuckDB type, and the SQL that gives its cells; None where no cell can hold it.

    The SQL speaks of the relation that `parquet_relation` gives.
    """

    name: str
    kind: str
    sql: str | None


def parquet_columns(connection: "DuckDBPyConnection", path: Path, source: str) -> tuple[ParquetColumn, ...]:
    """The columns of a Parquet file.

    An instant (TIMESTAMP WITH TIME ZONE) is read by Beijing time, the legal time of the whole country.
    Raises Refusal where the file is no whole Parquet file, MemoryError where it is not read for want of memory.
    """
    from duckdb import Error, OutOfMemoryException  # noqa: PLC0415 - slow

    try:
        kinds = connection.execute(f"DESCRIBE SELECT * FROM {_file(path)}").fetchall()
        schema = connection.execute(
            "SELECT name, coalesce(num_children, 0) FROM parquet_schema(?)", [_literal_path(path)]
        ).fetchall()
    except OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
    except Error as error:
        raise CorruptParquet(source, str(error).splitlines()[0]).refusal() from error
    names = _top_names(schema)
    return tuple(
        _column(place, name, kind) for place, (name, (_, kind, *_)) in enumerate(zip(names, kinds, strict=True))
    )


def _top_names(schema: Sequence[tuple[str, int]]) -> list[str]:
    """The names of the columns as they stand in the file, out of its tree of names and numbers of children.

    DuckDB itself renames what is equal but for case, and what has no name.
    """
    _, *nodes = schema
    names, nested = [], 0
    for name, children in nodes:
        if nested == 0:
            names.append(name)
        else:
            nested -= 1
        nested += children
    return names


def parquet_relation(path: Path, columns: Sequence[ParquetColumn]) -> str:
    """SQL: the rows of a file, of `columns` by place whatever they are called, and the database's own LINE."""
    places = ", ".join(_place(n) for n in range(len(columns)))
    return f"{_file(path)} AS parquet({places})"


LINE = "file_row_number"
"""The number of a row from 0, in the relation that `parquet_relation` gives: no column of the file can hide it there."""


def _file(path: Path) -> str:
    text = _literal_path(path).replace("'", "''")
    return f"read_parquet('{text}', hive_partitioning = false)"  # a folder called 年度=2012 adds no column


def _literal_path(path: Path) -> str:
    """A path that DuckDB does not take for a pattern of several files."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _place(number: int) -> str:
    return f'"#{number}"'


def unfit_columns(columns: Sequence[ParquetColumn]) -> dict[int, str]:
    """The columns no cell can hold, by position, with what they hold in words."""
    return {i: _words(column.kind) for i, column in enumerate(columns) if column.sql is None}


def read_parquet(path: Path, data: bytes, source: str) -> Sheet:
    """Read a Parquet file whole; rows are numbered from 1.

    Raises Refusal where the bytes are no whole Parquet file, MemoryError where they are not read for want of memory.
    """
    if not data.startswith(MARK):
        refuse_foreign(data, source)
    from duckdb import Error, OutOfMemoryException, connect  # noqa: PLC0415 - slow

    with connect() as connection:
        columns = parquet_columns(connection, path, source)
        cells = ", ".join(column.sql or "NULL" for column in columns)
        try:
            rows = connection.execute(f"SELECT {cells} FROM {parquet_relation(path, columns)}").fetchall()
        except OutOfMemoryException as error:
            raise MemoryError(str(error)) from error
        except Error as error:
            raise CorruptParquet(source, str(error).splitlines()[0]).refusal() from error
    return parquet_sheet(path, source, columns, list(enumerate(rows, 1)))


def parquet_sheet(
    path: Path, source: str, columns: Sequence[ParquetColumn], rows: Sequence[tuple[int, Sequence[object]]]
) -> Sheet:
    """Make the sheet of numbered rows; the names of the columns are its header."""
    header = RawRow(0, tuple(column.name for column in columns))
    body = [RawRow(number, tuple(raw_cell(value) for value in row)) for number, row in rows]
    stem = path.stem
    return Sheet(source, None, stem, stem, [header, *body], rigid=True, unfit=unfit_columns(columns))


def raw_cell(value: object) -> RawCell:
    """A value as DuckDB hands it over, as a cell."""
    match value:
        case float() if not isfinite(value):
            return Unusable(str(value), "不是数")
        case None | str() | bool() | int() | float() | Decimal() | date() | time():
            return value
        case _:
            return Unusable(str(value), "不是单个值")


def _column(place: int, name: str, kind: str) -> ParquetColumn:
    quoted = _place(place)
    sql: str | None = None
    if _AS_IT_IS.fullmatch(kind):
        sql = quoted
    elif kind == "DOUBLE":
        sql, kind = f"({quoted} + 0.0::DOUBLE)", "DOUBLE"  # -0.0 becomes 0.0
    elif kind == "FLOAT":
        sql, kind = f"(CAST(CAST({quoted} AS VARCHAR) AS DOUBLE) + 0.0::DOUBLE)", "DOUBLE"  # 0.1 stays 0.1
    elif kind == "UUID" or kind.startswith("ENUM"):
        sql, kind = f"CAST({quoted} AS VARCHAR)", "VARCHAR"
    elif kind in ("TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
        sql, kind = f"CAST({quoted} AS TIMESTAMP)", "TIMESTAMP"
    elif kind == "TIMESTAMP WITH TIME ZONE":
        sql, kind = f"make_timestamp(epoch_us({quoted}) + {_BEIJING_MICROSECONDS})", "TIMESTAMP"
    return ParquetColumn(name, kind, sql)


def _words(kind: str) -> str:
    if kind.endswith("]"):
        return "数组"
    if kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT", "JSON")):
        return "嵌套的对象"
    return "二进制数据" if kind in ("BLOB", "BIT") else f"{kind} 类型的值"
