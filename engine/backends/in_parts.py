"""Lines of large results read part by part of the rows they are about, so that little has to be sorted at once.

One sort of all obligations of ten million rows needs the disk many times over; parts of a fixed size are sorted in
memory, in time that grows with the rows alone. Where what a row owes unfolds in order (engine/plan/in_order.py), only rows are
sorted. What a part holds follows from the results, never from the machine.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from attrs import frozen

from ..outcome import State
from ..plan.in_order import InOrder
from ..plan.layout import ROW, quoted
from ..plan.result_tables import OBLIGATION_COLUMNS
from ..program import Program
from .duckdb import CheckTables, lines

MOST_LINES = 2_000_000
"""About so many obligations are in a part."""
BLOCK = 122_880
"""Rows that the database keeps together: parts are of whole blocks, each of which is then read once."""


@frozen
class _Part:
    """What the obligations of a part have in common; `in_order` where they are not taken from the sorted whole."""

    tests: tuple[str, ...] = ()
    in_order: InOrder | None = None

    def query(self, found: CheckTables, cells: Sequence[str] | None, wanted: Sequence[str]) -> str:
        """The query of those lines of the part that pass the tests `wanted`."""
        if self.in_order is None:
            return lines(found, "obligations", cells, " AND ".join((*wanted, *self.tests)) or None)
        read = tuple(map(quoted, OBLIGATION_COLUMNS)) if cells is None else tuple(cells)
        some = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return f"SELECT {', '.join(read)} FROM ({self.in_order.lines((*read, *wanted), self.tests)}){some}"


def obligation_queries(
    program: Program, found: CheckTables, cells: Sequence[str] | None = None, where: str | None = None
) -> tuple[str, ...]:
    """The queries that one after the other read the obligations in the order of the export.

    `cells` and `where` are those of duckdb.lines. Every line is in exactly one query.
    """
    wanted = [f"({where})"] if where is not None else []
    return tuple(part.query(found, cells, wanted) for part in _parts(program, found))


def _parts(program: Program, found: CheckTables) -> Iterator[_Part]:
    """Large entities are parted by ranges of rows; what lies between two of them is one part."""
    owed = _owed(program, found)
    names = tuple(program.entities)
    large = [n for n, name in enumerate(names) if owed[name] > MOST_LINES]
    if not large:
        yield _Part()
        return
    for before, number in pairwise((-1, *large, len(names))):
        if any(owed[name] for name in names[before + 1 : number]):
            yield _Part((f'"#entity" > {before}', f'"#entity" < {number}'))
        if number < len(names):
            yield from _parts_of(found, number, names[number], owed[names[number]])


def _parts_of(found: CheckTables, number: int, name: str, owed: int) -> Iterator[_Part]:
    """The obligations of one entity, its place among all and its name, by ranges of rows."""
    in_order = next((o for o in found.in_order if o.entity == number), None)
    of_entity = (f'"#entity" = {number}',) if in_order is None else ()
    for rows in _ranges(found, name, owed):
        yield _Part((*of_entity, *rows), in_order)


def _ranges(found: CheckTables, entity: str, owed: int) -> Iterator[tuple[str, ...]]:
    """Ranges of rows with about so many obligations each; the last is open, so that no row is left out."""
    (last,) = found.connection.execute(f"SELECT max({quoted(ROW)}) FROM {quoted(entity)}").fetchone() or (None,)
    rows = (last or 0) + 1
    size = max(round(rows / ceil(owed / MOST_LINES) / BLOCK), 1) * BLOCK
    column = quoted(ROW)
    for begin in range(0, rows, size):
        after = (f"{column} >= {begin}",) if begin else ()
        before = (f"{column} < {begin + size}",) if begin + size < rows else ()
        yield (*after, *before)


def _owed(program: Program, found: CheckTables) -> Counter[str]:
    """How many obligations there are by entity; what does not apply is no line."""
    entity_of = {duty.name: duty.entity for duty in program.duties}
    query = (
        f"SELECT duty, CAST(sum(n) AS BIGINT) FROM {quoted(found.tables['duty_counts'])} WHERE state <> ? GROUP BY 1"
    )
    owed: Counter[str] = Counter()
    for duty, number in found.connection.execute(query, [State.NOT_APPLICABLE.value]).fetchall():
        owed[entity_of[duty]] += number
    return owed
