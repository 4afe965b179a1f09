"""Mistakes in figures: units, rounding, ranges, dated rows, 参数 and 例外. Codes GJ3xx."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label, Severity
from ...engine.origin import Place, Span
from .base import Problem


def _listed(words: tuple[str, ...]) -> str:
    return "、".join(f"「{w}」" for w in words)


@frozen
class WrongPartWord(Problem):
    """的部分 or 的差额 behind a comparison it does not go with."""

    code: ClassVar[str] = "GJ301"
    word: str
    ending: str
    allowed: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.ending}」前面不能写「{self.word}」"

    def help(self) -> tuple[str, ...]:
        return (f"可以写：{_listed(self.allowed)}，例如（工资 {self.allowed[0]} 15000元 {self.ending}）",)


@frozen
class UnroundedProduct(Problem):
    """A product or quotient that may not come out whole, outside any rounding."""

    code: ClassVar[str] = "GJ302"
    written: str
    is_quotient: bool
    is_sum: bool
    is_share: bool = False

    def message(self) -> str:
        what = "商" if self.is_quotient else "积"
        if self.is_share:
            return f"「{self.written}」的{what}是比值，不一定除得尽，不能单独取出来用"
        return f"「{self.written}」的{what}不一定是{'整分' if self.is_sum else '整数'}，没有写怎样取整"

    def label(self) -> str:
        return "可能除不尽" if self.is_quotient else "可能有零头"

    def notes(self) -> tuple[str, ...]:
        return ("怎样取整会改变结果，不能由程序替文件决定；文件没有写的，用「解释」说明采用的取法",)

    def help(self) -> tuple[str, ...]:
        if self.is_share:
            return (
                "比值要放在金额或数目的一次取整里面用，例如：工资 ×（甲 ÷ 乙）四舍五入到 分",
                "比较比值的，改用乘法，例如：残疾人数 不少于（总人数 × 1.5% 进一到 整数）",
            )
        if self.is_sum:
            return ("请在整个算式后面写：四舍五入到 分（也可以写「进一到」「舍去到」，到元、角或分）",)
        return ("请在整个算式后面写：四舍五入到 整数、进一到 整数 或 舍去到 整数",)


@frozen
class WrongRoundingUnit(Problem):
    """A rounding to a unit that the number does not have."""

    code: ClassVar[str] = "GJ303"
    mode: str
    unit: str
    found: str
    allowed: tuple[str, ...]

    def message(self) -> str:
        return f"{self.found}不能「{self.mode} {self.unit}」"

    def help(self) -> tuple[str, ...]:
        if not self.allowed:
            return ("只有金额能取整到元、角、分，数目能取整到整数",)
        return (f"可以写：{'、'.join(f'{self.mode} {a}' for a in self.allowed)}",)


@frozen
class MixedNumbers(Problem):
    """Two numbers that cannot be reckoned together: 元 with 人, 每月 with a sum."""

    code: ClassVar[str] = "GJ304"
    sign: str
    left: str
    right: str
    left_place: Span
    right_place: Span
    expects: str
    remedy: str

    def message(self) -> str:
        return f"{self.left}与{self.right}不能用「{self.sign}」算在一起"

    def label(self) -> str:
        return f"这里要求：{self.expects}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.left_place, f"这是{self.left}"), Label(self.right_place, f"这是{self.right}"))

    def help(self) -> tuple[str, ...]:
        return (self.remedy,)


@frozen
class ForgottenUnit(Problem):
    """A bare number beside a sum, a percentage, a span of days: its unit was left out."""

    code: ClassVar[str] = "GJ305"
    written: str
    beside: str
    other_place: Span
    examples: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.written}」没有写单位，另一边是{self.beside}"

    def label(self) -> str:
        return "这里少了单位"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.other_place, f"这是{self.beside}"),)

    def help(self) -> tuple[str, ...]:
        return (f"请写上单位，例如：{'、'.join(self.examples)}",)


@frozen
class UnknownMeasure(Problem):
    """（D1 至 D2）的 with a word that measures no span, or D 的 with no part of a date."""

    code: ClassVar[str] = "GJ306"
    word: str
    known: tuple[str, ...]
    nearest: tuple[str, ...]

    def message(self) -> str:
        return f"起止日期之间没有「{self.word}」这种算法"

    def help(self) -> tuple[str, ...]:
        guess = (f"是不是要写{_listed(self.nearest)}？",) if self.nearest else ()
        return (*guess, f"可以写：{'、'.join(self.known)}")


@frozen
class DaysFromMoment(Problem):
    """A period of days or months counted from a 时刻."""

    code: ClassVar[str] = "GJ308"
    period: str

    def message(self) -> str:
        return f"从时刻起算的期间要用小时，写的却是「{self.period}」"

    def help(self) -> tuple[str, ...]:
        return ("请写几小时（例如 48小时），或把字段声明为「日期」",)


@frozen
class MissingCodes(Problem):
    """标准 … 按 without all the values of the list and without 其余."""

    code: ClassVar[str] = "GJ309"
    table: str
    missing: tuple[str, ...]

    def message(self) -> str:
        return f"代码表「{self.table}」的{_listed(self.missing)}没有列出，也没有写「其余」"

    def help(self) -> tuple[str, ...]:
        return ("请补上这些值；原文没有规定的，写「其余 未规定」",)


@frozen
class RepeatedCode(Problem):
    """标准 … 按 with a value twice."""

    code: ClassVar[str] = "GJ310"
    value: str
    first: Span

    def message(self) -> str:
        return f"「{self.value}」列了两次"

    def label(self) -> str:
        return "第二次"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "第一次在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("一个值只能对应一档，请删去其中一处",)


@frozen
class NotByCode(Problem):
    """标准 … 按 something that is no value of a 代码表."""

    code: ClassVar[str] = "GJ311"
    written: str
    found: str

    def message(self) -> str:
        return f"「按」后面要写代码表的值，「{self.written}」是{self.found}"

    def help(self) -> tuple[str, ...]:
        return ("请把这个字段声明为代码表，或改用（一）（二）逐项写条件",)


@frozen
class MixedRows(Problem):
    """A 标准 with both item rows and 按, or a mode beside 按."""

    code: ClassVar[str] = "GJ312"
    name: str

    def message(self) -> str:
        return f"标准「{self.name}」写了「按」，就不能再写（一）（二）各项，也不能写互斥、依次、就高或累加"

    def help(self) -> tuple[str, ...]:
        return ("请只留一种写法",)


@frozen
class DatesOutOfOrder(Problem):
    """自 D 起 … with a date that is not later than the one before."""

    code: ClassVar[str] = "GJ313"
    first: Span

    def message(self) -> str:
        return "各档「自……起」的日期要从早到晚，不能重复"

    def label(self) -> str:
        return "这一天不比前一档晚"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "前一档从这天起"),)

    def help(self) -> tuple[str, ...]:
        return ("请按起始日期从早到晚排列",)


@frozen
class NotConstant(Problem):
    """A 参数 that is worked out from facts."""

    code: ClassVar[str] = "GJ314"
    name: str

    def message(self) -> str:
        return f"参数「{self.name}」的值要直接写出来，不能由别的值算出"

    def help(self) -> tuple[str, ...]:
        return ("算出来的值请用「定义」；参数写成例如：自 2012年1月1日 起 1100元",)


@frozen
class YearMissing(Problem):
    """A 参数 by place and year named without a year."""

    code: ClassVar[str] = "GJ315"
    name: str

    def message(self) -> str:
        return f"参数「{self.name}」逐年不同，没有写明用哪一年度的"

    def help(self) -> tuple[str, ...]:
        return (f"请写：（{self.name} 于 某年度），例如（{self.name} 于 受伤日期 的 上一年度）",)


@frozen
class PlaceUnclear(Problem):
    """A 参数 by place where the row has no reference to a place of that kind, or several."""

    code: ClassVar[str] = "GJ316"
    name: str
    table: str
    entity: str
    fields: tuple[str, ...]

    def message(self) -> str:
        if self.fields:
            fields = f"{len(self.fields)}个字段指向「{self.table}」（{'、'.join(self.fields)}）"
            return f"{self.entity}有{fields}，看不出「{self.name}」用哪一个的"
        return f"参数「{self.name}」按「{self.table}」不同，{self.entity}没有字段指向「{self.table}」"

    def help(self) -> tuple[str, ...]:
        field = self.fields[0] if self.fields else "某字段"
        return (f"请写明是哪一地的：（{field} 的 {self.name} 于 某年度）",)


@frozen
class NotYearly(Problem):
    """于 behind something that is no 参数 by place and year."""

    code: ClassVar[str] = "GJ317"
    name: str
    nearest: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.name}」不是逐年的参数，后面不能写「于」"

    def help(self) -> tuple[str, ...]:
        guess = (f"是不是要写{_listed(self.nearest)}？",) if self.nearest else ()
        return (*guess, '逐年的参数这样声明：参数 职工月平均工资 对 统筹地区 逐年 "工资.csv"')


@frozen
class UnknownPlace(Problem):
    """A row of a 参数's file for a place that its 数据表 does not have. `place` is the cell."""

    code: ClassVar[str] = "GJ318"
    place: Place
    parameter: str
    written: str
    table: str
    nearest: tuple[str, ...]

    def message(self) -> str:
        return f"参数「{self.parameter}」的文件里有「{self.written}」，「{self.table}」里没有这一行"

    def help(self) -> tuple[str, ...]:
        guess = (f"是不是要写{_listed(self.nearest)}？",) if self.nearest else ()
        return guess or (f"请写「{self.table}」里的代码或名称",)


