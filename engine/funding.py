"""待遇 and 经费 as checked: who pays whom how much, from which budget year, on what headcount."""

from enum import Enum

from attrs import frozen

from .derived import Heading, Row
from .duty import Party
from .expression import Expression


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
