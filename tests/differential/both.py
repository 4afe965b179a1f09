"""One check by the interpreter and by the database, and where they differ."""

from datetime import date
from typing import Any

from attrs import fields
from guiju.dsl.policy import Policy
from guiju.engine.backends.duckdb import CheckTables, check
from guiju.engine.backends.results import read_result
from guiju.engine.backends.session import connect
from guiju.engine.backends.typed_tables import fill
from guiju.engine.facts.tables import Facts
from guiju.engine.outcome import Result


def in_database(policy: Policy, facts: Facts, as_of: date, *, threads: int = 2) -> CheckTables:
    """A check inside a database of its own."""
    typed = fill(connect(threads=threads), policy.program, facts)
    return check(policy.program, typed, as_of)


def comparable(result: Result) -> dict[str, Any]:
    """A result with counts of nought left out: the interpreter lists none, the database may."""
    found = {f.name: getattr(result, f.name) for f in fields(Result)}
    found["duty_counts"] = {d: {s: n for s, n in states.items() if n} for d, states in result.duty_counts.items()}
    found["classification_counts"] = {c: dict(counts) for c, counts in result.classification_counts.items()}
    return found


def differences(policy: Policy, facts: Facts, as_of: date) -> list[str]:
    """Every field of the result in which the two differ, with the first lines that do."""
    wanted = comparable(policy.check(facts, as_of=as_of))
    found = in_database(policy, facts, as_of)
    got = comparable(read_result(policy.program, found, facts))
    found.connection.close()
    return [f"{name}: {_first(wanted[name], got[name])}" for name in wanted if wanted[name] != got[name]]


def _first(wanted: Any, got: Any) -> str:
    if not isinstance(wanted, tuple):
        return f"{wanted} ≠ {got}"
    pairs = ((a, b) for a, b in zip(wanted, got, strict=False) if a != b)
    return f"{len(wanted)} and {len(got)} lines, first {next(pairs, None)}"
