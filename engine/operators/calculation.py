"""+ - × ÷ by the types of their operands: which row of the table, what type comes out, and whether it must be rounded.

The left operand of × says what is counted: 职工人数 × 1.5% is a number of people, 1% × 年数 a percentage.
"""

from attrs import frozen

from ..lowering import numbers as numbers_sql
from ..types import (
    CauseKind,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    PercentType,
    Type,
    UnroundedType,
    unknown,
)
from ..units import counted
from .arithmetic import ADD, INTEGER_LIMIT, MULTIPLY, OVERFLOW, SUBTRACT
from .exact import EXACT_ADD, EXACT_DIVIDE, EXACT_MULTIPLY, EXACT_SUBTRACT
from .limits import SHARE_LIMIT, within
from .operator import Accepts, Example, Operator, UnknownRule

Number = MoneyType | MoneyRateType | IntegerType | DecimalType | PercentType
_U = unknown(CauseKind.MISSING, "甲.乙")
TIMES_AS_MUCH = "倍"
"""The unit that multiplies a rate without using it up."""


@frozen
class Calculation:
    """How two operands are reckoned. `result` is UnroundedType where the operator wants exact shares."""

    operator: Operator
    result: Type


@frozen
class _Product:
    """What a product or quotient is, and whether it always comes out whole."""

    type: Number
    whole: bool


def calculation(symbol: str, left: Type, right: Type) -> Calculation | None:
    """The calculation for + - × ÷ between two types; None where they do not fit."""
    first, second = bare(left), bare(right)
    if not isinstance(first, Number) or not isinstance(second, Number):
        return None
    product = _outcome(symbol, first, second)
    if product is None:
        return None
    if not product.whole or isinstance(left, UnroundedType) or isinstance(right, UnroundedType):
        return Calculation(_EXACT[symbol], UnroundedType(product.type))
    return Calculation(_whole(symbol, product.type), product.type)


