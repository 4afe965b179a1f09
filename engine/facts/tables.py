"""Typed tables of facts, as the interpreter and the back ends receive them."""

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from ..diagnostic import Diagnostic
from ..origin import CellPlace
from ..outcome import InputCount, Reject
from ..types import Known


@frozen
class Record:
    """One row that was accepted. `values` holds every declared column; None is a fact that is missing.

    `absent` names columns that its sheet did not have at all: nothing may be concluded from their absence.
    """

    key: str
    values: Mapping[str, Known | None]
    place: CellPlace
    absent: frozenset[str] = frozenset()


@frozen(slots=False)
class Table:
    """The accepted rows of one entity, in the order of the export."""

    entity: str
    records: tuple[Record, ...] = field(repr=False)

    @cached_property
    def by_key(self) -> Mapping[str, Record]:
        """The rows by key."""
        return {record.key: record for record in self.records}

    @property
    def at_hand(self) -> tuple[Record, ...]:
        """The rows to be sorted into groups; of a table that was read in part (partial.py) those read so far."""
        return self.records

    def called(self, column: str, text: str) -> tuple[Record, ...]:
        """The rows that bear a name."""
        return tuple(record for record in self.records if record.values[column] == text)

    def replaced(self, record: Record) -> "Table":
        """The table with another row in place of the one with its key."""
        return Table(self.entity, tuple(record if r.key == record.key else r for r in self.records))


@frozen
class Facts:
    """Everything read from a case export, reference data of the policy included.

    `inputs` accounts for every row read from the export; `notices` say which columns were dropped or are absent.
    """

    tables: Mapping[str, Table]
    inputs: tuple[InputCount, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notices: tuple[Diagnostic, ...] = ()


KEY_SEPARATOR = "／"
"""Joins the parts of a composite key where it is shown or asked for."""


def key_of(values: Mapping[str, Known | None], key: tuple[str, ...]) -> str:
    """The key of a row as one text; parts that are missing count as empty."""
    return KEY_SEPARATOR.join("" if values[k] is None else str(values[k]) for k in key)
