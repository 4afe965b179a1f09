"""The syntax of the rule language as attrs nodes: what was written, before anything is resolved.

Spans are left out of equality, so two texts that say the same are equal trees. A statement keeps its clauses in the
order written; `check` picks them out by class.
"""

from datetime import date

from attrs import field, frozen

from ..engine.origin import SourceText, Span
from ..engine.periods import Period


@frozen
class Node:
    """Anything written at a place."""

    span: Span = field(eq=False, repr=False, kw_only=True)


# ---------- words and literals ----------


@frozen
class Name(Node):
    """A name as written; 「…」 removed where it was needed to write it."""

    text: str


@frozen
class BooleanLiteral(Node):
    """是 or 否."""

    value: bool


@frozen
class DateLiteral(Node):
    """2012年7月1日 or 2012-07-01."""

    value: date


@frozen
class MoneyLiteral(Node):
    """200元, 1.5万元: `fen` 分. `per` is 月, 年, 人 … for a rate (每月1000元), else None."""

    fen: int
    per: str | None = None


@frozen
class CountLiteral(Node):
    """300人, 3次; `unit` None for a bare whole number."""

    value: int
    unit: str | None


@frozen
class DecimalLiteral(Node):
    """A number with a fraction, in millionths."""

    millionths: int


@frozen
class PercentLiteral(Node):
    """20 %, 12 ‰, in millionths of the whole."""

    millionths: int


@frozen
class PeriodLiteral(Node):
    """5个工作日, 3天, 1个月."""

    value: Period


@frozen
class YearLiteral(Node):
    """2012年度."""

    value: int


@frozen
class TextLiteral(Node):
    """\"…\" text."""

    value: str


@frozen
class UnknownLiteral(Node):
    """未知, in 示例."""


@frozen
class UnprovidedLiteral(Node):
    """未规定: the text gives no rule."""


Literal = (
    BooleanLiteral
    | DateLiteral
    | MoneyLiteral
    | CountLiteral
    | DecimalLiteral
    | PercentLiteral
    | PeriodLiteral
    | YearLiteral
    | TextLiteral
    | UnknownLiteral
    | UnprovidedLiteral
)

# ---------- expressions ----------


@frozen
class Path(Node):
    """A name, or a chain A 的 B 的 C."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The chain as the formatter writes it."""
        return " 的 ".join(n.text for n in self.names)


@frozen
class Binary(Node):
    """Two operands and the operator's canonical word: 为 不为 超过 不超过 不少于 少于 早于 … + - × ÷."""

    operator: str
    left: "Expression"
    right: "Expression"
    operator_span: Span = field(eq=False, repr=False, kw_only=True)


@frozen
class Chain(Node):
    """A flat 且 or 或 chain of two or more operands."""

    operator: str
    operands: tuple["Expression", ...]


@frozen
class Negation(Node):
    """非 X."""

    operand: "Expression"


@frozen
class KnownTest(Node):
    """X 已知 or X 未知 (`known` False)."""

    operand: Path
    known: bool


@frozen
class Membership(Node):
    """X 属于 （A、B）, X 不属于 …; one item without brackets names a group or list; `upper` set for A 至 B of an ordered list."""

    operand: "Expression"
    items: tuple["Expression", ...]
    negated: bool
    upper: "Expression | None" = None


@frozen
class Offset(Node):
    """D 前 P (`backward`) or D 后 P."""

    base: "Expression"
    backward: bool
    period: "Expression"


@frozen
class Call(Node):
    """A function word before brackets: 先到 齐备 最早 最晚 最大 最小."""

    function: Name
    arguments: tuple["Expression", ...]


@frozen
class Aggregate(Node):
    """A function word over referring rows: 人数（家庭成员 经 所属家庭 于 年度 当（…））无则 ….

    `rows` is the entity, or entity 的 column; `via` the reference to go by, `at` what gives a row's 年度.
    """

    function: Name
    rows: Path
    via: Path | None = None
    at: Path | None = None
    condition: "Expression | None" = None
    otherwise: "Expression | None" = None


@frozen
class Item(Node):
    """One item of a list; `mark` as written in canonical form, （一） or 1. or （1）."""

    mark: str
    body: "Expression"


