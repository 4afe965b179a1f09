"""在册: whether a row counts in a year, by the first and the last day it is there."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from .operators.logic import AND
from .program import HeadcountBasis
from .types import NOT_YET, NotYet, Unknown, Value


def presences(basis: HeadcountBasis, start: Value, end: Value, year: int, as_of: date) -> tuple[Value, ...]:
    """Whether a row counts, at each moment the basis looks at; what lies after the as-of day has not happened yet.

    A row that has not ended (a 履行 date not yet there) still counts; the last day itself counts.
    """
    last = min(date(year, 12, 31), as_of)
    match basis:
        case HeadcountBasis.YEAR_END:
            return (_within(start, end, last, last),)
        case HeadcountBasis.NEW:
            return (_new(start, year, as_of),)
        case HeadcountBasis.DISTINCT:
            return (_within(start, end, date(year, 1, 1), last),)
        case HeadcountBasis.MEAN:
            return tuple(_within(start, end, day, day) for day in _month_ends(year, last))


def _within(start: Value, end: Value, first: date, last: date) -> Value:
    """Whether a row is there on any day from `first` to `last`."""
    if isinstance(start, date) and isinstance(end, date):
        return start <= last and end >= first
    began: Value = start if isinstance(start, Unknown) else isinstance(start, date) and start <= last
    lasts: Value = end if isinstance(end, Unknown) else end is NOT_YET or (isinstance(end, date) and end >= first)
    return AND.evaluate(began, lasts)


def _new(start: Value, year: int, as_of: date) -> Value:
    if isinstance(start, Unknown):
        return start
    return not isinstance(start, NotYet) and isinstance(start, date) and start.year == year and start <= as_of


@lru_cache(maxsize=256)
def _month_ends(year: int, last: date) -> tuple[date, ...]:
    ends = (date(year, month, monthrange(year, month)[1]) for month in range(1, 13))
    return tuple(day for day in ends if day <= last) or (last,)