def bare(type_: Type) -> Type:
    """The type of a number, rounded or not."""
    return type_.of if isinstance(type_, UnroundedType) else type_


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether two units count the same thing (月 and 个月); a bare number fits any."""
    return first is None or second is None or counted(first) == counted(second)


def _outcome(symbol: str, first: Number, second: Number) -> _Product | None:
    match symbol:
        case "+" | "-":
            return _Product(first, True) if first == second else None
        case "×":
            return _product(first, second)
        case _:
            quotient = _quotient(first, second)
            return _Product(quotient, False) if quotient is not None else None


def _product(first: Number, second: Number) -> _Product | None:
    match first, second:
        case (MoneyRateType(per=per), IntegerType(unit=unit)) | (IntegerType(unit=unit), MoneyRateType(per=per)):
            if unit == TIMES_AS_MUCH:
                return _Product(MoneyRateType(per), True)
            return _Product(MoneyType(), True) if same_unit(unit, per) else None
        case (MoneyType(), IntegerType()) | (IntegerType(), MoneyType()):
            return _Product(MoneyType(), True)
        case (MoneyType() | MoneyRateType() as sum_, DecimalType() | PercentType()):
            return _Product(sum_, False)
        case (DecimalType() | PercentType(), MoneyType() | MoneyRateType() as sum_):
            return _Product(sum_, False)
        case (IntegerType(unit=a), IntegerType(unit=b)) if a is None or b is None or TIMES_AS_MUCH in (a, b):
            return _Product(IntegerType(_counted(a, b)), True)
        case (IntegerType(), DecimalType() | PercentType()):
            return _Product(first, False)
        case (DecimalType() | PercentType(), IntegerType()):
            return _Product(first, True)
        case (PercentType(), PercentType()):
            return _Product(first, False)
        case (DecimalType() | PercentType(), DecimalType() | PercentType()):
            return _Product(DecimalType(), False)
        case _:
            return None


def _counted(first: str | None, second: str | None) -> str | None:
    units = [u for u in (first, second) if u not in (None, TIMES_AS_MUCH)]
    return units[0] if units else first or second


def _quotient(first: Number, second: Number) -> Number | None:
    match first, second:
        case (MoneyType(), MoneyRateType(per=per)):
            return IntegerType(per)
        case (MoneyType(), MoneyType()) | (MoneyRateType(), MoneyRateType()) if first == second:
            return DecimalType()
        case (IntegerType(unit=a), IntegerType(unit=b)):
            return first if b is None and a is not None else DecimalType()
        case (MoneyRateType(), IntegerType(unit=unit)):
            return first if unit in (None, TIMES_AS_MUCH) else None
        case (MoneyType(), IntegerType()):
            return first
        case (MoneyType() | MoneyRateType() | IntegerType(), DecimalType() | PercentType()):
            return first
        case (DecimalType() | PercentType(), IntegerType()):
            return first
        case (DecimalType() | PercentType(), DecimalType() | PercentType()):
            return DecimalType()
        case _:
            return None


def _accepts(symbol: str, *, of: type[Number] | tuple[type[Number], ...]) -> Accepts:
    """The signature of a row: the calculation it is the row of, and no other."""

    def accepts(types: tuple[Type, ...]) -> Type | None:
        found = calculation(symbol, *types) if len(types) == 2 else None
        return found.result if found is not None and isinstance(found.result, of) else None

    return accepts


_SHARES = (DecimalType, PercentType)
_ADDED = "两边是同一种数（元加元，人加人）"
_TIMES = "金额乘数目，或数目乘数目"

ADD_COUNTS = Operator(
    "+（数目）", _accepts("+", of=IntegerType), _ADDED, UnknownRule.STRICT, lambda a, b: within(a + b, INTEGER_LIMIT),
    "semantics.md，Numbers",
    (Example((2, 3), 5), Example((INTEGER_LIMIT, 1), OVERFLOW), Example((_U, 1), _U)),
    lower=numbers_sql.within("+", INTEGER_LIMIT),
)  # fmt: skip
SUBTRACT_COUNTS = Operator(
    "-（数目）", _accepts("-", of=IntegerType), _ADDED, UnknownRule.STRICT, lambda a, b: within(a - b, INTEGER_LIMIT),
    "semantics.md，Numbers",
    (Example((2, 3), -1), Example((-INTEGER_LIMIT, 1), OVERFLOW), Example((1, _U), _U)),
    lower=numbers_sql.within("-", INTEGER_LIMIT),
)  # fmt: skip
MULTIPLY_COUNTS = Operator(
    "×（数目）", _accepts("×", of=IntegerType), _TIMES, UnknownRule.STRICT, lambda a, b: within(a * b, INTEGER_LIMIT),
    "semantics.md，Numbers：0 × 未知 仍是未知",
    (Example((2, 3), 6), Example((INTEGER_LIMIT, 2), OVERFLOW), Example((0, _U), _U)),
    lower=numbers_sql.within("*", INTEGER_LIMIT),
)  # fmt: skip
ADD_SHARES = Operator(
    "+（比值）", _accepts("+", of=_SHARES), _ADDED, UnknownRule.STRICT, lambda a, b: within(a + b, SHARE_LIMIT),
    "semantics.md，Numbers",
    (Example((900_000, 10_000), 910_000), Example((SHARE_LIMIT, 1), OVERFLOW), Example((_U, 1), _U)),
    lower=numbers_sql.within("+", SHARE_LIMIT),
)  # fmt: skip
SUBTRACT_SHARES = Operator(
    "-（比值）", _accepts("-", of=_SHARES), _ADDED, UnknownRule.STRICT, lambda a, b: within(a - b, SHARE_LIMIT),
    "semantics.md，Numbers",
    (Example((900_000, 10_000), 890_000), Example((-SHARE_LIMIT, 1), OVERFLOW), Example((_U, 1), _U)),
    lower=numbers_sql.within("-", SHARE_LIMIT),
)  # fmt: skip
MULTIPLY_SHARES = Operator(
    "×（比值）", _accepts("×", of=_SHARES), "百分比或小数乘数目", UnknownRule.STRICT, lambda a, b: within(a * b, SHARE_LIMIT),
    "semantics.md，Numbers",
    (Example((10_000, 5), 50_000), Example((SHARE_LIMIT, 2), OVERFLOW), Example((0, _U), _U)),
    lower=numbers_sql.within("*", SHARE_LIMIT),
)  # fmt: skip

_EXACT = {"+": EXACT_ADD, "-": EXACT_SUBTRACT, "×": EXACT_MULTIPLY, "÷": EXACT_DIVIDE}
_COUNTS = {"+": ADD_COUNTS, "-": SUBTRACT_COUNTS, "×": MULTIPLY_COUNTS}
_SHARE_ROWS = {"+": ADD_SHARES, "-": SUBTRACT_SHARES, "×": MULTIPLY_SHARES}
_SUMS = {"+": ADD, "-": SUBTRACT, "×": MULTIPLY}


def _whole(symbol: str, result: Number) -> Operator:
    match result:
        case IntegerType():
            return _COUNTS[symbol]
        case DecimalType() | PercentType():
            return _SHARE_ROWS[symbol]
        case _:
            return _SUMS[symbol]


EXPECTS = {
    "+": "两边是同一种数（元加元，人加人，百分比加百分比）",
    "-": "两边是同一种数（元减元，人减人，百分比减百分比）",
    "×": "金额乘数目、百分比或小数；每月的金额乘月数，每人的金额乘人数",
    "÷": "金额、数目除以数目、百分比或小数，或同类的数相除",
}
"""What each sign wants, for messages."""

CALCULATION = (ADD_COUNTS, SUBTRACT_COUNTS, MULTIPLY_COUNTS, ADD_SHARES, SUBTRACT_SHARES, MULTIPLY_SHARES)
