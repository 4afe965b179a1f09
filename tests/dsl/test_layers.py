"""Rules that rest on each other: as deep as the language allows they load and are explained, deeper is a mistake told once."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import examine, load

HEAD = """政策 叠加
  施行 2012年1月1日

台账 人员
  · 编号：文本 主键
  · 底数：金额
"""
LEVELS = 120
A_RULE = 3
"""甲 + 1元 has two levels, and the rule is one more."""
MOST = LEVELS // A_RULE


def lay_out(folder: Path, count: int, formula: str, backwards: bool) -> Path:
    names = ["底数", *(f"第{n}层" for n in range(1, count + 1))]
    rules = [f"定义 {names[n + 1]} 对 人员\n  等于 {formula.format(names[n])}\n" for n in range(count)]
    path = folder / "规则.policy"
    path.write_text("\n".join((HEAD, *(reversed(rules) if backwards else rules))), "utf-8")
    return path


@pytest.mark.parametrize("backwards", [False, True])
def test_as_deep_as_allowed(tmp_path: Path, backwards: bool):
    policy = load(lay_out(tmp_path, MOST, "{0} + 1元", backwards))
    facts = policy.facts({"人员": [{"编号": "甲", "底数": "1"}]})
    (trace,) = policy.explain(facts, "甲", as_of=date(2013, 1, 1), rule=f"第{MOST}层")
    assert trace.outcome == f"{MOST + 1}元"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("count", [MOST + 1, 500, 2_000])
def test_deeper_is_a_mistake_and_no_crash(tmp_path: Path, count: int, backwards: bool):
    loaded = examine(lay_out(tmp_path, count, "{0} + 1元", backwards))
    assert [d.code for d in loaded.diagnostics if d.is_error] == ["GJ126"]


@pytest.mark.parametrize("backwards", [False, True])
def test_deep_expressions_count_with_the_rules(tmp_path: Path, backwards: bool):
    """Thirty levels a rule and one for itself: three rules and no fourth."""
    formula = "最大（" * 29 + "{0}" + "、1元）" * 29
    assert [d.code for d in examine(lay_out(tmp_path, 3, formula, backwards)).diagnostics if d.is_error] == []
    assert [d.code for d in examine(lay_out(tmp_path, 4, formula, backwards)).diagnostics if d.is_error] == ["GJ126"]
