"""A row under evaluation, and a closure that evaluates something about it."""

from collections.abc import Callable
from datetime import datetime

from attrs import define, field

from .facts.tables import Record
from .types import Value


@define
class Case:
    """A row under evaluation, with the derived values found so far.

    `governing` is the date by which dated figures are chosen, None for the 台账's own; the same row under several
    dates shares `derived`, where only values that depend on the date are kept apart.
    """

    record: Record
    derived: dict[tuple[str, bool] | tuple[str, bool, Value | None], Value] = field(factory=dict)
    governing: Value | None = None

    def governed_by(self, day: Value | None) -> "Case":
        """The same row under a governing date, of a 时刻 its day; None for the 台账's own."""
        return Case(self.record, self.derived, day.date() if isinstance(day, datetime) else day)


Evaluator = Callable[[Case], Value]
