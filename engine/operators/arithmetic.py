"""+ - × on sums and counts, within the ranges of semantics.md; outside them the value is 未知 with cause 溢出."""

from ..types import (
    CauseKind,
    DecimalType,
    IntegerType,
    MoneyType,
    PercentType,
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
        case (IntegerType(unit=a), IntegerType(unit=b)) if a == b:
            return types[0]
        case (MoneyType() | DecimalType() | PercentType() as a, b) if a == b:
            return a
        case _:
            return None


def _product(types: tuple[Type, ...]) -> Type | None:
    match types:
        case (MoneyType(), IntegerType()) | (IntegerType(), MoneyType()):
            return MoneyType()
        case (IntegerType(unit=a), IntegerType(unit=b)) if a is None or b is None:
            return IntegerType(a or b)
        case _:
            return None


def _within(value: int) -> Value:
    """A result inside the range of sums; whoever knows the type holds counts to their narrower range."""
    return value if abs(value) <= MONEY_LIMIT else OVERFLOW


OVERFLOW: Unknown = unknown(CauseKind.OVERFLOW, "计算结果超出可表示的范围")

ADD = Operator(
    "+", _sum, "两边是同一种数（元加元，人加人）", UnknownRule.STRICT, lambda a, b: _within(a + b), "语言约定",
    (Example((20000, 5000), 25000), Example((_U, 1), _U), Example((MONEY_LIMIT, 1), OVERFLOW)),
)  # fmt: skip
SUBTRACT = Operator(
    "-", _sum, "两边是同一种数（元减元，人减人）", UnknownRule.STRICT, lambda a, b: _within(a - b), "语言约定",
    (Example((20000, 5000), 15000), Example((1, _U), _U)),
)  # fmt: skip
MULTIPLY = Operator(
    "×", _product, "金额乘数目，或数目乘数目", UnknownRule.STRICT, lambda a, b: _within(a * b), "语言约定：0 × 未知 仍是未知",
    (Example((150000, 3), 450000), Example((0, _U), _U)),
)  # fmt: skip

BY_SYMBOL = {row.name: row for row in (ADD, SUBTRACT, MULTIPLY)}

ARITHMETIC = tuple(BY_SYMBOL.values())
