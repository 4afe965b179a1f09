"""How words are fitted to a page, the same for every writer: the red mark, the signature above its date."""

from collections.abc import Sequence
from math import ceil

from attrs import frozen

from ..document import Block, Document, Paragraph, Table, Text, set_width, words

LINE = 28
"""Characters on a line of body text."""
KEPT_LINES = 3
"""How many lines of text above a table stay on its page: more would leave much of the page before it white."""
SHORT_PARAGRAPH = 8 * LINE
"""Characters of a last paragraph that may move to the next page with the signature: eight lines."""

LARGEST, SMALLEST = 40.0, 22.0
"""Sizes of a mark in points: as large as its look asks for, and no smaller than the title."""
NARROWEST = 0.55
"""The least share of their width characters may be narrowed to."""


@frozen
class FittedMark:
    """A 发文机关标志 in lines: its size in points, and the share of their width the characters keep."""

    lines: tuple[str, ...]
    points: float
    share: float


def fit_mark(words: str, width: float) -> FittedMark:
    """A mark fitted to a width in points: narrowed first, then made smaller, then set in several even lines."""
    length = max(len(words), 1)
    share = min(1.0, width / (length * LARGEST))
    if share >= NARROWEST:
        return FittedMark((words,), LARGEST, share)
    points = max(SMALLEST, width / (length * NARROWEST))
    count = ceil(length * points * NARROWEST / width - 1e-9)
    size = ceil(length / count)
    lines = tuple(words[i : i + size] for i in range(0, length, size))
    return FittedMark(lines, points, NARROWEST)


def signature_indent(signature: str, day: str) -> float:
    """How far from the right edge a signature stands, in characters, so that date and signature share a middle."""
    middle = 4 + set_width(day) / 2
    return max(0.0, middle - set_width(signature) / 2)


def before_table(blocks: Sequence[Block], place: int, line: int = LINE) -> bool:
    """True for a paragraph that leads up to a table: nothing but a few lines stands between its start and the table.

    `line` is how many characters stand on a line.
    """
    lines = 0
    for block in blocks[place:]:
        match block:
            case Table():
                return True
            case Paragraph(text=text):
                lines += ceil(set_width(words(text)) / line)
            case _:
                return False
        if lines > KEPT_LINES:
            return False
    return False


def goes_with_signature(document: Document) -> bool:
    """True where the last paragraph is short enough to stand on the signature's page, which may not be without text.

    GB/T 9704-2012, 7.3.5.4. Not an only paragraph: the body must begin on page one.
    """
    match document.blocks:
        case (_, *_, Paragraph(text=text)):
            return document.is_signed and len(words(text)) <= SHORT_PARAGRAPH
        case _:
            return False


def is_total(row: Sequence[Text]) -> bool:
    """True for 合计 and 小计: all that stands in the row is strong. It may not stand alone at the top of a page."""
    runs = [run for cell in row for run in cell]
    return bool(runs) and all(run.strong for run in runs)


def before_totals(table: Table) -> list[bool]:
    """For each row whether a total follows it and so has to stand on its page."""
    totals = [is_total(row) for row in table.rows]
    return [*totals[1:], False] if totals else []


def filled_by_hand(table: Table) -> list[bool]:
    """For each row whether it has a place to write in: in a column without any word, or beside nothing but a label."""
    if not table.rows:
        return []
    blank = [not any(words(row[at]) for row in table.rows) for at in range(len(table.columns))]
    return [any(blank) or (len(row) > 1 and not any(words(cell) for cell in row[1:])) for row in table.rows]
