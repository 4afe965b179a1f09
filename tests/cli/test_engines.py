"""`policy check` gives the same bytes whether rows are interpreted one by one or decided in the database."""

import re
from datetime import date
from pathlib import Path

import duckdb
import guiju
import openpyxl
import pytest
from guiju.engine.backends.check_export import ExportCheck, Resources
from guiju.policy.demo.workbook import write_demo_workbook
from guiju.reports.screen import screen
from guiju.reports.summary import summary, summary_json

DAY = date(2022, 6, 30)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样例") / "样例.xlsx"
    write_demo_workbook(path, people=600)
    return path


@pytest.fixture(scope="module")
def policy():
    return guiju.load()


@pytest.fixture(scope="module")
def interpreted(policy, export):
    return policy.check(policy.read([export]), as_of=DAY)


def test_both_engines_write_the_same(run, export, tmp_path):
    printed = {}
    for engine in ("reference", "duckdb"):
        ran = run("check", str(export), "--as-of", "2022-06-30", "--engine", engine, "--format", "json",
                  "--out", str(tmp_path / engine))  # fmt: skip
        assert ran.code == 1
        printed[engine] = ran.out
    assert printed["reference"] == printed["duckdb"]
    for name in ("summary.json", "结果.xlsx", "按期履行.csv", "report.html"):
        assert (tmp_path / "reference" / name).read_bytes() == (tmp_path / "duckdb" / name).read_bytes(), name
    tables = {engine: sorted((tmp_path / engine).glob("*.parquet")) for engine in printed}
    assert len(tables["duckdb"]) == 9
    for ours, theirs in zip(tables["reference"], tables["duckdb"], strict=True):
        assert ours.name == theirs.name
        wanted, got = (f"SELECT * FROM read_parquet('{path}')" for path in (theirs, ours))
        assert duckdb.sql(got).fetchall() == duckdb.sql(wanted).fetchall(), ours.name


def test_tables_are_the_same_bytes_with_any_number_of_threads(policy, export, tmp_path):
    for threads in (1, 3):
        with policy.check_export([export], as_of=DAY, resources=Resources(threads=threads)) as found:
            found.write_tables(tmp_path / str(threads))
    names = sorted(p.name for p in (tmp_path / "1").iterdir())
    assert "obligations.parquet" in names
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes(), name


@pytest.mark.parametrize("limit", [0, 7, 100_000])
def test_an_excerpt_prints_what_the_whole_prints(policy, export, interpreted, limit):
    with policy.check_export([export], as_of=DAY) as found:
        part = found.result(limit, held_whole=0)
    assert part.whole is not None
    assert summary_json(policy.program, part, limit=limit) == summary_json(policy.program, interpreted, limit=limit)
    if limit >= 7:
        assert screen(policy.program, part, top=7) == screen(policy.program, interpreted, top=7)


def test_an_excerpt_says_how_much_there_is(policy, export, interpreted):
    with policy.check_export([export], as_of=DAY) as found:
        part = found.result(5, held_whole=0)
    told = summary(policy.program, part, limit=5)
    violations = len(interpreted.violations) + len(interpreted.breaches)
    assert violations > 5
    assert told["truncated"]["violations"] == violations
    assert len(told["violations"]) == 5
    assert len(part.obligations) < len(interpreted.obligations)


def test_a_wrong_memory_size_is_told(run, export):
    ran = run("check", str(export), "--engine", "duckdb", "--memory", "很多")
    assert ran.code == 2
    assert "请写成 4GB" in ran.err


def test_too_little_memory_is_told_with_what_to_do(run, tmp_path):
    rows = "".join(f"{n},2012-05-0{n % 9 + 1},张{n}{'长' * 40}\n" for n in range(60_000))
    rules = tmp_path / "政策"
    rules.mkdir()
    (rules / "规则.policy").write_text(RULES, "utf-8")
    data = tmp_path / "人员.csv"
    data.write_text("编号,到达日期,说明\n" + rows, "utf-8")
    ran = run("check", str(data), "--policy", str(rules), "--engine", "duckdb", "--memory", "2MB")
    assert ran.code == 2
    assert "内存不够" in ran.err
    assert ran.out == ""


RULES = """政策 某某
  施行 2012年1月1日

主体 某局

台账 人员
  · 编号：文本 主键
  · 到达日期：日期
  · 登记日期：日期 履行
  · 说明：文本

职责 登记
  依据 《甲》第一条
  对 人员
  由 某局
  应 "登记"
  期限 到达日期 起 3天 内
  完成于 登记日期
"""


def test_the_page_and_the_workbook_of_an_excerpt_count_everything(run, export, tmp_path, monkeypatch, policy):
    """Whatever is counted is counted over all lines; only lists of cases are cut short, and that is said."""
    whole = ExportCheck.result
    common = (str(export), "--as-of", "2022-06-30", "--engine", "duckdb", "--out")
    run("check", *common, str(tmp_path / "all"))
    monkeypatch.setattr(ExportCheck, "result", lambda self, limit: whole(self, 5, held_whole=0))
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "按期履行.csv").write_text("旧", "utf-8")
    ran = run("check", *common, str(tmp_path / "part"))
    assert "只列数目" in ran.err
    assert "分开核查" in ran.err
    assert not (tmp_path / "part" / "按期履行.csv").exists()
    every, part = ((tmp_path / n / "report.html").read_text("utf-8") for n in ("all", "part"))
    assert "个案太多" in part
    assert "个案太多" not in every
    for anchor in (
        "figures-title",
        "duties",
        "offices",
        "due",
        "sums",
        "targets",
        "classes",
        "undetermined",
        "readings",
    ):
        assert section(part, anchor) == section(every, anchor), anchor
    books = [openpyxl.load_workbook(tmp_path / n / "结果.xlsx") for n in ("all", "part")]
    for name in ("职责统计", "经费", "经费汇总", "目标"):
        assert rows_of(books[1][name]) == rows_of(books[0][name]), name
    about = dict(r[:2] for r in rows_of(books[1]["概况"]) if len(r) > 1)
    assert {k: about[k] for k in ("违规", "无法判定")} == {
        k: dict(r[:2] for r in rows_of(books[0]["概况"]))[k] for k in ("违规", "无法判定")
    }
    assert "Parquet" in about["逐件清单"]
    offices = rows_of(books[1]["各单位统计"])
    assert sum(r[-1] for r in offices[1:]) == len(policy.check(policy.read([export]), as_of=DAY).obligations)


def section(page: str, anchor: str) -> str:
    """A part of the page, by what its heading is called."""
    found = re.search(rf'<section[^>]*(?:id="{anchor}"|aria-labelledby="{anchor}").*?</section>', page, re.DOTALL)
    assert found is not None, anchor
    return found[0].replace("Parquet 表", "结果.xlsx")


def rows_of(sheet) -> list[tuple]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]
