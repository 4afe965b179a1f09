"""From Lark's tree to the statements of syntax.py. One method a grammar rule."""

from typing import Any

from attrs import define
from lark import Token, Tree

from ..engine.origin import SourceText, Span
from .build_duties import Change, DutyBuilder, deadline_changes
from .build_expressions import canonical_mark, mark_like
from .build_sums import SumsBuilder
from .build_values import ValueBuilder
from .problems.base import Problem
from .problems.syntax import MarkOutOfOrder
from .problems.values import OutOfLimits
from .syntax import (
    Addable,
    AddStatement,
    Amendable,
    AmendStatement,
    Amount,
    AsOf,
    Basis,
    BasisItem,
    BearersStatement,
    BenefitStatement,
    By,
    Calendars,
    ClassificationStatement,
    Clause,
    CodesStatement,
    DataTableStatement,
    DateLiteral,
    DeadlineClause,
    DefinitionStatement,
    DocumentNumber,
    DoneBy,
    DutyStatement,
    EffectiveDate,
    Equals,
    ExampleStatement,
    Expires,
    Explanation,
    Expression,
    Field,
    For,
    Given,
    GoverningDate,
    ImpossibleWhen,
    InForce,
    InStock,
    Issuer,
    LedgerStatement,
    Literal,
    Name,
    NonNormStatement,
    OpenNormStatement,
    Path,
    Payment,
    PolicyStatement,
    Proviso,
    RenamedStatement,
    RepealStatement,
    RowChange,
    Shall,
    SourceFile,
    StandardRow,
    StandardStatement,
    Statement,
    Supervised,
    TextLiteral,
    Then,
    Title,
    Toward,
    TransitionStatement,
    TypeName,
    When,
)

MAX_ROWS = 200


def build(tree: Tree[Token], source: SourceText) -> tuple[Statement, tuple[Problem, ...]]:
    """The statement a tree stands for, and the mistakes found in its words; with mistakes it must not be used.

    Walks without recursion: a hostile text may nest deeper than Python's stack.
    """
    builder = Builder(source)
    pending: list[Tree[Token] | Token] = [tree]
    order: list[Tree[Token] | Token] = []
    while pending:
        node = pending.pop()
        order.append(node)
        if isinstance(node, Tree):
            pending.extend(node.children)
    done: list[Any] = []
    for node in reversed(order):
        if isinstance(node, Token):
            done.append(node)
            continue
        count = len(node.children)
        children = done[len(done) - count :]
        del done[len(done) - count :]
        span = Span(source, node.meta.start_pos, node.meta.end_pos)
        done.append(getattr(builder, node.data)(span, *children))
    statement: Statement = done[0]
    return statement, tuple(builder.problems)


