"""Units that count the same thing under two names: 60周岁 are 60岁, 3个月 are 3月, 30名 are 30人.

岁 in law is 周岁: full years of age (民法典 17 and 202).
"""

from typing import Final

_SAME: Final = {"个月": "月", "日": "天", "周岁": "岁", "名": "人"}


def counted(unit: str | None) -> str | None:
    """What a unit counts, under the one name that stands for all of them; None for a bare number."""
    return _SAME.get(unit, unit) if unit is not None else None


def spellings(unit: str | None) -> tuple[str, ...]:
    """Every name of a unit, its own first."""
    if unit is None:
        return ()
    return (unit, *(u for u in (*_SAME, *_SAME.values()) if u != unit and counted(u) == counted(unit)))
