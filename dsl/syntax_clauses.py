"""The nodes of clauses: what any statement may carry, of 政策, entities, rules of values and 示例, offered by syntax.py."""

from datetime import date

from attrs import frozen

from .syntax_expressions import Expression, Literal, Name, Node, Path, TextLiteral, YearLiteral

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
