"""Which of several versions governs a matter: by its date, unless a 过渡 says otherwise (semantics.md, Versions)."""

from collections.abc import Callable, Sequence
from datetime import date

from attrs import frozen

from .program import Transition
from .types import NOT_YET, Unknown, Value, merge


@frozen
class Said:
    """A 过渡 that speaks of a matter; `doubt` where it is not known whether it does."""

    transition: Transition
    doubt: Unknown | None = None


@frozen
class Choice:
    """The versions, by number, that may govern: one, or several, the latest first, with the `doubt` between them.

    None at all where nothing has triggered yet. `transition` is the 过渡 that made the one version govern.
    """

    numbers: tuple[int, ...]
    doubt: Unknown | None = None
    transition: Transition | None = None


def choose(starts: Sequence[date], day_of: Callable[[int], Value], said_of: Callable[[int], Said | None]) -> Choice:
    """The latest version in force on the date of the matter; 原规定 passes a version over, 新规定 lets it reach back.

    `starts` are the dates in force. `day_of` gives the date that a version goes by, NOT_YET where nothing has triggered;
    `said_of` what its 过渡 says.
    """
    numbers: list[int] = []
    doubts: list[Unknown] = []
    for number in reversed(range(len(starts))):
        said = said_of(number)
        if said is not None and said.doubt is None:
            governs: bool | Unknown = said.transition.new
        else:
            governs = _by_date(starts[number] if number else date.min, day_of(number), said)
        if governs is False:
            continue
        numbers.append(number)
        if governs is True:
            transition = said.transition if said is not None and said.doubt is None and not doubts else None
            return Choice(tuple(numbers), merge(*doubts) if doubts else None, transition)
        doubts.append(governs)
    return Choice(tuple(numbers), merge(*doubts) if doubts else None)


def _by_date(start: date, day: Value, said: Said | None) -> bool | Unknown:
    """Whether a version governs by its date; a 过渡 in doubt makes that unknown only where it would change it."""
    open_ = [v for v in (day, said.doubt if said is not None else None) if isinstance(v, Unknown)]
    if isinstance(day, Unknown):
        return merge(*open_)
    reaches = day is not NOT_YET and isinstance(day, date) and day >= start
    in_doubt = said is not None and said.doubt is not None and day is not NOT_YET and said.transition.new != reaches
    return merge(*open_) if in_doubt else reaches
