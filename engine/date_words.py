"""Dates in Chinese words, leaving out the year or month that the date before has already named."""

from datetime import date


def full_date(day: date) -> str:
    """Write a date in full, as 2012年5月4日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date, previous: date | None) -> str:
    """Write a date after another one: 4日 within its month, 5月4日 within its year, else in full."""
    if previous is None or day.year != previous.year:
        return full_date(day)
    if day.month != previous.month:
        return f"{day.month}月{day.day}日"
    return f"{day.day}日"


def day_run(first: date, last: date, previous: date | None = None) -> str:
    """Write a run of days, as 4月29日至5月1日, naming no more than what `previous` leaves open."""
    opening = short_date(first, previous)
    return opening if first == last else f"{opening}至{short_date(last, first)}"
