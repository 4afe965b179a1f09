"""四舍五入到, 进一到, 舍去到: the one place where an exact number becomes whole 元, 角, 分 or a whole count.

All three work on the size of the number and keep its sign, so that -0.5分 rounds to -1分 (half-up is away from zero).
"""

from collections.abc import Callable
from fractions import Fraction

from attrs import frozen

from ..lowering import numbers as numbers_sql
from ..types import CauseKind, IntegerType, MoneyRateType, MoneyType, Type, UnroundedType, Value, unknown
from .arithmetic import INTEGER_LIMIT, MONEY_LIMIT, OVERFLOW
from .limits import within
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


@frozen
class RoundingUnit:
    """What a rounding comes down to, in the unit sums and counts are held in, and what it rounds."""

    size: int
    rounds: type[MoneyType] | type[MoneyRateType] | type[IntegerType]


MONEY_UNITS = {"元": 100, "角": 10, "分": 1}
"""The units of sums, in 分."""
COUNT_UNIT = "整数"
"""The unit of counts."""


def half_up(numerator: int, factor: int, divisor: int) -> int:
    """Numerator × factor ÷ divisor to the nearest whole number, halves away from zero; divisor and factor ≥ 0 < divisor.

    Every intermediate stays near the size of the result, so the formula holds in 64-bit integers wherever the result
    and divisor × factor do (semantics.md, Numbers).
    """
    size = abs(numerator)
    whole = (size // divisor) * factor + ((size % divisor) * factor * 2 + divisor) // (2 * divisor)
    return -whole if numerator < 0 else whole


def up(numerator: int, factor: int, divisor: int) -> int:
    """As half_up, but any rest counts as one more, away from zero (见分进角)."""
    size = abs(numerator)
    whole = (size // divisor) * factor + ((size % divisor) * factor + divisor - 1) // divisor
    return -whole if numerator < 0 else whole


def down(numerator: int, factor: int, divisor: int) -> int:
    """As half_up, but any rest is dropped, toward zero."""
    size = abs(numerator)
    whole = (size // divisor) * factor + ((size % divisor) * factor) // divisor
    return -whole if numerator < 0 else whole


def _rounded(types: tuple[Type, ...]) -> Type | None:
    """(number, unit size, limit)."""
    if len(types) != 3:
        return None
    of = types[0].of if isinstance(types[0], UnroundedType) else types[0]
    return of if isinstance(of, MoneyType | MoneyRateType | IntegerType) else None


def _by(rule: Callable[[int, int, int], int]) -> Callable[[int | Fraction, int, int], Value]:
    def evaluate(number: int | Fraction, unit: int, limit: int) -> Value:
        exact = Fraction(number)
        return within(rule(exact.numerator, 1, exact.denominator * unit) * unit, limit)

    return evaluate


_EXPECTS = "金额到元、角、分，数目到整数"

ROUND_HALF_UP = Operator(
    "四舍五入到", _rounded, _EXPECTS, UnknownRule.STRICT, _by(half_up), "语言约定：逢五进一，负数按绝对值",
    (
        Example((Fraction(2001, 2), 1, MONEY_LIMIT), 1001),
        Example((Fraction(-2001, 2), 1, MONEY_LIMIT), -1001),
        Example((12_349, 100, MONEY_LIMIT), 12_300),
        Example((Fraction(10**17), 1, MONEY_LIMIT), OVERFLOW),
        Example((_U, 1, MONEY_LIMIT), _U),
    ),
    lower=numbers_sql.rounded("half"),
)  # fmt: skip
ROUND_UP = Operator(
    "进一到", _rounded, _EXPECTS, UnknownRule.STRICT, _by(up), "语言约定：有余数就进一",
    (Example((Fraction(2001, 2), 1, MONEY_LIMIT), 1001), Example((12_301, 100, MONEY_LIMIT), 12_400), Example((_U, 1, 1), _U)),
    lower=numbers_sql.rounded("up"),
)  # fmt: skip
ROUND_DOWN = Operator(
    "舍去到", _rounded, _EXPECTS, UnknownRule.STRICT, _by(down), "语言约定：余数一律舍去",
    (Example((Fraction(2001, 2), 1, MONEY_LIMIT), 1000), Example((-12_399, 100, MONEY_LIMIT), -12_300), Example((_U, 1, 1), _U)),
    lower=numbers_sql.rounded("down"),
)  # fmt: skip

ROUNDING = (ROUND_HALF_UP, ROUND_UP, ROUND_DOWN)
BY_MODE = {row.name: row for row in ROUNDING}


def unit_of(word: str, type_: Type) -> RoundingUnit | None:
    """The unit a word names for a type of number; None where it names none that fits."""
    if isinstance(type_, MoneyType | MoneyRateType) and word in MONEY_UNITS:
        return RoundingUnit(MONEY_UNITS[word], MoneyType)
    return RoundingUnit(1, IntegerType) if isinstance(type_, IntegerType) and word == COUNT_UNIT else None


def limit_for(type_: Type) -> int:
    """The range of the result."""
    return INTEGER_LIMIT if isinstance(type_, IntegerType) else MONEY_LIMIT
