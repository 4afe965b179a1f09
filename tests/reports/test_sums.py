"""经费, 目标 and their violations in the JSON document, on the screen and in the workbook's tables."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.outcome import Result
from guiju.reports.result_sheets import ResultSheets
from guiju.reports.rule_index import RuleIndex
from guiju.reports.screen import screen
from guiju.reports.shown import Shown
from guiju.reports.summary import summary

RULES = """
政策 某某
  施行 2012年1月1日

主体 县级财政 按 县区
主体 人社部门

台账 县区
  · 代码：文本 主键
  · 名称：文本

台账 县区年度
  · 县区：县区 主键
  · 年度：年度 主键
  · 预算数：金额
  · 毕业生：整数 人

台账 矫正人员
  · 编号：文本 主键
  · 居住县区：县区
  · 入矫日期：日期
  · 解矫日期：日期 履行
  在册 自 入矫日期 至 解矫日期

经费 年末经费
  依据 《甲》第三条
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 年末在册
  按标准 1500元
  列入 下一年度
  核对 县区年度 的 预算数

目标 毕业生目标
  依据 《甲》第二条
  对 县区年度
  由 人社部门
  要求 毕业生 不少于 300人
"""
PEOPLE = "编号,居住县区,入矫日期,解矫日期\n1,A,2012-03-01,2012-12-31\n2,A,,2012-12-31\n3,B,2012-03-01,2013-01-01\n"
COUNTIES = "代码,名称\nA,兴庆区\nB,盐池县\n"
BUDGETS = "县区,年度,预算数,毕业生\nA,2013,1000元,300\nB,2013,2000元,12\n"


NO_RATE = """
经费 困难县补助
  依据 《甲》第五条
  解释 "没有写补多少"
  由 县级财政
  每 县区、年度
  按标准 未规定
