"""Values in plain Chinese, written by the database: sums, numbers and why something is unknown (engine/words.py)."""

from ..lowering.causes import FIELD, PLACE, ROWS_WIDTH
from ..types import (
    BooleanType,
    CauseKind,
    DateType,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    Type,
    YearType,
)


def _quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def fen_words(value: str) -> str:
    """A sum in 分 as officers write it."""
    size = f"abs({value})"
    rest = f"CASE WHEN {size} % 100 = 0 THEN '' ELSE '.' || lpad(CAST({size} % 100 AS VARCHAR), 2, '0') END"
    return f"(CASE WHEN {value} < 0 THEN '-' ELSE '' END || CAST({size} // 100 AS VARCHAR) || {rest} || '元')"


def _millionths(value: str) -> str:
    size = f"abs(CAST({value} AS HUGEINT))"
    digits = f"rtrim(lpad(CAST({size} % 1000000 AS VARCHAR), 6, '0'), '0')"
    rest = f"CASE WHEN {size} % 1000000 = 0 THEN '' ELSE '.' || {digits} END"
    return f"(CASE WHEN {value} < 0 THEN '-' ELSE '' END || CAST({size} // 1000000 AS VARCHAR) || {rest})"


def number_words(value: str, type_: Type) -> str:
    """A known value of a type in words."""
    match type_:
        case MoneyType():
            return fen_words(value)
        case MoneyRateType(per=per):
            return f"({_quote('每' + per)} || {fen_words(value)})"
        case PercentType():
            return f"({_millionths(f'({value} * 100)')} || '%')"
        case DecimalType():
            return _millionths(value)
        case YearType():
            return f"(CAST({value} AS VARCHAR) || '年度')"
        case IntegerType(unit=unit):
            return f"(CAST({value} AS VARCHAR) || {_quote(unit or '')})"
        case BooleanType():
            return f"CASE WHEN {value} THEN '是' ELSE '否' END"
        case DateType():
            return f"(year({value}) || '年' || month({value}) || '月' || day({value}) || '日')"
        case MonthType():
            return f"(year({value}) || '年' || month({value}) || '月')"
        case _:
            return f"CAST({value} AS VARCHAR)"


def value_words(value: str, causes: str, type_: Type) -> str:
    """A value in words, known or not."""
    field, place = _quote(FIELD), _quote(PLACE)
    rows = f"CAST(right(c, {ROWS_WIDTH}) AS BIGINT)"
    places = f"rtrim(split_part(c, {field}, 3), {place})"
    one = (
        f"split_part(c, {field}, 1) || '：' || split_part(c, {field}, 2) || "
        f"CASE WHEN {rows} > 0 THEN ' × ' || {rows} || '行' ELSE '' END || "
        f"CASE WHEN {places} <> '' THEN '（' || replace({places}, {place}, '、') || '）' ELSE '' END"
    )
    unprovided = _quote(CauseKind.UNPROVIDED.value + FIELD)
    every = f"array_length(list_filter({causes}, LAMBDA c: NOT starts_with(c, {unprovided}))) = 0 AND array_length({causes}) > 0"
    listed = f"array_to_string(list_sort(list_transform(list_distinct({causes}), LAMBDA c: {one})), '；')"
    return (
        f"CASE WHEN {causes} IS NULL AND {value} IS NULL THEN '尚未发生' WHEN {causes} IS NULL THEN "
        f"{number_words(value, type_)} WHEN {every} THEN '未规定' ELSE '未知（' || {listed} || '）' END"
    )
