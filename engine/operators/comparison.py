"""为 不为 超过 不超过 不少于 少于 早于 晚于 … and 属于. Strict: one unknown side makes the answer unknown.

以上 以下 以内 不超过 include the number itself, 不满 and 超过 exclude it (民法典 1259).
"""

from collections.abc import Callable
from datetime import date
from operator import eq, ge, gt, le, lt, ne

from ..lowering import logic as logic_sql
from ..lowering import numbers as numbers_sql
from ..lowering.base import Lower
from ..lowering.strict import strict
from ..types import (
    BooleanType,
    CauseKind,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    TextType,
    Type,
    Value,
    YearType,
    unknown,
)
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_MEASURED = (IntegerType, DecimalType, MoneyType, MoneyRateType, PercentType, YearType)


def comparable(left: Type, right: Type) -> bool:
    """Whether 为 may stand between two types: the same type; a bare number may stand for a counted one."""
    match left, right:
        case (IntegerType(unit=a), IntegerType(unit=b)):
            return a is None or b is None or left == right
        case (CodeType(name=a), CodeType(name=b)):
            return a == b
        case _:
            return type(left) is type(right) and (left == right or _same_family(left))


def _same_family(type_: Type) -> bool:
    """Types whose variants may be compared with each other (a 司法所 with any 主体)."""
    return type(type_).__name__ == "BearerType"


def _equal_types(types: tuple[Type, ...]) -> Type | None:
    return BooleanType() if len(types) == 2 and comparable(*types) else None


def _measured(types: tuple[Type, ...]) -> Type | None:
    fits = len(types) == 2 and isinstance(types[0], _MEASURED) and comparable(*types)
    return BooleanType() if fits else None


def _dated(types: tuple[Type, ...]) -> Type | None:
    fits = (
        len(types) == 2
        and isinstance(types[0], DateType | MomentType | MonthType | YearType)
        and type(types[0]) is type(types[1])
    )
    return BooleanType() if fits else None


def _member(types: tuple[Type, ...]) -> Type | None:
    fits = len(types) >= 2 and all(comparable(types[0], t) for t in types[1:])
    return BooleanType() if fits else None


def _ranked(types: tuple[Type, ...]) -> Type | None:
    if len(types) != 4 or not isinstance(types[0], CodeType | IntegerType | TextType):
        return None
    return BooleanType()


def _is_ranked_within(value: str, low: str, high: str, order: str) -> Value:
    ranks = {code: i for i, code in enumerate(order.split("、"))}
    first, last = sorted((ranks[low], ranks[high]))
    return first <= ranks[value] <= last


_SYMBOLS: dict[Callable[..., Value], str] = {eq: "=", ne: "<>", gt: ">", ge: ">=", lt: "<", le: "<="}


def _row(
    name: str,
    accepts: Callable[[tuple[Type, ...]], Type | None],
    expects: str,
    evaluate: Callable[..., Value],
    examples: tuple[Example, ...],
    source: str = "民法典第一千二百五十九条",
    lower: Lower | None = None,
) -> Operator:
    on_unknown = Example((_U, *examples[0].arguments[1:]), _U)
    lower = lower or strict(f":a {_SYMBOLS[evaluate]} :b")
    return Operator(name, accepts, expects, UnknownRule.STRICT, evaluate, source, (*examples, on_unknown), lower=lower)


_NUMBERS = "两边都是同一种数（数目、金额、百分比），单位相同"
_DATES = "两边都是日期，或都是时刻、月份、年度"
_D1, _D2 = date(2012, 5, 4), date(2012, 5, 7)


EQUAL = _row(
    "为",
    _equal_types,
    "两边同类",
    eq,
    (Example(("一", "一"), True), Example(("一", "二"), False), Example(("一", _U), _U)),
    "语言约定",
)
NOT_EQUAL = _row("不为", _equal_types, "两边同类", ne, (Example((1, 2), True),), "语言约定")
MORE = _row("超过", _measured, _NUMBERS, gt, (Example((3, 3), False), Example((4, 3), True)))
AT_MOST = _row("不超过", _measured, _NUMBERS, le, (Example((3, 3), True), Example((4, 3), False)))
NOT_LESS = _row("不少于", _measured, _NUMBERS, ge, (Example((300, 300), True), Example((299, 300), False)))
LESS = _row("少于", _measured, _NUMBERS, lt, (Example((300, 300), False), Example((299, 300), True)))
BELOW = _row("低于", _measured, _NUMBERS, lt, (Example((300, 300), False), Example((299, 300), True)))
NOT_BELOW = _row("不低于", _measured, _NUMBERS, ge, (Example((300, 300), True), Example((299, 300), False)))
SHORT_OF = _row("不满", _measured, _NUMBERS, lt, (Example((18, 18), False), Example((17, 18), True)))
EARLIER = _row("早于", _dated, _DATES, lt, (Example((_D1, _D2), True), Example((_D1, _D1), False)), "语言约定")
LATER = _row("晚于", _dated, _DATES, gt, (Example((_D2, _D1), True), Example((_D1, _D1), False)), "语言约定")
NOT_EARLIER = _row("不早于", _dated, _DATES, ge, (Example((_D1, _D1), True), Example((_D1, _D2), False)), "语言约定")
NOT_LATER = _row("不晚于", _dated, _DATES, le, (Example((_D1, _D1), True), Example((_D2, _D1), False)), "语言约定")
MEMBER = _row(
    "属于",
    _member,
    "左边与列出的各项同类",
    lambda value, *items: value in items,
    (Example(("乙", "甲", "乙"), True), Example(("丙", "甲", "乙"), False)),
    "语言约定",
    logic_sql.member,
)
WITHIN_RANKS = _row(
    "属于…至",
    _ranked,
    "左边是有顺序的代码表的值，两端也在这张表里",
    _is_ranked_within,
    (Example(("二", "一", "三", "一、二、三、四"), True), Example(("四", "一", "三", "一、二、三、四"), False)),
    "语言约定：两端都包括在内",
    numbers_sql.of_ranks,
)

BY_WORD = {
    row.name: row
    for row in (
        EQUAL, NOT_EQUAL, MORE, AT_MOST, NOT_LESS, LESS, BELOW, NOT_BELOW, SHORT_OF, EARLIER, LATER, NOT_EARLIER, NOT_LATER
    )
}  # fmt: skip

COMPARISON = (*BY_WORD.values(), MEMBER, WITHIN_RANKS)
