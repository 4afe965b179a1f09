"""+ - × on sums, within the range of semantics.md; outside it the value is 未知 with cause 溢出."""

from ..lowering import numbers as numbers_sql
from ..types import (
    CauseKind,
    IntegerType,
    MoneyRateType,
    MoneyType,
    Type,
    Unknown,
    Value,
    unknown,
)
from .operator import Example, Operator, UnknownRule

MONEY_LIMIT = 10**16
"""The greatest sum in 分, either side of zero."""
INTEGER_LIMIT = 10**9
"""The greatest 整数, either side of zero."""

_U = unknown(CauseKind.MISSING, "甲.乙")


def _sum(types: tuple[Type, ...]) -> Type | None:
    match types:
        case (MoneyType() | MoneyRateType() as a, b) if a == b:
            return a
        case _:
            return None


def _product(types: tuple[Type, ...]) -> Type | None:
    match types:
        case (MoneyType(), IntegerType()) | (IntegerType(), MoneyType()):
            return MoneyType()
        case (MoneyRateType(), IntegerType()) | (IntegerType(), MoneyRateType()):
            return MoneyType()
        case _:
            return None


def _within(value: int) -> Value:
    """A result inside the range of sums; counts and shares have rows of their own (calculation.py)."""
    return value if abs(value) <= MONEY_LIMIT else OVERFLOW


OVERFLOW: Unknown = unknown(CauseKind.OVERFLOW, "计算结果超出可表示的范围")

ADD = Operator(
    "+", _sum, "两边都是金额，或都是同一种金额率", UnknownRule.STRICT, lambda a, b: _within(a + b), "语言约定",
    (Example((20000, 5000), 25000), Example((_U, 1), _U), Example((MONEY_LIMIT, 1), OVERFLOW)),
    lower=numbers_sql.within("+", MONEY_LIMIT),
)  # fmt: skip
SUBTRACT = Operator(
    "-", _sum, "两边都是金额，或都是同一种金额率", UnknownRule.STRICT, lambda a, b: _within(a - b), "语言约定",
    (Example((20000, 5000), 15000), Example((1, _U), _U)),
    lower=numbers_sql.within("-", MONEY_LIMIT),
)  # fmt: skip
MULTIPLY = Operator(
    "×", _product, "金额或金额率乘数目", UnknownRule.STRICT, lambda a, b: _within(a * b), "语言约定：0 × 未知 仍是未知",
    (Example((150000, 3), 450000), Example((0, _U), _U)),
    lower=numbers_sql.within("*", MONEY_LIMIT),
)  # fmt: skip

ARITHMETIC = (ADD, SUBTRACT, MULTIPLY)
