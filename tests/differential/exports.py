"""Exports for any policy, drawn at random: rows that refer to each other, facts missing, days around those that matter."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from attrs import fields, frozen, has
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts, Record, Table, key_of
from guiju.engine.operators.operator import Operator
from guiju.engine.origin import CellPlace, Span
from guiju.engine.outcome import InputCount
from guiju.engine.program import Column, Const, Entity, EntityKind, Program
from guiju.engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    Known,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    ReferenceType,
    YearType,
)

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


@frozen
class Marks:
    """The numbers and days that the rules themselves name: at them, and next to them, is where slips show."""

    numbers: tuple[int, ...]
    days: tuple[date, ...]


def marks_of(program: Program) -> Marks:
    """Every whole number and every day written in the rules, and the days the versions came into force."""
    numbers: set[int] = set()
    days = set(program.dates_in_force)
    rules = (
        program.derived,
        program.aggregates,
        program.duties,
        program.benefits,
        program.targets,
        program.validations,
    )
    for constant in _constants((rules, [v.derived for v in program.versions], program.transitions)):
        if type(constant) is date:
            days.add(constant)
        elif type(constant) is int and abs(constant) < 10**9:
            numbers.add(constant)
    return Marks(tuple(sorted(numbers)), tuple(sorted(days)))


def _constants(node: object) -> Iterator[object]:
    if isinstance(node, Const):
        yield node.value
    elif isinstance(node, tuple | list):
        for part in node:
            yield from _constants(part)
    elif has(type(node)) and not isinstance(node, Operator | Span):
        for part in fields(type(node)):
            yield from _constants(getattr(node, part.name))


def draw_day(rng: Random, as_of: date) -> date:
    """A day near as-of, or the end or start of a month not far from it, or one far away."""
    reach = rng.choice((3, 40, 40, 400, 1_500))
    day = date.fromordinal(
        min(max(as_of.toordinal() + rng.randint(-reach, reach // 3), FIRST.toordinal()), LAST.toordinal())
    )
    match rng.randint(0, 5):
        case 0:
            return day.replace(day=1)
        case 1:
            return max(FIRST, day.replace(day=1) - timedelta(days=1))
        case _:
            return day


def draw_value(rng: Random, keys: dict[str, list[str]], column: Column, as_of: date, marks: Marks) -> Known:
    """A value of a column's type; references lead to rows that exist, now and then to none."""
    if marks.numbers and isinstance(column.type, IntegerType | MoneyType | MoneyRateType) and rng.random() < 0.4:
        return rng.choice(marks.numbers) + rng.choice((-1, 0, 0, 1))
    if isinstance(column.type, DateType) and rng.random() < 0.2:
        return rng.choice(marks.days) + timedelta(days=rng.choice((-1, 0, 0, 1)))
    match column.type:
        case BooleanType():
            return rng.random() < 0.6
        case IntegerType():
            return rng.choice((0, 1, 2, 3, 5, 17, 18, 60, 75, 80, 90, 300, 1_000))
        case MoneyType() | MoneyRateType():
            return rng.choice((0, 1, 333, 20_000, 100_000, 150_000, 1_234_567))
        case PercentType() | DecimalType():
            return rng.choice((0, 15_000, 200_000, 333_333, 500_000, 1_000_000))
        case DateType():
            return draw_day(rng, as_of)
        case MonthType():
            return draw_day(rng, as_of).replace(day=1)
        case MomentType():
            return datetime.combine(draw_day(rng, as_of), datetime.min.time()) + timedelta(
                minutes=rng.randint(0, 1_439)
            )
        case YearType():
            return as_of.year + rng.choice((-2, -1, 0, 0, 1))
        case CodeType(values=values):
            return rng.choice(values)
        case ReferenceType(entity=entity):
            known = keys.get(entity) or ["没有"]
            return rng.choice(known) if rng.random() < 0.95 else "没有这一行"
        case BearerType():
            return rng.choice(("某某所", "东街", "甲"))
        case _:
            return rng.choice(("甲", "乙", "银川市", "3"))


def draw_export(rng: Random, policy: Policy, as_of: date, *, rows: int = 25) -> Facts:
    """An export for a policy with its reference data; now and then a 台账 is not sent, or a sheet lacks a column."""
    tables: dict[str, Table] = dict(policy.reference)
    ledgers = [e for e in policy.program.entities.values() if e.kind is EntityKind.LEDGER]
    numbers = {e.name: rng.randint(1, rows) for e in ledgers}
    keys = {name: [r.key for r in table.records] for name, table in tables.items()}
    keys |= {e.name: [str(n) for n in range(numbers[e.name])] for e in ledgers}
    sent = [e for e in ledgers if len(ledgers) == 1 or rng.random() < 0.93] or ledgers[:1]
    marks = marks_of(policy.program)
    for entity in sent:
        records = _records(rng, keys, entity, (as_of, marks), numbers[entity.name])
        tables[entity.name] = Table(entity.name, tuple({r.key: r for r in records}.values()))
    inputs = tuple(InputCount(e.name, "台账.csv", numbers[e.name], len(tables[e.name].records), 0, 0) for e in sent)
    return Facts(tables, inputs if rng.random() < 0.5 or len(sent) < len(ledgers) else ())


def _records(
    rng: Random, keys: dict[str, list[str]], entity: Entity, around: tuple[date, Marks], number: int
) -> list[Record]:
    share = rng.choice((0.02, 0.1, 0.3))
    proofs = [n for n, c in entity.columns.items() if c.proof]
    lacking = frozenset(n for n in proofs if rng.random() < 0.05)
    found = []
    for place in range(number):
        values: dict[str, Known | None] = {
            name: draw_value(rng, keys, column, *around) for name, column in entity.columns.items()
        }
        for name in entity.key:
            values[name] = str(place) if isinstance(values[name], str) and len(entity.key) == 1 else values[name]
        hidden = {n for n in entity.columns if n not in entity.key and rng.random() < share} | lacking
        values |= dict.fromkeys(hidden)
        absent = lacking if place % 2 else frozenset()
        found.append(Record(key_of(values, entity.key), values, CellPlace("台账.csv", None, place + 2), absent))
    return found
