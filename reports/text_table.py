"""Tables in plain text whose columns line up under Chinese."""

from collections.abc import Sequence

from attrs import frozen

from .display_width import display_width, pad_left, pad_right, shorten, shorten_inside, visible

GAP = "  "


@frozen
class TableColumn:
    """A column: its heading, whether it holds numbers (set right), and the widest it may grow before text is cut.

    `keeps_end` where it is cut in the middle of the text, not at its end.
    """

    heading: str
    number: bool = False
    max_width: int = 40
    keeps_end: bool = False


def text_table(
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    *,
    total: Sequence[str] | None = None,
    indent: str = "",
) -> str:
    """The table as lines without an end-of-line blank: heading, rule, rows and, below a second rule, the total row.

    Cells hold text already in words; an empty cell stays empty. Every row has one cell a column (ValueError else).
    Nothing wraps: what is wider than its column's `max_width` is cut with ….
    """
    body = [_cells(columns, row) for row in rows]
    last = [] if total is None else [_cells(columns, total)]
    heading = [visible(column.heading) for column in columns]
    widths = [max(display_width(cells[index]) for cells in (heading, *body, *last)) for index in range(len(columns))]
    ruler = GAP.join("-" * width for width in widths)
    lines = [_line(columns, heading, widths), ruler, *(_line(columns, cells, widths) for cells in body)]
    if last:
        lines += [ruler, _line(columns, last[0], widths)]
    return "\n".join(indent + line for line in lines)


def _cells(columns: Sequence[TableColumn], row: Sequence[str]) -> list[str]:
    return [
        # a number cut short would be another number: it is always shown whole
        visible(cell)
        if column.number
        else (shorten_inside if column.keeps_end else shorten)(visible(cell), column.max_width)
        for column, cell in zip(columns, row, strict=True)
    ]


def _line(columns: Sequence[TableColumn], cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        pad_left(cell, width) if column.number else pad_right(cell, width)
        for column, cell, width in zip(columns, cells, widths, strict=True)
    ]
    return GAP.join(padded).rstrip()