@frozen
class YearNotCovered(Problem):
    """A year written in a rule that a 参数's file holds for no place."""

    code: ClassVar[str] = "GJ319"
    severity: ClassVar[Severity] = Severity.WARNING
    parameter: str
    year: int
    known: tuple[int, ...]

    def message(self) -> str:
        return f"参数「{self.parameter}」的文件里没有{self.year}年度的数，用到它的结果都会是未知"

    def help(self) -> tuple[str, ...]:
        years = "、".join(map(str, self.known)) or "一行也没有"
        return (f"文件里有的年度：{years}",)


@frozen
class NoHost(Problem):
    """An exception to something that is no 标准, 界定, 职责, 待遇 or 例外."""

    code: ClassVar[str] = "GJ320"
    name: str
    host: str
    nearest: tuple[str, ...]

    def message(self) -> str:
        return f"例外「{self.name}」所例外的「{self.host}」不是标准、界定、职责、待遇或例外"

    def help(self) -> tuple[str, ...]:
        return (f"是不是要写{_listed(self.nearest)}？",) if self.nearest else ("「于」后面写被例外的规则的名称",)


@frozen
class WrongExceptionResult(Problem):
    """则 with a result that the host cannot have."""

    code: ClassVar[str] = "GJ321"
    host: str
    wanted: str
    found: str
    host_place: Span

    def message(self) -> str:
        return f"对「{self.host}」的例外，「则」后面要写{self.wanted}，写的却是{self.found}"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.host_place, "所例外的规则在这里"),)

    def help(self) -> tuple[str, ...]:
        return (f"请改成{self.wanted}",)