@frozen
class ItemList(Node):
    """下列之一：, 下列全部：, 下列至少N项： with its items. `at_least` is None for 全部, else N (之一 is 1)."""

    at_least: int | None
    items: tuple[Item, ...]


Expression = Literal | Path | Binary | Chain | Negation | KnownTest | Membership | Offset | Call | Aggregate | ItemList

# ---------- clauses that any statement may carry ----------


@frozen
class BasisItem(Node):
    """One source: `clause` (第4项), `quotation` (words of the source), `document` (《…》); at least one is set."""

    clause: str | None
    quotation: str | None
    document: str | None


@frozen
class Basis(Node):
    """依据 with its sources."""

    items: tuple[BasisItem, ...]


@frozen
class Explanation(Node):
    """解释 \"…\"."""

    text: str


# ---------- clauses of 政策 ----------


@frozen
class Title(Node):
    """标题 《…》, 《 》 included in `text`."""

    text: str


@frozen
class Issuer(Node):
    """发文机关 A、B."""

    names: tuple[Name, ...]


@frozen
class DocumentNumber(Node):
    """文号 \"…\"."""

    text: str


@frozen
class InForce(Node):
    """施行 D."""

    value: date


@frozen
class Expires(Node):
    """失效 D."""

    value: date


@frozen
class SourceFile(Node):
    """原文 \"file\": the source document beside the rules."""

    path: str


@frozen
class Calendars(Node):
    """日历 中国、宁夏."""

    names: tuple[Name, ...]


# ---------- clauses of entities ----------


@frozen
class TypeName(Node):
    """A type as written: a built-in word, or a declared name; `unit` for 整数 人."""

    text: str
    unit: str | None = None


@frozen
class Field(Node):
    """· name：type modifiers; modifiers are 主键, 敏感, 履行, 须认定 in the order written."""

    name: Name
    type: TypeName
    modifiers: tuple[Name, ...] = ()


@frozen
class EffectiveDate(Node):
    """适用日 X: the column that picks the version where a rule has no date of its own."""

    column: Name


@frozen
class InStock(Node):
    """在册 自 A 至 B."""

    start: Name
    end: Name


# ---------- clauses of rules ----------


@frozen
class For(Node):
    """对 entity."""

    entity: Name


@frozen
class When(Node):
    """当 condition."""

    condition: Expression


@frozen
class Proviso(Node):
    """但 condition 的除外."""

    condition: Expression


@frozen
class Equals(Node):
    """等于 expression (定义)."""

    value: Expression


@frozen
class StandardRow(Node):
    """（一）condition：value; `condition` None for 其余."""

    mark: str
    condition: Expression | None
    value: Expression


@frozen
class By(Node):
    """由 A; 由 A 牵头 B、C 配合 (then `cooperating` is set).

    由 A、B: each of the `parties` owes the duty; 由 A、B 共同 (`jointly`): they owe it together; 由 各 C (`each`): every
    member of a group, or the one of every row.
    """

    parties: tuple[Path, ...]
    cooperating: tuple[Path, ...] = ()
    jointly: bool = False
    each: bool = False


@frozen
class Toward(Node):
    """向 A、B; 向 A 或 B (`alternatives`); 分别向 A、B 经 X、Y (`each`)."""

    parties: tuple[Path, ...]
    channels: tuple[Name, ...] = ()
    each: bool = False
    alternatives: bool = False


@frozen
class Shall(Node):
    """应 \"…\"."""

    text: str


@frozen
class May(Node):
    """可 \"…\": what the bearer may do."""

    text: str


@frozen
class Extension(Node):
    """；可延长 P 凭 D: the deadline is later where an approval has that date."""

    period: Expression
    approval: Path


@frozen
class Suspension(Node):
    """；中止 自 A 至 B: days that are not counted."""

    start: Path
    end: Path


@frozen
class DeadlineClause(Node):
    """期限.

    `direction` 起 (D 起 P 内), 前 (D 前 P), 至迟 (至迟 D), 每 (每月 至迟 10日), 立即 (期限 「立即」: `words` only) or 未规定
    (the text gives none). `options` are 含当日, 顺延, 不顺延, 提前, 按月末对月末 as written. `every` is 每月, 每季度,
    每半年 or 每年, `day` the day of it as written (10日, 12月31日, 末月 20日, 月末), None for its last day.
    """

    direction: str
    base: Expression | None
    period: Expression | None
    words: str | None = None
    options: tuple[Name, ...] = ()
    changes: tuple[Extension | Suspension, ...] = ()
    every: str | None = None
    day: Name | None = None


