"""依次 and 互斥: from the rows of a 标准 to its value."""

from ..lowering import tables as tables_sql
from ..types import BooleanType, CauseKind, TextType, Type, Unknown, Value, undecided, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_HEAD = ("补助", "（一）、（二）")


def _rows(types: tuple[Type, ...]) -> Type | None:
    """(rule name, marks joined by 、, condition, value, condition, value, …)."""
    if len(types) < 4 or not all(isinstance(t, TextType) for t in types[:2]) or len(types) % 2:
        return None
    conditions, values = types[2::2], types[3::2]
    if any(not isinstance(c, BooleanType) for c in conditions) or len(set(values)) != 1:
        return None
    return values[0]


def _pairs(cells: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    return list(zip(cells[::2], cells[1::2], strict=True))


def _first(rule: str, marks: str, *cells: Value) -> Value:
    """The first row that is not 否 decides; if it is 未知 so is the value."""
    open_: list[Unknown] = []
    values: list[Value] = []
    for condition, value in _pairs(cells):
        if isinstance(condition, Unknown):
            open_.append(condition)
            values.append(value)
        elif condition:
            return undecided(open_, (*values, value)) if open_ else value
    return undecided(open_, values) if open_ else unknown(CauseKind.UNPROVIDED, rule)


def _exclusive(rule: str, marks: str, *cells: Value) -> Value:
    """Two 是 conflict; else any 未知 makes the value unknown; one 是 gives its value; none is 未规定."""
    pairs = _pairs(cells)
    holding = [i for i, (condition, _) in enumerate(pairs) if condition is True]
    if len(holding) > 1:
        names = marks.split("、")
        return unknown(CauseKind.CONFLICT, rule, tuple(names[i] for i in holding))
    open_ = [condition for condition, _ in pairs if isinstance(condition, Unknown)]
    if open_:
        return undecided(open_, (value for condition, value in pairs if condition is not False))
    return pairs[holding[0]][1] if holding else unknown(CauseKind.UNPROVIDED, rule)


FIRST = Operator(
    "依次",
    _rows,
    "每行的条件能判断是非，各行的值同类",
    UnknownRule.SPECIAL,
    _first,
    "semantics.md：第一个不为否的行决定",
    (
        Example((*_HEAD, False, 200, True, 300), 300),
        Example((*_HEAD, _U, 200, True, 300), _U),
        Example((*_HEAD, True, 200, _U, 300), 200),
        Example((*_HEAD, False, 200, False, 300), unknown(CauseKind.UNPROVIDED, "补助")),
    ),
    lower=tables_sql.first,
)
EXCLUSIVE = Operator(
    "互斥",
    _rows,
    "每行的条件能判断是非，各行的值同类",
    UnknownRule.SPECIAL,
    _exclusive,
    "semantics.md：两行同时成立为冲突",
    (
        Example((*_HEAD, False, 200, True, 300), 300),
        Example((*_HEAD, True, 200, True, 300), unknown(CauseKind.CONFLICT, "补助", ("（一）", "（二）"))),
        Example((*_HEAD, True, 200, _U, 300), _U),
        Example((*_HEAD, False, 200, False, 300), unknown(CauseKind.UNPROVIDED, "补助")),
    ),
    lower=tables_sql.exclusive,
)

TABLES = (FIRST, EXCLUSIVE)
