"""A mistake the user can cause, as data: what is wrong, where, why, and what to do."""

from enum import Enum

from attrs import frozen

from .origin import Place


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the run, a warning and advice do not."""

    ERROR = "错误"
    WARNING = "警告"
    ADVICE = "建议"


@frozen
class Label:
    """A place the message points at, with a few words beside it (may be empty)."""

    place: Place
    text: str = ""


@frozen
class Diagnostic:
    """One mistake.

    `code` is stable (GJ123); `message` says what is wrong in one sentence; the first label is the least text that
    shows the fault; `notes` are facts, `help` says what to do.
    """

    code: str
    severity: Severity
    message: str
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """True where nothing may be evaluated before this is mended."""
        return self.severity is Severity.ERROR


class Refusal(Exception):
    """Nothing can be evaluated: carries every diagnostic found so far. Caught at the outermost call only."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics
