"""Arithmetic inside one rounding: nothing is lost before the end. Values are whole numbers and Fractions.

A back end without fractions keeps a numerator and a denominator; the rounding at the end (rounding.py) takes both.
"""

from fractions import Fraction

from ..lowering import numbers as numbers_sql
from ..types import (
    CauseKind,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    PercentType,
    Type,
    Unknown,
    UnroundedType,
    Value,
    unknown,
)
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_NUMBERS = MoneyType | MoneyRateType | IntegerType | DecimalType | PercentType | UnroundedType
NO_DIVISOR: Unknown = unknown(CauseKind.DIVISION_BY_ZERO, "除以0没有结果")
MILLION = 1_000_000


def _numbers(types: tuple[Type, ...]) -> Type | None:
    """Any two numbers: which ones fit each other is for calculation.py to say; here the result's kind is the left's."""
    if len(types) != 2 or not all(isinstance(t, _NUMBERS) for t in types):
        return None
    left = types[0]
    if isinstance(left, UnroundedType):
        return left
    return UnroundedType(left) if isinstance(left, _NUMBERS) else None


def _share(types: tuple[Type, ...]) -> Type | None:
    return UnroundedType(types[0]) if len(types) == 1 and isinstance(types[0], DecimalType | PercentType) else None


def _divide(dividend: int | Fraction, divisor: int | Fraction) -> Value:
    return Fraction(dividend) / divisor if divisor else NO_DIVISOR


_EXPECTS = "两边都是数"
_SOURCE = "semantics.md，Numbers：一次取整之内不丢精度"

SHARE = Operator(
    "的比值", _share, "一个百分比或小数", UnknownRule.STRICT, lambda millionths: Fraction(millionths, MILLION), _SOURCE,
    (Example((200_000,), Fraction(1, 5)), Example((_U,), _U)),
    lower=numbers_sql.share,
)  # fmt: skip
EXACT_ADD = Operator(
    "+（取整之前）", _numbers, _EXPECTS, UnknownRule.STRICT, lambda a, b: Fraction(a) + b, _SOURCE,
    (Example((1, Fraction(1, 3)), Fraction(4, 3)), Example((_U, 1), _U)),
    lower=numbers_sql.exact_sum("+"),
)  # fmt: skip
EXACT_SUBTRACT = Operator(
    "-（取整之前）", _numbers, _EXPECTS, UnknownRule.STRICT, lambda a, b: Fraction(a) - b, _SOURCE,
    (Example((1, Fraction(1, 3)), Fraction(2, 3)), Example((_U, 1), _U)),
    lower=numbers_sql.exact_sum("-"),
)  # fmt: skip
EXACT_MULTIPLY = Operator(
    "×（取整之前）", _numbers, _EXPECTS, UnknownRule.STRICT, lambda a, b: Fraction(a) * b, _SOURCE,
    (Example((100, Fraction(1, 3)), Fraction(100, 3)), Example((0, _U), _U)),
    lower=numbers_sql.exact_product,
)  # fmt: skip
EXACT_DIVIDE = Operator(
    "÷", _numbers, _EXPECTS, UnknownRule.STRICT, _divide, _SOURCE + "；除以0是未知，不是出错",
    (Example((100, 3), Fraction(100, 3)), Example((100, 0), NO_DIVISOR), Example((_U, 0), _U)),
    lower=numbers_sql.exact_quotient,
)  # fmt: skip

EXACT = (SHARE, EXACT_ADD, EXACT_SUBTRACT, EXACT_MULTIPLY, EXACT_DIVIDE)
