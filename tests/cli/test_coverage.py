"""`policy coverage`: what 示例 touch, worked out by hand for a small policy; what became of each source sentence."""

import json
import re

import pytest

RULES = """政策 高龄津贴
  施行 2020年1月1日
  原文 "原文.txt"

主体 民政部门

台账 老人
  · 编号：文本 主键
  · 年龄：整数 岁
  · 独居：是非
  · 失能：是非
  · 申请日期：日期 履行
  · 发放日期：日期 履行

界定 困难老人 对 老人
  依据 「独居或者失能的老人」
  当 下列之一：
    （一）独居 且 年龄 不少于 80岁；
    （二）失能。

标准 津贴标准 对 老人 依次
  依据 「每月不低于100元」
  （一）年龄 不少于 90岁：500元；
  （二）困难老人：300元；
  （三）其余：100元。

职责 按期发放
  依据 「民政部门应当在10日内发放」
  对 老人 当 困难老人
  由 民政部门
  应 "发放津贴"
  期限 申请日期 起 10天 内 不顺延
  完成于 发放日期

定性要求 及时
  依据 「及时宣传」
  由 民政部门

示例 "独居八十"
  设 年龄 为 80岁
  设 独居 为 是
  设 失能 为 否
  则 津贴标准 为 300元

示例 "逾期"
  设 失能 为 是
  设 申请日期 为 2020年3月2日
  截至 2020年3月20日
  则 按期发放 的 状态 为 逾期未履行
"""
SOURCE = """高龄津贴办法

一、范围

独居或者失能的老人，享受津贴。津贴每月不低于100元！由财政列入预算。
民政部门应当在10日内发放，并及时宣传。
"""


@pytest.fixture
def covered(tmp_path):
    (tmp_path / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "原文.txt").write_text(SOURCE, "utf-8")
    return tmp_path


def outcomes(part):
    found = {part["words"]: (set(part["outcomes"]), part["missing"])}
    for inner in part["parts"]:
        found |= outcomes(inner)
    return found


def rules(ran):
    (document,) = json.loads(ran.out)
    return {r["rule"]: r for r in document["rules"]}


def parts(rule):
    return {words: seen for part in rule["parts"] for words, seen in outcomes(part).items()}


def test_grounds_and_their_parts_are_each_seen_true_and_false(run, covered):
    # "独居八十" asks for 津贴标准, whose row （二） rests on 困难老人; "逾期" asks for 按期发放, whose 当 does.
    found = rules(run("coverage", covered, "--format", "json"))
    assert parts(found["困难老人"]) == {
        "（一）独居 且 年龄 不少于 80岁": ({"是", "未知"}, ["否"]),
        "独居": ({"是", "未知"}, ["否"]),
        "年龄 不少于 80岁": ({"是", "未知"}, ["否"]),
        "（二）失能": ({"否", "是"}, []),
    }
    assert found["困难老人"]["examples"] == []
    assert found["困难老人"]["reached"] is True
    assert (found["困难老人"]["seen"], found["困难老人"]["wanted"]) == (5, 8)


def test_rows_count_only_where_they_decide(run, covered, rewrite):
    found = rules(run("coverage", covered, "--format", "json"))
    assert {w: m for w, (_, m) in parts(found["津贴标准"]).items()} == {
        "（一）年龄 不少于 90岁": ["是"],
        "（二）困难老人": [],
        "其余": ["是"],
    }
    rewrite(covered, "设 年龄 为 80岁", "设 年龄 为 95岁")
    rewrite(covered, "为 300元", "为 500元")
    found = rules(run("coverage", covered, "--format", "json"))
    assert [m for _, m in parts(found["津贴标准"]).values()] == [[], ["是"], ["是"]]


