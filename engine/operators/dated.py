"""自 D 起 V, and 参数 by place and year: figures that change with time, chosen by the governing date or the year asked for."""

from collections.abc import Callable
from datetime import date

from ..lowering import numbers, tables
from ..types import CauseKind, DateType, NotYet, TextType, Type, Unknown, Value, YearType, undecided, unknown
from .operator import Example, Operator, UnknownRule

_U = unknown(CauseKind.MISSING, "甲.乙")
_HEAD = ("最低工资",)
_D1, _D2, _D3 = date(2012, 1, 1), date(2013, 1, 1), date(2013, 6, 1)

Figures = Callable[[str, str, int], Value]
"""Looks a figure up by the 参数, the key of the place and the year."""


def _series(types: tuple[Type, ...]) -> Type | None:
    """(rule name, governing date, start, value, start, value, …), starts ascending."""
    starts, values = types[2::2], types[3::2]
    if len(types) < 4 or len(starts) != len(values) or not isinstance(types[0], TextType):
        return None
    fits = all(isinstance(t, DateType) for t in (types[1], *starts)) and len(set(values)) == 1
    return values[0] if fits else None


def _on(rule: str, governing: Value, *cells: Value) -> Value:
    """The last value that began on or before the governing date; before the first the text gives none."""
    if isinstance(governing, Unknown):
        return undecided((governing,), cells[1::2])
    if isinstance(governing, NotYet):
        return governing
    chosen: Value = unknown(CauseKind.UNPROVIDED, rule)
    for start, value in zip(cells[::2], cells[1::2], strict=True):
        if not isinstance(start, date) or not isinstance(governing, date) or start > governing:
            break
        chosen = value
    return chosen


def _of_place_and_year(types: tuple[Type, ...]) -> Type | None:
    """(参数, place, year, a value of its type): the last only says what comes out."""
    return types[3] if len(types) == 4 and isinstance(types[0], TextType) and isinstance(types[2], YearType) else None


def _look_up(figures: Figures, name: str, place: str, year: int, _: Value) -> Value:
    return figures(name, place, year)


DATED = Operator(
    "自…起", _series, "各档起始日期从早到晚，值同类", UnknownRule.SPECIAL, _on, "semantics.md：适用日期之前没有规定",
    (
        Example((*_HEAD, _D2, _D1, 1100, _D2, 1300), 1300),
        Example((*_HEAD, date(2012, 12, 31), _D1, 1100, _D2, 1300), 1100),
        Example((*_HEAD, _D3, _D1, 1100, _D2, 1300), 1300),
        Example((*_HEAD, date(2011, 12, 31), _D1, 1100, _D2, 1300), unknown(CauseKind.UNPROVIDED, "最低工资")),
        Example((*_HEAD, _U, _D1, 1100, _D2, 1300), _U),
    ),
    lower=tables.dated,
)  # fmt: skip
LOOK_UP = Operator(
    "于", _of_place_and_year, "左边是逐年的参数，右边是年度", UnknownRule.STRICT, _look_up,
    "语言约定：没有这一地这一年的数，就是未知", (Example(("平均工资", _U, 2012, 0), _U),), uses_figures=True,
    lower=numbers.figure,
)  # fmt: skip

DATED_FIGURES = (DATED, LOOK_UP)
