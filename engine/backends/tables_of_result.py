"""The tables of results made from a Result of the interpreter: the files are the same whoever decided the cases."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..lowering.causes import encoded
from ..outcome import (
    Breach,
    Entitlement,
    Finding,
    Funding,
    Obligation,
    Result,
    State,
    TargetOutcome,
    Undetermined,
)
from ..plan.layout import quoted
from ..plan.result_tables import CLASSES, COLUMNS, COUNTS, PLACE, type_of
from ..plan.small_table import SmallTable
from ..program import Program
from .duckdb import TABLES, CheckTables
from .parquet import write_parquet
from .session import connect, small_table

Cells = tuple[object, ...]
AT_ONCE = 20_000
"""So many lines are handed to the database together."""


def write_result(program: Program, result: Result, folder: Path, *, unmask: bool = False) -> tuple[Path, ...]:
    """Write every table of a Result whole as Parquet; the files hold what those of a check in the database hold.

    Raises OSError where the folder cannot be made, Refusal where memory or disk do not suffice.
    """
    with connect(threads=1) as connection:
        found = CheckTables(connection, result.as_of, TABLES, ())
        for what, lines in _lines(result):
            _fill(found, TABLES[what], lines)
        _count(found, result)
        return write_parquet(program, found, folder, unmask=unmask)


def _lines(result: Result) -> Iterator[tuple[str, Sequence[Cells]]]:
    yield "obligations", [_obligation(o) for o in result.obligations if o.state is not State.KEPT]
    yield "entitlements", [_entitlement(e) for e in result.entitlements]
    yield "undetermined", [_undetermined(u) for u in result.undetermined]
    yield "findings", [_finding(f) for f in result.findings]
    yield "targets", [_target(t) for t in result.targets]
    yield "fundings", [_funding(f) for f in result.fundings]
    yield "breaches", [_breach(b) for b in result.breaches]


def _fill(found: CheckTables, table: str, lines: Sequence[Cells]) -> None:
    """A table of lines in their order."""
    names = [(name, type_of(name)) for name in COLUMNS[table]]
    place = [(name.strip('"'), "BIGINT") for name in PLACE]
    declared = ", ".join(f"{quoted(name)} {kind}" for name, kind in (*place, *names))
    found.connection.execute(f"CREATE OR REPLACE TABLE {quoted(table)} ({declared})")
    nowhere = ", ".join("0" for _ in place[1:])
    cells = ", ".join(f"unnest(${n}::{kind}[])" for n, (_, kind) in enumerate(names, 2))
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        given = [list(range(start, start + len(some))), *map(list, zip(*some, strict=True))]
        found.connection.execute(f"INSERT INTO {quoted(table)} SELECT unnest($1::BIGINT[]), {nowhere}, {cells}", given)


def _count(found: CheckTables, result: Result) -> None:
    """The tables of counts."""
    counts = [(duty, state.value, n) for duty, states in result.duty_counts.items() for state, n in states.items() if n]
    columns = (("duty", "VARCHAR"), ("state", "VARCHAR"), ("n", "BIGINT"))
    small_table(found.connection, SmallTable.of(COUNTS, columns, list(zip(*counts, strict=True))))
    answers = [(rule, n["是"], n["否"], n["未知"]) for rule, n in result.classification_counts.items()]
    columns_of_answers = (("rule", "VARCHAR"), ("yes", "BIGINT"), ("no", "BIGINT"), ("open", "BIGINT"))
    small_table(found.connection, SmallTable.of(CLASSES, columns_of_answers, list(zip(*answers, strict=True))))


def _obligation(o: Obligation) -> Cells:
    causes = list(map(encoded, o.causes)) or None
    days = (o.trigger, o.due, o.due_extended, o.done)
    of_case = (o.duty, o.entity, o.key, o.bearer, o.state.value)
    return (*of_case, *days, o.days_late, o.reason, causes, list(o.missing_cells), o.version, o.period)


def _entitlement(e: Entitlement) -> Cells:
    return (e.benefit, e.entity, e.key, e.payer, e.payee, e.amount_fen, e.date, e.version, e.budget_year)


def _undetermined(u: Undetermined) -> Cells:
    return (u.rule, u.entity, u.key, list(u.missing), list(map(encoded, u.causes)), u.bounds, u.period)


def _finding(f: Finding) -> Cells:
    return (f.kind, f.rule, f.entity, f.key, list(f.places), f.text)


def _target(t: TargetOutcome) -> Cells:
    return (t.target, t.entity, t.key, t.measured, t.required, t.state.value, t.due, t.bearer, t.version)


def _funding(f: Funding) -> Cells:
    others = [
        {
            "basis": o.basis,
            "headcount": o.headcount,
            "least": o.headcount_bounds[0],
            "most": o.headcount_bounds[1],
            "amount": o.amount_fen,
            "low": o.amount_bounds_fen[0],
            "high": o.amount_bounds_fen[1],
        }
        for o in f.others
    ]
    who = (f.fund, f.entity, f.key, f.payer, f.year, f.budget_year)
    sums = (f.headcount, *f.headcount_bounds, f.rate_fen, f.amount_fen, *f.amount_bounds_fen, f.budgeted_fen)
    return (*who, *sums, f.version, f.estimated, others or None)


def _breach(b: Breach) -> Cells:
    return (b.rule, b.kind.value, b.bearer, b.entity, b.key, b.due, b.reason, b.version)
