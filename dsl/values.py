"""Numbers and dates beyond plain operators: arithmetic by type, rounding, ranges, parts, spans, hours, dated values."""

from datetime import date
from typing import Protocol

from attrs import evolve

from ..engine.operators.bounds import BAND, BY_WORD, CAPPED, EXCESS, SHORTFALL
from ..engine.operators.calculation import EXPECTS, bare, calculation
from ..engine.operators.calendar_parts import BY_PART
from ..engine.operators.dated import DATED
from ..engine.operators.dates import AFTER, BEFORE
from ..engine.operators.days_of import DAY_OF_MONTH, DAY_OF_YEAR
from ..engine.operators.exact import EXACT_DIVIDE, SHARE
from ..engine.operators.logic import AND
from ..engine.operators.moments import HOURS_AFTER, HOURS_BEFORE
from ..engine.operators.operator import Operator
from ..engine.operators.ranges import AND_ABOVE, UPPER
from ..engine.operators.rounding import BY_MODE, COUNT_UNIT, MONEY_UNITS, limit_for, unit_of
from ..engine.operators.spans import BY_MEASURE
from ..engine.origin import Span
from ..engine.periods import Period, PeriodUnit
from ..engine.program import GOVERNING, Apply, Const, Expression, Fact
from ..engine.types import (
    BooleanType,
    CauseKind,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    TextType,
    Type,
    UnroundedType,
    YearType,
    describe_type,
    unknown,
)
from . import syntax as s
from .problems import checking as p
from .problems import figures as f
from .problems.base import Problem
from .problems.consistency import SumAlwaysUnprovided
from .problems.corners import NoDayOf
from .scope import Scope

ARITHMETIC = ("+", "-", "×", "÷", *BY_WORD)
_UNITS = {
    PeriodUnit.DAY: (1, "天"),
    PeriodUnit.WEEK: (7, "天"),
    PeriodUnit.MONTH: (1, "月"),
    PeriodUnit.YEAR: (1, "年"),
    PeriodUnit.WORKING_DAY: (1, "工作日"),
    PeriodUnit.HOUR: (1, "小时"),
}
_DATED = DateType | MomentType | MonthType | YearType


class Checks(Protocol):
    """What these checks need of whoever checks expressions about one row of an entity."""

    @property
    def scope(self) -> Scope:
        """Everything declared, and where problems go."""

    @property
    def entity(self) -> str:
        """What the row is a row of."""

    def expression(
        self, syntax: s.Expression, expected: Type | None = None, *, event: bool = False
    ) -> Expression | None:
        """Resolve and type; nothing in need of rounding comes out."""

    def operand(self, syntax: s.Expression, expected: Type | None = None, *, event: bool = False) -> Expression | None:
        """Resolve and type; a product may still be in need of rounding."""

    def path(self, syntax: s.Path, expected: Type | None = None, *, event: bool = False) -> Expression | None:
        """Resolve a chain of 的."""

    def condition(self, syntax: s.Expression) -> Expression | None:
        """Resolve what must be 是非."""

    def compare(self, operator: Operator, left: Expression, right: Expression, at: Span) -> Expression | None:
        """A comparison, reported at a place where the sides do not fit."""


# ---------- arithmetic ----------


def calculate(checker: Checks, syntax: s.Binary) -> Expression | None:
    """+ - × ÷ 封顶 保底."""
    left, right = checker.operand(syntax.left), checker.operand(syntax.right)
    if left is None or right is None:
        return None
    left, right = as_count(left, right.type), as_count(right, left.type)
    bound = BY_WORD.get(syntax.operator)
    if bound is not None:
        return _bounded(checker, bound, (left, right), syntax.span, syntax.operator_span)
    found = calculation(syntax.operator, left.type, right.type)
    if found is None:
        checker.scope.report(_mixed(syntax.operator, left, right, syntax.operator_span, EXPECTS[syntax.operator]))
        return None
    operands = (left, right)
    if isinstance(found.result, UnroundedType):
        operands = (_exact(left), _exact(right))
    return Apply(found.operator, operands, found.result, syntax.span)


