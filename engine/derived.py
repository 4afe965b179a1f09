"""What every rule has, and the rules that make columns: 定义, 界定, 标准 and aggregates over other rows."""

from enum import Enum

from attrs import field, frozen

from .expression import Expression
from .origin import Citation, Span
from .types import Type


@frozen
class Reading:
    """解释: a reading the text leaves open, with its reason; outputs that rest on it repeat it."""

    text: str
    rule: str


@frozen
class Heading:
    """What every rule has: name, the clauses it rests on, readings taken, where it is written."""

    name: str
    citations: tuple[Citation, ...] = ()
    readings: tuple[Reading, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)

    @property
    def clause(self) -> str:
        """The clauses in short, as a table cell shows them; empty where the rule cites none."""
        return "、".join(dict.fromkeys(c.short() for c in self.citations))


class DerivedKind(Enum):
    """Which statement makes a derived column."""

    DEFINITION = "定义"
    CLASSIFICATION = "界定"
    STANDARD = "标准"


@frozen
class Row:
    """One row of a 标准 or one ground of a 界定, kept for traces and coverage.

    `mark` is the item mark as written (（一）, or 其余); `condition` None for 其余; `value` None for a ground.
    """

    mark: str
    condition: Expression | None
    value: Expression | None
    proviso: bool = False
    citations: tuple[Citation, ...] = ()


@frozen
class Derived:
    """A derived column of an entity: a 定义, 界定 or 标准. `event` as in Fact; `date` its own 以 … 为准."""

    heading: Heading
    kind: DerivedKind
    entity: str
    expression: Expression
    type: Type
    event: bool = False
    rows: tuple[Row, ...] = ()
    date: Expression | None = None

    @property
    def name(self) -> str:
        """The column's name."""
        return self.heading.name


class AggregateKind(Enum):
    """What the rows of an aggregate come to. 下限 and 上限 bound a number of rows of which some are unsure."""

    COUNT = "行数"
    LEAST = "行数下限"
    MOST = "行数上限"
    KINDS = "种数"
    SUM = "合计"
    LARGEST = "第几大"
    SMALLEST = "第几小"
    MEAN = "平均"
    EXISTS = "存在"
    ALL = "全部"


@frozen
class GroupKey:
    """What makes a row belong: `row` about it equals `own` about the row it belongs to (None: that row's key)."""

    row: Expression
    own: Expression | None


@frozen
class Aggregate:
    """A derived column of `entity` that sums up the rows of another entity which belong to its row.

    `name` is the aggregate as the formatter writes it. `where` and `value` are about a row of `over`; `otherwise`
    (无则) is about the row of `entity` and stands in where no row counts. `rank` is the N of 第N大. `event` as in Fact:
    rows whose date has not happened yet do not count, and no row at all is 尚未发生.
    """

    name: str
    entity: str
    kind: AggregateKind
    over: str
    keys: tuple[GroupKey, ...]
    type: Type
    where: Expression | None = None
    value: Expression | None = None
    otherwise: Expression | None = None
    rank: int = 1
    event: bool = False
    span: Span | None = field(default=None, eq=False, repr=False)
