"""A checked policy: entities, derived columns and rules, resolved and typed. What both back ends run.

Expressions have three node kinds: Const, Fact (a stored or derived column, reached by references) and Apply. A
definition is never inlined: its value is a derived column that other expressions read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from .diagnostic import Diagnostic
from .example_case import ExampleCase
from .facts.tables import Table
from .office_map import OfficeMap
from .operators.operator import Operator
from .origin import Citation, SourceText, Span
from .recurrence import DueDay, Recurrence
from .types import Known, ReferenceType, Type, Unknown
from .workdays import Calendar


@frozen
class Const:
    """A literal value; an Unknown only for 未规定."""

    value: Known | Unknown
    type: Type
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Fact:
    """A stored or derived column of the entity in hand, or of a row reached from it by `path` of references.

    `event` is True where an absent date means 尚未发生 (a 履行 fact as proof or trigger) and not 未知.
    """

    entity: str
    path: tuple[str, ...]
    column: str
    type: Type
    event: bool = False
    span: Span | None = field(default=None, eq=False, repr=False)

    @property
    def words(self) -> str:
        """The fact as the policy writes it: 接回县区 的 地市."""
        return " 的 ".join((*self.path, self.column))


@frozen
class Apply:
    """An operator applied to arguments."""

    operator: Operator
    arguments: tuple["Expression", ...]
    type: Type
    span: Span | None = field(default=None, eq=False, repr=False)


Expression = Const | Fact | Apply

GOVERNING = "（适用日期）"
"""The column that is no column: the date by which dated figures are chosen, set by the rule that asks (以 … 为准, else a
职责's trigger, else the 台账's 适用日, else the as-of date)."""


def facts_of(expression: Expression) -> Iterator[Fact]:
    """Every Fact in an expression, left to right, repeats included."""
    match expression:
        case Const():
            return
        case Fact():
            yield expression
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from facts_of(argument)


@frozen
class Column:
    """A stored column of an entity.

    `proof` marks 履行, `determined` 须认定, `sensitive` 敏感; `companion_of` names the 须认定 fact whose 认定机关,
    认定日期 or 认定依据 this column is. `since` is the day of the last dated row of a 数据表 that changed the column in the
    version at hand (facts/reference.py).
    """

    name: str
    type: Type
    key: bool = False
    sensitive: bool = False
    proof: bool = False
    determined: bool = False
    companion_of: str | None = None
    since: date | None = None


COMPANIONS = ("认定机关", "认定日期", "认定依据")
"""What must stand beside a 须认定 fact before it counts, as suffixes of its name."""


class EntityKind(Enum):
    """Whether rows come with the case export or with the policy."""

    LEDGER = "台账"
    REFERENCE = "数据表"


@frozen
class Entity:
    """A 台账 of the case export or a 数据表 of the policy: typed columns, a key, how a row is called.

    `data_path` is the CSV of a 数据表, `label` the column shown as a row's name (名称 where there is one), `in_stock`
    the columns of 在册 自 … 至 …: the first and the last day a row counts. `later_names` are those it got by 改称, each
    with the day from which it is shown so; rules go by `name`.
    """

    name: str
    kind: EntityKind
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    label: str | None = None
    effective: str | None = None
    data_path: str | None = None
    span: Span | None = field(default=None, eq=False, repr=False)
    in_stock: tuple[str, str] | None = None
    later_names: tuple[tuple[date, str], ...] = ()

    def called(self, day: date) -> str:
        """The name it goes by on a day."""
        return next((name for since, name in reversed(self.later_names) if since <= day), self.name)

    def reference(self, column: str) -> str | None:
        """The entity a column refers to, or None."""
        declared = self.columns.get(column)
        match declared:
            case Column(type=ReferenceType(entity=entity)):
                return entity
            case _:
                return None


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


@frozen
class Party:
    """A duty holder, recipient, payer or payee.

    `words` is how rules and allocation tables call it (司法所, 接回县区的县级财政); `expression` yields the very one for a case.
    """

    words: str
    expression: Expression


class Direction(Enum):
    """Which way a deadline counts from its trigger."""

    FORWARD = "起"
    BACKWARD = "前"
    FIXED = "至迟"


@frozen
class Deadline:
    """When a duty falls due.

    `strict` is the due date as counted, `extended` the one moved off rest days (the same expression where nothing
    moves); `trigger` the date counted from, None for a fixed date; `words` how the rule says it (释放日期前1个月).
    """

    direction: Direction
    trigger: Expression | None
    strict: Expression
    extended: Expression
    words: str

    @property
    def period_runs(self) -> bool:
        """True where a period runs forward from the trigger."""
        return self.direction is Direction.FORWARD


@frozen
class Cell:
    """One recipient by one channel of 分别向 … 经 …, and the fact that proves it."""

    recipient: str
    channel: str | None
    fact: Fact

    @property
    def words(self) -> str:
        """The cell as a notice names it."""
        return f"{self.recipient}（{self.channel}）" if self.channel else self.recipient


class Modality(Enum):
    """What a rule about conduct says; the value is the word officers write."""

    MUST = "应"
    MAY = "可"
    MUST_NOT = "不得"


@frozen
class Requirement:
    """须: a condition that must hold of the performance, and how the rule says it."""

    words: str
    condition: Expression


@frozen
class RecordProof:
    """The rows of another 台账 that prove a repeated duty: those whose `link` refers to the case and that match.

    `date` and `condition` are about a row of `entity`.
    """

    entity: str
    link: str
    date: Expression
    condition: Expression | None = None


@frozen
class Repetition:
    """每月 …: one obligation a period that lies within `since` to `until` (在册), proved inside the period.

    `proof` is a date of the case itself, or rows of another 台账. Both ends are events: an end that has not come leaves
    the case in stock.
    """

    recurrence: Recurrence
    due: DueDay
    since: Expression
    until: Expression
    proof: Expression | RecordProof


PERIOD_FIRST, PERIOD_DUE, PERIOD_DONE = "本期 首日", "本期 期限", "本期 履行"
"""Columns that a row has within one period of a repeated duty; no declared name holds a space unless it is quoted."""


def outcome_column(duty: str, outcome: str) -> str:
    """The column that holds the day on which a duty was overdue (逾期) or performed (履行), for 触发."""
    return f"{duty} {outcome}"


@frozen
class EachRow:
    """由 各 县级财政: the duty holder of every row of `entity`, called by its `label` and the `kind` of duty holder."""

    entity: str
    label: str
    kind: str


@frozen
class Duty:
    """职责: who must do what, toward whom, by when, and what proves it. A 禁止 is one whose `modality` is 不得.

    `deadline` None where the text gives none; `prompt` holds words such as 立即 that are shown and never counted;
    `exceptions` are its 但 … 的除外 and 例外, already part of `applies`, for traces; `date` is its own 以 … 为准.
    `deadline` None where the text gives none; `prompt` holds words such as 立即 that are shown and never counted.
    `bearers` or `each_row` where several owe it, each by itself; `bearer` then names all of them. `personal` where the
    person concerned owes it. `arises` is the event of 触发, `date` that of 以 … 为准, `applicable` the ends of
    适用期间. `breach` and `breached_on` belong to a 禁止.
    """

    heading: Heading
    entity: str
    bearer: Party
    action: str
    applies: Expression
    done: Expression | None
    deadline: Deadline | None = None
    prompt: str | None = None
    recipients: tuple[Party, ...] = ()
    channels: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    alternatives: bool = False
    impossible: Expression | None = None
    supervisors: tuple[Party, ...] = ()
    cooperating: tuple[Party, ...] = ()
    exceptions: tuple[Row, ...] = ()
    modality: Modality = Modality.MUST
    bearers: tuple[Party, ...] = ()
    each_row: EachRow | None = None
    personal: bool = False
    requirements: tuple[Requirement, ...] = ()
    repetition: Repetition | None = None
    arises: Fact | None = None
    date: Expression | None = None
    applicable: tuple[Expression | None, Expression | None] | None = None
    breach: Expression | None = None
    breached_on: Expression | None = None

    @property
    def conduct(self) -> str:
        """What is asked, in words that also tell a permission or prohibition: 填写回执单, 可申请复议, 不得收取费用."""
        return self.action if self.modality is Modality.MUST else f"{self.modality.value}{self.action}"

    @property
    def name(self) -> str:
        """The duty's name."""
        return self.heading.name


