"""Diagnostics as text an officer reads: the message, the place, the words underlined, facts and what to do."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import click
from attrs import frozen

from ..engine.diagnostic import Diagnostic, Label, Severity
from ..engine.origin import CellPlace, Place, SourceText, Span
from .display_width import character_width, display_width, visible, visible_character

TAB_STOP = 4
CUT = "..."  # not …, whose width differs between terminals
SMALLEST_WINDOW = 20

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}
MEASURES = {Severity.ERROR: "个错误", Severity.WARNING: "个警告", Severity.ADVICE: "条建议"}


@frozen
class _Look:
    """How a diagnostic is set: width of the gutter, room for a source line, width of ambiguous characters, colours."""

    severity: Severity
    gutter: int
    room: int
    ambiguous: int
    colour: bool

    @property
    def bar(self) -> str:
        """An empty gutter."""
        return f"{' ' * self.gutter} {self.quiet('|')}"

    def arrow(self, place: str) -> str:
        """The line that names a place."""
        return f"{' ' * self.gutter}{self.quiet('-->')} {visible(place)}"

    def strong(self, text: str) -> str:
        return click.style(text, fg=COLOURS[self.severity], bold=True) if self.colour else text

    def quiet(self, text: str) -> str:
        return click.style(text, fg="blue") if self.colour else text


@frozen
class _Mark:
    """A stretch of one source line to underline: characters [start, end) counted from 0, and the words beside it."""

    line: int
    start: int
    end: int
    text: str
    primary: bool


@frozen
class _ShownLine:
    """A source line as printed: text of each character and the display column at which each begins."""

    pieces: tuple[str, ...]
    columns: tuple[int, ...]

    @property
    def width(self) -> int:
        return self.columns[-1]


def render_diagnostic(diagnostic: Diagnostic, *, colour: bool = False, width: int = 100, ambiguous: int = 1) -> str:
    """One diagnostic as text without a final line end.

    `colour` adds terminal colours; source lines wider than `width` columns are shown as a window around the fault;
    `ambiguous` is how many columns the terminal gives to “ ” … × (1, or 2 on older Chinese Windows consoles).
    """
    marks_by_source = _marks_by_source(diagnostic.labels)
    gutter = max((len(str(m.line)) for marks in marks_by_source.values() for m in marks), default=1)
    room = max(width - gutter - 3, SMALLEST_WINDOW)
    look = _Look(diagnostic.severity, gutter, room, ambiguous, colour)
    heading = look.strong(f"{diagnostic.severity.value}[{diagnostic.code}]")
    lines = [f"{heading}：{visible(diagnostic.message)}"]
    shown: set[int] = set()
    for label in diagnostic.labels:
        match label.place:
            case CellPlace() as place:
                lines += _cell_lines(place, label.text, look)
            case Span(source=source) as span if id(source) not in shown:
                shown.add(id(source))
                lines.append(look.arrow(span.describe()))
                lines += _source_lines(source, marks_by_source[id(source)], look)
            case Span():
                continue  # drawn with the first label of the same source
    for name, texts in (("说明", diagnostic.notes), ("建议", diagnostic.help)):
        for text in texts:
            lines += _remark_lines(name, text, look)
    return "\n".join(lines)


def render_diagnostics(
    diagnostics: Sequence[Diagnostic], *, colour: bool = False, width: int = 100, ambiguous: int = 1
) -> str:
    """All diagnostics in the order given, a blank line between them, then how many there are; empty for none."""
    if not diagnostics:
        return ""
    texts = [render_diagnostic(d, colour=colour, width=width, ambiguous=ambiguous) for d in diagnostics]
    return "\n\n".join([*texts, count_diagnostics(diagnostics)])


def count_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """The closing line: 共 2 个错误、1 个警告."""
    severities = [d.severity for d in diagnostics]
    counted = [f"{severities.count(s)} {MEASURES[s]}" for s in Severity if s in severities]
    return "共 " + "、".join(counted) if counted else "没有问题"


def _marks_by_source(labels: Sequence[Label]) -> dict[int, list[_Mark]]:
    """The marks of each source; sources are told apart by identity, two files may hold the same text."""
    found: dict[int, list[_Mark]] = {}
    for number, label in enumerate(labels):
        if isinstance(label.place, Span):
            marks = found.setdefault(id(label.place.source), [])
            marks += _marks_of(label.place, label.text, primary=number == 0)
    return found


def _marks_of(span: Span, text: str, *, primary: bool) -> list[_Mark]:
    """The marks of one label: one, or two where it runs over several lines (its first line and its last)."""
    first, first_column = span.source.position(span.start)
    last, last_column = span.source.position(max(span.start, span.end - 1))
    if first == last:
        return [_Mark(first, first_column - 1, first_column - 1 + span.end - span.start, text, primary)]
    last_text = span.source.line(last)
    indent = len(last_text) - len(last_text.lstrip())
    return [
        _Mark(first, first_column - 1, len(span.source.line(first)), "", primary),
        _Mark(last, min(indent, last_column - 1), last_column, text or "到这里为止", primary),
    ]


def _cell_lines(place: CellPlace, text: str, look: _Look) -> list[str]:
    lines = [look.arrow(place.describe())]
    if text:
        lines.append(f"{look.bar} {look.strong(visible(text))}")
    return lines


def _remark_lines(name: str, text: str, look: _Look) -> list[str]:
    """A 说明 or 建议; further lines of it stand under the first."""
    first, *rest = text.splitlines() or [""]
    hanging = " " * (look.gutter + len(" = ") + display_width(f"{name}："))
    lead = f"{' ' * look.gutter} {look.quiet('=')} {name}："
    return [lead + visible(first), *(hanging + visible(line) for line in rest)]


def _source_lines(source: SourceText, marks: Sequence[_Mark], look: _Look) -> list[str]:
    """The marked lines of one source with their underlines, between empty gutter lines."""
    lines = [look.bar]
    previous = None
    ordered = sorted(marks, key=lambda m: (m.line, m.start, m.end))
    for number, group in groupby(ordered, key=lambda m: m.line):
        if previous is not None and number > previous + 1:
            lines.append(f"{' ' * look.gutter} {look.quiet(':')}")
        previous = number
        shown = _shown_line(source.line(number), look.ambiguous)
        numbered = f"{look.quiet(f'{number:>{look.gutter}} |')} "
        for start, stop, windowed in _windows(shown, list(group), look.room):
            lines.append((numbered + _window_text(shown, start, stop)).rstrip())
            lines += [f"{look.bar} {_underline(shown, mark, start, stop, look)}" for mark in windowed]
    lines.append(look.bar)
    return lines


def _shown_line(text: str, ambiguous: int) -> _ShownLine:
    """A source line with tabs widened and unprintable characters spelled out."""
    pieces: list[str] = []
    columns = [0]
    for character in text:
        tab = " " * (TAB_STOP - columns[-1] % TAB_STOP)
        piece = tab if character == "\t" else visible_character(character)
        pieces.append(piece)
        columns.append(columns[-1] + sum(character_width(c, ambiguous) for c in piece))
    return _ShownLine(tuple(pieces), tuple(columns))


def _windows(shown: _ShownLine, marks: list[_Mark], room: int) -> list[tuple[int, int, list[_Mark]]]:
    """The stretches [start, stop) of characters to print, each with the marks drawn below it.

    A line that fits is printed whole, once; of one that does not, each mark gets its own window unless one
    window holds them all.
    """
    whole = len(shown.pieces)
    if shown.width <= room:
        return [(0, whole, marks)]
    first = min(m.start for m in marks)
    last = max(m.end for m in marks)
    usable = room - 2 * len(CUT)
    if _column(shown, last) - _column(shown, first) <= usable:
        return [(*_window(shown, first, last, usable), marks)]
    return [(*_window(shown, m.start, m.end, usable), [m]) for m in marks]


def _window(shown: _ShownLine, start: int, end: int, usable: int) -> tuple[int, int]:
    """The window of at most `usable` columns with [start, end) in its middle, or from its start if it is longer."""
    spare = max(usable - (_column(shown, end) - _column(shown, start)), 0)
    left = max(_column(shown, start) - spare // 2, 0)
    left = max(min(left, shown.width - usable), 0)
    if _column(shown, end) - _column(shown, start) > usable:
        left = _column(shown, start)
    first = next(i for i, column in enumerate(shown.columns) if column >= left)
    stop = max(i for i, column in enumerate(shown.columns) if column <= shown.columns[first] + usable)
    return first, stop


def _window_text(shown: _ShownLine, start: int, stop: int) -> str:
    before = CUT if start > 0 else ""
    after = CUT if stop < len(shown.pieces) else ""
    return before + "".join(shown.pieces[start:stop]) + after


def _column(shown: _ShownLine, index: int) -> int:
    """The display column at which a character begins; past the end, one column each (a fault at the line's end)."""
    beyond = max(index - len(shown.pieces), 0)
    return shown.columns[index - beyond] + beyond


def _underline(shown: _ShownLine, mark: _Mark, start: int, stop: int, look: _Look) -> str:
    """Spaces, then carets (hyphens for places other than the first) under the mark, then its words."""
    shift = (len(CUT) if start > 0 else 0) - _column(shown, start)
    begin = _column(shown, mark.start) + shift
    end = _column(shown, min(mark.end, stop) if stop < len(shown.pieces) else mark.end) + shift
    strokes = ("^" if mark.primary else "-") * max(end - begin, 1)
    words = f"{strokes} {visible(mark.text)}" if mark.text else strokes
    return " " * begin + (look.strong(words) if mark.primary else look.quiet(words))


@frozen
class _SpanDocument:
    """A place in a text, as machines read it: lines and columns from 1, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@frozen
class _LabelDocument:
    place: _SpanDocument | CellPlace
    text: str


@frozen
class _DiagnosticDocument:
    code: str
    severity: Severity
    message: str
    labels: tuple[_LabelDocument, ...]
    notes: tuple[str, ...]
    help: tuple[str, ...]


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic as plain data for `--format json`.

    A label's place is {path, line, column, end_line, end_column, text} in a rule file and
    {source, sheet, row, column} in an export.
    """
    document = _DiagnosticDocument(
        diagnostic.code,
        diagnostic.severity,
        diagnostic.message,
        tuple(_LabelDocument(_place_document(label.place), label.text) for label in diagnostic.labels),
        diagnostic.notes,
        diagnostic.help,
    )
    import cattrs  # takes as long as all else here, and only programs ask for JSON

    plain: dict[str, Any] = cattrs.Converter(unstruct_collection_overrides={tuple: list}).unstructure(document)
    return plain


def _place_document(place: Place) -> _SpanDocument | CellPlace:
    match place:
        case CellPlace():
            return place
        case Span(source=source, start=start, end=end):
            return _SpanDocument(source.path, *source.position(start), *source.position(end), place.text)
