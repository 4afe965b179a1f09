"""People as rows of Python, and tables of results as files, with nothing but DuckDB: for the ways that hold rows in memory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from ..people import kinds

Row = dict[str, Any]
DATE, TEXT, WHOLE, TEXTS = "DATE", "VARCHAR", "BIGINT", "VARCHAR[]"
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
    """Write one of the tables of SCHEMAS."""
    schema = SCHEMAS[name]
    with TemporaryDirectory() as scratch, duckdb.connect() as connection:
        path = Path(scratch) / "rows.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                line = dict(zip(schema, row, strict=True))
                file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        columns = ", ".join(f"{column}: '{kind}'" for column, kind in schema.items())
        read = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"
        connection.execute(f"COPY (FROM {read}) TO '{folder / name}.parquet'")


def write_queries(folder: Path, queries: Mapping[str, tuple[str, str]]) -> None:
    """Write tables that are queries over another one that is written: its name and the query by theirs."""
    with duckdb.connect() as connection:
        for name, (source, query) in queries.items():
            written = query.replace(source, f"'{folder / source}.parquet'")
            connection.execute(f"COPY ({written}) TO '{folder / name}.parquet'")
