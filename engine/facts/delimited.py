"""CSV and TSV files: every cell is text, rows are numbered by the line they start on."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from .file_problems import MalformedDelimited, WrongContent
from .names import folded
from .sheets import RawRow, Sheet
from .text_bytes import decoded

_REASONS = (
    ("unexpected end of data", "英文双引号没有闭合"),
    ("expected after", "闭合的英文双引号之后还有别的字"),
    ("field larger than field limit", "一格超过十三万字，多半是前面的英文双引号没有闭合"),
)


def read_delimited(data: bytes, source: str, stem: str) -> Sheet:
    """Read the bytes of a file separated by commas or tabs.

    Raises Refusal where the bytes are no text, or its quoting is broken.
    """
    text = decoded(data, source)
    refuse_web_page(text, source)
    rows = tuple(delimited_rows(StringIO(text, newline=""), delimiter_of(text), source))
    return Sheet(source, None, stem, stem, rows, rigid=True)


def delimited_rows(lines: Iterable[str], delimiter: str, source: str) -> Iterator[RawRow]:
    """Take lines with their line ends apart into rows of cells.

    Raises Refusal where the quoting is broken.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield RawRow(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        said = str(error)
        reason = next((words for part, words in _REASONS if part in said), said)
        raise MalformedDelimited(source, line, reason).refusal() from error


def delimiter_of(text: str) -> str:
    """Tell a tab from a comma by the first line that holds either."""
    for line in text.splitlines():
        if "\t" in line or "," in line:
            return "\t" if line.count("\t") > line.count(",") else ","
    return ","


def refuse_web_page(text: str, source: str) -> None:
    """Refuse what is a web page or XML under the name of a CSV file; its first 500 characters are looked at."""
    start = folded(text[:500]).lower()
    if start.startswith(("<html", "<!doctypehtml", "<table")):
        raise WrongContent(source, "网页", "在 Excel 中打开后另存为 .xlsx").refusal()
    if start.startswith("<?xml"):
        raise WrongContent(source, "XML 文件", "在 Excel 中打开后另存为 .xlsx").refusal()
