"""The rows of a table of report.html as HTML: ten thousands of cells, which a template fills in ten times as slowly."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from .page_tables import NOTHING, Cell, PageColumn, PageTable, Rows

LONG = 14
"""Words longer than this may break over lines on a narrow screen."""


def body_rows(table: PageTable, on_paper: int) -> Markup:
    """The bodies of a table, one for each group of rows; rows past `on_paper` are shown on the screen only."""
    return Markup("".join(_bodies(table, on_paper)))  # every text in it is escaped below


def _bodies(table: PageTable, on_paper: int) -> Iterator[str]:
    starts = tuple(map(_start, table.columns))
    shown = 0
    for group in table.groups:
        if not group.rows:
            continue
        yield '<tbody role="rowgroup">\n'
        if group.heading:
            yield _heading(group, len(table.columns), hidden=shown >= on_paper)
        for row in group.rows:
            shown += 1
            yield f'<tr role="row"{_ON_SCREEN if shown > on_paper else ""}>{_cells(row, table.columns, starts)}</tr>\n'
        yield "</tbody>\n"


_ON_SCREEN = ' class="on-screen"'


def _heading(group: Rows, width: int, *, hidden: bool) -> str:
    anchor = f' id="{escape(group.anchor)}"' if group.anchor else ""
    return (
        f'<tr role="row" class="head{" on-screen" if hidden else ""}"{anchor}>'
        f'<th role="rowheader" class="group" scope="rowgroup" colspan="{width}">{escape(group.heading)}</th></tr>\n'
    )


def _start(column: PageColumn) -> str:
    """How every cell of a column begins, up to its own classes."""
    kinds = ("n " if column.numeric else "") + ("d " if column.unbroken else "")
    return f'<td role="cell" data-label="{escape(column.title)}" class="{kinds}'


def _cells(row: Sequence[Cell], columns: Sequence[PageColumn], starts: Sequence[str]) -> str:
    written = [f'<th role="rowheader" scope="row">{_text(row[0])}</th>'] if row else []
    for cell, column, start in zip(row[1:], columns[1:], starts[1:], strict=True):
        shade = "" if cell.shade is None else f"s{cell.shade}"
        zero = " zero" if cell.text in ("0", NOTHING) else ""
        long = "long" if len(cell.text) > LONG and not column.numeric else ""
        written.append(f'{start}{shade}{zero}{long}">{_text(cell)}</td>')
    return "".join(written)


def _text(cell: Cell) -> str:
    words = escape(cell.text)
    return f'<a href="#{escape(cell.leads_to)}">{words}</a>' if cell.leads_to else words
