"""A case explained from the few rows it rests on: word for word as from the whole export."""

import csv
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from guiju.dsl.policy import Policy
from guiju.dsl.shipped import DEFAULT_POLICY
from guiju.dsl.load import load
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.partial import WholeNeeded
from guiju.engine.facts.tables import Facts, Record
from guiju.engine.program import Entity, EntityKind
from guiju.engine.types import (
    DecimalType,
    Known,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    Type,
)
from guiju.policy.demo import AS_OF, write_demo_workbook
from guiju.reports.trace_text import trace_text

from ..differential.corpus import GOOD, VERSIONS, draw_as_of, policy_called
from ..differential.exports import draw_export

DEMO_PEOPLE = 2000
NAMES = (*GOOD, *VERSIONS)


def _written(value: Known | None, type_: Type) -> str | None:
    match value, type_:
        case None, _:
            return None
        case bool(), _:
            return "是" if value else "否"
        case int(), MoneyType() | MoneyRateType():
            return f"{value // 100}.{value % 100:02}"
        case int(), DecimalType():
            return str(value / 1_000_000)
        case int(), PercentType():
            return f"{value / 10_000}%"
        case date(), MonthType():
            return f"{value:%Y-%m}"
        case _:
            return str(value)


def _sheet(rng: Random, entity: Entity, records: tuple[Record, ...]) -> list[list[str | None]]:
    """Rows as an office might send them: some twice, some twice and different, some keys among blanks."""
    names = [name for name in entity.columns if not any(name in r.absent for r in records)]
    rows = [[_written(r.values[name], entity.columns[name].type) for name in names] for r in records]
    for row in rng.sample(rows, min(6, len(rows))):
        again = list(row)
        place = rng.randrange(len(names))
        if rng.random() < 0.5 and names[place] not in entity.key:
            again[place] = rng.choice((None, "读不出的", *(r[place] for r in rows)))
        rows.insert(rng.randrange(len(rows) + 1), again)
    keys = [names.index(name) for name in entity.key]
    for row in rng.sample(rows, len(rows) // 4):
        for place in keys:
            row[place] = f"　{row[place]} " if row[place] is not None else None
    return [list(names), *rows]


def _write(folder: Path, policy: Policy, facts: Facts, rng: Random, suffix: str) -> Path:
    folder.mkdir()
    sent = {i.entity for i in facts.inputs}
    for entity in policy.program.entities.values():
        if entity.kind is EntityKind.LEDGER and (entity.name in sent or not sent):
            rows = _sheet(rng, entity, facts.tables[entity.name].records)
            with (folder / f"{entity.name}.csv").open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(rows)
    if suffix == ".parquet":
        _as_parquet(folder)
    return folder


def _as_parquet(folder: Path) -> None:
    with duckdb.connect() as connection:
        for path in sorted(folder.glob("*.csv")):
            read = f"read_csv('{path}', header=true, all_varchar=true, delim=',', quote='\"', auto_detect=false, "
            with path.open(encoding="utf-8", newline="") as file:
                names = next(csv.reader(file))
            columns = "columns={" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "})"
            connection.execute(f"COPY (SELECT * FROM {read}{columns}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
            path.unlink()


def _answer(policy: Policy, facts: Facts, key: str, as_of: date, rule: str | None = None) -> list[str]:
    """What `policy why` says, or why it refuses."""
    try:
        traces = policy.explain(facts, key, rule, as_of=as_of)
    except Refusal as refusal:
        return [f"{d.message} {d.notes} {d.help}" for d in refusal.diagnostics]
    subject = policy.subject(facts, key, rule)
    return [str(subject and subject.name), *(trace_text(t) for t in traces)]


def _both(policy: Policy, export: Path, whole: Facts, key: str, as_of: date, rule: str | None = None) -> bool:
    """Whether few rows sufficed; then they gave the same answer."""
    expected = _answer(policy, whole, key, as_of, rule)
    try:
        found = policy.ask([export], lambda facts: _answer_or_ask(policy, facts, key, as_of, rule))
    except WholeNeeded:
        return False
    except Refusal as refusal:
        found = [f"{d.message} {d.notes} {d.help}" for d in refusal.diagnostics]
    assert found == expected
    return True


def _answer_or_ask(policy: Policy, facts: Facts, key: str, as_of: date, rule: str | None) -> list[str]:
    traces = policy.explain(facts, key, rule, as_of=as_of)
    subject = policy.subject(facts, key, rule)
    return [str(subject and subject.name), *(trace_text(t) for t in traces)]


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize("name", NAMES)
def test_few_rows_say_what_all_rows_say(name: str, suffix: str, tmp_path: Path):
    policy = policy_called(name, tmp_path)
    rng = Random(f"{name}{suffix}")
    as_of = draw_as_of(rng, policy)
    export = _write(tmp_path / "数据", policy, draw_export(rng, policy, as_of), rng, suffix)
    if not any(export.iterdir()):
        return
    whole = policy.read([export])
    sufficed = []
    for name_, entity in policy.program.entities.items():
        if entity.kind is EntityKind.LEDGER:
            records = whole.tables[name_].records
            keys = [r.key for r in rng.sample(records, min(4, len(records)))]
            keys += sorted({reject.value for reject in whole.rejects if reject.value})[:2]
            sufficed += [_both(policy, export, whole, key, as_of) for key in keys]
    assert any(sufficed) or not sufficed
