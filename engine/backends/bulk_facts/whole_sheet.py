"""Sheets that Python reads whole (workbooks, which end at 1,048,576 rows; JSON): their declared cells into a file."""

from attrs import frozen

from ...facts.headers import Layout
from ...facts.sheets import Sheet
from ...facts.typed_rows import rows_of
from ...program import Entity
from .line_rows import LineFile, load_lines
from .raw_rows import RawRows
from .tagged import CELL_END, line_of
from .workspace import Workspace, literal


@frozen
class WholeSheet:
    """A sheet whose rows are in memory."""

    head: Sheet

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Bring its declared columns into the database."""
        rows, broken = rows_of(self.head, layout)
        path = workspace.file(".rows")
        places = tuple(layout.columns.values())
        longest = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            for row in rows:
                cells = row.cells
                width = len(cells)
                line = line_of(row.number, [cells[p] if p < width else None for p in places])
                longest = max(longest, len(line) * 4)
                out.write(line)
        file = LineFile(path, "\n", CELL_END, numbered=True, longest=longest)
        raw = load_lines(workspace, file, listed_layout(layout), rigid=False)
        if not broken:
            return raw
        listed = ", ".join(f"({reject.place.row}, {literal(reject.reason)})" for reject in broken)
        return RawRows(raw.view, raw.columns, f"SELECT line, reason FROM (VALUES {listed}) AS broken(line, reason)")


def listed_layout(layout: Layout) -> Layout:
    """The layout of a file that holds the declared columns of a sheet alone, in their order, without a header."""
    columns = {name: place for place, name in enumerate(layout.columns)}
    return Layout(header_row=-1, columns=columns, first=0, width=len(columns))
