"""CSV files whose every line is one row with as many cells as the header: the database's own reader takes them apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ...facts.headers import Layout
from .blanks import is_blank
from .line_rows import LineFile, end_of
from .raw_rows import RawColumn, RawRows
from .workspace import Workspace, literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@frozen
class RegularLines:
    """A file with one row a line, of so many `lines`; whether they are regular shows when it is read."""

    file: LineFile
    lines: int

    def table(
        self,
        workspace: Workspace,
        layout: Layout,
        cells: Mapping[str, str],
        kinds: Mapping[int, str],
        called: str | None = None,
    ) -> str | None:
        """A lasting table of the rows below the header in their order; None, and no table, where a line is not regular.

        `cells` has the SQL of each column, over the cells called "#0" and so on by their place, of which `kinds` says the
        type in which they are read where that is not VARCHAR. Blank lines are not regular; a row of blank cells is.
        """
        from duckdb import ConversionException, InvalidInputException  # noqa: PLC0415 - slow

        listed = ", ".join(f"{cell} AS {name}" for name, cell in cells.items())
        source = self._source(layout, kinds)
        try:
            table = workspace.table(f"AS SELECT {listed} FROM {source}", lasting=True, called=called)
        except (ConversionException, InvalidInputException):
            return None  # whatever it is, the reading line by line finds it and says where it stands
        if workspace.number(f"SELECT count(*) FROM {table}") == self.lines - layout.header_row:
            return table
        workspace.drop(table)
        return None

    def _source(self, layout: Layout, kinds: Mapping[int, str]) -> str:
        columns = ", ".join(f"{literal(f'#{n}')}: '{kinds.get(n, 'VARCHAR')}'" for n in range(layout.width))
        file, mark = self.file, '"' if self.file.quotes else ""
        return (
            f"read_csv({literal(str(file.path))}, delim={literal(file.delimiter)}, quote='{mark}', escape='{mark}', "
            f"header=false, skip={layout.header_row}, auto_detect=false, nullstr='', dateformat='%Y-%m-%d', new_line='{end_of(file)}', "
            f"columns={{{columns}}})"
        )


def regular_lines(workspace: Workspace, file: LineFile, lines: int) -> RegularLines | None:
    """A file as far as it may have regular lines; None where it was written anew, or the numbers of lines would be lost."""
    return RegularLines(file, lines) if not file.numbered and _keeps_order(workspace.connection) else None


def load_regular(workspace: Workspace, file: RegularLines, layout: Layout, key: tuple[str, ...]) -> RawRows | None:
    """Bring the declared columns of a file into the database as texts; None where a line is not regular or has no key."""
    cells = {quoted(f"#{n}"): quoted(f"#{place}") for n, place in enumerate(layout.columns.values())}
    table = file.table(workspace, layout, cells, {})
    if table is None:
        return None
    named = {name: quoted(f"#{n}") for n, name in enumerate(layout.columns)}
    # A row without a key may be one that holds nothing at all.
    keyless = " OR ".join(f"{named[name]} IS NULL OR {is_blank(named[name])}" for name in key)
    if workspace.rows(f"SELECT 1 FROM {table} WHERE {keyless} LIMIT 1"):
        workspace.drop(table)
        return None
    listed = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in named.items())
    view = workspace.view(f'SELECT rowid + {layout.header_row + 1} AS "#line", {listed} FROM {table}')
    return RawRows(view, {name: RawColumn("VARCHAR") for name in layout.columns})


def _keeps_order(connection: "DuckDBPyConnection") -> bool:
    """Whether the database writes rows in the order it reads them, so that their numbers are those of the lines."""
    (found,) = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone() or (False,)
    return bool(found)
