"""已知 and 未知 as tests on facts: never unknown themselves (semantics.md)."""

from ..lowering import logic as logic_sql
from ..types import BooleanType, CauseKind, NotYet, Type, Unknown, Value, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")


def _any(types: tuple[Type, ...]) -> Type | None:
    return BooleanType() if len(types) == 1 else None


def _is_known(value: Value) -> Value:
    return not isinstance(value, Unknown | NotYet)


IS_KNOWN = Operator(
    "已知",
    _any,
    "一个事实",
    UnknownRule.SPECIAL,
    _is_known,
    "语言约定",
    (Example(("甲",), True), Example((_U,), False)),
    lower=logic_sql.is_known,
)
IS_UNKNOWN = Operator(
    "未知",
    _any,
    "一个事实",
    UnknownRule.SPECIAL,
    lambda v: not _is_known(v),
    "语言约定",
    (Example(("甲",), False), Example((_U,), True)),
    lower=logic_sql.is_unknown,
)

PRESENCE = (IS_KNOWN, IS_UNKNOWN)
