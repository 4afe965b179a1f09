"""`policy form`: a blank workbook to fill in, one sheet for each 台账, that `policy check` reads back."""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..engine.facts.form_sheets import GUIDE, LISTS
from ..engine.facts.matching import EXCEL_NAME_LIMIT
from ..engine.facts.names import folded
from ..engine.facts.tables import Table
from ..engine.program import Program
from .display_width import display_width
from .form_checks import CELL_FORMATS, validation
from .form_columns import Check, FormColumn, FormSheet, form_sheets
from .form_guide import WIDTHS, GuideRow, guide_rows
from .form_problems import NoLedgers, UnfitSheetName
from .results_workbook import FONT
from .writers.whole_file import write_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
HEADER_HEIGHT = 48
NARROWEST, WIDEST = 11, 20
COMMENT_WIDTH, COMMENT_LINE = 320, 19
INLINE_LIMIT = 255
"""Characters that Excel allows a list written into the cell's own rule."""

_FORBIDDEN = set("[]:*?/\\")
_HEADER = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "locked": True}
_HEADER_COLOURS = {"key": "#FCE4D6", "proof": "#E2EFDA", "fact": "#DCE6F1"}
_ALLOWED = {"format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "insert_rows": True} | {
    "delete_rows": True,
    "objects": True,
}
"""What stays possible on a sheet whose header is protected."""


def write_form(
    program: Program, reference: Mapping[str, Table], path: str | os.PathLike[str], *, day: date
) -> tuple[FormSheet, ...]:
    """Write the blank workbook for the version in force on a day, whole or not at all; returns its sheets.

    The same arguments give the same bytes. Raises Refusal where there is no 台账 or a name fits no worksheet, OSError
    where the file cannot be written.
    """
    sheets = form_sheets(program, reference, day)
    if not sheets:
        raise NoLedgers(program.name).refusal()
    _refuse_names(sheets)
    write_whole(Path(path), _workbook_bytes(program, sheets, day))
    return sheets


def _refuse_names(sheets: tuple[FormSheet, ...]) -> None:
    bad = tuple(s.name for s in sheets if _FORBIDDEN & set(s.name) or s.name.startswith("'") or s.name.endswith("'"))
    if bad:
        raise UnfitSheetName(bad, "含有 [ ] : * ? / \\ 这些符号，或以单引号开头结尾").refusal()
    known: dict[str, str] = {}
    for sheet in sheets:
        other = known.setdefault(folded(_tab(sheet.name)).lower(), sheet.name)
        if other != sheet.name:
            raise UnfitSheetName((other, sheet.name), f"前{EXCEL_NAME_LIMIT}个字相同，工作簿里分不开").refusal()


def _tab(name: str) -> str:
    return name[:EXCEL_NAME_LIMIT]


def _free(name: str, sheets: tuple[FormSheet, ...]) -> str:
    """A name for a sheet of the form's own that no 台账 bears."""
    taken = {folded(_tab(sheet.name)) for sheet in sheets}
    return next(n for n in (name, *(f"{name}（{i}）" for i in range(2, len(sheets) + 3))) if folded(n) not in taken)


def _workbook_bytes(program: Program, sheets: tuple[FormSheet, ...], day: date) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - kept out of the start of every command

    packed = BytesIO()
    with Workbook(packed, {"default_format_properties": dict(FONT)}) as workbook:
        version = program.version_at(day)
        # by default the time of writing, which would change the bytes from run to run
        created = datetime.combine(version.in_force, time())
        workbook.set_properties({"title": f"{version.title}填报表", "created": created})
        writer = _Writer(workbook, _free(LISTS, sheets))
        writer.guide(_free(GUIDE, sheets), guide_rows(version, sheets, day))
        for sheet in sheets:
            writer.ledger(sheet)
        writer.lists()
    return packed.getvalue()


