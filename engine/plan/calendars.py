"""Calendars as tables: whatever depends on a date alone is worked out once for every day they hold, and joined."""

from datetime import date

from attrs import define, field
from sqlglot import exp

from ..lowering.base import DayCount, sql, text
from ..workdays import Calendar, Uncovered
from .frames import Frame, Table
from .small_table import SmallTable


@define(eq=False)
class CalendarTables:
    """The two tables of one calendar: its days with every count asked of them, and its working days by number."""

    calendar: Calendar
    number: int
    counts: dict[DayCount, int] = field(factory=dict)
    read: set[str] = field(factory=set)
    """The columns of `days` that are asked for; no others are made."""

    @property
    def days(self) -> Table:
        """A row a day: `number` working days up to it, whether it is one, the next unsettled day, the end of each count."""
        return Table(f"#days{self.number}")

    @property
    def nth(self) -> Table:
        """A row a working day, by its number."""
        return Table(f"#nth{self.number}")

    def tabulated(self, frame: Frame, day: exp.Expression, count: DayCount) -> tuple[exp.Expression, exp.Expression]:
        """The end of a count from a day, and why there is none."""
        place = self.counts.setdefault(count, len(self.counts))
        ends, reason = (self._of(frame, day, f"{letter}{place}") for letter in "dr")
        return ends, frame.hold(sql("COALESCE(:r, :o)", r=reason, o=self._outside(frame, day)))

    def working_days(
        self, frame: Frame, low: exp.Expression, high: exp.Expression, include_start: bool
    ) -> tuple[exp.Expression, exp.Expression]:
        """How many working days there are from one day to a later one, and why that cannot be told."""
        first, last = self._of(frame, low, "number"), self._of(frame, high, "number")
        gap, why = self._of(frame, low, "next_gap"), self._of(frame, low, "next_reason")
        unsettled = sql("CASE WHEN :g <= :h THEN :w END", g=gap, h=high, w=why)
        counted = sql("CAST(:b - :a AS BIGINT)", a=first, b=last)
        if include_start:
            counted = sql(":n + CASE WHEN :w THEN 1 ELSE 0 END", n=counted, w=self._of(frame, low, "works"))
            unsettled = sql("COALESCE(:own, :u)", own=self._of(frame, low, "reason"), u=unsettled)
        parts = {"a": self._outside(frame, low), "b": self._outside(frame, high), "u": unsettled}
        return frame.hold(counted), frame.hold(sql("COALESCE(:a, :b, :u)", **parts))

    def working_day_after(
        self, frame: Frame, day: exp.Expression, n: exp.Expression
    ) -> tuple[exp.Expression, exp.Expression]:
        """The n-th working day after a day, and why there is none."""
        wanted = frame.hold(sql(":a + :n", a=self._of(frame, day, "number"), n=n))
        found = frame.read(self.nth, ((wanted, "number"),), "day")
        gap, why = self._of(frame, day, "next_gap"), self._of(frame, day, "next_reason")
        beyond = text(f"日历「{self.calendar.name}」没有{self.calendar.covered_years[-1] + 1}年的放假安排")
        reason = sql(
            "CASE WHEN :w IS NULL THEN NULL WHEN :f IS NULL THEN COALESCE(:why, :b) WHEN :g <= :f THEN :why END",
            w=wanted, f=found, why=why, b=beyond, g=gap,
        )  # fmt: skip
        return found, frame.hold(sql("COALESCE(:o, :r)", o=self._outside(frame, day), r=reason))

    def _of(self, frame: Frame, day: exp.Expression, name: str) -> exp.Expression:
        self.read.add(name)
        return frame.read(self.days, ((day, "day"),), name)

    def _outside(self, frame: Frame, day: exp.Expression) -> exp.Expression:
        """The words for a day of a year the calendar does not hold; NULL for one it does."""
        held = self._of(frame, day, "number")
        start = text(f"日历「{self.calendar.name}」没有")
        return frame.hold(
            sql(
                "CASE WHEN :d IS NOT NULL AND :n IS NULL THEN :s || CAST(YEAR(:d) AS TEXT) || '年的放假安排' END",
                d=day,
                n=held,
                s=start,
            )
        )

    # ---------- what the tables hold ----------

    def tables(self) -> tuple[SmallTable, SmallTable]:
        """Both, each day worked out once; of the columns of `days` those that are read."""
        every = zip(self.columns(), self.cells(), strict=True)
        columns, cells = zip(*(c for c in every if c[0][0] in self.read or c[0][0] == "day"), strict=True)
        nth = SmallTable.of(self.nth.name, (("number", "BIGINT"), ("day", "DATE")), self.numbered())
        return SmallTable.of(self.days.name, columns, cells), nth

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Name and SQL type of the columns of `days`."""
        fixed = (
            ("day", "DATE"), ("number", "BIGINT"), ("works", "BOOLEAN"), ("reason", "VARCHAR"),
            ("next_gap", "DATE"), ("next_reason", "VARCHAR"),
        )  # fmt: skip
        return (*fixed, *(c for n in self.counts.values() for c in ((f"d{n}", "DATE"), (f"r{n}", "VARCHAR"))))

    def cells(self) -> list[list[object]]:
        """The cells of `days` by column."""
        rows = list(self.calendar.rows())
        reasons = [_reason(self.calendar.is_working_day(row.day)) for row in rows]
        gaps: list[date | None] = []
        following: list[str | None] = []
        gap, why = None, None
        for row, reason in zip(reversed(rows), reversed(reasons), strict=True):
            gaps.append(gap)
            following.append(why)
            if reason is not None:
                gap, why = row.day, reason
        found: list[list[object]] = [[r.day for r in rows], [r.number for r in rows], [r.is_working_day for r in rows]]
        found.extend((list(reasons), list(reversed(gaps)), list(reversed(following))))
        for count in self.counts:
            ends = [self._end(row.day, count) for row in rows]
            found.append([None if isinstance(e, Uncovered) else e for e in ends])
            found.append([_reason(e) for e in ends])
        return found

    def numbered(self) -> list[list[object]]:
        """The cells of `nth`: number and day."""
        days = [row.day for row in self.calendar.rows() if row.is_working_day]
        return [list(range(1, len(days) + 1)), list(days)]

    def _end(self, day: date, count: DayCount) -> date | Uncovered:
        walk = self.calendar.forward if count.forward else self.calendar.backward
        return walk(day, count.number, count.include_start)


def _reason(answer: object) -> str | None:
    return answer.reason if isinstance(answer, Uncovered) else None
