"""Whether the options of 期限 fit each other and the deadline they stand on."""

from collections.abc import Iterator

from . import syntax as s
from .problems.base import Problem
from .problems.consistency import OptionsDoNotFit


def misfit(clause: s.DeadlineClause, options: frozenset[str], *, monthly: bool) -> Problem | None:
    """The first option that cannot stand here. `monthly` where the period may be one of months or years."""
    found = _on_a_day(options) if clause.direction == "至迟" else _misfits(clause.direction == "前", options, monthly)
    for option, reason, remedy in found:
        place = next(o.span for o in clause.options if o.text == option)
        return OptionsDoNotFit(place, reason, remedy)
    return None


def _on_a_day(options: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """The same for 至迟 D, where nothing is counted: only which way a rest day moves can be said, and only one way."""
    moves = [option for option in ("顺延", "不顺延", "提前") if option in options]
    if len(moves) > 1:
        yield moves[1], f"「{moves[0]}」和「{moves[1]}」不能都写", "请留下原文规定的一个"
    for option in ("含当日", "按月末对月末"):
        if option in options:
            yield option, f"「至迟」的期限不用计数，不能写「{option}」", f"请删去「{option}」"


def _misfits(backward: bool, options: frozenset[str], monthly: bool) -> Iterator[tuple[str, str, str]]:
    """The option, what is wrong with it, and what to do."""
    if {"顺延", "不顺延"} <= options:
        yield "不顺延", "「顺延」和「不顺延」不能都写", "请留下原文规定的一个"
    if backward and "顺延" in options:
        yield "顺延", "往前数的期限不能写「顺延」", "原文规定遇休息日提前的，请写「提前」"
    if not backward and "提前" in options:
        yield "提前", "往后数的期限不能写「提前」", "原文规定遇休息日顺延的，请写「顺延」"
    if "按月末对月末" in options and not monthly:
        yield "按月末对月末", "「按月末对月末」只用于按月、按年计算的期限", "请删去「按月末对月末」"
