"""The nodes of the clauses of 职责 and 禁止, offered by syntax.py."""

from attrs import frozen

from .syntax_expressions import DateLiteral, Expression, Name, Node, Path


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
    每半年 or 每年, `day` the day of it, or after it, as written without blanks
    (10日, 12月31日, 末月20日, 月末, 次月10日, 次年1月31日), None for its last day.
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
    """触发 X 逾期, 触发 所属项目 的 X 履行: the duty arises from what became of another; `outcome` is the last word.

    The last name is the duty; those before it lead by references to the row it is about.
    """

    path: Path
    outcome: str

    @property
    def duty(self) -> Name:
        """The duty it arises from."""
        return self.path.names[-1]


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
