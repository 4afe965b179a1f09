"""结果.xlsx: every table of a check as a workbook that officers sort and filter."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, assert_never

from attrs import frozen

from ..engine.called import as_called
from ..engine.held_folder import SPILL, held_folder
from ..engine.outcome import Result
from ..engine.program import Program
from .display_width import display_width
from .result_sheets import CellKind, CellValue, ResultSheets, Sheet, SheetColumn, SheetRow
from .rule_index import RuleIndex
from .shown import Shown
from .writers.whole_file import write_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .writers.bulk_worksheet import BulkWorksheet

ROWS_PER_SHEET = 1_048_575
"""Rows an Excel sheet holds below its heading."""

ROWS_MEASURED = 500
NARROWEST, WIDEST = 8, 60
MONEY_WIDTH, DATE_WIDTH = 16, 12
FILTER_BUTTON = 3
HEADING_HEIGHT, ROW_HEIGHT = 21, 18
MOST_LINES = 8
"""A cell shows so many lines of a long text; the rest is there when the cell is opened."""
FONT = {"font_name": "宋体", "font_size": 11}


def write_results_workbook(
    program: Program,
    result: Result,
    path: str | os.PathLike[str],
    *,
    unmask: bool = False,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> None:
    """Write the workbook, whole or not at all; the same result gives the same bytes.

    Tables longer than `rows_per_sheet` go on over numbered sheets (违规, 违规（2） …). `unmask` shows 敏感 values.
    Raises OSError where the file cannot be written; an older file at `path` then stays as it was.
    """
    program, result = as_called(program, result)
    sheets = ResultSheets(program, result, RuleIndex(program, result.as_of), Shown(program, unmask))
    write_whole(Path(path), _workbook_bytes(sheets, rows_per_sheet))


def _workbook_bytes(sheets: ResultSheets, rows_per_sheet: int) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - kept out of the start of every command

    packed = BytesIO()
    options = {"constant_memory": True, "default_format_properties": dict(FONT)}
    with (
        held_folder(Path(gettempdir()), SPILL) as aside,  # where the rows wait: those of a killed run are cleared
        Workbook(packed, {**options, "tmpdir": str(aside)}) as workbook,
    ):
        # by default the time of writing, which would change the bytes from run to run
        created = datetime.combine(sheets.result.as_of, time())
        workbook.set_properties({"title": sheets.program.title, "created": created})
        writer = _Writer(workbook, _Formats.of(workbook), rows_per_sheet)
        writer.overview("概况", sheets.overview())
        for sheet in sheets.sheets():
            writer.table(sheet)
    return packed.getvalue()


@frozen
class _Formats:
    """The cell formats of one workbook."""

    text_heading: "Format"
    number_heading: "Format"
    long_text: "Format"
    number: "Format"
    date: "Format"
    money: "Format"

    @classmethod
    def of(cls, workbook: "Workbook") -> "_Formats":
        heading = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter"}
        right = {"align": "right", "indent": 1}
        return cls(
            text_heading=workbook.add_format({**FONT, **heading}),
            number_heading=workbook.add_format({**FONT, **heading, **right}),
            long_text=workbook.add_format({**FONT, "text_wrap": True, "valign": "vcenter"}),
            number=workbook.add_format({**FONT, **right, "num_format": "0"}),
            date=workbook.add_format({**FONT, "num_format": "yyyy-mm-dd", "align": "left"}),
            money=workbook.add_format({**FONT, **right, "num_format": "#,##0.00"}),
        )

    def heading(self, kind: CellKind) -> "Format":
        """The format of a heading, set to the side its column is."""
        return self.number_heading if kind in (CellKind.NUMBER, CellKind.MONEY) else self.text_heading


@frozen
class _Writer:
    """Writes tables into a workbook. Rows are written from the top down, as XlsxWriter's constant memory asks."""

    workbook: "Workbook"
    formats: _Formats
    rows_per_sheet: int

    def overview(self, name: str, tables: tuple[Sheet, ...]) -> None:
        """Several small tables below each other on one sheet."""
        worksheet = self._worksheet(name)
        top = 0
        widths: dict[int, int] = {}
        for table in tables:
            rows = list(table.rows)
            for column, width in enumerate(_widths(table.columns, rows)):
                widths[column] = max(width, widths.get(column, 0))
            self._headings(worksheet, top, table.columns)
            self._rows(worksheet, top + 1, table.columns, rows, [WIDEST] * len(table.columns))
            top += len(rows) + 2
        for column, width in widths.items():
            worksheet.set_column(column, column, width)

    def table(self, sheet: Sheet) -> None:
        """One table, over as many sheets as it needs; without rows a sheet with the headings alone."""
        rows = iter(sheet.rows)
        number = 1
        first: SheetRow | None = next(rows, None)
        self._page(sheet.name, sheet.columns, _page_rows(first, rows, self.rows_per_sheet))
        while (first := next(rows, None)) is not None:
            number += 1
            name = f"{sheet.name}（{number}）"
            self._page(name, sheet.columns, _page_rows(first, rows, self.rows_per_sheet))

    def _page(self, name: str, columns: tuple[SheetColumn, ...], rows: Iterator[SheetRow]) -> None:
        worksheet = self._worksheet(name)
        measured = list(islice(rows, ROWS_MEASURED))
        widths = _widths(columns, measured)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        self._headings(worksheet, 0, columns)
        last = self._rows(worksheet, 1, columns, chain(measured, rows), widths)
        worksheet.freeze_panes(1, 1)
        worksheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        worksheet.repeat_rows(0)

    def _worksheet(self, name: str) -> "BulkWorksheet":
        from .writers.bulk_worksheet import BulkWorksheet  # noqa: PLC0415 - it imports XlsxWriter

        worksheet: BulkWorksheet = self.workbook.add_worksheet(name, worksheet_class=BulkWorksheet)
        worksheet.set_default_row(ROW_HEIGHT)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        return worksheet

    def _headings(self, worksheet: "Worksheet", row: int, columns: tuple[SheetColumn, ...]) -> None:
        worksheet.set_row(row, HEADING_HEIGHT)
        for index, column in enumerate(columns):
            worksheet.write_string(row, index, column.heading, self.formats.heading(column.kind))

    def _rows(
        self,
        worksheet: "BulkWorksheet",
        top: int,
        columns: tuple[SheetColumn, ...],
        rows: Iterable[SheetRow],
        widths: Sequence[int],
    ) -> int:
        """Writes rows from row `top` (counted from 0); returns the last row written, or `top` - 1."""
        makers = [self._cell_maker(column.kind) for column in columns]
        row = top - 1
        for row, values in enumerate(rows, start=top):
            cells: list[tuple[int, str | float, Format | None]] = []
            highest = 1
            for index, (value, width, make) in enumerate(zip(values, widths, makers, strict=True)):
                if value is None or value == "":
                    continue
                lines = _lines(value, width)
                highest = max(highest, lines)
                cells.append((index, *make(value, lines)))
            if highest > 1:
                worksheet.set_row(row, ROW_HEIGHT * min(highest, MOST_LINES))
            worksheet.write_cells(row, cells)
        return row

    def _cell_maker(self, kind: CellKind) -> Callable[[Any, int], tuple[str | float, "Format | None"]]:
        """What a value is written as, and its format, by how many lines it takes; chosen once a column, the cells are many."""
        formats = self.formats
        match kind:
            case CellKind.TEXT:
                return lambda text, lines: (_safe_text(text), formats.long_text if lines > 1 else None)
            case CellKind.DATE:
                return lambda day, _: (_serial(day), formats.date)
            case CellKind.MONEY:
                return lambda fen, _: (fen / 100, formats.money)
            case CellKind.NUMBER:
                return lambda number, _: (number, formats.number)
            case _ as never:
                assert_never(never)


