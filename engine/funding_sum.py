"""What a 经费 comes to for one place and year, put together from what a check found: heads, sum, budget, shortfall."""

from collections.abc import Sequence
from datetime import date
from enum import Enum

from attrs import frozen

from .facts.tables import KEY_SEPARATOR
from .outcome import Funding, Result, Undetermined
from .program import Fund
from .types import Unknown


class FundState(Enum):
    """What became of a 经费 in the budget.

    不核对 where the rule holds nothing against it, 待列 while the year is to come or the sum is only an estimate.
    """

    NONE = "不适用"
    SHORT = "经费不足"
    ENOUGH = "已列足"
    TO_COME = "待列"
    UNCHECKED = "不核对"
    UNDECIDED = "无法判定"


@frozen
class FundingSum:
    """A 经费 for one row of 每 (`key`, empty for the whole) and the year counted; sums in 分.

    `rows` holds one Funding a rate, none where nobody counts. `open` is why it is undecided, None where it is not.
    """

    fund: Fund
    key: str
    year: int
    as_of: date
    rows: tuple[Funding, ...]
    open: Unknown | None = None

    @property
    def budget_year(self) -> int:
        """The year in whose budget it is listed."""
        return self.year + self.fund.budget_offset

    @property
    def payer(self) -> str | None:
        """Whose budget owes it; None where nobody counts or the fact that names it is missing."""
        return self.rows[0].payer if self.rows else None

    @property
    def headcount(self) -> int | None:
        """Heads, or the number of sums of a 待遇; None while some are unsure."""
        counts = [row.headcount for row in self.rows]
        return None if None in counts else sum(n for n in counts if n is not None)

    @property
    def amount(self) -> int | None:
        """The sum owed; None while some of it is unsure."""
        sums = [row.amount_fen for row in self.rows]
        return None if None in sums else sum(n for n in sums if n is not None)

    @property
    def bounds(self) -> tuple[int, int | None]:
        """What the sum is at least and at most; None where there is no upper bound."""
        highs = [row.amount_bounds_fen[1] for row in self.rows]
        high = None if None in highs else sum(h for h in highs if h is not None)
        return sum(row.amount_bounds_fen[0] for row in self.rows), high

    @property
    def budgeted(self) -> int | None:
        """The sum budgeted; None where it is not known or not asked for."""
        return self.rows[0].budgeted_fen if self.rows else None

    @property
    def shortfall(self) -> int | None:
        """By how much the budget falls short, 0 where it does not; None while that is open."""
        high = self.bounds[1]
        if self.budgeted is None:
            return None
        if high is not None and self.budgeted >= high:
            return 0
        return self.amount - self.budgeted if self.amount is not None else None

    @property
    def state(self) -> FundState:
        """Whether enough was budgeted: decided as soon as the heads that are sure, or all that may be, settle it."""
        low, high = self.bounds
        if not self.rows:
            return FundState.NONE
        if self.budgeted is None:
            return self._unbudgeted()
        if any(row.estimated for row in self.rows):
            return FundState.TO_COME
        if self.budgeted < low:
            return FundState.SHORT
        return FundState.ENOUGH if high is not None and self.budgeted >= high else FundState.UNDECIDED

    def _unbudgeted(self) -> FundState:
        if self.fund.budget is None:
            return FundState.UNCHECKED
        return FundState.TO_COME if self.budget_year > self.as_of.year else FundState.UNDECIDED


def funding_sums(result: Result, fund: Fund) -> tuple[FundingSum, ...]:
    """Every place and year of a 经费 in a result, in its order."""
    groups: dict[tuple[str, int], list[Funding]] = {}
    for row in result.fundings:
        if row.fund == fund.name:
            groups.setdefault((row.key, row.year), []).append(row)
    undecided = [u for u in result.undetermined if u.rule == fund.name]
    return tuple(
        FundingSum(fund, key, year, result.as_of, tuple(rows), _open(undecided, key, year))
        for (key, year), rows in groups.items()
    )


def funding_sum(result: Result, fund: Fund, key: str, year: int) -> FundingSum:
    """A 经费 for one place and year; without rows where nobody counts there."""
    rows = tuple(r for r in result.fundings if (r.fund, r.key, r.year) == (fund.name, key, year))
    undecided = [u for u in result.undetermined if u.rule == fund.name]
    return FundingSum(fund, key, year, result.as_of, rows, _open(undecided, key, year))


def _open(undecided: Sequence[Undetermined], key: str, year: int) -> Unknown | None:
    """Why the sum of one place and year is open, out of what is undecided of the 经费."""
    place: Sequence[str] = [part for part in (key, str(year)) if part]
    named = KEY_SEPARATOR.join(place)
    found = [u for u in undecided if u.key == named]
    return Unknown(frozenset(cause for u in found for cause in u.causes)) if found else None
