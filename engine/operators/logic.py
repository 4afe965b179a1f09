"""且 或 非 and 下列至少N项: Kleene's three-valued logic (semantics.md, Unknown)."""

from ..lowering import logic as logic_sql
from ..types import BooleanType, CauseKind, IntegerType, Type, Unknown, Value, merge, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


def _booleans(types: tuple[Type, ...]) -> Type | None:
    return BooleanType() if types and all(isinstance(t, BooleanType) for t in types) else None


def _count_and_booleans(types: tuple[Type, ...]) -> Type | None:
    return _booleans(types[1:]) if types and isinstance(types[0], IntegerType) else None


def _and(*values: Value) -> Value:
    open_: list[Unknown] = []
    for value in values:
        if value is False:
            return False
        if isinstance(value, Unknown):
            open_.append(value)
    return merge(*open_) if open_ else True


def _or(*values: Value) -> Value:
    open_: list[Unknown] = []
    for value in values:
        if value is True:
            return True
        if isinstance(value, Unknown):
            open_.append(value)
    return merge(*open_) if open_ else False


def _not(value: Value) -> Value:
    return value if isinstance(value, Unknown) else not value


def _at_least(needed: int, *values: Value) -> Value:
    true = len([v for v in values if v is True])
    open_ = [v for v in values if isinstance(v, Unknown)]
    if true >= needed:
        return True
    if true + len(open_) < needed:
        return False
    return merge(*open_)


AND = Operator(
    name="且",
    accepts=_booleans,
    expects="两边都是能判断是非的条件",
    unknown=UnknownRule.KLEENE,
    evaluate=_and,
    source="Kleene",
    examples=(
        Example((True, True), True),
        Example((True, False), False),
        Example((False, _U), False),
        Example((_U, False), False),
        Example((True, _U), _U),
        Example((_U, True), _U),
        Example((_U, _U), _U),
    ),
    lower=logic_sql.connected("AND"),
)

OR = Operator(
    name="或",
    accepts=_booleans,
    expects="两边都是能判断是非的条件",
    unknown=UnknownRule.KLEENE,
    evaluate=_or,
    source="Kleene",
    examples=(
        Example((True, False), True),
        Example((False, False), False),
        Example((True, _U), True),
        Example((_U, True), True),
        Example((False, _U), _U),
        Example((_U, False), _U),
        Example((_U, _U), _U),
    ),
    lower=logic_sql.connected("OR"),
)

NOT = Operator(
    name="非",
    accepts=lambda types: _booleans(types) if len(types) == 1 else None,
    expects="一个能判断是非的条件",
    unknown=UnknownRule.KLEENE,
    evaluate=_not,
    source="Kleene",
    examples=(Example((True,), False), Example((False,), True), Example((_U,), _U)),
    lower=logic_sql.negation,
)

AT_LEAST = Operator(
    name="下列至少",
    accepts=_count_and_booleans,
    expects="各项都是能判断是非的条件",
    unknown=UnknownRule.KLEENE,
    evaluate=_at_least,
    source="semantics.md：t ≥ N 为是，t + u < N 为否，否则未知",
    examples=(
        Example((2, True, True, _U), True),
        Example((2, True, False, False), False),
        Example((2, True, False, _U), _U),
        Example((1, False, _U), _U),
    ),
    lower=logic_sql.at_least,
)

LOGIC = (AND, OR, NOT, AT_LEAST)
