"""Violations that rest on one case, and what it refers to, found again by the interpreter."""

from collections.abc import Iterable, Sequence
from datetime import date

from ..facts.tables import Facts
from ..outcome import Breach, Obligation
from ..program import Program
from ..row_rules import RowDecider, RowRules
from ..versions import interpreter_for
from .disagreement import agree, rule_of
from .typed_cases import TypedCases


def compare(
    program: Program,
    cases: TypedCases,
    violations: Sequence[Obligation | Breach],
    as_of: date,
    most: int | None = None,
) -> None:
    """Find violations again, of several cases at once. Raises Refusal (GJ556) at the first that comes out otherwise.

    Raises TooMany and WholeNeeded as TypedCases.ask does.
    """
    again = cases.ask(lambda facts: _found_again(program, facts, violations, as_of), most)
    for violation in violations:
        agree(program, violation, again.get((violation.entity, violation.key), ()))


def _found_again(
    program: Program, facts: Facts, violations: Iterable[Obligation | Breach], as_of: date
) -> dict[tuple[str, str], tuple[Obligation | Breach, ...]]:
    """What the interpreter finds under the same rules for the same cases, those not fetched yet left out."""
    interpreter = interpreter_for(program, facts, as_of)
    asked: dict[tuple[str, str], set[str]] = {}
    for violation in violations:
        asked.setdefault((violation.entity, violation.key), set()).add(rule_of(violation))
    found: dict[tuple[str, str], tuple[Obligation | Breach, ...]] = {}
    chosen: dict[tuple[str, frozenset[str]], RowDecider] = {}
    for (entity, key), names in asked.items():
        record = facts.tables[entity].by_key.get(key)
        if record is None:
            continue
        slot = (entity, frozenset(names))
        if slot not in chosen:
            chosen[slot] = RowRules.about(entity, program).only(names).by(interpreter)
        tally = chosen[slot].alone(interpreter.case(entity, record))
        found[entity, key] = (*tally.obligations, *tally.breaches)
    return found
