"""A 经费 as one version of a policy has it, and the small table of the moments it looks at."""

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from ..program import Fund
from .small_table import SmallTable

if TYPE_CHECKING:
    from .rulebook import Rulebook


@frozen(eq=False)
class Moments:
    """The moments a headcount looks at in each year, as a small table."""

    name: str
    cells: tuple[tuple[object, ...], ...]

    COLUMNS = (
        ("year", "BIGINT"), ("reading", "BIGINT"), ("new", "BOOLEAN"), ("n", "BIGINT"), ("first", "DATE"), ("last", "DATE"),
    )  # fmt: skip

    def table(self) -> SmallTable:
        """What the database reads."""
        return SmallTable.of(self.name, self.COLUMNS, list(zip(*self.cells, strict=True)))


@frozen(eq=False)
class FundVersion:
    """A 经费 as one version has it: its number among the 经费, the version's, and until when the version governs."""

    fund: Fund
    rules: "Rulebook"
    number: int
    order: int = 0
    version: date | None = None
    until: date | None = None

    @property
    def name(self) -> str:
        """How its tables are called."""
        return f"#fund{self.number}.{self.order}"

    @property
    def place(self) -> int:
        """Where its lines stand among those of all 经费."""
        return self.number * 1_000 + self.order

    def governs(self, year: int) -> bool:
        """Whether the version governs the budget for which a year is counted, by the first day of the budget year."""
        day = date(year + self.fund.budget_offset, 1, 1)
        return day >= self.rules.program.in_force and (self.until is None or day < self.until)
