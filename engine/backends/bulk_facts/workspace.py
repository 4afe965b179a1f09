"""What a bulk reading works with: the connection, a folder for files, and tables that go when it ends."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """A text as SQL writes it."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


_ROOM = 4
"""A file is copied where the disk has room for so many of it."""


@define
class Workspace:
    """Makes temporary tables, views and files under names nobody else uses.

    `lasting` is a folder for files that stay as long as the tables read, None where there is none.
    """

    connection: "DuckDBPyConnection" = field(repr=False)
    folder: Path
    lasting: Path | None = None
    _numbers: Iterator[int] = field(factory=count, init=False)
    _tables: list[str] = field(factory=list, init=False)
    _views: list[str] = field(factory=list, init=False)
    _copies: list[Path] = field(factory=list, init=False)

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        self.connection.execute(sql, list(values))

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query that has few."""
        return self.connection.execute(sql, list(values)).fetchall()

    def number(self, sql: str) -> int:
        """The one number a query gives."""
        return int(self.rows(sql)[0][0])

    def file(self, suffix: str) -> Path:
        """A path for a file that does not exist yet."""
        return self.folder / f"{next(self._numbers)}{suffix}"

    def copied(self, path: Path) -> Path | None:
        """A copy of a file that may stay (`let_stay`); None where there is no folder for it, or it would fill the disk."""
        if self.lasting is None or shutil.disk_usage(self.lasting).free < _ROOM * path.stat().st_size:
            return None
        with tempfile.NamedTemporaryFile(dir=self.lasting, suffix=path.suffix, delete=False) as copy:
            target = Path(copy.name)
        self._copies.append(target)
        shutil.copyfile(path, target)
        return target

    def let_stay(self, kept: Path | str) -> None:
        """Let a copy of a file, or a lasting table, stay as it is."""
        if isinstance(kept, Path):
            self._copies.remove(kept)
        else:
            self._tables.remove(kept)

    def table(
        self, definition: str, values: Sequence[object] = (), *, lasting: bool = False, called: str | None = None
    ) -> str:
        """Make a temporary table: `definition` is AS SELECT … or the columns in brackets. Gives its quoted name.

        One that is `lasting` may be given another name (`keep`), and then stays, or stay as it is `called` (`let_stay`).
        """
        name = quoted(called or f"#bulk{next(self._numbers)}")
        self.run(f"CREATE {'OR REPLACE' if lasting else 'TEMP'} TABLE {name} {definition}", values)
        self._tables.append(name)
        return name

    def view(self, query: str) -> str:
        """Make a temporary view; gives its quoted name."""
        name = quoted(f"#bulk{next(self._numbers)}")
        self.run(f"CREATE VIEW {name} AS {query}")
        self._views.append(name)
        return name

    def drop(self, *tables: str) -> None:
        """Remove tables that are no longer needed."""
        for name in tables:
            self._tables.remove(name)
            self.run(f"DROP TABLE {name}")

    def make_way(self, name: str) -> None:
        """Remove the table or view that is called so."""
        views = [view for (view,) in self.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")]
        if any(view.lower() == name.lower() for view in views):
            self.run(f"DROP VIEW {quoted(name)}")
        else:
            self.run(f"DROP TABLE IF EXISTS {quoted(name)}")

    def keep(self, table: str, name: str) -> None:
        """Let a lasting table stay under a name, in place of one that is there."""
        self._tables.remove(table)
        self.make_way(name)
        self.run(f"ALTER TABLE {table} RENAME TO {quoted(name)}")

    def clear(self) -> None:
        """Remove every temporary table, view and copy."""
        for name in self._views:
            self.run(f"DROP VIEW IF EXISTS {name}")
        for name in self._tables:
            self.run(f"DROP TABLE IF EXISTS {name}")
        for path in self._copies:
            path.unlink(missing_ok=True)
        self._views.clear()
        self._tables.clear()
        self._copies.clear()
