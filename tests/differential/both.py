"""One check by the interpreter and by the database, and where they differ; so every derived column for itself."""

from datetime import date
from fractions import Fraction
from typing import Any

from attrs import fields
from guiju.dsl.policy import Policy
from guiju.engine.backends.duckdb import CheckTables, check, derived_columns
from guiju.engine.backends.results import read_result
from guiju.engine.backends.session import connect
from guiju.engine.backends.typed_tables import fill
from guiju.engine.facts.tables import Facts
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.lowering.base import period_words
from guiju.engine.lowering.causes import decoded
from guiju.engine.outcome import Result
from guiju.engine.periods import Period
from guiju.engine.program import Program
from guiju.engine.types import NOT_YET, Unknown, Value


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


def column_differences(program: Program, facts: Facts, as_of: date) -> list[str]:
    """Every derived column of one version in which the two differ, with the first row that does."""
    typed = fill(connect(threads=2), program, facts)
    found = derived_columns(program, typed, as_of)
    interpreter = Interpreter(program, facts, as_of)
    differing = []
    for derived in (*program.derived, *program.aggregates):
        place = found.columns[derived.entity, derived.name]
        query = f'SELECT "#key", "{place.value}", "{place.causes}" FROM "{found.tables[derived.entity]}"'
        for key, value, causes in typed.connection.execute(query).fetchall():
            record = facts.tables[derived.entity].by_key[key]
            wanted = interpreter.column(derived.entity, derived.name, Case(record), event=derived.event)
            got = _value(value, causes)
            if _plain(wanted) != got:
                differing.append(f"{derived.name} of {key}: {wanted} ≠ {got}")
                break
    typed.connection.close()
    return differing


def _value(value: Any, causes: list[str] | None) -> Any:
    if causes is not None:
        assert value is None, "a value that is unknown is NULL"
        return Unknown(frozenset(map(decoded, causes)))
    if isinstance(value, dict):
        return Fraction(value["n"], value["d"])
    return NOT_YET if value is None else value


def _plain(value: Value) -> Any:
    return period_words(value) if isinstance(value, Period) else value
