"""Words that begin with a digit: what kind of literal each is, its value, and what is wrong with it if it is none."""

import re
from datetime import date, datetime
from typing import Final

from ..engine.operators.arithmetic import INTEGER_LIMIT, MONEY_LIMIT
from ..engine.operators.limits import SHARE_LIMIT
from ..engine.origin import Span
from ..engine.periods import Period, PeriodUnit
from .problems.base import Problem
from .problems.values import (
    ImpossibleDate,
    InexactCount,
    InexactMoney,
    LookalikeDigit,
    OutOfLimits,
    UnreadableNumber,
)
from .syntax import (
    CountLiteral,
    DateLiteral,
    DecimalLiteral,
    Literal,
    MomentLiteral,
    MoneyLiteral,
    MonthLiteral,
    PercentLiteral,
    PeriodLiteral,
    YearLiteral,
)
from .words import RESERVED

HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９．－％（）＿", "0123456789.-%()_")
COUNT_UNITS: Final = (
    "人次", "户次", "平方米", "公里", "周岁", "学时", "课时", "人", "次", "件", "个", "户", "名", "项", "份", "套",
    "家", "处", "所", "例", "亩", "倍", "岁", "场", "期", "篇", "门", "班", "辆", "台", "吨", "张", "本", "条", "批",
)  # fmt: skip
"""What a whole number may count."""

_PERIOD_UNITS: Final = {
    "个工作日": PeriodUnit.WORKING_DAY,
    "工作日": PeriodUnit.WORKING_DAY,
    "天": PeriodUnit.DAY,
    "日": PeriodUnit.DAY,
    "周": PeriodUnit.WEEK,
    "个月": PeriodUnit.MONTH,
    "年": PeriodUnit.YEAR,
    "小时": PeriodUnit.HOUR,
    "个小时": PeriodUnit.HOUR,
}
_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_SHAPES: Final = re.compile(
    rf"(?P<DATE>[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})"
    rf"|(?P<MOMENT>[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日[0-9]{{1,2}}时(?:[0-9]{{1,2}}分)?)"
    rf"|(?P<MONTH_DAY>[0-9]{{1,2}}月[0-9]{{1,2}}日)"
    rf"|(?P<YEAR>[0-9]{{4}}年度)"
    rf"|(?P<MONTH>[0-9]{{4}}年[0-9]{{1,2}}月)"
    rf"|(?P<PERIOD>[0-9]+(?:{'|'.join(_PERIOD_UNITS)}))"
    rf"|(?P<MONEY>{_NUMBER}[十百千万亿]*元)"
    rf"|(?P<PERCENT>{_NUMBER}[%‰])"
    rf"|(?P<COUNT>{_NUMBER}[十百千万亿]*(?:{'|'.join(COUNT_UNITS)}))"
    rf"|(?P<DECIMAL>[0-9]+\.[0-9]+)"
    rf"|(?P<NUMBER>[0-9]+[十百千万亿]*)"
)
_AMOUNT: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?([十百千万亿]*)(.*)")
_LOOKALIKES: Final = str.maketrans("OoＯｏ〇○lIｌＩ", "0000001111")
_LOOSE_PERIOD: Final = re.compile(r"([0-9]+)(月|个周|个天|个日|个年|季度|个季度|星期|个星期)")
_MAX_DIGITS: Final = 18


def kind_of(word: str) -> str:
    """The terminal of a word that begins with a digit: DATE, MONEY …, or BAD_NUMBER."""
    match = _SHAPES.fullmatch(word.translate(HALF_WIDTH))
    return "BAD_NUMBER" if match is None or match.lastgroup is None else match.lastgroup


def read_literal(kind: str, span: Span) -> Literal | Problem:
    """The value of a word of a kind that `kind_of` gave, or RATE; a problem where it has none or passes a limit."""
    text = span.text.translate(HALF_WIDTH)
    if len(text) > 40:
        return OutOfLimits(span, "数字", f"一个数最多 {_MAX_DIGITS} 位")
    match kind:
        case "DATE":
            return _read_date(text, span)
        case "MOMENT":
            return _read_moment(text, span)
        case "MONTH":
            return _read_month(text, span)
        case "YEAR":
            return _read_year(text, span)
        case "PERIOD":
            return _read_period(text, span)
        case "MONEY":
            return _read_money(text, None, span)
        case "RATE":
            digits = next(i for i, character in enumerate(text) if character in "0123456789")
            return _read_money(text[digits:], text[1:digits], span)
        case "PERCENT":
            return _read_percent(text, span)
        case "DECIMAL":
            return _read_decimal(text, span)
        case _:
            return _read_count(text, span)


def explain_bad_number(span: Span) -> Problem:
    """Say what is wrong with a word that begins with a digit and is no literal."""
    text = span.text.translate(HALF_WIDTH)
    repaired = text.translate(_LOOKALIKES)
    if repaired != text and kind_of(repaired) != "BAD_NUMBER":
        return LookalikeDigit(span, text, repaired)
    loose = _LOOSE_PERIOD.fullmatch(text)
    if loose is not None:
        number, unit = loose.groups()
        if unit == "月":
            return UnreadableNumber(span, text, f"几个月写成 {number}个月")
        if "季" in unit:
            return UnreadableNumber(span, text, f"按月写成 {int(number[:6]) * 3}个月")
        unit = "周" if "星期" in unit else unit.removeprefix("个")
        return UnreadableNumber(span, text, f"写成 {number}{unit}")
    return UnreadableNumber(span, text)