def as_count(expression: Expression, other: Type) -> Expression:
    """A period written beside a number or a rate is a number of months, days …: 足月数 不少于 6个月, 每月1000元 × 3个月."""
    if not isinstance(expression, Const) or not isinstance(expression.value, Period):
        return expression
    if not isinstance(bare(other), IntegerType | MoneyRateType):
        return expression
    size, unit = _UNITS[expression.value.unit]
    return Const(expression.value.count * size, IntegerType(unit), expression.span)


def _exact(expression: Expression) -> Expression:
    if isinstance(expression.type, DecimalType | PercentType):
        return Apply(SHARE, (expression,), UnroundedType(expression.type), expression.span)
    return expression


def _bounded(
    checker: Checks, operator: Operator, operands: tuple[Expression, ...], span: Span, at: Span
) -> Expression | None:
    """A number and its bounds, all of one kind."""
    result = operator.accepts(tuple(o.type for o in operands))
    if result is None:
        other = next((o for o in operands[1:] if bare(o.type) != bare(operands[0].type)), operands[-1])
        checker.scope.report(_mixed(operator.name, operands[0], other, at, operator.expects))
        return None
    if isinstance(result, UnroundedType):
        operands = tuple(_exact(o) for o in operands)
    return Apply(operator, operands, result, span)


def _mixed(sign: str, left: Expression, right: Expression, at: Span, expects: str) -> Problem:
    forgotten = forgotten_unit(left, right) if sign not in ("×", "÷") else None
    if forgotten is not None:
        return forgotten
    kinds = (bare(left.type), bare(right.type))
    remedy = "请改成同一种数、同一个单位"
    if {type(k) for k in kinds} == {IntegerType, MoneyType}:
        remedy = "金额要写单位，例如 20元；数目和金额不能混在一起"
    if any(isinstance(k, MoneyRateType) for k in kinds):
        remedy = "每月的金额先乘月数，每人的金额先乘人数，得出金额再算"
    words = (describe_type(kinds[0]), describe_type(kinds[1]))
    return f.MixedNumbers(at, sign, *words, left.span or at, right.span or at, expects, remedy)


def forgotten_unit(left: Expression, right: Expression) -> Problem | None:
    """The problem where one of two values is a bare number and the other has a unit a number cannot stand for."""
    for bare_side, other in ((left, right), (right, left)):
        number = isinstance(bare_side, Const) and bare_side.type in (IntegerType(), DecimalType())
        if not number or bare_side.span is None or other.span is None:
            continue
        written = bare_side.span.text.strip()
        examples = _with_unit(written, bare(other.type))
        if examples:
            return f.ForgottenUnit(bare_side.span, written, describe_type(bare(other.type)), other.span, examples)
    return None


def _with_unit(number: str, other: Type) -> tuple[str, ...]:
    """A bare number with the units it may have lost beside a type; none where a number may stand there."""
    match other:
        case MoneyType():
            return (f"{number}元", f"{number}万元")
        case MoneyRateType(per=per):
            return (f"每{per}{number}元",)
        case PercentType():
            return (f"{number}%",)
        case DateType() | PeriodType():
            return (f"{number}天", f"{number}个工作日")
        case _:
            return ()


# ---------- rounding ----------


def rounding(checker: Checks, syntax: s.Rounded) -> Expression | None:
    """X 四舍五入到 元."""
    operand = checker.operand(syntax.operand)
    if operand is None:
        return None
    type_ = bare(operand.type)
    unit = unit_of(syntax.unit.text, type_)
    if unit is None:
        sums = isinstance(type_, MoneyType | MoneyRateType)
        allowed = tuple(MONEY_UNITS) if sums else (COUNT_UNIT,) if isinstance(type_, IntegerType) else ()
        found = describe_type(type_)
        checker.scope.report(f.WrongRoundingUnit(syntax.unit.span, syntax.mode, syntax.unit.text, found, allowed))
        return None
    sizes = (Const(unit.size, IntegerType()), Const(limit_for(type_), IntegerType()))
    return Apply(BY_MODE[syntax.mode], (operand, *sizes), type_, syntax.span)