@frozen
class DoneBy(Node):
    """完成于 expression."""

    value: Expression


@frozen
class DoneInPeriod(Node):
    """完成于 本期（走访记录 的 走访日期 经 走访对象 当 …）: the first date inside the period of a repeated duty.

    `date` is a column of the row, or of the rows of another 台账 that refer to it (by `link` where it must be said).
    """

    date: Path
    link: Name | None = None
    matching: Expression | None = None


@frozen
class Arises(Node):
    """触发 X 逾期, 触发 X 履行: the duty arises from what became of another; `outcome` is the last word."""

    duty: Name
    outcome: str


@frozen
class Requirement(Node):
    """须 condition: what must hold of the performance."""

    condition: Expression


@frozen
class ApplicablePeriod(Node):
    """适用期间 自 A 至 B; either end may be left out."""

    start: Path | DateLiteral | None
    end: Path | DateLiteral | None


@frozen
class ShallNot(Node):
    """不得 \"…\"."""

    text: str


@frozen
class BreachedWhen(Node):
    """违反当 condition 于 D: when a 禁止 is broken, and which day counts."""

    condition: Expression
    on: Path | DateLiteral | None = None


@frozen
class Supervised(Node):
    """督办 A、B."""

    parties: tuple[Path, ...]


@frozen
class ImpossibleWhen(Node):
    """客观不能当 condition."""

    condition: Expression


@frozen
class Payment(Node):
    """由 A 发给 B (待遇); `payee` None where the text names none."""

    payer: Path
    payee: Path | None


@frozen
class Amount(Node):
    """一次性 数额 expression."""

    value: Expression


@frozen
class MonthlyAmount(Node):
    """按月 自 start 至 end 数额 value."""

    start: Expression
    end: Expression
    value: Expression


@frozen
class StoppedWhen(Node):
    """停发当 condition 自 since."""

    condition: Expression
    since: Expression | None = None


@frozen
class GoverningDate(Node):
    """以 D 为准."""

    value: Expression


# ---------- clauses of 示例 ----------


@frozen
class Given(Node):
    """设 [entity 的] fact 为 literal; 设 entity \"row\" 的 fact 为 literal where several rows exist (`row`)."""

    path: Path
    value: Literal | Path
    row: TextLiteral | None = None


@frozen
class AsOf(Node):
    """截至 D."""

    value: date


@frozen
class Then(Node):
    """则 rule [于 "2012年3月"] [的 aspect] 为 literal, name, or a list of names (A、B).

    `period` names one period of a repeated duty; `entity` and `row` say which row, where a 示例 sets several.
    """

    path: Path
    values: tuple[Literal | Path, ...]
    period: str | None = None
    entity: Name | None = None
    row: TextLiteral | None = None


# ---------- clauses of 经费 and 目标 ----------


@frozen
class Per(Node):
    """每 县区、年度."""

    names: tuple[Name, ...]


@frozen
class HeadcountClause(Node):
    """人数 entity 经 link 年末在册 当（…); `basis` is 年末在册, 本年新增, 年内去重 or 平均."""

    entity: Name
    basis: str
    via: Path | None = None
    condition: Expression | None = None


@frozen
class TotalOf(Node):
    """合计 benefit 经 link."""

    benefit: Name
    via: Path | None = None


@frozen
class ByStandard(Node):
    """按标准 expression."""

    value: Expression


@frozen
class ListedIn(Node):
    """列入 下一年度, 本年度 or 当年度."""

    year: str


@frozen
class Verified(Node):
    """核对 path: the fact a sum is held against."""

    path: Path


@frozen
class Requires(Node):
    """要求 condition (目标)."""

    condition: Expression


@frozen
class Yearly(Node):
    """每年: the target's date is the last day of the row's 年度."""


# ---------- clauses of 来源 and 校验 ----------


@frozen
class FromSheets(Node):
    """取自 "…": how the office titles its sheets."""

    titles: tuple[TextLiteral, ...]


