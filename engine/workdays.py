"""Working days as numbered days: counting, rolling over rest days, and saying which days were skipped.

Let number(d) be how many working days lie on or before d, and w be 1 if d is one, else 0. Then the N-th
working day (N ≥ 1) after d has number(d) + N, counting d itself (含当日) number(d) − w + N; before d it has
number(d) − w − N + 1, counting d itself number(d) − N + 1. A count that would have to cross a day nobody has
verified, or a year the calendar does not hold, gives Uncovered instead of a guess.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from attrs import field, frozen

from .calendar_file import CalendarDay, CalendarTable, DayKind
from .date_words import day_run

WEEKEND_SOURCE = "《国务院关于职工工作时间的规定》第七条"
_SATURDAY = 5


@frozen
class Uncovered:
    """No answer: the calendar does not settle a day the answer depends on; `reason` is for officers."""

    year: int
    reason: str


class NoteKind(Enum):
    """Why a day stands out in a count of working days."""

    WEEKEND = "周末"
    HOLIDAY = "放假"
    MAKE_UP = "调休上班"
    UNVERIFIED = "未核实"


@frozen
class DayNote:
    """A day that was skipped, or worked although a weekend.

    `name` is the holiday (or 星期六, 星期日), `source` the notice.
    """

    day: date
    kind: NoteKind
    name: str
    source: str


class CalendarRow(NamedTuple):
    """A day as back ends join it: `number` working days and `gaps` unsettled days lie on or before it."""

    day: date
    number: int
    is_working_day: bool
    gaps: int


@frozen
class _Grid:
    """The calendar laid out day by day; every list but the last three is indexed by days since `base`."""

    base: int
    number: list[int]
    works: list[bool]
    gaps_before: list[int]
    positions: list[int]
    dates: list[date]
    unsettled: dict[int, Uncovered]
    gap_positions: list[int]

    def gap(self, low: int, high: int, forwards: bool) -> Uncovered | None:
        """Find the unsettled day of low..high met first when walking in the given direction."""
        if self.gaps_before[high + 1] == self.gaps_before[low]:
            return None
        places = self.gap_positions
        at = places[bisect_left(places, low)] if forwards else places[bisect_right(places, high) - 1]
        return self.unsettled[at]


@frozen(slots=False, cache_hash=True)
class Calendar:
    """A national calendar with any number of regional ones laid over it (「中国、宁夏」).

    A region's row prevails over the nation's for the same day; where two regions differ, the day is
    unsettled. A year is covered if every table covers it. Counting takes under a microsecond.
    """

    national: CalendarTable
    regional: tuple[CalendarTable, ...] = ()
    name: str = field(init=False)

    @name.default
    def _joined_name(self) -> str:
        return "、".join(table.name for table in self.tables)

    @property
    def tables(self) -> tuple[CalendarTable, ...]:
        """The tables, the national one first."""
        return (self.national, *self.regional)

    @cached_property
    def covered_years(self) -> tuple[int, ...]:
        """The years every table covers, in order."""
        years = [{year for year, _ in table.years} for table in self.tables]
        return tuple(sorted(set.intersection(*years)))

    def basis(self, year: int) -> tuple[str, ...]:
        """List the notices a year rests on, the national one first; empty for a year not covered."""
        if year not in self.covered_years:
            return ()
        return tuple(basis for table in self.tables for covered, basis in table.years if covered == year)

    def digest(self) -> str:
        """Return the SHA-256 over everything the calendar holds, for the provenance of results."""
        total = sha256()
        for table in self.tables:
            for year, basis in table.years:
                total.update(f"{table.name}\t{year}\t{basis}\n".encode())
            for row in table.days:
                line = f"{table.name}\t{row.day.isoformat()}\t{row.kind.value}\t{row.name}\t{row.source}\n"
                total.update(line.encode())
        return total.hexdigest()

    def is_working_day(self, day: date) -> bool | Uncovered:
        """Say whether offices work on a day (《全国年节及纪念日放假办法》 and the notices of the year)."""
        grid = self._grid
        position = day.toordinal() - grid.base
        if not 0 <= position < len(grid.works):
            return self._outside(day.year)
        return grid.unsettled.get(position) or grid.works[position]

    def forward(self, start: date, n: int, include_start: bool = False) -> date | Uncovered:
        """Find the n-th working day after `start`, not counting it (民法典 201), or counting it (含当日).

        `start` may be a rest day. Raises ValueError for n < 1.
        """
        if n < 1:
            raise ValueError("working days are counted from 1")
        grid = self._grid
        position = start.toordinal() - grid.base
        if not 0 <= position < len(grid.works):
            return self._outside(start.year)
        low = position if include_start else position + 1
        wanted = grid.number[position] + n - (include_start and grid.works[position])
        if wanted > len(grid.dates):
            gap = grid.gap(low, len(grid.works) - 1, forwards=True)
            return gap or self._outside(self.covered_years[-1] + 1)
        gap = grid.gap(low, grid.positions[wanted - 1], forwards=True)
        return gap or grid.dates[wanted - 1]

    def backward(self, start: date, n: int, include_start: bool = False) -> date | Uncovered:
        """Find the n-th working day before `start`, not counting it, or counting it (含当日).

        `start` may be a rest day. Raises ValueError for n < 1.
        """
        if n < 1:
            raise ValueError("working days are counted from 1")
        grid = self._grid
        position = start.toordinal() - grid.base
        if not 0 <= position < len(grid.works):
            return self._outside(start.year)
        high = position if include_start else position - 1
        wanted = grid.number[position] - n + 1 - (not include_start and grid.works[position])
        if wanted < 1:
            gap = grid.gap(0, high, forwards=False)
            return gap or self._outside(self.covered_years[0] - 1)
        gap = grid.gap(grid.positions[wanted - 1], high, forwards=False)
        return gap or grid.dates[wanted - 1]

    def roll_forward(self, day: date) -> date | Uncovered:
        """Give the day itself if offices work, else the next working day (民法典 203: 顺延)."""
        return self.forward(day, 1, include_start=True)

    def roll_backward(self, day: date) -> date | Uncovered:
        """Give the day itself if offices work, else the working day before it (提前)."""
        return self.backward(day, 1, include_start=True)

    def working_days_between(self, start: date, end: date, include_start: bool = False) -> int | Uncovered:
        """工作日数 of a span: its first day excluded unless 含当日, its last included.

        Negative if `end` is the earlier day.
        """
        if end < start:
            reverse = self.working_days_between(end, start, include_start)
            return reverse if isinstance(reverse, Uncovered) else -reverse
        grid = self._grid
        first, last = start.toordinal() - grid.base, end.toordinal() - grid.base
        for day, position in ((start, first), (end, last)):
            if not 0 <= position < len(grid.works):
                return self._outside(day.year)
        gap = grid.gap(first if include_start else first + 1, last, forwards=True)
        return gap or grid.number[last] - grid.number[first] + (include_start and grid.works[first])

    def explain(self, start: date, end: date, include_start: bool = False) -> tuple[DayNote, ...]:
        """List what stands out between two days by date: days off, make-up working days, unverified days.

        `start` is left out unless 含当日, `end` is included; `end` may be the earlier day. Days of years the
        calendar does not cover get no note.
        """
        low, high = min(start, end), max(start, end)
        skipped = None if include_start else start
        days = (date.fromordinal(number) for number in range(low.toordinal(), high.toordinal() + 1))
        notes = (self._note(day) for day in days if day != skipped and day.year in self.covered_years)
        return tuple(note for note in notes if note is not None)

    def working_days(self, start: date, end: date, include_start: bool = False) -> tuple[date, ...]:
        """List the working days between two days, ends as in `explain`; unsettled days are left out."""
        low, high = min(start, end), max(start, end)
        days = (date.fromordinal(number) for number in range(low.toordinal(), high.toordinal() + 1))
        counted = (day for day in days if include_start or day != start)
        return tuple(day for day in counted if self.is_working_day(day) is True)

    def rows(self) -> Iterator[CalendarRow]:
        """Yield every day from the first covered year to the last, for a joined table.

        The result of a count is settled where `gaps` does not change over the days counted.
        """
        grid = self._grid
        for position, works in enumerate(grid.works):
            day = date.fromordinal(grid.base + position)
            yield CalendarRow(day, grid.number[position], works, grid.gaps_before[position + 1])

    def _note(self, day: date) -> DayNote | None:
        row = self._named_days.get(day)
        weekend = day.weekday() >= _SATURDAY
        if row is None:
            name = "星期六" if day.weekday() == _SATURDAY else "星期日"
            return DayNote(day, NoteKind.WEEKEND, name, WEEKEND_SOURCE) if weekend else None
        match row.kind:
            case DayKind.REST:
                return DayNote(day, NoteKind.HOLIDAY, row.name, row.source)
            case DayKind.WORK:
                return DayNote(day, NoteKind.MAKE_UP, row.name, row.source) if weekend else None
            case DayKind.UNVERIFIED:
                return DayNote(day, NoteKind.UNVERIFIED, row.name, row.source)

    def _outside(self, year: int) -> Uncovered:
        return Uncovered(year, f"日历「{self.name}」没有{year}年的放假安排")

    @cached_property
    def _named_days(self) -> dict[date, CalendarDay]:
        regional: dict[date, CalendarDay] = {}
        for table in self.regional:
            for row in table.days:
                other = regional.get(row.day)
                regional[row.day] = row if other is None else _agree(other, row)
        return {row.day: row for row in self.national.days} | regional

    @cached_property
    def _grid(self) -> _Grid:
        years = self.covered_years
        if not years:
            raise ValueError(f"calendar {self.name} covers no year")
        base = date(years[0], 1, 1).toordinal()
        size = date(years[-1], 12, 31).toordinal() - base + 1
        unsettled = self._unsettled(base, size)
        number, works, gaps_before, positions = [], [], [0], []
        for position in range(size):
            works.append(self._works(date.fromordinal(base + position)))
            if works[-1]:
                positions.append(position)
            number.append(len(positions))
            gaps_before.append(gaps_before[-1] + (position in unsettled))
        dates = [date.fromordinal(base + position) for position in positions]
        return _Grid(base, number, works, gaps_before, positions, dates, unsettled, sorted(unsettled))

    def _works(self, day: date) -> bool:
        """Say how a day is numbered: an unverified one goes by the week, since no count ever crosses it."""
        row = self._named_days.get(day)
        if row is None or row.kind is DayKind.UNVERIFIED:
            return day.weekday() < _SATURDAY
        return row.kind is DayKind.WORK

    def _unsettled(self, base: int, size: int) -> dict[int, Uncovered]:
        unsettled: dict[int, Uncovered] = {}
        for position in range(size):
            day = date.fromordinal(base + position)
            row = self._named_days.get(day)
            if day.year not in self.covered_years:
                unsettled[position] = self._outside(day.year)
            elif row is not None and row.kind is DayKind.UNVERIFIED:
                unsettled[position] = Uncovered(day.year, self._window(row))
        return unsettled

    def _window(self, row: CalendarDay) -> str:
        """Give the reason for an unverified day, with the whole run of such days it belongs to."""
        first = last = row.day.toordinal()
        while self._same_window(row, first - 1):
            first -= 1
        while self._same_window(row, last + 1):
            last += 1
        span = day_run(date.fromordinal(first), date.fromordinal(last))
        return f"日历「{self.name}」{row.day.year}年{row.name}的放假安排未核实（{span}）"

    def _same_window(self, row: CalendarDay, ordinal: int) -> bool:
        other = self._named_days.get(date.fromordinal(ordinal))
        return other is not None and other.kind is DayKind.UNVERIFIED and other.name == row.name


def _agree(first: CalendarDay, second: CalendarDay) -> CalendarDay:
    """Two regions on one day: agreed, or unsettled with both sources named."""
    if first.kind is second.kind:
        return first
    name = first.name if first.name == second.name else f"{first.name}、{second.name}"
    return CalendarDay(first.day, DayKind.UNVERIFIED, name, f"{first.source}；{second.source}")
