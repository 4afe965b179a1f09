"""Rows for whatever 台账 a Program declares: facts missing, days at the ends of months, calendars and the language."""

from datetime import date, datetime, time
from random import Random

from attrs import evolve
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts, Record, Table, key_of
from guiju.engine.origin import CellPlace
from guiju.engine.program import Column, Entity, EntityKind
from guiju.engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    Known,
    MomentType,
    MoneyType,
    PercentType,
    ReferenceType,
    YearType,
)

AS_OF = (
    date(2012, 5, 20),
    date(2012, 2, 29),
    date(2024, 12, 31),
    date(2003, 12, 31),
    date(2199, 12, 31),
    date(1900, 1, 1),
)
BOUNDARIES = (
    date(2012, 1, 31), date(2012, 2, 29), date(2011, 2, 28), date(2012, 4, 30), date(2024, 2, 29), date(2024, 12, 31),
    date(2010, 12, 31), date(2014, 1, 1), date(1900, 1, 1), date(2199, 12, 31),
)  # fmt: skip


def draw_day(rng: Random, as_of: date) -> date:
    """A day near as-of, or one at some boundary."""
    if rng.random() < 0.25:
        return rng.choice(BOUNDARIES)
    near = as_of.toordinal() + rng.randint(-40, 40)
    return date.fromordinal(min(max(near, date(1900, 1, 1).toordinal()), date(2199, 12, 31).toordinal()))


def draw_value(rng: Random, policy: Policy, column: Column, as_of: date, *, odd: bool = True) -> Known:
    """A value of a column's type; `odd` ones may lie at the limits or refer to rows that are not there."""
    match column.type:
        case BooleanType():
            return rng.random() < 0.5
        case IntegerType():
            return rng.choice((0, 1, 3, 60, 10**9 if odd else 2))
        case MoneyType():
            return rng.choice((0, 1, 20_000, 1_500_000, 10**16 if odd else 5))
        case PercentType() | DecimalType():
            return rng.choice((0, 200_000, 500_000, 3_000_001))
        case DateType():
            return draw_day(rng, as_of)
        case MomentType():
            return datetime.combine(draw_day(rng, as_of), time(rng.randint(0, 23), rng.choice((0, 30, 59))))
        case YearType():
            return rng.choice((2012, 2024))
        case CodeType(values=values):
            return rng.choice(values)
        case ReferenceType(entity=entity):
            return _draw_key(rng, policy, entity, odd=odd)
        case BearerType():
            return rng.choice(("某某所", *sorted(policy.program.bearers)))
        case _:
            return rng.choice(("甲", "银川市", "某某单位"))


def _draw_key(rng: Random, policy: Policy, entity: str, *, odd: bool) -> str:
    if entity in policy.reference:
        return rng.choice([r.key for r in policy.reference[entity].records])
    return str(rng.randint(0, 5 if odd else 1))


def draw_record(rng: Random, policy: Policy, entity: Entity, number: int, as_of: date, *, odd: bool = True) -> Record:
    """A row of a 台账 with all facts there; row 0 and 1 can be referred to."""
    values: dict[str, Known | None] = {
        name: draw_value(rng, policy, column, as_of, odd=odd) for name, column in entity.columns.items()
    }
    for name in entity.key:
        values[name] = str(number) if isinstance(values[name], str) else values[name]
    return Record(key_of(values, entity.key), values, CellPlace("台账.csv", None, number + 2))


def with_gaps(rng: Random, entity: Entity, record: Record, share: float) -> Record:
    """The row with facts missing; a 履行 column now and then is one its sheet does not have at all."""
    hidden = [n for n in entity.columns if n not in entity.key and rng.random() < share]
    absent = [n for n in hidden if entity.columns[n].proof and rng.random() < 0.3]
    return evolve(record, values={**record.values, **dict.fromkeys(hidden)}, absent=frozenset(absent))


def ledgers_of(policy: Policy) -> list[Entity]:
    return [e for e in policy.program.entities.values() if e.kind is EntityKind.LEDGER]


def draw_facts(rng: Random, policy: Policy, as_of: date, *, rows: int = 6) -> Facts:
    """An export for a policy with its reference data."""
    tables: dict[str, Table] = dict(policy.reference)
    for entity in ledgers_of(policy):
        records = (
            with_gaps(rng, entity, draw_record(rng, policy, entity, n, as_of), rng.choice((0.1, 0.3, 0.6)))
            for n in range(rng.randint(0, rows))
        )
        by_key = {r.key: r for r in records}
        tables[entity.name] = Table(entity.name, tuple(by_key.values()))
    return Facts(tables)
