"""What the smaller sheets of the export have in common: columns, and cells as they are laid out."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from attrs import frozen

Cells = dict[str, str | int | date]
"""One row by column: a text, a number, or a day. A column that is absent is a blank cell."""


class LedgerColumn(NamedTuple):
    """A heading, its width in characters, and whether numbers below it are sums in 元."""

    name: str
    width: float
    money: bool = False


@frozen
class Ledger:
    """A sheet of the export: its name, its columns, its rows; these are drawn when they are laid out."""

    name: str
    columns: tuple[LedgerColumn, ...]
    rows: Iterator[Cells]
