"""Rows that count alike for a 经费, brought together: a head count asks of each kind of row, not of each row.

Moments are ends of months and of years, the first day of a year, and the as-of date: two days of one month that lie on the
same side of all of these need not be told apart.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from ..types import DateType, Type
from .layout import ROW, quoted


def alike(table: str, names: Mapping[str, str], types: tuple[Type, Type], as_of: date) -> str:
    """A relation of the kinds of rows of a table: `id`, how many there are (`times`), and their cells.

    `names` says in which column of the table each cell is; start and end, of these types, stand as days that lie to every
    moment up to the as-of date as their own do.
    """
    cells = {name: quoted(column) for name, column in names.items()}
    start, end = types
    if isinstance(start, DateType):
        cells["start"] = _start(cells["start"], as_of)
    if isinstance(end, DateType):
        cells["end"] = _end(cells["end"], as_of)
    listed = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in cells.items())
    rows = f"SELECT {quoted(ROW)} AS id, {listed} FROM {table}"
    grouped = ", ".join(map(quoted, cells))
    return f"(SELECT min(id) AS id, count(*) AS times, {grouped} FROM ({rows}) GROUP BY {grouped})"


def _month(day: str) -> str:
    return f"CAST(date_trunc('month', {day}) AS DATE)"


def _start(day: str, as_of: date) -> str:
    """The first of its month; after the as-of date in the month of that, the day after it."""
    later = f"{day} > DATE '{as_of}' AND {_month(day)} = DATE '{as_of.replace(day=1)}'"
    return f"CASE WHEN {later} THEN DATE '{as_of + timedelta(days=1)}' ELSE {_month(day)} END"


def _end(day: str, as_of: date) -> str:
    """The first of its month, or its last day where it is that; from the as-of date on in the month of that, it itself."""
    reached = f"{day} >= DATE '{as_of}' AND {_month(day)} = DATE '{as_of.replace(day=1)}'"
    return f"CASE WHEN {day} = last_day({day}) THEN {day} WHEN {reached} THEN DATE '{as_of}' ELSE {_month(day)} END"
