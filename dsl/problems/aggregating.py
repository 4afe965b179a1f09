"""Mistakes in aggregates over referring rows and in 示例 of several rows. Codes GJ26x."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label
from ...engine.origin import Span
from .base import Problem


def _listed(words: tuple[str, ...]) -> str:
    return "、".join(f"「{w}」" for w in words)


@frozen
class NoWayBack(Problem):
    """An aggregate over an entity that has no reference to the one in hand."""

    code: ClassVar[str] = "GJ361"
    over: str
    entity: str

    def message(self) -> str:
        return f"{self.over}没有指向{self.entity}的字段，看不出哪些行归哪一个{self.entity}"

    def help(self) -> tuple[str, ...]:
        return (f"请在台账「{self.over}」里加一个字段，例如：· 所属{self.entity}：{self.entity}",)


@frozen
class SeveralWays(Problem):
    """An aggregate over an entity with several references to the one in hand."""

    code: ClassVar[str] = "GJ362"
    over: str
    entity: str
    ways: tuple[str, ...]

    def message(self) -> str:
        return f"{self.over}有{len(self.ways)}个字段指向{self.entity}，看不出按哪一个归集"

    def help(self) -> tuple[str, ...]:
        return (f"请写明：{self.over} 经 {self.ways[0]}（可写：{_listed(self.ways)}）",)


@frozen
class NotALink(Problem):
    """经 with a column that does not lead to the entity in hand."""

    code: ClassVar[str] = "GJ363"
    name: str
    entity: str

    def message(self) -> str:
        return f"「经 {self.name}」到不了{self.entity}"

    def help(self) -> tuple[str, ...]:
        return (f"「经」后面写指向{self.entity}的字段；{self.entity}自己也指向同一张表时，该表须只有一个这样的字段",)


@frozen
class NoYear(Problem):
    """于 where the entity in hand has no year, or more than one."""

    code: ClassVar[str] = "GJ364"
    entity: str

    def message(self) -> str:
        return f"{self.entity}没有唯一的「年度」字段，不能按年度归集"

    def help(self) -> tuple[str, ...]:
        return (f"请在「{self.entity}」里写一个类型为年度的字段，例如：· 年度：年度 主键",)


@frozen
class NoOtherwise(Problem):
    """平均, 最大 and the like without an answer for no rows."""

    code: ClassVar[str] = "GJ365"
    function: str

    def message(self) -> str:
        return f"「{self.function}」没有写一行也没有时是多少"

    def help(self) -> tuple[str, ...]:
        added = "请在后面补上「无则 …」，例如：无则 0元"
        if self.function == "平均":
            return (added, "一行也没有就算未知的，写成：合计（…）÷ 人数（…）四舍五入到 分")
        return (added,)


@frozen
class WrongShape(Problem):
    """人数 of a column, 合计 of whole rows, 全部 without a condition; `example` shows how it is written."""

    code: ClassVar[str] = "GJ366"
    function: str
    wanted: str
    example: str

    def message(self) -> str:
        return f"「{self.function}」的括号里要写{self.wanted}"

    def help(self) -> tuple[str, ...]:
        return (f"例如：{self.example}",)


@frozen
class WhichRow(Problem):
    """A 示例 that speaks of one row where it has several, or of a row it does not have."""

    code: ClassVar[str] = "GJ367"
    entity: str
    rows: tuple[str, ...]

    def message(self) -> str:
        if not self.rows:
            return f"这条示例没有设{self.entity}的这一行"
        return f"这条示例里有几行{self.entity}，看不出说的是哪一行"

    def help(self) -> tuple[str, ...]:
        if not self.rows:
            return ("请先用「设」写出这一行，或核对引号里的名字",)
        return (f'请写明是哪一行，例如：{self.entity} "{self.rows[0]}" 的 …',)


@frozen
class RowNameDoesNotFit(Problem):
    """A row of a 示例 named by a key that does not fit the entity's 主键."""

    code: ClassVar[str] = "GJ368"
    entity: str
    key: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.entity}」的主键是{'、'.join(self.key)}，引号里的名字对不上"

    def help(self) -> tuple[str, ...]:
        parts = "／".join(self.key)
        return (f'请按主键写成 "{parts}"，或另用「设」写出每个主键字段',)


@frozen
class Unaddable(Problem):
    """合计 of what cannot be added, 最大 of what has no order."""

    code: ClassVar[str] = "GJ369"
    function: str
    found: str
    wanted: str
    column: Span

    def message(self) -> str:
        return f"「{self.function}」不能用在{self.found}上"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.column, f"这是{self.found}"),)

    def help(self) -> tuple[str, ...]:
        return (f"这里要求：{self.wanted}",)


@frozen
class NeedlessOtherwise(Problem):
    """无则 behind an aggregate that has an answer for no rows."""

    code: ClassVar[str] = "GJ370"
    function: str

    def message(self) -> str:
        return f"「{self.function}」一行也没有时自有结果，不用写「无则」"

    def notes(self) -> tuple[str, ...]:
        return ("一行也没有时，人数、件数、种数、合计是0，存在是否，全部是是",)

    def help(self) -> tuple[str, ...]:
        return ("请删去「无则」和它后面的值",)


