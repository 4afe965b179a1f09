"""Tables of a Word file: ruled, fixed widths, titles repeated on every page, rows that do not split."""

from copy import deepcopy

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ..document import Align, Table, TableColumn, Text
from .docx_page import AFTER_TABLE, CELL, CELL_TITLE, element
from .docx_text import paragraph, run

_T = qn("w:t")


def table_elements(table: Table, width: int) -> list[BaseOxmlElement]:
    """A table as wide as the type area (`width` in twentieths of a point) and the thin line that parts it from text."""
    widths = column_widths(table.columns, width)
    made = element("tbl")
    made.append(_properties(width))
    grid = element("tblGrid")
    grid.extend(element("gridCol", w=share) for share in widths)
    made.append(grid)
    made.append(_titles(table, widths))
    pattern = _row(widths, [_cell_paragraph(column) for column in table.columns], title=False)
    for row in table.rows:
        made.append(_filled(pattern, row))
    return [made, paragraph((), AFTER_TABLE)]


def column_widths(columns: tuple[TableColumn, ...], width: int) -> list[int]:
    """The columns' widths by their shares; together exactly the table's width."""
    total = sum(column.share for column in columns)
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    places = [width * edge // total for edge in edges]
    return [right - left for left, right in zip(places, places[1:], strict=False)]


def _properties(width: int) -> BaseOxmlElement:
    properties = element("tblPr")
    properties.append(element("tblW", w=width, type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="auto"))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side, size in (("top", 45), ("left", 70), ("bottom", 45), ("right", 70)):
        margins.append(element(side, w=size, type="dxa"))
    properties.append(margins)
    return properties


def _titles(table: Table, widths: list[int]) -> BaseOxmlElement:
    return _row(widths, [paragraph(column.title, CELL_TITLE) for column in table.columns], title=True)


def _row(widths: list[int], paragraphs: list[BaseOxmlElement], *, title: bool) -> BaseOxmlElement:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if title:
        properties.append(element("tblHeader"))
    row.append(properties)
    for width, words in zip(widths, paragraphs, strict=True):
        cell = element("tc")
        cell_properties = element("tcPr")
        cell_properties.append(element("tcW", w=width, type="dxa"))
        cell_properties.append(element("vAlign", val="center"))
        cell.append(cell_properties)
        cell.append(words)
        row.append(cell)
    return row


def _cell_paragraph(column: TableColumn) -> BaseOxmlElement:
    """An empty cell's paragraph with one run to fill."""
    made = paragraph((), CELL)
    if column.align is not Align.LEFT:
        made[0].append(element("jc", val=column.align.value))
    made.append(run(""))
    return made


def _filled(pattern: BaseOxmlElement, row: tuple[Text, ...]) -> BaseOxmlElement:
    """A copy of the pattern row with its cells filled: thousands of rows are made this way."""
    made = deepcopy(pattern)
    for slot, text in zip(list(made.iter(_T)), row, strict=True):
        match text:
            case ():
                pass
            case (only,) if not only.strong:
                slot.text = only.text
            case _:
                _set_runs(slot, text)
    return made


def _set_runs(slot: BaseOxmlElement, text: Text) -> None:
    """Put several runs, or a strong one, where the pattern has a single one."""
    single = slot.getparent()
    words = single.getparent()
    words.remove(single)
    words.extend(run(piece.text, strong=piece.strong) for piece in text)


def floating_table(lines: list[BaseOxmlElement], width: int) -> BaseOxmlElement:
    """A table of one column that stands at the foot of the type area, for 版记: thick rules outside, thin between."""
    made = element("tbl")
    properties = element("tblPr")
    position = element("tblpPr", vertAnchor="margin", horzAnchor="margin")
    position.set(qn("w:tblpXSpec"), "left")
    position.set(qn("w:tblpYSpec"), "bottom")
    properties.append(position)
    properties.append(element("tblW", w=width, type="dxa"))
    borders = element("tblBorders")
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 6)):
        borders.append(element(side, val="single", sz=size, space=0, color="auto"))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    margins.extend(element(side, w=0, type="dxa") for side in ("left", "right"))
    properties.append(margins)
    made.append(properties)
    grid = element("tblGrid")
    grid.append(element("gridCol", w=width))
    made.append(grid)
    made.extend(_row([width], [line], title=False) for line in lines)
    return made
