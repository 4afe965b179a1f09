"""Sums on report.html: what each level of government owes, by rule and year; what is not settled stands apart."""

from collections.abc import Mapping
from functools import cached_property

from attrs import define, field, frozen

from ..engine.operators.parties import OF_PLACE
from ..engine.outcome import Funding, Result
from ..engine.program import Apply, Const, Fact, Party, Program
from ..engine.types import BearerType
from .page_tables import NOTHING, Bar, Bars, Cell, PageColumn, PageTable, Rows, count, money, without_zero_columns, yuan
from .result_views import none_first, year_of
from .rule_cards import RuleCards
from .rule_index import RuleIndex

PALETTE = ("#2f6db3", "#2f7d4f", "#e0892b", "#7b4bab", "#8a6d3b", "#b3261e", "#4b8b9b", "#5f6670")
UNDATED = "年度不明"


@define
class _Sum:
    """What one level owes under one rule in one year."""

    cases: int = 0
    fen: int = 0
    open: list[Funding] = field(factory=list)
    budgeted: dict[str | None, int] = field(factory=dict)


@frozen
class ReportSums:
    """Makes the table and the chart of sums."""

    program: Program
    result: Result
    cards: RuleCards = field(repr=False)

    @cached_property
    def sums(self) -> Mapping[tuple[str, str, int | None], _Sum]:
        """By level, rule and the year in whose budget the sum is listed (else the year it belongs to)."""
        index = RuleIndex(self.program)
        benefits, funds = index.benefits, {fund.name: fund for fund in self.program.funds}
        found: dict[tuple[str, str, int | None], _Sum] = {}
        for e, number in self.result.counted_entitlements:
            benefit = index.at(e.version).benefits.get(e.benefit) or benefits.get(e.benefit)
            level = level_words(benefit.payer) if benefit else NOTHING
            year = e.budget_year if e.budget_year is not None else year_of(e)
            one = found.setdefault((level, e.benefit, year), _Sum())
            one.cases += number
            one.fen += e.amount_fen * number
        for f in self.result.fundings:
            level = level_words(funds[f.fund].payer) if f.fund in funds else NOTHING
            one = found.setdefault((level, f.fund, f.budget_year), _Sum())
            if f.amount_fen is None:
                one.open.append(f)
            else:
                one.cases += f.headcount or 0
                one.fen += f.amount_fen
            if f.budgeted_fen is not None:
                one.budgeted[f.payer] = f.budgeted_fen
        position = index.position
        ordered = sorted(found, key=lambda key: (key[0], position(key[1]), none_first(key[2])))
        return {key: found[key] for key in ordered}

    @cached_property
    def _of_benefits(self) -> frozenset[str]:
        """经费 that budget the sums of a 待遇: the same money once more, so no total counts them."""
        return frozenset(fund.name for fund in self.program.funds if fund.benefit is not None)

    def _settled(self, level: str | None = None) -> int:
        """The settled sums of a level, or of all, in 分; no money counted twice."""
        counted = (
            one.fen for key, one in self.sums.items() if level in (None, key[0]) and not self._is_repeated(key[1])
        )
        return sum(counted)

    def _is_repeated(self, rule: str) -> bool:
        return rule in self._of_benefits

    @property
    def fen(self) -> int:
        """Everything settled, in 分."""
        return self._settled()

    @property
    def unsettled(self) -> int:
        """How many sums are not settled."""
        return sum(len(one.open) for one in self.sums.values())

    def by_level(self) -> PageTable:
        """Levels, the rules under each, years and sums; the whole of each level last."""
        words = (PageColumn("项目"), PageColumn("年度"))
        numbers = ("人数或笔数", "金额", "未定的笔数", "未定的金额", "预算数")
        groups: dict[str, list[tuple[Cell, ...]]] = {}
        for (level, rule, year), one in self.sums.items():
            groups.setdefault(level, []).append(self._row(rule, year, one))
        for level, rows in groups.items():
            rows.append(
                (
                    Cell(f"{level}合计"),
                    Cell(""),
                    Cell(""),
                    Cell(yuan(self._settled(level))),
                    *(Cell("") for _ in range(3)),
                )
            )
        shown = [rule for rule in dict.fromkeys(rule for _, rule, _ in self.sums) if self._is_repeated(rule)]
        repeated = (f"「{'」「'.join(shown)}」是把待遇的钱列入预算，是同一笔钱，合计里不重复算",) if shown else ()
        table = PageTable(
            "各级承担的经费和待遇",
            (*words, *(PageColumn(n, numeric=True) for n in numbers)),
            tuple(Rows(tuple(rows), level) for level, rows in groups.items()),
            (
                "年度是列入预算的年度，规则没有写的为款项所属年度；重复列入多项的人数不合并",
                "未定的（人数或标准还不知道）不计入金额，另列至少和至多",
                *repeated,
            ),
            "没有应付的经费和待遇",
        )
        return without_zero_columns(table, keep=4)

    def _row(self, rule: str, year: int | None, one: _Sum) -> tuple[Cell, ...]:
        card = self.cards.anchor(rule)
        return (
            Cell(rule, card),
            Cell(UNDATED if year is None else f"{year}年"),
            count(one.cases, card),
            Cell(yuan(one.fen), card),
            count(len(one.open), card),
            Cell(_bounds(one.open)),
            money(sum(one.budgeted.values()) if one.budgeted else None, card),
        )

    def bars(self) -> Bars:
        """The settled sums of each level, cut up by rule, in whole 元."""
        levels = list(dict.fromkeys(level for level, _, _ in self.sums))
        rules = list(dict.fromkeys(rule for _, rule, _ in self.sums if not self._is_repeated(rule)))
        numbers = {
            (level, rule): sum(one.fen for key, one in self.sums.items() if key[:2] == (level, rule)) // 100
            for level in levels
            for rule in rules
        }
        bars = tuple(Bar(level, "sums", tuple(numbers[level, rule] for rule in rules)) for level in levels)
        colours = tuple(PALETTE[n % len(PALETTE)] for n in range(len(rules)))
        return Bars("各级已确定的金额", "元", tuple(rules), colours, bars)


def level_words(party: Party) -> str:
    """The kind of payer: 县级财政 for 接回县区的县级财政."""
    match party.expression:
        case Apply(operator=operator, arguments=(_, Const(value=str() as kind))) if operator.name == OF_PLACE.name:
            return kind
        case Const(value=str() as name):
            return name
        case Fact(type=BearerType(kind=str() as kind)):
            return kind
        case _:
            return party.words


def _bounds(unsettled: list[Funding]) -> str:
    """Between what the unsettled sums lie; at most nothing where one has no upper bound."""
    if not unsettled:
        return NOTHING
    least = sum(f.amount_bounds_fen[0] for f in unsettled)
    highest = [f.amount_bounds_fen[1] for f in unsettled]
    known = [h for h in highest if h is not None]
    most = f"，至多{yuan(sum(known))}" if len(known) == len(highest) else "，至多不知道"
    return f"至少{yuan(least)}{most}"
