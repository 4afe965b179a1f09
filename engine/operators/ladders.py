"""就高, 累加 and 按: further ways from the rows of a 标准 to its value. Beside 依次 and 互斥 in tables.py."""

from collections.abc import Callable

from ..lowering import tables as tables_sql
from ..types import BooleanType, CauseKind, IntegerType, TextType, Type, Unknown, Value, merge, undecided, unknown
from .limits import within
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_RULE = "补助"
_LIMIT = 10**16


def _pairs(cells: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    return list(zip(cells[::2], cells[1::2], strict=True))


def _accepts(head: tuple[type, ...]) -> Callable[[tuple[Type, ...]], Type | None]:
    """A head of given types, then condition, value, condition, value, …; the values of one type."""
    width = len(head)

    def accepts(types: tuple[Type, ...]) -> Type | None:
        conditions, values = types[width::2], types[width + 1 :: 2]
        if len(types) < width + 2 or len(conditions) != len(values):
            return None
        if not all(isinstance(t, h) for t, h in zip(types, head, strict=False)):
            return None
        fits = all(isinstance(c, BooleanType) for c in conditions) and len(set(values)) == 1
        return values[0] if fits else None

    return accepts


def _holding(rule: str, cells: tuple[Value, ...]) -> list[Value] | Unknown:
    """The values of the rows that hold; 未知 while one row is unsure, 未规定 where none holds."""
    pairs = _pairs(cells)
    open_ = [condition for condition, _ in pairs if isinstance(condition, Unknown)]
    values = [value for condition, value in pairs if condition is not False]
    if open_:
        return undecided(open_, values)
    unknowns = [value for value in values if isinstance(value, Unknown)]
    if unknowns:
        return merge(*unknowns)
    return values or unknown(CauseKind.UNPROVIDED, rule)


def _highest(rule: str, *cells: Value) -> Value:
    found = _holding(rule, cells)
    return found if isinstance(found, Unknown) else max(found)  # type: ignore[type-var] # the checker sees to one ordered type


def _total(rule: str, limit: int, *cells: Value) -> Value:
    found = _holding(rule, cells)
    return found if isinstance(found, Unknown) else within(sum(v for v in found if isinstance(v, int)), limit)


def _code_row(types: tuple[Type, ...]) -> Type | None:
    """(rule, subject, code, value, code, value, …[, value of 其余])."""
    if len(types) < 4 or not isinstance(types[0], TextType):
        return None
    rest = types[2:]
    codes, values = rest[0 : len(rest) // 2 * 2 : 2], (*rest[1::2], *(rest[-1:] if len(rest) % 2 else ()))
    return values[0] if len(set(values)) == 1 and all(c == types[1] for c in codes) else None


def _by_code(rule: str, subject: Value, *cells: Value) -> Value:
    if isinstance(subject, Unknown):
        return undecided((subject,), (*cells[1::2], *cells[-1:]))
    for position in range(0, len(cells) - 1, 2):
        if cells[position] == subject:
            return cells[position + 1]
    return cells[-1] if len(cells) % 2 else unknown(CauseKind.UNPROVIDED, rule)


_EXPECTS = "每行的条件能判断是非，各行的值是同一种数"

HIGHEST = Operator(
    "就高", _accepts((TextType,)), _EXPECTS, UnknownRule.SPECIAL, _highest, "语言约定：几行都成立的取最大；有一行未知即未知",
    (
        Example((_RULE, True, 200, True, 300), 300),
        Example((_RULE, True, 200, False, 300), 200),
        Example((_RULE, True, 200, _U, 100), _U),
        Example((_RULE, False, _U, True, 100), 100),
        Example((_RULE, False, 200, False, 300), unknown(CauseKind.UNPROVIDED, _RULE)),
    ),
    lower=tables_sql.highest,
)  # fmt: skip
TOTAL = Operator(
    "累加", _accepts((TextType, IntegerType)), _EXPECTS, UnknownRule.SPECIAL, _total,
    "语言约定：成立的各行相加；有一行未知即未知；一行都不成立是未规定，不是0",
    (
        Example((_RULE, _LIMIT, True, 200, True, 300), 500),
        Example((_RULE, _LIMIT, True, 200, False, 300), 200),
        Example((_RULE, _LIMIT, True, 200, _U, 0), _U),
        Example((_RULE, _LIMIT, False, 200, False, 300), unknown(CauseKind.UNPROVIDED, _RULE)),
    ),
    lower=tables_sql.total,
)  # fmt: skip
BY_CODE = Operator(
    "按", _code_row, "左边是代码表的值，右边逐个列出各值的标准", UnknownRule.SPECIAL, _by_code, "语言约定",
    (
        Example((_RULE, "二级", "一级", 90, "二级", 85), 85),
        Example((_RULE, "三级", "一级", 90, "二级", 85, 0), 0),
        Example((_RULE, "三级", "一级", 90, "二级", 85), unknown(CauseKind.UNPROVIDED, _RULE)),
        Example((_RULE, _U, "一级", 90, "二级", 85), _U),
    ),
    lower=tables_sql.by_code,
)  # fmt: skip

LADDERS = (HIGHEST, TOTAL, BY_CODE)
