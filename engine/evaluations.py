"""What evaluates expressions and columns, as those see it who evaluate rules made of them."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from .case import Case, Evaluator
from .facts.tables import Facts, Record
from .program import Expression, Party, Program
from .types import Value


class Evaluations(Protocol):
    """One Program over one set of facts on one as-of date.

    `holds_from` is the first day the policy binds anybody; `known_as` gives a party by the name it bears on the as-of date.
    """

    program: Program
    facts: Facts
    as_of: date
    holds_from: date
    known_as: Callable[[str], str]

    def value(self, expression: Expression, case: Case) -> Value:
        """The value of an expression for a case."""

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """The value of a column for a case."""

    def reader(self, entity: str, name: str, *, event: bool = False) -> Evaluator:
        """The closure that reads a column."""

    def evaluator(self, expression: Expression) -> Evaluator:
        """The closure that evaluates an expression."""

    def case(self, entity: str, record: Record) -> Case:
        """The one case of a row that references and aggregates lead to."""

    def party(self, party: Party, case: Case) -> str | None:
        """Who pays or is paid; None where the fact that names it is missing."""

    def depends_on_date(self, expression: Expression) -> bool:
        """Whether an expression may have another value under another governing date."""
