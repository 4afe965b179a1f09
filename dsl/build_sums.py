"""From Lark's tree to 经费, 目标, 来源, 校验, the payments of a 待遇 and the rows of a 示例. One method a grammar rule."""

from attrs import define
from lark import Token

from ..engine.origin import Span
from .build_expressions import ExpressionBuilder, RowPart
from .syntax import (
    AlsoRead,
    ByStandard,
    Clause,
    Demanded,
    Expression,
    FromColumn,
    FromSheets,
    FromValue,
    FundStatement,
    Given,
    HeadcountClause,
    ListedIn,
    Literal,
    MonthlyAmount,
    Name,
    OfficeStatement,
    Path,
    Per,
    Requires,
    SeverityClause,
    StoppedWhen,
    TargetStatement,
    TextLiteral,
    Then,
    TotalOf,
    ValidationStatement,
    Verified,
    YearLiteral,
    Yearly,
)


@define
class SumsBuilder(ExpressionBuilder):
    """Builds the statements about sums and data on top of expressions."""

    def text(self, token: Token) -> str:
        """The inside of "…", 「…」; 《…》 stays whole."""
        return str(token) if token.type == "TITLE" else str(token)[1:-1]

    # ---------- 待遇 ----------

    def monthly(self, span: Span, start: Expression, end: Expression, value: Expression) -> MonthlyAmount:
        """按月 自 A 至 B 数额."""
        return MonthlyAmount(start, end, value, span=span)

    def stopped_when(self, span: Span, condition: Expression, since: Expression | None = None) -> StoppedWhen:
        """停发当 … 自 …."""
        return StoppedWhen(condition, since, span=span)

    # ---------- 经费, 目标 ----------

    def fund(self, span: Span, name: Name, *clauses: Clause) -> FundStatement:
        """经费."""
        return FundStatement(name, clauses, span=span)

    def per(self, span: Span, names: tuple[Name, ...]) -> Per:
        """每 县区、年度."""
        return Per(names, span=span)

    def headcount(self, span: Span, entity: Name, *parts: RowPart | Token) -> HeadcountClause:
        """人数 E 经 link 年末在册."""
        basis = next(str(part) for part in parts if isinstance(part, Token))
        found = {part.word: part.value for part in parts if isinstance(part, RowPart)}
        via = found.get("经")
        return HeadcountClause(entity, basis, via if isinstance(via, Path) else None, found.get("当"), span=span)

    def basis_of_count(self, _: Span, word: Token) -> Token:
        """年末在册 and the like."""
        return word

    def also_read(self, span: Span, *bases: Token) -> AlsoRead:
        """另读 年内去重、平均."""
        return AlsoRead(tuple(map(str, bases)), span=span)

    def total_of(self, span: Span, benefit: Name, via: RowPart | None = None) -> TotalOf:
        """合计 待遇."""
        return TotalOf(benefit, via.value if via is not None and isinstance(via.value, Path) else None, span=span)

    def by_standard(self, span: Span, value: Expression) -> ByStandard:
        """按标准."""
        return ByStandard(value, span=span)

    def listed_in(self, span: Span, year: Token) -> ListedIn:
        """列入."""
        return ListedIn(str(year), span=span)

    def budget_year(self, _: Span, word: Token) -> Token:
        """下一年度 and the like."""
        return word

    def verified(self, span: Span, path: Path) -> Verified:
        """核对."""
        return Verified(path, span=span)

    def target(self, span: Span, name: Name, *clauses: Clause) -> TargetStatement:
        """目标."""
        return TargetStatement(name, clauses, span=span)

    def requires(self, span: Span, condition: Expression) -> Requires:
        """要求."""
        return Requires(condition, span=span)

    def yearly(self, span: Span, _: Token) -> Yearly:
        """每年."""
        return Yearly(span=span)

    # ---------- 来源, 校验 ----------

    def office(self, span: Span, name: Name, *clauses: Clause) -> OfficeStatement:
        """来源."""
        return OfficeStatement(name, clauses, span=span)

    def from_sheets(self, span: Span, *titles: Token) -> FromSheets:
        """取自 "…"."""
        return FromSheets(self.written(span, *titles), span=span)

    def from_column(self, span: Span, column: Name, headers: tuple[TextLiteral, ...], *values: FromValue) -> FromColumn:
        """· column 取自 "header"."""
        return FromColumn(column, headers, values, span=span)

    def from_value(self, span: Span, value: Literal | Path, written: tuple[TextLiteral, ...]) -> FromValue:
        """是 取自 "√"."""
        return FromValue(value, written, span=span)

    def written(self, _: Span, *texts: Token) -> tuple[TextLiteral, ...]:
        """What an office writes."""
        return tuple(TextLiteral(self.text(t), span=self.span_of(t)) for t in texts)

    def validation(self, span: Span, name: Name, *clauses: Clause) -> ValidationStatement:
        """校验."""
        return ValidationStatement(name, clauses, span=span)

    def demanded(self, span: Span, condition: Expression) -> Demanded:
        """须."""
        return Demanded(condition, span=span)

    def severity(self, span: Span, word: Token) -> SeverityClause:
        """严重, 提示."""
        return SeverityClause(str(word) == "严重", span=span)

    # ---------- rows of 示例 ----------

    def given_row(self, span: Span, entity: Name, row: Token, path: Path, value: Literal | Path) -> Given:
        """设 家庭成员 "甲" 的 月收入 为 1000元."""
        named = Path((entity, *path.names), span=path.span)
        return Given(named, value, TextLiteral(self.text(row), span=self.span_of(row)), span=span)

    def then_row(self, span: Span, entity: Name, row: Token, path: Path, *values: Literal | Path) -> Then:
        """则 家庭 "一" 的 低保对象 为 是."""
        named = TextLiteral(self.text(row), span=self.span_of(row))
        return Then(path, values, entity=entity, row=named, span=span)

    def then_row_in_period(
        self, span: Span, entity: Name, row: Token, rule: Name, period: Token, *rest: Name | Literal | Path
    ) -> Then:
        """则 走访对象 "甲" 的 每月走访 于 "2012年3月" 的 状态 为 按期履行."""
        asked = tuple(part for part in rest if isinstance(part, Name))
        values = tuple(part for part in rest if not isinstance(part, Name))
        path = Path((rule, *asked), span=rule.span.to((rule, *asked)[-1].span))
        named = TextLiteral(self.text(row), span=self.span_of(row))
        return Then(path, values, self.text(period), entity, named, span=span)

    def then_in_year(self, span: Span, rule: Name, *rest: Name | Token | Literal | Path) -> Then:
        """则 fund 于 "兴庆区" 2012年度 的 数额 为 3000元."""
        split = next(i for i, part in enumerate(rest) if not isinstance(part, Name | Token))
        place, year, behind = rest[:split], rest[split], rest[split + 1 :]
        asked = tuple(part for part in behind if isinstance(part, Name))
        values = tuple(part for part in behind if not isinstance(part, Name | Token))
        names = (rule, *asked)
        path = Path(names, span=rule.span.to(names[-1].span))
        of_year = year if isinstance(year, YearLiteral) else None  # a year out of limits was reported already
        return Then(path, values, row=self._place(*place), year=of_year, span=span)

    def _place(self, written: Name | Token | Literal | Path | None = None) -> TextLiteral | None:
        match written:
            case Token():
                return TextLiteral(self.text(written), span=self.span_of(written))
            case Name(text=text, span=span):
                return TextLiteral(text, span=span)
            case _:
                return None
