"""What a 督办通知书 says of budgets that fall short, targets missed and payments that differ: 经费不足, 未达目标, 支付不符."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from ..engine.date_words import full_date
from ..engine.funding_sum import FundState, funding_sums
from ..engine.outcome import Breach, BreachKind, Result
from ..engine.program import Benefit, Fund, Program, Target, Validation
from ..engine.words import describe_fen
from .citations import citation_fields
from .deadlines import NO_DEADLINE
from .masking import KeyMask
from .places import place_name
from .rule_index import RuleIndex

WHOLE = "全部"
"""Stands for the row of 每 where a sum is for the whole."""


@frozen
class BreachMatters:
    """Tells breaches of one result; `keys` shows the keys of each entity's rows."""

    program: Program
    result: Result
    keys: Mapping[str, KeyMask]

    def matters(self, breaches: Sequence[Breach]) -> Iterator[Mapping[str, object]]:
        """One matter for each rule and kind, in document order, with the same fields as those of duties."""
        index = RuleIndex(self.program)
        by_rule: dict[tuple[str, BreachKind, date | None], list[Breach]] = {}
        for breach in sorted(breaches, key=lambda b: (index.position(b.rule), b.version or date.min)):
            by_rule.setdefault((breach.rule, breach.kind, breach.version), []).append(breach)
        for (name, kind, version), cases in by_rule.items():
            rule = index.at(version).sums.get(name) or index.at(version).benefits[name]
            yield {
                "名称": name,
                "规定自": "",
                "件数": len(cases),
                "情形": kind.value,
                "依据": citation_fields(rule.heading),
                "条款": rule.heading.clause or "—",
                "要求": _demanded(rule),
                "时限": NO_DEADLINE,
                "情况": f"{kind.value}{len(cases)}件",
                "台账": f"「{self._ledger(rule)}」台账",
                "解释": [reading.text.rstrip("。；") for reading in rule.heading.readings],
                "案件": [self._case(rule, breach) for breach in cases],
                "推算": [],
            }

    def _ledger(self, rule: Benefit | Fund | Target | Validation) -> str:
        if not isinstance(rule, Fund):
            return rule.entity
        counted = rule.headcount.over if rule.headcount is not None else rule.benefit
        return rule.budget.entity if rule.budget is not None else counted or ""

    def _case(self, rule: Benefit | Fund | Target | Validation, breach: Breach) -> Mapping[str, object]:
        due = full_date(breach.due) if breach.due is not None else "—"
        words = breach.reason
        if isinstance(rule, Fund):
            due, words = self._short(rule, breach)
        key = self._called(breach) if breach.entity else WHOLE
        return {
            "编号": key,
            "触发日": "—",
            "原定时限": due,
            "履行日期": words,
            "逾期天数": "—",
            "说明": words,
        }

    def _called(self, breach: Breach) -> str:
        key = self.keys[breach.entity].display(breach.key)
        name = place_name(self.program, breach.entity, breach.key)
        return key if name is None or name == key else f"{name}（{key}）"

    def _short(self, fund: Fund, breach: Breach) -> tuple[str, str]:
        """The budget year of a budget that falls short, and the sums with the gap between them."""
        short = (s for s in funding_sums(self.result, fund) if s.key == breach.key and s.state is FundState.SHORT)
        total = next((s for s in short if breach.reason.startswith(f"{s.budget_year}年度")), None)
        if total is None or total.budgeted is None:
            return "—", breach.reason
        low, _ = total.bounds
        gap = describe_fen(low - total.budgeted)
        most = "" if total.shortfall is not None else "至少"
        heads = (
            "" if total.headcount is None or fund.headcount is None else f"按{total.year}年度{total.headcount}人计，"
        )
        return f"{total.budget_year}年度预算", f"{heads}{breach.reason}，{most}差{gap}"


def _demanded(rule: Benefit | Fund | Target | Validation) -> str:
    """What the rule asks of whoever is in breach, in words."""
    match rule:
        case Fund(headcount=heads) if heads is not None:
            return f"按{heads.over}{heads.basis.value}人数和规定标准列入{_year(rule)}预算"
        case Fund():
            return f"按应发{rule.benefit}的合计列入{_year(rule)}预算"
        case Target(requirement=requirement):
            words = " ".join(requirement.span.text.split()) if requirement.span is not None else rule.name
            return f"达到「{words}」"
        case Benefit():
            return "按规定数额发放"
        case Validation():
            return rule.words


def _year(fund: Fund) -> str:
    return "下一年度" if fund.budget_offset else "本年度"
