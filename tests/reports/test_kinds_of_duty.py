"""What the screen, the workbook and the JSON document say of periods, permissions, prohibitions and the person concerned."""

from datetime import date

import pytest
from guiju.dsl.load import examine
from guiju.engine.evaluate import evaluate
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import Result
from guiju.engine.program import Program
from guiju.reports.result_sheets import ResultSheets
from guiju.reports.rule_index import RuleIndex
from guiju.reports.screen import screen
from guiju.reports.shown import Shown
from guiju.reports.summary import summary

RULES = """
政策 试
  施行 2012年1月1日
主体 村委会、民政局
台账 户
  · 编号：文本 主键
  · 联系人：主体 敏感
  · 纳入日期：日期 履行
  · 退出日期：日期 履行
  · 年审日期：日期 履行
  · 收费：是非
  在册 自 纳入日期 至 退出日期
职责 年审
  依据 《办法》
  对 户
  由 村委会、联系人
  应 "年审"
  期限 每月
  完成于 本期（年审日期）
职责 报到
  依据 《办法》
  对 户
  由 本人
  应 "报到"
  期限 纳入日期 起 3天 内 不顺延
  完成于 年审日期
职责 申请
  依据 《办法》
  对 户
  由 民政局
  可 "申请"
  期限 纳入日期 起 3天 内 不顺延
禁止 乱收费
  依据 《办法》
  对 户
  由 村委会
  不得 "收费"
  违反当 收费
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> tuple[Program, Result]:
    folder = tmp_path_factory.mktemp("试")
    (folder / "试.policy").write_text(RULES, "utf-8")
    program = examine(folder).policy.program
    values = {
        "编号": "一",
        "联系人": "王某某",
        "纳入日期": date(2012, 1, 1),
        "退出日期": None,
        "年审日期": None,
        "收费": True,
    }
    table = Table("户", (Record("一", values, CellPlace("试")),))
    return program, evaluate(program, Facts({"户": table}), date(2012, 2, 15))


def test_violations(checked):
    found = [(v["rule"], v["kind"], v["bearer"], v["period"]) for v in summary(*checked)["violations"]]
    assert found == [
        ("乱收费", "违反禁止", "村委会", ""),
        ("年审", "逾期未履行", "村委会", "2012年1月"),
        ("年审", "逾期未履行", "***", "2012年1月"),
    ]


def test_counts(checked):
    counts = {d["rule"]: {k: n for k, n in d["counts"].items() if n} for d in summary(*checked)["duties"]}
    assert counts == {
        "年审": {"逾期未履行": 2, "待履行": 2},
        "报到": {"待核": 1},
        "申请": {"已过期": 1},
        "乱收费": {"违反禁止": 1},
    }


def test_workbook(checked):
    program, result = checked
    sheets = {s.name: s for s in ResultSheets(program, result, RuleIndex(program), Shown(program)).sheets()}
    headings = [column.heading for column in sheets["违规"].columns]
    rows = [dict(zip(headings, row, strict=True)) for row in sheets["违规"].rows]
    assert [(row["职责"], row["情形"], row["期次"]) for row in rows] == [
        ("乱收费", "违反禁止", None),
        ("年审", "逾期未履行", "2012年1月"),
        ("年审", "逾期未履行", "2012年1月"),
    ]
    counted = [column.heading for column in sheets["职责统计"].columns]
    assert "违反禁止" in counted
    assert "可行使" not in counted


def test_screen(checked):
    text = screen(*checked)
    assert "一（2012年1月）" in text
    assert "违反禁止" in text
    assert "王某某" not in text