def _page_rows(first: SheetRow | None, rows: Iterator[SheetRow], size: int) -> Iterator[SheetRow]:
    return chain((first,), islice(rows, size - 1)) if first is not None else iter(())


def _lines(value: CellValue, width: int) -> int:
    """How many lines a value takes in a column of a width; texts too short for more than one are not measured."""
    if not isinstance(value, str) or 2 * len(value) <= width:
        return 1
    return -(-display_width(value) // width)


def _safe_text(text: str) -> str:
    """Text that XlsxWriter writes as it is: it takes <r>…</r> for its own markup and would write it unescaped."""
    return f" {text}" if text.startswith("<r>") else text


@lru_cache(maxsize=65536)
def _serial(day: date) -> int:
    """The number Excel keeps for a day; it counts a 29 February 1900 that never was."""
    days = (day - date(1899, 12, 30)).days
    return days if day >= date(1900, 3, 1) else days - 1


def _widths(columns: tuple[SheetColumn, ...], rows: list[SheetRow]) -> list[int]:
    """Column widths that show headings and the measured rows whole, within bounds."""
    return [_width(column, [row[index] for row in rows]) for index, column in enumerate(columns)]


def _width(column: SheetColumn, values: list[CellValue]) -> int:
    heading = display_width(column.heading) + FILTER_BUTTON
    match column.kind:
        case CellKind.DATE:
            return max(heading, DATE_WIDTH)
        case CellKind.MONEY:
            return max(heading, MONEY_WIDTH)
        case CellKind.TEXT | CellKind.NUMBER:
            widest = max((display_width(str(value)) + 2 for value in values if value is not None), default=0)
            return min(max(heading, widest, NARROWEST), WIDEST)
        case _ as never:
            assert_never(never)
