"""Mistakes of statements that are well formed each by itself but do not hold together. Codes GJ251–GJ279."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label, Severity
from ...engine.origin import Span
from .base import Problem


@frozen
class HoursFromDate(Problem):
    """A period of hours that runs from a day, which has no hour."""

    code: ClassVar[str] = "GJ251"
    period: str
    base: str
    base_place: Span

    def message(self) -> str:
        return f"「{self.period}」只能从时刻起算，「{self.base}」是日期"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.base_place, "这是日期"),)

    def notes(self) -> tuple[str, ...]:
        return ("按小时计算的期间自法律规定或者当事人约定的时间起算（民法典第二百零一条第二款），日期里没有钟点",)

    def help(self) -> tuple[str, ...]:
        return ("请写几天或几个工作日",)


@frozen
class EmptyPeriod(Problem):
    """A period of nothing."""

    code: ClassVar[str] = "GJ252"
    period: str

    def message(self) -> str:
        return f"期间至少为 1，写的却是 {self.period}"

    def help(self) -> tuple[str, ...]:
        return ("请改成原文规定的期间",)


@frozen
class ChainedMonths(Problem):
    """Months counted from a date that was itself found by counting months."""

    code: ClassVar[str] = "GJ253"

    def message(self) -> str:
        return "不能在按月、按年算出的日期上再加减月或年：月末会算错"

    def notes(self) -> tuple[str, ...]:
        return ("例如1月31日后1个月再后1个月是3月28日或29日，后2个月却是3月31日",)

    def help(self) -> tuple[str, ...]:
        return ("请合成一个期间，从最初的日期起算",)


@frozen
class BearerWithoutPlace(Problem):
    """A duty holder there is one of for each place, named without saying of which place."""

    code: ClassVar[str] = "GJ254"
    name: str
    per: str
    columns: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.name}」每个{self.per}各有一个，这里没有写明是哪个{self.per}的"

    def help(self) -> tuple[str, ...]:
        if not self.columns:
            return (f"请在台账里加一个类型为「{self.per}」的字段，再写：字段 的 {self.name}",)
        return (f"请写明是哪个{self.per}的：{'、'.join(f'{c} 的 {self.name}' for c in self.columns)}",)


@frozen
class CodeOrRule(Problem):
    """A name that is both a value of the list compared with and a rule."""

    code: ClassVar[str] = "GJ255"
    name: str
    codes: str
    rule: Span

    def message(self) -> str:
        return f"「{self.name}」既是代码表「{self.codes}」的值，又是规则的名称，分不清指哪一个"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.rule, "规则在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请给规则换一个名称",)


@frozen
class ExpiresBeforeInForce(Problem):
    """A policy that ends before it begins."""

    code: ClassVar[str] = "GJ256"
    in_force: Span

    def message(self) -> str:
        return "失效日期早于施行日期"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.in_force, "施行在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请核对两个日期",)


@frozen
class OptionsDoNotFit(Problem):
    """Options of 期限 that contradict each other or the deadline they stand on."""

    code: ClassVar[str] = "GJ257"
    reason: str
    remedy: str

    def message(self) -> str:
        return self.reason

    def help(self) -> tuple[str, ...]:
        return (self.remedy,)


@frozen
class PeriodsDoNotCompare(Problem):
    """Periods of units that have no common measure."""

    code: ClassVar[str] = "GJ258"
    first: str
    second: str

    def message(self) -> str:
        return f"{self.first}和{self.second}不能比较：要看从哪一天起算"

    def help(self) -> tuple[str, ...]:
        return ("请用同一种单位",)


@frozen
class ProofNotMarked(Problem):
    """完成于 a date whose absence means 未知 and not 尚未发生."""

    code: ClassVar[str] = "GJ259"
    severity: ClassVar[Severity] = Severity.WARNING
    name: str

    def message(self) -> str:
        return f"「{self.name}」没有标「履行」，空着只会算未知，不会算没有做"

    def help(self) -> tuple[str, ...]:
        return (f"「{self.name}」若能证明做了这件事，请在字段后面写「履行」；否则请换成能证明的日期",)


@frozen
class CompanionOfAnotherType(Problem):
    """A field named as the companion of a 须认定 fact, with another type."""

    code: ClassVar[str] = "GJ260"
    name: str
    fact: str
    wanted: str
    fact_place: Span

    def message(self) -> str:
        return f"「{self.name}」随「{self.fact} 须认定」而来，类型是{self.wanted}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.fact_place, "须认定的事实在这里"),)

    def help(self) -> tuple[str, ...]:
        return (f"请删去这一行，或把类型改成{self.wanted}",)


@frozen
class DutyOverReference(Problem):
    """A duty about the rows of a 数据表, which come with the policy and are no cases."""

    code: ClassVar[str] = "GJ261"
    statement: str
    entity: str

    def message(self) -> str:
        return f"{self.statement}要对台账写，「{self.entity}」是数据表，不是个案"

    def help(self) -> tuple[str, ...]:
        return ("请改成办事对象所在的台账",)


@frozen
class EmptySource(Problem):
    """A source document without a word."""

    code: ClassVar[str] = "GJ262"
    path: str

    def message(self) -> str:
        return f"原文「{self.path}」是空的"

    def help(self) -> tuple[str, ...]:
        return ("请把文件全文放进去，或删去「原文」这一行",)


@frozen
class SumAlwaysUnprovided(Problem):
    """A 标准 that gives a value in no row."""

    code: ClassVar[str] = "GJ263"
    name: str
    dated: bool = False

    def message(self) -> str:
        if self.dated:
            return f"「{self.name}」这里的各档都是未规定，不必分档"
        return f"标准「{self.name}」每一行都是未规定，定不出任何值"

    def help(self) -> tuple[str, ...]:
        if self.dated:
            return ("请补上原文规定的值；各档都没有规定的，直接写「未规定」",)
        return ("请补上原文规定的值；原文都没有规定的，请改写成「非规范」",)


@frozen
class FactSetTwice(Problem):
    """A 示例 that sets one fact twice."""

    code: ClassVar[str] = "GJ264"
    name: str
    first: Span

    def message(self) -> str:
        return f"这个示例里「{self.name}」设了两次"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请删去其中一行",)


@frozen
class ExampleNameTwice(Problem):
    """Two 示例 of one name."""

    code: ClassVar[str] = "GJ265"
    name: str
    first: Span

    def message(self) -> str:
        return f"有两个示例叫「{self.name}」"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一个在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请给其中一个换名称，不符合时才看得出是哪一个",)


@frozen
class NoRowToReferTo(Problem):
    """A row of a 数据表 that refers to a row there is not."""

    code: ClassVar[str] = "GJ266"
    table: str
    row: str
    column: str
    written: str
    target: str

    def message(self) -> str:
        return f"数据表「{self.table}」里「{self.row}」这一行的「{self.column}」是「{self.written}」，数据表「{self.target}」里没有这一行"

    def help(self) -> tuple[str, ...]:
        return (f"请改成「{self.target}」里有的代码，或在那里补一行",)


@frozen
class AmbiguousFact(Problem):
    """A fact in 示例 that several 台账 have."""

    code: ClassVar[str] = "GJ267"
    name: str
    owners: tuple[str, ...]

    def message(self) -> str:
        return f"几张台账都有「{self.name}」，要写明是哪一张的"

    def help(self) -> tuple[str, ...]:
        return (f"例如：{self.owners[0]} 的 {self.name}",)


@frozen
class ProofNotADate(Problem):
    """履行 on a field that holds no date."""

    code: ClassVar[str] = "GJ268"
    name: str
    found: str

    def message(self) -> str:
        return f"「{self.name}」标了「履行」，类型要是日期，写的却是{self.found}"

    def help(self) -> tuple[str, ...]:
        return ("请改成做完的日期，或删去「履行」",)
