"""示例: whole policies of other fields load without a word and their 示例 come true; a wrong expectation never does."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from guiju.dsl.format import format_module
from guiju.dsl.load import DEFAULT_POLICY, examine, load
from guiju.dsl.parse import parse, read_source
from guiju.dsl.policy import Policy
from guiju.engine.example_case import ExampleCase, Expectation

from .test_check import examine_rules

GOOD = sorted((Path(__file__).parents[1] / "cases" / "good").glob("*.policy"))
NINGXIA = ("宁夏", "刑释", "衔接", "监所", "银川")

RULES = """政策 高龄津贴
  施行 2020年1月1日

主体 街道

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁
  · 独居：是非
  · 受理街道：街道
  · 申请日期：日期
  · 办结日期：日期 履行
  · 公示日期：日期 履行

界定 高龄 对 老人
  当 年龄 不少于 80周岁

标准 津贴标准 对 老人
  （一）独居：100元；
  （二）非 独居：未规定。

职责 办结
  对 老人 当 高龄
  由 受理街道
  应 "办结"
  期限 申请日期 起 10个工作日 内
  完成于 办结日期

待遇 津贴
  对 老人 当 高龄
  由 街道
  一次性 数额 津贴标准

示例 "甲"
"""


def rehearsed(example: str, folder: Path) -> list[tuple[str, str]]:
    """Run one 示例 beside the rules above: what was expected and what came, for each miss."""
    loaded = examine_rules(RULES + "".join(f"  {line}\n" for line in example.splitlines()), folder)
    assert loaded.policy is not None, loaded.diagnostics
    (rehearsal,) = loaded.policy.rehearse()
    return [(miss.expected, miss.got) for miss in rehearsal.misses]


@pytest.fixture(params=GOOD, ids=lambda path: path.stem)
def good(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_policies_of_other_fields_load_without_a_word(good: Path):
    loaded = examine(good)
    assert loaded.diagnostics == ()
    assert loaded.policy is not None


def test_other_fields_know_nothing_of_ningxia(good: Path):
    assert not any(word in good.read_text("utf-8") for word in NINGXIA)


def test_examples_of_other_fields_come_true(good: Path):
    rehearsals = load(good).rehearse()
    assert rehearsals
    assert [miss for r in rehearsals for miss in r.misses] == []


def test_other_fields_stand_in_canonical_text(good: Path):
    source = read_source(good)
    module, problems = parse(source)
    assert problems == ()
    assert format_module(module) == source.text


def test_every_other_expectation_fails(good: Path):
    policy = load(good)
    wrong = [
        twisted(example, number) for example in policy.program.examples for number in range(len(example.expectations))
    ]
    changed = evolve(policy, program=evolve(policy.program, examples=tuple(wrong)))
    passed = [r.example.name for r in changed.rehearse() if r.passed]
    assert passed == []


def twisted(example: ExampleCase, number: int) -> ExampleCase:
    """The 示例 with one expectation made wrong."""
    expectations = list(example.expectations)
    expectations[number] = evolve(expectations[number], value=another(expectations[number]))
    return evolve(example, expectations=tuple(expectations))


def another(expectation: Expectation) -> bool | int | str | date | tuple[str, ...]:
    match expectation.value:
        case None:
            return "不会有的结果"
        case bool(value):
            return not value
        case int(value):
            return value + 1
        case date() as day:
            return day + timedelta(days=1)
        case tuple(names):
            return (*names, "老人.别的事实")
        case value:
            return f"{value}之外"


def test_shipped_examples_are_many_and_distinct():
    names = [example.name for example in load(DEFAULT_POLICY).program.examples]
    assert len(names) > 50
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "example",
    [
        "设 年龄 为 80周岁\n则 高龄 为 是",
        "设 年龄 为 79周岁\n则 高龄 为 否",
        "设 老人 的 年龄 为 80周岁\n则 高龄 为 是",
        "设 年龄 为 未知\n则 高龄 为 未知\n则 高龄 的 原因 为 缺失\n则 高龄 的 待补事实 为 年龄",
        "则 高龄 为 未知",
        "设 独居 为 否\n则 津贴标准 为 未规定",
        "设 独居 为 是\n设 年龄 为 80周岁\n则 津贴 为 100元\n则 津贴 的 付款 为 街道",
        "设 独居 为 是\n设 年龄 为 79周岁\n则 津贴 为 未规定",
        # 2024-05-06 and ten working days; 11 May was worked
        "设 年龄 为 80周岁\n设 申请日期 为 2024年5月6日\n截至 2024年5月17日\n"
        "则 办结 的 期限 为 2024年5月17日\n则 办结 的 状态 为 待履行\n则 办结 的 触发 为 2024年5月6日",
        "设 年龄 为 80周岁\n设 申请日期 为 2024-05-06\n截至 2024年5月19日\n"
        "则 办结 的 状态 为 逾期未履行\n则 办结 的 逾期天数 为 2天",
        "设 年龄 为 80周岁\n设 受理街道 为 城东街道\n设 申请日期 为 2024年5月6日\n设 办结日期 为 2024年5月18日\n"
        "截至 2024年6月1日\n则 办结 的 状态 为 逾期履行\n则 办结 的 主体 为 城东街道",
        "设 年龄 为 79周岁\n设 申请日期 为 2024年5月6日\n截至 2024年6月1日\n则 办结 的 状态 为 不适用",
        "设 申请日期 为 2024年5月6日\n截至 2024年6月1日\n则 办结 的 状态 为 无法判定\n则 办结 的 待补事实 为 年龄",
    ],
)
def test_true_expectations(example: str, tmp_path: Path):
    assert rehearsed(example, tmp_path) == []


@pytest.mark.parametrize(
    ("example", "misses"),
    [
        ("设 年龄 为 80周岁\n则 高龄 为 否", [("否", "是")]),
        ("设 独居 为 是\n则 津贴标准 为 200元", [("200元", "100元")]),
        ("设 年龄 为 80周岁\n则 高龄 为 是\n则 高龄 为 否", [("否", "是")]),
        ("设 年龄 为 80周岁\n设 申请日期 为 2024年5月6日\n截至 2024年5月20日\n则 办结 的 状态 为 待履行", [("待履行", "逾期未履行")]),
        ("设 年龄 为 80周岁\n设 申请日期 为 2024年5月6日\n截至 2024年5月20日\n则 办结 的 期限 为 2024年5月16日",
         [("2024年5月16日", "2024年5月17日")]),
    ],
)  # fmt: skip
def test_false_expectations_show_both(example: str, misses: list[tuple[str, str]], tmp_path: Path):
    assert rehearsed(example, tmp_path) == misses


def test_a_miss_says_why(tmp_path: Path):
    loaded = examine_rules(RULES + "  设 年龄 为 80周岁\n  则 高龄 为 否\n", tmp_path)
    assert isinstance(loaded.policy, Policy)
    (rehearsal,) = loaded.policy.rehearse()
    (miss,) = rehearsal.misses
    assert miss.trace.rule == "高龄"
    assert miss.trace.outcome == "是"
    assert any("年龄" in line.words for step in miss.trace.lines for line in (step, *step.children))
    assert miss.expectation.span.describe().endswith(f":{RULES.count(chr(10)) + 2}:3")


@pytest.mark.parametrize(
    ("given", "then", "misses"),
    [
        ("设 独居 为 否", "津贴标准 为 未规定", []),
        ("设 独居 为 未知", "津贴标准 为 未规定", [("未规定", "未知（缺失：老人.独居）")]),
        ("设 独居 为 未知", "津贴标准 为 未知", []),
        ("设 独居 为 否", "津贴标准 为 未知", [("未知", "未规定")]),
        ("设 独居 为 是", "津贴标准 为 未知", [("未知", "100元")]),
    ],
)
def test_what_is_missing_is_not_what_the_text_leaves_open(
    given: str, then: str, misses: list[tuple[str, str]], tmp_path: Path
):
    assert rehearsed(f"{given}\n则 {then}", tmp_path) == misses


def test_a_bare_number_takes_the_unit_of_the_fact(tmp_path: Path):
    assert rehearsed("设 年龄 为 80\n则 高龄 为 是", tmp_path) == []


EXPIRED = RULES.replace("  施行 2020年1月1日\n", "  施行 2020年1月1日\n  失效 2022年12月31日\n")
APPLIED = """  设 年龄 为 80周岁
  设 独居 为 是
  设 申请日期 为 {applied}
  截至 2024年1月1日
