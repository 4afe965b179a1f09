"""The tables of a Document as a workbook: a sheet each with a filter and a fixed heading, the words on a last sheet."""

import re
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ..display_width import display_width
from ..document import Align, Block, Document, Heading, Paragraph, Table, words
from .whole_file import write_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

ROWS_PER_SHEET = 1_048_575
NARROWEST, WIDEST = 8, 60
FONT = {"font_name": "宋体", "font_size": 11}

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FIGURE = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,4})?", re.ASCII)
_WORDS = "文字"


def write_workbook(document: Document, path: Path) -> None:
    """Write the workbook, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, workbook_bytes(document))


def workbook_bytes(document: Document) -> bytes:
    """The workbook: figures in columns set to the right are numbers, everything else is text and never a formula."""
    from xlsxwriter import Workbook  # noqa: PLC0415 # only who writes workbooks loads it

    packed = BytesIO()
    options = {"default_format_properties": dict(FONT), "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(packed, options) as workbook:
        workbook.set_properties({"title": document.title, "created": datetime.combine(document.date, time())})
        writer = _Writer(workbook, _Formats.of(workbook), set())
        for name, table in _tables(document):
            for start in range(0, max(len(table.rows), 1), ROWS_PER_SHEET):
                writer.table(name, table, start)
        writer.words(document)
    return packed.getvalue()


def _tables(document: Document) -> Iterator[tuple[str, Table]]:
    """The tables with what each is called: the heading above it, else the title it stands under."""
    sections = [(document.title, document.blocks), *((annex.title, annex.blocks) for annex in document.annexes)]
    for title, blocks in sections:
        name = title
        for block in blocks:
            match block:
                case Heading(text=text):
                    name = words(text)
                case Table():
                    yield name, block
                case Paragraph():
                    pass


@frozen
class _Formats:
    """The cell formats of one workbook."""

    title: "Format"
    text: "Format"
    whole: "Format"
    thousands: "Format"
    decimal: "Format"

    @classmethod
    def of(cls, workbook: "Workbook") -> "_Formats":
        heading = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter", "text_wrap": True}
        body = {"valign": "top"}
        return cls(
            workbook.add_format({**FONT, **heading}),
            workbook.add_format({**FONT, **body, "text_wrap": True}),
            workbook.add_format({**FONT, **body, "num_format": "0"}),
            workbook.add_format({**FONT, **body, "num_format": "#,##0"}),
            workbook.add_format({**FONT, **body, "num_format": "#,##0.00"}),
        )


@frozen
class _Writer:
    workbook: "Workbook"
    formats: _Formats
    taken: set[str]

    def table(self, name: str, table: Table, start: int) -> None:
        """A sheet with the rows of a table from `start` on."""
        sheet = self.workbook.add_worksheet(self._sheet_name(name))
        rows = table.rows[start : start + ROWS_PER_SHEET]
        for index, column in enumerate(table.columns):
            sheet.write_string(0, index, words(column.title), self.formats.title)
            shown = [words(column.title), *(words(row[index]) for row in rows[:500])]
            widest = max(display_width(text) for text in shown) + 3
            sheet.set_column(index, index, min(max(widest, NARROWEST), WIDEST))
            figures = column.align is Align.RIGHT
            for number, row in enumerate(rows, start=1):
                text = words(row[index])
                if figures and _FIGURE.fullmatch(text):
                    sheet.write_number(number, index, float(text.replace(",", "")), self._figure(text))
                elif text:
                    sheet.write_string(number, index, _safe(text), self.formats.text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def words(self, document: Document) -> None:
        """The sheet with everything that stands in no table."""
        sheet = self.workbook.add_worksheet(self._sheet_name(_WORDS))
        sheet.set_column(0, 0, 100)
        blocks = (*document.blocks, *(block for annex in document.annexes for block in annex.blocks))
        lines = [document.title, *filter(None, (document.number, document.recipients)), *_prose(blocks)]
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, _safe(line), self.formats.text)

    def _figure(self, text: str) -> "Format":
        if "." in text:
            return self.formats.decimal
        return self.formats.thousands if "," in text else self.formats.whole

    def _sheet_name(self, wanted: str) -> str:
        """A name Excel accepts, not used before in this workbook."""
        base = _FORBIDDEN.sub("_", wanted).strip("' ")[:26] or "表"
        name, number = base, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{base}（{number}）"
        self.taken.add(name.casefold())
        return name


def _prose(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(mark=mark, text=text):
                yield f"{mark}{words(text)}"
            case Paragraph(text=text):
                yield words(text)
            case Table():
                pass


def _safe(text: str) -> str:
    """Text that XlsxWriter writes as it is: it takes <r>…</r> for its own markup; a cell holds 32,767 characters."""
    kept = text[:32_767]
    return f" {kept}" if kept.startswith("<r>") else kept
