"""Lines of 经费 with all that redoing them by hand takes: place, class, whose heads on which day, the sum a place owes.

Beside them stands how far the budget is from that sum.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from ..engine.facts.tables import Record
from ..engine.outcome import Funding, Result
from ..engine.program import Fund, HeadcountBasis, facts_of
from ..engine.types import CodeType
from .result_views import funding_order
from .rule_index import RuleIndex
from .shown import Shown


@frozen
class FundLine:
    """One line: `funding` as reckoned, its payer as it may be shown, and what stands beside it.

    `place` is how the row of 每 is called, `kind` its codes that the rate goes by (一类地区), `basis` whose heads count
    and `basis_day` when. A budget is for a place and year as a whole, of which there is a line for each rate: the first
    tells `due_fen`, what all of them come to (None: not settled), the others have `is_first` False.
    """

    funding: Funding
    clause: str
    place: str
    kind: str
    basis: str
    basis_day: str
    is_first: bool
    due_bounds_fen: tuple[int, int | None]

    @property
    def due_fen(self) -> int | None:
        """What the place owes in the year altogether; None where that is open, and on lines after the first."""
        low, high = self.due_bounds_fen
        return low if self.is_first and low == high else None

    @property
    def budgeted_fen(self) -> int | None:
        """The budget, once for each place and year, so that a column of them adds up."""
        return self.funding.budgeted_fen if self.is_first else None

    @property
    def gap_fen(self) -> int | None:
        """The budget less what is due: below zero, too little was budgeted. None where either is not known."""
        if self.budgeted_fen is None or self.due_fen is None:
            return None
        return self.budgeted_fen - self.due_fen


@frozen
class FundYear:
    """What a 经费 comes to in one budget year over all places; sums as bounds where lines are open."""

    fund: str
    budget_year: int
    stage: str
    places: int
    headcount_bounds: tuple[int, int]
    amount_bounds_fen: tuple[int, int | None]
    budgeted_fen: int | None
    short_fen: int
    """What the budgets that are too small lack, those that are ample not set against it."""


def fund_lines(result: Result, rules: RuleIndex, shown: Shown) -> tuple[FundLine, ...]:
    """Every line, in the order of the document, place and year."""
    ordered = sorted(result.fundings, key=lambda f: (rules.position(f.fund), funding_order(f)))
    groups: defaultdict[tuple[str, str, int], list[Funding]] = defaultdict(list)
    for funding in ordered:
        groups[funding.fund, funding.key, funding.year].append(funding)
    return tuple(_line(f, groups[f.fund, f.key, f.year], rules, shown, result.as_of) for f in ordered)


def fund_years(lines: Sequence[FundLine]) -> Iterator[FundYear]:
    """The lines of each 经费 and budget year as one, in their order."""
    groups: defaultdict[tuple[str, int], list[FundLine]] = defaultdict(list)
    for line in lines:
        groups[line.funding.fund, line.funding.budget_year].append(line)
    names = list(dict.fromkeys(line.funding.fund for line in lines))
    for (fund, year), group in sorted(groups.items(), key=lambda item: (names.index(item[0][0]), item[0][1])):
        firsts = [line for line in group if line.is_first]
        budgets = [line.budgeted_fen for line in firsts if line.budgeted_fen is not None]
        yield FundYear(
            fund=fund,
            budget_year=year,
            stage=group[0].funding.stage,
            places=len(firsts),
            headcount_bounds=_sum_heads([line.funding for line in group]),
            amount_bounds_fen=_sum_amounts([line.funding for line in group]),
            budgeted_fen=sum(budgets) if budgets else None,
            short_fen=sum(_short(line) for line in firsts),
        )


def _short(line: FundLine) -> int:
    """What a budget lacks for certain; an estimate does not say yet."""
    if line.budgeted_fen is None or line.funding.estimated:
        return 0
    return max(0, line.due_bounds_fen[0] - line.budgeted_fen)


def _line(funding: Funding, group: list[Funding], rules: RuleIndex, shown: Shown, as_of: date) -> FundLine:
    version = rules.at(funding.version)
    fund = version.sums.get(funding.fund) or rules.sums.get(funding.fund)
    record = _place(funding, rules)
    basis = fund.headcount.basis if isinstance(fund, Fund) and fund.headcount is not None else None
    return FundLine(
        funding=shown.funding(funding),
        clause=rules.clause(funding.fund, funding.version),
        place=_called(funding, record, rules, shown),
        kind=_kind(fund, record, version) if isinstance(fund, Fund) and record is not None else "",
        basis=basis.value if basis is not None else "逐笔合计",
        basis_day=_basis_day(basis, funding.year, as_of),
        is_first=funding is group[0],
        due_bounds_fen=_sum_amounts(group),
    )


def _place(funding: Funding, rules: RuleIndex) -> Record | None:
    """The row of 每, where it is one of a 数据表."""
    last = rules.program.versions[-1] if rules.program.versions else rules.program
    tables = rules.at(funding.version).program.tables or last.tables
    table = tables.get(funding.entity)
    return table.by_key.get(funding.key) if table is not None else None


def _called(funding: Funding, record: Record | None, rules: RuleIndex, shown: Shown) -> str:
    if not funding.entity:
        return ""
    entity = rules.program.entities.get(funding.entity)
    label = record.values.get(entity.label) if record is not None and entity is not None and entity.label else None
    return str(label) if label is not None else shown.key(funding.entity, funding.key)


def _kind(fund: Fund, record: Record, rules: RuleIndex) -> str:
    """The codes of a place that the rate goes by, also through the 标准 it names."""
    if fund.rate is None or fund.rate_of != fund.per:
        return ""
    columns = rules.program.entities[fund.per].columns if fund.per is not None else {}
    waiting, seen = [fund.rate], set()
    while waiting:
        for fact in facts_of(waiting.pop()):
            if fact.column not in seen:
                seen.add(fact.column)
                waiting.extend([rules.derived[fact.column].expression] if fact.column in rules.derived else [])
    coded = (name for name, column in columns.items() if name in seen and isinstance(column.type, CodeType))
    return "、".join(str(value) for name in coded if (value := record.values.get(name)) is not None)


def _basis_day(basis: HeadcountBasis | None, year: int, as_of: date) -> str:
    """The day or days by which heads count; while the year goes on, the as-of day is the last."""
    last = min(date(year, 12, 31), as_of)
    match basis:
        case HeadcountBasis.YEAR_END:
            return last.isoformat()
        case HeadcountBasis.MEAN:
            return f"{year}年1月至{last.month}月各月末"
        case HeadcountBasis.NEW | HeadcountBasis.DISTINCT | None:
            return f"{date(year, 1, 1).isoformat()}至{last.isoformat()}"


def _sum_heads(fundings: Sequence[Funding]) -> tuple[int, int]:
    return sum(f.headcount_bounds[0] for f in fundings), sum(f.headcount_bounds[1] for f in fundings)


def _sum_amounts(fundings: Sequence[Funding]) -> tuple[int, int | None]:
    highs = [f.amount_bounds_fen[1] for f in fundings]
    high = None if None in highs else sum(h for h in highs if h is not None)
    return sum(f.amount_bounds_fen[0] for f in fundings), high
