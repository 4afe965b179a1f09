"""The cases that documents about one each are written of: which there are, what they owe, and their rows."""

from collections.abc import Sequence

from attrs import frozen

from ..facts.tables import Facts, Record
from ..outcome import Obligation, State
from ..plan.layout import quoted
from ..plan.result_tables import COLUMNS
from ..program import Entity
from ..types import ReferenceType
from .duckdb import ORDER, CheckTables
from .results import obligation_of, rows_of
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
    table = quoted(found.tables["obligations"])
    names = ", ".join(map(quoted, COLUMNS[found.tables["obligations"]]))
    owed = "entity = ? AND list_contains(?::VARCHAR[], duty)"
    given: list[object] = [called.entity, list(called.duties)]
    keys: list[object] = [list(called.keys)]
    which = "SELECT unnest(?::VARCHAR[])"
    if not called.keys:
        which = f"SELECT key FROM {table} WHERE {owed} AND list_contains(?::VARCHAR[], state)"
        keys = [*given, sorted(state.value for state in called.states)]
    query = f"SELECT {names} FROM {table} WHERE {owed} AND state <> ? AND key IN ({which}) ORDER BY {ORDER}"
    return tuple(map(obligation_of, rows_of(found, query, [*given, State.KEPT.value, *keys])))


def rows_called(cases: TypedCases, called: Called, obligations: Sequence[Obligation]) -> Facts:
    """The rows of the cases called, with those they refer to."""
    entity = cases.program.entities[called.entity]
    keys = called.keys or tuple(dict.fromkeys(o.key for o in obligations))

    def fetched(facts: Facts) -> Facts:
        rows = map(facts.tables[entity.name].by_key.get, keys)
        for row in rows:
            if row is not None:
                _look_up(facts, entity, row)
        return facts

    return cases.ask(fetched)


def _look_up(facts: Facts, entity: Entity, row: Record) -> None:
    """Ask for the rows that a row refers to."""
    for name, column in entity.columns.items():
        key = row.values.get(name)
        if isinstance(column.type, ReferenceType) and key is not None and column.type.entity in facts.tables:
            facts.tables[column.type.entity].by_key.get(str(key))
