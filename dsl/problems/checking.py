"""Mistakes in what rules mean: names, types, missing and contradictory clauses. Codes GJ2xx."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label, Severity
from ...engine.origin import Span
from .base import Problem

QUOTES = '"“＂'
SIZES = ("超过", "不超过", "少于", "不少于", "低于", "不低于", "不满")
"""Words that compare numbers and sums, not dates."""
ORDERED = ("日期", "时刻", "月份")
"""Types that stand in an order of time."""


def _or_list(words: tuple[str, ...]) -> str:
    return "、".join(f"「{w}」" for w in words)


@frozen
class UnknownName(Problem):
    """A name that is declared nowhere."""

    code: ClassVar[str] = "GJ201"
    name: str
    wanted: str
    nearest: tuple[str, ...] = ()
    where: str = ""
    remedy: str = ""

    def message(self) -> str:
        place = f"{self.where}里" if self.where else ""
        return f"{place}没有叫「{self.name}」的{self.wanted}"

    def help(self) -> tuple[str, ...]:
        near = (f"是不是要写{_or_list(self.nearest)}？",) if self.nearest else ()
        if near and not self.remedy:
            return near
        remedy = self.remedy or f"请先声明「{self.name}」，或改用已声明的名称"
        return (*near, f"不是的话，{remedy}" if near else remedy)


@frozen
class DuplicateName(Problem):
    """A name declared twice."""

    code: ClassVar[str] = "GJ202"
    name: str
    first: Span

    def message(self) -> str:
        return f"「{self.name}」声明了两次"

    def label(self) -> str:
        return "第二次声明"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("名称在整套政策里不能重复，请改其中一个",)


@frozen
class WrongType(Problem):
    """An operator or clause whose operands do not fit."""

    code: ClassVar[str] = "GJ203"
    operator: str
    found: tuple[str, ...]
    expects: str
    operands: tuple[Span, ...] = ()
    of_rows: bool = False

    def message(self) -> str:
        if self.of_rows:
            return f"{self.operator}各行的值不同类：{'、'.join(self.found)}"
        return f"「{self.operator}」不能用在{'与'.join(self.found)}上"

    def label(self) -> str:
        own = next((f"这是{t}，" for s, t in self._operands() if s == self.place), "")
        return f"{own}这里要求：{self.expects}"

    def others(self) -> tuple[Label, ...]:
        return tuple(Label(s, f"这是{t}") for s, t in self._operands() if s != self.place)

    def help(self) -> tuple[str, ...]:
        if len(set(self.found)) == 1 and self.found[0] in ORDERED and self.operator in SIZES:
            return (f"{self.found[0]}用 早于、晚于、不早于、不晚于",)
        if set(self.found) == {"日期", "时刻"}:
            return ("时刻要与时刻比：字面写到分，例如 2020年1月1日0时0分；只记日的字段，请把另一边也登记成日期",)
        for whole, part in (("年度", "年度"), ("月份", "当月")):
            finer = set(self.found) - {whole}
            if len(finer) == 1 and whole in self.found and finer <= {*ORDERED}:
                return (f"请先取所在的{whole}再比：{finer.pop()} 的 {part}",)
        if any(span.text[0] in QUOTES for span in self.operands):
            return ("代码表的值不加引号；其他的请改成同类的值",)
        if self.of_rows and "整数" in self.found:
            return ("数后面要写单位，例如：300元、300人",)
        return ("请改成同类的值，或改用合适的词",)

    def _operands(self) -> tuple[tuple[Span, str], ...]:
        return tuple(zip(self.operands, self.found, strict=False))


@frozen
class NotACondition(Problem):
    """A value where a condition is wanted."""

    code: ClassVar[str] = "GJ204"
    found: str

    def message(self) -> str:
        return f"这里要写能判断是非的条件，写的却是{self.found}"

    def help(self) -> tuple[str, ...]:
        return ("请写成完整的条件，例如「年龄 不少于 80周岁」或「申请日期 已知」",)


@frozen
class UnexpectedType(Problem):
    """A clause that wants one type and gets another; no clause where 未知 or 未规定 stands within an expression."""

    code: ClassVar[str] = "GJ205"
    clause: str
    wanted: str
    found: str

    def message(self) -> str:
        if not self.clause:
            return f"{self.found}不能当作一个值来计算或比较"
        return f"「{self.clause}」后面要写{self.wanted}，写的却是{self.found}"

    def help(self) -> tuple[str, ...]:
        if not self.clause:
            return (f"请换成{self.wanted}；要问一个字段填了没有，写：出生日期 已知，或 出生日期 未知",)
        return (f"请换成{self.wanted}",)


@frozen
class MissingClause(Problem):
    """A statement without a clause it cannot do without."""

    code: ClassVar[str] = "GJ206"
    statement: str
    name: str
    clause: str
    example: str

    def message(self) -> str:
        return f"{self.statement}「{self.name}」没有写「{self.clause}」"

    def help(self) -> tuple[str, ...]:
        return (f"请补上一行，例如：{self.example}",)


@frozen
class RepeatedClause(Problem):
    """A clause that may stand once and stands twice."""

    code: ClassVar[str] = "GJ207"
    statement: str
    name: str
    clause: str
    first: Span

    def message(self) -> str:
        return f"{self.statement}「{self.name}」写了两次「{self.clause}」"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请合并成一处，或删去多余的一处",)


@frozen
class MisplacedClause(Problem):
    """A clause that does not belong to this kind of statement."""

    code: ClassVar[str] = "GJ208"
    statement: str
    clause: str

    def message(self) -> str:
        return f"{self.statement}里不能写「{self.clause}」"

    def help(self) -> tuple[str, ...]:
        return ("请删去这一行，或移到合适的语句里",)


@frozen
class Cycle(Problem):
    """Definitions that rest on each other."""

    code: ClassVar[str] = "GJ209"
    path: tuple[str, ...]

    def message(self) -> str:
        return f"定义循环：{' → '.join(self.path)}"

    def help(self) -> tuple[str, ...]:
        return ("请断开其中一环，使每个定义最终都落到台账里的事实上",)


@frozen
class UnknownType(Problem):
    """A field whose type is no type."""

    code: ClassVar[str] = "GJ214"
    name: str
    nearest: tuple[str, ...] = ()

    def message(self) -> str:
        return f"没有叫「{self.name}」的类型"

    def notes(self) -> tuple[str, ...]:
        built_in = "是非、整数、小数、金额、金额率 每月、百分比、日期、时刻、年度、月份、文本、主体"
        return (f"类型可以是：{built_in}，或已声明的代码表、台账、数据表、主体的名称",)

    def help(self) -> tuple[str, ...]:
        return (f"是不是要写{_or_list(self.nearest)}？",) if self.nearest else ()


@frozen
class NoKey(Problem):
    """An entity without 主键."""

    code: ClassVar[str] = "GJ216"
    statement: str
    name: str

    def message(self) -> str:
        return f"{self.statement}「{self.name}」没有主键"

    def help(self) -> tuple[str, ...]:
        return ("请在能区分每一行的字段后面写「主键」，例如：· 编号：文本 主键",)


@frozen
class ForbiddenFact(Problem):
    """A column that may not be collected (民族, 宗教, biometrics, location history)."""

    code: ClassVar[str] = "GJ217"
    name: str

    def message(self) -> str:
        return f"不能把「{self.name}」列为事实"

    def notes(self) -> tuple[str, ...]:
        return ("民族、宗教信仰、生物识别和行踪轨迹属于敏感个人信息，履行本类职责不需要（个人信息保护法第二十八条）",)

    def help(self) -> tuple[str, ...]:
        return ("请删去这个字段",)


@frozen
class NotAReference(Problem):
    """的 after something that leads to no other row."""

    code: ClassVar[str] = "GJ218"
    name: str
    found: str

    def message(self) -> str:
        return f"「{self.name}」是{self.found}，后面不能再接「的」"

    def help(self) -> tuple[str, ...]:
        return (f"「{self.name}」本身就是值，直接写它；「甲 的 乙」里的甲须指向另一张台账或数据表",)


@frozen
class KnownTestOnDerived(Problem):
    """已知 or 未知 asked of something that is worked out."""

    code: ClassVar[str] = "GJ219"
    name: str
    kind: str = "推出来的"

    def message(self) -> str:
        return f"「已知」「未知」只能用在台账里的事实上，「{self.name}」是{self.kind}"

    def help(self) -> tuple[str, ...]:
        return ("请改问它所依据的事实",) if self.kind == "推出来的" else ("请改问台账里的事实",)


@frozen
class CellsDoNotMatch(Problem):
    """分别向 A、B 经 X、Y with another number of proofs."""

    code: ClassVar[str] = "GJ220"
    recipients: int
    channels: int
    facts: int | None

    def message(self) -> str:
        cells = self.recipients * max(self.channels, 1)
        found = "要写 齐备（…）" if self.facts is None else f"列了{self.facts}项"
        return f"分别向{self.recipients}个对象经{max(self.channels, 1)}个渠道共{cells}格，「完成于」{found}"

    def help(self) -> tuple[str, ...]:
        return ("请写：完成于 齐备（…），先按对象、再按渠道的顺序逐格列出各自的日期字段",)


@frozen
class NoDeadline(Problem):
    """A duty that never falls due."""

    code: ClassVar[str] = "GJ221"
    severity: ClassVar[Severity] = Severity.WARNING
    name: str

    def message(self) -> str:
        return f"职责「{self.name}」没有期限，不会逾期"

    def help(self) -> tuple[str, ...]:
        return ("原文定了时限的，请补「期限」；原文没有定的，可以不理会这条提示",)


@frozen
class UnusedFact(Problem):
    """A column no rule reads."""

    code: ClassVar[str] = "GJ223"
    severity: ClassVar[Severity] = Severity.ADVICE
    name: str
    entity: str

    def message(self) -> str:
        return f"{self.entity}的「{self.name}」没有规则用到"

    def help(self) -> tuple[str, ...]:
        return ("只收集办事需要的信息：不用的字段请删去（个人信息保护法第六条）",)


@frozen
class NotALiteral(Problem):
    """A value in 示例 that fits no fact or result."""

    code: ClassVar[str] = "GJ224"
    subject: str
    wanted: str

    def message(self) -> str:
        return f"「{self.subject}」只能写 {self.wanted}"

    def help(self) -> tuple[str, ...]:
        return (f"请改成{self.wanted}",)


@frozen
class UnknownAspect(Problem):
    """则 X 的 aspect with an aspect X does not have."""

    code: ClassVar[str] = "GJ225"
    rule: str
    aspect: str
    known: tuple[str, ...]

    def message(self) -> str:
        if not self.aspect:
            return f"要写明问「{self.rule}」的哪一项结果"
        return f"「{self.rule}」没有「{self.aspect}」这一项结果"

    def help(self) -> tuple[str, ...]:
        return (
            f"可以写：{'、'.join(f'{self.rule} 的 {a}' for a in self.known)}"
            if self.known
            else f"可以写：则 {self.rule} 为 …",
        )


@frozen
class RowAfterOtherwise(Problem):
    """其余 that is not the last row."""

    code: ClassVar[str] = "GJ228"

    def message(self) -> str:
        return "「其余」只能写一次，并且写在最后一行"

    def help(self) -> tuple[str, ...]:
        return ("请把「其余」移到最后",)


@frozen
class Unorderable(Problem):
    """A 至 B of a list that has no order."""

    code: ClassVar[str] = "GJ229"
    name: str
    codes: bool = True

    def message(self) -> str:
        if not self.codes:
            return f"「{self.name}」不是代码表的值，不能写「甲 至 乙」"
        return f"代码表「{self.name}」没有顺序，不能写「甲 至 乙」"

    def help(self) -> tuple[str, ...]:
        if not self.codes:
            return ("数和日期请写两头，例如「年龄 不少于 60周岁 且 年龄 不超过 80周岁」",)
        return ("请在代码表后写「由重到轻」或「由低到高」，或把各值逐个列出",)


@frozen
class OfAnotherEntity(Problem):
    """A derived column read from a row it does not belong to."""

    code: ClassVar[str] = "GJ234"
    name: str
    owner: str
    entity: str

    def message(self) -> str:
        return f"「{self.name}」是对{self.owner}的，不能直接用在{self.entity}上"

    def help(self) -> tuple[str, ...]:
        return (f"请经由指向{self.owner}的字段来写：「字段 的 {self.name}」",)


@frozen
class NoSuchRow(Problem):
    """A reference in 示例 that names no row of a 数据表, or several."""

    code: ClassVar[str] = "GJ237"
    written: str
    table: str
    nearest: tuple[str, ...]
    several: bool

    def message(self) -> str:
        how_many = "不止一行" if self.several else "没有一行"
        return f"数据表「{self.table}」里{how_many}叫「{self.written}」"

    def help(self) -> tuple[str, ...]:
        if self.several:
            return (f"请写它的代码：{_or_list(self.nearest)}",)
        return (f"是不是要写{_or_list(self.nearest)}？",) if self.nearest else ("请写这一行的代码或名称",)
