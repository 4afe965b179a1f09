"""Tables of results into files: the same bytes for the same rows, whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .shortage import refusing_shortage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP = 122_880
"""Rows in a row group of a Parquet file: fixed, since its default follows the number of threads."""
_FORMS = {
    ".parquet": f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}",
    ".csv": "FORMAT csv, HEADER true",
}


def write_table(connection: "DuckDBPyConnection", query: str, path: Path, order: Sequence[str] = ()) -> int:
    """Write the rows of a query to `path`, a .parquet or .csv file, in place of one that is there; gives their number.

    Rows are sorted by the columns `order` and then by every other one, so that the bytes depend neither on the
    number of threads nor on how the query was carried out. Raises Refusal where memory or disk do not suffice or the
    folder cannot be written; then `path` is as it was.
    """
    with refusing_shortage(connection, f"「{path.name}」"):
        names = [name for name, *_ in connection.execute(f"DESCRIBE {query}").fetchall()]
        ordered = ", ".join(_quoted(name) for name in dict.fromkeys((*order, *names)))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
        os.close(handle)
        part = Path(name)
        try:
            return _write(connection, f"SELECT * FROM ({query}) ORDER BY {ordered}", part, path)
        finally:
            part.unlink(missing_ok=True)


def spill_into(connection: "DuckDBPyConnection", folder: Path, memory: str | None = None) -> None:
    """Let the database put what does not fit into memory (`memory`, such as 4GB) into files of a folder."""
    connection.execute("SET temp_directory = ?", [str(folder)])
    if memory is not None:
        connection.execute("SET memory_limit = ?", [memory])


def _write(connection: "DuckDBPyConnection", query: str, part: Path, path: Path) -> int:
    text = str(part).replace("'", "''")
    connection.execute("SET preserve_insertion_order = true")
    (count,) = connection.execute(f"COPY ({query}) TO '{text}' ({_FORMS[path.suffix]})").fetchone() or (0,)
    part.chmod(_permissions(path))
    part.replace(path)
    return int(count)


def _permissions(path: Path) -> int:
    """Those of the file that is replaced, else those every new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
