"""过渡性安置基地: one for each city and county (第7项), but for those an office would rather not have to report."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from .budgets import CITIES
from .ledgers import Cells, LedgerColumn
from .places import COUNTIES

NAME = "过渡性安置基地"
FUNCTIONS = ("食宿功能", "培训功能", "劳动功能", "教育功能", "管理功能")

COLUMNS = (
    LedgerColumn("编号", 18),
    LedgerColumn("级别", 8),
    LedgerColumn("所在县区", 10),
    *(LedgerColumn(name, 10) for name in FUNCTIONS),
    LedgerColumn("申报日期", 12),
    LedgerColumn("立项日期", 12),
    LedgerColumn("建成日期", 12),
)

NO_BASE = "640303"
UNFINISHED = "640422"
FINISHED_LATE = {"640521": date(2016, 9, 28), "固原市": date(2016, 3, 15)}
WITHOUT_FUNCTION = {"640424": "管理功能"}
FUNCTION_UNKNOWN = {"640205": "劳动功能"}
"""A county without a base, one not built yet, two built after 2015, one that lacks a function, one whose entry is blank."""

_PROPOSED = date(2012, 3, 1)
_SPAN = 420
"""Days from the first proposal to the last."""


def draw_bases(seed: int) -> Iterator[Cells]:
    """Draw the bases of the cities, each in its first county, then those of the counties."""
    rng = Random(f"{NAME}{seed}")
    for prefix, city in CITIES.items():
        seat = next(county for county in COUNTIES if county.code.startswith(prefix))
        yield _base(rng, f"JD-{prefix}00", "市级", seat.name, city)
    for county in COUNTIES:
        if county.code != NO_BASE:
            yield _base(rng, f"JD-{county.code}", "县级", county.name, county.code)


def _base(rng: Random, number: str, level: str, county: str, place: str) -> Cells:
    row: Cells = {"编号": number, "级别": level, "所在县区": county}
    for name in FUNCTIONS:
        if FUNCTION_UNKNOWN.get(place) != name:
            row[name] = "否" if WITHOUT_FUNCTION.get(place) == name else "是"
    proposed = _PROPOSED + timedelta(days=rng.randrange(_SPAN))
    approved = proposed + timedelta(days=60 + rng.randrange(150))
    row |= {"申报日期": proposed, "立项日期": approved}
    built = FINISHED_LATE.get(place, approved + timedelta(days=300 + rng.randrange(320)))
    if place != UNFINISHED:
        row["建成日期"] = built
    return row