@define
class Builder(ValueBuilder, DutyBuilder, SumsBuilder):
    """Builds statements and clauses on top of expressions."""

    # ---------- clauses any statement may carry ----------

    def source_item(self, span: Span, *tokens: Token) -> BasisItem:
        """One source of a 依据."""
        parts: dict[str, str] = {}
        for token in tokens:
            parts[token.type] = _clause_number(token) if token.type == "CLAUSE" else self.text(token)
        return BasisItem(parts.get("CLAUSE"), parts.get("QUOTED"), parts.get("TITLE"), span=span)

    def basis(self, span: Span, *items: BasisItem) -> Basis:
        """依据."""
        return Basis(items, span=span)

    def explanation(self, span: Span, text: Token) -> Explanation:
        """解释."""
        return Explanation(self.text(text), span=span)

    # ---------- 政策 ----------

    def policy(self, span: Span, name: Name, *clauses: Clause) -> PolicyStatement:
        """政策."""
        return PolicyStatement(name, clauses, span=span)

    def title(self, span: Span, title: Token) -> Title:
        """标题."""
        return Title(self.text(title), span=span)

    def issuer(self, span: Span, names: tuple[Name, ...]) -> Issuer:
        """发文机关."""
        return Issuer(names, span=span)

    def number(self, span: Span, number: Token) -> DocumentNumber:
        """文号."""
        return DocumentNumber(self.text(number), span=span)

    def in_force(self, span: Span, literal: DateLiteral) -> InForce:
        """施行."""
        return InForce(literal.value, span=span)

    def expires(self, span: Span, literal: DateLiteral) -> Expires:
        """失效."""
        return Expires(literal.value, span=span)

    def source_file(self, span: Span, path: Token) -> SourceFile:
        """原文."""
        return SourceFile(self.text(path), span=span)

    def calendars(self, span: Span, names: tuple[Name, ...]) -> Calendars:
        """日历."""
        return Calendars(names, span=span)

    # ---------- what the case export holds ----------

    def bearers(self, span: Span, names: tuple[Name, ...], *clauses: Clause) -> BearersStatement:
        """主体 A、B."""
        return BearersStatement(names, (), None, clauses, span=span)

    def bearers_with_members(
        self, span: Span, names: tuple[Name, ...], members: tuple[Name, ...], *clauses: Clause
    ) -> BearersStatement:
        """主体 A 包括 B、C."""
        return BearersStatement(names, members, None, clauses, span=span)

    def bearers_for_each(self, span: Span, names: tuple[Name, ...], per: Name, *clauses: Clause) -> BearersStatement:
        """主体 A 按 县区."""
        return BearersStatement(names, (), per, clauses, span=span)

    def order(self, _: Span, token: Token) -> Token:
        """The direction of a 代码表."""
        return token

    def codes(self, span: Span, name: Name, *rest: Token | tuple[Name, ...] | Clause) -> CodesStatement:
        """代码表, its direction before the colon or behind the values."""
        values: tuple[Name, ...] = ()
        order: str | None = None
        clauses: list[Clause] = []
        for part in rest:
            if isinstance(part, tuple):
                values = part
            elif isinstance(part, Token):
                order = str(part)
            else:
                clauses.append(part)
        return CodesStatement(name, values, order, tuple(clauses), span=span)

    def data_table(self, span: Span, name: Name, path: Token, *clauses: Clause) -> DataTableStatement:
        """数据表."""
        return DataTableStatement(name, self.text(path), clauses, span=span)

    def ledger(self, span: Span, name: Name, *clauses: Clause) -> LedgerStatement:
        """台账."""
        return LedgerStatement(name, clauses, span=span)

    def field(self, span: Span, name: Name, type_: TypeName, *modifiers: Name) -> Field:
        """· name：type."""
        return Field(name, type_, modifiers, span=span)

    def type(self, span: Span, written: Name | TypeName) -> TypeName:
        """A type: a declared name, or one of the two the grammar knows."""
        return written if isinstance(written, TypeName) else TypeName(written.text, span=span)

    def whole_number(self, span: Span, word: Token, unit: Name | None = None) -> TypeName:
        """整数 人."""
        return TypeName(str(word), unit.text if unit else None, span=span)

    def bearer_type(self, span: Span, word: Token) -> TypeName:
        """主体 as a type."""
        return TypeName(str(word), span=span)

    def word(self, span: Span, token: Token) -> Name:
        """A keyword kept as it was written."""
        return Name(str(token), span=span)

    modifier = word
    option = word

    def effective_date(self, span: Span, column: Name) -> EffectiveDate:
        """适用日."""
        return EffectiveDate(column, span=span)

    def in_stock(self, span: Span, start: Name, end: Name) -> InStock:
        """在册."""
        return InStock(start, end, span=span)

    # ---------- values ----------

    def definition(self, span: Span, name: Name, *clauses: Clause) -> DefinitionStatement:
        """定义."""
        return DefinitionStatement(name, clauses, span=span)

    def equals(self, span: Span, value: Expression) -> Equals:
        """等于."""
        return Equals(value, span=span)

    def classification(self, span: Span, name: Name, *clauses: Clause) -> ClassificationStatement:
        """界定."""
        return ClassificationStatement(name, clauses, span=span)

    def mode(self, _: Span, token: Token) -> Token:
        """互斥 or 依次."""
        return token

    def standard(self, span: Span, name: Name, *rest: Clause | Token) -> StandardStatement:
        """标准; its rows must be marked from the first."""
        mode = next((str(part) for part in rest if isinstance(part, Token)), None)
        clauses = tuple(part for part in rest if not isinstance(part, Token))
        rows = [clause for clause in clauses if isinstance(clause, StandardRow)]
        self._check_rows(rows, name)
        return StandardStatement(name, mode, clauses, span=span)

    def _check_rows(self, rows: list[StandardRow], name: Name) -> None:
        if len(rows) > MAX_ROWS:
            self.problems.append(
                OutOfLimits(
                    name.span,
                    f"标准「{name.text}」的项数",
                    f"一个标准最多 {MAX_ROWS} 项",
                    "项数多的标准写成数据表",
                )
            )
        for number, row in enumerate(rows, 1):
            expected = mark_like(row.mark, number)
            if row.mark != expected:
                place = Span(self.source, row.span.start, row.span.start + len(row.mark))
                self.problems.append(MarkOutOfOrder(place, row.mark, expected))
                return

    def row(self, span: Span, mark: Token, condition: Expression, value: Expression) -> StandardRow:
        """（一）condition：value."""
        return StandardRow(canonical_mark(mark), condition, value, span=span)

    def row_otherwise(self, span: Span, mark: Token, value: Expression) -> StandardRow:
        """（四）其余：value."""
        return StandardRow(canonical_mark(mark), None, value, span=span)

    def for_entity(self, span: Span, entity: Name) -> For:
        """对."""
        return For(entity, span=span)

    def when(self, span: Span, condition: Expression) -> When:
        """当."""
        return When(condition, span=span)

    def proviso(self, span: Span, condition: Expression) -> Proviso:
        """但 … 的除外."""
        return Proviso(condition, span=span)

    def governing_date(self, span: Span, value: Expression) -> GoverningDate:
        """以 … 为准."""
        return GoverningDate(value, span=span)

    # ---------- 职责 ----------

    def duty(self, span: Span, name: Name, *clauses: Clause) -> DutyStatement:
        """职责."""
        return DutyStatement(name, clauses, span=span)

    def by(self, span: Span, parties: tuple[Path, ...], cooperating: tuple[Path, ...] = ()) -> By:
        """由."""
        return By(parties, cooperating, span=span)

    def toward(self, span: Span, parties: tuple[Path, ...], channels: tuple[Name, ...] = ()) -> Toward:
        """向."""
        return Toward(parties, channels, span=span)

    def toward_either(self, span: Span, *rest: Path | tuple[Name, ...]) -> Toward:
        """向 A 或 B."""
        parties = tuple(part for part in rest if isinstance(part, Path))
        channels = next((part for part in rest if isinstance(part, tuple)), ())
        return Toward(parties, channels, alternatives=True, span=span)

    def toward_each(self, span: Span, parties: tuple[Path, ...], channels: tuple[Name, ...] = ()) -> Toward:
        """分别向."""
        return Toward(parties, channels, each=True, span=span)

    def shall(self, span: Span, text: Token) -> Shall:
        """应."""
        return Shall(self.text(text), span=span)

    def deadline_within(self, span: Span, base: Expression, period: Expression, *rest: Name | Change) -> DeadlineClause:
        """期限 D 起 P 内."""
        return DeadlineClause("起", base, period, None, *deadline_changes(rest), span=span)

    def deadline_before(self, span: Span, base: Expression, period: Expression, *rest: Name | Change) -> DeadlineClause:
        """期限 D 前 P."""
        return DeadlineClause("前", base, period, None, *deadline_changes(rest), span=span)

    def deadline_at(self, span: Span, base: Expression, *rest: Name | Change) -> DeadlineClause:
        """期限 至迟 D."""
        return DeadlineClause("至迟", base, None, None, *deadline_changes(rest), span=span)

    def deadline_words(self, span: Span, words: Token) -> DeadlineClause:
        """期限 「立即」."""
        return DeadlineClause("立即", None, None, self.text(words), span=span)

    def deadline_none(self, span: Span) -> DeadlineClause:
        """期限 未规定."""
        return DeadlineClause("未规定", None, None, None, (), span=span)

    def done_by(self, span: Span, value: Expression) -> DoneBy:
        """完成于."""
        return DoneBy(value, span=span)

    def supervised(self, span: Span, parties: tuple[Path, ...]) -> Supervised:
        """督办."""
        return Supervised(parties, span=span)

    def impossible_when(self, span: Span, condition: Expression) -> ImpossibleWhen:
        """客观不能当."""
        return ImpossibleWhen(condition, span=span)

    # ---------- 待遇, 定性要求, 非规范 ----------

    def benefit(self, span: Span, name: Name, *clauses: Clause) -> BenefitStatement:
        """待遇."""
        return BenefitStatement(name, clauses, span=span)

    def payment(self, span: Span, payer: Path, payee: Path | None = None) -> Payment:
        """由 A 发给 B."""
        return Payment(payer, payee, span=span)

    def amount(self, span: Span, value: Expression) -> Amount:
        """一次性 数额."""
        return Amount(value, span=span)

    def open_norm(self, span: Span, name: Name, *clauses: Clause) -> OpenNormStatement:
        """定性要求."""
        return OpenNormStatement(name, clauses, span=span)

    def non_norm(self, span: Span, name: Name, *clauses: Clause) -> NonNormStatement:
        """非规范."""
        return NonNormStatement(name, clauses, span=span)

    # ---------- 修改, 增加, 废止, 过渡, 改称 ----------

    def amendment(self, span: Span, changes: Amendable) -> AmendStatement:
        """修改."""
        return AmendStatement(changes, span=span)

    def added_statement(self, span: Span, added: Addable) -> AddStatement:
        """增加."""
        return AddStatement(added, span=span)

    def repeal(self, span: Span, names: tuple[Name, ...], *clauses: Clause) -> RepealStatement:
        """废止."""
        return RepealStatement(names, clauses, span=span)

    def bearers_renamed(
        self, span: Span, name: Name, renamed: Name, day: DateLiteral, *clauses: Clause
    ) -> RenamedStatement:
        """主体 A 改称 B 自 D."""
        return RenamedStatement("主体", name, renamed, day.value, clauses, span=span)

    def ledger_renamed(
        self, span: Span, name: Name, renamed: Name, day: DateLiteral, *clauses: Clause
    ) -> RenamedStatement:
        """台账 A 改称 B 自 D."""
        return RenamedStatement("台账", name, renamed, day.value, clauses, span=span)

    def rule_kind(self, _: Span, token: Token) -> Token:
        """职责 or 待遇."""
        return token

    provision = rule_kind

    def transition(
        self, span: Span, kind: Token, name: Name, provision: Token, *rest: Expression | Basis | Explanation
    ) -> TransitionStatement:
        """过渡."""
        condition = next((r for r in rest if not isinstance(r, Basis | Explanation)), None)
        clauses = tuple(r for r in rest if isinstance(r, Basis | Explanation))
        return TransitionStatement(str(kind), name, str(provision), condition, clauses, span=span)

    def amended_standard(self, span: Span, name: Name, *rest: Clause | Token) -> StandardStatement:
        """The rows and clauses of a 标准 that change; its mode where that changes."""
        mode = next((str(part) for part in rest if isinstance(part, Token)), None)
        return StandardStatement(name, mode, tuple(part for part in rest if not isinstance(part, Token)), span=span)

    def row_restated(self, span: Span, row: StandardRow) -> RowChange:
        """改（三）."""
        return RowChange("改", row.mark, row, span=span)

    def row_added(self, span: Span, row: StandardRow) -> RowChange:
        """增（四）."""
        return RowChange("增", row.mark, row, span=span)

    def row_deleted(self, span: Span, mark: Token) -> RowChange:
        """删（二）."""
        return RowChange("删", canonical_mark(mark), None, span=span)

    # ---------- 示例 ----------

    def example(self, span: Span, name: Token, *clauses: Clause) -> ExampleStatement:
        """示例."""
        return ExampleStatement(TextLiteral(self.text(name), span=self.span_of(name)), clauses, span=span)

    def given(self, span: Span, path: Path, value: Literal | Path) -> Given:
        """设."""
        return Given(path, value, span=span)

    def as_of(self, span: Span, literal: DateLiteral) -> AsOf:
        """截至."""
        return AsOf(literal.value, span=span)

    def then(self, span: Span, path: Path, *values: Literal | Path) -> Then:
        """则."""
        return Then(path, values, span=span)


def _clause_number(token: Token) -> str:
    """A clause number with half-width digits and full-width brackets: 第三十五条第（二）项."""
    from_full = str.maketrans("０１２３４５６７８９()", "0123456789（）")
    return str(token).translate(from_full)
