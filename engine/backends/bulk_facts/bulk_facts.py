"""What a bulk reading yields: the typed tables are in the database, the accounts of them here."""

from typing import TYPE_CHECKING

from attrs import field, frozen

from ...diagnostic import Diagnostic
from ...origin import CellPlace
from ...outcome import InputCount, Reject
from ..typed_tables import SheetSource, TypedTables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REJECTS = "#rejects"
"""The table of rejects: order, entity, source, sheet, row, column, value, reason, sensitive."""


@frozen
class BulkFacts:
    """An export that was read into typed tables (engine/backends/typed_tables.py) of `connection`.

    `sheets` is what `#sheet` counts into, `tables` the names of the tables, `sent` the 台账 the export has a sheet
    of. `inputs` accounts for every row read, `notices` say which columns were dropped or are absent. The rejects may
    be millions: they are rows of the table `#rejects`, in the order of the export.
    """

    connection: "DuckDBPyConnection" = field(repr=False)
    sheets: tuple[SheetSource, ...]
    tables: frozenset[str]
    sent: frozenset[str]
    inputs: tuple[InputCount, ...]
    reject_count: int
    notices: tuple[Diagnostic, ...] = ()

    @property
    def typed(self) -> TypedTables:
        """The tables, for whoever evaluates them."""
        return TypedTables(self.connection, self.sheets, self.tables, self.sent)

    def rejects(self, limit: int | None = None) -> tuple[Reject, ...]:
        """The rejects in the order of the export, at most `limit` of them."""
        cut = "" if limit is None else f" LIMIT {int(limit)}"
        found = self.connection.execute(
            f'SELECT source, sheet, "row", "column", value, reason, sensitive FROM "{REJECTS}" ORDER BY "order"{cut}'
        ).fetchall()
        return tuple(
            Reject(CellPlace(source, sheet, row, column), value, reason, sensitive)
            for source, sheet, row, column, value, reason, sensitive in found
        )
