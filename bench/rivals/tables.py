"""People as rows of Python, and tables of results as files, with nothing but DuckDB: for the ways that hold rows in memory."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from ..people import kinds

Row = dict[str, Any]
DATE, TEXT, WHOLE, TEXTS = "DATE", "VARCHAR", "BIGINT", "VARCHAR[]"
BETWEEN = "|"
"""Stands between the texts of a list in a CSV file."""
SCHEMAS = {
    "obligations": {
        "duty": TEXT, "key": TEXT, "bearer": TEXT, "state": TEXT, "trigger": DATE, "due": DATE, "due_extended": DATE,
        "done": DATE, "days_late": WHOLE, "reason": TEXT, "unserved": TEXTS,
    },
    "violations": {"duty": TEXT, "bearer": TEXT, "n": WHOLE},
    "undetermined": {"rule": TEXT, "key": TEXT, "missing": TEXTS},
    "entitlements": {"key": TEXT, "payer": TEXT, "payee": TEXT, "amount_fen": WHOLE, "date": DATE},
    "sums": {"payer": TEXT, "year": WHOLE, "n": WHOLE, "amount_fen": WHOLE},
    "duty_counts": {"duty": TEXT, "state": TEXT, "n": WHOLE},
    "classification_counts": {"rule": TEXT, "yes": WHOLE, "no": WHOLE, "open": WHOLE},
}  # fmt: skip


def source_of(people: Path) -> str:
    """SQL: the rows of a .parquet or .csv file."""
    if people.suffix != ".csv":
        return f"'{people}'"
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds().items())
    return f"read_csv('{people}', header = true, delim = ',', columns = {{{columns}}})"


def rows_of(people: Path) -> Iterator[Row]:
    """The rows of a file, some thousands in memory at a time."""
    found = duckdb.connect().execute(f"FROM {source_of(people)}")
    names = [name for name, *_ in found.description or ()]
    while some := found.fetchmany(10_000):
        yield from (dict(zip(names, row, strict=True)) for row in some)


def write_table(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    """Write one of the tables of SCHEMAS, by way of a CSV file: nothing else takes rows of Python so fast."""
    schema = SCHEMAS[name]
    lists = [place for place, kind in enumerate(schema.values()) if kind == TEXTS]
    with TemporaryDirectory() as scratch, duckdb.connect() as connection:
        path = Path(scratch) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_joined(row, lists) for row in rows)
        columns = ", ".join(f"{column}: '{TEXT if kind == TEXTS else kind}'" for column, kind in schema.items())
        cells = ", ".join(
            f"CASE WHEN {column} IS NULL THEN [] ELSE string_split({column}, '{BETWEEN}') END AS {column}"
            if kind == TEXTS
            else f"coalesce({column}, '') AS {column}"
            if column == "reason"
            else column
            for column, kind in schema.items()
        )
        read = f"read_csv('{path}', header = false, delim = ',', columns = {{{columns}}})"
        connection.execute(f"COPY (SELECT {cells} FROM {read}) TO '{folder / name}.parquet'")


def _joined(row: Sequence[object], lists: Sequence[int]) -> Sequence[object]:
    if not lists:
        return row
    cells: list[Any] = list(row)
    for place in lists:
        cells[place] = BETWEEN.join(cells[place])
    return cells


def write_queries(folder: Path, queries: Mapping[str, tuple[str, str]]) -> None:
    """Write tables that are queries over another one that is written: its name and the query by theirs."""
    with duckdb.connect() as connection:
        for name, (source, query) in queries.items():
            written = query.replace(source, f"'{folder / source}.parquet'")
            connection.execute(f"COPY ({written}) TO '{folder / name}.parquet'")
