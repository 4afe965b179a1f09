"""台账 A 改称 B 自 D: rules may write either name, sheets bear either, lists show that of the as-of day."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.consolidated import consolidated
from guiju.dsl.policy import Policy
from guiju.engine.called import as_called
from guiju.engine.diagnostic import Refusal
from guiju.reports.notice import notice_documents
from guiju.reports.results_workbook import write_results_workbook
from guiju.reports.screen import screen
from guiju.reports.summary import summary

from .test_version_timing import checked, policy_of

OLD, NEW = "矫正人员", "矫正对象"
FIRST = """主体 司法所

台账 矫正人员
  · 编号：文本 主键
  · 姓名：文本 敏感
  · 年龄：整数 周岁
  · 接收日期：日期
  · 走访日期：日期 履行
  适用日 接收日期

台账 走访记录
  · 编号：文本 主键
  · 对象：矫正人员
  · 日期：日期

界定 未成年人 对 矫正人员
  依据 《办法》
  当 年龄 不满 18周岁

职责 走访
  依据 《办法》
  对 矫正人员
  由 司法所
  应 "走访"
  期限 接收日期 起 10天 内 不顺延
  完成于 走访日期
"""
LATER = """台账 矫正人员 改称 矫正对象 自 2020年7月1日
  依据 《矫正法》

增加 台账 矫正对象
  · 女性：是非

修改 职责 走访：
  依据 《矫正法》
  对 矫正对象
  期限 接收日期 起 5天 内 不顺延

界定 女性对象 对 矫正对象
  依据 《矫正法》
  当 女性

定义 走访次数 对 矫正对象
  依据 《矫正法》
  等于 件数（走访记录）

示例 "新旧名称是一个台账"
  设 女性 为 是
  设 接收日期 为 2020年7月1日
  截至 2020年7月2日
  则 女性对象 为 是
  则 走访 的 期限 为 2020年7月6日
"""
ROWS = "编号,姓名,年龄,接收日期,走访日期,女性\n{key},某人,,{day},,\n"
DAYS = [(date(2020, 6, 30), OLD, NEW), (date(2020, 7, 1), NEW, OLD)]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(tmp_path, {"2012-01-01": FIRST, "2020-07-01": LATER})


def test_rules_of_a_later_version_may_write_either_name(policy: Policy):
    (rehearsal,) = policy.rehearse()
    assert rehearsal.misses == ()


def test_sheets_of_both_names_are_rows_of_one(policy: Policy, tmp_path: Path):
    sheets = {OLD: ROWS.format(key="甲", day="2020-06-01"), NEW: ROWS.format(key="乙", day="2020-07-01")}
    result = checked(policy, tmp_path, date(2020, 7, 20), **sheets)
    assert {o.key: o.due for o in result.obligations} == {"甲": date(2020, 6, 11), "乙": date(2020, 7, 6)}


@pytest.mark.parametrize(("day", "name", "other"), DAYS)
def test_lists_and_notices_show_the_name_of_the_day(policy: Policy, tmp_path: Path, day: date, name: str, other: str):
    result = checked(policy, tmp_path, day, 矫正人员=ROWS.format(key="甲", day="2020-06-01").replace("矫正", ""))
    assert result.undetermined
    shown_program, shown = as_called(policy.program, result)
    found = summary(policy.program, result)
    assert {v["entity"] for v in found["violations"]} == {name}
    assert {m for u in found["undetermined"] for m in u["missing"]} == {f"{name}.年龄"}
    texts = (screen(policy.program, result), str(found["inputs"]), str(shown.obligations), str(shown.undetermined))
    for text in texts:
        assert other not in text.replace("矫正人员.csv", "")
    assert {d.entity for d in shown_program.duties} == {name}
    (notice,) = notice_documents(policy.program, result, issuer="厅", number_from=1, date=day, reply_days=5).documents
    assert f"「{name}」台账" in str(notice.document)
    write_results_workbook(policy.program, result, tmp_path / "结果.xlsx")


def test_the_text_put_together_uses_the_name_of_its_version(policy: Policy):
    assert NEW not in consolidated(policy, date(2020, 6, 30))
    text = consolidated(policy, date(2020, 7, 1))
    assert f"# 自2020年7月1日起台账「{OLD}」改称「{NEW}」\n" in text
    assert OLD not in text.replace(f"台账「{OLD}」改称", "")
    assert f"台账 {NEW}\n" in text
    assert f"  · 对象：{NEW}\n" in text


def test_two_ledgers_are_not_merged_by_renaming(tmp_path: Path):
    with pytest.raises(Refusal) as refused:
        policy_of(tmp_path, {"2012-01-01": FIRST, "2020-07-01": "台账 矫正人员 改称 走访记录 自 2020年7月1日\n"})
    assert [d.code for d in refused.value.diagnostics if d.is_error] == ["GJ902"]
