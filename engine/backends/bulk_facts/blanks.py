"""Blanks as engine/facts/names.py has them, in SQL."""

from ...facts.names import BLANKS
from .workspace import literal


def trimmed(cell: str) -> str:
    """SQL: a text without blanks at its ends (stripped). Looks at the ends first: trimming itself is slow."""
    blanks = literal(BLANKS)
    bare = f"NOT contains({blanks}, left({cell}, 1)) AND NOT contains({blanks}, right({cell}, 1))"
    return f"CASE WHEN {bare} THEN {cell} ELSE trim({cell}, {blanks}) END"


def is_blank(text: str, besides: str = "") -> str:
    """SQL: whether a text that is not NULL holds nothing but blanks, and characters that are to count as such."""
    return f"regexp_full_match({text}, {literal(f'[{BLANKS}{besides}]*')})"
