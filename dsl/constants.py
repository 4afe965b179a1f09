"""Literals as constants, and what one means beside a value of another type."""

from attrs import evolve

from ..engine.program import Const, Expression
from ..engine.types import (
    BearerType,
    BooleanType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    ReferenceType,
    TextType,
    Type,
    YearType,
)
from . import syntax as s
from .values import as_count


def literal(syntax: s.Literal) -> Const:
    """A literal as a constant. 未知 and 未规定 are no constants and are handled by whoever allows them."""
    match syntax:
        case s.BooleanLiteral(value=value):
            return Const(value, BooleanType(), syntax.span)
        case s.DateLiteral(value=value):
            return Const(value, DateType(), syntax.span)
        case s.MoneyLiteral(fen=fen, per=per):
            return Const(fen, MoneyRateType(per) if per else MoneyType(), syntax.span)
        case s.CountLiteral(value=value, unit=unit):
            return Const(value, IntegerType(unit), syntax.span)
        case s.DecimalLiteral(millionths=millionths):
            return Const(millionths, DecimalType(), syntax.span)
        case s.PercentLiteral(millionths=millionths):
            return Const(millionths, PercentType(), syntax.span)
        case s.PeriodLiteral(value=value):
            return Const(value, PeriodType(), syntax.span)
        case s.YearLiteral(value=value):
            return Const(value, YearType(), syntax.span)
        case s.MonthLiteral(value=value):
            return Const(value, MonthType(), syntax.span)
        case s.MomentLiteral(value=value):
            return Const(value, MomentType(), syntax.span)
        case s.TextLiteral(value=value):
            return Const(value, TextType(), syntax.span)
        case s.UnknownLiteral() | s.UnprovidedLiteral():
            raise ValueError("未知 and 未规定 are not constants")


def beside(expression: Expression, other: Type) -> Expression:
    """A text literal beside a reference or duty holder names its key or it; so does a bare number beside a count."""
    if (
        isinstance(expression, Const)
        and isinstance(expression.type, TextType)
        and isinstance(other, ReferenceType | BearerType)
    ):
        return evolve(expression, type=other)
    return as_count(expression, other) if isinstance(other, IntegerType) else expression
