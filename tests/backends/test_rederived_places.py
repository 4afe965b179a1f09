"""Budgets and targets of a large export are found again from the rows of their place, or it is said why they are not."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import guiju
import pytest
from attrs import evolve
from guiju.engine.backends import rederive_places
from guiju.engine.backends.documents import NOTICE
from guiju.engine.diagnostic import Refusal
from guiju.engine.outcome import BreachKind

DAY = date(2016, 6, 30)
SMALL, LARGE = 20, 40
RULES = """政策 帮扶
  施行 2012年1月1日

主体 市财政、民政部门

台账 县区
  · 名称：文本 主键
  · 财政：主体

台账 对象
  · 编号：文本 主键
  · 县区：县区
  · 纳入日期：日期
  · 退出日期：日期 履行
  · 安置日期：日期 履行
  在册 自 纳入日期 至 退出日期

台账 县区年度
  · 县区：县区 主键
  · 年度：年度 主键
  · 预算数：金额
  · 补助预算数：金额

经费 县区经费
  依据 《办法》
  由 财政
  每 县区、年度
  人数 对象 经 县区 年末在册
  按标准 1000元
  列入 下一年度
  核对 县区年度 的 预算数

经费 全市经费
  依据 《办法》
  由 市财政
  每 年度
  人数 对象 年末在册
  按标准 1000元
  列入 下一年度
  核对 市年度 的 预算数

待遇 安置补助
  依据 《办法》
  对 对象
  由 市财政
  一次性 数额 300元
  以 安置日期 为准

经费 补助经费
  依据 《办法》
  由 财政
  每 县区、年度
  合计 安置补助 经 县区
  列入 下一年度
  核对 县区年度 的 补助预算数

台账 市年度
  · 年度：年度 主键
  · 预算数：金额

目标 安置过半
  依据 《办法》
  对 县区
  由 民政部门
  要求 人数（对象 当（安置日期 已知））不少于 30人
  期限 至迟 2015年12月31日
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("帮扶")
    (folder / "规则.policy").write_text(RULES, "utf-8")
    return guiju.load(folder)


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("导出")
    there = ["东县"] * SMALL + ["西县"] * LARGE
    rows = [f"D{n},{county},201{2 + n % 3}-03-0{n % 9 + 1},,201{2 + n % 2}-09-01" for n, county in enumerate(there)]
    files = {
        "县区": ["名称,财政", "东县,东县财政局", "西县,西县财政局"],
        "对象": ["编号,县区,纳入日期,退出日期,安置日期", *rows],
        "县区年度": ["县区,年度,预算数,补助预算数", *(f"{c},201{y},1,1" for c in ("东县", "西县") for y in (3, 4, 5))],
        "市年度": ["年度,预算数", "2013,1", "2014,1"],
    }
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def decided(policy, export):
    with policy.check_export([export], as_of=DAY) as found:
        yield found


@pytest.fixture
def by_place(monkeypatch):
    """Tables of over 25 rows are not read whole, nor places of more."""
    monkeypatch.setattr(rederive_places, "AT_ONCE", 25)
    monkeypatch.setattr(rederive_places, "WHOLE", 0)


def test_the_export_has_every_kind_of_breach_at_both_places(policy, export, decided):
    result = decided.printed(NOTICE)
    assert result.breaches == policy.check(policy.read([export]), as_of=DAY).breaches
    found = {(b.rule, b.key) for b in result.breaches}
    assert (
        found
        == {
            *((rule, county) for rule in ("县区经费", "补助经费") for county in ("东县", "西县")),
            ("全市经费", ""),
            ("安置过半", "东县"),
        }
        | {("安置过半", "西县")} & found
    )


@pytest.mark.parametrize("limits", [(1000, 1000), (0, 1000)])
def test_small_tables_are_gone_through_whole(decided, monkeypatch, limits):
    for name, limit in zip(("AT_ONCE", "WHOLE"), limits, strict=True):
        monkeypatch.setattr(rederive_places, name, limit)
    assert decided.rederive(decided.printed(NOTICE), decided.cases()) == ()


def test_places_of_too_many_rows_are_told_with_their_number(decided, by_place):
    result = decided.printed(NOTICE)
    of_rules = Counter(b.rule for b in result.breaches if b.key != "东县")
    unverified = decided.rederive(result, decided.cases())
    told = {u.rule: (u.violations, u.rows) for u in unverified}
    assert told["县区经费"] == (of_rules["县区经费"], LARGE)
    assert told["补助经费"] == (of_rules["补助经费"], LARGE)
    assert told["全市经费"] == (of_rules["全市经费"], SMALL + LARGE)
    assert set(told) == set(of_rules)


@pytest.mark.parametrize("rule", ["县区经费", "补助经费", "安置过半"])
def test_a_wrong_sum_of_a_place_stops_the_run(decided, by_place, rule):
    result = decided.printed(NOTICE)
    right = next(b for b in result.breaches if (b.rule, b.key) == (rule, "东县"))
    other = evolve(right, reason=f"{right.reason}差", bearer="别的单位")
    decided.rederive(evolve(result, breaches=(right,)), decided.cases())
    with pytest.raises(Refusal) as refused:
        decided.rederive(evolve(result, breaches=(other,)), decided.cases())
    (told,) = refused.value.diagnostics
    assert told.code == "GJ556"
    assert f"「{rule}」对「东县」" in told.message
    assert other.reason in told.notes[0]
    assert right.reason in told.notes[1]


def test_no_more_is_fetched_than_the_rows_of_the_places(decided, by_place, monkeypatch):
    fetched = []
    whole = rederive_places._Sums.of_place

    def counting(self, cases, breaches, most):
        found = whole(self, cases, breaches, most)
        fetched.append((breaches[0].kind, breaches[0].key, len(cases._rows.get("对象", {}))))
        return found

    monkeypatch.setattr(rederive_places._Sums, "of_place", counting)
    decided.rederive(decided.printed(NOTICE), decided.cases())
    assert {rows for _, key, rows in fetched if key == "东县"} == {SMALL}
    assert {rows for _, key, rows in fetched if key != "东县"} == {0}


def test_what_a_run_may_go_through_in_all_has_an_end(decided, by_place, monkeypatch):
    monkeypatch.setattr(rederive_places, "IN_ALL", 10)
    unverified = decided.rederive(decided.printed(NOTICE), decided.cases())
    every = Counter(b.rule for b in decided.printed(NOTICE).breaches)
    assert {u.rule: u.violations for u in unverified} == every


def test_a_row_counts_where_it_stands_now(policy, export, tmp_path, by_place):
    """A row moved to the other county changes the sums of both, and what they rest on."""
    shutil.copytree(export, tmp_path / "导出")
    people = tmp_path / "导出" / "对象.csv"
    people.write_text(people.read_text("utf-8").replace("D0,东县", "D0,西县"), "utf-8")
    with policy.check_export([tmp_path / "导出"], as_of=DAY) as moved:
        result = moved.printed(NOTICE)
        assert all(b.kind in (BreachKind.SHORT_BUDGET, BreachKind.MISSED_TARGET) for b in result.breaches)
        assert {u.rows for u in moved.rederive(result, moved.cases())} == {LARGE + 1, SMALL + LARGE}
