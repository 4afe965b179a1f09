"""Deadlines in hours: what a 时刻 means to the table of states, which reckons in days (民法典 201 second paragraph)."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from attrs import evolve

from .obligation import Decision, Facts
from .outcome import State
from .types import Value

_ONE_DAY = timedelta(days=1)
V = TypeVar("V")


def in_days(facts: Facts) -> Facts:
    """The same facts with days for moments, moved by a day where hours and minutes decide.

    As-of means during that day, so a duty is open until the day of its last minute is over. Performance later on that
    day is late; where only its day is known, it is doubtful. Performance earlier on the day of the start contradicts it.
    """
    end = facts.due
    if not (isinstance(end, datetime) or isinstance(facts.trigger, datetime) or isinstance(facts.done, datetime)):
        return facts
    if not isinstance(end, datetime):
        return evolve(facts, trigger=_day(facts.trigger), done=_day(facts.done))
    last: Value = end.date()
    strict, done = last, facts.done
    if _is_day(done) and done == last:
        strict = end.date() - _ONE_DAY
    if isinstance(done, datetime) and done > end and done.date() == last:
        strict = last = end.date() - _ONE_DAY
    early = isinstance(done, datetime) and isinstance(facts.trigger, datetime) and done < facts.trigger
    if facts.forward and early and isinstance(facts.trigger, datetime):
        done = facts.trigger - _ONE_DAY
    return evolve(facts, trigger=_day(facts.trigger), due=strict, extended=last, done=_day(done))


def in_hours_words(facts: Facts, decision: Decision) -> Decision:
    """The decision with the reason that fits hours: doubt comes from a performance whose hour is not known."""
    if isinstance(facts.due, datetime) and decision.state is State.DOUBTFUL:
        return evolve(decision, reason="只记了履行的日期，不知道是否在末时以前")
    return decision


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _day(value: V) -> V | date:
    return value.date() if isinstance(value, datetime) else value
