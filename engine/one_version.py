"""One version among several: it answers only for what it governs, and asks the others where they govern."""

from datetime import date
from typing import Protocol

from .case import Case, Evaluator
from .facts.tables import Facts
from .interpret import Interpreter
from .program import Benefit, Duty, Program
from .types import Unknown, Value


class Versions(Protocol):
    """What a version asks of all of them together."""

    def owed(self, number: int, duty: Duty, within: Case) -> bool | Unknown:
        """Whether a version governs one period of a repeated duty of its own."""

    def due(self, number: int, benefit: Benefit, case: Case, day: date) -> bool | Unknown:
        """Whether a version governs the monthly sum that falls due on a day."""

    def outcome(self, duty: Duty, outcome: str, case: Case) -> Value:
        """The day a duty came to be overdue or was performed, under the version that governs it."""


class OneVersion(Interpreter):
    """Evaluates one version of a policy; of repeated duties and monthly sums only what this version governs."""

    def __init__(
        self, versions: Versions, number: int, program: Program, facts: Facts, as_of: date, holds_from: date
    ) -> None:
        super().__init__(program, facts, as_of, holds_from)
        self._versions = versions
        self._number = number
        self._duty.owed = lambda duty, within: versions.owed(number, duty, within)
        self.benefits.owed = lambda benefit, case, day: versions.due(number, benefit, case, day)

    def outcome_reader(self, duty: Duty, outcome: str) -> Evaluator:
        """触发 sees what became of the other duty under the version that governs that one."""
        return lambda case: self._versions.outcome(duty, outcome, case)

    def own_outcome(self, duty: Duty, outcome: str, case: Case) -> Value:
        """What became of a duty under this version."""
        return super().outcome_reader(duty, outcome)(case)

    def governing_in(self, duty: Duty, within: Case) -> Value:
        """The date that picks the version for one period of a repeated duty."""
        return self._duty.governing_in(duty, within)
