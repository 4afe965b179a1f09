"""Cells of 是非, 文本, 主体 and 代码表."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from ..types import CodeType
from .names import folded, stripped
from .nearest import nearest
from .sheets import RawCell, plain, shown
from .unreadable import Unreadable

_YES = frozenset(("是", "true", "1", "√", "✓", "✔", "y", "yes"))
_NO = frozenset(("否", "false", "0", "×", "✗", "✘", "n", "no"))
_DAMAGED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2}", re.IGNORECASE)
TOTALS = frozenset(("合计", "总计", "小计", "共计", "累计", "本页合计", "本页小计"))
"""What the foot of a table has in place of a key."""
_EXACT_DIGITS = 15
"""Excel keeps this many digits of a number; the rest of a longer one are lost."""
SUGGESTIONS = 20
"""After so many different bad values a column offers no more likely ones: the search is slow and nobody reads them."""


def read_boolean(cell: RawCell) -> bool | Unreadable:
    """Read 是 or 否, or one of the signs that mean nothing else."""
    match cell:
        case bool():
            return cell
        case str() | int() | float() | Decimal():
            word = folded(cell if isinstance(cell, str) else plain(cell)).lower()
            if word in _YES:
                return True
            if word in _NO:
                return False
            if word in ("有", "无"):
                return Unreadable("「有」「无」不作是非理解，请写「是」或「否」")
    return Unreadable("不是是非，请写「是」或「否」")


def read_text(cell: RawCell) -> str | Unreadable:
    """Read text without blanks at its ends; a number becomes its plain digits, a date 2012-07-01."""
    match cell:
        case str():
            text = stripped(cell)
            if _DAMAGED.fullmatch(text):
                return Unreadable("长号码已变成科学计数，末尾数字丢失；请从业务系统重新导出，把该列设为文本")
            return text
        case float() if abs(cell) >= 10**_EXACT_DIGITS:
            return Unreadable("长号码以数值保存，末尾数字已丢失；请把该列设为文本后重新填写")
        case datetime() | date() | bool() | int() | float() | Decimal():
            return shown(cell)
        case _:
            return Unreadable("不是文本")


def read_key(cell: RawCell) -> str | Unreadable:
    """Read the text that a row is known by; a row of totals is nobody's case, and counting it would falsify sums."""
    text = read_text(cell)
    if isinstance(text, Unreadable) or folded(text) not in TOTALS:
        return text
    return Unreadable("像是合计行，不是一条记录；请删去这一行，或者改用别的编号")


def code_reader(code: CodeType, sensitive: bool) -> Callable[[RawCell], str | Unreadable]:
    """Make the reader of a 代码表: one of its values, however wide its characters are."""
    known = {folded(value): value for value in code.values}
    suggest = suggester(code.values, sensitive)

    def read(cell: RawCell) -> str | Unreadable:
        text = read_text(cell)
        if isinstance(text, Unreadable):
            return text
        value = known.get(folded(text))
        return value if value is not None else Unreadable(f"不是「{code.name}」的值{suggest(text)}")

    return read


def suggester(candidates: tuple[str, ...], sensitive: bool) -> Callable[[str], str]:
    """Make the words that follow a bad value: what it may have been meant to be.

    Of a sensitive column only what is allowed is said, never what is near: that would give the value away.
    """
    allowed = f"，可写：{'、'.join(candidates)}" if len(candidates) <= 8 else ""
    seen = 0

    def suggest(text: str) -> str:
        nonlocal seen
        seen += 1
        likely = nearest(text, candidates) if not sensitive and seen <= SUGGESTIONS else ()
        return f"，是否写作{'、'.join(f'「{name}」' for name in likely)}" if likely else allowed

    return suggest


def lookup_of(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map folded names to what they stand for; one that stands for two different things is left out."""
    found: dict[str, str] = {}
    ambiguous = set()
    for name, meant in names:
        text = folded(name)
        if found.setdefault(text, meant) != meant:
            ambiguous.add(text)
    return {text: meant for text, meant in found.items() if text not in ambiguous}
