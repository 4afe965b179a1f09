"""按期履行.csv: the duties performed on time, one a line, for Excel and for programs."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO
from pathlib import Path

from ..engine.called import as_called
from ..engine.outcome import Result
from ..engine.program import Program
from .result_sheets import CellValue, ResultSheets
from .rule_index import RuleIndex
from .shown import Shown
from .writers.whole_file import write_whole

_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def write_on_time_csv(program: Program, result: Result, path: Path, *, unmask: bool = False) -> None:
    """Write the file in UTF-8 with the mark by which Excel knows it. Raises OSError."""
    program, result = as_called(program, result)
    sheet = ResultSheets(program, result, RuleIndex(program, result.as_of), Shown(program, unmask)).on_time()
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in sheet.columns])
    writer.writerows(map(_cells, sheet.rows))
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def _cells(row: Iterable[CellValue]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA_STARTS):
            # Excel would run text of an export that looks like a formula
            return f"'{value}"
        case _:
            return str(value)
