"""The people released, in order of release: where they were held and where they return to."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from random import Random

from attrs import field, frozen

from .calendar import AS_OF, FIRST_RELEASE, LABOUR_CAMPS_ABOLISHED, LAST_RELEASE
from .places import COUNTIES, Home, draw_homes
from .prisons import ABROAD, DETENTION_CENTRES, LABOUR_CAMP, PRISONS, PRISONS_ELSEWHERE, WOMENS_PRISON, Prison

LABOUR_CAMP_SHARE = 0.08
"""The share released from 劳动教养, while there was any."""

UPCOMING_SHARE = 0.015
"""The share still in prison on the day of the export: the releases entered ahead."""


@frozen
class Person:
    """One release: `number` is the 编号, `release` the day. `short_sentence` means served in a 看守所."""

    number: str
    release: int
    woman: bool
    prison: Prison
    short_sentence: bool
    home: Home

    @property
    def from_labour_camp(self) -> bool:
        """Whether the person was in 劳动教养, so that there is no crime."""
        return self.prison is LABOUR_CAMP

    @property
    def from_abroad(self) -> bool:
        """Whether the person is brought home from abroad, where the policy sets no subsidy."""
        return self.prison is ABROAD


@frozen
class _Draws:
    """Draws homes and prisons by their weights."""

    rng: Random
    homes: tuple[Home, ...]
    home_bounds: list[float] = field(init=False)
    prison_bounds: list[float] = field(init=False)
    elsewhere_bounds: list[float] = field(init=False)
    county_bounds: list[float] = field(init=False)

    @home_bounds.default
    def _sum_homes(self) -> list[float]:
        return list(accumulate(home.weight for home in self.homes))

    @prison_bounds.default
    def _sum_prisons(self) -> list[float]:
        return list(accumulate(prison.weight for prison in PRISONS))

    @elsewhere_bounds.default
    def _sum_elsewhere(self) -> list[float]:
        return list(accumulate(prison.weight for prison in PRISONS_ELSEWHERE))

    @county_bounds.default
    def _sum_counties(self) -> list[float]:
        return list(accumulate(county.inhabitants for county in COUNTIES))

    def home(self) -> Home:
        return self.rng.choices(self.homes, cum_weights=self.home_bounds)[0]

    def detention_centre(self, home: Home) -> Prison:
        """Most short sentences are served where the person lives."""
        county = home.county
        if self.rng.random() > 0.75:
            county = self.rng.choices(COUNTIES, cum_weights=self.county_bounds)[0]
        return DETENTION_CENTRES[county.code]

    def prison(self, woman: bool) -> Prison:
        if woman:
            return WOMENS_PRISON
        if self.rng.random() < 0.11:
            return self.rng.choices(PRISONS_ELSEWHERE, cum_weights=self.elsewhere_bounds)[0]
        return self.rng.choices(PRISONS, cum_weights=self.prison_bounds)[0]


def draw_people(rng: Random, count: int) -> Iterator[Person]:
    """Draw `count` people in order of release, numbered year by year; two of them come from abroad."""
    draws = _Draws(rng, draw_homes(rng))
    numbered: Counter[int] = Counter()
    abroad = (count // 3, 2 * count // 3)
    for index, release in enumerate(_draw_releases(rng, count)):
        year = date.fromordinal(release).year
        numbered[year] += 1
        home = draws.home()
        woman = rng.random() < 0.06
        short = rng.random() < 0.2
        prison = draws.detention_centre(home) if short else draws.prison(woman)
        if release <= LABOUR_CAMPS_ABOLISHED.toordinal() and rng.random() < LABOUR_CAMP_SHARE:
            short, prison = False, LABOUR_CAMP
        if index in abroad:
            short, prison = False, ABROAD
        yield Person(f"NX{year}-{numbered[year]:05d}", release, woman, prison, short, home)


def _draw_releases(rng: Random, count: int) -> list[int]:
    first, as_of, last = (day.toordinal() for day in (FIRST_RELEASE, AS_OF, LAST_RELEASE))
    upcoming = round(count * UPCOMING_SHARE)
    past = [first + int(rng.random() * (as_of - first + 1)) for _ in range(count - upcoming)]
    ahead = [as_of + 1 + int(rng.random() * (last - as_of)) for _ in range(upcoming)]
    return sorted(past + ahead)
