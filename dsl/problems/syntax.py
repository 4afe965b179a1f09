"""The mistakes of text: words, punctuation, quotes, marks (GJ101–GJ115)."""

from typing import ClassVar

from attrs import frozen

from .base import Problem


@frozen
class EmptyFile(Problem):
    """A rule file without a statement."""

    code: ClassVar[str] = "GJ101"

    def message(self) -> str:
        return "文件里没有任何语句"

    def help(self) -> tuple[str, ...]:
        return ("从一条语句写起，例如：政策 某某办法",)


@frozen
class UndecodableText(Problem):
    """Bytes that are neither UTF-8 nor GB18030."""

    offset: int
    code: ClassVar[str] = "GJ102"

    def message(self) -> str:
        return f"文件既不是 UTF-8 编码，也不是 GB18030 编码，第 {self.offset + 1} 个字节起读不出文字"

    def help(self) -> tuple[str, ...]:
        return ("用记事本或 WPS 打开，另存为 UTF-8 编码的纯文本",)


@frozen
class TextOutsideStatement(Problem):
    """Words before the first statement."""

    nearest: tuple[str, ...]
    code: ClassVar[str] = "GJ103"

    def message(self) -> str:
        return "这里的文字不属于任何语句"

    def help(self) -> tuple[str, ...]:
        if self.nearest:
            return (f"是不是要写{quoted(self.nearest, '或')}？",)
        return ("每条语句以政策、主体、台账、界定、职责等词开头；说明文字前面加 #",)


@frozen
class UnexpectedWord(Problem):
    """A word, sign or value that cannot stand where it does."""

    found: str
    expected: str
    nearest: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    code: ClassVar[str] = "GJ105"

    def message(self) -> str:
        return f"这里不能写「{clip(self.found)}」"

    def label(self) -> str:
        return f"此处应为{self.expected}" if self.expected else ""

    def help(self) -> tuple[str, ...]:
        if self.nearest:
            return (f"是不是要写{quoted(self.nearest, '或')}？",)
        return as_written(self.forms)


@frozen
class UnfinishedStatement(Problem):
    """A statement that ends where something must still come."""

    expected: str
    forms: tuple[str, ...] = ()
    code: ClassVar[str] = "GJ106"

    def message(self) -> str:
        return "语句没有写完"

    def label(self) -> str:
        return f"后面还应有{self.expected}" if self.expected else ""

    def help(self) -> tuple[str, ...]:
        return as_written(self.forms)


@frozen
class WithoutTakenFrom(Problem):
    """A column or value of a 来源 without 取自 between what the rules call it and what the office writes.

    `repaired` is the line as it should be, where that is plain; `of_value` where it is a value, not a column.
    """

    found: str
    of_value: bool
    repaired: str = ""
    code: ClassVar[str] = "GJ298"

    def message(self) -> str:
        what = "值" if self.of_value else "字段"
        return f"来源的{what}「{clip(self.found)}」后面要写「取自」"

    def help(self) -> tuple[str, ...]:
        if self.repaired:
            return (f"改为：{self.repaired}",)
        if self.of_value:
            return ('规则里的值写在前，本单位的写法加引号写在后，每个值一行，例如：是 取自 "独居"、"单独居住"',)
        return ('字段写在前，本单位的表头加引号写在后，例如：· 独居 取自 "居住情况"',)


@frozen
class UnquotedWriting(Problem):
    """What an office writes, behind 取自, without its quotation marks."""

    found: str
    repaired: str
    code: ClassVar[str] = "GJ299"

    def message(self) -> str:
        return f"「取自」后面是本单位写的字，要加引号：「{clip(self.found)}」"

    def help(self) -> tuple[str, ...]:
        return (f"改为：{self.repaired}",)


@frozen
class MissingSpace(Problem):
    """Words run together. `repaired` is the line as it should be.

    `readings` are all ways to part them where the names are declared; `certain` where there is one.
    """

    found: str
    split: str
    repaired: str
    readings: tuple[str, ...] = ()
    certain: bool = False
    code: ClassVar[str] = "GJ107"

    def message(self) -> str:
        return f"「{clip(self.found)}」中间缺少空格"

    def label(self) -> str:
        return f"应为 {clip(self.split)}" if len(self.readings) <= 1 else f"有{len(self.readings)}种读法"

    def help(self) -> tuple[str, ...]:
        if len(self.readings) > 1:
            return (f"按意思在词与词之间加空格，写成下列之一：{'；'.join(map(clip, self.readings[:4]))}",)
        return (f"改为：{self.repaired}",) if len(self.repaired) <= 200 else ()


