"""Results of a check in the database as Python values: for small outputs, lists that are shown, and tests."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from ..facts.tables import Facts
from ..lowering.causes import decoded
from ..outcome import (
    Breach,
    BreachKind,
    Entitlement,
    Finding,
    Funding,
    Obligation,
    OtherReading,
    Reject,
    Result,
    State,
    TargetOutcome,
    TargetState,
    Undetermined,
)
from ..plan.layout import KEY, LINE, ROW, SHEET, quoted
from ..plan.result_tables import REJECTED
from ..program import DerivedKind, Program
from .duckdb import CheckTables, lines

Line = dict[str, Any]


def read_result(program: Program, found: CheckTables, facts: Facts) -> Result:
    """Everything a check found; `facts` gives what was known before: inputs, rejects and notices."""
    facts = with_rejected(program, found, facts)
    return Result(
        as_of=found.as_of,
        inputs=facts.inputs,
        obligations=tuple(o for o in map(obligation_of, read_lines(found, "obligations")) if o.state is not State.KEPT),
        duty_counts=duty_counts(program, found),
        classification_counts=classification_counts(program, found),
        entitlements=tuple(Entitlement(**row) for row in read_lines(found, "entitlements")),
        undetermined=tuple(map(undetermined_of, read_lines(found, "undetermined"))),
        findings=tuple(map(finding_of, read_lines(found, "findings"))),
        rejects=facts.rejects,
        notices=facts.notices,
        targets=tuple(map(target_of, read_lines(found, "targets"))),
        fundings=tuple(map(funding_of, read_lines(found, "fundings"))),
        breaches=tuple(map(breach_of, read_lines(found, "breaches"))),
    )


def read_lines(found: CheckTables, what: str, where: str | None = None, given: Sequence[object] = ()) -> list[Line]:
    """The lines of a table of results in the order of the export, or those `where` keeps; `given` stands for its question marks."""
    return rows_of(found, lines(found, what, where=where), given)


def rows_of(found: CheckTables, query: str, given: Sequence[object] = ()) -> list[Line]:
    """The rows of a query by column name; `given` stands for its question marks."""
    answer = found.connection.execute(query, list(given))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def obligation_of(row: Line) -> Obligation:
    """An obligation as its line has it."""
    row["state"] = State(row["state"])
    row["causes"] = tuple(map(decoded, row["causes"] or ()))
    row["missing_cells"] = tuple(row["missing_cells"])
    return Obligation(**row)


def undetermined_of(row: Line) -> Undetermined:
    """A rule that could not be decided as its line has it."""
    return Undetermined(
        row["rule"],
        row["entity"],
        row["key"],
        tuple(row["missing"]),
        tuple(map(decoded, row["causes"])),
        row["bounds"],
        row["period"],
    )


def finding_of(row: Line) -> Finding:
    """A finding as its line has it."""
    row["places"] = tuple(row["places"])
    return Finding(**row)


def target_of(row: Line) -> TargetOutcome:
    """A 目标 for one row as its line has it."""
    row["state"] = TargetState(row["state"])
    return TargetOutcome(**row)


def breach_of(row: Line) -> Breach:
    """A violation that is no obligation's state as its line has it."""
    row["kind"] = BreachKind(row["kind"])
    return Breach(**row)


def funding_of(row: Line) -> Funding:
    """What a 经费 comes to as its line has it."""
    bounds = (row.pop("least"), row.pop("most"))
    amounts = (row.pop("low_fen"), row.pop("high_fen"))
    others = tuple(map(_other, row.pop("others") or ()))
    return Funding(headcount_bounds=bounds, amount_bounds_fen=amounts, others=others, **row)


def _other(row: Line) -> OtherReading:
    bounds, amounts = (row["least"], row["most"]), (row["low"], row["high"])
    return OtherReading(row["basis"], row["headcount"], bounds, row["amount"], amounts)


def duty_counts(program: Program, found: CheckTables) -> dict[str, dict[State, int]]:
    """How many obligations of each duty are in each state."""
    counts: dict[str, dict[State, int]] = {d.name: {} for d in program.duties}
    table = quoted(found.tables["duty_counts"])
    for duty, state, n in found.connection.execute(f"SELECT duty, state, n FROM {table} WHERE n > 0").fetchall():
        counts[duty][State(state)] = n
    return counts


def classification_counts(program: Program, found: CheckTables) -> dict[str, dict[str, int]]:
    """How many rows each 界定 holds for, does not, and cannot be decided for."""
    names = [d.name for d in program.derived if d.kind is DerivedKind.CLASSIFICATION]
    counts = {name: {"是": 0, "否": 0, "未知": 0} for name in names}
    table = quoted(found.tables["classification_counts"])
    for rule, yes, no, open_ in found.connection.execute(f"SELECT rule, yes, no, open FROM {table}").fetchall():
        counts[rule] = {"是": yes, "否": no, "未知": open_}
    return counts


def with_rejected(program: Program, found: CheckTables, facts: Facts) -> Facts:
    """The account of rows with those that a 严重 校验 rejected."""
    if not found.rejects:
        return facts
    query = f"SELECT entity, rule, told, {quoted(KEY)}, {quoted(SHEET)}, {quoted(LINE)} FROM {quoted(REJECTED)} ORDER BY {quoted(ROW)}"
    rows = found.connection.execute(query).fetchall()
    rejects: list[Reject] = []
    gone: Counter[tuple[str, str]] = Counter()
    for entity in facts.tables:
        for name, rule, told, key, sheet, line in rows:
            if name == entity:
                place = evolve(found.sheets[sheet].place, row=line)
                columns = program.entities[entity]
                sensitive = any(columns.columns[c].sensitive for c in columns.key)
                rejects.append(Reject(place, key, f"不符合校验「{rule}」：须{told}", sensitive))
                gone[entity, place.source] += 1
    inputs = tuple(
        evolve(i, evaluated=i.evaluated - n, rejected=i.rejected + n) if (n := gone[i.entity, i.source]) else i
        for i in facts.inputs
    )
    return evolve(facts, inputs=inputs, rejects=(*facts.rejects, *rejects))
