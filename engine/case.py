"""A row under evaluation, and a closure that evaluates something about it."""

from collections.abc import Callable

from attrs import define, field

from .facts.tables import Record
from .types import Value


@define
class Case:
    """A row under evaluation, with the derived values found so far."""

    record: Record
    derived: dict[tuple[str, bool], Value] = field(factory=dict)


Evaluator = Callable[[Case], Value]