@frozen
class Monthly:
    """按月 自 start 至 end: one sum for each calendar month touched."""

    start: Expression
    end: Expression


@frozen
class Stop:
    """停发当 condition 自 since; `since` None where nothing at all is due then."""

    condition: Expression
    since: Expression | None


@frozen
class Benefit:
    """待遇: a sum due to or for someone, once or (`monthly`) each month. `date` is what version and year go by (以 … 为准).

    `paid` is the fact the sum is held against (核对); `budget_offset` says in which year's budget it is listed,
    counted from its own, None where the text does not say.
    """

    heading: Heading
    entity: str
    applies: Expression
    payer: Party
    payee: Party | None
    amount: Expression
    date: Expression | None
    exceptions: tuple[Row, ...] = ()
    monthly: Monthly | None = None
    stop: Stop | None = None
    paid: Expression | None = None
    budget_offset: int | None = None

    @property
    def name(self) -> str:
        """The benefit's name."""
        return self.heading.name


@frozen
class Target:
    """目标: a requirement on a measured quantity of each row, to be met by `due` (None: no date).

    `measured` and `required` are the two sides where the requirement is one comparison.
    """

    heading: Heading
    entity: str
    applies: Expression
    requirement: Expression
    measured: Expression | None
    required: Expression | None
    due: Expression | None
    bearer: Party | None

    @property
    def name(self) -> str:
        """The target's name."""
        return self.heading.name


