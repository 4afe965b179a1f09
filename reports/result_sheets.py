"""The tables of a check's workbook as data: for each sheet its columns and rows, in the order they are shown."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import chain

from attrs import frozen

from ..engine.outcome import Funding, Obligation, Result, State, Whole
from ..engine.program import Program
from .fund_lines import FundLine, fund_lines, fund_years
from .result_views import (
    UNPRICED,
    breach_order,
    causes_in_words,
    counted_states,
    entitlement_order,
    finding_order,
    last_day,
    obligation_order,
    reject_order,
    remark,
    sums_by_payer,
    target_order,
    undetermined_count,
    undetermined_rules,
    violation_count,
    year_of,
)
from .rule_index import RuleIndex
from .shown import Shown

BREACHES = "经费目标与支付的违规"
ONLY_COUNTS = (
    "个案太多，本工作簿只列数目；逐件的结果在同一文件夹的 Parquet 表里。把数据按地方或年度分开核查，就有逐件的清单"
)
"""Said of more results than are held."""
CLASSIFICATION_VALUES = ("是", "否", "未知")
UNKNOWN = "未知"


class CellKind(Enum):
    """How the cells of a column are written: as words, a whole number, a day, or a sum given in 分 and shown in 元."""

    TEXT = "文本"
    NUMBER = "数字"
    DATE = "日期"
    MONEY = "金额"


@frozen
class SheetColumn:
    """A column of a sheet."""

    heading: str
    kind: CellKind = CellKind.TEXT


CellValue = str | int | date | None
SheetRow = tuple[CellValue, ...]


@frozen
class Sheet:
    """A table of the workbook. Rows may be an iterator and are read once."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[SheetRow]


OBLIGATION_COLUMNS = (
    SheetColumn("职责"),
    SheetColumn("依据"),
    SheetColumn("责任主体"),
    SheetColumn("情形"),
    SheetColumn("个案"),
    SheetColumn("期次"),
    SheetColumn("起算", CellKind.DATE),
    SheetColumn("期限", CellKind.DATE),
    SheetColumn("顺延至", CellKind.DATE),
    SheetColumn("完成", CellKind.DATE),
    SheetColumn("逾期天数", CellKind.NUMBER),
    SheetColumn("说明"),
)


