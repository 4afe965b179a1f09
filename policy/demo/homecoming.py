"""How a person came home and what the 派出所 did then: 接回, 回归, 信息采录, 管控方案 (第4项, 第6项)."""

from random import Random

from .calendar import AS_OF, WorkingDays
from .columns import Row
from .people import Person

_LIMIT = 3
"""Calendar days for 信息采录."""


def enter_homecoming(rng: Random, office_days: WorkingDays, person: Person, key_person: bool, row: Row) -> None:
    """Enter pick-up, return and what followed; nothing for those still in prison when the export was taken."""
    if person.release > AS_OF.toordinal():
        return
    fetched = rng.random() < (0.72 if key_person else 0.22) or person.from_abroad
    if fetched:
        _enter_pick_up(rng, person, row)
    elif rng.random() < 0.1:
        row["备注"] = "家属接回" if rng.random() < 0.6 else "本人自行返回"
    if rng.random() < 0.07:  # nobody knows when, or whether, they came
        return
    returned = person.release + _journey(rng, person, fetched)
    row["回归日期"] = returned
    care = person.home.police_care
    if rng.random() < care.missing:
        return
    recorded = _recording_day(rng, office_days, returned, care.late)
    row["信息采录日期"] = recorded
    if rng.random() > 0.03 + care.missing:
        row["管控方案日期"] = office_days.on_or_after(recorded + int(rng.random() * 10))


def _enter_pick_up(rng: Random, person: Person, row: Row) -> None:
    row["接回日期"] = person.release
    if rng.random() > 0.01 or person.from_abroad:
        row["接回单位"] = person.home.township if rng.random() < 0.7 else person.home.justice_office


def _journey(rng: Random, person: Person, fetched: bool) -> int:
    """Draw the days between release and return."""
    travel = 0 if person.prison.in_ningxia else 1 + int(rng.random() * 2)
    drawn = rng.random()
    if fetched or drawn < 0.7:
        return travel
    if drawn < 0.93:
        return travel + 1 + int(rng.random() * 2)
    return travel + 3 + int(rng.random() * 12)


def _recording_day(rng: Random, office_days: WorkingDays, returned: int, late: float) -> int:
    """Draw the day of 信息采录. Some stations wait for the next working day, past a limit counted in plain days."""
    if rng.random() < late:
        return returned + _LIMIT + 1 + int(rng.random() * (3 if rng.random() < 0.7 else 25))
    day = returned + int(rng.random() * (_LIMIT + 1))
    return office_days.on_or_after(day) if rng.random() < 0.25 else day
