"""The date that picks the version of a policy for a rule and a case."""

from datetime import date

from .case import Case
from .evaluations import Evaluations
from .program import Program
from .types import Value


def governing_date(of: Evaluations, own: Value | None, entity: str, case: Case) -> Value:
    """The date that picks the version: a rule's own, else 适用日 of the 台账, else as-of. It may be unknown."""
    if own is not None:
        return own
    column = of.program.entities[entity].effective
    return of.column(entity, column, case) if column else of.as_of


def has_expired(program: Program, day: Value) -> bool:
    """Whether a governing date lies after 失效; the policy still holds on that day itself."""
    return program.expires is not None and isinstance(day, date) and day > program.expires
