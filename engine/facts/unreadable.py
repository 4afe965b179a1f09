"""A cell that stands in a declared column and is no value of its type."""

from attrs import frozen


@frozen
class Unreadable:
    """Why a cell is no value, in words that never repeat the cell (it may be sensitive)."""

    reason: str
