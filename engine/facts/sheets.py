"""What a reader of any format hands over: a named sheet of raw cells with the row numbers an officer sees."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import field, frozen

from ..origin import CellPlace
from .names import stripped


@frozen
class Unusable:
    """A cell that holds no value at all: an Excel error, a nested JSON value. `shown` is what stands there."""

    shown: str
    reason: str


RawCell = str | int | float | bool | Decimal | date | time | timedelta | Unusable | None
"""A cell as its format gives it; datetime counts as date. Excel gives float, CSV only str, JSON Decimal."""


@frozen
class RawRow:
    """One row; `number` is the row Excel shows, the line of a CSV file or the element of a JSON list, from 1."""

    number: int
    cells: Sequence[RawCell]


@frozen
class BrokenRow:
    """A row that cannot be taken apart into cells, with the reason; it is read and rejected."""

    number: int
    reason: str


@frozen
class Merge:
    """A merged range of cells: rows as RawRow.number counts them, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@frozen(eq=False)
class Sheet:
    """One sheet of a workbook, one delimited file or one list of a JSON file.

    `title` is what is matched with the names of the 台账: the worksheet's name or the file's stem; `file_stem` is
    the stem in every case. `counter` is the word rows are counted with (行, 条). `rigid` says that a row longer
    than the header is broken (CSV: a comma that stands unquoted inside a cell would shift the rest). `unfit` are
    the columns, by position, whose content no cell can hold, with what it is in words (Parquet).
    """

    source: str
    worksheet: str | None
    title: str
    file_stem: str
    rows: Sequence[RawRow] = field(repr=False)
    broken: tuple[BrokenRow, ...] = ()
    merges: tuple[Merge, ...] = ()
    counter: str = "行"
    rigid: bool = False
    unfit: Mapping[int, str] = field(factory=dict)

    @property
    def has_titles(self) -> bool:
        """Whether rows may stand above the header; JSON has its header in every element."""
        return bool(self.rows) and self.rows[0].number > 0

    @property
    def is_blank(self) -> bool:
        """Whether the sheet holds nothing at all."""
        return not self.broken and all(is_blank_row(row.cells) for row in self.rows)

    def place(self, row: int | None = None, column: str | None = None) -> CellPlace:
        """The place of a row or cell of this sheet."""
        return CellPlace(self.source, self.worksheet, row, column)

    @property
    def called(self) -> str:
        """The sheet as messages call it."""
        return f"{self.source}「{self.worksheet}」表" if self.worksheet is not None else f"文件「{self.source}」"


def is_blank(cell: RawCell) -> bool:
    """Whether a cell holds nothing, or nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not stripped(cell))


def is_blank_row(cells: Sequence[RawCell]) -> bool:
    """Whether every cell of a row is blank."""
    return all(is_blank(cell) for cell in cells)


def plain(number: int | float | Decimal) -> str:
    """A number in plain digits, without a needless .0 and without an exponent where it stays short."""
    if isinstance(number, int):
        return str(number)
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite() or abs(exact.adjusted()) > 40:
        return str(exact)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(cell: RawCell) -> str:
    """A cell as a person reads it, cut after 200 characters."""
    match cell:
        case None:
            return ""
        case str():
            text = cell
        case bool():
            text = "TRUE" if cell else "FALSE"
        case int() | float() | Decimal():
            text = plain(cell)
        case datetime():
            text = cell.isoformat(" ")
        case date() | time():
            text = cell.isoformat()
        case timedelta():
            text = str(cell)
        case Unusable(shown=text):
            pass
    return text if len(text) <= 200 else f"{text[:200]}…"