@frozen
class TakenTwice(Problem):
    """A header or value of an office that stands for two things."""

    code: ClassVar[str] = "GJ371"
    written: str
    first: Span

    def message(self) -> str:
        return f"“{self.written}”对应了两处，看不出是哪一个"

    def label(self) -> str:
        return "又写在这里"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("同一个表头只能对应一个字段，同一个写法只能对应一个值，请删去一处",)


@frozen
class NotAMap(Problem):
    """Another statement in a file of 来源."""

    code: ClassVar[str] = "GJ372"

    def message(self) -> str:
        return "对照文件里只能写「来源」语句"

    def help(self) -> tuple[str, ...]:
        return ("其他语句请写进政策文件夹里的规则文件",)


@frozen
class PerWhat(Problem):
    """每 without 年度, or with more than one place."""

    code: ClassVar[str] = "GJ373"

    def message(self) -> str:
        return "「每」后面要写「年度」，前面至多写一张台账或数据表"

    def help(self) -> tuple[str, ...]:
        return ("例如：每 县区、年度；全区只有一笔的写：每 年度",)


@frozen
class NoStock(Problem):
    """A headcount of an entity that does not say when a row is there."""

    code: ClassVar[str] = "GJ374"
    entity: str

    def message(self) -> str:
        return f"台账「{self.entity}」没有写「在册」，不知道哪些行算在哪一年"

    def help(self) -> tuple[str, ...]:
        return ("请在台账里写：在册 自 入矫日期 至 解矫日期",)


@frozen
class HeadsOrTotal(Problem):
    """A 经费 with neither 人数 and 按标准 nor 合计, or with both."""

    code: ClassVar[str] = "GJ375"
    name: str

    def message(self) -> str:
        return f"经费「{self.name}」要么写「人数」和「按标准」，要么写「合计」一项待遇"

    def help(self) -> tuple[str, ...]:
        return (
            "例如：人数 社区矫正人员 经 居住县区 年末在册，下一行：按标准 500元",
            "原文没有给出标准的，只写：按标准 未规定",
        )


@frozen
class NotABudget(Problem):
    """核对 of something that does not hold one sum for each place and year."""

    code: ClassVar[str] = "GJ376"
    name: str
    per: str

    def message(self) -> str:
        return f"「核对 {self.name}」不是按{self.per}年度填写的金额"

    def help(self) -> tuple[str, ...]:
        return (f"请写「台账 的 列」，台账的主键是{self.per}年度，列的类型是金额",)


@frozen
class NoTargetYear(Problem):
    """每年 of an entity without a year."""

    code: ClassVar[str] = "GJ377"
    entity: str

    def message(self) -> str:
        return f"{self.entity}没有唯一的「年度」字段，不知道是哪一年的目标"

    def help(self) -> tuple[str, ...]:
        return ("请在台账里写一个类型为年度的字段，或改写成：期限 至迟 2015年12月31日",)


@frozen
class TotalWithoutDate(Problem):
    """A 经费 that sums a 待遇 whose sums have no date to tell their year."""

    code: ClassVar[str] = "GJ378"
    benefit: str

    def message(self) -> str:
        return f"待遇「{self.benefit}」没有写「以……为准」，看不出每笔算在哪一年"

    def help(self) -> tuple[str, ...]:
        return ("请在待遇里补上一行，例如：以 接回日期 为准",)


@frozen
class StopSinceWhen(Problem):
    """Monthly sums that stop, nobody knows since when."""

    code: ClassVar[str] = "GJ379"
    name: str

    def message(self) -> str:
        return f"按月发的待遇「{self.name}」没有写从哪天起停发"

    def help(self) -> tuple[str, ...]:
        return ("停发以前的月份仍要发，请写明日期，例如：停发当 已死亡 自 死亡日期",)


@frozen
class NoSuchRank(Problem):
    """第0大."""

    code: ClassVar[str] = "GJ360"
    written: str

    def message(self) -> str:
        return f"没有「{self.written}」，名次从第1起"

    def help(self) -> tuple[str, ...]:
        return ("例如：第2大（家庭成员 的 月收入）无则 0元",)


@frozen
class FundWithoutYear(Problem):
    """A 示例 that asks for a 经费 without saying of which year."""

    code: ClassVar[str] = "GJ381"
    name: str
    per: str | None

    def message(self) -> str:
        return f"经费「{self.name}」一年一算，没有写问的是哪一年度"

    def help(self) -> tuple[str, ...]:
        place = "" if self.per is None else f' "{self.per}的名称"'
        return (f"请写明计算哪一年的人数，例如：则 {self.name} 于{place} 2012年度 的 数额 为 3000元",)


@frozen
class YearOfNoFund(Problem):
    """于 2012年度 of a rule that is no 经费."""

    code: ClassVar[str] = "GJ382"
    name: str

    def message(self) -> str:
        return f"「{self.name}」不是经费，不分年度计算"

    def help(self) -> tuple[str, ...]:
        return ('请去掉「于 … 年度」；有几行台账的，写明是哪一行，例如：则 自治区年度 "2012" 的 … 为 …',)


@frozen
class PlaceOfWhole(Problem):
    """A 示例 that asks for the share of a place in a 经费 for the whole."""

    code: ClassVar[str] = "GJ383"
    name: str

    def message(self) -> str:
        return f"经费「{self.name}」只按年度算一笔，不分各处"

    def help(self) -> tuple[str, ...]:
        return (f"请去掉引号里的名字，例如：则 {self.name} 于 2012年度 的 数额 为 3000元",)
