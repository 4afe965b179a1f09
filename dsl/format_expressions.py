"""Names, literals and expressions in their canonical spelling."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from .syntax import (
    Aggregate,
    Binary,
    BooleanLiteral,
    Call,
    Chain,
    CountLiteral,
    Dated,
    DateLiteral,
    DayOf,
    DecimalLiteral,
    Elapsed,
    Expression,
    ItemList,
    KnownTest,
    Literal,
    Lookup,
    Membership,
    MomentLiteral,
    MoneyLiteral,
    MonthLiteral,
    Name,
    Negation,
    Offset,
    Part,
    Path,
    PercentLiteral,
    PeriodLiteral,
    Range,
    Rounded,
    TextLiteral,
    UnknownLiteral,
    UnprovidedLiteral,
    YearLiteral,
)
from .words import ASPECTS, RESERVED

# How tightly an expression binds; an operand that binds less than its place asks for stands in （ ）.
LOOSEST: Final = 0
_OR, _AND, _NOT, _COMPARISON, SUM, _ADDITION, _PRODUCT, _OFFSET, _ATOM = range(1, 10)
_TIGHTNESS: Final = {"封顶": SUM, "保底": SUM, "+": _ADDITION, "-": _ADDITION, "×": _PRODUCT, "÷": _PRODUCT}

_PLAIN_NAME: Final = re.compile(r"[^\W\d_]\w*")
_NUMBER_LIKE: Final = re.compile(r"[０-９]|^每.{1,2}[0-9].*元$|^下列至少")


def name_text(name: Name) -> str:
    """A name, in 「…」 only where it could not be read without."""
    text = name.text
    plain = _PLAIN_NAME.fullmatch(text) and text not in RESERVED and not _NUMBER_LIKE.search(text)
    return text if plain else f"「{text}」"


def path_text(path: Path) -> str:
    """甲 的 乙."""
    return " 的 ".join(name_text(name) for name in path.names)


def result_text(path: Path, period: str | None = None) -> str:
    """A rule and what a 示例 asks of it (X 的 期限, X 于 "2012年3月" 的 状态): such words need no 「…」 behind 的."""
    head = name_text(path.names[0])
    return _asked_of(head if period is None else join(head, "于", quote(period)), path)


def funded_text(path: Path, place: TextLiteral | None, year: YearLiteral) -> str:
    """A 经费 and what a 示例 asks of it: X 于 "兴庆区" 2012年度 的 数额."""
    where = (literal_text(place),) if place is not None else ()
    return _asked_of(join(name_text(path.names[0]), "于", *where, literal_text(year)), path)


def _asked_of(head: str, path: Path) -> str:
    return " 的 ".join((head, *(n.text if n.text in ASPECTS else name_text(n) for n in path.names[1:])))


def quote(text: str) -> str:
    """Text in the quotation marks it does not itself hold."""
    return f"“{text}”" if '"' in text else f'"{text}"'


def date_text(value: date) -> str:
    """2012年7月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def join(*parts: str) -> str:
    """Words parted by spaces; a full-width bracket brings its own."""
    line = ""
    for part in parts:
        gap = "" if not line or line.endswith("）") or part.startswith("（") else " "
        line += gap + part
    return line


def literal_text(literal: Literal) -> str:
    """A literal in its canonical spelling."""
    match literal:
        case BooleanLiteral(value=value):
            return "是" if value else "否"
        case DateLiteral(value=day):
            return date_text(day)
        case MoneyLiteral(fen=fen, per=per):
            return (f"每{per}" if per else "") + _money_text(fen)
        case CountLiteral(value=count, unit=unit):
            return f"{count}{unit or ''}"
        case DecimalLiteral(millionths=millionths):
            text = _decimal_text(millionths, 6)
            return text if "." in text else text + ".0"
        case PercentLiteral(millionths=millionths):
            return _decimal_text(millionths, 4) + "%"
        case PeriodLiteral(value=period):
            return period.describe()
        case YearLiteral(value=year):
            return f"{year}年度"
        case MonthLiteral(value=month):
            return f"{month.year}年{month.month}月"
        case MomentLiteral(value=moment):
            return f"{date_text(moment)}{moment.hour}时{moment.minute:02d}分"
        case TextLiteral(value=text):
            return quote(text)
        case UnknownLiteral():
            return "未知"
        case UnprovidedLiteral():
            return "未规定"


def expression_text(expression: Expression, place: int = LOOSEST) -> str:
    """An expression on one line, in （ ） where it binds less tightly than its place asks.

    `place` is LOOSEST for a whole condition and SUM where a value stands. A list has lines of its own and is written
    by format.py.
    """
    text, tightness = _spelled(expression)
    return f"（{text}）" if tightness < place else text


def moment_text(expression: Expression) -> str:
    """The date a 期限 counts from: anything but a name, a date or a call stands in （ ）."""
    bare = isinstance(expression, Path | DayOf | DateLiteral | Call | Aggregate)
    return expression_text(expression) if bare else f"（{expression_text(expression)}）"


