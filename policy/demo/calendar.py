"""The days the data covers, and the days on which offices work.

Days are numbers here, as `date.toordinal` gives them: half a million are drawn, and sums are all they are used for.
"""

from datetime import date
from pathlib import Path

from attrs import frozen

from ...engine.calendar_file import read_calendar
from ...engine.workdays import Calendar

AS_OF = date(2022, 6, 30)
"""The day the export was taken: nothing in it was done later; only releases are known ahead."""

FIRST_RELEASE = date(2013, 7, 1)
LAST_RELEASE = date(2022, 8, 31)
LABOUR_CAMPS_ABOLISHED = date(2013, 12, 28)
"""People are released on both sides of this day, and of every other on which the policy changes."""

_CALENDARS = Path(__file__).parents[1] / "calendars"


@frozen
class WorkingDays:
    """The working days of China and Ningxia: `before[d - base]` is how many of `days` lie before day d."""

    base: int
    before: tuple[int, ...]
    days: tuple[int, ...]

    def on_or_after(self, day: int, skip: int = 0) -> int:
        """Find the first working day from `day` on, or the one `skip` working days after that."""
        return self.days[self.before[day - self.base] + skip]

    def after(self, day: int, count: int) -> int:
        """Find the `count`-th working day after `day`, which is not counted itself."""
        return self.on_or_after(day + 1, count - 1)


def read_working_days() -> WorkingDays:
    """Read the calendars shipped beside the policies. Raises engine.diagnostic.Refusal where they are damaged."""
    calendar = Calendar(read_calendar(_CALENDARS, "中国"), (read_calendar(_CALENDARS, "宁夏"),))
    before: list[int] = []
    days: list[int] = []
    base = 0
    for row in calendar.rows():
        base = base or row.day.toordinal()
        before.append(len(days))
        if row.is_working_day:
            days.append(row.day.toordinal())
    return WorkingDays(base, tuple(before), tuple(days))
