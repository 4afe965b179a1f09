"""Values in plain Chinese, as traces, messages and documents show them."""

from datetime import date
from fractions import Fraction

from .date_words import full_date
from .periods import Period
from .types import (
    CauseKind,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    NotYet,
    PercentType,
    Type,
    Unknown,
    Value,
    YearType,
)

_FEN_IN_YUAN = 100
_MILLION = 1_000_000


def describe_value(value: Value, type_: Type) -> str:
    """A value of a type in words: 2012年5月4日, 200元, 是, 未知（缺失：…）."""
    match value:
        case Unknown(causes=causes) if causes and all(c.kind is CauseKind.UNPROVIDED for c in causes):
            return "未规定"
        case Unknown():
            reasons = "；".join(sorted(c.describe() for c in value.causes))
            return f"未知（{reasons}）"
        case NotYet():
            return "尚未发生"
        case bool():
            return "是" if value else "否"
        case date():
            return full_date(value)
        case Fraction():
            return f"{value.numerator}÷{value.denominator}"
        case Period():
            return value.describe()
        case int():
            return _number(value, type_)
        case str():
            return value


def describe_fen(fen: int) -> str:
    """A sum in 分 as officers write it: 200元, 1234.56元."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(fen, _FEN_IN_YUAN)
    return f"{sign}{yuan}元" if rest == 0 else f"{sign}{yuan}.{rest:02d}元"


def _number(value: int, type_: Type) -> str:
    match type_:
        case MoneyType():
            return describe_fen(value)
        case MoneyRateType(per=per):
            return f"每{per}{describe_fen(value)}"
        case PercentType():
            return f"{_millionths(value * 100)}%"
        case DecimalType():
            return _millionths(value)
        case YearType():
            return f"{value}年度"
        case IntegerType(unit=unit):
            return f"{value}{unit or ''}"
        case _:
            return str(value)


def _millionths(value: int) -> str:
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value, _MILLION)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{sign}{whole}{fraction}"
