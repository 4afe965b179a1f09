"""Files beside the rules that nobody reads, though whoever laid them there believes they count."""

from pathlib import Path
from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label, Severity
from ...engine.origin import Span
from .base import Problem

AWAY = "用不着的，请移出政策文件夹"


@frozen
class NamedFile:
    """A file that rules name: what they take from it, its path as written, and the folder it has to lie in.

    `written` is where they name it. `dated` where its rows may be dated in a column 自; `spare` where one that is shipped
    serves if there is none (日历).
    """

    holds: str
    name: str
    path: str
    home: Path
    written: Span | None = None
    dated: bool = False
    spare: bool = False

    @property
    def place(self) -> Path:
        """Where it is read."""
        return self.home / self.path

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return self.place.is_file()

    def reads(self) -> str:
        """What is read, in words."""
        if not self.is_there and self.spare:
            return f"{self.holds}读的是随附的"
        return f"{self.holds}读的是「{self.place}」{'' if self.is_there else '，现在没有这个文件'}"


@frozen
class UnreadFile(Problem):
    """A file among the rules that looks like data for them, and that no rule names.

    `meant` is the file it may have been meant for; None where no name is alike, then `named` are those that rules name.
    """

    code: ClassVar[str] = "GJ238"
    severity: ClassVar[Severity] = Severity.WARNING
    name: str
    meant: NamedFile | None
    named: tuple[str, ...] = ()
    is_text: bool = True
    calendar: str = ""
    """The name of the 日历 that it may be, where it lies among these."""
    same: bool = False
    """Whether it holds the very same as the one that is read."""

    def message(self) -> str:
        return f"没有规则读「{self.name}」，里面的内容不起作用"

    def others(self) -> tuple[Label, ...]:
        if self.meant is None or self.meant.written is None:
            return ()
        return (Label(self.meant.written, f"读的是「{self.meant.path}」"),)

    def notes(self) -> tuple[str, ...]:
        if self.meant is not None:
            same = "；两个文件现在内容相同，只改这里的不起作用" if self.same else ""
            return (f"{self.meant.reads()}{same}",)
        return (f"规则读的有：{'、'.join(self.named)}",) if self.named else ("规则没有写要读哪个数据文件",)

    def help(self) -> tuple[str, ...]:
        if self.same:
            return ("请删去这里的，只留读的那一个",)
        if self.calendar:
            return (f"要用它的，请在「政策」语句里写：日历 中国、{self.calendar}", AWAY)
        if self.meant is None:
            return ("要用它的，请把文件名改成规则里写的，或者在规则里用「数据表」声明", AWAY)
        saved = "" if self.is_text else "在 Excel 中另存为「CSV UTF-8（逗号分隔）」，"
        if not self.meant.is_there:
            return (f"要用它的，请{saved}改名为「{self.meant.place}」", AWAY)
        since = "；从某一天起变的，加一行，在「自」列写这一天" if self.meant.dated else ""
        return (f"要用它的，请{saved}把内容并入「{self.meant.place}」{since}", AWAY)


@frozen
class UnreadData(Problem):
    """A file called exactly as the rules name one, in a folder of the policy from which they do not read it.

    An error, where other files nobody reads get a warning: the name leaves no doubt what it was laid there for, and sums
    and deadlines would go by other figures than those its author sees in front of him. A mere copy gets a warning.
    """

    code: ClassVar[str] = "GJ239"
    meant: NamedFile

    def message(self) -> str:
        return f"没有规则读这里的「{self.meant.path}」：{self.meant.reads()}"

    def others(self) -> tuple[Label, ...]:
        if self.meant.written is None:
            return ()
        return (Label(self.meant.written, "写在这里，文件要放在这个规则文件旁边"),)

    def notes(self) -> tuple[str, ...]:
        return ("文件要放在写它的规则文件旁边；后来的版本没有重写这一条的，读的仍是原来版本里的文件",)

    def help(self) -> tuple[str, ...]:
        if not self.meant.is_there:
            return (f"请把它移到「{self.meant.place}」",)
        since = "内容从某一天起变的，在那里加一行，「自」列写这一天；" if self.meant.dated else ""
        return (f"请把内容并入「{self.meant.place}」（{since}原来的行不删），再删去这里的文件",)


@frozen
class UnreadRules(Problem):
    """A file of rules where rules are not looked for, or with another ending.

    `renamed` is what it would have to be called, `taken` where another file is called so; empty where its place is wrong.
    """

    code: ClassVar[str] = "GJ240"
    severity: ClassVar[Severity] = Severity.WARNING
    name: str
    renamed: str = ""
    taken: bool = False

    def message(self) -> str:
        return f"没有读「{self.name}」，里面的规则不起作用"

    def notes(self) -> tuple[str, ...]:
        if self.renamed:
            return ("规则文件的名称要以 .policy 结尾（小写，后面没有别的）",)
        return ("规则文件直接放在版本的文件夹里，下一层文件夹里的不读",)

    def help(self) -> tuple[str, ...]:
        if self.taken:
            return (f"要用它的，请把内容并入「{self.renamed}」", AWAY)
        if self.renamed:
            seen = "Windows 默认不显示后缀：在资源管理器「查看」里勾选「文件扩展名」再改"
            return (f"请改名为「{self.renamed}」（{seen}）", AWAY)
        apart = "有几个版本的，每个版本（原来的也是）各放一个以施行日期为名的文件夹，例如 2020-01-01"
        return (f"请移到上一层文件夹；{apart}", AWAY)
