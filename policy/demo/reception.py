"""What the 司法所 did once it knew: list downloaded, pick-up arranged, 回执 sent, 情况 passed on (第4项)."""

from random import Random

from .calendar import WorkingDays
from .columns import Row
from .people import Person

_LIMIT = 5
"""Working days for the 回执."""


def enter_reception(rng: Random, office_days: WorkingDays, person: Person, row: Row) -> None:
    """Enter the four dates of the 司法所; without any word from the prison there are none."""
    heard = [row[name] for name in ("系统送达司法所日期", "通知书送达司法所日期") if name in row]
    days = [day for day in heard if isinstance(day, int)]
    if not days:
        return
    arrival = min(days)
    care = person.home.justice_care
    receipt = _receipt_day(rng, office_days, arrival, care.late)
    download = min(office_days.on_or_after(arrival, int(rng.random() * 2)), receipt)
    arranged = min(office_days.on_or_after(download, int(rng.random() * 3)), receipt)
    passed_on = office_days.on_or_after(receipt, int(rng.random() * 5))
    entries = {"名单下载日期": download, "衔接确定日期": arranged, "回执日期": receipt, "情况通报日期": passed_on}
    for name, day in entries.items():
        if rng.random() > care.missing:
            row[name] = day


def _receipt_day(rng: Random, office_days: WorkingDays, arrival: int, late: float) -> int:
    """Draw the day of the 回执. Some offices count a week instead of working days, which holidays make wrong."""
    drawn = rng.random()
    if drawn < late:
        beyond = 1 + int(rng.random() * (4 if rng.random() < 0.75 else 20))
        return office_days.after(arrival, _LIMIT + beyond)
    if drawn > 0.97:
        return office_days.on_or_after(arrival + 7)
    return office_days.after(arrival, 1 + int(rng.random() * _LIMIT))