class HeadcountBasis(Enum):
    """Whom a 经费 counts, by 在册 自 A 至 B (both days count).

    On the year's last day, those whose A lies in the year, everybody who was there on any day of it once, or the mean
    of the month ends.
    """

    YEAR_END = "年末在册"
    NEW = "本年新增"
    DISTINCT = "年内去重"
    MEAN = "平均"


@frozen
class Headcount:
    """人数 E 经 link 年末在册 当（…）: whom to count; `link` leads from a row to the row of 每 (None where there is none)."""

    over: str
    link: Expression | None
    basis: HeadcountBasis
    where: Expression | None = None


@frozen
class BudgetCheck:
    """核对 E 的 column: the row of E for a place (a reference, None for the whole) and a budget year."""

    entity: str
    place: str | None
    year: str
    column: str


@frozen
class Fund:
    """经费: a budget's sum for each row of `per` (None: for the whole) and year.

    Either heads × rate, the rate being about a row of `rate_of` (the entity of 每, or of the heads), or the sum of a
    待遇 whose rows `benefit_link` leads to the row of 每. Listed in the year counted + `budget_offset`. With neither
    the text sets no rate (无标准): it is listed and never worked out. `others` are further ways of counting, shown
    beside (另读).
    """

    heading: Heading
    per: str | None
    payer: Party
    headcount: Headcount | None
    rate: Expression | None
    rate_of: str | None
    benefit: str | None
    benefit_link: Expression | None
    budget_offset: int
    budget: BudgetCheck | None
    others: tuple[HeadcountBasis, ...] = ()

    @property
    def has_rate(self) -> bool:
        """False where the text says that there is money and not how much (按标准 未规定)."""
        return self.headcount is not None or self.benefit is not None

    @property
    def name(self) -> str:
        """The fund's name."""
        return self.heading.name


@frozen
class Validation:
    """校验: what every row of a 台账 must satisfy; `severe` (严重) rejects the rows that do not, others are findings."""

    heading: Heading
    entity: str
    condition: Expression
    words: str
    severe: bool

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.heading.name


@frozen
class OpenNorm:
    """定性要求: a norm that words alone bind. Listed with its duty holders, never decided."""

    heading: Heading
    bearers: tuple[str, ...]
    action: str

    @property
    def name(self) -> str:
        """The norm's name."""
        return self.heading.name


@frozen
class NonNorm:
    """非规范: source text that is no norm, with the reason in its readings."""

    heading: Heading


@frozen
class Transition:
    """过渡: which version governs a rule's matters. `new` where it is the one the 过渡 stands in; for all without `condition`."""

    rule: str
    new: bool
    condition: Expression | None
    words: str


@frozen
class Rename:
    """主体 A 改称 B 自 D: one party, shown by its new name from a day on.

    `merged` where B was a party of its own before: then nobody is shown as A for days before.
    """

    old: str
    new: str
    since: date
    merged: bool = False


@frozen
class Program:
    """One version of a policy, checked; or several as one, which holds each in `versions`.

    `derived` stands in dependency order. `digest` covers rule text, reference data, calendar and engine version.
    Several as one: the rules of the latest version and those repealed before, the columns of all, `in_force` of the
    first. A version among several keeps its own 数据表 in `tables`.
    """

    name: str
    title: str
    in_force: date
    issuer: str | None
    number: str | None
    entities: Mapping[str, Entity]
    derived: tuple[Derived, ...]
    duties: tuple[Duty, ...]
    benefits: tuple[Benefit, ...]
    open_norms: tuple[OpenNorm, ...]
    non_norms: tuple[NonNorm, ...]
    examples: tuple[ExampleCase, ...]
    bearers: Mapping[str, tuple[str, ...]]
    calendar: Calendar
    source: SourceText | None
    readings: tuple[Reading, ...]
    digest: str
    warnings: tuple[Diagnostic, ...] = ()
    expires: date | None = None
    versions: tuple["Program", ...] = ()
    tables: Mapping[str, Table] = field(factory=dict, eq=False, repr=False)
    transitions: tuple[Transition, ...] = ()
    renames: tuple[Rename, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    validations: tuple[Validation, ...] = ()
    targets: tuple[Target, ...] = ()
    funds: tuple[Fund, ...] = ()
    offices: tuple[OfficeMap, ...] = ()

    @property
    def dates_in_force(self) -> tuple[date, ...]:
        """When each version came into force, the first first."""
        return tuple(v.in_force for v in self.versions) or (self.in_force,)

    def version_at(self, day: date) -> "Program":
        """The version in force on a day; the first where none is yet, this very one where it is the only one."""
        if not self.versions:
            return self
        return next((v for v in reversed(self.versions) if v.in_force <= day), self.versions[0])
