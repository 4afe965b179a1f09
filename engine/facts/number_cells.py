"""Cells of 整数, 金额, 金额率, 小数, 百分比 and 年度: exact decimals, never rounded."""

import re
from decimal import Decimal
from unicodedata import normalize

from ..operators.arithmetic import INTEGER_LIMIT, MONEY_LIMIT
from ..operators.limits import SHARE_LIMIT
from ..periods import FIRST_DATE, LAST_DATE
from ..units import spellings
from .names import folded
from .sheets import RawCell
from .unreadable import Unreadable

_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度)?")
_UNITS = (("亿元", 8), ("万元", 4), ("元", 0))
_MINUS = str.maketrans({"−": "-", "–": "-"})
_DATED = Unreadable("单元格里是日期，应为数字")
_NO_NUMBER = Unreadable("不是数字")


def read_integer(cell: RawCell, unit: str | None) -> int | Unreadable:
    """Read a whole number within ±10⁹; its unit may follow it in text."""
    if isinstance(cell, str):
        cell = _compact(cell)
        written = max((u for u in spellings(unit) if cell.endswith(u)), key=len, default="")
        cell = cell.removesuffix(written)
    number = _exact(cell)
    if isinstance(number, Unreadable):
        return Unreadable("不是整数，应为 3" + (f" 或 3{unit}" if unit else "")) if number is _NO_NUMBER else number
    return _scaled(number, 0, INTEGER_LIMIT, "不是整数，有小数部分")


def read_money(cell: RawCell) -> int | Unreadable:
    """Read a sum in 元 (or 万元, 亿元) into 分; it must come out exactly, within ±10¹⁶ 分."""
    power = 0
    if isinstance(cell, str):
        cell = _compact(cell).removeprefix("人民币").removeprefix("¥")
        for word, zeros in _UNITS:
            if cell.endswith(word):
                cell, power = cell.removesuffix(word), zeros
                break
    number = _exact(cell)
    if number is _NO_NUMBER:
        return Unreadable("不是金额，应为 1234.56、1,234.56 或 1.5万元，以元为单位")
    if isinstance(number, Unreadable):
        return number
    return _scaled(number, power + 2, MONEY_LIMIT, "不足一分：金额最多两位小数，请先舍入到分")


def read_money_rate(cell: RawCell, per: str) -> int | Unreadable:
    """Read a sum per 月, 年, 人 …; text may say so (每月1000元, 1000元/月)."""
    if isinstance(cell, str):
        text = _compact(cell)
        cell = text.removeprefix(f"每{per}").removesuffix(f"/{per}").removesuffix(f"每{per}")
    return read_money(cell)


def read_decimal(cell: RawCell) -> int | Unreadable:
    """Read a 小数 into millionths, exactly."""
    number = _exact(_compact(cell) if isinstance(cell, str) else cell)
    return number if isinstance(number, Unreadable) else _millionths(number, 6)


def read_percent(cell: RawCell) -> int | Unreadable:
    """Read 20% or 12‰, or a bare share between -1 and 1 (Excel holds 20% as 0.2), into millionths of the whole.

    A bare number beyond 1 is not guessed: 20 may mean 20% or twenty times.
    """
    if isinstance(cell, str):
        text = _compact(cell)
        for sign, places in (("%", 4), ("‰", 3)):
            if text.endswith(sign):
                number = _exact(text.removesuffix(sign))
                return number if isinstance(number, Unreadable) else _millionths(number, places)
        cell = text
    number = _exact(cell)
    if isinstance(number, Unreadable):
        return Unreadable("不是百分比，应为 20% 或 0.2") if number is _NO_NUMBER else number
    if abs(number) > 1:
        return Unreadable("大于 1 又没有百分号，不知是百分之几还是几倍，请写作 20% 或 150%")
    return _millionths(number, 6)


def read_year(cell: RawCell) -> int | Unreadable:
    """Read 2012, 2012年 or 2012年度, 1900 to 2199."""
    if isinstance(cell, str):
        found = _YEAR.fullmatch(folded(cell))
        number = Decimal(found[1]) if found else _exact(_compact(cell))
    else:
        number = _exact(cell)
    if isinstance(number, Unreadable):
        return Unreadable("不是年度，应为 2012 或 2012年度") if number is _NO_NUMBER else number
    year = _scaled(number, 0, INTEGER_LIMIT, "不是年度，有小数部分")
    if isinstance(year, Unreadable):
        return year
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        return Unreadable(f"年度不在 {FIRST_DATE.year} 至 {LAST_DATE.year} 之间")
    return year


def _compact(text: str) -> str:
    return folded(normalize("NFKC", text)).translate(_MINUS)


def _exact(cell: RawCell) -> Decimal | Unreadable:
    match cell:
        case bool():
            return Unreadable("是 TRUE/FALSE，应为数字")
        case int():
            return Decimal(cell)
        case float():
            return Decimal(repr(cell))
        case Decimal():
            return cell
        case str():
            return _from_text(cell)
        case _:
            return _DATED


def _from_text(text: str) -> Decimal | Unreadable:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return _NO_NUMBER
    sign, whole, fraction = found.groups()
    return Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")


def _millionths(number: Decimal, places: int) -> int | Unreadable:
    return _scaled(number, places, SHARE_LIMIT, "小数位数太多，最多到百万分之一")


def _scaled(number: Decimal, places: int, limit: int, fractional: str) -> int | Unreadable:
    """The number times 10 to the power of `places`, where that is whole and within ±limit; else the reason.

    Works on digits alone, since decimal arithmetic rounds to its context.
    """
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return _NO_NUMBER
    text = "".join(map(str, digits)).lstrip("0")
    kept = text.rstrip("0")
    shift = exponent + len(text) - len(kept) + places
    if not kept:
        return 0
    if shift < 0:
        return Unreadable(fractional)
    if len(kept) + shift > len(str(limit)):
        return Unreadable("数值太大，超出可核算的范围")
    size: int = int(kept) * 10**shift
    if size > limit:
        return Unreadable("数值太大，超出可核算的范围")
    return -size if sign else size