def settled(scope: Scope, found: Expression | None) -> Expression | None:
    """A value that leaves arithmetic: one that was not rounded is reported at the product that made it so."""
    if found is None or not isinstance(found.type, UnroundedType):
        return found
    culprit = _first_unrounded(found)
    span = culprit.span or found.span
    of = found.type.of
    if span is not None:
        words = " ".join(span.text.split())
        quotient = isinstance(culprit, Apply) and culprit.operator is EXACT_DIVIDE
        is_sum = isinstance(of, MoneyType | MoneyRateType)
        is_share = isinstance(of, DecimalType | PercentType)
        scope.report(f.UnroundedProduct(span, words, quotient, is_sum, is_share))
    return None


def _first_unrounded(expression: Expression) -> Expression:
    if isinstance(expression, Apply):
        for argument in expression.arguments:
            if isinstance(argument.type, UnroundedType) and not _is_share(argument):
                return _first_unrounded(argument)
    return expression


def _is_share(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.operator is SHARE


# ---------- ranges and parts ----------


def in_range(checker: Checks, syntax: s.Range) -> Expression | None:
    """X 为 A 以上 B 以下."""
    operand = checker.expression(syntax.operand)
    if operand is None:
        return None
    ends: list[tuple[Operator, s.Expression]] = []
    if syntax.lower is not None:
        ends.append((AND_ABOVE, syntax.lower))
    if syntax.upper is not None and syntax.upper_word is not None:
        ends.append((UPPER[syntax.upper_word], syntax.upper))
    tests: list[Expression] = []
    for operator, written in ends:
        end = checker.expression(written, operand.type)
        test = checker.compare(operator, operand, end, written.span) if end is not None else None
        if test is None:
            return None
        tests.append(test)
    return (
        evolve(tests[0], span=syntax.span) if len(tests) == 1 else Apply(AND, tuple(tests), BooleanType(), syntax.span)
    )


def part(checker: Checks, syntax: s.Part) -> Expression | None:
    """（X 超过 A 的部分）, （X 低于 A 的差额）."""
    written = (syntax.operand, syntax.bound, *((syntax.upper,) if syntax.upper is not None else ()))
    found = [checker.operand(w) for w in written]
    operands = tuple(o for o in found if o is not None)
    if len(operands) < len(found):
        return None
    if syntax.shortfall:
        operator = SHORTFALL
    elif syntax.upper is not None:
        operator = BAND
    else:
        operator = EXCESS if syntax.word == "超过" else CAPPED
    return _bounded(checker, operator, operands, syntax.span, syntax.bound.span)


# ---------- dates ----------


def elapsed(checker: Checks, syntax: s.Elapsed) -> Expression | None:
    """（D1 至 D2）的 天数."""
    operator = BY_MEASURE.get(syntax.measure.text)
    if operator is None:
        near = checker.scope.nearest(syntax.measure.text, tuple(BY_MEASURE))
        checker.scope.report(f.UnknownMeasure(syntax.measure.span, syntax.measure.text, tuple(BY_MEASURE), near))
        return None
    ends = [checker.expression(end) for end in (syntax.start, syntax.end)]
    for written, end in zip((syntax.start, syntax.end), ends, strict=True):
        if end is not None and not isinstance(end.type, DateType):
            checker.scope.report(p.UnexpectedType(written.span, "至", "日期", describe_type(end.type)))
            return None
    dates = tuple(end for end in ends if end is not None)
    result = operator.accepts(tuple(d.type for d in dates))
    return Apply(operator, dates, result, syntax.span) if result is not None else None


def calendar_part(checker: Checks, base: Expression, word: s.Name, span: Span) -> Expression | None:
    """D 的 次月, D 的 上一年度."""
    operator = BY_PART[word.text]
    result = operator.accepts((base.type,))
    if result is None:
        checker.scope.report(p.WrongType(word.span, word.text, (describe_type(base.type),), operator.expects))
        return None
    return Apply(operator, (base,), result, span)


def day_of(checker: Checks, syntax: s.DayOf, *, event: bool) -> Expression | None:
    """M 15日, Y 1月31日; `event` as in `expression`."""
    base = checker.path(syntax.base, event=event)
    if base is None:
        return None
    in_year = syntax.month is not None
    if not isinstance(base.type, YearType if in_year else MonthType):
        words = (syntax.base.text, describe_type(base.type), day_words(syntax), in_year)
        checker.scope.report(NoDayOf(syntax.span, *words))
        return None
    parts = (syntax.day,) if syntax.month is None else (syntax.month, syntax.day)
    operator = DAY_OF_YEAR if in_year else DAY_OF_MONTH
    return Apply(operator, (base, *(Const(p, IntegerType()) for p in parts)), DateType(), syntax.span)


def day_words(syntax: s.DayOf) -> str:
    """15日, 1月31日."""
    return f"{syntax.day}日" if syntax.month is None else f"{syntax.month}月{syntax.day}日"


def has_calendar_parts(type_: Type) -> bool:
    """Whether 年度, 次月 and the like may follow a value of this type."""
    return isinstance(type_, _DATED)


def shifted(syntax: s.Offset, base: Expression, period: Expression) -> Expression:
    """D 后 P, D 前 P: days and months from a 日期, hours from a 时刻."""
    if isinstance(base.type, MomentType):
        return Apply(HOURS_BEFORE if syntax.backward else HOURS_AFTER, (base, period), MomentType(), syntax.span)
    flags = (Const(False, BooleanType()), Const(False, BooleanType()))
    return Apply(BEFORE if syntax.backward else AFTER, (base, period, *flags), DateType(), syntax.span)


# ---------- values that change with time ----------


def row_value(checker: Checks, written: s.Expression, name: str) -> Expression | None:
    """The value of a row, a 参数 or an exception, dated or not; 未规定 is handled by whoever allows it alone."""
    if not isinstance(written, s.Dated):
        return checker.expression(written)
    if not in_order(checker.scope, written):
        return None
    values = [None if isinstance(v.value, s.UnprovidedLiteral) else checker.expression(v.value) for v in written.values]
    given = [(v, value) for v, value in zip(written.values, values, strict=True) if value is not None]
    asked = sum(not isinstance(v.value, s.UnprovidedLiteral) for v in written.values)
    if not asked:
        checker.scope.report(SumAlwaysUnprovided(written.values[0].value.span, name, dated=True))
    if len(given) < asked or not given:
        return None
    first, type_ = given[0][0], given[0][1].type
    for dated, value in given:
        if value.type != type_:
            found = (describe_type(type_), describe_type(value.type))
            places = (first.value.span, dated.value.span)
            checker.scope.report(p.WrongType(dated.value.span, "自……起", found, "各档的值同类", places))
            return None
    none = Const(unknown(CauseKind.UNPROVIDED, name), type_)
    cells = [(v.start, value if value is not None else none) for v, value in zip(written.values, values, strict=True)]
    return series(checker.entity, name, tuple(cells), written.span)


def series(entity: str, name: str, cells: tuple[tuple[date, Expression], ...], span: Span | None) -> Expression:
    """Values by the date from which each holds, chosen by the governing date of whoever asks."""
    governing = Fact(entity, (), GOVERNING, DateType())
    flat = [part for start, value in cells for part in (Const(start, DateType()), value)]
    return Apply(DATED, (Const(name, TextType()), governing, *flat), cells[0][1].type, span)


def in_order(scope: Scope, written: s.Dated) -> bool:
    """Whether the dates ascend; reported where they do not."""
    for before, after in zip(written.values, written.values[1:], strict=False):
        if after.start <= before.start:
            scope.report(f.DatesOutOfOrder(after.span, before.span))
            return False
    return True