"""
MORE = RULES.replace("年末在册\n", "年末在册\n  另读 平均、年内去重\n").replace("  由 人社部门\n", "") + NO_RATE


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Result]:
    return checked_by(RULES, tmp_path_factory.mktemp("核查"))


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Result]:
    return checked_by(MORE, tmp_path_factory.mktemp("另读"))


def checked_by(text: str, folder: Path) -> tuple[Policy, Result]:
    rules = folder / "规则.policy"
    rules.write_text(text, "utf-8")
    exports: list[Path] = []
    for name, cells in (("矫正人员", PEOPLE), ("县区", COUNTIES), ("县区年度", BUDGETS)):
        exports.append(folder / f"{name}.csv")
        exports[-1].write_text(cells, "utf-8")
    policy = load(rules)
    return policy, policy.check(policy.read(exports), as_of=date(2014, 1, 1))


def test_the_document(checked: tuple[Policy, Result]):
    """A: one or two heads at 1500元 against 1000元 budgeted: short either way. B: one head, 2000元: enough."""
    found = summary(checked[0].program, checked[1])
    assert [
        (e["rule"], e["payer"], e["per"], e["budget_year"], e["headcount"], e["amount_fen"], e["budgeted_fen"])
        for e in found["entitlements"]
    ] == [
        ("年末经费", "兴庆区县级财政", {"县区": "A", "年度": 2012}, 2013, None, None, 100000),
        ("年末经费", "盐池县县级财政", {"县区": "B", "年度": 2012}, 2013, 1, 150000, 200000),
    ]
    assert found["targets"] == [
        {"rule": "毕业生目标", "clause": "《甲》第二条", "measured": 300, "required": 300, "met": True,
         "entity": "县区年度", "key": "A／2013"},
        {"rule": "毕业生目标", "clause": "《甲》第二条", "measured": 12, "required": 300, "met": False,
         "entity": "县区年度", "key": "B／2013"},
    ]  # fmt: skip
    assert [(v["kind"], v["rule"], v["bearer"], v["clause"], v["due"]) for v in found["violations"]] == [
        ("经费不足", "年末经费", "兴庆区县级财政", "《甲》第三条", None),
        ("未达目标", "毕业生目标", "人社部门", "《甲》第二条", "2013-12-31"),
    ]
    (open_,) = found["undetermined"]
    assert open_["missing"] == ["矫正人员.入矫日期 × 1行"]
    assert open_["causes"][-1] == "金额在1500元至3000元之间"


def test_the_screen(checked: tuple[Policy, Result]):
    text = screen(checked[0].program, checked[1])
    assert "没有发现违规" not in text
    for words in (
        "1至2",
        "1,500.00至3,000.00",
        "未达到",
        "2013年度预算数1000元，至少应列1500元",
        "合计：违规 2 条",
    ):
        assert words in text


def test_the_tables(checked: tuple[Policy, Result]):
    program, result = checked[0].program, checked[1]
    sheets = {s.name: s for s in ResultSheets(program, result, RuleIndex(program), Shown(program)).sheets()}
    first, second = sheets["经费"].rows
    assert first[9:] == (2012, 2013, None, 1, 2, 150000, None, 150000, 300000, None, 100000, None, "核定")
    assert second[9:] == (2012, 2013, 1, 1, 1, 150000, 150000, 150000, 150000, 150000, 200000, 50000, "核定")
    assert first[5:9] == ("A", "", "年末在册", "2012-12-31")
    assert [row[5:8] for row in sheets["目标"].rows] == [("已达到", "300人", "300人"), ("未达到", "12人", "300人")]
    assert [row[3] for row in sheets["经费目标与支付的违规"].rows] == ["经费不足", "未达目标"]
    for sheet in ResultSheets(program, result, RuleIndex(program), Shown(program)).sheets():
        assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_other_readings_and_sums_without_a_rate_in_the_document(more: tuple[Policy, Result]):
    """B in 2012: one head from March on, ten month ends of twelve; everybody once is one as well."""
    *_, second, _, unpriced = summary(more[0].program, more[1])["entitlements"]
    assert (second["per"]["县区"], second["per"]["年度"], second["stage"]) == ("B", 2012, "核定")
    assert second["other_readings"] == [
        {"basis": "平均", "headcount": 1, "amount_fen": 125000},
        {"basis": "年内去重", "headcount": 1, "amount_fen": 150000},
    ]
    assert (unpriced["rule"], unpriced["clause"], unpriced["payer"]) == ("困难县补助", "《甲》第五条", "县级财政")
    assert (unpriced["stage"], unpriced["headcount"], unpriced["amount_fen"]) == ("无标准", None, None)


def test_other_readings_and_sums_without_a_rate_on_the_screen(more: tuple[Policy, Result]):
    text = screen(more[0].program, more[1])
    assert "平均 1人 1,250.00；年内去重 1人 1,500.00" in text
    title, heading, _, row = text[text.index("【无标准的经费") :].splitlines()[:4]
    assert title == "【无标准的经费（原文没有给出标准，只列示，不测算）】"
    assert row.split() == ["困难县补助", "《甲》第五条", "县级财政"]
    assert heading.split() == ["经费", "依据", "支付单位"]
    assert "困难县补助：没有写补多少" in text


def test_a_target_whose_holder_the_text_does_not_name(more: tuple[Policy, Result]):
    text = screen(more[0].program, more[1])
    (line,) = [x for x in text.splitlines() if "未达目标" in x]
    assert "原文未定" in line


def test_the_tables_of_other_readings(more: tuple[Policy, Result]):
    program, result = more[0].program, more[1]
    sheets = ResultSheets(program, result, RuleIndex(program), Shown(program)).sheets()
    (funds,) = [s for s in sheets if s.name == "经费"]
    names = [c.heading for c in funds.columns]
    assert names[-4:] == ["另读平均：人数", "另读平均：金额（元）", "另读年内去重：人数", "另读年内去重：金额（元）"]
    rows = list(funds.rows)
    assert {len(row) for row in rows} == {len(names)}
    assert rows[-3][-4:] == (1, 125000, 1, 150000)
    assert (rows[-1][0], rows[-1][2], rows[-1][names.index("阶段")]) == ("困难县补助", "县级财政", "无标准")
