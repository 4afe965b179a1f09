"""What every mistake in a rule file has in common."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Diagnostic, Label, Severity
from ...engine.origin import Place


@frozen
class Problem:
    """A mistake at a place. A subclass adds its data and says in Chinese what is wrong and what to do.

    `place` is the least text that shows the fault; `code` is stable and never used for another mistake.
    """

    place: Place
    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR

    def message(self) -> str:
        """What is wrong, in one sentence."""
        raise NotImplementedError

    def label(self) -> str:
        """A few words beside the underlined text; may be empty."""
        return ""

    def others(self) -> tuple[Label, ...]:
        """Further places the message speaks of."""
        return ()

    def notes(self) -> tuple[str, ...]:
        """Facts that explain the message."""
        return ()

    def help(self) -> tuple[str, ...]:
        """What to do."""
        return ()

    def to_diagnostic(self) -> Diagnostic:
        """The mistake as every reader of diagnostics takes it."""
        labels = (Label(self.place, self.label()), *self.others())
        return Diagnostic(self.code, self.severity, self.message(), labels, self.notes(), self.help())
