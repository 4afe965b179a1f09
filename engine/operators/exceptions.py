"""例外: what is carved out of a 标准, 界定 or 职责 (semantics.md, Exceptions)."""

from attrs import frozen

from ..lowering import exceptions as exceptions_sql
from ..types import BooleanType, CauseKind, TextType, Type, Unknown, Value, merge, undecided, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_V = unknown(CauseKind.MISSING, "甲.丙")
WIDTH = 4
"""Cells an exception takes: name, names it beats joined by 、, condition, value."""


@frozen
class _Carving:
    """One exception that is not 否."""

    name: str
    beats: frozenset[str]
    condition: Value
    value: Value


def _host_and_exceptions(types: tuple[Type, ...]) -> Type | None:
    """(host, its own value, then name, beats, condition, value for each exception)."""
    cells = types[2:]
    if len(types) < 2 + WIDTH or len(cells) % WIDTH or not isinstance(types[0], TextType):
        return None
    texts = all(isinstance(t, TextType) for t in (*cells[::WIDTH], *cells[1::WIDTH]))
    conditions = all(isinstance(t, BooleanType) for t in cells[2::WIDTH])
    return types[1] if texts and conditions and set(cells[3::WIDTH]) == {types[1]} else None


def _resolve(host: str, base: Value, *cells: Value) -> Value:
    """Where what may apply agrees, that; else unknown while one of it is unknown; else 冲突 naming every place."""
    live = [c for c in _carvings(cells) if c.condition is not False]
    beaten = {name for c in live if c.condition is True for name in c.beats}
    left = [c for c in live if c.name not in beaten]
    holds = any(c.condition is True for c in left)
    values = [c.value for c in left] if holds else [base, *(c.value for c in left)]
    if all(value == values[0] and type(value) is type(values[0]) for value in values):
        return values[0]
    # One that is beaten itself still beats others once it holds, and so may yet end a conflict.
    names = {c.name for c in left}
    deciding = [c.condition for c in live if c in left or c.beats & names]
    open_ = [v for v in deciding if isinstance(v, Unknown)]
    if open_:
        return undecided(open_, values)
    unknowns = [v for v in values if isinstance(v, Unknown)]
    if unknowns:
        return merge(*unknowns)
    return unknown(CauseKind.CONFLICT, host, tuple(sorted(names)))


def _carvings(cells: tuple[Value, ...]) -> list[_Carving]:
    rows = [cells[i : i + WIDTH] for i in range(0, len(cells), WIDTH)]
    return [_Carving(str(n), frozenset(str(b).split("、")) - {""}, c, v) for n, b, c, v in rows]


_A, _B = ("例外甲", "", True, 300), ("例外乙", "", True, 400)

EXCEPT = Operator(
    "例外", _host_and_exceptions, "例外的值与所例外的规则同类", UnknownRule.SPECIAL, _resolve, "semantics.md，Exceptions",
    (
        Example(("补助", 200, "例外甲", "", False, 300), 200),
        Example(("补助", 200, *_A), 300),
        Example(("补助", 200, "例外甲", "", _U, 300), _U),
        Example(("补助", 200, "例外甲", "", _U, 200), 200),
        Example(("补助", 200, *_A, *_B), unknown(CauseKind.CONFLICT, "补助", ("例外乙", "例外甲"))),
        Example(("补助", 200, *_A, "例外乙", "例外甲", True, 400), 400),
        Example(("补助", 200, *_A, "例外乙", "例外甲", _U, 400), _U),
        Example(("补助", 200, "例外甲", "", _U, 300, "例外乙", "例外甲", True, 400), 400),
        Example(("补助", _V, *_A), 300),
    ),
    lower=exceptions_sql.except_,
)  # fmt: skip

EXCEPTIONS = (EXCEPT,)
