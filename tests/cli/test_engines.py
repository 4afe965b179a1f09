"""`policy check` gives the same bytes whether rows are interpreted one by one or decided in the database."""

from datetime import date
from pathlib import Path

import guiju
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


def test_no_page_is_made_of_an_excerpt_and_none_of_before_is_left(run, export, tmp_path, monkeypatch):
    whole = ExportCheck.result
    monkeypatch.setattr(ExportCheck, "result", lambda self, limit: whole(self, limit, held_whole=0))
    (tmp_path / "report.html").write_text("旧", "utf-8")
    ran = run("check", str(export), "--as-of", "2022-06-30", "--engine", "duckdb", "--out", str(tmp_path))
    assert "没有写 report.html" in ran.err
    assert not (tmp_path / "report.html").exists()
