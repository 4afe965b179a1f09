"""Lines of large results read part by part of the rows they are about, so that little has to be sorted at once.

One sort of all obligations of ten million rows needs the disk many times over; parts of a fixed size are sorted in
memory, in time that grows with the rows alone. What a part holds follows from the results, never from the machine.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from ..outcome import State
from ..plan.layout import ROW, quoted
from ..program import Program
from .duckdb import CheckTables, lines

MOST_LINES = 2_000_000
"""About so many obligations are sorted at once."""
BLOCK = 122_880
"""Rows that the database keeps together: parts are of whole blocks, each of which is then read once."""


def obligation_queries(
    program: Program, found: CheckTables, cells: Sequence[str] | None = None, where: str | None = None
) -> tuple[str, ...]:
    """The queries that one after the other read the obligations in the order of the export.

    `cells` and `where` are those of duckdb.lines. Every line is in exactly one query.
    """
    wanted = [f"({where})"] if where is not None else []
    tests = [" AND ".join((*wanted, *part)) or None for part in _parts(program, found)]
    return tuple(lines(found, "obligations", cells, test) for test in tests)


def _parts(program: Program, found: CheckTables) -> Iterator[tuple[str, ...]]:
    """For each part what its lines have in common: entities between two large ones, or a range of rows of one."""
    owed = _owed(program, found)
    large = [n for n, name in enumerate(program.entities) if owed[name] > MOST_LINES]
    if not large:
        yield ()
        return
    names = tuple(program.entities)
    for before, number in pairwise((-1, *large)):
        if number - before > 1:
            yield f'"#entity" > {before}', f'"#entity" < {number}'
        for rows in _ranges(found, names[number], owed[names[number]]):
            yield f'"#entity" = {number}', *rows
    yield (f'"#entity" > {large[-1]}',)


def _ranges(found: CheckTables, entity: str, owed: int) -> Iterator[tuple[str, ...]]:
    """Ranges of rows with about so many obligations each; the last is open, so that no row is left out."""
    (last,) = found.connection.execute(f"SELECT max({quoted(ROW)}) FROM {quoted(entity)}").fetchone() or (None,)
    rows = (last or 0) + 1
    size = ceil(rows / ceil(owed / MOST_LINES) / BLOCK) * BLOCK
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
