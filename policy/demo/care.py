"""How carefully an office keeps its dates. Careless ones differ enough for their notices to differ."""

from random import Random
from typing import NamedTuple


class Care(NamedTuple):
    """The share of a body's cases that are late, and the share where something was not done or not entered."""

    late: float
    missing: float


CAREFUL = Care(late=0.03, missing=0.02)
ORDINARY = Care(late=0.10, missing=0.05)
CARELESS = Care(late=0.40, missing=0.20)


def draw_care(rng: Random) -> Care:
    """Draw the care of an office: two in three are careful, one in ten is careless."""
    drawn = rng.random()
    if drawn < 0.65:
        return CAREFUL
    return ORDINARY if drawn < 0.9 else CARELESS
