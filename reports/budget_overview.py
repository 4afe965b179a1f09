"""各级汇总 of a 经费测算表: what each budget owes in a year over all 经费, gathered by city, with the total of all levels."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from .fund_lines import FundLine
from .money_words import yuan

Row = Mapping[str, object]
WHOLE = ""
"""Where sums for the whole stand, above every group."""


@frozen
class PlacedLine:
    """A line with the payer's name and the group its place belongs to: a city for its counties and for itself."""

    line: FundLine
    payer: str
    group: str


@frozen
class _Sum:
    """Settled sums in 分 and their number, beside that of open ones.

    What is due, and of the lines held against a budget what is due and what was budgeted.
    """

    due: int = 0
    compared: int = 0
    budgeted: int = 0
    has_budget: bool = False
    open: int = 0
    settled: int = 0

    def __add__(self, other: "_Sum") -> "_Sum":
        return _Sum(
            self.due + other.due,
            self.compared + other.compared,
            self.budgeted + other.budgeted,
            self.has_budget or other.has_budget,
            self.open + other.open,
            self.settled + other.settled,
        )


@frozen
class _Group:
    name: str
    payers: dict[str, _Sum] = field(factory=dict)

    @property
    def total(self) -> _Sum:
        return sum(self.payers.values(), _Sum())


def overviews(placed: Sequence[PlacedLine]) -> Iterator[Row]:
    """One table for each budget year: each payer's sum, a subtotal for each group of several, the total of all."""
    for year in sorted({p.line.funding.budget_year for p in placed}):
        of_year = [p for p in placed if p.line.funding.budget_year == year]
        groups = _grouped(of_year)
        total = sum((group.total for group in groups), _Sum())
        rows = [row for group in groups for row in _group_rows(group)]
        yield {
            "年度": year,
            "阶段": "、".join(dict.fromkeys(p.line.funding.stage for p in of_year)),
            "行": rows,
            "合计": _cells("合计", total),
            "有预算": total.has_budget,
            "未定处数": total.open,
        }


def _grouped(placed: Sequence[PlacedLine]) -> list[_Group]:
    """The payers by group, in the order in which they first appear; those for the whole first."""
    groups: dict[str, _Group] = {}
    for one in sorted(placed, key=lambda p: p.group != WHOLE):
        payers = groups.setdefault(one.group, _Group(one.group)).payers
        payers[one.payer] = payers.get(one.payer, _Sum()) + _sum_of(one.line)
    return list(groups.values())


def _sum_of(line: FundLine) -> _Sum:
    """What a line adds: a budget is held against what a place owes altogether, once, and only where that is settled."""
    amount = line.funding.amount_fen
    compared = line.due_fen if line.budgeted_fen is not None else None
    return _Sum(
        due=amount or 0,
        compared=compared or 0,
        budgeted=(line.budgeted_fen or 0) if compared is not None else 0,
        has_budget=compared is not None,
        open=int(amount is None),
        settled=int(amount is not None),
    )


def _group_rows(group: _Group) -> Iterator[Row]:
    for payer, total in group.payers.items():
        yield _cells(payer, total)
    if group.name != WHOLE and len(group.payers) > 1:
        yield {**_cells(f"{group.name}各级小计", group.total), "小计": True}


def _cells(name: str, total: _Sum) -> Row:
    return {
        "单位": name,
        "应列": (yuan(total.due) if total.settled else "—") + ("*" if total.open else ""),
        "核对": yuan(total.compared) if total.has_budget else "—",
        "已列": yuan(total.budgeted) if total.has_budget else "—",
        "差额": yuan(total.budgeted - total.compared) if total.has_budget else "—",
        "小计": False,
    }
