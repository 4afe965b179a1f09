"""Expressions: a literal, a fact reached by references, or an operator applied to others.

A definition is never inlined: its value is a derived column that other expressions read.
"""

from collections.abc import Iterator

from attrs import field, frozen

from .operators.operator import Operator
from .origin import Span
from .types import Known, Type, Unknown


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
