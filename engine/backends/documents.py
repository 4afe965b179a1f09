"""What documents print of a check in the database: the lines they list whole, what they count counted in the database."""

from attrs import frozen

from ..facts.tables import Facts
from ..outcome import VIOLATIONS, Entitlement, Obligation, Result, State, Undetermined
from ..plan.layout import quoted
from ..plan.result_tables import COLUMNS
from ..program import Program
from .duckdb import ORDER, CheckTables
from .results import (
    breach_of,
    classification_counts,
    duty_counts,
    finding_of,
    funding_of,
    obligation_of,
    read_lines,
    rows_of,
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
    """A Result with every line that is printed; of obligations also how many there are of each kind (Result.kinds)."""
    facts = with_rejected(program, found, facts)
    return Result(
        as_of=found.as_of,
        inputs=facts.inputs,
        obligations=_obligations(found, printed.states),
        duty_counts=duty_counts(program, found),
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
        kinds=obligation_kinds(found),
    )


def obligation_kinds(found: CheckTables) -> tuple[tuple[Obligation, int], ...]:
    """How many obligations there are by duty, duty holder, state and version; any case stands for its kind."""
    query = f"""
        SELECT duty, min(entity) AS entity, min(key) AS key, bearer, state, version, count(*) AS number
        FROM {quoted(found.tables["obligations"])} WHERE state <> ?
        GROUP BY duty, bearer, state, version ORDER BY duty, bearer NULLS FIRST, state, version NULLS FIRST"""
    rows = found.connection.execute(query, [State.KEPT.value]).fetchall()
    return tuple(
        (Obligation(duty, entity, key, bearer, State(state), version=version), number)
        for duty, entity, key, bearer, state, version, number in rows
    )


def _undetermined(found: CheckTables, rules: frozenset[str] | None) -> tuple[Undetermined, ...]:
    if rules is None:
        return tuple(map(undetermined_of, read_lines(found, "undetermined")))
    among = ", ".join(f"'{rule.replace(chr(39), chr(39) * 2)}'" for rule in sorted(rules)) or "NULL"
    table = found.tables["undetermined"]
    names = ", ".join(quoted(name) for name in COLUMNS[table])
    query = f"SELECT {names} FROM {quoted(table)} WHERE rule IN ({among}) ORDER BY {ORDER}"
    return tuple(map(undetermined_of, rows_of(found, query)))


def _obligations(found: CheckTables, states: frozenset[State]) -> tuple[Obligation, ...]:
    if not states:
        return ()
    table = found.tables["obligations"]
    names = ", ".join(quoted(name) for name in COLUMNS[table])
    among = ", ".join(f"'{state.value}'" for state in State if state in states)
    query = f"SELECT {names} FROM {quoted(table)} WHERE state IN ({among}) ORDER BY {ORDER}"
    return tuple(map(obligation_of, rows_of(found, query)))
