"""The types of the language, their values, and the one meaning of 未知 (unknown).

Values are plain Python: bool (是非), int (整数, 年度), int 分 (金额), int millionths (百分比, 小数), datetime.date (日期,
月份 as its first day), datetime.datetime (时刻), Fraction (a product not yet rounded),
Period (期间), str (文本, 主体, a code of a 代码表, the key of a reference).
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from .periods import Period
from .units import counted


@frozen
class BooleanType:
    """是非."""


@frozen
class IntegerType:
    """整数, with the unit it counts (人, 次, 件) or None for a bare number; 周岁 and 岁 are one type."""

    unit: str | None = field(default=None, eq=counted)


@frozen
class DecimalType:
    """小数, held in millionths."""


@frozen
class MoneyType:
    """金额: a sum in 分."""


@frozen
class MoneyRateType:
    """金额率: a sum in 分 per 月, 年, 人 and so on; never mixed with a sum."""

    per: str = field(eq=counted)


@frozen
class PercentType:
    """百分比, held in millionths of the whole."""


@frozen
class DateType:
    """日期: a civil day."""


@frozen
class MomentType:
    """时刻: a minute of a day."""


@frozen
class YearType:
    """年度: a calendar year."""


@frozen
class MonthType:
    """月份: a month of a year, held as its first day."""


@frozen
class PeriodType:
    """期间: a length of time with its unit."""


@frozen
class TextType:
    """文本."""


@frozen
class BearerType:
    """主体: a duty holder; `kind` is the declared 主体 it is one of, None for any."""

    kind: str | None = None


@frozen
class CodeType:
    """A 代码表: a closed list of values; `ordered` where the list runs from one end to the other.

    It is the same table whichever values a version of the policy gives it: a rule that no version changes stays one.
    """

    name: str
    values: tuple[str, ...] = field(eq=False)
    ordered: bool = False


@frozen
class ReferenceType:
    """A reference to a row of another 台账 or 数据表, by its key."""

    entity: str


@frozen
class UnroundedType:
    """A product or quotient of 金额, 金额率, 整数, 小数 or 百分比 (`of`) before it is rounded: an exact Fraction.

    Sums are in 分 as ever; 小数 and 百分比 are the share itself, not millionths. Only arithmetic and rounding take it.
    """

    of: MoneyType | MoneyRateType | IntegerType | DecimalType | PercentType


Type = (
    BooleanType
    | IntegerType
    | DecimalType
    | MoneyType
    | MoneyRateType
    | PercentType
    | DateType
    | MomentType
    | YearType
    | MonthType
    | PeriodType
    | TextType
    | BearerType
    | CodeType
    | ReferenceType
    | UnroundedType
)


def describe_type(type_: Type) -> str:
    """The type as officers write it."""
    match type_:
        case BooleanType():
            return "是非"
        case IntegerType(unit=unit):
            return f"整数（{unit}）" if unit else "整数"
        case DecimalType():
            return "小数"
        case MoneyType():
            return "金额"
        case MoneyRateType(per=per):
            return f"金额率（每{per}）"
        case PercentType():
            return "百分比"
        case DateType():
            return "日期"
        case MomentType():
            return "时刻"
        case YearType():
            return "年度"
        case MonthType():
            return "月份"
        case UnroundedType(of=of):
            return f"没有取整的{describe_type(of)}"
        case PeriodType():
            return "期间"
        case TextType():
            return "文本"
        case BearerType(kind=kind):
            return kind or "主体"
        case CodeType(name=name):
            return name
        case ReferenceType(entity=entity):
            return f"{entity}的一行"


class CauseKind(Enum):
    """Why a value is unknown."""

    MISSING = "缺失"
    UNDETERMINED_BY_AUTHORITY = "未认定"
    UNPROVIDED = "未规定"
    CONFLICT = "冲突"
    CALENDAR = "日历"
    OVERFLOW = "溢出"
    DIVISION_BY_ZERO = "除数为零"
    CONTRADICTION = "矛盾"


OPEN_FACTS = (CauseKind.MISSING, CauseKind.UNDETERMINED_BY_AUTHORITY)
"""The causes that supplying a fact removes."""


@frozen(cache_hash=True)
class Cause:
    """One reason for 未知: a missing or unsettled fact (`实体.事实`), a rule without an answer, a year without calendar.

    `places` names what conflicts, as item marks or statements; `rows` is in how many rows of an aggregate the reason
    stands, 0 where none was gone through.
    """

    kind: CauseKind
    subject: str
    places: tuple[str, ...] = ()
    rows: int = 0

    @property
    def words(self) -> str:
        """What the reason is about; through an aggregate with the number of rows, never their keys."""
        return f"{self.subject} × {self.rows}行" if self.rows else self.subject

    def describe(self) -> str:
        """The reason in words."""
        places = f"（{'、'.join(self.places)}）" if self.places else ""
        return f"{self.kind.value}：{self.words}{places}"


@frozen
class Unknown:
    """未知, with every reason for it. Never false, never zero."""

    causes: frozenset[Cause]

    def open_facts(self) -> tuple[str, ...]:
        """待补事实: the facts which, once all are supplied, decide the value; sorted."""
        return tuple(sorted(c.words for c in self.causes if c.kind in OPEN_FACTS))


class NotYet(Enum):
    """尚未发生: the value of a 履行 fact that proves or triggers and is absent, or lies after the as-of date."""

    NOT_YET = "尚未发生"


NOT_YET: Final = NotYet.NOT_YET

Known = bool | int | date | Period | str | Fraction
Value = Known | Unknown | NotYet


def unknown(kind: CauseKind, subject: str, places: tuple[str, ...] = ()) -> Unknown:
    """An unknown with a single reason."""
    return Unknown(frozenset((Cause(kind, subject, places),)))


def open_part(value: object) -> tuple[Unknown, ...]:
    """The facts still to supply for a value that may not be asked for: as yet no finding is established."""
    if not isinstance(value, Unknown):
        return ()
    facts = frozenset(c for c in value.causes if c.kind in OPEN_FACTS)
    return (Unknown(facts),) if facts else ()


def in_order(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Causes in the one order results show them."""
    return tuple(sorted(causes, key=lambda c: (c.kind.value, c.subject, c.places, c.rows)))


def merge(first: Unknown, *others: Unknown) -> Unknown:
    """An unknown with the reasons of all."""
    causes = first.causes
    for other in others:
        if other.causes is not causes:
            causes = causes | other.causes
    return first if causes is first.causes else Unknown(causes)


def undecided(conditions: Iterable[Unknown], values: Iterable[Value]) -> Unknown:
    """The unknown of a choice that is not made yet: why it is open, and the open facts of what it may come to.

    What else is wrong with those values (未规定, 冲突) is left out, since they may never be chosen.
    """
    causes = {cause for condition in conditions for cause in condition.causes}
    causes |= {c for v in values if isinstance(v, Unknown) for c in v.causes if c.kind in OPEN_FACTS}
    return Unknown(frozenset(causes))
