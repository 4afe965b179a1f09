"""What `policy check` prints: counts, sums due, the worst violations, what is missing, what was rejected."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from attrs import frozen

from ..engine.called import as_called
from ..engine.outcome import Obligation, Result, State
from ..engine.program import Program
from .fund_lines import fund_lines
from .money_words import yuan
from .result_views import (
    PayerSum,
    breach_order,
    causes_in_words,
    counted_undetermined,
    finding_order,
    last_day,
    none_first,
    obligation_order,
    reject_order,
    remark,
    sums_by_payer,
    target_order,
    violation_count,
    with_periods,
)
from .rule_index import RuleIndex
from .screen_funds import LINES_SHOWN, line_table, year_table
from .shown import Shown
from .text_table import TableColumn, text_table

TOTAL = "合计"
NAME_WIDTH = 32
WORDS_WIDTH = 48
CLAUSE_WIDTH = 24
YEARS_SHOWN = 6


def screen(program: Program, result: Result, *, top: int = 10, unmask: bool = False) -> str:
    """The report of one check as text without a final line end.

    Lists of cases show at most `top` entries and say how many more there are; tables of rules and payers are whole.
    Sections with nothing to say are left out, except that no violation is said so. `unmask` shows 敏感 values.
    """
    program, result = as_called(program, result)
    sections = _Sections(program, result, RuleIndex(program, result.as_of), Shown(program, unmask), top)
    texts = (
        sections.heading(),
        sections.inputs(),
        sections.duties(),
        sections.classifications(),
        sections.entitlements(),
        sections.fundings(),
        sections.unpriced(),
        sections.targets(),
        sections.violations(),
        sections.breaches(),
        sections.undetermined(),
        sections.findings(),
        sections.rejects(),
        sections.readings(),
        sections.conclusion(),
    )
    return "\n\n".join(text for text in texts if text)


@frozen
class _Sections:
    """The sections of the screen, each a text or empty."""

    program: Program
    result: Result
    rules: RuleIndex
    shown: Shown
    top: int

    def heading(self) -> str:
        """Policy, version, as-of date and digest: what this result is a result of."""
        program = self.program
        until = f"，{program.expires.isoformat()} 止" if program.expires else ""
        return "\n".join(
            (
                f"{program.name}　{program.title}",
                f"版本：{'、'.join(d.isoformat() for d in program.dates_enacted)} 施行{until}",
                f"截至：{self.result.as_of.isoformat()}",
                f"摘要：{program.digest}",
            )
        )

    def inputs(self) -> str:
        """Every row read and what became of it."""
        ordered = sorted(self.result.inputs, key=lambda i: (i.entity, i.source))
        counts = [(i.read, i.evaluated, i.duplicates, i.rejected) for i in ordered]
        if not counts:
            return ""
        numbers = [TableColumn(words, number=True) for words in ("读入", "核查", "重复", "拒收")]
        columns = [TableColumn("台账"), TableColumn("来源", max_width=WORDS_WIDTH), *numbers]
        rows = [[i.entity, i.source, *map(_number, row)] for i, row in zip(ordered, counts, strict=True)]
        total = [TOTAL, "", *(_number(sum(column)) for column in zip(*counts, strict=True))]
        return _section("读入的数据：读入 = 核查 + 重复 + 拒收", text_table(columns, rows, total=total))

    def duties(self) -> str:
        """Duties by state; states that never occur have no column."""
        counts = self.result.duty_counts
        if not counts:
            return ""
        states = [s for s in _STATE_ORDER if any(c.get(s) for c in counts.values())]
        columns = [
            TableColumn("职责", max_width=NAME_WIDTH),
            TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True),
            TableColumn("责任主体", max_width=24),
            *(TableColumn(state.value, number=True) for state in states),
            TableColumn(TOTAL, number=True),
        ]
        rows = [
            [rule, self.rules.clause(rule), self._bearer_words(rule)]
            + [_number(counts[rule].get(state, 0)) for state in states]
            + [_number(sum(counts[rule].values()))]
            for rule in sorted(counts, key=self.rules.position)
        ]
        sums = [sum(c.get(state, 0) for c in counts.values()) for state in states]
        total = [TOTAL, "", "", *map(_number, sums), _number(sum(sums))]
        return _section("职责履行情况", text_table(columns, rows, total=total))

    def _bearer_words(self, rule: str) -> str:
        duty = self.rules.duties.get(rule)
        return duty.bearer.words if duty else ""

    def classifications(self) -> str:
        """How many cases each 界定 holds for. No sum line: one case falls under several."""
        counts = self.result.classification_counts
        if not counts:
            return ""
        values = ("是", "否", "未知")
        columns = [
            TableColumn("界定"),
            TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True),
            *(TableColumn(v, number=True) for v in values),
        ]
        rows = [
            [rule, self.rules.clause(rule), *(_number(counts[rule].get(value, 0)) for value in values)]
            for rule in sorted(counts, key=self.rules.position)
        ]
        return _section("界定结果", text_table(columns, rows))

    def entitlements(self) -> str:
        """What each payer owes year by year, the largest sums first; the sum line covers every payer."""
        sums = sums_by_payer(self.result, self.shown)
        if not sums:
            return ""
        periods = _periods(sums)
        words = [TableColumn("待遇", max_width=NAME_WIDTH), TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True)]
        numbers = [TableColumn(heading, number=True) for heading in ("笔数", *periods, TOTAL)]
        by_payer: defaultdict[tuple[str, str | None], list[PayerSum]] = defaultdict(list)
        for one in sums:
            by_payer[one.rule, one.payer].append(one)
        ordered = sorted(
            by_payer,
            key=lambda k: (self.rules.position(k[0]), -sum(s.fen for s in by_payer[k]), none_first(k[1])),
        )
        rows = [
            [rule, self.rules.clause(rule), payer or "未知", *_sum_cells(by_payer[rule, payer], periods)]
            for rule, payer in ordered[: self.top]
        ]
        total = [TOTAL, "", "", *_sum_cells(sums, periods)]
        table = text_table([*words, TableColumn("支付单位"), *numbers], rows, total=total)
        return _section("应付待遇（元）", table, self._rest(ordered))

    def violations(self) -> str:
        """The breaches longest overdue."""
        ordered = sorted(self.result.violations, key=lambda o: (-(o.days_late or 0), obligation_order(o)))
        if not ordered:
            return "" if self.result.breaches else "没有发现违规。"
        columns = [
            TableColumn("职责", max_width=NAME_WIDTH),
            TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True),
            TableColumn("情形"),
            TableColumn("个案", max_width=NAME_WIDTH),
            TableColumn("责任主体", max_width=24),
            TableColumn("起算"),
            TableColumn("期限"),
            TableColumn("完成"),
            TableColumn("逾期天数", number=True),
            TableColumn("说明", max_width=NAME_WIDTH),
        ]
        rows = [self._violation_row(o) for o in ordered[: self.top]]
        return _section(
            f"违规（{self._count('violations', ordered)} 条，逾期最久的在前）",
            text_table(columns, rows),
            self._rest(ordered, "violations"),
        )

    def breaches(self) -> str:
        """经费不足, 未达目标 and 支付不符."""
        ordered = sorted(self.result.breaches, key=breach_order)
        if not ordered:
            return ""
        widths = (("规则", NAME_WIDTH), ("依据", CLAUSE_WIDTH), ("情形", 12), ("个案", NAME_WIDTH), ("责任主体", 24))
        columns = [TableColumn(words, max_width=width, keeps_end=words == "依据") for words, width in widths]
        rows = [
            [
                b.rule,
                self.rules.clause(b.rule, b.version),
                b.kind.value,
                self.shown.case(b.entity, b.key),
                self.shown.breaker_words(b),
                b.due.isoformat() if b.due else "",
                b.reason,
            ]
            for b in ordered[: self.top]
        ]
        columns += [TableColumn("期限"), TableColumn("说明", max_width=WORDS_WIDTH)]
        title = f"违规：经费、目标与支付（{self._count('breaches', ordered)} 条）"
        return _section(title, text_table(columns, rows), self._rest(ordered, "breaches"))

    def fundings(self) -> str:
        """What each budget owes for whom, each line so that it can be redone, then each 经费 year by year."""
        lines = fund_lines(self.result, self.rules, self.shown)
        if not lines:
            return ""
        most = max(self.top, LINES_SHOWN)
        rest = f"另有 {_number(len(lines) - most)} 条，见 --out" if len(lines) > most else ""
        listed = _section(f"经费（{_number(len(lines))} 笔）", line_table(lines[:most]), rest)
        return f"{listed}\n\n{_section('经费汇总（各地合计）', year_table(lines))}"

    def unpriced(self) -> str:
        """The 经费 for which the text sets no rate: listed, never worked out."""
        columns = [TableColumn("经费", max_width=NAME_WIDTH), TableColumn("依据"), TableColumn("支付单位")]
        rows = [[f.name, self.rules.clause(f.name), f.payer.words] for f in self.program.funds if not f.has_rate]
        return _section("无标准的经费（原文没有给出标准，只列示，不测算）", text_table(columns, rows)) if rows else ""

    def targets(self) -> str:
        """What was to be reached and what was."""
        ordered = sorted(self.result.targets, key=target_order)
        if not ordered:
            return ""
        columns = [
            TableColumn("目标", max_width=NAME_WIDTH),
            TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True),
            TableColumn("个案", max_width=NAME_WIDTH),
            TableColumn("状态"),
            TableColumn("完成", number=True),
            TableColumn("要求", number=True),
            TableColumn("期限"),
        ]
        rows = [
            [
                t.target,
                self.rules.clause(t.target, t.version),
                self.shown.case(t.entity, t.key),
                t.state.value,
                *self.rules.target_words(t),
                t.due.isoformat() if t.due else "",
            ]
            for t in ordered[: self.top]
        ]
        return _section(f"目标（{_number(len(ordered))} 项）", text_table(columns, rows), self._rest(ordered))

    def _violation_row(self, o: Obligation) -> list[str]:
        dates = [d.isoformat() if d else "" for d in (o.trigger, last_day(o), o.done)]
        late = "" if o.days_late is None else _number(o.days_late)
        case = self.shown.key(o.entity, o.key)
        return [
            o.duty,
            self.rules.clause(o.duty, o.version),
            o.state.value,
            f"{case}（{o.period}）" if o.period else case,
            self.shown.bearer(o) or "未知",
            *dates,
            late,
            remark(o),
        ]

    def undetermined(self) -> str:
        """What to supply, the fact that holds up most first."""
        waiting: Counter[str] = Counter()
        rules: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        number = 0
        for u, count in counted_undetermined(self.result):
            number += count
            # where no fact would help (日历, 未规定 …) the reason stands in its place
            for words in u.missing or causes_in_words(u) or ("原因不明",):
                waiting[words] += count
                rules[words].setdefault(u.rule, []).append(u.period)
        if not number:
            return ""
        ordered = sorted(waiting, key=lambda words: (-waiting[words], words))
        columns = [
            TableColumn("待补事实或原因", max_width=80),
            TableColumn("件数", number=True),
            TableColumn("涉及规则", max_width=WORDS_WIDTH),
        ]
        rows = [
            [
                words,
                _number(waiting[words]),
                "、".join(with_periods(r, rules[words][r]) for r in sorted(rules[words], key=self.rules.position)),
            ]
            for words in ordered[: self.top]
        ]
        title = f"无法判定（{_number(number)} 件；一件可能缺几项）"
        return _section(title, text_table(columns, rows), self._rest(ordered))

    def findings(self) -> str:
        """Contradictory facts and conflicting rules."""
        ordered = sorted(self.result.findings, key=finding_order)
        if not ordered:
            return ""
        columns = [
            TableColumn("类别"),
            TableColumn("规则", max_width=NAME_WIDTH),
            TableColumn("依据", max_width=CLAUSE_WIDTH, keeps_end=True),
            TableColumn("个案", max_width=NAME_WIDTH),
            TableColumn("所在", max_width=WORDS_WIDTH),
            TableColumn("说明", max_width=WORDS_WIDTH),
        ]
        rows = []
        for f in ordered[: self.top]:
            case = self.shown.case(f.entity, f.key)
            rows.append([f.kind, f.rule, self.rules.clause(f.rule), case, "、".join(f.places), f.text])
        title = f"发现（{self._count('findings', ordered)} 条，不算违规）"
        return _section(title, text_table(columns, rows), self._rest(ordered, "findings"))

    def rejects(self) -> str:
        """Rows that were not evaluated, and why."""
        ordered = sorted(self.result.rejects, key=reject_order)
        if not ordered:
            return ""
        columns = [
            TableColumn("位置", max_width=80),
            TableColumn("内容", max_width=24),
            TableColumn("原因", max_width=96),
        ]
        rows = [[r.place.describe(), self.shown.rejected_value(r), r.reason] for r in ordered[: self.top]]
        title = f"拒收（{self._count('rejects', ordered)} 处）"
        return _section(title, text_table(columns, rows), self._rest(ordered, "rejects"))

    def readings(self) -> str:
        """Readings of the text that these numbers rest on."""
        readings = self.rules.readings(self.result)
        return _section("以上结果所依的解释", "\n".join(f"· {r.rule}：{r.text}" for r in readings)) if readings else ""

    def conclusion(self) -> str:
        """The numbers that count, where a terminal leaves the reader."""
        result = self.result
        return (
            f"合计：违规 {_number(violation_count(result))} 条，"
            f"无法判定 {_number(sum(n for _, n in counted_undetermined(result)))} 件，"
            f"发现 {_number(result.length('findings', len(result.findings)))} 条，"
            f"拒收 {_number(result.length('rejects', len(result.rejects)))} 处"
        )

    def _count(self, name: str, entries: Sequence[object]) -> str:
        return _number(self.result.length(name, len(entries)))

    def _rest(self, entries: Sequence[object], name: str | None = None) -> str:
        """How many lines are not shown; `name` is the list of the result that they are from."""
        number = self.result.length(name, len(entries)) if name else len(entries)
        hidden = number - min(self.top, len(entries))
        return f"另有 {_number(hidden)} 条，见 --out" if hidden else ""


_STATE_ORDER = (
    State.ON_TIME,
    State.LATE,
    State.OVERDUE,
    State.DEFECTIVE,
    State.BREACHED,
    State.PENDING,
    State.DOUBTFUL,
    State.IMPOSSIBLE,
    State.OPEN,
    State.USED,
    State.EXPIRED,
    State.TO_VERIFY,
    State.KEPT,
    State.UNDECIDED,
    State.NOT_APPLICABLE,
)
"""Columns of the table of duties: done, breached, open, undecided, out of scope."""


def _periods(sums: Sequence[PayerSum]) -> dict[str, frozenset[int | None]]:
    """The columns of the table of sums, with the years each covers: the latest years, what went before, 年度未知."""
    years = sorted({s.year for s in sums if s.year is not None})
    early, late = years[:-YEARS_SHOWN], years[-YEARS_SHOWN:]
    periods: dict[str, frozenset[int | None]] = {}
    if early:
        periods[f"{early[-1]}年及以前"] = frozenset(early)
    periods.update({f"{year}年": frozenset({year}) for year in late})
    if any(s.year is None for s in sums):
        periods["年度未知"] = frozenset({None})
    return periods


def _sum_cells(sums: Sequence[PayerSum], periods: Mapping[str, frozenset[int | None]]) -> list[str]:
    """How many, the sum of each period, the sum of all."""
    by_period = [sum(s.fen for s in sums if s.year in years) for years in periods.values()]
    return [_number(sum(s.count for s in sums)), *(yuan(fen) for fen in (*by_period, sum(s.fen for s in sums)))]


def _number(number: int) -> str:
    return f"{number:,}"


def _section(title: str, body: str, rest: str = "") -> str:
    return "\n".join(part for part in (f"【{title}】", body, rest) if part)
