"""Mistakes in what later versions change: what does not exist, stands already, or is out of order. Codes GJ9xx."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label
from ...engine.origin import Span
from .base import Problem

IN_TRANSITION = ("职责", "禁止", "待遇")
"""What a 过渡 may speak of."""


@frozen
class NothingToAmend(Problem):
    """修改, 废止, 过渡 or 改称 of something that the versions before do not hold."""

    code: ClassVar[str] = "GJ901"
    word: str
    kind: str
    name: str
    nearest: tuple[str, ...] = ()
    other_kind: str = ""

    def message(self) -> str:
        return f"此前的版本里没有可以{self.word}的{self.kind}「{self.name}」"

    def help(self) -> tuple[str, ...]:
        if self.other_kind and self.word == "过渡" and self.other_kind not in IN_TRANSITION:
            which = "、".join(IN_TRANSITION)
            return (f"「过渡」只写给{which}；{self.other_kind}「{self.name}」随用到它的规则，各按当时施行的版本",)
        if self.other_kind:
            return (f"「{self.name}」是{self.other_kind}，请改写成「{self.word} {self.other_kind} {self.name}」",)
        if self.nearest:
            return (f"是不是要写「{'」「'.join(self.nearest)}」？",)
        if self.word == "修改":
            return ("请核对名称；新增的内容请直接写出整条，或写「增加 …」",)
        return (f"请核对名称；{self.word}的须是此前版本里写过的",)


@frozen
class StandsAlready(Problem):
    """增加 of something that the versions before hold already."""

    code: ClassVar[str] = "GJ902"
    what: str
    name: str
    first: Span
    remedy: str

    def message(self) -> str:
        return f"此前的版本里已有{self.what}「{self.name}」，不能再增加"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "原来在这里"),)

    def help(self) -> tuple[str, ...]:
        return (self.remedy,)


@frozen
class NoSuchRowMark(Problem):
    """改, 删 or 增 of a row by a mark that the 标准 does not have or cannot get."""

    code: ClassVar[str] = "GJ903"
    change: str
    mark: str
    standard: str
    marks: tuple[str, ...]
    first: Span

    def message(self) -> str:
        if self.change == "增":
            return f"标准「{self.standard}」不能增{self.mark}：前面没有那么多项"
        return f"标准「{self.standard}」没有可以{self.change}的{self.mark}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "原来的标准在这里"),)

    def notes(self) -> tuple[str, ...]:
        return (f"原有各项：{'、'.join(self.marks) or '没有'}",)

    def help(self) -> tuple[str, ...]:
        if self.change == "增":
            return ("增的项号按改动以后的次序，接着前一项写",)
        return ("改和删用上一版本的项号；新的项请用「增」",)


@frozen
class WrongShape(Problem):
    """改（一） of a 标准 that lists values by code, or 按 of one that has rows."""

    code: ClassVar[str] = "GJ912"
    standard: str
    subject: str
    first: Span
    has_rows: bool

    def message(self) -> str:
        if self.has_rows:
            return f"标准「{self.standard}」是逐项写的，不能用「按 {self.subject}」修改"
        return f"标准「{self.standard}」是按「{self.subject}」列值的，没有项号"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "原来的标准在这里"),)

    def help(self) -> tuple[str, ...]:
        if self.has_rows:
            return (
                f"改动其中几项，写「改（一）…；」；要整个换成按{self.subject}列值，写出整条「标准 {self.standard} …」",
            )
        return (f"只写改动的代码：「修改 标准 {self.standard}：按 {self.subject}：…」，没有写的照旧",)


@frozen
class RepealedName(Problem):
    """A name that this or an earlier version repealed."""

    code: ClassVar[str] = "GJ911"
    name: str
    since: date
    first: Span

    def message(self) -> str:
        day = f"{self.since.year}年{self.since.month}月{self.since.day}日"
        return f"「{self.name}」已由{day}施行的版本废止"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "在这里废止"),)

    def help(self) -> tuple[str, ...]:
        return ("用到它的规则也要废止或修改；要恢复它，请在这个版本里写出整条",)


@frozen
class RowChangedTwice(Problem):
    """One row changed twice in one version."""

    code: ClassVar[str] = "GJ904"
    mark: str
    first: Span

    def message(self) -> str:
        return f"同一项{self.mark}改动了两次"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次改动"),)

    def help(self) -> tuple[str, ...]:
        return ("一项只能改动一次，请合成一处",)


@frozen
class RepealedAlready(Problem):
    """废止, 修改 or 过渡 of something repealed before."""

    code: ClassVar[str] = "GJ905"
    word: str
    name: str
    first: Span

    def message(self) -> str:
        return f"「{self.name}」已经废止，不能再{self.word}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "在这里废止"),)

    def help(self) -> tuple[str, ...]:
        if self.word == "过渡":
            return ("废止它的那个版本才能写它的过渡，请把这一句移到那个版本里",)
        return ("重复的废止请删去；要恢复，请写出整条",)


@frozen
class ChangedTwice(Problem):
    """One statement changed twice in one version."""

    code: ClassVar[str] = "GJ906"
    name: str
    first: Span

    def message(self) -> str:
        return f"同一版本里两次改动「{self.name}」"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次改动"),)

    def help(self) -> tuple[str, ...]:
        return ("一个版本里对一条的改动请写在一处，否则先后不明",)


@frozen
class DeltaInFirstVersion(Problem):
    """修改 and the like in the first version, which has nothing before it."""

    code: ClassVar[str] = "GJ907"
    word: str

    def message(self) -> str:
        return f"第一个版本里不能有「{self.word}」"

    def help(self) -> tuple[str, ...]:
        return ("第一个版本写出全部规则；改动写进以后施行的版本文件夹",)


@frozen
class VersionOutOfOrder(Problem):
    """A version in force before the one whose folder stands before it."""

    code: ClassVar[str] = "GJ908"
    folder: str
    previous: str
    first: Span

    def message(self) -> str:
        return f"版本「{self.folder}」的施行日期早于前一版本「{self.previous}」"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "前一版本的施行日期"),)

    def help(self) -> tuple[str, ...]:
        return ("版本文件夹以施行日期为名（如 2015-01-01），次序与施行日期一致；请改日期或文件夹名",)


@frozen
class SameDateTwice(Problem):
    """Two versions in force from one day."""

    code: ClassVar[str] = "GJ909"
    folder: str
    previous: str
    first: Span

    def message(self) -> str:
        return f"版本「{self.folder}」和「{self.previous}」同一天施行"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "前一版本的施行日期"),)

    def help(self) -> tuple[str, ...]:
        return ("同一天施行的改动请放进一个版本文件夹",)


@frozen
class ColumnChangesType(Problem):
    """A field whose type differs between versions: one export could not be read for both."""

    code: ClassVar[str] = "GJ910"
    entity: str
    name: str
    found: str
    before: str
    first: Span

    def message(self) -> str:
        return f"{self.entity}的「{self.name}」在前一版本是{self.before}，这里成了{self.found}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "前一版本里的这个字段"),)

    def help(self) -> tuple[str, ...]:
        return ("各版本读同一份导出数据，同名字段类型须一致；请给新字段另起名称",)


@frozen
class NoTriggerDate(Problem):
    """触发日期 in the 过渡 of a rule that goes by no date of its own, or by one that was repealed with it (`lost`)."""

    code: ClassVar[str] = "GJ297"
    kind: str
    name: str
    lost: str = ""
    repealed: Span | None = None

    def message(self) -> str:
        if self.lost:
            return f"{self.kind}「{self.name}」的「触发日期」要看「{self.lost}」，「{self.lost}」也废止了"
        return f"{self.kind}「{self.name}」没有自己的日期，「触发日期」说不出是哪一天"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.repealed, "在这里废止"),) if self.repealed is not None else ()

    def help(self) -> tuple[str, ...]:
        if self.lost:
            return (f"请保留「{self.lost}」，或者直接写台账里的日期字段",)
        return ("请直接写台账里的日期字段，例如：当 受理日期 早于 2024年1月1日",)