def _spelled(expression: Expression) -> tuple[str, int]:
    match expression:
        case Path():
            return path_text(expression), _ATOM
        case Chain(operator="或", operands=operands):
            return join(*_between(operands, "或", _AND)), _OR
        case Chain(operands=operands):
            return join(*_between(operands, "且", _NOT)), _AND
        case Negation(operand=operand):
            return join("非", expression_text(operand, _NOT)), _NOT
        case KnownTest(operand=path, known=known):
            return join(path_text(path), "已知" if known else "未知"), _COMPARISON
        case Membership():
            return _membership_text(expression), _COMPARISON
        case Binary(operator=operator, left=left, right=right):
            tightness = _TIGHTNESS.get(operator, _COMPARISON)
            left_place = SUM if tightness == _COMPARISON else tightness
            right_place = SUM if tightness == _COMPARISON else tightness + 1
            return join(expression_text(left, left_place), operator, expression_text(right, right_place)), tightness
        case Offset(base=base, backward=backward, period=period):
            word = "前" if backward else "后"
            return join(expression_text(base, _OFFSET), word, expression_text(period, _ATOM)), _OFFSET
        case Call(function=function, arguments=arguments):
            return f"{function.text}（{'、'.join(expression_text(a, SUM) for a in arguments)}）", _ATOM
        case Aggregate():
            return _aggregate_text(expression), _ATOM
        case ItemList():
            raise ValueError("a list stands on lines of its own")
        case Range():
            return _range_text(expression), _COMPARISON
        case Rounded(operand=operand, mode=mode, unit=unit):
            return join(expression_text(operand, SUM), mode, name_text(unit)), SUM
        case Part():
            return _part_text(expression), _ATOM
        case Elapsed(start=start, end=end, measure=measure):
            span = join(expression_text(start, SUM), "至", expression_text(end, SUM))
            return f"（{span}）的 {name_text(measure)}", _ATOM
        case DayOf(base=base, month=month, day=day):
            return join(path_text(base), f"{day}日" if month is None else f"{month}月{day}日"), _ATOM
        case Lookup(figure=figure, year=year):
            return f"（{join(path_text(figure), '于', expression_text(year, _ATOM))}）", _ATOM
        case Dated(values=values):
            spelled = (join("自", date_text(v.start), "起", expression_text(v.value, SUM)) for v in values)
            return "，".join(spelled), LOOSEST
        case _:
            return literal_text(expression), _ATOM


def _aggregate_text(aggregate: Aggregate) -> str:
    via = ("经", path_text(aggregate.via)) if aggregate.via is not None else ()
    at = ("于", path_text(aggregate.at)) if aggregate.at is not None else ()
    when = ("当", f"（{expression_text(aggregate.condition)}）") if aggregate.condition is not None else ()
    text = f"{aggregate.function.text}（{join(path_text(aggregate.rows), *via, *at, *when)}）"
    return text if aggregate.otherwise is None else join(text, "无则", expression_text(aggregate.otherwise, _ATOM))


def _between(operands: tuple[Expression, ...], operator: str, place: int) -> list[str]:
    parts = [expression_text(operands[0], place)]
    for operand in operands[1:]:
        parts.extend((operator, expression_text(operand, place)))
    return parts


def _membership_text(test: Membership) -> str:
    items = [expression_text(item, SUM) for item in test.items]
    word = "不属于" if test.negated else "属于"
    operand = expression_text(test.operand, SUM)
    if test.upper is not None:
        return join(operand, word, items[0], "至", expression_text(test.upper, SUM))
    single = test.items[0]
    call_like = Call | DayOf | Aggregate | Part | Elapsed | Lookup
    if len(items) == 1 and _spelled(single)[1] == _ATOM and not isinstance(single, call_like):
        return join(operand, word, items[0])
    return join(operand, word, f"（{'、'.join(items)}）")


def entry_value_text(value: Expression) -> str:
    """The value of a code: anything but a literal or a plain call stands in （ ）, so that no name follows a name."""
    text, tightness = _spelled(value)
    return f"（{text}）" if tightness < _ATOM or isinstance(value, Path | DayOf | Aggregate) else text


def value_text(value: Expression) -> str:
    """The value of a row or 参数, which alone may be dated."""
    return expression_text(value, LOOSEST if isinstance(value, Dated) else SUM)


def _range_text(test: Range) -> str:
    parts = [expression_text(test.operand, SUM), "为"]
    if test.lower is not None:
        parts += [expression_text(test.lower, SUM), "以上"]
    if test.upper is not None and test.upper_word is not None:
        upper = [expression_text(test.upper, SUM), test.upper_word]
        parts += reversed(upper) if test.upper_word.startswith("不") else upper
    return join(*parts)


def _part_text(part: Part) -> str:
    words = [expression_text(part.operand, SUM), part.word, expression_text(part.bound, SUM)]
    if part.upper is not None:
        words += ["至", expression_text(part.upper, SUM)]
    return f"（{join(*words, '的差额' if part.shortfall else '的部分')}）"


def _money_text(fen: int) -> str:
    """Whole 万元 and 亿元 are written so, anything else in 元."""
    for size, word in ((10**10, "亿元"), (10**6, "万元")):
        if fen and fen % size == 0:
            return f"{fen // size}{word}"
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d}".rstrip("0") + "元" if rest else f"{yuan}元"


def _decimal_text(value: int, places: int) -> str:
    whole, fraction = divmod(value, 10**places)
    return f"{whole}.{fraction:0{places}d}".rstrip("0") if fraction else str(whole)


def names_text(names: Iterable[Name]) -> str:
    """甲、乙."""
    return "、".join(map(name_text, names))


def paths_text(paths: Iterable[Path]) -> str:
    """甲、户籍县区 的 乙."""
    return "、".join(map(path_text, paths))


def written_text(value: Literal | Path) -> str:
    """A value of a 示例 or 来源: a literal or a bare name."""
    return path_text(value) if isinstance(value, Path) else literal_text(value)
