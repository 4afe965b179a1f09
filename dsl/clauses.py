"""Picks the clauses of a statement by class: each belongs there, stands once, and the needed ones are there."""

from typing import TypeVar

from attrs import frozen

from . import syntax as s
from .problems import checking as p
from .scope import Scope

KEYWORDS: dict[type[s.Node], str] = {
    s.Basis: "依据",
    s.Explanation: "解释",
    s.Title: "标题",
    s.Issuer: "发文机关",
    s.DocumentNumber: "文号",
    s.InForce: "施行",
    s.Expires: "失效",
    s.SourceFile: "原文",
    s.Calendars: "日历",
    s.Field: "字段",
    s.EffectiveDate: "适用日",
    s.InStock: "在册",
    s.For: "对",
    s.When: "当",
    s.Proviso: "但……的除外",
    s.Equals: "等于",
    s.StandardRow: "分项",
    s.RowChange: "改、增、删",
    s.ByCode: "按",
    s.ExceptionResult: "则",
    s.Beats: "优先于",
    s.By: "由",
    s.Toward: "向",
    s.Shall: "应",
    s.DeadlineClause: "期限",
    s.DoneBy: "完成于",
    s.Supervised: "督办",
    s.ImpossibleWhen: "客观不能当",
    s.May: "可",
    s.DoneInPeriod: "完成于 本期（…）",
    s.Arises: "触发",
    s.Requirement: "须",
    s.ApplicablePeriod: "适用期间",
    s.ShallNot: "不得",
    s.BreachedWhen: "违反当",
    s.Payment: "由……发给",
    s.Amount: "一次性 数额",
    s.GoverningDate: "以……为准",
    s.Given: "设",
    s.AsOf: "截至",
    s.Then: "则",
    s.MonthlyAmount: "按月",
    s.StoppedWhen: "停发当",
    s.Per: "每",
    s.HeadcountClause: "人数",
    s.AlsoRead: "另读",
    s.TotalOf: "合计",
    s.ByStandard: "按标准",
    s.ListedIn: "列入",
    s.Verified: "核对",
    s.Requires: "要求",
    s.Yearly: "每年",
    s.FromSheets: "取自",
    s.FromColumn: "· 字段 取自",
    s.Demanded: "须",
    s.SeverityClause: "严重、提示",
}
"""The keyword of each clause, for messages."""

REPEATABLE = (
    s.Basis, s.Explanation, s.Field, s.Proviso, s.StandardRow, s.Given, s.Then, s.Requirement, s.FromColumn,
)  # fmt: skip

C = TypeVar("C", bound=s.Node)


@frozen
class Clauses:
    """The clauses of one statement: `kind` and `name` are how messages call it."""

    scope: Scope
    kind: str
    name: s.Name | s.TextLiteral
    clauses: tuple[s.Clause, ...]

    @property
    def title(self) -> str:
        """The statement's name in words."""
        return self.name.text if isinstance(self.name, s.Name) else self.name.value

    def allow(self, *kinds: type[s.Node]) -> None:
        """Report clauses that do not belong here, and those that stand twice."""
        seen: dict[type[s.Node], s.Node] = {}
        for clause in self.clauses:
            kind = type(clause)
            if kind not in kinds and kind not in (s.Basis, s.Explanation):
                self.scope.report(p.MisplacedClause(clause.span, self.kind, KEYWORDS[kind]))
            elif kind in seen and kind not in REPEATABLE:
                self.scope.report(p.RepeatedClause(clause.span, self.kind, self.title, KEYWORDS[kind], seen[kind].span))
            seen.setdefault(kind, clause)

    def one(self, kind: type[C]) -> C | None:
        """The clause of a kind, if it is there."""
        return next((c for c in self.clauses if isinstance(c, kind)), None)

    def all(self, kind: type[C]) -> tuple[C, ...]:
        """Every clause of a kind, in order."""
        return tuple(c for c in self.clauses if isinstance(c, kind))

    def need(self, kind: type[C], example: str) -> C | None:
        """The clause of a kind; reported where it is missing."""
        found = self.one(kind)
        if found is None:
            self.scope.report(p.MissingClause(self.name.span, self.kind, self.title, KEYWORDS[kind], example))
        return found