@pytest.mark.parametrize("mode", ["依次", "互斥"])
def test_an_unknown_row_before_it_keeps_a_row_from_deciding(run, covered, rewrite, mode):
    rewrite(covered, "对 老人 依次", f"对 老人 {mode}")
    rewrite(covered, "  设 年龄 为 80岁\n", "")
    rewrite(covered, "则 津贴标准 为 300元", "则 津贴标准 为 未知")
    rewrite(covered, "设 失能 为 否", "设 失能 为 是")
    found = parts(rules(run("coverage", covered, "--format", "json"))["津贴标准"])
    assert found["（一）年龄 不少于 90岁"][1] == ["是"]
    # 依次: nothing past an unknown row decides; 互斥: the row holds, though the table is still unknown.
    assert (found["（二）困难老人"][1] == ["是"]) is (mode == "依次")


def test_states_of_a_duty(run, covered):
    found = parts(rules(run("coverage", covered, "--format", "json"))["按期发放"])
    seen, missing = found["状态"]
    assert seen == {"逾期未履行"}
    assert missing == ["不适用", "待履行", "按期履行", "逾期履行", "无法判定"]
    assert found["当 困难老人"] == ({"是"}, ["否"])


def test_a_rule_no_example_asks_about_is_not_reached(run, covered, rewrite):
    rewrite(covered, RULES[RULES.index('示例 "逾期"') :], "")
    found = rules(run("coverage", covered, "--format", "json"))
    assert found["按期发放"]["reached"] is False
    assert "职责 按期发放（第一部分）：没有示例，见到0/8" in run("coverage", covered).out


def test_every_sentence_has_its_fate(run, covered):
    ran = run("coverage", "--source", covered, "--format", "json")
    assert ran.code == 1
    assert [(s["text"], s["kind"], s["rules"]) for s in json.loads(ran.out)] == [
        ("高龄津贴办法", "标题", []),
        ("一、范围", "标题", []),
        ("独居或者失能的老人，享受津贴。", "界定", ["困难老人"]),
        ("津贴每月不低于100元！", "标准", ["津贴标准"]),
        ("由财政列入预算。", "", []),
        ("民政部门应当在10日内发放，并及时宣传。", "职责、定性要求", ["按期发放", "及时"]),
    ]
    assert json.loads(ran.out)[2] | {"text": 0, "rules": 0, "kind": 0} == {
        "text": 0, "clause": "第一部分", "heading": "一、范围", "rules": 0, "kind": 0
    }  # fmt: skip


def test_a_source_wholly_dealt_with(run, covered, rewrite):
    rewrite(covered, "定性要求 及时", '非规范 预算\n  依据 「由财政列入预算」\n  解释 "另文规定"\n\n定性要求 及时')
    ran = run("coverage", "--source", covered)
    assert ran.code == 0
    assert ran.out.endswith("每一句都有去处\n")


def test_the_page_holds_sentences_rules_and_no_script(run, covered, tmp_path):
    page = tmp_path / "覆盖.html"
    (covered / "原文.txt").write_text(SOURCE.replace("由财政", "由<财政>"), "utf-8")
    assert run("coverage", covered, "--out", page).code == 1
    text = page.read_text("utf-8")
    assert "<script" not in text
    assert "src=" not in text
    assert '<span class="waiting" title="没有去处">由&lt;财政&gt;列入预算。</span>' in text
    assert '<span class="tested" title="标准">津贴每月不低于100元！</span>' in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets == {"高龄津贴-困难老人", "高龄津贴-津贴标准", "高龄津贴-按期发放"}
    assert targets <= set(re.findall(r'id="([^"]+)"', text))


def test_show_is_the_policy_without_examples(run, covered, tmp_path):
    shown = run("show", covered, "--as-of", "2020-01-01").out
    assert "示例" not in shown
    again = tmp_path / "again"
    again.mkdir()
    (again / "规则.policy").write_text(shown, "utf-8")
    (again / "原文.txt").write_text(SOURCE, "utf-8")
    assert run("show", again, "--as-of", "2020-01-01").out == shown
    assert run("fmt", again, "--check").code == 0


def test_show_of_a_day_before_it_was_in_force(run, covered):
    ran = run("show", covered, "--as-of", "2019-12-31")
    assert ran.code == 2
    assert "2020年1月1日施行" in ran.err
