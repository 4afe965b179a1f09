"""Blanks as engine/facts/names.py has them, in SQL."""

from ...facts.names import BLANKS
from .workspace import literal

_SURELY_VISIBLE = ((0x21, 0x7E), (0x3001, 0xD7FF))
"""Characters among which there is no blank: of ASCII, and from the marks of Chinese to the last Hangul."""


def trimmed(cell: str) -> str:
    """SQL: a text without blanks at its ends (stripped). Looks at the ends first: trimming itself is slow."""
    return f"CASE WHEN {is_bare(cell)} THEN {cell} ELSE trim({cell}, {literal(BLANKS)}) END"


def is_bare(cell: str) -> str:
    """SQL: whether a text surely has no blank at either end, nor is empty.

    By functions of the cell alone: where a file holds each different text once, they are worked out once for each.
    """
    last = (f"{last_of(cell)} BETWEEN {low} AND {high}" for low, high in _SURELY_VISIBLE)
    return f"({begins_visibly(cell)} AND ({' OR '.join(last)}))"


def is_not_bare(cell: str) -> str:
    """SQL: the contrary of is_bare, as a filter tells it soonest: the last character is taken out once for most texts."""
    last = last_of(cell)
    (ascii_low, ascii_high), (low, high) = _SURELY_VISIBLE
    ends = f"CASE WHEN {last} <= {ascii_high} THEN {last} < {ascii_low} ELSE {last} NOT BETWEEN {low} AND {high} END"
    return f"(NOT {begins_visibly(cell)} OR {ends})"


def begins_visibly(cell: str) -> str:
    """SQL: whether a text surely begins with something else than a blank.

    Of a Parquet file the database knows it without a look at any text, where the least and the greatest say so.
    """
    first = (f"{cell} BETWEEN {literal(chr(low))} AND {literal(chr(high))}" for low, high in _SURELY_VISIBLE)
    return f"({' OR '.join(first)})"


def last_of(cell: str) -> str:
    """SQL: the number of the last character of a text."""
    return f"unicode(array_extract({cell}, -1))"


def is_blank(text: str, besides: str = "") -> str:
    """SQL: whether a text that is not NULL holds nothing but blanks, and characters that are to count as such."""
    return f"regexp_full_match({text}, {literal(f'[{BLANKS}{besides}]*')})"
