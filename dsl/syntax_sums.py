"""The nodes of the clauses of 经费, 目标, 来源 and 校验, offered by syntax.py."""

from attrs import frozen

from .syntax_expressions import Expression, Literal, Name, Node, Path, TextLiteral

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
class AlsoRead(Node):
    """另读 年内去重、平均: the further ways of counting heads that are shown beside the one of 人数."""

    bases: tuple[str, ...]


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
