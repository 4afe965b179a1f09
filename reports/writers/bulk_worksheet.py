"""An XlsxWriter worksheet that writes plain text and numbers three times as fast: large tables are nothing else.

XlsxWriter takes the class through the public argument `worksheet_class` of `add_worksheet`. Cells given a row at a time
wait as the XML they will be; whatever is not plainly text or a number still goes through XlsxWriter's own.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_NEEDS_CARE = re.compile(r"^\s|\s$|[\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""Text that needs more than escaping: space kept at its ends, control characters, what reads like Excel's own escape."""

LONGEST = 16_383
"""XlsxWriter counts texts longer than this by UTF-16, and cuts off what Excel does not take: they go through its own way."""

Cell = tuple[int, str | float, "Format | None"]
"""Column, value and format of a cell; a number is finite."""


class BulkWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet for workbooks opened with `constant_memory`, where text stands inside its cell.

    Rows come from the top down.
    """

    def write_cells(self, row: int, cells: Iterable[Cell]) -> None:
        """Write cells of one row from left to right, each as the XML it will be. Of a row that is written once."""
        if row > self.previous_row:
            self._write_single_row(row)  # formats get their numbers in the order in which cells are made
        written = self.table[row]
        number = str(row + 1)
        for column, value, format_ in cells:
            style = f' s="{format_._get_xf_index()}"' if format_ else ""
            if not isinstance(value, str):
                written[column] = f'<c r="{_letters(column)}{number}"{style}><v>{value:.16G}</v></c>'
            elif len(value) <= LONGEST and (text := _plain_xml(value)) is not None:
                inside = f' t="inlineStr"><is><t>{text}</t></is></c>'
                written[column] = f'<c r="{_letters(column)}{number}"{style}{inside}'
            else:
                self.write_string(row, column, value, format_)
        if written:
            self._check_dimensions(row, min(written))
            self._check_dimensions(row, max(written))

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        if isinstance(cell, str):
            self.fh.write(cell)
        else:
            super()._write_cell(row, col, cell)


@lru_cache(maxsize=256)
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


@lru_cache(maxsize=65536)
def _plain_xml(text: str) -> str | None:
    """The text as XML, or None where escaping alone would not keep it as it is."""
    return None if _NEEDS_CARE.search(text) else escape(text, quote=False)
