"""封顶 保底, 超过…的部分, 低于…的差额: a number held within bounds, or the part of it beyond one.

At the bound itself nothing is beyond it (民法典 1259: 超过 and 不满 exclude the number).
"""

from fractions import Fraction

from ..lowering import numbers as numbers_sql
from ..types import CauseKind, Type, UnroundedType, unknown
from .calculation import Number, bare
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_Exact = int | Fraction


def _alike(types: tuple[Type, ...]) -> Type | None:
    """Numbers of one kind; where one of them is not rounded, neither is the result."""
    kinds = {bare(t) for t in types}
    if len(types) < 2 or len(kinds) != 1 or not isinstance(bare(types[0]), Number):
        return None
    return next((t for t in types if isinstance(t, UnroundedType)), types[0])


def _excess(number: _Exact, bound: _Exact) -> _Exact:
    return max(number - bound, 0)


def _band(number: _Exact, lower: _Exact, upper: _Exact) -> _Exact:
    return max(min(number, upper) - lower, 0)


_EXPECTS = "都是同一种数，单位相同"

CAPPED = Operator(
    "封顶", _alike, _EXPECTS, UnknownRule.STRICT, min, "语言约定：等于上限的不减",
    (Example((500, 300), 300), Example((300, 300), 300), Example((_U, 300), _U), Example((500, _U), _U)),
    lower=numbers_sql.bounded("least"),
)  # fmt: skip
FLOORED = Operator(
    "保底", _alike, _EXPECTS, UnknownRule.STRICT, max, "语言约定：等于下限的不加",
    (Example((200, 300), 300), Example((300, 300), 300), Example((_U, 300), _U), Example((500, _U), _U)),
    lower=numbers_sql.bounded("greatest"),
)  # fmt: skip
EXCESS = Operator(
    "超过…的部分", _alike, _EXPECTS, UnknownRule.STRICT, _excess, "民法典第一千二百五十九条",
    (Example((500, 300), 200), Example((300, 300), 0), Example((200, 300), 0), Example((_U, 300), _U)),
    lower=numbers_sql.bounded("excess"),
)  # fmt: skip
SHORTFALL = Operator(
    "低于…的差额", _alike, _EXPECTS, UnknownRule.STRICT, lambda number, bound: _excess(bound, number),
    "民法典第一千二百五十九条",
    (Example((200, 300), 100), Example((300, 300), 0), Example((500, 300), 0), Example((_U, 300), _U)),
    lower=numbers_sql.bounded("shortfall"),
)  # fmt: skip
BAND = Operator(
    "超过…至…的部分", _alike, _EXPECTS, UnknownRule.STRICT, _band, "民法典第一千二百五十九条",
    (Example((500, 100, 300), 200), Example((200, 100, 300), 100), Example((50, 100, 300), 0), Example((_U, 1, 2), _U)),
    lower=numbers_sql.bounded("band"),
)  # fmt: skip

BY_WORD = {"封顶": CAPPED, "保底": FLOORED}
BOUNDS = (CAPPED, FLOORED, EXCESS, SHORTFALL, BAND)