def split_bad_number(word: str) -> tuple[str, str] | None:
    """Part a literal from the keyword run on to it (5个工作日内); None where no single reading does."""
    readings = [
        (word[:cut], word[cut:])
        for cut in range(max(1, len(word) - 5), len(word))
        if word[cut:] in RESERVED and kind_of(word[:cut]) != "BAD_NUMBER"
    ]
    return readings[0] if len(readings) == 1 else None


def chinese_number(word: str) -> int:
    """The value of digits or of Chinese numerals below one hundred; marks of lists and 下列至少N项 use them."""
    word = word.translate(HALF_WIDTH)
    if word.isdigit():
        return int(word)
    digits = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    total = 0
    current = 0
    for character in word:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = digits.get(character, 0)
    return total + current


def to_chinese(number: int) -> str:
    """A number from 1 to 999 in Chinese numerals, as list marks are written: 一, 十, 十二, 二十, 一百零一."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = digits[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def _read_date(text: str, span: Span) -> Literal | Problem:
    year, month, day = (int(part) for part in re.findall(r"[0-9]+", text))
    if not 1900 <= year <= 2199:
        return OutOfLimits(span, f"日期{year}年{month}月{day}日", "日期在 1900 年至 2199 年之间")
    try:
        return DateLiteral(date(year, month, day), span=span)
    except ValueError:
        return ImpossibleDate(span, f"{year}年{month}月{day}日")


def _read_moment(text: str, span: Span) -> Literal | Problem:
    day_words = text[: text.index("日") + 1]
    day = _read_date(day_words, span)
    if not isinstance(day, DateLiteral):
        return day
    hour, *rest = (int(part) for part in re.findall(r"[0-9]+", text[len(day_words) :]))
    minute = rest[0] if rest else 0
    if hour > 23 or minute > 59:
        return OutOfLimits(span, f"时刻{text}", "一天从 0时00分 到 23时59分")
    return MomentLiteral(datetime(day.value.year, day.value.month, day.value.day, hour, minute), span=span)


def _read_month(text: str, span: Span) -> Literal | Problem:
    first = _read_date(f"{text}1日", span)
    if isinstance(first, ImpossibleDate):
        return ImpossibleDate(span, text)
    return MonthLiteral(first.value, span=span) if isinstance(first, DateLiteral) else first


def _read_year(text: str, span: Span) -> Literal | Problem:
    year = int(text[:4])
    if not 1900 <= year <= 2199:
        return OutOfLimits(span, f"年度{year}", "年度在 1900 至 2199 之间")
    return YearLiteral(year, span=span)


def _read_period(text: str, span: Span) -> Literal | Problem:
    digits = re.match(r"[0-9]+", text)
    assert digits is not None, "kind_of() sends only words that begin with a digit"
    period = Period(_PERIOD_UNITS[text[digits.end() :]], int(digits.group()))
    if period.unit is PeriodUnit.YEAR and 1900 <= period.count <= 2199:
        return UnreadableNumber(span, text, f"年度写成 {text}度，期间写成 1年，日期写成 {text}7月1日")
    if not period.within_limits:
        return OutOfLimits(span, f"期间{text}", "期间最长 9999 天或 1200 个月")
    return PeriodLiteral(period, span=span)


def _scaled(text: str, factor: int) -> tuple[int | None, str]:
    """A number with its scale (1.5万) times `factor`, and the unit behind it; None where it is no whole number."""
    match = _AMOUNT.fullmatch(text)
    assert match is not None, "kind_of() sends only numbers"
    whole, fraction, scales, unit = match.groups()
    fraction = (fraction or "").rstrip("0")
    for scale in scales:
        factor *= _SCALES[scale]
    quotient, rest = divmod(int(whole + fraction) * factor, 10 ** len(fraction))
    return (None if rest else quotient), unit


def _read_money(text: str, per: str | None, span: Span) -> Literal | Problem:
    if kind_of(text) != "MONEY":
        return UnreadableNumber(span, text)
    fen, _ = _scaled(text, 100)
    if fen is None:
        return InexactMoney(span, text)
    if fen > MONEY_LIMIT:
        return OutOfLimits(span, f"金额{text}", "金额不超过一百万亿元")
    return MoneyLiteral(fen, per, span=span)


def _read_percent(text: str, span: Span) -> Literal | Problem:
    millionths, _ = _scaled(text[:-1], 10_000 if text.endswith("%") else 1_000)
    return _millionths(millionths, text, span) or PercentLiteral(millionths or 0, span=span)


def _read_decimal(text: str, span: Span) -> Literal | Problem:
    millionths, _ = _scaled(text, 1_000_000)
    return _millionths(millionths, text, span) or DecimalLiteral(millionths or 0, span=span)


def _millionths(millionths: int | None, text: str, span: Span) -> Problem | None:
    if millionths is None:
        return InexactCount(span, text, "小数和百分比最细到百万分之一")
    if millionths > SHARE_LIMIT:
        return OutOfLimits(span, f"数{text}", "小数和百分比不超过一亿")
    return None


def _read_count(text: str, span: Span) -> Literal | Problem:
    count, unit = _scaled(text, 1)
    if count is None:
        return InexactCount(span, text, "人数、件数等应为整数")
    if count > INTEGER_LIMIT:
        return OutOfLimits(span, f"数{text}", "整数不超过十亿")
    return CountLiteral(count, unit or None, span=span)
