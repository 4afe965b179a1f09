"""Every row of the export, in order."""

from collections.abc import Iterator
from random import Random

from .aftercare import enter_aftercare
from .calendar import AS_OF, WorkingDays, read_working_days
from .columns import Row
from .faults import EXTRA_PEOPLE, spoil
from .handover import enter_handover
from .homecoming import enter_homecoming
from .people import Person, draw_people
from .reception import enter_reception
from .standing import enter_standing
from .tally import Tally

_LONGEST_SEQUEL = 120
"""Days after a release by which everything drawn has happened; only later rows are searched for what has not."""


def draw_rows(people: int, seed: int, tally: Tally) -> Iterator[Row]:
    """Draw the rows of so many people, and a dozen an import has to reject or recognise as copies.

    `tally` counts what budgets go by. The same arguments give the same rows.
    """
    rng = Random(seed)
    office_days = read_working_days()
    count = people + EXTRA_PEOPLE
    return spoil((_row(rng, office_days, person, tally) for person in draw_people(rng, count)), count)


def _row(rng: Random, office_days: WorkingDays, person: Person, tally: Tally) -> Row:
    row, key_person = enter_standing(rng, person)
    enter_handover(rng, office_days, person, row)
    enter_reception(rng, office_days, person, row)
    enter_homecoming(rng, office_days, person, key_person, row)
    enter_aftercare(person, row)
    tally.release(row)
    as_of = AS_OF.toordinal()
    if person.release < as_of - _LONGEST_SEQUEL:
        return row
    return {name: cell for name, cell in row.items() if not _is_ahead(name, cell, as_of)}


def _is_ahead(name: str, cell: str | int, as_of: int) -> bool:
    """Whether a cell tells of a day after the export. The day of release alone is known ahead."""
    return isinstance(cell, int) and cell > as_of and name != "释放日期"
