"""The cases that documents about one each are written of: which there are, what they owe, and their rows."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from attrs import define, field, frozen

from ..facts.tables import Facts, Record
from ..outcome import Obligation, State
from ..plan.layout import quoted
from ..program import Entity
from ..types import ReferenceType
from .duckdb import CheckTables
from .results import obligation_of, read_lines
from .typed_cases import TypedCases


@frozen
class Called:
    """Cases of a 台账: those named by `keys`, or without them those that owe one of the `duties` in one of the `states`."""

    entity: str
    duties: tuple[str, ...]
    states: frozenset[State]
    keys: tuple[str, ...] = ()


def obligations_of(found: CheckTables, called: Called) -> tuple[Obligation, ...]:
    """What the cases called owe under the duties asked about, whatever became of it, in the order of the export."""
    owed = "entity = ? AND list_contains(?::VARCHAR[], duty)"
    given: list[object] = [called.entity, list(called.duties)]
    keys: list[object] = [list(called.keys)]
    which = "SELECT unnest(?::VARCHAR[])"
    if not called.keys:
        table = quoted(found.tables["obligations"])
        which = f"SELECT key FROM {table} WHERE {owed} AND list_contains(?::VARCHAR[], state)"
        keys = [*given, sorted(state.value for state in called.states)]
    where = f"{owed} AND state <> ? AND key IN ({which})"
    return tuple(map(obligation_of, read_lines(found, "obligations", where, [*given, State.KEPT.value, *keys])))


def _sorted(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(keys)))


AT_ONCE = 1_000
"""The rows of so many cases are held at a time."""


@define
class RowsCalled:
    """The rows of cases called, with those they refer to: fetched some at a time by the order of keys, and not kept."""

    cases: TypedCases = field(repr=False)
    entity: Entity
    keys: Sequence[str] = field(converter=_sorted)
    _batch: int = field(default=-1, init=False)
    _facts: Facts | None = field(default=None, init=False, repr=False)

    def about(self, key: str) -> Facts:
        """Facts that hold the row of a case, where there is one; quick where cases are asked about in the order of their keys."""
        batch = bisect_left(self.keys, key) // AT_ONCE
        if self._facts is None or batch != self._batch:
            keys = self.keys[batch * AT_ONCE : (batch + 1) * AT_ONCE]
            self._facts = None  # the rows before need not be held beside these
            self._batch, self._facts = batch, self.cases.afresh().ask(lambda facts: self._fetched(facts, keys))
        return self._facts

    def _fetched(self, facts: Facts, keys: Sequence[str]) -> Facts:
        for row in map(facts.tables[self.entity.name].by_key.get, keys):
            if row is not None:
                _look_up(facts, self.entity, row)
        return facts


def _look_up(facts: Facts, entity: Entity, row: Record) -> None:
    """Ask for the rows that a row refers to."""
    for name, column in entity.columns.items():
        key = row.values.get(name)
        if isinstance(column.type, ReferenceType) and key is not None and column.type.entity in facts.tables:
            facts.tables[column.type.entity].by_key.get(str(key))
