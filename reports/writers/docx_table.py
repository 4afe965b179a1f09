"""Tables of a Word file: ruled, fixed widths, titles repeated on every page, rows that do not split."""

from copy import deepcopy
from itertools import pairwise

from docx.oxml.ns import qn

from ..document import Align, Table, TableColumn, Text
from .docx_page import AFTER_TABLE, CELL, CELL_TITLE, PITCH, Element, child, element
from .docx_text import insert, paragraph, run
from .fitting import before_totals, filled_by_hand

_T, _P = qn("w:t"), qn("w:p")
Sizes = tuple[tuple[str, int], ...]


def table_elements(table: Table, width: int) -> list[Element]:
    """A table as wide as the type area (`width` in twentieths of a point) and the thin line that parts it from text."""
    widths = column_widths(table.columns, width)
    made = element("tbl")
    made.append(_properties(width, _GRID, _PADDING))
    grid = element("tblGrid")
    grid.extend(element("gridCol", w=share) for share in widths)
    made.append(grid)
    made.append(_titles(table, widths))
    patterns = {tall: _pattern(table, widths, tall=tall) for tall in (False, True)}
    for row, tall, kept in zip(table.rows, filled_by_hand(table), before_totals(table), strict=True):
        made.append(_filled(patterns[tall], row))
        if kept:
            _keep_with_next(made[-1])
    return [made, paragraph((), AFTER_TABLE)]


def column_widths(columns: tuple[TableColumn, ...], width: int) -> list[int]:
    """The columns' widths by their shares; together exactly the table's width."""
    total = sum(column.share for column in columns)
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    places = [width * edge // total for edge in edges]
    return [right - left for left, right in pairwise(places)]


def ruled_lines(lines: list[Element], width: int, *, bare: bool = False) -> Element:
    """A table of one column for 版记: rules of 0.35 mm above and below, of 0.25 mm between (clause 7.4.2), or none."""
    made = element("tbl")
    made.append(_properties(width, () if bare else (("top", 8), ("bottom", 8), ("insideH", 6)), ()))
    grid = element("tblGrid")
    grid.append(element("gridCol", w=width))
    made.append(grid)
    made.extend(_row([width], [line], title=False) for line in lines)
    return made


_GRID = tuple((side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PADDING = (("top", 45), ("left", 70), ("bottom", 45), ("right", 70))


def _properties(width: int, rules: Sizes, padding: Sizes) -> Element:
    """`rules` in eighths of a point, `padding` of cells in twentieths, both by side."""
    properties = element("tblPr")
    properties.append(element("tblW", w=width, type="dxa"))
    borders = element("tblBorders")
    borders.extend(element(side, val="single", sz=size, space=0, color="auto") for side, size in rules)
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    margins.extend(element(side, w=size, type="dxa") for side, size in padding or (("left", 0), ("right", 0)))
    properties.append(margins)
    return properties


def _titles(table: Table, widths: list[int]) -> Element:
    return _row(widths, [paragraph(column.title, CELL_TITLE) for column in table.columns], title=True)


def _pattern(table: Table, widths: list[int], *, tall: bool) -> Element:
    return _row(widths, [_cell_paragraph(column) for column in table.columns], title=False, tall=tall)


def _row(widths: list[int], paragraphs: list[Element], *, title: bool, tall: bool = False) -> Element:
    """A row; a `tall` one leaves room to write in by hand."""
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if tall:
        properties.append(element("trHeight", val=PITCH, hRule="atLeast"))
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


def _cell_paragraph(column: TableColumn) -> Element:
    """An empty cell's paragraph with one run to fill."""
    made = paragraph((), CELL)
    if column.align is not Align.LEFT:
        made[0].append(element("jc", val=column.align.value))
    made.append(run(""))
    return made


def _filled(pattern: Element, row: tuple[Text, ...]) -> Element:
    """A copy of the pattern row with its cells filled: thousands of rows are made this way."""
    made = deepcopy(pattern)
    for slot, text in zip(list(made.iter(_P)), row, strict=True):
        match text:
            case ():
                pass
            case (only,) if not only.strong:
                next(slot.iter(_T)).text = only.text
            case _:
                slot.remove(child(slot, "r"))
                slot.extend(run(piece.text, strong=piece.strong) for piece in text)
    return made


def _keep_with_next(row: Element) -> None:
    """Keep a row on the page of the next one; Word goes by the paragraphs in its cells."""
    for slot in row.iter(_P):
        insert(slot, element("keepNext"))
