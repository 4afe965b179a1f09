"""From Lark's tree to expressions: names, literals, operators, lists. One method a grammar rule."""

from attrs import define, evolve, field, frozen
from lark import Token

from ..engine.origin import SourceText, Span
from .literals import HALF_WIDTH, chinese_number, read_literal, to_chinese
from .problems.base import Problem
from .problems.syntax import MarkOutOfOrder
from .problems.values import OtherwiseWithoutRows, OutOfLimits
from .syntax import (
    Aggregate,
    Binary,
    BooleanLiteral,
    Call,
    Chain,
    CountLiteral,
    Expression,
    Item,
    ItemList,
    KnownTest,
    Literal,
    Membership,
    Name,
    Negation,
    Offset,
    Path,
    TextLiteral,
    UnknownLiteral,
    UnprovidedLiteral,
)

MAX_NAME = 64
OVER_ROWS = ("最大", "最小", "最早", "最晚")
"""Function words that also go through rows."""
_ARITHMETIC = {"PLUS": "+", "MINUS": "-", "TIMES": "×", "DIVIDED_BY": "÷"}


@define
class Run:
    """A 且 or 或 chain still growing to the right; kept flat so that long chains nest no deeper than short ones."""

    operator: str
    operands: list[Expression]
    span: Span


Operand = Expression | Run


@define
class Members:
    """What stands after 属于."""

    items: tuple[Expression, ...]
    upper: Expression | None = None


@frozen
class RowPart:
    """What follows the rows of an aggregate: 经, 于 or 当 with its path or condition."""

    word: str
    value: Expression


