"""One rule as several versions have it: which hold the very same, and which governs where its date alone says so."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from attrs import field, frozen

from .case import Case
from .facts.tables import Record
from .one_version import OneVersion
from .program import Benefit, Derived, Duty, Program, Target, Validation
from .types import Value
from .unchanged import date_rests_on, rests_on

AnyRule = Duty | Benefit | Derived | Target | Validation


class Cases(dict[int, Case]):
    """A row once for each version, by number, so that what one derives is not taken for another's."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def __missing__(self, number: int) -> Case:
        found = self[number] = Case(self.record)
        return found


@frozen(slots=False, eq=False)
class RuleByVersion:
    """A rule of a policy of several versions, by its name.

    `held` is what each version holds of that name, None where it has no such rule; `starts` is when each came into force.
    `spoken_of` says that a 过渡 speaks of the rule.
    """

    name: str
    versions: Sequence[OneVersion] = field(repr=False)
    starts: tuple[date, ...]
    held: tuple[AnyRule | None, ...]
    spoken_of: bool

    @cached_property
    def twins(self) -> tuple[int, ...]:
        """For each version the first that holds the very same rule, with all it rests on: mostly all are one."""
        return self._alike_by(rests_on)

    @cached_property
    def tellers(self) -> tuple[int, ...]:
        """For each version the one whose rule tells the governing date, the first of those that tell the very same."""
        twins = self._alike_by(date_rests_on)
        return tuple(twins[self.holder(number)] for number in range(len(self.held)))

    @cached_property
    def same(self) -> AnyRule | None:
        """A rule that every version holds alike and of which no 过渡 speaks: its date only names the version.

        Such a rule is evaluated by the first version; None of every other.
        """
        alike = not self.spoken_of and None not in self.held and set(self.twins) == {0}
        return self.held[0] if alike else None

    def is_same(self, numbers: tuple[int, ...]) -> bool:
        """Whether some versions hold the very same rule, so that it does not matter which of them governs."""
        return len({self.twins[number] for number in numbers}) == 1 and all(self.held[n] is not None for n in numbers)

    def holder(self, number: int) -> int:
        """The version whose rule stands for that of a version: its own, else the nearest before, else the nearest after."""
        order: tuple[int, ...] = (*range(number, -1, -1), *range(number + 1, len(self.held)))
        return next(n for n in order if self.held[n] is not None)

    def days_of(self, cases: Cases) -> Callable[[int], Value]:
        """What gives the governing date as each version tells it; those that tell the very same are asked once."""
        days: dict[int, Value] = {}

        def day_of(number: int) -> Value:
            teller = self.tellers[number]
            if teller not in days:
                held = self.held[teller]
                if held is None:
                    raise LookupError(f"{self.name}: version {teller} has no such rule")
                days[teller] = self.versions[teller].governing(held, cases[teller])
            return days[teller]

        return day_of

    def by_date_alone(self, day_of: Callable[[int], Value]) -> int | None:
        """The version that governs where no 过渡 speaks of the rule and every date asked for is known; else None."""
        if self.spoken_of:
            return None
        for number in reversed(range(len(self.starts))):
            day = day_of(number)
            if not isinstance(day, date):
                return None
            if number == 0 or day >= self.starts[number]:
                return number
        return None

    def by_one_date(self) -> Callable[[Cases], int | None] | None:
        """As `by_date_alone`, made once for a rule whose date all versions tell alike; None of every other rule."""
        told_by = set(self.tellers)
        if self.spoken_of or len(told_by) > 1:
            return None
        (teller,) = told_by
        held = self.held[teller]
        if held is None:
            raise LookupError(f"{self.name}: version {teller} has no such rule")
        day_of, starts = self.versions[teller].governing_reader(held), self.starts

        def number_of(cases: Cases) -> int | None:
            day = day_of(cases[teller])
            return max(bisect_right(starts, day) - 1, 0) if isinstance(day, date) else None

        return number_of

    def _alike_by(self, rests_on: Callable[[Program, AnyRule], object]) -> tuple[int, ...]:
        held = zip(self.versions, self.held, strict=True)
        whole = [rests_on(version.program, rule) if rule is not None else None for version, rule in held]
        return tuple(whole.index(one) for one in whole)
