"""What one operator is: its name, signature, rule for 未知, meaning and examples, in one row."""

from collections.abc import Callable
from enum import Enum

from attrs import field, frozen

from ..lowering.base import Lower
from ..types import Type, Value


class UnknownRule(Enum):
    """How an operator treats 未知 among its arguments."""

    STRICT = "任一未知则未知"
    KLEENE = "三值逻辑"
    SPECIAL = "见说明"


@frozen
class Example:
    """An evaluation that holds, shown in the language reference: arguments and the result."""

    arguments: tuple[Value, ...]
    result: Value


Evaluate = Callable[..., Value]
"""Takes the arguments' values (with the Calendar first where the row says `uses_calendar`, with the 参数 by place and
year first where it says `uses_figures`)."""

Accepts = Callable[[tuple[Type, ...]], Type | None]
"""The signature: the result type for these argument types, or None where they do not fit."""


@frozen(eq=False)
class Operator:
    """One row of the table of operators.

    `expects` says in words what fits, for messages; `evaluate` of a STRICT operator is only ever handed known values;
    `source` is the statute or design rule it implements; `lower` makes the SQL that says the same.
    """

    name: str
    accepts: Accepts
    expects: str
    unknown: UnknownRule
    evaluate: Evaluate = field(repr=False)
    source: str
    examples: tuple[Example, ...] = ()
    uses_calendar: bool = False
    uses_figures: bool = False
    lower: Lower | None = field(default=None, repr=False)
