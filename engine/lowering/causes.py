"""Causes of 未知 as text, so that SQL can hold, join, count and sort them; and back again.

A cause is kind, subject, places and rows, parted so that the order of the texts is that of `types.in_order`. A value in
SQL carries a list of such texts beside it, NULL unless the value is unknown.
"""

from collections.abc import Iterable

from ..types import OPEN_FACTS, Cause, CauseKind

FIELD, PLACE = "\x1e", "\x1f"
"""Ends a field; ends a place. Neither occurs in a name, and both sort before any character that does."""
ROWS_WIDTH = 10
_NO_ROWS = "0" * ROWS_WIDTH

OPEN_PREFIXES = tuple(kind.value + FIELD for kind in OPEN_FACTS)
"""How a cause begins that supplying a fact removes."""


def encoded(cause: Cause) -> str:
    """A cause as text."""
    return f"{head(cause.kind)}{cause.subject}{tail(cause.places)[:-ROWS_WIDTH]}{cause.rows:0{ROWS_WIDTH}d}"


def head(kind: CauseKind) -> str:
    """What stands before the subject."""
    return kind.value + FIELD


def tail(places: Iterable[str] = ()) -> str:
    """What stands behind the subject of a cause that goes through no rows."""
    return FIELD + "".join(place + PLACE for place in places) + FIELD + _NO_ROWS


def decoded(text: str) -> Cause:
    """A cause from its text."""
    kind, subject, places, rows = text.split(FIELD)
    return Cause(CauseKind(kind), subject, tuple(places.split(PLACE)[:-1]), int(rows))
