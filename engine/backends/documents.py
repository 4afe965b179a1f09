"""What documents print of a check in the database: the lines they list whole, what they count counted in the database."""

from collections.abc import Mapping

from attrs import frozen

from ..facts.tables import Facts
from ..outcome import VIOLATIONS, BearerCounts, Entitlement, Obligation, Result, State, Undetermined
from ..plan.layout import quoted
from ..program import Program
from .duckdb import CheckTables
from .results import (
    breach_of,
    classification_counts,
    duty_counts,
    finding_of,
    funding_of,
    obligation_of,
    read_lines,
    target_of,
    undetermined_of,
    with_rejected,
)


@frozen
class Printed:
    """The lines that a document lists: obligations in these states, sums due, what is undecided; all others are counted.

    `rules` keeps what is undecided to these rules. `verified` where it accuses somebody of the violations it lists: then
    each is derived again.
    """

    states: frozenset[State] = frozenset()
    entitlements: bool = False
    undetermined: bool = False
    rules: frozenset[str] | None = None
    verified: bool = False


NOTICE = Printed(frozenset((*VIOLATIONS, State.TO_VERIFY)), verified=True)
BUDGET = Printed(entitlements=True, verified=True)
BULLETIN = Printed(frozenset((State.UNDECIDED,)), undetermined=True)


def read_printed(program: Program, found: CheckTables, facts: Facts, printed: Printed) -> Result:
    """A Result with every line that is printed; of obligations also how many each duty holder has (Result.bearers)."""
    facts = with_rejected(program, found, facts)
    counted = duty_counts(program, found)
    return Result(
        as_of=found.as_of,
        inputs=facts.inputs,
        obligations=_obligations(found, printed.states),
        duty_counts=counted,
        classification_counts=classification_counts(program, found),
        entitlements=tuple(Entitlement(**row) for row in read_lines(found, "entitlements"))
        if printed.entitlements
        else (),
        undetermined=_undetermined(found, printed.rules) if printed.undetermined else (),
        findings=tuple(map(finding_of, read_lines(found, "findings"))),
        rejects=facts.rejects,
        notices=facts.notices,
        targets=tuple(map(target_of, read_lines(found, "targets"))),
        fundings=tuple(map(funding_of, read_lines(found, "fundings"))),
        breaches=tuple(map(breach_of, read_lines(found, "breaches"))),
        bearers=bearer_counts(found, counted),
    )


def bearer_counts(found: CheckTables, counted: Mapping[str, Mapping[State, int]]) -> tuple[BearerCounts, ...]:
    """How many obligations each duty holder has in each state, by duty and version; `counted` is what duty_counts gives."""
    states = [s for s in State if s is not State.KEPT and any(counts.get(s) for counts in counted.values())]
    numbers = "".join(f", count(*) FILTER (state = '{state.value}')" for state in states)
    query = f"""
        SELECT duty, bearer, version{numbers} FROM {quoted(found.tables["obligations"])} WHERE state <> ?
        GROUP BY duty, bearer, version ORDER BY duty, bearer NULLS FIRST, version NULLS FIRST"""
    rows = found.connection.execute(query, [State.KEPT.value]).fetchall()
    return tuple(
        BearerCounts(duty, bearer, version, {s: n for s, n in zip(states, held, strict=True) if n})
        for duty, bearer, version, *held in rows
    )


def _undetermined(found: CheckTables, rules: frozenset[str] | None) -> tuple[Undetermined, ...]:
    if rules is None:
        return tuple(map(undetermined_of, read_lines(found, "undetermined")))
    some = read_lines(found, "undetermined", "list_contains(?::VARCHAR[], rule)", [sorted(rules)])
    return tuple(map(undetermined_of, some))


def _obligations(found: CheckTables, states: frozenset[State]) -> tuple[Obligation, ...]:
    if not states:
        return ()
    among = ", ".join(f"'{state.value}'" for state in State if state in states)
    return tuple(map(obligation_of, read_lines(found, "obligations", f"state IN ({among})")))
