"""Obligations in the order of the rows they are about: the rows are sorted, and what each owes unfolds from lists."""

from collections.abc import Sequence

from attrs import field, frozen

from .layout import NARROW_ROW, quoted

_OWED = quoted("#owed")


@frozen
class Unfolded:
    """A column of obligations: its name, the list it unfolds from, and how it is read from what has unfolded."""

    name: str
    unfolds: str
    read: str


@frozen
class InOrder:
    """All obligations of an entity, read from a table of its rows: there are fewer of these to sort than of obligations.

    `entity` is its place among the entities; `owed` says of each line whether there is such an obligation.
    """

    entity: int
    table: str
    columns: tuple[Unfolded, ...] = field(repr=False)
    owed: str = field(repr=False)

    def lines(self, read_by: Sequence[str], rows: Sequence[str]) -> str:
        """The query of the columns that some SQL names (more are worked out for nothing), of rows that pass some tests."""
        wanted = [c for c in self.columns if any(c.name in text for text in read_by)]
        unfolded = ", ".join((*(f"{c.unfolds} AS {quoted(c.name)}" for c in wanted), f"{self.owed} AS {_OWED}"))
        tests = f" WHERE {' AND '.join(rows)}" if rows else ""
        sorted_rows = f"SELECT * FROM {self.table}{tests} ORDER BY {NARROW_ROW}"
        read = ", ".join(c.read for c in wanted)
        return f"SELECT {read} FROM (SELECT {unfolded} FROM ({sorted_rows})) WHERE {_OWED}"
