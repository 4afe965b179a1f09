"""示例 as checked: the facts of a case, the as-of date, and what the rules must give."""

from datetime import date

from attrs import field, frozen

from .origin import Span
from .types import Known


@frozen
class Setting:
    """设: a fact of the case a 示例 describes. `value` None for 未知 (left out); `row` the row's name where several exist."""

    entity: str
    column: str
    value: Known | None
    span: Span = field(eq=False, repr=False)
    row: str | None = None


@frozen
class Expectation:
    """则: what a 示例 expects.

    `aspect` is None for the value of a derived column, else 状态, 期限, 触发, 数额, 主体, 待补事实 and the like;
    `value` None means 未知, or 未规定 where `unprovided` (for 数额 and 期限 either also means that there is none); a tuple
    holds the names of 待补事实. `period` names one period of a repeated duty; without it the last one is meant. Of a
    经费 `year` is the year counted and `row` the row of 每.
    """

    rule: str
    aspect: str | None
    value: Known | tuple[str, ...] | None
    span: Span = field(eq=False, repr=False)
    unprovided: bool = False
    period: str | None = None
    row: str | None = None
    year: int | None = None


@frozen
class ExampleCase:
    """示例: facts, the as-of date and expected results."""

    name: str
    settings: tuple[Setting, ...]
    as_of: date | None
    expectations: tuple[Expectation, ...]
    span: Span = field(eq=False, repr=False)
