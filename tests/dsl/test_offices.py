"""来源 and 校验 on real exports: an office's own words are read, rows that break a 校验 are found, and every row counts."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.diagnostic import Refusal

TODAY = date(2012, 12, 31)
RULES = """政策 某某
  施行 2012年1月1日

代码表 罪名类别：侵犯财产罪、渎职罪

台账 人员
  · 编号：文本 主键
  · 释放日期：日期
  · 入监日期：日期
  · 无家可归：是非
  · 罪名类别：罪名类别

界定 需安置 对 人员
  依据 《甲》第一条
  当 无家可归

校验 先入监后释放 对 人员
  须 释放日期 不早于 入监日期
  严重

校验 应填罪名 对 人员
  须 罪名类别 已知
  提示
"""
MAP = """来源 某区司法局 对 人员 取自 "花名册"
  · 编号 取自 "人员编号"、"档案号"
  · 释放日期 取自 "刑释日期"
  · 无家可归 取自 "有无住房"
    是 取自 "无"、"×"
    否 取自 "有"
    未知 取自 "不详"
  · 罪名类别 取自 "罪名"
    侵犯财产罪 取自 "盗窃"、"诈骗"
"""
ROWS = """某区刑满释放人员花名册,,,,
人员编号,刑释日期,入监日期,有无住房,罪名
1,2012-05-04,2010-05-04,无,盗窃
2,2012-05-04,2010-05-04,有,渎职罪
3,2012-05-04,2010-05-04,不详,诈骗
4,2012-05-04,2013-05-04,×,诈骗
5,2012-05-04,,是,
6,2012-05-04,2010-05-04,也许,盗窃
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    folder = tmp_path / "政策"
    folder.mkdir()
    (folder / "规则.policy").write_text(RULES, "utf-8")
    return load(folder)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "花名册.csv"
    path.write_text(ROWS, "utf-8")
    return path


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    path = tmp_path / "某区.policy"
    path.write_text(MAP, "utf-8")
    return path


def test_an_office_is_read_in_its_own_words(policy: Policy, export: Path, map_file: Path):
    facts = policy.read([export], map_file=map_file)
    rows = {r.key: r.values for r in facts.tables["人员"].records}
    assert {k: v["无家可归"] for k, v in rows.items()} == {"1": True, "2": False, "3": None, "4": True, "5": True}
    assert {k: v["罪名类别"] for k, v in rows.items()} == {
        "1": "侵犯财产罪", "2": "渎职罪", "3": "侵犯财产罪", "4": "侵犯财产罪", "5": None
    }  # fmt: skip
    assert rows["1"]["释放日期"] == date(2012, 5, 4)
    (reject,) = facts.rejects
    assert (reject.place.row, reject.place.column, reject.value) == (8, "无家可归", "也许")


def test_without_the_map_the_export_is_refused(policy: Policy, export: Path):
    with pytest.raises(Refusal):
        policy.read([export])


def test_a_source_in_the_policy_needs_no_option(tmp_path: Path, export: Path):
    path = tmp_path / "规则.policy"
    path.write_text(RULES + "\n" + MAP, "utf-8")
    assert len(load(path).read([export]).tables["人员"].records) == 5


def test_broken_rows_are_rejected_or_told_of_and_all_rows_count(policy: Policy, export: Path, map_file: Path):
    """4 was released before it entered: rejected. 5 lacks the day it entered, which accuses nobody, and the crime."""
    result = policy.check(policy.read([export], map_file=map_file), as_of=TODAY)
    (counted,) = result.inputs
    assert (counted.read, counted.evaluated, counted.duplicates, counted.rejected) == (6, 4, 0, 2)
    assert [(r.place.row, r.value) for r in result.rejects] == [(8, "也许"), (6, "4")]
    assert "先入监后释放" in result.rejects[1].reason
    assert result.classification_counts["需安置"] == {"是": 2, "否": 1, "未知": 1}
    assert [(f.kind, f.rule, f.key) for f in result.findings] == [("数据校验", "应填罪名", "5")]


def test_a_map_holds_nothing_else(policy: Policy, export: Path, tmp_path: Path):
    path = tmp_path / "坏.policy"
    path.write_text('主体 甲\n来源 某局 对 人员\n  · 生日 取自 "出生"\n', "utf-8")
    with pytest.raises(Refusal) as refusal:
        policy.read([export], map_file=path)
    assert [d.code for d in refusal.value.diagnostics] == ["GJ372", "GJ201"]
