"""Violations that a database found, found again by the interpreter before a document accuses anybody of them."""

from collections.abc import Sequence
from datetime import date

from ..outcome import Breach, BreachKind, Obligation
from ..program import Program
from .rederive_cases import compare
from .rederive_places import AT_ONCE, Unverified, verify_places
from .typed_cases import TypedCases


def rederive(
    program: Program, cases: TypedCases, obligations: Sequence[Obligation], breaches: Sequence[Breach], as_of: date
) -> tuple[Unverified, ...]:
    """Find every violation again. Raises Refusal (GJ556) at the first that comes out otherwise.

    Gives the rules of which violations rest on more rows than are interpreted: budgets and targets of large places.
    """
    violations: list[Obligation | Breach] = [
        *obligations,
        *(b for b in breaches if b.kind is BreachKind.WRONG_PAYMENT),
    ]
    violations.sort(key=lambda v: (v.entity, v.key))
    for start in range(0, len(violations), AT_ONCE):
        compare(program, cases, violations[start : start + AT_ONCE], as_of)
    return verify_places(program, cases, [b for b in breaches if b.kind is not BreachKind.WRONG_PAYMENT], as_of)
