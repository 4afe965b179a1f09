"""What report.html lists one by one: breaches of each rule, what is undecided and who can say, findings, rejects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from ..engine.outcome import Breach, Obligation, Result, State, Undetermined
from ..engine.program import Program
from ..engine.types import CauseKind
from .page_tables import NOTHING, Cell, PageColumn, PageTable, Rows, count, day, without_zero_columns
from .result_views import (
    breach_order,
    causes_in_words,
    finding_order,
    last_day,
    obligation_order,
    reject_order,
    remark,
    sheet_words,
    target_order,
    undetermined_rules,
)
from .rule_cards import RuleCards
from .rule_index import RuleIndex
from .shown import Shown

MOST_CASES = 20
"""Breaches listed under one rule."""
MOST_ROWS = 200
"""Findings and rejects listed on the page."""
MOST_ASKED = 3
"""Offices named as those who can supply a fact."""


@frozen
class ReportLists:
    """Makes the lists. `shown` masks what is 敏感."""

    program: Program
    result: Result
    cards: RuleCards = field(repr=False)
    shown: Shown

    @cached_property
    def index(self) -> RuleIndex:
        """The rules by name."""
        return RuleIndex(self.program)

    def inputs(self) -> PageTable:
        """The fate of every row read."""
        columns = (PageColumn("台账"), PageColumn("来自"), *_numbers("读入", "已核查", "重复", "拒收"))
        ordered = sorted(self.result.inputs, key=lambda i: (i.entity, i.source))
        rows = tuple(
            (
                Cell(i.entity),
                Cell(i.source),
                count(i.read),
                count(i.evaluated),
                count(i.duplicates),
                count(i.rejected, "rejects"),
            )
            for i in ordered
        )
        return PageTable("读入的行：读入＝已核查＋重复＋拒收", columns, (Rows(rows),))

    # ---------- breaches ----------

    def breaches(self, rule: str) -> PageTable | None:
        """The breaches of one rule in the order of their cases, the first ones; None where there is none."""
        cases, sums = self._breaches.get(rule, []), self._sum_breaches.get(rule, [])
        every = [*(self._case(o) for o in cases[:MOST_CASES]), *sums[:MOST_CASES]]
        if not every:
            return None
        total = self._total(rule, cases, sums)
        dates = (PageColumn(title, unbroken=True) for title in ("起算", "期限", "完成"))
        words = map(PageColumn, ("个案", "责任主体", "情形"))
        columns = (*words, *dates, *_numbers("逾期天数"), PageColumn("说明"))
        notes = (f"共{total:,}件，这里列前{len(every)}件；全部见 {self._all_in}",) if total > len(every) else ()
        table = PageTable(f"{rule}：违规 {total:,}件", columns, (Rows(tuple(every)),), notes)
        return without_zero_columns(table, keep=3)

    @property
    def _all_in(self) -> str:
        """Where all lines of the long lists stand."""
        return "Parquet 表" if self.result.whole else "结果.xlsx"

    def _total(self, rule: str, cases: Sequence[object], sums: Sequence[object]) -> int:
        """How many breaches a rule has in all."""
        if self.result.whole is None:
            return len(cases) + len(sums)
        counts = self.result.duty_counts.get(rule, {})
        return sum(n for state, n in counts.items() if state.is_violation) + self.result.whole.breaches_of.get(rule, 0)

    @cached_property
    def _breaches(self) -> dict[str, list[Obligation]]:
        found: dict[str, list[Obligation]] = {}
        for o in sorted(self.result.violations, key=obligation_order):
            found.setdefault(o.duty, []).append(o)
        return found

    @cached_property
    def _sum_breaches(self) -> dict[str, list[tuple[Cell, ...]]]:
        found: dict[str, list[tuple[Cell, ...]]] = {}
        for b in sorted(self.result.breaches, key=breach_order):
            bearer = self.shown.breaker(b) or "没有写明"
            cells = (
                Cell(self.shown.case(b.entity, b.key) or "全部"), Cell(bearer), Cell(b.kind.value), Cell(NOTHING),
                day(b.due), Cell(NOTHING), Cell(NOTHING), Cell(b.reason),
            )  # fmt: skip
            found.setdefault(b.rule, []).append(cells)
        return found

    def _case(self, o: Obligation) -> tuple[Cell, ...]:
        key = self.shown.key(o.entity, o.key) + (f"（{o.period}）" if o.period else "")
        late = Cell(NOTHING) if o.days_late is None else Cell(f"{o.days_late:,}")
        bearer = self.shown.bearer(o) or "没有写明"
        dates = (day(o.trigger), day(last_day(o)), day(o.done))
        return (Cell(key), Cell(bearer), Cell(o.state.value), *dates, late, Cell(remark(o)))

    # ---------- undecided ----------

    def undetermined(self) -> PageTable:
        """By rule: what is missing in how many cases, and who can say it."""
        counts: Counter[tuple[str, str]] = Counter()
        asked: dict[tuple[str, str], Counter[str]] = {}
        for u, offices in self._undecided():
            why, settled_by = self._why(u), _other_than_facts(u)
            whom = asked.setdefault((u.rule, why), Counter())
            for office, number in offices.items():
                counts[u.rule, why] += number
                whom[settled_by or office or f"报送「{u.entity}」的单位"] += number
        columns = (PageColumn("规则"), PageColumn("缺什么"), PageColumn("向谁补"), *_numbers("件数"))
        ordered = sorted(counts, key=lambda k: (self.index.position(k[0]), -counts[k], k[1]))
        rows = [
            (Cell(rule, self.cards.anchor(rule)), Cell(why), Cell(_whom(asked[rule, why])),
             count(counts[rule, why], self.cards.anchor(rule)))
            for rule, why in ordered
        ]  # fmt: skip
        notes = (
            [f"这里列前{MOST_ROWS}种，共{len(rows):,}种；逐件见 {self._all_in} 的「无法判定」"]
            if len(rows) > MOST_ROWS
            else []
        )
        notes.append("无法判定不是没有违规，也不是违规；补齐所缺的事实以后再核查。一件可能缺几个事实")
        return PageTable(
            "无法判定的，缺什么、向谁补", columns, (Rows(tuple(rows[:MOST_ROWS])),), tuple(notes), "没有无法判定的"
        )

    def _undecided(self) -> Iterator[tuple[Undetermined, Mapping[str | None, int]]]:
        """What is undecided, and how many of the kind each office owes."""
        whole, plain = self.result.whole, Shown(self.program)
        if whole is None:
            owed = self._offices()
            yield from ((u, {owed.get((u.rule, u.entity, u.key)): 1}) for u in undetermined_rules(self.result))
            return
        for u, bearers in whole.asked:
            offices: Counter[str | None] = Counter()
            for bearer, number in bearers.items():
                offices[bearer if plain.holder(u.rule, bearer) == bearer else None] += number
            yield u, offices

    def _why(self, undetermined: Undetermined) -> str:
        if undetermined.missing:
            own = f"{undetermined.entity}."
            return "、".join(fact.removeprefix(own) for fact in undetermined.missing)
        return "；".join(causes_in_words(undetermined)) or NOTHING

    def _offices(self) -> dict[tuple[str, str, str], str]:
        """The office that owes each undecided duty, who can say what it lacks; persons are not named."""
        plain = Shown(self.program)
        return {
            (o.duty, o.entity, o.key): o.bearer
            for o in self.result.obligations
            if o.state is State.UNDECIDED and o.bearer is not None and plain.bearer(o) == o.bearer
        }

    # ---------- the rest ----------

    def classifications(self) -> PageTable:
        """How many cases each 界定 takes in."""
        counts = self.result.classification_counts
        rows = []
        for rule in sorted(counts, key=self.index.position):
            card = self.cards.anchor(rule)
            of = counts[rule]
            rows.append((Cell(rule, card), count(of.get("是", 0), card), count(of.get("否", 0), card),
                         count(of.get("未知", 0), "undetermined")))  # fmt: skip
        return PageTable("界定的结果（件）", (PageColumn("界定"), *_numbers("是", "否", "未知")), (Rows(tuple(rows)),))

    def targets(self) -> PageTable:
        """Every 目标: measured against required."""
        rows = (
            (
                Cell(t.target, self.cards.anchor(t.target)),
                Cell(self.shown.case(t.entity, t.key)),
                Cell(self.shown.answerable(t) or NOTHING),
                Cell(t.state.value, self.cards.anchor(t.target)),
                *(Cell(words or NOTHING) for words in self.index.target_words(t)),
                day(t.due),
            )
            for t in sorted(self.result.targets, key=target_order)
        )
        headings = ("目标", "对象", "责任主体", "状态", "完成", "要求", "期限")
        return _cut(PageTable("目标", tuple(map(PageColumn, headings)), (Rows(tuple(rows)),)), "目标")

    def findings(self) -> PageTable:
        """Contradictions, conflicts, what the rules do not provide for."""
        rows = (
            (
                Cell(f.kind),
                Cell(f.rule, self.cards.anchor(f.rule)),
                Cell(self.shown.case(f.entity, f.key)),
                Cell("、".join((*f.places, *((f.text,) if f.text else ())))),
            )
            for f in sorted(self.result.findings, key=finding_order)
        )
        headings = ("类别", "规则", "个案", "说明")
        return _cut(
            PageTable("发现", tuple(map(PageColumn, headings)), (Rows(tuple(rows)),), (), "没有发现"),
            "发现",
            self._length("findings"),
        )

    def rejects(self) -> PageTable:
        """Cells for which a row was not taken in."""
        rows = (
            (
                Cell(sheet_words(r.place)),
                Cell(str(r.place.row or NOTHING)),
                Cell(r.place.column or NOTHING),
                Cell(self.shown.rejected_value(r)),
                Cell(r.reason),
            )
            for r in sorted(self.result.rejects, key=reject_order)
        )
        headings = ("文件", "行", "列", "内容", "原因")
        columns = tuple(PageColumn(h, numeric=h == "行") for h in headings)
        return _cut(PageTable("拒收", columns, (Rows(tuple(rows)),), (), "没有拒收"), "拒收", self._length("rejects"))

    def _length(self, name: str) -> int | None:
        """How long a list is in all, where only part of it is held."""
        return self.result.whole.lengths[name] if self.result.whole else None

    def readings(self) -> PageTable:
        """Readings of the text that the results rest on."""
        rows = tuple((Cell(r.rule, self.cards.anchor(r.rule)), Cell(r.text)) for r in self.index.readings(self.result))
        return PageTable("解释：原文没有写明、按此理解", (PageColumn("规则"), PageColumn("解释")), (Rows(rows),))


def listed(result: Result) -> Result:
    """The violations that a page lists one by one: to be derived again before they are printed."""
    duties: dict[str, list[Obligation]] = {}
    for o in sorted(result.violations, key=obligation_order):
        duties.setdefault(o.duty, []).append(o)
    sums: dict[str, list[Breach]] = {}
    for b in sorted(result.breaches, key=breach_order):
        sums.setdefault(b.rule, []).append(b)
    return evolve(
        result,
        obligations=tuple(o for owed in duties.values() for o in owed[:MOST_CASES]),
        breaches=tuple(b for short in sums.values() for b in short[:MOST_CASES]),
    )


def _numbers(*titles: str) -> Iterator[PageColumn]:
    return (PageColumn(title, numeric=True) for title in titles)


def _other_than_facts(undetermined: Undetermined) -> str:
    """Who settles what no fact would settle: a gap in the rules or the calendar; empty where facts are missing."""
    if undetermined.missing:
        return ""
    kinds = {cause.kind for cause in undetermined.causes}
    if kinds & {CauseKind.UNPROVIDED, CauseKind.CONFLICT}:
        return "有权解释政策的机关"
    return "维护日历的人" if kinds == {CauseKind.CALENDAR} else ""


def _whom(offices: Counter[str]) -> str:
    """Those with most cases first: 甲司法所（12件）、乙司法所（9件）等 5 个单位."""
    ordered = sorted(offices.items(), key=lambda item: (-item[1], item[0]))
    if len(ordered) == 1:
        return ordered[0][0]
    named = "、".join(f"{office}（{n:,}件）" for office, n in ordered[:MOST_ASKED])
    return f"{named}等{len(ordered):,}个单位" if len(ordered) > MOST_ASKED else named


def _cut(table: PageTable, sheet: str, total: int | None = None) -> PageTable:
    """The first rows of a long table, and where the others are; `total` where not all of them are held."""
    rows: Iterable[tuple[Cell, ...]] = table.groups[0].rows
    every = tuple(rows)
    if len(every) <= MOST_ROWS and (total is None or total == len(every)):
        return table
    listed = min(len(every), MOST_ROWS)
    where = f"结果.xlsx 的「{sheet}」" if total is None else "结果文件夹"
    note = f"共{total or len(every):,}条，这里列前{listed}条；全部见 {where}"
    return PageTable(table.caption, table.columns, (Rows(every[:MOST_ROWS]),), (*table.notes, note), table.empty)
