"""Rows brought together for a head count: each day lies to every moment as the day that stands for it."""

from calendar import monthrange
from datetime import date, timedelta

import duckdb
import pytest
from guiju.engine.plan.alike import alike
from guiju.engine.types import DateType

AS_OF = (
    date(2022, 6, 30),
    date(2022, 6, 15),
    date(2022, 12, 31),
    date(2022, 1, 1),
    date(2024, 2, 29),
    date(2024, 2, 28),
)
NAMES = {"start": "s", "end": "e"}


def moments(as_of: date) -> list[tuple[date, date]]:
    """What headcounts look at up to the as-of date: ends of months and years, whole years, the as-of date itself."""
    ends = [date(y, m, monthrange(y, m)[1]) for y in range(as_of.year - 2, as_of.year + 1) for m in range(1, 13)]
    points = [day for day in ends if day <= as_of] + [as_of]
    years = [(date(y, 1, 1), min(date(y, 12, 31), as_of)) for y in range(as_of.year - 2, as_of.year + 1)]
    return [*((day, day) for day in points), *years]


@pytest.mark.parametrize("as_of", AS_OF, ids=str)
def test_a_day_lies_to_every_moment_as_the_one_that_stands_for_it(as_of: date):
    days = [date(as_of.year - 2, 1, 1) + timedelta(n) for n in range(-40, 1_200)]
    connection = duckdb.connect()
    connection.execute('CREATE TABLE t AS SELECT CAST(d AS BIGINT) AS "#row", ?::DATE + CAST(d AS INTEGER) AS s, '
                       "?::DATE + CAST(d AS INTEGER) AS e FROM range(?) AS r(d)", [days[0], days[0], len(days)])  # fmt: skip
    # One row a day: grouped by its own number, each row keeps its day.
    names = {**NAMES, "own": "#row"}
    found = connection.execute(
        f'SELECT own, start, "end" FROM {alike("t", names, (DateType(), DateType()), as_of)} ORDER BY own'
    ).fetchall()
    assert len(found) == len(days)
    for day, (_, start, end) in zip(days, found, strict=True):
        assert start.year == day.year
        assert (start <= as_of) == (day <= as_of)
        for first, last in moments(as_of):
            assert (start <= last) == (day <= last), (day, last)
            assert (end >= first) == (day >= first), (day, first)


def test_rows_are_counted_and_none_is_lost():
    connection = duckdb.connect()
    connection.execute("""CREATE TABLE t AS SELECT * FROM (VALUES
        (0::BIGINT, DATE '2022-03-01', NULL::DATE, 'A'), (1, DATE '2022-03-30', NULL, 'A'),
        (2, DATE '2022-03-05', DATE '2022-05-31', 'A'), (3, NULL, NULL, 'B')) AS v("#row", s, e, p)""")
    query = alike("t", {**NAMES, "place": "p"}, (DateType(), DateType()), date(2022, 6, 30))
    found = connection.execute(f'SELECT id, times, start, "end", place FROM {query} ORDER BY id').fetchall()
    assert found == [
        (0, 2, date(2022, 3, 1), None, "A"),
        (2, 1, date(2022, 3, 1), date(2022, 5, 31), "A"),
        (3, 1, None, None, "B"),
    ]
