"""The ranges numbers may have; a result outside its range is 未知 with cause 溢出 (semantics.md, Numbers)."""

from ..types import DecimalType, IntegerType, PercentType, Type, Value
from .arithmetic import INTEGER_LIMIT, MONEY_LIMIT, OVERFLOW

SHARE_LIMIT = 10**14
"""The greatest 小数 or 百分比 in millionths, either side of zero: a hundred million, wherever it is read, written or computed."""


def limit_of(type_: Type) -> int:
    """The greatest absolute value of a type of number."""
    match type_:
        case IntegerType():
            return INTEGER_LIMIT
        case DecimalType() | PercentType():
            return SHARE_LIMIT
        case _:
            return MONEY_LIMIT


def within(value: int, limit: int) -> Value:
    """The value, or 溢出 where it lies outside ±limit."""
    return value if abs(value) <= limit else OVERFLOW
