"""A case explained from the few rows it rests on: word for word as from the whole export."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from click.testing import CliRunner
from guiju.cli import policy as command
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.dsl.shipped import DEFAULT_POLICY
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.export_files import read_files
from guiju.engine.facts.partial import WholeNeeded
from guiju.engine.facts.sheets import shown
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
from hypothesis import given, settings
from hypothesis import strategies as st

from ..differential.corpus import GOOD, OTHER, VERSIONS, VISITS, draw_as_of, policy_called
from ..differential.exports import draw_export

DEMO_PEOPLE = 2000
NAMES = (*GOOD, *VERSIONS, OTHER, VISITS)


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
    links = [i for i, name in enumerate(names) if entity.reference(name) and name not in entity.key]
    for row in rng.sample(rows, len(rows) // 3):
        again = list(row)
        place = rng.choice(links) if links and rng.random() < 0.7 else rng.randrange(len(names))
        if rng.random() < 0.7 and names[place] not in entity.key:
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
    if suffix == ".jsonl":
        _as_json_lines(folder)
    return folder


def _as_parquet(folder: Path) -> None:
    with duckdb.connect() as connection:
        for path in sorted(folder.glob("*.csv")):
            read = f"read_csv('{path}', header=true, all_varchar=true, delim=',', quote='\"', auto_detect=false, "
            with path.open(encoding="utf-8", newline="") as file:
                names = next(csv.reader(file))
            columns = "columns={" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "})"
            connection.execute(
                f"COPY (SELECT * FROM {read}{columns}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)"
            )
            path.unlink()


def _as_json_lines(folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = [json.dumps(row, ensure_ascii=False) for row in csv.DictReader(file)]
        if lines:
            path.with_suffix(".jsonl").write_text("\n".join(lines), encoding="utf-8")
        path.unlink()


def _told(policy: Policy, facts: Facts, key: str, as_of: date, rule: str | None) -> list[str]:
    """What `policy why` says."""
    traces = policy.explain(facts, key, rule, as_of=as_of)
    subject = policy.subject(facts, key, rule)
    return [str(subject and subject.name), *(trace_text(t) for t in traces)]


def _or_refusal(answer: Callable[[], list[str]]) -> list[str]:
    """An answer, or why there is none."""
    try:
        return answer()
    except Refusal as refusal:
        return [f"{d.message} {d.notes} {d.help}" for d in refusal.diagnostics]


def _both(policy: Policy, export: Path, whole: Facts, key: str, as_of: date, rule: str | None = None) -> bool:
    """Whether few rows sufficed; then they gave the same answer."""
    try:
        found = _or_refusal(lambda: policy.ask([export], lambda facts: _told(policy, facts, key, as_of, rule)))
    except WholeNeeded:
        return False
    assert found == _or_refusal(lambda: _told(policy, whole, key, as_of, rule))
    return True


@pytest.mark.parametrize(
    ("name", "suffix"),
    [*((name, ".parquet") for name in NAMES), *((name, suffix) for name in GOOD[::3] for suffix in (".csv", ".jsonl"))],
)
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
            sufficed += _by_name(policy, export, whole, entity, as_of)
    assert any(sufficed) or not sufficed


def _by_name(policy: Policy, export: Path, whole: Facts, entity: Entity, as_of: date) -> list[bool]:
    """What a rule is about may be asked for by the name it bears, where only one row bears it."""
    rules = (*policy.program.duties, *policy.program.benefits, *policy.program.targets)
    rule = next((rule.name for rule in rules if rule.entity == entity.name), None)
    if rule is None or entity.label is None:
        return []
    names = [r.values[entity.label] for r in whole.tables[entity.name].records[:3]]
    return [_both(policy, export, whole, str(name), as_of, rule) for name in names if name is not None]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Path, Facts]:
    """The demonstration as Parquet, and as the reader of whole exports has it."""
    folder = tmp_path_factory.mktemp("样例")
    workbook, export = folder / "样例.xlsx", folder / "数据"
    write_demo_workbook(workbook, people=DEMO_PEOPLE)
    export.mkdir()
    for sheet in read_files([workbook]).sheets:
        if sheet.title in ("刑释解教人员",):
            with (export / f"{sheet.title}.csv").open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([shown(cell) for cell in row.cells] for row in sheet.rows)
    _as_parquet(export)
    policy = load(DEFAULT_POLICY)
    return policy, export, policy.read([export])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(place=st.integers(0, DEMO_PEOPLE - 1))
def test_the_demo_is_explained_alike(demo: tuple[Policy, Path, Facts], place: int):
    policy, export, whole = demo
    records = whole.tables["刑释解教人员"].records
    assert _both(policy, export, whole, records[place % len(records)].key, AS_OF)


def test_a_key_that_is_not_there_is_told_with_all_rejected_rows(demo: tuple[Policy, Path, Facts]):
    policy, export, whole = demo
    assert sum(i.rejected for i in whole.inputs) > 0
    assert _both(policy, export, whole, "NX0000-00000", AS_OF)


def test_what_rests_on_all_rows_says_so(demo: tuple[Policy, Path, Facts]):
    """The sum of a place goes over everybody there: never worked out from a few."""
    policy, export, whole = demo
    fund = next(f for f in policy.program.funds if f.per == "县区")
    place = whole.tables["县区"].records[0].key
    assert not _both(policy, export, whole, place, AS_OF, fund.name)


def test_the_command_says_the_same_either_way(demo: tuple[Policy, Path, Facts]):
    _, export, whole = demo
    key = whole.tables["刑释解教人员"].records[7].key
    said = {}
    for engine in ("duckdb", "reference"):
        arguments = ["why", str(export), key, "--as-of", str(AS_OF), "--engine", engine]
        said[engine] = CliRunner().invoke(command, arguments).output
    assert said["duckdb"] == said["reference"]
    assert key in said["duckdb"]
