"""Where a person is registered and lives, and when help after release ended (第4项, 第5项)."""

from datetime import date
from random import Random

from .calendar import AS_OF
from .columns import Row
from .people import Person
from .places import COUNTIES

_YEARS = 5
_YEARS_AFTER_SHORT_SENTENCE = 3


def enter_aftercare(person: Person, row: Row) -> None:
    """Enter 户籍县区, 居住县区 and 解除帮教日期; drawn by the person's number, so that nothing else changes with it."""
    rng = Random(person.number)
    row["居住县区"] = person.home.county.code
    moved = rng.random() < 0.02
    row["户籍县区"] = rng.choice(COUNTIES).code if moved else person.home.county.code
    ended = _years_later(person.release, _YEARS_AFTER_SHORT_SENTENCE if person.short_sentence else _YEARS)
    if ended <= AS_OF.toordinal():
        row["解除帮教日期"] = ended


def _years_later(day: int, years: int) -> int:
    start = date.fromordinal(day)
    leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + years, day=28 if leap_day else start.day).toordinal()
