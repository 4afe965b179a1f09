"""For what a plan is made: the day it looks at, and what of the export is there at all."""

from datetime import date

from attrs import field, frozen

from ..program import Entity, EntityKind


@frozen
class Occasion:
    """The as-of date, the tables there are, the 台账 that were sent, the columns each sheet does not have, its place in words."""

    as_of: date
    tables: frozenset[str]
    sent: frozenset[str] = frozenset()
    absent: tuple[frozenset[str], ...] = field(default=(), repr=False)
    sheets: tuple[str, ...] = field(default=(), repr=False)

    def was_not_sent(self, entity: Entity) -> bool:
        """Whether an export was read that has no sheet of a 台账 at all: then its rows are missing, not none."""
        return entity.kind is EntityKind.LEDGER and bool(self.sent) and entity.name not in self.sent

    def sheets_without(self, column: str) -> tuple[int, ...]:
        """The sheets that do not have a column."""
        return tuple(n for n, names in enumerate(self.absent) if column in names)
