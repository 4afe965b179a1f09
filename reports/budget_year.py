"""The sums of one budget year out of a result: what `policy budget --year` shows."""

from typing import ClassVar

from attrs import evolve, frozen

from ..engine.facts.problem import Problem
from ..engine.outcome import Entitlement, Result
from ..engine.program import Program


@frozen
class NoSuchBudgetYear(Problem):
    """A budget year in which nothing is listed."""

    code: ClassVar[str] = "GJ858"
    explanation: ClassVar[str] = ""
    year: int
    known: tuple[int, ...]

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"没有列入{self.year}年度预算的经费或者待遇"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        if not self.known:
            return ("数据里没有可以测算的人员；先用 policy check 看数据有没有读进来",)
        return (f"--year 写列入哪一年度的预算，不是人数所在的年度；有经费的年度：{_spans(self.known)}",)


def of_budget_year(program: Program, result: Result, year: int) -> Result:
    """The result with the 经费 listed in a budget year and the single sums that these add up, and no others.

    A 待遇 that no 经费 adds up belongs to the budget year its rule names, else to that of its date. Raises Refusal
    where nothing is left.
    """
    versions = program.versions or (program,)
    offsets = {f.benefit: f.budget_offset for version in versions for f in version.funds if f.benefit is not None}

    def listed(due: Entitlement) -> int | None:
        if due.benefit in offsets:
            return None if due.date is None else due.date.year + offsets[due.benefit]
        return due.budget_year or (due.date.year if due.date is not None else None)

    fundings = tuple(f for f in result.fundings if f.budget_year == year)
    entitlements = tuple(e for e in result.entitlements if listed(e) == year)
    if not fundings and not entitlements:
        years = {f.budget_year for f in result.fundings} | {n for e in result.entitlements if (n := listed(e))}
        raise NoSuchBudgetYear(year, tuple(sorted(years))).refusal()
    return evolve(result, fundings=fundings, entitlements=entitlements)


def _spans(years: tuple[int, ...]) -> str:
    """Years in order, runs of them as 2013—2015."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)
