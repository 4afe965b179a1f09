"""How a due date came about, in one sentence, from the explanation of a rule."""

from collections.abc import Iterator

from ..engine.outcome import Trace, TraceLine
from .trace_text import masked_trace

DUE = "期限"
UNKNOWN = "没有推算"


def reckoning_words(traces: tuple[Trace, ...], *, unmask: bool = False) -> str:
    """The steps that give the due date: its trigger, the count, the rest days skipped. 敏感 values are masked."""
    steps = [step for trace in traces for line in masked_trace(trace, unmask=unmask).lines for step in _due_steps(line)]
    return "；".join(steps) or UNKNOWN


def _due_steps(line: TraceLine) -> Iterator[str]:
    if line.words in ("起算", DUE):
        notes = "；".join(line.notes)
        yield f"{line.words}{line.value}" + (f"（{notes}）" if notes else "")
