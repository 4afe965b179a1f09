"""The rows of one sheet as the database sees them before they are typed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from attrs import frozen

from ...facts.headers import Layout
from ...facts.sheets import Sheet
from ...program import Entity
from .workspace import Workspace


@frozen
class RawColumn:
    """The cells of a declared column: the SQL type they have and, for VARCHAR, whether some are tagged (tagged.py)."""

    kind: str
    tagged: bool = False


@frozen
class Standing:
    """Rows that may stay as they are when the reading ends.

    `query` gives them out of nothing but `kept`: the copy of a file, or a table (its quoted name).
    """

    query: str
    kept: Path | str


@frozen
class RawRows:
    """Every row below the header that is neither blank nor broken.

    `view` has the column "#line" and every declared column the sheet has, under its name. `broken` is a query for
    the rows that cannot be taken apart (their line, the reason), None where there can be none. `at` is the column of
    the view by which single rows are fetched at once. `standing` is there where the rows may stay where they are, and
    there is none left out between them.
    """

    view: str
    columns: Mapping[str, RawColumn]
    broken: str | None = None
    at: str = '"#line"'
    standing: Standing | None = None


class OpenSheet(Protocol):
    """A sheet that was found to be sound and whose rows are not yet in the database."""

    @property
    def head(self) -> Sheet:
        """Its header and first rows: as much as tells which 台账 it is and where its columns stand."""
        ...

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Bring its declared columns into the database."""
        ...


FILLED_ROWS_IN_HEAD = 12
"""More than the rows among which a header is looked for."""
