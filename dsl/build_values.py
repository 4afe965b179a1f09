"""From Lark's tree to ranges, roundings, parts, spans, dated figures and exceptions. One method a grammar rule."""

import re

from attrs import define
from lark import Token

from ..engine.origin import Span
from .build_expressions import ExpressionBuilder
from .literals import HALF_WIDTH
from .problems.corners import NoSuchDayOf
from .problems.figures import WrongPartWord
from .syntax import (
    Beats,
    Binary,
    ByCode,
    Clause,
    CodeEntry,
    Dated,
    DatedValue,
    DateLiteral,
    DayOf,
    Elapsed,
    ExceptionResult,
    ExceptionStatement,
    Expression,
    Lookup,
    Name,
    ParameterStatement,
    Part,
    Path,
    Range,
    Rounded,
    TypeName,
)

PART_WORDS = ("超过", "不超过")
"""What may stand before 的部分."""
_DAY = re.compile(r"(?:([0-9]{1,2})月)?([0-9]{1,2})日")
_LONGEST = {month: 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)}
SHORTFALL_WORDS = ("低于", "少于", "不满")
"""What may stand before 的差额."""


@define
class RangeEnd:
    """What stands behind X 为 A: 以上 B 以下, 以上, 以下 …; `lower` says whether A is the lower bound."""

    lower: bool
    upper: Expression | None
    word: str | None


@define
class ValueBuilder(ExpressionBuilder):
    """Builds what values are made of beyond plain operators."""

    # ---------- ranges, bounds, rounding ----------

    def equality(self, _: Span, token: Token) -> Token:
        """为."""
        return token

    upper_word = beyond_word = limit = rounding_mode = equality

    def no_upper(self, _: Span) -> RangeEnd:
        """以上."""
        return RangeEnd(True, None, None)

    def no_lower(self, _: Span, word: Token) -> RangeEnd:
        """以下, 以内."""
        return RangeEnd(False, None, str(word))

    def range_end(self, _: Span, first: Expression | Token, second: Expression | Token) -> RangeEnd:
        """以上 B 以下, 以上 不满 B."""
        if isinstance(first, Token):
            return RangeEnd(True, self._operand(second), str(first))
        return RangeEnd(True, first, str(second))

    def _operand(self, part: Expression | Token) -> Expression:
        if isinstance(part, Token):
            raise TypeError("the grammar puts one word and one value behind 以上")
        return part

    def in_range(self, span: Span, operand: Expression, _: Token, bound: Expression, end: RangeEnd) -> Range:
        """X 为 A 以上 B 以下."""
        if end.lower:
            return Range(operand, bound, end.upper, end.word, span=span)
        return Range(operand, None, bound, end.word, span=span)

    def limited(self, span: Span, left: Expression, word: Token, right: Expression) -> Binary:
        """A 封顶 B, A 保底 B."""
        return Binary(str(word), left, right, span=span, operator_span=self.span_of(word))

    def rounded(self, span: Span, operand: Expression, mode: Token, unit: Name) -> Rounded:
        """X 四舍五入到 元."""
        return Rounded(operand, str(mode), unit, span=span)

    def part(
        self, span: Span, operand: Expression, word: Token, bound: Expression, upper: Expression | None = None
    ) -> Part:
        """（X 超过 A 的部分）."""
        allowed = PART_WORDS if upper is None else PART_WORDS[:1]
        if str(word) not in allowed:
            self.problems.append(WrongPartWord(self.span_of(word), str(word), "的部分", allowed))
        return Part(operand, str(word), bound, upper, span=span)

    def shortfall(self, span: Span, operand: Expression, word: Token, bound: Expression) -> Part:
        """（X 低于 A 的差额）."""
        if str(word) not in SHORTFALL_WORDS:
            self.problems.append(WrongPartWord(self.span_of(word), str(word), "的差额", SHORTFALL_WORDS))
        return Part(operand, str(word), bound, None, shortfall=True, span=span)

    def elapsed(self, span: Span, start: Expression, end: Expression, measure: Name) -> Elapsed:
        """（D1 至 D2）的 天数."""
        return Elapsed(start, end, measure, span=span)

    def day_of(self, span: Span, base: Path, day: Token) -> DayOf:
        """M 15日, Y 1月31日."""
        written = str(day).translate(HALF_WIDTH)
        found = _DAY.fullmatch(written)
        month, number = (int(found[1]) if found[1] else None, int(found[2])) if found else (None, 0)
        if not 1 <= number <= (31 if month is None else _LONGEST.get(month, 0)):
            self.problems.append(NoSuchDayOf(self.span_of(day), written))
        return DayOf(base, month, number, span=span)

    # ---------- dated figures ----------

    def lookup(self, span: Span, figure: Path, year: Expression) -> Lookup:
        """（X 于 Y）."""
        return Lookup(figure, year, span=span)

    def dated_value(self, span: Span, start: DateLiteral, value: Expression) -> DatedValue:
        """自 D 起 V."""
        return DatedValue(start.value, value, span=span)

    def dated(self, span: Span, *values: DatedValue) -> Dated:
        """自 D 起 V，自 D 起 V."""
        return Dated(values, span=span)

    def code_entry(self, span: Span, codes: tuple[Name, ...], value: Expression) -> CodeEntry:
        """一级 90%."""
        return CodeEntry(codes, value, span=span)

    def code_otherwise(self, span: Span, value: Expression) -> CodeEntry:
        """其余 0%."""
        return CodeEntry((), value, span=span)

    def by_code(self, span: Span, subject: Path, *entries: CodeEntry) -> ByCode:
        """按 伤残等级：…."""
        return ByCode(subject, entries, span=span)

    def rate_type(self, span: Span, word: Token, per: Name) -> TypeName:
        """金额率 每月."""
        return TypeName(str(word), per.text, span=span)

    def parameter(self, span: Span, name: Name, value: Expression, *clauses: Clause) -> ParameterStatement:
        """参数 with its value."""
        return ParameterStatement(name, value, clauses=clauses, span=span)

    def parameter_by_place(self, span: Span, name: Name, *rest: TypeName | Name | Token | Clause) -> ParameterStatement:
        """参数 by place and year, from a file."""
        type_ = next((part for part in rest if isinstance(part, TypeName)), None)
        place = next(part for part in rest if isinstance(part, Name))
        path = next(str(part)[1:-1] for part in rest if isinstance(part, Token))
        clauses = tuple(part for part in rest if not isinstance(part, TypeName | Name | Token))
        return ParameterStatement(name, None, type_, place, path, clauses, span=span)

    # ---------- exceptions ----------

    def exception(self, span: Span, name: Name, host: Name, *clauses: Clause) -> ExceptionStatement:
        """例外."""
        return ExceptionStatement(name, host, clauses, span=span)

    def exception_result(self, span: Span, value: Expression | Token) -> ExceptionResult:
        """则."""
        return ExceptionResult(None if isinstance(value, Token) else value, span=span)

    def exempt(self, _: Span, token: Token) -> Token:
        """不适用."""
        return token

    def beats(self, span: Span, names: tuple[Name, ...]) -> Beats:
        """优先于."""
        return Beats(names, span=span)
