"""归属不明 in SQL: rows that belong to no row known are left out of every group, and told of once for each way of grouping."""

from typing import TYPE_CHECKING

from ..lowering.base import any_of, any_unknown
from ..program import Aggregate, Duty, RecordProof
from ..reading import first_reader, ways_of
from .layout import KEY, ROW, quoted
from .outputs import Outputs, words
from .result_tables import FINDINGS, PLACE

if TYPE_CHECKING:
    from .rulebook import Rulebook

ASTRAY = "归属不明"


def add_strays(outputs: Outputs, rules: "Rulebook") -> None:
    """The findings about rows of proof, before all others, and those about aggregates, after them."""
    for number, duty in enumerate(rules.program.duties):
        _of_proofs(outputs, rules, number, duty)
    counted = [_counted(outputs, rules, n, a) for n, a in enumerate(rules.program.aggregates)]
    counted = [c for c in counted if c]
    if not counted:
        return
    every = " UNION ALL ".join(counted)
    first = f"row_number() OVER (PARTITION BY entity, ways ORDER BY number) AS place FROM ({every}) WHERE n > 0"
    place = ", ".join(
        f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, ("4", "number", "0", "0", "0", "0"), strict=True)
    )
    outputs.add(
        FINDINGS,
        f"SELECT {place}, {words(ASTRAY)} AS kind, rule, entity, '' AS key, [ways] AS places, "
        f"entity || '有' || n || '行归属不明，没有计入' AS text FROM (SELECT *, {first}) WHERE place = 1",
    )


def _of_proofs(outputs: Outputs, rules: "Rulebook", number: int, duty: Duty) -> None:
    """Rows that might prove a repeated duty and refer to no case: nobody is accused in silence."""
    proof = duty.repetition.proof if duty.repetition is not None else None
    if not isinstance(proof, RecordProof) or proof.entity not in rules.occasion.tables:
        return
    home = rules.home(proof.entity)
    link = home.frame.hold(home.column(proof.link).value, always=True).name
    table = quoted(outputs.making.want(home.frame, [ROW, link]))
    known = quoted(rules.table(duty.entity).name)
    place = ", ".join(
        f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, ("0", str(number), "0", "0", "0", "0"), strict=True)
    )
    outputs.add(
        FINDINGS,
        f"SELECT {place}, {words(ASTRAY)} AS kind, {words(duty.name)} AS rule, {words(proof.entity)} AS entity, "
        f"'' AS key, [{words(proof.link)}] AS places, {words(proof.entity)} || '有' || n || '行归属不明，没有计入' AS text "
        f"FROM (SELECT count(*) AS n FROM {table} AS r LEFT JOIN {known} AS k ON k.{quoted(KEY)} = r.{quoted(link)} "
        f"WHERE k.{quoted(KEY)} IS NULL) WHERE n > 0",
    )


def _counted(outputs: Outputs, rules: "Rulebook", number: int, aggregate: Aggregate) -> str:
    """How many rows of an aggregate's entity belong nowhere known; a date still to come belongs nowhere, and rightly so."""
    if aggregate.over not in rules.occasion.tables:
        return ""
    home = rules.home(aggregate.over)
    hold = home.frame.hold
    keys = [home.settled(home.value(k.row)) for k in aggregate.keys]
    waiting = hold(any_of([k.is_waiting for k in keys]), always=True).name
    unknown = hold(any_unknown(keys), always=True).name
    names = [ROW, waiting, unknown]
    place = next((n for n, k in enumerate(aggregate.keys) if k.own is None), None)
    joined, lost = "", quoted(unknown)
    if place is not None and aggregate.entity in rules.occasion.tables:
        owner = hold(keys[place].value, always=True).name
        names.append(owner)
        known = quoted(rules.table(aggregate.entity).name)
        joined = f" LEFT JOIN {known} AS k ON k.{quoted(KEY)} = r.{quoted(owner)}"
        lost = f"(r.{quoted(unknown)} OR k.{quoted(KEY)} IS NULL)"
    table = quoted(outputs.making.want(home.frame, names))
    return (
        f"SELECT {number} AS number, {words(aggregate.over)} AS entity, {words(ways_of(aggregate))} AS ways, "
        f"{words(first_reader(rules.program, aggregate))} AS rule, count(*) AS n FROM {table} AS r{joined} "
        f"WHERE NOT r.{quoted(waiting)} AND {lost}"
    )
