"""The syntax of the rule language as attrs nodes: what was written, before anything is resolved.

Spans are left out of equality, so two texts that say the same are equal trees. A statement keeps its clauses in the
order written; `check` picks them out by class.
"""

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
from .syntax_clauses import (
    Amount,
    AsOf,
    Basis,
    BasisItem,
    Beats,
    ByCode,
    Calendars,
    CodeEntry,
    DocumentNumber,
    EffectiveDate,
    Equals,
    ExceptionResult,
    Expires,
    Explanation,
    Field,
    For,
    Given,
    GoverningDate,
    InForce,
    InStock,
    Issuer,
    MonthlyAmount,
    Payment,
    Proviso,
    SourceFile,
    StandardRow,
    StoppedWhen,
    Then,
    Title,
    TypeName,
    When,
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
    "AddStatement", "Aggregate", "AlsoRead", "AmendStatement", "Amount", "ApplicablePeriod", "Arises", "AsOf",
    "Basis", "BasisItem", "Beats", "Binary", "BooleanLiteral", "BreachedWhen", "By", "ByCode", "ByStandard",
    "Calendars", "Call", "Chain", "CodeEntry", "CountLiteral", "DateLiteral", "Dated", "DatedValue", "DayOf",
    "DeadlineClause", "DecimalLiteral", "Demanded", "DocumentNumber", "DoneBy", "DoneInPeriod", "EffectiveDate",
    "Elapsed", "Equals", "ExceptionResult", "Expires", "Explanation", "Expression", "Extension", "Field", "For",
    "FromColumn", "FromSheets", "FromValue", "Given", "GoverningDate", "HeadcountClause", "ImpossibleWhen",
    "InForce", "InStock", "Issuer", "Item", "ItemList", "KnownTest", "ListedIn", "Literal", "Lookup", "May",
    "Membership", "MomentLiteral", "MoneyLiteral", "MonthLiteral", "MonthlyAmount", "Name", "Negation", "Node",
    "Offset", "Part", "Path", "Payment", "Per", "PercentLiteral", "PeriodLiteral", "Proviso", "Range",
    "RenamedStatement", "RepealStatement", "Requirement", "Requires", "Rounded", "RowChange", "SeverityClause",
    "Shall", "ShallNot", "SourceFile", "StandardRow", "StoppedWhen", "Supervised", "Suspension", "TextLiteral",
    "Then", "Title", "TotalOf", "Toward", "TransitionStatement", "TypeName", "UnknownLiteral", "UnprovidedLiteral",
    "Verified", "When", "YearLiteral", "Yearly",
)  # fmt: skip
"""The nodes of the syntax_*.py files and delta_syntax.py, offered here beside the others."""

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
