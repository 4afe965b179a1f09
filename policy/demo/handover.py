"""When a prison told the three recipients at home of a release, by the system and by 释放通知书 (第4项)."""

from random import Random

from .calendar import WorkingDays
from .care import Care
from .columns import Row
from .people import Person

SYSTEM_COLUMNS = ("系统送达安置帮教办日期", "系统送达公安机关日期", "系统送达司法所日期")
PAPER_COLUMNS = ("通知书送达安置帮教办日期", "通知书送达公安机关日期", "通知书送达司法所日期")


def enter_handover(rng: Random, office_days: WorkingDays, person: Person, row: Row) -> None:
    """Enter when the date of release was settled and the six dates of delivery, as far as anyone entered them."""
    care = person.prison.care
    settled, sent = _settled_and_sent(rng, office_days, person, care)
    if rng.random() > 0.04:
        row["释放日期确定日期"] = settled
    paper_delay = 15 + rng.random() * 20 if rng.random() < care.late / 2 else 1 + rng.random() * 5
    for system, paper in zip(SYSTEM_COLUMNS, PAPER_COLUMNS, strict=True):
        row[system] = office_days.on_or_after(sent, 1 if rng.random() < 0.1 else 0)
        row[paper] = office_days.on_or_after(sent + int(paper_delay + rng.random()))
    if rng.random() < care.missing:
        for column in _forgotten(rng):
            del row[column]


def _settled_and_sent(rng: Random, office_days: WorkingDays, person: Person, care: Care) -> tuple[int, int]:
    """Draw the day the release was settled and the day the prison sent word."""
    release = person.release
    if rng.random() < (0.12 if person.short_sentence else 0.05):  # 余刑不足一个月、减刑即放
        settled = release - 1 - int(rng.random() * 28)
        return settled, min(settled + int(rng.random() * 3), release - 1)
    ahead = _late_lead(rng) if rng.random() < care.late else 42 + int(rng.random() * 18)
    settled = release - max(ahead, 45) - int(rng.random() * (20 if person.short_sentence else 70))
    return office_days.on_or_after(settled), office_days.on_or_after(release - ahead)


def _late_lead(rng: Random) -> int:
    """Days before the release at which a late prison sends word; below zero it is only told afterwards."""
    drawn = rng.random()
    if drawn < 0.5:
        return 20 + int(rng.random() * 10)
    if drawn < 0.85:
        return 5 + int(rng.random() * 15)
    return int(rng.random() * 15) - 10


def _forgotten(rng: Random) -> tuple[str, ...]:
    """Choose the deliveries nobody entered: one, every 通知书, or both ways to one recipient."""
    recipient = int(rng.random() * 3)
    drawn = rng.random()
    if drawn < 0.5:
        return (PAPER_COLUMNS[recipient] if drawn < 0.35 else SYSTEM_COLUMNS[recipient],)
    if drawn < 0.8:
        return PAPER_COLUMNS
    return (SYSTEM_COLUMNS[recipient], PAPER_COLUMNS[recipient])
