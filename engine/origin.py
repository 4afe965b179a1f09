"""Where things come from: places in rule files and exports, and clauses of the source document."""

from bisect import bisect_right
from functools import cached_property

from attrs import field, frozen


@frozen(slots=False)
class SourceText:
    """The whole text of one file, shared by every Span that points into it."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets at which lines begin; the first is 0."""
        starts = [0]
        starts.extend(i + 1 for i, ch in enumerate(self.text) if ch == "\n")
        return tuple(starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@frozen
class Span:
    """A stretch of a SourceText, end exclusive."""

    source: SourceText = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words the span covers."""
        return self.source.text[self.start : self.end]

    def to(self, other: "Span") -> "Span":
        """The span from the start of this one to the end of another in the same source."""
        return Span(self.source, self.start, other.end)

    def describe(self) -> str:
        """Path, line and column, as editors and officers read them."""
        line, column = self.source.position(self.start)
        return f"{self.source.path}:{line}:{column}"


@frozen
class CellPlace:
    """A place in a case export: the file, its sheet if it has sheets, row counted from 1 as Excel shows it, column."""

    source: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def describe(self) -> str:
        """The place in words an officer finds at once in Excel."""
        parts = [self.source]
        if self.sheet is not None:
            parts.append(f"工作表「{self.sheet}」")
        if self.row is not None:
            parts.append(f"第{self.row}行")
        if self.column is not None:
            parts.append(f"「{self.column}」列")
        return " ".join(parts)


Place = Span | CellPlace


@frozen
class Citation:
    """The clause a rule rests on.

    `clause` is the number as the document writes it (第4项, 第三十五条第一款); `heading` the headings above the
    words, outermost first; `quotation` the words themselves, verbatim; `document` an outside source (《…》) or
    None for the policy's own source text.
    """

    clause: str
    heading: tuple[str, ...] = ()
    quotation: str = ""
    document: str | None = None

    def short(self) -> str:
        """The clause as a table cell shows it, e.g. 第4项 or 《民法典》第二百零三条."""
        return f"{self.document}{self.clause}" if self.document else self.clause
