"""职责 as checked: duty holder, deadline, performance, periods."""

from enum import Enum

from attrs import frozen

from .derived import Heading, Row
from .expression import Expression, Fact
from .recurrence import DueDay, Recurrence


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
