"""How words are fitted to a page, the same for every writer: the red mark, the signature above its date."""

from collections.abc import Sequence
from math import ceil

from attrs import frozen

from ..document import Block, Paragraph, Table, set_width, words

KEPT_TOGETHER, KEPT_CHARACTERS = 3, 4 * 28
"""How many paragraphs above a table stay on its page, and how long each may be for that."""

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


def before_table(blocks: Sequence[Block], place: int) -> bool:
    """True for a paragraph that leads up to a table: with at most two others between, all of them short."""
    for block in blocks[place : place + KEPT_TOGETHER + 1]:
        match block:
            case Table():
                return True
            case Paragraph(text=text) if len(words(text)) <= KEPT_CHARACTERS:
                continue
            case _:
                return False
    return False
