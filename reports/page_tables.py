"""Tables and bars of report.html as data: what each cell says, where it leads, and what a chart shows."""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from ..engine.date_words import full_date

NOTHING = "—"
"""Stands where there is no number: never 0, which would be one."""

_FEN_IN_YUAN = 100


@frozen
class Cell:
    """What a cell says, and the anchor on the page it leads to (None: nowhere). `shade` 0 to 4 colours it by a rate."""

    text: str
    leads_to: str | None = None
    shade: int | None = None


@frozen
class PageColumn:
    """A column: its heading, whether it holds numbers, which stand to the right, or dates, which stay on one line."""

    title: str
    numeric: bool = False
    unbroken: bool = False


@frozen
class Rows:
    """Rows that belong together under a heading, which other places may lead to; without one they simply follow."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    anchor: str | None = None


@frozen
class PageTable:
    """A table: a caption, columns, groups of rows whose first cell is their heading, and what is to be said below.

    `empty` is said in place of a table without rows.
    """

    caption: str
    columns: tuple[PageColumn, ...]
    groups: tuple[Rows, ...]
    notes: tuple[str, ...] = ()
    empty: str = "没有"

    @property
    def is_empty(self) -> bool:
        """True where there is no row at all."""
        return not self.length

    @property
    def length(self) -> int:
        """How many rows there are in all groups."""
        return sum(len(group.rows) for group in self.groups)


@frozen
class Bar:
    """One bar: its label, the anchor it leads to, and a number for each series of the chart."""

    label: str
    leads_to: str | None
    numbers: tuple[int, ...]


@frozen
class Bars:
    """A chart of bars, each cut up by series; `unit` is what the numbers count. The same numbers stand in a table."""

    title: str
    unit: str
    series: tuple[str, ...]
    colours: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def longest(self) -> int:
        """The sum of the longest bar; at least 1, by which shares may be taken."""
        return max((sum(bar.numbers) for bar in self.bars), default=0) or 1

    def describe(self) -> str:
        """The chart in a sentence, for who cannot see it."""
        shown = "；".join(f"{bar.label}{self._numbers(bar)}" for bar in self.bars)
        return f"{self.title}。{shown}。"

    def segments(self, bar: Bar) -> tuple[tuple[str, str], ...]:
        """The parts of a bar that are not 0: colour, and width in percent of the longest bar."""
        parts = zip(bar.numbers, self.colours, strict=True)
        return tuple((colour, f"{number * 100 / self.longest:.3f}") for number, colour in parts if number)

    def _numbers(self, bar: Bar) -> str:
        if len(self.series) == 1:
            return f"{bar.numbers[0]:,}{self.unit}"
        return "，".join(f"{s}{n:,}{self.unit}" for s, n in zip(self.series, bar.numbers, strict=True) if n)


def count(number: int, leads_to: str | None = None) -> Cell:
    """A number, which leads somewhere unless it is 0."""
    return Cell(f"{number:,}", leads_to if number else None)


def money(fen: int | None, leads_to: str | None = None) -> Cell:
    """A sum in 分 shown in 元."""
    return Cell(NOTHING) if fen is None else Cell(yuan(fen), leads_to)


def yuan(fen: int) -> str:
    """A sum in 分 in words: 1,234元, 0.50元."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    whole, rest = divmod(fen, _FEN_IN_YUAN)
    return f"{sign}{whole:,}元" if rest == 0 else f"{sign}{whole:,}.{rest:02d}元"


def day(value: date | None) -> Cell:
    """A date in words."""
    return Cell(full_date(value) if value else NOTHING)


def without_zero_columns(table: PageTable, *, keep: int) -> PageTable:
    """The table without columns that hold nothing but 0 or a dash; the first `keep` stay."""
    every = [row for group in table.groups for row in group.rows]
    wanted = [
        n < keep or not every or any(row[n].text not in ("0", "0元", NOTHING, "") for row in every)
        for n in range(len(table.columns))
    ]

    def kept(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(cell for cell, stays in zip(cells, wanted, strict=True) if stays)

    columns = tuple(column for column, stays in zip(table.columns, wanted, strict=True) if stays)
    groups = tuple(Rows(tuple(kept(row) for row in group.rows), group.heading, group.anchor) for group in table.groups)
    return PageTable(table.caption, columns, groups, table.notes, table.empty)