"""


@pytest.mark.parametrize(
    ("rules", "applied", "state"),
    [
        (EXPIRED, "2022年12月31日", "逾期未履行"),
        (EXPIRED, "2023年1月1日", "不适用"),
        (RULES, "2023年1月1日", "逾期未履行"),
    ],
)
def test_nothing_is_owed_once_the_policy_has_expired(rules: str, applied: str, state: str, tmp_path: Path):
    loaded = examine_rules(rules + APPLIED.format(applied=applied) + f"  则 办结 的 状态 为 {state}\n", tmp_path)
    assert loaded.policy is not None, loaded.diagnostics
    assert [r.passed for r in loaded.policy.rehearse()] == [True]


@pytest.mark.parametrize(("rules", "sum_"), [(EXPIRED, "未知"), (RULES, "100元")])
def test_nothing_is_paid_once_the_policy_has_expired(rules: str, sum_: str, tmp_path: Path):
    rules = rules.replace("  一次性 数额 津贴标准\n", "  一次性 数额 津贴标准\n  以 申请日期 为准\n")
    example = APPLIED.format(applied="2023年1月1日") + f"  则 津贴 的 数额 为 {sum_}\n"
    loaded = examine_rules(rules + example, tmp_path)
    assert loaded.policy is not None, loaded.diagnostics
    assert [r.passed for r in loaded.policy.rehearse()] == [True]


BY_TOWN = """政策 高龄津贴
  施行 2020年1月1日

数据表 镇 "镇.csv"
  · 代码：文本 主键
  · 名称：文本

台账 老人
  · 编号：文本 主键
  · 户籍镇：镇

界定 东镇人 对 老人
  当 户籍镇 {compared}

示例 "东镇"
  设 户籍镇 为 "东镇"
  则 东镇人 为 是

示例 "西镇"
  设 户籍镇 为 "02"
  则 东镇人 为 否
=== 镇.csv
代码,名称
01,东镇
02,西镇
"""


@pytest.mark.parametrize("compared", ['为 "东镇"', '为 "01"', '属于 （"东镇"、"01"）', '不为 "西镇"'])
def test_a_row_is_named_in_rules_by_its_code_or_its_name(compared: str, tmp_path: Path):
    loaded = examine_rules(BY_TOWN.format(compared=compared), tmp_path)
    assert loaded.policy is not None, loaded.diagnostics
    assert [r.passed for r in loaded.policy.rehearse()] == [True, True]
