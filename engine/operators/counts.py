"""人数 and 件数 compared with a number: decided as soon as the rows that are sure, or all that may be, settle it.

semantics.md, Unknown: 350 sure rows and 10 unsure ones satisfy 不少于 300. Arguments: the number of rows (未知 where a
row is unsure), how many it is at least, how many at most, and the number it is held against.
"""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne

from ..lowering import logic as logic_sql
from ..types import BooleanType, CauseKind, IntegerType, Type, Unknown, Value, merge, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_N = unknown(CauseKind.MISSING, "甲.数")


def _counts(types: tuple[Type, ...]) -> Type | None:
    return BooleanType() if len(types) == 4 and all(isinstance(t, IntegerType) for t in types) else None


_SYMBOLS: dict[Callable[..., bool], str] = {eq: "=", ne: "<>", gt: ">", ge: ">=", lt: "<", le: "<="}


def _row(word: str, holds: Callable[[int, int], bool], *examples: Example) -> Operator:
    exact = holds in (eq, ne)

    def evaluate(count: Value, least: int, most: int, number: Value) -> Value:
        if isinstance(number, Unknown):
            return merge(number, count) if isinstance(count, Unknown) else number
        if isinstance(least, Unknown) or isinstance(most, Unknown):
            return count
        if not isinstance(count, Unknown):
            return holds(count, number)  # type: ignore[arg-type] # the signature admits whole numbers only
        if exact:
            possible = least <= number <= most  # type: ignore[operator] # as above
            return count if possible else holds is ne
        low, high = holds(least, number), holds(most, number)  # type: ignore[arg-type] # as above
        return low if low == high else count

    return Operator(
        f"行数{word}",
        _counts,
        "左边是人数、件数，右边是数目",
        UnknownRule.SPECIAL,
        evaluate,
        "semantics.md：人数与数目比较按至少N项",
        examples,
        lower=logic_sql.count_compared(_SYMBOLS[holds]),
    )


_AT_LEAST = (
    Example((_U, 350, 360, 300), True),
    Example((_U, 290, 299, 300), False),
    Example((_U, 290, 300, 300), _U),
    Example((300, 300, 300, 300), True),
    Example((_U, 0, 9, _N), merge(_N, _U)),
    Example((_U, _U, _U, 300), _U),
)
BY_COMPARISON = {
    "不少于": _row("不少于", ge, *_AT_LEAST),
    "不低于": _row("不低于", ge, *_AT_LEAST),
    "超过": _row("超过", gt, Example((_U, 3, 5, 2), True), Example((_U, 3, 5, 5), False), Example((_U, 3, 5, 3), _U)),
    "不超过": _row("不超过", le, Example((_U, 3, 5, 5), True), Example((_U, 3, 5, 4), _U)),
    "少于": _row("少于", lt, Example((_U, 3, 5, 6), True), Example((_U, 3, 5, 5), _U)),
    "低于": _row("低于", lt, Example((_U, 3, 5, 3), False), Example((_U, 3, 5, 4), _U)),
    "不满": _row("不满", lt, Example((_U, 3, 5, 3), False), Example((_U, 3, 5, 4), _U)),
    "为": _row("为", eq, Example((_U, 3, 5, 6), False), Example((_U, 3, 5, 4), _U), Example((4, 4, 4, 4), True)),
    "不为": _row("不为", ne, Example((_U, 3, 5, 6), True), Example((_U, 3, 5, 4), _U)),
}
"""The operator for each word of comparison."""

REVERSED = {
    "不少于": "不超过", "不低于": "不超过", "超过": "少于", "不超过": "不少于", "少于": "超过", "低于": "超过",
    "不满": "超过", "为": "为", "不为": "不为",
}  # fmt: skip
"""The word that says the same with its sides exchanged."""


COUNTS = tuple(BY_COMPARISON.values())