@frozen
class NotASibling(Problem):
    """优先于 something that is no exception to the same host."""

    code: ClassVar[str] = "GJ322"
    name: str
    host: str
    siblings: tuple[str, ...]

    def message(self) -> str:
        return f"「{self.name}」不是「{self.host}」的另一个例外，谈不上优先"

    def help(self) -> tuple[str, ...]:
        if self.siblings:
            return (f"「优先于」后面可以写：{'、'.join(self.siblings)}",)
        return (f"「{self.host}」没有别的例外，请删去这一行",)


@frozen
class PriorityCycle(Problem):
    """Exceptions that each come before the other, or are exceptions to each other."""

    code: ClassVar[str] = "GJ323"
    path: tuple[str, ...]
    relation: str

    def message(self) -> str:
        return f"例外之间「{self.relation}」绕成了一圈：{' → '.join(self.path)}"

    def help(self) -> tuple[str, ...]:
        return ("请断开其中一环",)


@frozen
class RowsOverlap(Problem):
    """Two rows of a 互斥 table that one and the same case can meet."""

    code: ClassVar[str] = "GJ324"
    severity: ClassVar[Severity] = Severity.WARNING
    first: str
    second: str
    first_place: Span
    example: str

    def message(self) -> str:
        return f"{self.first}与{self.second}会同时成立：{self.example}时两行都对，结果是冲突"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first_place, f"{self.first}在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("请改边界（以上、以下含本数，不满、超过不含），或把标准改为「依次」「就高」",)