@frozen
class MissingPunctuation(Problem):
    """：, ； or 。, 、 or · left out after the underlined word."""

    sign: str
    code: ClassVar[str] = "GJ108"

    def message(self) -> str:
        return f"这里后面缺少{self.sign}"

    def help(self) -> tuple[str, ...]:
        return ("每一项都以；结束，最后一项以。结束",) if "；" in self.sign else ()


@frozen
class UnclosedQuote(Problem):
    """An opening quotation mark without its partner on the line."""

    opened: str
    closing: str
    code: ClassVar[str] = "GJ109"

    def message(self) -> str:
        return f"{self.opened} 没有配对的 {self.closing}"

    def help(self) -> tuple[str, ...]:
        return (f"引号里的文字要在同一行内用 {self.closing} 结束",)


@frozen
class UnpairedBracket(Problem):
    """A bracket without its partner in the statement."""

    bracket: str
    code: ClassVar[str] = "GJ110"

    def message(self) -> str:
        return f"括号 {self.bracket} 没有配对"

    def help(self) -> tuple[str, ...]:
        partner = "）" if self.bracket in "（(" else "（"
        return (f"补上 {partner}，或删去这个括号",)


@frozen
class MarkOutOfOrder(Problem):
    """Item marks that do not run consecutively."""

    found: str
    expected: str
    code: ClassVar[str] = "GJ111"

    def message(self) -> str:
        return f"项号不连续：这里应为{self.expected}，写成了{self.found}"

    def help(self) -> tuple[str, ...]:
        return (f"改为 {self.expected}，后面各项依次顺延",)


@frozen
class WrongMarkLevel(Problem):
    """A mark of another level than the list it stands in."""

    found: str
    expected: str
    code: ClassVar[str] = "GJ112"

    def message(self) -> str:
        return f"项号的层次不对：这里应为{self.expected}，写成了{self.found}"

    def notes(self) -> tuple[str, ...]:
        return ("项号自外向内依次为（一）、1.、（1）",)


@frozen
class ReservedWord(Problem):
    """A word of the language where a name must stand."""

    word: str
    code: ClassVar[str] = "GJ113"

    def message(self) -> str:
        return f"「{self.word}」是规则语言的用词，不能直接作名称"

    def help(self) -> tuple[str, ...]:
        return (f"作名称时加引号，写成「{self.word}」",)


@frozen
class ForeignKeyword(Problem):
    """A keyword in traditional characters or English."""

    found: str
    meant: str
    code: ClassVar[str] = "GJ114"

    def message(self) -> str:
        return f"「{self.found}」应写作「{self.meant}」"

    def help(self) -> tuple[str, ...]:
        return (f"规则语言的用词一律用简体中文：{self.meant}",)


@frozen
class StrangeCharacter(Problem):
    """A character that belongs to no word and no sign of the language."""

    character: str
    code: ClassVar[str] = "GJ115"

    def message(self) -> str:
        if self.character.isprintable():
            return f"不认识的符号 {self.character}"
        return f"这里有一个看不见的字符（U+{ord(self.character):04X}）"

    def help(self) -> tuple[str, ...]:
        if self.character.isprintable():
            return ("文字里要用这个符号时，写在引号里",)
        return ("删去这个字符",)


def as_written(forms: tuple[str, ...]) -> tuple[str, ...]:
    """How a clause is written, as a remedy; none where that is not known."""
    return (f"可以这样写：{'；'.join(forms)}",) if forms else ()


def quoted(words: tuple[str, ...], last: str) -> str:
    """Join words as 「甲」、「乙」或「丙」."""
    marked = [f"「{w}」" for w in words]
    return last.join(filter(None, ("、".join(marked[:-1]), marked[-1])))


def clip(text: str, longest: int = 40) -> str:
    """Cut long words for a message; the underlined text shows them whole."""
    return text if len(text) <= longest else text[:longest] + "…"
