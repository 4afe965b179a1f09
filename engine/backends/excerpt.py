"""A Result of a check in the database when there are too many lines to hold: the first of each list, sums over all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from ..facts.tables import Facts
from ..outcome import HORIZON, Entitlement, Obligation, Result, State, Undetermined, Whole
from ..plan.layout import quoted
from ..plan.result_tables import COLUMNS
from ..program import Program
from .documents import bearer_counts
from .duckdb import CheckTables
from .results import (
    Line,
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

T = TypeVar("T")
LONGEST_OVERDUE = 100
"""How many of the violations longest overdue are held besides the first ones: a screen shows some ten."""

FIRST_OF_EACH = 20
"""How many of the violations of each duty are held besides: a page lists so many."""

VIOLATIONS = "#violations"
"""The table of violations, worked out once: obligations are a view."""


def line_count(found: CheckTables) -> int:
    """How many lines of results there are in all, 不适用 and 未违反 left out."""
    idle = (State.NOT_APPLICABLE.value, State.KEPT.value)
    counted = found.connection.execute(
        f"SELECT COALESCE(sum(n), 0) FROM {quoted(found.tables['duty_counts'])} WHERE state NOT IN (?, ?)", idle
    ).fetchone()
    lists = ("entitlements", "undetermined", "findings", "breaches")
    return int(counted[0] if counted else 0) + sum(length_of(found, name) for name in lists)


def read_excerpt(program: Program, found: CheckTables, facts: Facts, reject_count: int, limit: int) -> Result:
    """The first `limit` lines of every list of cases, and what there is in all (Result.whole).

    `facts` holds what was known before, of `reject_count` rejects at least the first `limit`.
    """
    before = len(facts.rejects)
    facts = with_rejected(program, found, facts)
    _work_out_violations(found)
    lengths = {name: length_of(found, name) for name in ("undetermined", "findings", "breaches")}
    lengths["violations"] = _count(found, quoted(VIOLATIONS))
    lengths["rejects"] = reject_count + len(facts.rejects) - before
    counted = duty_counts(program, found)
    return Result(
        as_of=found.as_of,
        inputs=facts.inputs,
        obligations=_violations(found, limit),
        duty_counts=counted,
        classification_counts=classification_counts(program, found),
        entitlements=(),
        undetermined=_first(found, "undetermined", ("rule", "entity", "key"), limit, undetermined_of),
        findings=_first(found, "findings", ("kind", "rule", "entity", "key", "places"), limit, finding_of),
        rejects=facts.rejects,
        notices=facts.notices,
        targets=tuple(map(target_of, read_lines(found, "targets"))),
        fundings=tuple(map(funding_of, read_lines(found, "fundings"))),
        breaches=_first(found, "breaches", ("rule", "entity", "key", "due", "bearer", "reason"), limit, breach_of),
        whole=_whole(found, lengths),
        bearers=bearer_counts(found, counted),
    )


def _whole(found: CheckTables, lengths: dict[str, int]) -> Whole:
    breaches = f"SELECT rule, count(*) FROM {quoted(found.tables['breaches'])} GROUP BY 1"
    of_rules = {rule: int(n) for rule, n in found.connection.execute(breaches).fetchall()}
    return Whole(lengths, _sums(found), _open(found), _findings_of(found), of_rules, _coming(found), _asked(found))


def _coming(found: CheckTables) -> tuple[tuple[Obligation, int], ...]:
    """Obligations still open that fall due soon, by duty, holder, version and last day."""
    last = "COALESCE(due_extended, due)"
    query = f"""
        SELECT duty, min(entity) AS entity, min(key) AS key, bearer, state, {last} AS due, version, count(*) AS number
        FROM {quoted(found.tables["obligations"])}
        WHERE state IN (?, ?) AND {last} BETWEEN ? AND ? GROUP BY duty, bearer, state, {last}, version ORDER BY ALL"""
    until = found.as_of + timedelta(days=HORIZON)
    given = [State.PENDING.value, State.OPEN.value, found.as_of, until]
    rows = found.connection.execute(query, given).fetchall()
    return tuple(
        (Obligation(duty, entity, key, bearer, State(state), due=due, version=version), number)
        for duty, entity, key, bearer, state, due, version, number in rows
    )


def _asked(found: CheckTables) -> tuple[tuple[Undetermined, Mapping[str | None, int]], ...]:
    """What could not be decided by rule and reasons, and how often each duty holder owes what is undecided."""
    query = f"""
        SELECT rule, entity, min(key) AS key, missing, causes, bounds, '' AS period,
            list(bearer ORDER BY bearer) AS bearers, list(number ORDER BY bearer) AS numbers
        FROM (
            SELECT u.rule, min(u.entity) AS entity, min(u.key) AS key, u.missing, u.causes, u.bounds, o.bearer,
                count(*) AS number
            FROM {quoted(found.tables["undetermined"])} AS u LEFT JOIN (
                SELECT duty, entity, key, period, min(bearer) AS bearer FROM {quoted(found.tables["obligations"])}
                WHERE state = ? GROUP BY duty, entity, key, period) AS o
            ON o.duty = u.rule AND o.entity = u.entity AND o.key = u.key AND o.period = u.period
            GROUP BY u.rule, u.missing, u.causes, u.bounds, o.bearer)
        GROUP BY rule, entity, missing, causes, bounds ORDER BY ALL"""
    rows = rows_of(found, query, [State.UNDECIDED.value])
    return tuple((undetermined_of(row), dict(zip(row["bearers"], row["numbers"], strict=True))) for row in rows)


def _work_out_violations(found: CheckTables) -> None:
    states = ", ".join(f"'{state.value}'" for state in State if state.is_violation)
    obligations = quoted(found.tables["obligations"])
    query = f"SELECT * FROM {obligations} WHERE state IN ({states})"
    found.connection.execute(f"CREATE OR REPLACE TABLE {quoted(VIOLATIONS)} AS {query}")


def _violations(found: CheckTables, limit: int) -> tuple[Obligation, ...]:
    """The first in the order of lists, of all and of each duty, and those longest overdue; each once, in that order."""
    order = (
        "duty, entity, key, trigger NULLS FIRST, COALESCE(due_extended, due) NULLS FIRST, done NULLS FIRST, "
        "COALESCE(bearer, '')"
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS[found.tables["obligations"]])
    table = quoted(VIOLATIONS)
    late = f"SELECT * FROM {table} ORDER BY COALESCE(days_late, 0) DESC, {order} LIMIT {LONGEST_OVERDUE}"
    of_each = _first_of_each(found, order)
    first = f"SELECT * FROM {table} ORDER BY {order} LIMIT {limit}"
    query = f"SELECT {names} FROM (({first}) UNION ({late}) {of_each}) ORDER BY {order}"
    return tuple(map(obligation_of, rows_of(found, query)))


def _first_of_each(found: CheckTables, order: str) -> str:
    """The first violations of each duty, as parts of a UNION: the first of one duty are found without sorting the others."""
    table = quoted(VIOLATIONS)
    duties = found.connection.execute(
        f"SELECT DISTINCT CAST(duty AS VARCHAR) AS duty FROM {table} ORDER BY ALL"
    ).fetchall()
    names = ["'" + duty.replace("'", "''") + "'" for (duty,) in duties]
    return "".join(
        f" UNION (SELECT * FROM {table} WHERE duty = {name} ORDER BY {order} LIMIT {FIRST_OF_EACH})" for name in names
    )


def _first(found: CheckTables, name: str, order: Sequence[str], limit: int, read: Callable[[Line], T]) -> tuple[T, ...]:
    """The first lines of a list in the order that lists show them; what is missing comes first."""
    names = ", ".join(quoted(column) for column in COLUMNS[found.tables[name]])
    by = ", ".join(f"{quoted(column)} NULLS FIRST" for column in order)
    query = f"SELECT {names} FROM {quoted(found.tables[name])} ORDER BY {by} LIMIT {limit}"
    return tuple(map(read, rows_of(found, query)))


def _sums(found: CheckTables) -> tuple[tuple[Entitlement, int], ...]:
    """The sums due by rule, payer, year, sum, version and budget year; any case stands for its kind."""
    query = f"""
        SELECT benefit, min(entity) AS entity, min(key) AS key, payer, NULL AS payee, amount_fen, min(date) AS date,
            version, budget_year, count(*) AS number
        FROM {quoted(found.tables["entitlements"])}
        GROUP BY benefit, payer, year(date), amount_fen, version, budget_year ORDER BY ALL"""
    return tuple((Entitlement(**row), number) for row in rows_of(found, query) for number in (row.pop("number"),))


def _open(found: CheckTables) -> tuple[tuple[Undetermined, int], ...]:
    """What could not be decided by rule, period and reasons; any case stands for its kind."""
    query = f"""
        SELECT rule, min(entity) AS entity, min(key) AS key, missing, causes, bounds, period, count(*) AS number
        FROM {quoted(found.tables["undetermined"])}
        GROUP BY rule, missing, causes, bounds, period ORDER BY ALL"""
    return tuple((undetermined_of(row), row["number"]) for row in rows_of(found, query))


def _findings_of(found: CheckTables) -> frozenset[str]:
    query = f"SELECT DISTINCT rule FROM {quoted(found.tables['findings'])}"
    return frozenset(rule for (rule,) in found.connection.execute(query).fetchall())


def length_of(found: CheckTables, name: str) -> int:
    """How many lines a table of results has."""
    return _count(found, quoted(found.tables[name]))


def _count(found: CheckTables, table: str) -> int:
    counted = found.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(counted[0]) if counted else 0
