"""The mistakes in numbers, dates and sizes of a rule file (GJ121–GJ139)."""

from typing import ClassVar

from attrs import frozen

from .base import Problem
from .syntax import clip


@frozen
class LookalikeDigit(Problem):
    """A letter or sign that looks like a digit: O, o, l, I, 〇."""

    found: str
    meant: str
    code: ClassVar[str] = "GJ121"

    def message(self) -> str:
        return f"数字「{clip(self.found)}」里混有字母"

    def help(self) -> tuple[str, ...]:
        return (f"改为 {self.meant}",)


@frozen
class ImpossibleDate(Problem):
    """A day that is in no calendar."""

    written: str
    code: ClassVar[str] = "GJ122"

    def message(self) -> str:
        return f"没有{self.written}这一{'天' if self.written.endswith('日') else '月'}"


@frozen
class InexactMoney(Problem):
    """A sum that does not come out at a whole 分."""

    written: str
    code: ClassVar[str] = "GJ123"

    def message(self) -> str:
        return f"金额{self.written}不能精确到分"

    def help(self) -> tuple[str, ...]:
        return ("金额最多写到分，如 12.34元",)


@frozen
class MissingUnit(Problem):
    """A bare number where a period must stand."""

    written: str
    code: ClassVar[str] = "GJ124"

    def message(self) -> str:
        return f"期间「{self.written}」没有写单位"

    def help(self) -> tuple[str, ...]:
        number = self.written
        return (f"写明单位，如 {number}个工作日、{number}天、{number}个月",)


@frozen
class UnreadableNumber(Problem):
    """A word that begins with a digit but is no literal of the language."""

    written: str
    suggestion: str = ""
    code: ClassVar[str] = "GJ125"

    def message(self) -> str:
        return f"看不懂数字「{clip(self.written)}」"

    def help(self) -> tuple[str, ...]:
        if self.suggestion:
            return (self.suggestion,)
        return ("以数字开头的名称写成「…」；数值如 200元、300人、5个工作日、20%、2012年7月1日",)


@frozen
class OutOfLimits(Problem):
    """A value or size beyond what the language holds; `limit` says in words what is allowed."""

    what: str
    limit: str
    remedy: str = ""
    code: ClassVar[str] = "GJ126"

    def message(self) -> str:
        return f"{self.what}超出限度"

    def notes(self) -> tuple[str, ...]:
        return (self.limit,)

    def help(self) -> tuple[str, ...]:
        return (self.remedy,) if self.remedy else ()


@frozen
class InexactCount(Problem):
    """A count that is no whole number, or a decimal finer than a millionth."""

    written: str
    limit: str
    code: ClassVar[str] = "GJ127"

    def message(self) -> str:
        return f"「{self.written}」不能精确表示"

    def notes(self) -> tuple[str, ...]:
        return (self.limit,)


@frozen
class TooDeep(Problem):
    """Brackets, 非 and lists within one another beyond the limit."""

    limit: int
    code: ClassVar[str] = "GJ128"

    def message(self) -> str:
        return f"算式一层套一层，超过 {self.limit} 层"

    def help(self) -> tuple[str, ...]:
        return ("把里层写成单独的「定义」或「界定」，再用它的名称",)


@frozen
class TooManyTerms(Problem):
    """An expression of more terms than the limit."""

    limit: int
    code: ClassVar[str] = "GJ129"

    def message(self) -> str:
        return f"一个算式里的项超过 {self.limit} 个"

    def help(self) -> tuple[str, ...]:
        return ("分成几个「定义」或「界定」；同类的值写成代码表，用「属于」",)


@frozen
class OtherwiseWithoutRows(Problem):
    """无则 behind a function over listed values, which always has some."""

    code: ClassVar[str] = "GJ161"

    def message(self) -> str:
        return "「无则」只能跟在逐行汇总的后面"

    def help(self) -> tuple[str, ...]:
        return ("逐行汇总写成：最大（台账 的 列）无则 0元；几个值里取大的，不会没有",)