@frozen
class FromValue(Node):
    """是 取自 "√"、"已": what the office writes for a value."""

    value: Literal | Path
    written: tuple[TextLiteral, ...]


@frozen
class FromColumn(Node):
    """· column 取自 "header"、… with the office's words for its values."""

    column: Name
    headers: tuple[TextLiteral, ...]
    values: tuple[FromValue, ...] = ()


@frozen
class Demanded(Node):
    """须 condition: what every row must satisfy (校验)."""

    condition: Expression


@frozen
class SeverityClause(Node):
    """严重 (`severe`) or 提示."""

    severe: bool


Clause = (
    Basis
    | Explanation
    | Title
    | Issuer
    | DocumentNumber
    | InForce
    | Expires
    | SourceFile
    | Calendars
    | Field
    | EffectiveDate
    | InStock
    | For
    | When
    | Proviso
    | Equals
    | StandardRow
    | By
    | Toward
    | Shall
    | DeadlineClause
    | DoneBy
    | Supervised
    | ImpossibleWhen
    | May
    | DoneInPeriod
    | Arises
    | Requirement
    | ApplicablePeriod
    | ShallNot
    | BreachedWhen
    | Payment
    | Amount
    | GoverningDate
    | Given
    | AsOf
    | Then
    | MonthlyAmount
    | StoppedWhen
    | Per
    | HeadcountClause
    | TotalOf
    | ByStandard
    | ListedIn
    | Verified
    | Requires
    | Yearly
    | FromSheets
    | FromColumn
    | Demanded
    | SeverityClause
)

# ---------- statements ----------


@frozen
class PolicyStatement(Node):
    """政策 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class BearersStatement(Node):
    """主体 A、B; 主体 A 包括 B、C (`members`); 主体 A 按 县区 (`per`)."""

    names: tuple[Name, ...]
    members: tuple[Name, ...] = ()
    per: Name | None = None
    clauses: tuple[Clause, ...] = ()


@frozen
class CodesStatement(Node):
    """代码表 name：a、b、c; `order` is 由重到轻, 由轻到重, 由高到低, 由低到高 or None."""

    name: Name
    values: tuple[Name, ...]
    order: str | None = None
    clauses: tuple[Clause, ...] = ()


@frozen
class DataTableStatement(Node):
    """数据表 name \"file.csv\" with its fields."""

    name: Name
    path: str
    clauses: tuple[Clause, ...] = ()


@frozen
class LedgerStatement(Node):
    """台账 name with its fields."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class DefinitionStatement(Node):
    """定义 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class ClassificationStatement(Node):
    """界定 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class StandardStatement(Node):
    """标准 name; `mode` 互斥 or 依次, None where not written (then 互斥)."""

    name: Name
    mode: str | None = None
    clauses: tuple[Clause, ...] = ()


@frozen
class DutyStatement(Node):
    """职责 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class ProhibitionStatement(Node):
    """禁止 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class BenefitStatement(Node):
    """待遇 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class OpenNormStatement(Node):
    """定性要求 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class NonNormStatement(Node):
    """非规范 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class ExampleStatement(Node):
    """示例 \"name\"."""

    name: TextLiteral
    clauses: tuple[Clause, ...] = ()


@frozen
class FundStatement(Node):
    """经费 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class TargetStatement(Node):
    """目标 name."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class OfficeStatement(Node):
    """来源 name 对 entity."""

    name: Name
    clauses: tuple[Clause, ...] = ()


@frozen
class ValidationStatement(Node):
    """校验 name 对 entity."""

    name: Name
    clauses: tuple[Clause, ...] = ()


Statement = (
    PolicyStatement
    | BearersStatement
    | CodesStatement
    | DataTableStatement
    | LedgerStatement
    | DefinitionStatement
    | ClassificationStatement
    | StandardStatement
    | DutyStatement
    | ProhibitionStatement
    | BenefitStatement
    | OpenNormStatement
    | NonNormStatement
    | ExampleStatement
    | FundStatement
    | TargetStatement
    | OfficeStatement
    | ValidationStatement
)


@frozen
class Comment(Node):
    """# to the end of the line, with the # and surrounding space removed; `own_line` where nothing stands before it."""

    text: str
    own_line: bool


@frozen
class Module:
    """One rule file: its statements in order and its comments."""

    source: SourceText = field(eq=False, repr=False)
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
