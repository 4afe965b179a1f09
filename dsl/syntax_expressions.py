"""The words of conditions and values as written: literals, names and what joins them. Every node carries its span."""

from datetime import date, datetime

from attrs import field, frozen

from ..engine.origin import Span
from ..engine.periods import Period


@frozen
class Node:
    """Anything written at a place."""

    span: Span = field(eq=False, repr=False, kw_only=True)


# ---------- words and literals ----------


@frozen
class Name(Node):
    """A name as written; 「…」 removed where it was needed to write it."""

    text: str


@frozen
class BooleanLiteral(Node):
    """是 or 否."""

    value: bool


@frozen
class DateLiteral(Node):
    """2012年7月1日 or 2012-07-01."""

    value: date


@frozen
class MoneyLiteral(Node):
    """200元, 1.5万元: `fen` 分. `per` is 月, 年, 人 … for a rate (每月1000元), else None."""

    fen: int
    per: str | None = None


@frozen
class CountLiteral(Node):
    """300人, 3次; `unit` None for a bare whole number."""

    value: int
    unit: str | None


@frozen
class DecimalLiteral(Node):
    """A number with a fraction, in millionths."""

    millionths: int


@frozen
class PercentLiteral(Node):
    """20 %, 12 ‰, in millionths of the whole."""

    millionths: int


@frozen
class PeriodLiteral(Node):
    """5个工作日, 3天, 1个月."""

    value: Period


@frozen
class YearLiteral(Node):
    """2012年度."""

    value: int


@frozen
class MonthLiteral(Node):
    """2012年7月, as its first day."""

    value: date


@frozen
class MomentLiteral(Node):
    """2012年7月1日14时30分."""

    value: datetime


@frozen
class TextLiteral(Node):
    """\"…\" text."""

    value: str


@frozen
class UnknownLiteral(Node):
    """未知, in 示例."""


@frozen
class UnprovidedLiteral(Node):
    """未规定: the text gives no rule."""


Literal = (
    BooleanLiteral
    | DateLiteral
    | MoneyLiteral
    | CountLiteral
    | DecimalLiteral
    | PercentLiteral
    | PeriodLiteral
    | YearLiteral
    | MonthLiteral
    | MomentLiteral
    | TextLiteral
    | UnknownLiteral
    | UnprovidedLiteral
)

# ---------- expressions ----------


@frozen
class Path(Node):
    """A name, or a chain A 的 B 的 C."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The chain as the formatter writes it."""
        return " 的 ".join(n.text for n in self.names)


@frozen
class Binary(Node):
    """Two operands and the operator's canonical word: 为 不为 超过 不超过 不少于 少于 早于 … + - × ÷ 封顶 保底."""

    operator: str
    left: "Expression"
    right: "Expression"
    operator_span: Span = field(eq=False, repr=False, kw_only=True)


@frozen
class Chain(Node):
    """A flat 且 or 或 chain of two or more operands."""

    operator: str
    operands: tuple["Expression", ...]


@frozen
class Negation(Node):
    """非 X."""

    operand: "Expression"


@frozen
class KnownTest(Node):
    """X 已知 or X 未知 (`known` False)."""

    operand: Path
    known: bool


@frozen
class Membership(Node):
    """X 属于 （A、B）, X 不属于 …; one item without brackets names a group or list; `upper` set for A 至 B of an ordered list."""

    operand: "Expression"
    items: tuple["Expression", ...]
    negated: bool
    upper: "Expression | None" = None


@frozen
class Offset(Node):
    """D 前 P (`backward`) or D 后 P."""

    base: "Expression"
    backward: bool
    period: "Expression"


@frozen
class Call(Node):
    """A function word before brackets: 先到 齐备 最早 最晚 最大 最小."""

    function: Name
    arguments: tuple["Expression", ...]


@frozen
class Aggregate(Node):
    """A function word over referring rows: 人数（家庭成员 经 所属家庭 于 年度 当（…））无则 ….

    `rows` is the entity, or entity 的 column; `via` the reference to go by, `at` what gives a row's 年度.
    """

    function: Name
    rows: Path
    via: Path | None = None
    at: Path | None = None
    condition: "Expression | None" = None
    otherwise: "Expression | None" = None


@frozen
class Item(Node):
    """One item of a list; `mark` as written in canonical form, （一） or 1. or （1）."""

    mark: str
    body: "Expression"


@frozen
class ItemList(Node):
    """下列之一：, 下列全部：, 下列至少N项： with its items. `at_least` is None for 全部, else N (之一 is 1)."""

    at_least: int | None
    items: tuple[Item, ...]


@frozen
class Range(Node):
    """X 为 A 以上 B 以下. `upper_word` is 以下, 以内, 不满 or 不超过; None where there is no upper bound."""

    operand: "Expression"
    lower: "Expression | None"
    upper: "Expression | None"
    upper_word: str | None = None


@frozen
class Rounded(Node):
    """X 四舍五入到 元; `mode` is 四舍五入到, 进一到 or 舍去到, `unit` 元, 角, 分 or 整数."""

    operand: "Expression"
    mode: str
    unit: Name


@frozen
class Part(Node):
    """（X 超过 A 的部分）, （X 超过 A 至 B 的部分）, （X 不超过 A 的部分）, （X 低于 A 的差额）."""

    operand: "Expression"
    word: str
    bound: "Expression"
    upper: "Expression | None" = None
    shortfall: bool = False


@frozen
class Elapsed(Node):
    """（D1 至 D2）的 天数; `measure` as written."""

    start: "Expression"
    end: "Expression"
    measure: Name


@frozen
class DayOf(Node):
    """M 15日 (`month` None), Y 1月31日: a day of the month or year that `base` leads to."""

    base: Path
    month: int | None
    day: int


@frozen
class Lookup(Node):
    """（X 于 Y）: a 参数 of a place, in a year."""

    figure: Path
    year: "Expression"


@frozen
class DatedValue(Node):
    """自 D 起 V."""

    start: date
    value: "Expression"


@frozen
class Dated(Node):
    """自 2012年1月1日 起 1100元，自 2013年1月1日 起 1300元; only where a 标准, 参数 or 例外 has its value."""

    values: tuple[DatedValue, ...]


Expression = (
    Literal
    | Path
    | Binary
    | Chain
    | Negation
    | KnownTest
    | Membership
    | Offset
    | Call
    | Aggregate
    | ItemList
    | Range
    | Rounded
    | Part
    | Elapsed
    | DayOf
    | Lookup
    | Dated
)
