"""主体 A 改称 B 自 D in whole policies: results, notices, allocation tables and comparisons by the names of the day."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.policy import Policy
from guiju.engine.outcome import Result
from guiju.engine.renames import named_on
from guiju.reports.allocation import allocation_document
from guiju.reports.notice import notice_documents
from guiju.reports.screen import screen
from guiju.reports.summary import summary

from .test_version_timing import checked, policy_of

FIRST = """主体 综治部门、司法所、政法机关
主体 财政局 按 县区

数据表 县区 "县区.csv"
  · 代码：文本 主键
  · 名称：文本

台账 人员
  · 编号：文本 主键
  · 县区：县区
  · 衔接单位：综治部门
  · 收到日期：日期
  · 通报日期：日期 履行
  · 抄告日期：日期 履行
  · 补助日期：日期

职责 通报
  依据 《方案》
  对 人员
  由 衔接单位
  分别向 综治部门、司法所
  应 "通报"
  期限 收到日期 起 5天 内 不顺延
  完成于 齐备（通报日期、抄告日期）
  督办 综治部门

界定 由东县衔接 对 人员
  依据 《方案》
  当 衔接单位 为 "东县综治部门"

定性要求 督导
  依据 《方案》
  由 综治部门

待遇 补助
  依据 《方案》
  对 人员
  由 县区 的 财政局 发给 综治部门
  一次性 数额 100元
  以 补助日期 为准
"""
LATER = """主体 综治部门 改称 党委政法委 自 2021年1月1日
  依据 《机构改革方案》

主体 财政局 改称 财政和国资局 自 2021年1月1日
  依据 《机构改革方案》
"""
ROWS = """编号,县区,衔接单位,收到日期,通报日期,抄告日期,补助日期
甲,1,东县综治部门,2020-12-01,,2020-12-02,2020-12-20
乙,1,东县党委政法委,2020-12-01,2020-12-03,,2020-12-20
丙,1,,2020-12-01,2020-12-03,2020-12-03,2020-12-20
"""
VERSIONS: Mapping[str, str] = {"2020-01-01": FIRST, "2021-01-01": LATER}
DAYS = [(date(2020, 12, 31), "综治部门", "财政局"), (date(2021, 1, 1), "党委政法委", "财政和国资局")]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(tmp_path, VERSIONS, 县区="代码,名称\n1,东县\n")


def result_of(policy: Policy, folder: Path, day: date) -> Result:
    return checked(policy, folder, day, 人员=ROWS)


@pytest.mark.parametrize(("day", "name", "payer"), DAYS)
def test_results_show_offices_by_the_name_of_the_day(policy: Policy, tmp_path: Path, day: date, name: str, payer: str):
    result = result_of(policy, tmp_path, day)
    assert {o.bearer for o in result.obligations if o.key != "丙"} == {f"东县{name}"}
    assert {o.key: o.missing_cells for o in result.obligations if o.missing_cells} == {
        "甲": (name,),
        "乙": ("司法所",),
    }
    assert {(e.payer, e.payee) for e in result.entitlements} == {(f"东县{payer}", name)}
    other = "党委政法委" if name == "综治部门" else "综治部门"
    for text in (screen(policy.program, result), str(summary(policy.program, result))):
        assert f"东县{name}" in text
        assert other not in text


@pytest.mark.parametrize(("day", "name", "payer"), DAYS)
def test_documents_show_the_name_of_their_day(policy: Policy, tmp_path: Path, day: date, name: str, payer: str):
    """A check as of the last day of the old name, with a notice dated on each of the two days."""
    result = result_of(policy, tmp_path, date(2020, 12, 31))
    notices = notice_documents(policy.program, result, issuer="省厅", number_from=1, date=day, reply_days=10)
    (notice,) = notices.documents
    assert (notice.bearer, notice.stem) == (f"东县{name}", f"督办通知书-东县{name}")
    other = "党委政法委" if name == "综治部门" else "综治部门"
    assert name in str(notice.document)
    assert other not in str(notice.document)
    table = str(allocation_document(named_on(policy.program.version_at(day), day)))
    assert f"督办：{name}" in table
    assert payer in table
    assert other not in table


def test_one_office_by_either_name_is_one_party_to_the_rules(policy: Policy, tmp_path: Path):
    """乙 was exported with the new name; the rule compares with the old one."""
    for day, *_ in DAYS:
        counts = result_of(policy, tmp_path, day).classification_counts["由东县衔接"]
        assert counts == {"是": 2, "否": 0, "未知": 1}


def test_the_trace_shows_the_name_of_the_day(policy: Policy, tmp_path: Path):
    result_of(policy, tmp_path, date(2021, 1, 1))
    facts = policy.read([tmp_path / "数据"])
    (trace,) = policy.explain(facts, "甲", "通报", as_of=date(2021, 1, 1))
    assert "东县党委政法委" in str(trace.lines)
    assert "东县综治部门" not in str(trace.lines)


def test_a_party_merged_into_one_that_stood_already_keeps_its_old_name_for_older_days(tmp_path: Path):
    later = "主体 综治部门 改称 政法机关 自 2021年1月1日\n  依据 《机构改革方案》\n"
    policy = policy_of(tmp_path, {"2020-01-01": FIRST, "2021-01-01": later}, 县区="代码,名称\n1,东县\n")
    rows = ROWS.replace("东县党委政法委", "东县政法机关")
    bearers = [
        {o.key: o.bearer for o in checked(policy, tmp_path, day, 人员=rows).obligations if o.key != "丙"}
        for day, *_ in DAYS
    ]
    assert bearers == [
        {"甲": "东县综治部门", "乙": "东县政法机关"},
        {"甲": "东县政法机关", "乙": "东县政法机关"},
    ]
