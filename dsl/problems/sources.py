"""Mistakes in what rules rest on: quotations, clauses, the files named beside the rules. Codes GJ2xx."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label, Severity
from ...engine.origin import Span
from .base import Problem


@frozen
class QuotationNotFound(Problem):
    """A quotation that is not in the source document."""

    code: ClassVar[str] = "GJ210"
    source: str
    nearest: str
    clause: str = ""
    elsewhere: tuple[str, ...] = ()

    def message(self) -> str:
        if self.elsewhere:
            return f"{self.clause}里没有这段话，它在{'、'.join(self.elsewhere)}"
        return f"原文「{self.source}」里没有这段话"

    def notes(self) -> tuple[str, ...]:
        if self.elsewhere:
            return ()
        return (f"原文里能找到的最长一段是：「{self.nearest}」",) if self.nearest else ()

    def help(self) -> tuple[str, ...]:
        if self.elsewhere:
            return (f"请把条款改成 {self.elsewhere[0]}，或只写引文",)
        return ("引文须与原文一字不差；中间略去的文字用……代替",)


@frozen
class QuotationTwice(Problem):
    """A quotation that stands in the source more than once."""

    code: ClassVar[str] = "GJ211"
    clauses: tuple[str, ...]

    def message(self) -> str:
        if len(set(self.clauses)) == 1:
            return f"这段话在{self.clauses[0]}里出现{len(self.clauses)}次，看不出引的是哪一处"
        return f"这段话在原文里出现{len(self.clauses)}次（{'、'.join(self.clauses)}），看不出引的是哪一处"

    def help(self) -> tuple[str, ...]:
        if len(set(self.clauses)) == 1:
            return ("请把引文再引长一些，引到只有一处",)
        return (f"请在引文前写明条款，例如：依据 {self.clauses[0]} 「…」；同一条里有两处的，引得再长一些",)


@frozen
class NoSuchClause(Problem):
    """A clause number that the source document does not have."""

    code: ClassVar[str] = "GJ212"
    clause: str
    known: tuple[str, ...]

    def message(self) -> str:
        return f"原文里没有{self.clause}"

    def help(self) -> tuple[str, ...]:
        listed = "、".join(self.known[:12]) + ("……" if len(self.known) > 12 else "")
        return (f"原文里有：{listed}",) if self.known else ("请核对条款号",)


@frozen
class NoSource(Problem):
    """A quotation in a policy that names no source document."""

    code: ClassVar[str] = "GJ213"

    def message(self) -> str:
        return "引了原文，但这套政策没有写明原文文件"

    def help(self) -> tuple[str, ...]:
        return ('请在「政策」语句里写：原文 "原文.txt"，并把文件放在规则旁边',)


@frozen
class NoBasis(Problem):
    """A rule that cites nothing."""

    code: ClassVar[str] = "GJ222"
    severity: ClassVar[Severity] = Severity.WARNING
    statement: str
    name: str

    def message(self) -> str:
        return f"{self.statement}「{self.name}」没有写依据"

    def help(self) -> tuple[str, ...]:
        return ("请补上：依据 「原文里的话」",)


@frozen
class NoPolicyStatement(Problem):
    """A folder of rules without 政策, or with two."""

    code: ClassVar[str] = "GJ226"
    found: int
    first: Span | None = None

    def message(self) -> str:
        return "规则里没有「政策」语句" if self.found == 0 else f"规则里有{self.found}个「政策」语句"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一个在这里"),) if self.first is not None else ()

    def help(self) -> tuple[str, ...]:
        return ("每个版本写且只写一个「政策」语句，写明名称、标题和施行日期",)


@frozen
class NoCalendar(Problem):
    """日历 that is not shipped and not beside the policy."""

    code: ClassVar[str] = "GJ230"
    name: str
    reason: str

    def message(self) -> str:
        return f"读不到日历「{self.name}」：{self.reason}"

    def help(self) -> tuple[str, ...]:
        return (f"请把「{self.name}.csv」和「{self.name}.年份.csv」放在规则文件旁边的「日历」文件夹里",)


@frozen
class FileProblem(Problem):
    """A file named in a rule that cannot be used."""

    code: ClassVar[str] = "GJ231"
    path: str
    reason: str

    def message(self) -> str:
        return f"文件「{self.path}」用不了：{self.reason}"

    def help(self) -> tuple[str, ...]:
        return ("请检查文件名，文件要放在规则文件旁边",)
