"""`policy check` over a generated export: CSV and workbook say the same, in any order of rows, twice the same bytes."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from guiju.cli import main
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts
from guiju.engine.program import Column
from guiju.engine.types import DateType, DecimalType, Known, MoneyType, PercentType, YearType
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from .laying_out import loaded
from .policies import policies
from .profile import looked_at
from .rows import AS_OF, draw_facts, ledgers_of

EXCEL_STARTS = date(1900, 3, 1)
"""Before this day Excel's dates are one off."""


def cell(value: Known | None, column: Column) -> str:
    """A value as an office's system exports it."""
    match value, column.type:
        case None, _:
            return ""
        case bool(), _:
            return "是" if value else "否"
        case int(), MoneyType():
            return str(Decimal(value) / 100)
        case int(), PercentType():
            return f"{(Decimal(value) / 10_000).normalize():f}%"
        case int(), DecimalType():
            return f"{(Decimal(value) / 1_000_000).normalize():f}"
        case int(), YearType():
            return f"{value}年"
        case _:
            return str(value)


def rows_of(policy: Policy, facts: Facts, rng: Random) -> dict[str, list[list[tuple[Known | None, Column]]]]:
    """The rows of every 台账 in some order."""
    found = {}
    for entity in ledgers_of(policy):
        rows = [[(r.values[n], c) for n, c in entity.columns.items()] for r in facts.tables[entity.name].records]
        rng.shuffle(rows)
        found[entity.name] = rows
    return found


def write_csv(folder: Path, rows: dict[str, Any], policy: Policy) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(policy.program.entities[name].columns)
            writer.writerows([cell(v, c) for v, c in line] for line in lines)
    return folder


def write_workbook(path: Path, rows: dict[str, Any], policy: Policy) -> Path:
    with Workbook(path, {"strings_to_numbers": False}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in rows.items():
            sheet = book.add_worksheet(name)
            for position, column in enumerate(policy.program.entities[name].columns):
                sheet.write_string(0, position, column)
            for number, line in enumerate(lines, start=1):
                for position, (value, column) in enumerate(line):
                    if isinstance(column.type, DateType) and isinstance(value, date) and value >= EXCEL_STARTS:
                        sheet.write_datetime(number, position, value, days)
                    elif value is not None:
                        sheet.write_string(number, position, cell(value, column))
    return path


def checked(capsys: pytest.CaptureFixture[str], export: Path, policy: Policy, as_of: date) -> tuple[str, int]:
    """What the command prints as JSON, and its exit code."""
    with pytest.raises(SystemExit) as stop:
        main(["check", str(export), "--policy", str(policy.folder), "--as-of", as_of.isoformat(), "--format", "json"])
    out, err = capsys.readouterr()
    assert stop.value.code in (0, 1, 3), err
    return out, int(stop.value.code)


def without_places(document: str) -> dict[str, Any]:
    """The document without the names of the files that were read."""
    found = json.loads(document)
    for entry in found["inputs"]:
        entry.pop("source")
    return found


@looked_at(8)
@given(policies(), st.sampled_from(AS_OF), st.integers(0, 2**32))
def test_exports_that_hold_the_same_give_the_same(tmp_path_factory, capsys, draft, as_of, seed):
    folder = tmp_path_factory.mktemp("command")
    policy, rng = loaded(folder / "policy", draft), Random(seed)
    facts = draw_facts(rng, policy, as_of)
    rows = rows_of(policy, facts, rng)
    table = write_csv(folder / "export", rows, policy)
    first = checked(capsys, table, policy, as_of)
    assert checked(capsys, table, policy, as_of) == first
    read = policy.read([table])
    for name in rows:
        values = {key: dict(r.values) for key, r in facts.tables[name].by_key.items()}
        assert {key: dict(r.values) for key, r in read.tables[name].by_key.items()} == values
    book = checked(capsys, write_workbook(folder / "导出.xlsx", rows, policy), policy, as_of)
    again = checked(capsys, write_csv(folder / "export", rows_of(policy, facts, rng), policy), policy, as_of)
    assert without_places(again[0]) == without_places(first[0])
    assert without_places(book[0]) == without_places(first[0])
    assert {first[1], book[1], again[1]} == {first[1]}