@frozen
class _Writer:
    """Writes the sheets; `long_lists` are the drop-downs that stand on a hidden sheet, by the column they fill."""

    workbook: "Workbook"
    list_sheet: str
    long_lists: dict[tuple[str, ...], int] = field(factory=dict)
    formats: "dict[tuple[tuple[str, Any], ...], Format]" = field(factory=dict)

    def guide(self, name: str, rows: Iterator[GuideRow]) -> None:
        """Write the sheet that says how to fill in the others."""
        sheet = self.workbook.add_worksheet(name)
        for position, width in enumerate(WIDTHS):
            sheet.set_column(position, position, width)
        for number, row in enumerate(rows):
            if row.spans:
                sheet.merge_range(number, 0, number, len(WIDTHS) - 1, row.cells[0], self._format(**row.look))
                sheet.set_row(number, max(row.height, _wrapped_height(row.cells, (sum(WIDTHS),))))
                continue
            for position, cell in enumerate(row.cells):
                sheet.write_string(number, position, cell, self._format(**row.look))
            sheet.set_row(number, max(row.height, _wrapped_height(row.cells, WIDTHS)))
        sheet.protect()
        _set_page(sheet, repeat=False)

    def ledger(self, ledger: FormSheet) -> None:
        """Write one 台账: its header, its comments, and what its cells are checked for."""
        sheet = self.workbook.add_worksheet(_tab(ledger.name))
        sheet.set_row(0, HEADER_HEIGHT, self._format(**_HEADER))
        for position, column in enumerate(ledger.columns):
            colour = _HEADER_COLOURS["key" if column.key else "proof" if column.proof else "fact"]
            sheet.write_string(0, position, column.name, self._format(**_HEADER, bg_color=colour))
            sheet.set_column(
                position, position, _width(column), self._format(locked=False, **CELL_FORMATS[column.check])
            )
            sheet.write_comment(0, position, column.note, _comment_options(column.note))
            rule = validation(column, position, self._source(column))
            if rule is not None:
                sheet.data_validation(1, position, LAST_ROW, position, rule)
        # a row is deleted only where all of it is unlocked
        sheet.set_column(len(ledger.columns), LAST_COLUMN, None, self._format(locked=False))
        keys = next((n for n, c in enumerate(ledger.columns) if not c.key), len(ledger.columns))
        sheet.freeze_panes(1, keys)
        if keys:
            sheet.repeat_columns(0, keys - 1)
        sheet.protect("", dict(_ALLOWED))
        _set_page(sheet, repeat=True)

    def lists(self) -> None:
        """Write the hidden sheet of the long drop-downs."""
        if not self.long_lists:
            return
        sheet = self.workbook.add_worksheet(self.list_sheet)
        for choices, position in self.long_lists.items():
            sheet.write_column(0, position, choices)
        sheet.very_hidden()

    def _source(self, column: FormColumn) -> list[str] | str | None:
        """What a drop-down offers: the values themselves, or where they stand."""
        if column.check not in (Check.ONE_OF, Check.OFFERED) or not column.choices:
            return None
        if len(",".join(column.choices)) <= INLINE_LIMIT and not any(set(c) & set(',"') for c in column.choices):
            return list(column.choices)
        from xlsxwriter.utility import quote_sheetname, xl_range_abs  # noqa: PLC0415 - only who writes workbooks

        position = self.long_lists.setdefault(column.choices, len(self.long_lists))
        return f"={quote_sheetname(self.list_sheet)}!{xl_range_abs(0, position, len(column.choices) - 1, position)}"

    def _format(self, **look: Any) -> "Format":  # noqa: ANN401 - XlsxWriter's properties
        known = tuple(sorted(look.items()))
        if known not in self.formats:
            self.formats[known] = self.workbook.add_format({**FONT, **look})
        return self.formats[known]


def _width(column: FormColumn) -> float:
    """Wide enough for the header on two lines and for most choices."""
    longest = max((display_width(c) for c in column.choices), default=0)
    return float(max(NARROWEST, -(-display_width(column.name) // 2) + 3, min(longest + 4, WIDEST)))


def _wrapped_height(cells: tuple[str, ...], widths: tuple[int, ...]) -> float:
    """Room for the longest cell of a row of the guide, whose columns wrap."""
    sized = zip(cells, widths, strict=False)
    return (
        16.0 * max(sum(max(1, -(-display_width(part) // (w - 1))) for part in cell.split("\n")) for cell, w in sized)
        + 4
    )


def _comment_options(note: str) -> dict[str, Any]:
    lines = sum(1 + display_width(line) * 7 // COMMENT_WIDTH for line in note.split("\n"))
    return {"width": COMMENT_WIDTH, "height": COMMENT_LINE * (lines + 1), "font_name": "宋体", "font_size": 10} | {
        "author": "规矩"
    }


def _set_page(sheet: "Worksheet", *, repeat: bool) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1 if not repeat else 0, 0)
    if repeat:
        sheet.repeat_rows(0)
