"""What every problem of a case export has; its kinds stand in file_problems.py and table_problems.py."""

from abc import ABC, abstractmethod
from typing import ClassVar

from attrs import frozen

from ..diagnostic import Diagnostic, Label, Refusal, Severity
from ..origin import CellPlace


@frozen
class Problem(ABC):
    """One kind of mistake: `code` is stable, `explanation` is what `policy explain` shows of it."""

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    explanation: ClassVar[str]

    @property
    @abstractmethod
    def message(self) -> str:
        """What is wrong, in one sentence."""

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Where it is wrong."""
        return ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Facts that help to understand it."""
        return ()

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ()

    def diagnostic(self) -> Diagnostic:
        """Hand the problem over as data."""
        labels = tuple(Label(place) for place in self.places)
        return Diagnostic(self.code, self.severity, self.message, labels, self.notes, self.remedies)

    def refusal(self) -> Refusal:
        """Make the exception that says nothing can be evaluated because of this problem alone."""
        return Refusal((self.diagnostic(),))


def quoted(names: tuple[str, ...], limit: int = 12) -> str:
    """List names in 「」; past the limit only how many there are."""
    shown = "、".join(f"「{name}」" for name in names[:limit])
    return f"{shown}等{len(names)}个" if len(names) > limit else shown
