"""Every way of the bench decides what the generated plan decides: without that its figures would compare different work."""

import importlib

import duckdb
import pytest
from guiju.bench.bulk import COUNTS_ONLY, WAYS
from guiju.bench.bulk_rules import TABLES
from guiju.bench.people import write_people
from guiju.bench.rivals.compare import differences

PEOPLE = 400
COUNTS = {"sums", "duty_counts", "classification_counts"}
NEEDS = {"polars": "polars", "openfisca": "openfisca_core", "openfisca-counts": "openfisca_core"}
"""Ways that need a library of the extra `bench`."""


def decided(way, people, folder):
    """The folder a way writes its tables into."""
    if way in NEEDS:
        pytest.importorskip(NEEDS[way], reason="the extra `bench` is not installed")
    module, name = WAYS[way]
    decider = getattr(importlib.import_module(f"guiju.bench.rivals.{module}"), name)(2, None, folder)
    getattr(decider, "open", decider.load)(people)
    decider.write(folder)
    return folder


def exported(form, folder):
    path = folder / f"刑释解教人员.{form}"
    write_people(path, PEOPLE)
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return exported("parquet", tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def by_plan(people, tmp_path_factory):
    return decided("plan", people, tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize("way", [way for way in WAYS if way != "plan"])
def test_a_way_decides_what_the_plan_decides(people, by_plan, way, tmp_path):
    assert differences(by_plan, decided(way, people, tmp_path)) == []
    written = {name for name in TABLES if (tmp_path / f"{name}.parquet").exists()}
    assert written == (COUNTS if way in COUNTS_ONLY else set(TABLES))


@pytest.mark.parametrize("way", ["plan", "duckdb", "polars", "openfisca", "python"])
def test_a_csv_file_of_the_same_people_gives_the_same(by_plan, way, tmp_path):
    assert differences(by_plan, decided(way, exported("csv", tmp_path), tmp_path)) == []


def test_something_is_decided(by_plan):
    with duckdb.connect() as connection:
        counts = connection.execute(f"SELECT state, sum(n) FROM '{by_plan}/duty_counts.parquet' GROUP BY 1").fetchall()
        assert {state for state, n in counts if n} > {
            "按期履行",
            "逾期履行",
            "逾期未履行",
            "无法判定",
            "不适用",
            "客观不能",
        }
        for name in ("undetermined", "entitlements", "sums", "violations"):
            assert connection.execute(f"SELECT count(*) FROM '{by_plan}/{name}.parquet'").fetchone()[0] > 5


def test_one_other_cell_is_a_difference(by_plan, tmp_path):
    with duckdb.connect() as connection:
        for path in (by_plan / f"{name}.parquet" for name in TABLES):
            other = "* REPLACE (n + 1 AS n)" if path.stem == "duty_counts" else "*"
            connection.execute(f"COPY (SELECT {other} FROM '{path}') TO '{tmp_path / path.name}'")
    (found,) = {line.split(":")[0] for line in differences(by_plan, tmp_path)}
    assert found == "duty_counts"
