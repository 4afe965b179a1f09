"""A table of values known when the plan is made: days of a calendar, periods, months, moments of head counts."""

from collections.abc import Sequence
from datetime import date

from attrs import field, frozen

Column = tuple[str, str]
"""The name of a column, and its SQL type: DATE, BIGINT, BOOLEAN or VARCHAR."""


@frozen
class SmallTable:
    """Cells by column, of plain Python values and None; those of a DATE are the number of the day, 1 for 0001-01-01.

    Thousands of numbers are kept and handed over many times as fast as thousands of dates.
    """

    name: str
    columns: tuple[Column, ...]
    cells: tuple[tuple[object, ...], ...] = field(repr=False)

    @classmethod
    def of(cls, name: str, columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> "SmallTable":
        """The table of cells as Python has them; none at all for a table without rows."""
        given = cells or [()] * len(columns)
        held = (
            tuple(map(_number, values)) if type_ == "DATE" else tuple(values)
            for (_, type_), values in zip(columns, given, strict=True)
        )
        return cls(name, tuple(columns), tuple(held))

    def values(self) -> tuple[tuple[object, ...], ...]:
        """The cells by column as Python has them: dates as dates."""
        every = zip(self.columns, self.cells, strict=True)
        return tuple(tuple(map(_day, values)) if type_ == "DATE" else values for (_, type_), values in every)


def _number(day: object) -> int | None:
    return day.toordinal() if isinstance(day, date) else None


def _day(number: object) -> date | None:
    return date.fromordinal(number) if isinstance(number, int) else None
