"""An XlsxWriter worksheet that writes plain text and numbers twice as fast: large tables are nothing else.

XlsxWriter takes the class through the public argument `worksheet_class` of `add_worksheet`; the method replaced is
its innermost loop. Whatever is not plainly text or a number still goes through XlsxWriter's own.
"""

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple, Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_NEEDS_CARE = re.compile(r"^\s|\s$|[\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""Text that needs more than escaping: space kept at its ends, control characters, what reads like Excel's own escape."""


class BulkWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet for workbooks opened with `constant_memory`, where text stands inside its cell."""

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        if isinstance(cell, CellNumberTuple):
            self.fh.write(f"{_start(row, col, cell.format)}><v>{cell.number:.16G}</v></c>")
        elif isinstance(cell, CellStringTuple) and (text := _plain_xml(cell.string)) is not None:
            self.fh.write(f'{_start(row, col, cell.format)} t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            super()._write_cell(row, col, cell)


def _start(row: int, col: int, format_: "Format | None") -> str:
    style = f' s="{format_._get_xf_index()}"' if format_ else ""
    return f'<c r="{_letters(col)}{row + 1}"{style}'


@lru_cache(maxsize=256)
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


@lru_cache(maxsize=65536)
def _plain_xml(text: str) -> str | None:
    """The text as XML, or None where escaping alone would not keep it as it is."""
    return None if _NEEDS_CARE.search(text) else escape(text, quote=False)