@define
class ExpressionBuilder:
    """Builds expressions bottom-up. A mistake that leaves the parse intact goes to `problems`."""

    source: SourceText
    problems: list[Problem] = field(factory=list)

    def span_of(self, token: Token) -> Span:
        """Where a token stands."""
        start = token.start_pos
        assert start is not None, "the lexer gives every token its place"
        return Span(self.source, start, start + len(token))

    # ---------- names and literals ----------

    def name(self, span: Span, token: Token) -> Name:
        """NAME with digits made half-width, or the inside of 「…」."""
        text = str(token)[1:-1] if token.type == "QUOTED" else str(token).translate(HALF_WIDTH)
        if not text.strip():
            self.problems.append(OutOfLimits(span, "名称", "「」里要有文字"))
        elif len(text) > MAX_NAME:
            self.problems.append(OutOfLimits(span, "名称的长度", f"名称最多 {MAX_NAME} 个字"))
        return Name(text, span=span)

    def aspect(self, span: Span, token: Token) -> Name:
        """A word a 示例 may ask of a rule."""
        return Name(str(token), span=span)

    def names(self, _: Span, *names: Name) -> tuple[Name, ...]:
        """甲、乙."""
        return names

    def path(self, span: Span, *names: Name) -> Path:
        """甲 的 乙."""
        return Path(names, span=span)

    result = path

    def paths(self, _: Span, *paths: Path) -> tuple[Path, ...]:
        """甲、乙 的 丙."""
        return paths

    def literal(self, span: Span, token: Token) -> Literal:
        """Any literal but 未知."""
        match token.type:
            case "是" | "否":
                return BooleanLiteral(token.type == "是", span=span)
            case "未规定":
                return UnprovidedLiteral(span=span)
            case "STRING":
                return TextLiteral(str(token)[1:-1], span=span)
            case kind:
                value = read_literal(kind, span)
                if isinstance(value, Problem):
                    self.problems.append(value)
                    return CountLiteral(0, None, span=span)
                return value

    date = literal
    period_literal = literal
    year = literal

    def unknown(self, span: Span) -> UnknownLiteral:
        """未知 in a 示例."""
        return UnknownLiteral(span=span)

    # ---------- operators ----------

    def expression(self, _: Span, operand: Operand) -> Expression:
        """A whole expression: a chain ends here."""
        return _finished(operand)

    def and_run(self, span: Span, left: Operand, right: Operand) -> Run:
        """A 且 B, joined to a chain on its left."""
        return _grown("且", span, left, right)

    def or_run(self, span: Span, left: Operand, right: Operand) -> Run:
        """A 或 B, joined to a chain on its left."""
        return _grown("或", span, left, right)

    def list_after_and(self, span: Span, left: Operand, last: ItemList) -> Expression:
        """A 且 下列…."""
        return _finished(_grown("且", span, left, last))

    def list_after_or(self, span: Span, left: Operand, last: ItemList) -> Expression:
        """A 或 下列…."""
        return _finished(_grown("或", span, left, last))

    def list_after_or_and(self, span: Span, left: Operand, middle: Operand, last: ItemList) -> Expression:
        """A 或 B 且 下列…."""
        inner_span = _finished(middle).span.to(span)
        inner = _finished(_grown("且", inner_span, middle, last))
        return _finished(_grown("或", span, left, inner))

    def negated(self, span: Span, operand: Operand) -> Negation:
        """非 X."""
        return Negation(_finished(operand), span=span)

    def comparator(self, _: Span, token: Token) -> Token:
        """A word of comparison."""
        return token

    def compare(self, span: Span, left: Expression, operator: Token, right: Expression) -> Binary:
        """A 不超过 B."""
        return Binary(str(operator), left, right, span=span, operator_span=self.span_of(operator))

    def calculate(self, span: Span, left: Expression, operator: Token, right: Expression) -> Binary:
        """A + B."""
        sign = _ARITHMETIC[operator.type]
        return Binary(sign, left, right, span=span, operator_span=self.span_of(operator))

    def known(self, span: Span, operand: Path) -> KnownTest:
        """X 已知."""
        return KnownTest(operand, True, span=span)

    def not_known(self, span: Span, operand: Path) -> KnownTest:
        """X 未知."""
        return KnownTest(operand, False, span=span)

    def members(self, _: Span, *items: Expression) -> Members:
        """（A、B）, or one name."""
        return Members(items)

    def members_between(self, _: Span, lower: Expression, upper: Expression) -> Members:
        """A 至 B."""
        return Members((lower,), upper)

    def belongs(self, span: Span, operand: Expression, members: Members) -> Membership:
        """X 属于 …."""
        return Membership(operand, members.items, False, members.upper, span=span)

    def not_belongs(self, span: Span, operand: Expression, members: Members) -> Membership:
        """X 不属于 …."""
        return Membership(operand, members.items, True, members.upper, span=span)

    def earlier(self, span: Span, base: Expression, period: Expression) -> Offset:
        """D 前 P."""
        return Offset(base, True, period, span=span)

    def later(self, span: Span, base: Expression, period: Expression) -> Offset:
        """D 后 P."""
        return Offset(base, False, period, span=span)

    def call(self, span: Span, function: Token, *arguments: Expression) -> Call | Aggregate:
        """先到（A、B）; 最大（家庭成员 的 月收入） of one chain goes through rows."""
        first = arguments[0]
        if len(arguments) == 1 and isinstance(first, Path) and len(first.names) > 1 and str(function) in OVER_ROWS:
            return Aggregate(Name(str(function), span=self.span_of(function)), first, span=span)
        return Call(Name(str(function), span=self.span_of(function)), arguments, span=span)

    def aggregate(self, span: Span, function: Token, rows: Path, *parts: RowPart) -> Aggregate:
        """合计（甲 的 乙 经 丙 当（…））."""
        found = {part.word: part.value for part in parts}
        via, at = found.get("经"), found.get("于")
        return Aggregate(
            Name(str(function).translate(HALF_WIDTH), span=self.span_of(function)),
            rows,
            via if isinstance(via, Path) else None,
            at if isinstance(at, Path) else None,
            found.get("当"),
            span=span,
        )

    def via(self, _: Span, path: Path) -> RowPart:
        """经 所属家庭."""
        return RowPart("经", path)

    def at(self, _: Span, path: Path) -> RowPart:
        """于 年度."""
        return RowPart("于", path)

    def counted(self, _: Span, condition: Expression) -> RowPart:
        """当（…）."""
        return RowPart("当", condition)

    def with_otherwise(self, span: Span, base: Expression, otherwise: Expression) -> Expression:
        """最大（甲 的 乙）无则 0元; only what goes through rows can find none."""
        if isinstance(base, Aggregate):
            return evolve(base, otherwise=otherwise, span=span)
        self.problems.append(OtherwiseWithoutRows(base.span))
        return base

    # ---------- lists ----------

    def quantifier(self, _: Span, token: Token) -> Token:
        """下列之一, 下列全部, 下列至少N项."""
        return token

    def item(self, span: Span, mark: Token, body: Expression) -> Item:
        """One item, its mark in canonical form."""
        return Item(canonical_mark(mark), body, span=span)

    def item_list(self, span: Span, quantifier: Token, *items: Item) -> ItemList:
        """A list; its marks must run from the first."""
        self.check_marks(items)
        match str(quantifier):
            case "下列之一":
                at_least: int | None = 1
            case "下列全部":
                at_least = None
            case words:
                at_least = chinese_number(words.removeprefix("下列至少").removesuffix("项"))
                if not 1 <= at_least <= len(items):
                    place = self.span_of(quantifier)
                    self.problems.append(OutOfLimits(place, f"「{words}」", f"下面共有 {len(items)} 项"))
        return ItemList(at_least, items, span=span)

    def check_marks(self, items: tuple[Item, ...]) -> None:
        """Report the first mark that is out of order."""
        for number, item in enumerate(items, 1):
            expected = mark_like(item.mark, number)
            if item.mark != expected:
                place = Span(self.source, item.span.start, item.span.start + len(item.mark))
                self.problems.append(MarkOutOfOrder(place, item.mark, expected))
                return


def canonical_mark(mark: str) -> str:
    """A mark as the formatter writes it: （一）, 1. or （1）."""
    digits = mark.translate(HALF_WIDTH).strip("().、")
    if not digits.isdigit():
        return f"（{digits}）"
    return f"（{digits}）" if mark[0] in "（(" else f"{digits}."


def mark_like(mark: str, number: int) -> str:
    """The mark of the same level for another number."""
    if mark.endswith("."):
        return f"{number}."
    return f"（{number}）" if mark[1:-1].isdigit() else f"（{to_chinese(number)}）"


def _finished(operand: Operand) -> Expression:
    if isinstance(operand, Run):
        return Chain(operand.operator, tuple(operand.operands), span=operand.span)
    return operand


def _grown(operator: str, span: Span, left: Operand, right: Operand) -> Run:
    if isinstance(left, Run) and left.operator == operator:
        left.operands.append(_finished(right))
        left.span = span
        return left
    return Run(operator, [_finished(left), _finished(right)], span)