@frozen
class ResultSheets:
    """Makes the sheets of one result."""

    program: Program
    result: Result
    rules: RuleIndex
    shown: Shown

    def overview(self) -> tuple[Sheet, ...]:
        """The tables of the first sheet: what was checked, the rows read, the sums due."""
        return self._about(), self._inputs(), self._sums()

    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets after the first; where not all lines are held, those that count."""
        if self.result.whole is not None:
            return self._counts(self.result.whole)
        ordered = sorted(self.result.obligations, key=obligation_order)
        apart = (State.UNDECIDED, State.ON_TIME)
        others = (o for o in ordered if not o.state.is_violation and o.state not in apart)
        return (
            self._duties(),
            Sheet("违规", OBLIGATION_COLUMNS, self._obligations(o for o in ordered if o.state.is_violation)),
            self._undetermined(),
            Sheet("待履行与其他", OBLIGATION_COLUMNS, self._obligations(others)),
            self._entitlements(),
            *self._sheets_of_sums(),
            self._classifications(),
            self._findings(),
            self._rejects(),
            self._readings(),
        )

    def _counts(self, whole: Whole) -> tuple[Sheet, ...]:
        """The sheets of counts, for more results than are held."""
        complete = whole.lengths["breaches"] == len(self.result.breaches)
        sums = (s for s in self._sheets_of_sums() if complete or s.name != BREACHES)
        return (self._duties(), self._offices(), self._reasons(whole), *sums, self._classifications(), self._readings())

    def _offices(self) -> Sheet:
        """How many obligations of each duty each duty holder has in each state; persons together."""
        states = counted_states(self.result)
        counts: dict[tuple[str, str], Counter[State]] = {}
        for held in self.result.by_bearer():
            holder = self.shown.holder(held.duty, held.bearer) or UNKNOWN
            counts.setdefault((held.duty, holder), Counter()).update(held.counts)
        columns = (SheetColumn("职责"), SheetColumn("责任主体"))
        numbers = (SheetColumn(words, CellKind.NUMBER) for words in (*(s.value for s in states), "合计"))
        rows: list[SheetRow] = [
            (duty, holder, *(counts[duty, holder][s] for s in states), counts[duty, holder].total())
            for duty, holder in sorted(counts, key=lambda c: (self.rules.position(c[0]), c[1]))
        ]
        return Sheet("各单位统计", (*columns, *numbers), rows)

    def _reasons(self, whole: Whole) -> Sheet:
        """Why rules could not be decided, and in how many cases."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for u, number in whole.open:
            counts[u.rule, "、".join(u.missing), "；".join(causes_in_words(u))] += number
        headings = (*map(SheetColumn, ("规则", "待补事实", "原因")), SheetColumn("件数", CellKind.NUMBER))
        ordered = sorted(counts, key=lambda c: (self.rules.position(c[0]), -counts[c], c[1:]))
        return Sheet("无法判定统计", headings, [(*kind, counts[kind]) for kind in ordered])

    def on_time(self) -> Sheet:
        """The obligations performed on time: nobody has to do anything about them, and they are most of all."""
        done = (o for o in self.result.obligations if o.state is State.ON_TIME)
        return Sheet("按期履行", OBLIGATION_COLUMNS, self._obligations(sorted(done, key=obligation_order)))

    def _about(self) -> Sheet:
        program = self.program
        rows = (
            ("政策", program.name),
            ("标题", program.title),
            ("版本", f"{'、'.join(d.isoformat() for d in program.dates_enacted)} 施行"),
            ("截至", self.result.as_of.isoformat()),
            ("摘要", program.digest),
            ("违规", f"{violation_count(self.result):,} 条"),
            ("无法判定", f"{undetermined_count(self.result):,} 件"),
            ("发现", f"{self.result.length('findings', len(self.result.findings)):,} 条"),
            ("拒收", f"{self.result.length('rejects', len(self.result.rejects)):,} 处"),
            *((("逐件清单", ONLY_COUNTS),) if self.result.whole else ()),
        )
        return Sheet("概况", (SheetColumn("项目"), SheetColumn("内容")), rows)

    def _inputs(self) -> Sheet:
        numbers = (SheetColumn(words, CellKind.NUMBER) for words in ("读入", "核查", "重复", "拒收"))
        ordered = sorted(self.result.inputs, key=lambda i: (i.entity, i.source))
        rows = [(i.entity, i.source, i.read, i.evaluated, i.duplicates, i.rejected) for i in ordered]
        return Sheet("读入的数据", (SheetColumn("台账"), SheetColumn("来源"), *numbers), rows)

    def _sums(self) -> Sheet:
        columns = (
            SheetColumn("待遇"),
            SheetColumn("支付单位"),
            SheetColumn("年度", CellKind.NUMBER),
            SheetColumn("笔数", CellKind.NUMBER),
            SheetColumn("金额（元）", CellKind.MONEY),
        )
        rows = [(s.rule, s.payer or UNKNOWN, s.year, s.count, s.fen) for s in sums_by_payer(self.result, self.shown)]
        return Sheet("应付待遇", columns, rows)

    def _duties(self) -> Sheet:
        counts = self.result.duty_counts
        words = (SheetColumn("职责"), SheetColumn("依据"), SheetColumn("责任主体"), SheetColumn("台账"))
        states = counted_states(self.result)
        numbers = (SheetColumn(words, CellKind.NUMBER) for words in (*(state.value for state in states), "合计"))
        rows: list[SheetRow] = []
        for rule in sorted(counts, key=self.rules.position):
            duty = self.rules.duties.get(rule)
            about = (rule, self.rules.clause(rule), duty.bearer.words if duty else None, duty.entity if duty else None)
            rows.append((*about, *(counts[rule].get(state, 0) for state in states), sum(counts[rule].values())))
        return Sheet("职责统计", (*words, *numbers), rows)

    def _obligations(self, obligations: Iterable[Obligation]) -> Iterator[SheetRow]:
        for o in obligations:
            yield (
                o.duty,
                self.rules.clause(o.duty, o.version),
                self.shown.bearer(o) or UNKNOWN,
                o.state.value,
                self.shown.key(o.entity, o.key),
                o.period or None,
                o.trigger,
                o.due,
                # a due date that nothing moves would only be said twice
                None if last_day(o) == o.due else last_day(o),
                o.done,
                o.days_late,
                remark(o),
            )

    def _undetermined(self) -> Sheet:
        headings = ("规则", "依据", "台账", "个案", "期次", "待补事实", "原因")
        rows = (
            (
                u.rule,
                self.rules.clause(u.rule),
                u.entity,
                self.shown.key(u.entity, u.key),
                u.period or None,
                "、".join(u.missing),
                "；".join(causes_in_words(u)),
            )
            for u in undetermined_rules(self.result)
        )
        return Sheet("无法判定", tuple(map(SheetColumn, headings)), rows)

    def _entitlements(self) -> Sheet:
        columns = (
            SheetColumn("待遇"),
            SheetColumn("依据"),
            SheetColumn("台账"),
            SheetColumn("个案"),
            SheetColumn("支付单位"),
            SheetColumn("领取人"),
            SheetColumn("年度", CellKind.NUMBER),
            SheetColumn("日期", CellKind.DATE),
            SheetColumn("金额（元）", CellKind.MONEY),
        )
        rows = (
            (
                e.benefit,
                self.rules.clause(e.benefit, e.version),
                e.entity,
                self.shown.key(e.entity, e.key),
                self.shown.payer(e) or UNKNOWN,
                self.shown.payee(e),
                year_of(e),
                e.date,
                e.amount_fen,
            )
            for e in sorted(self.result.entitlements, key=entitlement_order)
        )
        return Sheet("待遇", columns, rows)

    def _sheets_of_sums(self) -> Iterator[Sheet]:
        """经费, 目标 and the violations of both, each only where the policy has such rules."""
        if self.program.funds:
            yield self._fundings()
            yield self._fund_years()
        if self.program.targets:
            yield self._targets()
        if self.result.breaches:
            yield self._breaches()

    def _fundings(self) -> Sheet:
        """Every line of 经费 with what redoing it takes; budget and difference once for each place and year."""
        words = ("经费", "依据", "支付单位", "每", "编号", "地方", "类别", "人数口径", "基准日")
        numbers = ("人数年度", "预算年度", "人数", "人数至少", "人数至多")
        sums = ("标准（元）", "金额（元）", "金额至少（元）", "金额至多（元）")
        whole = ("应列合计（元）", "预算数（元）", "差额（元）")
        others = tuple(dict.fromkeys(o.basis for f in self.result.fundings for o in f.others))
        columns = (
            *map(SheetColumn, words),
            *(SheetColumn(n, CellKind.NUMBER) for n in numbers),
            *(SheetColumn(m, CellKind.MONEY) for m in (*sums, *whole)),
            SheetColumn("阶段"),
            *(column for basis in others for column in _other_columns(basis)),
        )
        rows = (self._funding_row(line, others) for line in fund_lines(self.result, self.rules, self.shown))
        unpriced = (
            (
                *(f.name, self.rules.clause(f.name), f.payer.words),
                *(None,) * (len(words) - 3 + len(numbers) + len(sums) + len(whole)),
                *(UNPRICED, *(None,) * 2 * len(others)),
            )
            for f in self.program.funds
            if not f.has_rate
        )
        return Sheet("经费", columns, chain(rows, unpriced))

    def _funding_row(self, line: FundLine, others: tuple[str, ...]) -> SheetRow:
        f = line.funding
        return (
            *(f.fund, line.clause, f.payer or UNKNOWN, f.entity, self.shown.key(f.entity, f.key)),
            *(line.place, line.kind, line.basis, line.basis_day),
            *(f.year, f.budget_year, f.headcount, *f.headcount_bounds),
            *(f.rate_fen, f.amount_fen, *f.amount_bounds_fen),
            *(line.due_fen, line.budgeted_fen, line.gap_fen),
            f.stage,
            *(cell for basis in others for cell in _other_cells(f, basis)),
        )

    def _fund_years(self) -> Sheet:
        """What each 经费 comes to in each budget year, over all places."""
        numbers = ("预算年度", "地方", "人数至少", "人数至多")
        sums = ("金额至少（元）", "金额至多（元）", "预算数（元）", "少列（元）")
        columns = (
            *(SheetColumn("经费"), SheetColumn("阶段")),
            *(SheetColumn(n, CellKind.NUMBER) for n in numbers),
            *(SheetColumn(m, CellKind.MONEY) for m in sums),
        )
        rows = (
            (
                y.fund,
                y.stage,
                y.budget_year,
                y.places,
                *y.headcount_bounds,
                *y.amount_bounds_fen,
                y.budgeted_fen,
                y.short_fen,
            )
            for y in fund_years(fund_lines(self.result, self.rules, self.shown))
        )
        return Sheet("经费汇总", columns, rows)

    def _targets(self) -> Sheet:
        headings = ("目标", "依据", "台账", "个案", "责任主体", "状态", "完成", "要求")
        columns = (*map(SheetColumn, headings), SheetColumn("期限", CellKind.DATE))
        rows = (
            (
                t.target,
                self.rules.clause(t.target, t.version),
                t.entity,
                self.shown.case(t.entity, t.key),
                self.shown.answerable(t),
                t.state.value,
                *self.rules.target_words(t),
                t.due,
            )
            for t in sorted(self.result.targets, key=target_order)
        )
        return Sheet("目标", columns, rows)

    def _breaches(self) -> Sheet:
        headings = ("规则", "依据", "责任主体", "情形", "台账", "个案")
        columns = (*map(SheetColumn, headings), SheetColumn("期限", CellKind.DATE), SheetColumn("说明"))
        rows = (
            (
                b.rule,
                self.rules.clause(b.rule, b.version),
                self.shown.breaker_words(b),
                b.kind.value,
                b.entity,
                self.shown.case(b.entity, b.key),
                b.due,
                b.reason,
            )
            for b in sorted(self.result.breaches, key=breach_order)
        )
        return Sheet(BREACHES, columns, rows)

    def _classifications(self) -> Sheet:
        numbers = (SheetColumn(value, CellKind.NUMBER) for value in CLASSIFICATION_VALUES)
        counts = self.result.classification_counts
        rows: list[SheetRow] = []
        for rule in sorted(counts, key=self.rules.position):
            derived = self.rules.derived.get(rule)
            values = (counts[rule].get(value, 0) for value in CLASSIFICATION_VALUES)
            rows.append((rule, self.rules.clause(rule), derived.entity if derived else None, *values))
        return Sheet("界定统计", (SheetColumn("界定"), SheetColumn("依据"), SheetColumn("台账"), *numbers), rows)

    def _findings(self) -> Sheet:
        headings = ("类别", "规则", "依据", "台账", "个案", "所在", "说明")
        rows = (
            (
                f.kind,
                f.rule,
                self.rules.clause(f.rule),
                f.entity,
                self.shown.key(f.entity, f.key),
                "、".join(f.places),
                f.text,
            )
            for f in sorted(self.result.findings, key=finding_order)
        )
        return Sheet("发现", tuple(map(SheetColumn, headings)), rows)

    def _rejects(self) -> Sheet:
        row_number = SheetColumn("行", CellKind.NUMBER)
        columns = (SheetColumn("文件"), SheetColumn("工作表"), row_number)
        rows = (
            (r.place.source, r.place.sheet, r.place.row, r.place.column, self.shown.rejected_value(r), r.reason)
            for r in sorted(self.result.rejects, key=reject_order)
        )
        return Sheet("拒收", (*columns, SheetColumn("列"), SheetColumn("内容"), SheetColumn("原因")), rows)

    def _readings(self) -> Sheet:
        rows = ((r.rule, self.rules.clause(r.rule), r.text) for r in self.rules.readings(self.result))
        return Sheet("解释", tuple(map(SheetColumn, ("规则", "依据", "解释"))), rows)


def _other_columns(basis: str) -> tuple[SheetColumn, SheetColumn]:
    """The columns of a further reading of 经费 (另读)."""
    return (
        SheetColumn(f"另读{basis}：人数", CellKind.NUMBER),
        SheetColumn(f"另读{basis}：金额（元）", CellKind.MONEY),
    )


def _other_cells(funding: Funding, basis: str) -> tuple[int | None, int | None]:
    """What a further reading comes to; blank where rows are unsure."""
    reading = next((o for o in funding.others if o.basis == basis), None)
    return (reading.headcount, reading.amount_fen) if reading is not None else (None, None)
