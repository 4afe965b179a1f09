"""`policy why` about a 校验, and that nothing it shows tells what it masks."""

from pathlib import Path

import pytest

RULES = """政策 办法
  施行 2020年1月1日

主体 街道、老人本人

台账 老人
  · 编号：文本 主键
  · 受理日期：日期
  · 办结日期：日期 履行
  · 低保：是非 敏感

台账 家庭成员
  · 编号：文本 主键
  · 老人：老人
  · 月收入：金额 敏感

界定 享受津贴 对 老人
  依据 《办法》
  当 低保

校验 先受理后办结 对 老人
  须 办结日期 不早于 受理日期
  严重

校验 应填受理日期 对 老人
  须 受理日期 已知
  提示

职责 办结
  依据 《办法》
  对 老人 当 享受津贴
  由 街道
  应 "办结"
  期限 受理日期 起 10天 内 不顺延
  完成于 办结日期
  须 低保 或 享受津贴

待遇 津贴
  依据 《办法》
  对 老人 当 享受津贴 且 办结日期 已知
  由 街道 发给 老人本人
  一次性 数额 100元

界定 困难 对 老人
  依据 《办法》
  当 存在（家庭成员 当（月收入 低于 500元）） 或 人数（家庭成员 当（月收入 低于 800元）） 不少于 2人
"""
ROWS = {
    "老人": "编号,受理日期,办结日期,低保\n甲,2020-03-02,2020-03-05,是\n乙,2020-03-09,2020-03-05,否\n丙,,2020-03-05,否\n",
    "家庭成员": "编号,老人,月收入\n一,甲,300\n二,甲,900\n",
}


@pytest.fixture
def why(run, tmp_path: Path):
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "数据").mkdir()
    for name, rows in ROWS.items():
        (tmp_path / "数据" / f"{name}.csv").write_text(rows, "utf-8")

    def ask(*words: str) -> str:
        found = run("why", tmp_path / "数据", *words, "--policy", tmp_path / "政策", "--as-of", "2020-06-01")
        return found.out + found.err

    return ask


@pytest.mark.parametrize(
    ("key", "rule", "outcome"),
    [
        ("甲", "先受理后办结", "校验 先受理后办结：符合\n"),
        ("乙", "先受理后办结", "校验 先受理后办结：不符合，这一行不核查\n"),
        ("丙", "先受理后办结", "校验 先受理后办结：未知（缺失：老人.受理日期）\n"),
        ("丙", "应填受理日期", "校验 应填受理日期：不符合，列入数据问题\n"),
    ],
)
def test_a_validation_is_explained(why, key: str, rule: str, outcome: str):
    said = why(key, rule)
    assert outcome in said
    assert "· 须：" in said


@pytest.mark.parametrize("rule", [(), ("津贴",)])
def test_of_a_row_that_a_check_rejects_this_is_told_first(why, rule: tuple[str, ...]):
    said = why("乙", *rule)
    assert said.splitlines()[2] == "校验 先受理后办结：不符合，这一行不核查"
    assert "待遇 津贴：" in said
    assert "校验" not in why("甲", *rule)
    assert "校验" not in why("丙", *rule)
    assert "校验" not in why("乙", *rule, "--if", "办结日期=2020-03-10")


def test_a_misspelt_validation_is_named(why):
    assert "先受理后办结" in why("甲", "先受理后办")


@pytest.mark.parametrize("rule", ["津贴", "办结", "享受津贴", "困难"])
def test_no_step_tells_what_another_masks(why, rule: str):
    """Every step that rests on 低保 or 月收入 is masked, 条件 and 须 and numbers of rows that meet them too."""
    said = why("甲", rule)
    assert "***" in said
    steps = [line for line in said.splitlines() if "· " in line]
    resting = ("低保", "享受津贴", "条件", "须", "月收入", "当（")
    assert [s for s in steps if any(word in s for word in resting) and "：***" not in s] == []
    assert "符合1行" not in said
