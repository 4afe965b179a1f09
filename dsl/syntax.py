"""The syntax of the rule language as attrs nodes: what was written, before anything is resolved.

Spans are left out of equality, so two texts that say the same are equal trees. A statement keeps its clauses in the
order written; `check` picks them out by class.
"""

from datetime import date

from attrs import field, frozen

from ..engine.origin import SourceText
from .delta_syntax import (
    AddStatement,
    AmendStatement,
    RenamedStatement,
    RepealStatement,
    RowChange,
    TransitionStatement,
)
from .syntax_duties import (
    ApplicablePeriod,
    Arises,
    BreachedWhen,
    By,
    DeadlineClause,
    DoneBy,
    DoneInPeriod,
    Extension,
    ImpossibleWhen,
    May,
    Requirement,
    Shall,
    ShallNot,
    Supervised,
    Suspension,
    Toward,
)
from .syntax_expressions import (
    Aggregate,
    Binary,
    BooleanLiteral,
    Call,
    Chain,
    CountLiteral,
    Dated,
    DatedValue,
    DateLiteral,
    DayOf,
    DecimalLiteral,
    Elapsed,
    Expression,
    Item,
    ItemList,
    KnownTest,
    Literal,
    Lookup,
    Membership,
    MomentLiteral,
    MoneyLiteral,
    MonthLiteral,
    Name,
    Negation,
    Node,
    Offset,
    Part,
    Path,
    PercentLiteral,
    PeriodLiteral,
    Range,
    Rounded,
    TextLiteral,
    UnknownLiteral,
    UnprovidedLiteral,
    YearLiteral,
)
from .syntax_sums import (
    AlsoRead,
    ByStandard,
    Demanded,
    FromColumn,
    FromSheets,
    FromValue,
    HeadcountClause,
    ListedIn,
    Per,
    Requires,
    SeverityClause,
    TotalOf,
    Verified,
    Yearly,
)

__all__ = (
    "AddStatement", "Aggregate", "AlsoRead", "AmendStatement", "ApplicablePeriod", "Arises", "Binary", "BooleanLiteral",
    "BreachedWhen", "By", "ByStandard", "Call", "Chain", "CountLiteral", "DateLiteral", "Dated", "DatedValue",
    "DayOf", "DeadlineClause", "DecimalLiteral", "Demanded", "DoneBy", "DoneInPeriod", "Elapsed", "Expression",
    "Extension", "FromColumn", "FromSheets", "FromValue", "HeadcountClause", "ImpossibleWhen", "Item",
    "ItemList", "KnownTest", "ListedIn", "Literal", "Lookup", "May", "Membership", "MomentLiteral",
    "MoneyLiteral", "MonthLiteral", "Name", "Negation", "Node", "Offset", "Part", "Path", "Per",
    "PercentLiteral", "PeriodLiteral", "Range", "RenamedStatement", "RepealStatement", "Requirement",
    "Requires", "Rounded", "RowChange", "SeverityClause", "Shall", "ShallNot", "Supervised", "Suspension",
    "TextLiteral", "TotalOf", "Toward", "TransitionStatement", "UnknownLiteral", "UnprovidedLiteral",
    "Verified", "YearLiteral", "Yearly",
)  # fmt: skip
"""The nodes of the syntax_*.py files and delta_syntax.py, offered here beside the others."""

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
    """A type as written: a built-in word, or a declared name; `unit` for 整数 人 and 金额率 每月."""

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
class CodeEntry(Node):
    """五级、六级 70%; no codes for 其余."""

    codes: tuple[Name, ...]
    value: Expression


@frozen
class ByCode(Node):
    """按 伤残等级：一级 90%，二级 85%."""

    subject: Path
    entries: tuple[CodeEntry, ...]


@frozen
class ExceptionResult(Node):
    """则 V; None for 不适用."""

    value: Expression | None


@frozen
class Beats(Node):
    """优先于 A、B."""

    names: tuple[Name, ...]


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

    `period` names one period of a repeated duty; `entity` and `row` say which row, where a 示例 sets several. Of a 经费
    (则 fund 于 "兴庆区" 2012年度 的 数额 为 …) `row` is the row of 每, None for the whole, and `year` the year counted.
    """

    path: Path
    values: tuple[Literal | Path, ...]
    period: str | None = None
    entity: Name | None = None
    row: TextLiteral | None = None
    year: YearLiteral | None = None


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
    | RowChange
    | ByCode
    | ExceptionResult
    | Beats
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
    | AlsoRead
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
    """标准 name; `mode` 互斥, 依次, 就高 or 累加, None where not written (then 互斥)."""

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
class ParameterStatement(Node):
    """参数 name：value; 参数 name：type 对 place 逐年 \"file.csv\" (`type` None for 金额)."""

    name: Name
    value: Expression | None = None
    type: TypeName | None = None
    place: Name | None = None
    path: str | None = None
    clauses: tuple[Clause, ...] = ()


@frozen
class ExceptionStatement(Node):
    """例外 name 于 host."""

    name: Name
    host: Name
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


_Value = DefinitionStatement | ClassificationStatement | StandardStatement
_Norm = DutyStatement | ProhibitionStatement | BenefitStatement | OpenNormStatement
_Measure = FundStatement | TargetStatement
Amendable = LedgerStatement | _Value | _Norm | _Measure
"""What 修改 may stand before."""

_Declared = BearersStatement | CodesStatement | DataTableStatement
_OfData = OfficeStatement | ValidationStatement
Addable = Amendable | _Declared | NonNormStatement | ParameterStatement | ExceptionStatement | _OfData
"""What 增加 may stand before."""

Delta = AmendStatement | AddStatement | RepealStatement | TransitionStatement | RenamedStatement
Statement = PolicyStatement | Addable | ExampleStatement | Delta


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
