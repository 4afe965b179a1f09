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
    first = (f"{cell} BETWEEN {literal(chr(low))} AND {literal(chr(high))}" for low, high in _SURELY_VISIBLE)
    end = f"unicode(array_extract({cell}, -1))"
    last = (f"{end} BETWEEN {low} AND {high}" for low, high in _SURELY_VISIBLE)
    return f"(({' OR '.join(first)}) AND ({' OR '.join(last)}))"


def is_blank(text: str, besides: str = "") -> str:
    """SQL: whether a text that is not NULL holds nothing but blanks, and characters that are to count as such."""
    return f"regexp_full_match({text}, {literal(f'[{BLANKS}{besides}]*')})"
