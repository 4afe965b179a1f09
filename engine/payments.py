"""待遇 paid month by month, and when one stops: on which days a sum falls due."""

from collections.abc import Callable
from datetime import date

from .program import Benefit, Expression, Monthly
from .types import Unknown, Value, merge

Read = Callable[[Expression], Value]


def months_due(
    benefit: Benefit, monthly: Monthly, read: Read, in_force: date, as_of: date
) -> tuple[date, ...] | Unknown:
    """The days on which the monthly sums fall due, up to the as-of day: the first day itself, then each 1st of a month.

    Every calendar month from the first day to the last brings one sum, both included; an end that has not come yet
    leaves it running. Months that begin on or after the day of 停发 bring none. Months before the policy bring none.
    """
    start, end = read(monthly.start), read(monthly.end)
    stop = stopped_since(benefit, read)
    unknowns = [v for v in (start, end, stop) if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    if not isinstance(start, date):
        return ()
    last = min(end, as_of) if isinstance(end, date) else as_of
    days = [start]
    while days[-1] <= last:
        days.append(_next_month(days[-1]))
    return tuple(day for day in days[:-1] if day >= in_force and not (isinstance(stop, date) and day >= stop))


def stopped_since(benefit: Benefit, read: Read) -> date | bool | Unknown:
    """The day since which nothing more is due; True where it stops altogether, False where it does not."""
    if benefit.stop is None:
        return False
    holds = read(benefit.stop.condition)
    if holds is False:
        return False
    since = read(benefit.stop.since) if benefit.stop.since is not None else True
    unknowns = [v for v in (holds, since) if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    return since if isinstance(since, date) else benefit.stop.since is None


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
