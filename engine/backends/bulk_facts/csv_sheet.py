"""CSV files: where each line is one row the database takes them apart, else Python does, row by row into a file."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from attrs import frozen

from ...facts.delimited import delimited_rows, delimiter_of, refuse_web_page
from ...facts.headers import Layout
from ...facts.sheets import RawRow, Sheet, is_blank_row
from ...program import Entity
from .line_rows import LineFile, lines_of, load_lines, sound_line
from .raw_rows import FILLED_ROWS_IN_HEAD, OpenSheet, RawRows
from .tagged import CELL_END, line_of_texts
from .text_scan import TextShape, scan_text, transcoded
from .workspace import Workspace

_START = 1 << 20


@frozen
class CsvSheet:
    """A CSV file whose every line is known to be sound; `shape` and `delimiter` are those of the file itself."""

    head: Sheet
    file: LineFile
    shape: TextShape
    delimiter: str

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Bring its declared columns into the database."""
        return load_lines(workspace, self.file, layout, rigid=True)


def open_csv(workspace: Workspace, path: Path, source: str) -> OpenSheet:
    """Open a CSV or TSV file: all of it is looked at, its first rows are read.

    Raises Refusal where the bytes are no text or its quoting is broken, as engine/facts/delimited.py does.
    """
    shape = scan_text(path, source)
    with shape.path.open(encoding=shape.encoding, newline="") as text:
        refuse_web_page(text.read(500), source)
    delimiter = _delimiter(shape)
    file = _line_file(workspace, shape, delimiter)
    if file is None:
        file = _rewritten(workspace, shape, delimiter, source)
    stem = path.stem
    with shape.path.open(encoding=shape.encoding, newline="") as text:
        rows = _first(delimited_rows(text, delimiter, source))
    return CsvSheet(Sheet(source, None, stem, stem, rows, rigid=True), file, shape, delimiter)


def _first(rows: Iterator[RawRow]) -> list[RawRow]:
    """The rows from the top, blank ones included, until enough hold something."""
    found: list[RawRow] = []
    filled = 0
    for row in rows:
        found.append(row)
        filled += not is_blank_row(row.cells)
        if filled == FILLED_ROWS_IN_HEAD:
            break
    return found


def _delimiter(shape: TextShape) -> str:
    """The delimiter, from the first line that holds one; mostly that is among the first."""
    with shape.path.open(encoding=shape.encoding, newline="") as text:
        start = text.read(_START)
        lines = start.splitlines(keepends=True)
        if any("," in line or "\t" in line for line in islice(lines, max(len(lines) - 1, 0))):
            return delimiter_of(start)
        return delimiter_of(start + text.read())


def _line_file(workspace: Workspace, shape: TextShape, delimiter: str) -> LineFile | None:
    """The file for the database to take apart, None where some row is more than a line or quoted out of the rule."""
    if shape.line_end is None or shape.long_lines:
        return None
    path = shape.path
    if shape.encoding == "gb18030":
        path = workspace.file(".csv")
        transcoded(shape, path)
    file = LineFile(path, shape.line_end, delimiter, shape.quotes)
    if shape.quotes and workspace.rows(f"SELECT 1 FROM {lines_of(file)} WHERE NOT {sound_line(delimiter)} LIMIT 1"):
        return None
    return file


def _rewritten(workspace: Workspace, shape: TextShape, delimiter: str, source: str) -> LineFile:
    """The rows written anew, one a line; what is broken in the file is met here."""
    path = workspace.file(".rows")
    longest = 0
    with (
        shape.path.open(encoding=shape.encoding, newline="") as text,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        for row in delimited_rows(text, delimiter, source):
            if not is_blank_row(row.cells):
                line = line_of_texts(row.number, list(map(str, row.cells)))
                longest = max(longest, len(line) * 4)
                out.write(line)
    return LineFile(path, "\n", CELL_END, numbered=True, longest=longest)
