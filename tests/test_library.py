"""guiju as a library: load, read, check, explain; and every question it refuses, with place or reason and remedy.

The messages are those of dsl/problems/asking.py (codes GJ6xx).
"""

import inspect
import re
from datetime import date
from pathlib import Path

import guiju
import pytest
from guiju.cli import main
from guiju.dsl.consolidated import consolidated
from guiju.dsl.policy import Policy
from guiju.dsl.problems import asking
from guiju.engine.diagnostic import Diagnostic, Refusal
from guiju.engine.facts.tables import Facts
from guiju.engine.outcome import State

RULES = """政策 高龄津贴
  施行 2020年1月1日

主体 街道

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁
  · 受理日期：日期
  · 办结日期：日期 履行

台账 子女
  · 证号：文本 主键
  · 父母：老人

界定 高龄 对 老人
  当 年龄 不少于 80周岁

职责 办结
  对 老人 当 高龄
  由 街道
  应 "办结"
  期限 受理日期 起 10个工作日 内
  完成于 办结日期
"""
ROWS = "编号,年龄,受理日期,办结日期\nA1,85,2024-05-06,\nA2,85,2024-05-06,2024-05-17\nA3,,2024-05-06,\nA4,八十,,\n"
DAY = date(2024, 5, 31)


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    (tmp_path / "规则.policy").write_text(RULES, "utf-8")
    return guiju.load(tmp_path)


@pytest.fixture
def facts(policy: Policy, tmp_path: Path) -> Facts:
    (tmp_path / "老人.csv").write_text(ROWS, "utf-8")
    return policy.read([tmp_path / "老人.csv"])


def refusal(call: object) -> Diagnostic:
    assert callable(call)
    with pytest.raises(Refusal) as refused:
        call()
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.is_error
    return diagnostic


def test_shipped_policy_is_the_default():
    assert guiju.load().program.name == "宁夏特殊人群帮扶"
    assert guiju.load().program.digest == guiju.load(str(guiju.load().folder)).program.digest


def test_version_is_stated():
    assert re.fullmatch(r"\d+\.\d+\.\d+", guiju.__version__)


def test_check_decides_every_row(policy: Policy, facts: Facts):
    result = policy.check(facts, as_of=DAY)
    assert result.as_of == DAY
    assert {o.key: o.state for o in result.obligations} == {
        "A1": State.OVERDUE,
        "A2": State.ON_TIME,
        "A3": State.UNDECIDED,
    }
    assert [(o.key, o.due, o.days_late) for o in result.violations] == [("A1", date(2024, 5, 17), 14)]
    assert result.classification_counts["高龄"] == {"是": 2, "否": 0, "未知": 1}
    assert [(u.rule, u.key, u.missing) for u in result.undetermined if u.rule == "高龄"] == [
        ("高龄", "A3", ("老人.年龄",))
    ]
    (reject,) = result.rejects
    assert (reject.place.row, reject.place.column, reject.value) == (5, "年龄", "八十")


def test_check_reports_progress(policy: Policy, facts: Facts):
    seen: list[int] = []
    policy.check(facts, as_of=DAY, progress=lambda _, done: seen.append(done))
    assert sum(seen) == 3


def test_the_day_is_the_callers(policy: Policy, facts: Facts):
    states = [policy.check(facts, as_of=day).obligations[0].state for day in (date(2024, 5, 17), date(2024, 5, 18))]
    assert states == [State.PENDING, State.OVERDUE]


def test_explain_one_rule_and_all(policy: Policy, facts: Facts):
    (trace,) = policy.explain(facts, "A1", "办结", as_of=DAY)
    assert (trace.rule, trace.kind) == ("办结", "职责")
    assert trace.outcome.startswith("逾期未履行")
    assert [t.rule for t in policy.explain(facts, "A1", as_of=DAY)] == ["办结", "高龄"]


def test_what_if_leaves_the_facts_alone(policy: Policy, facts: Facts):
    before = policy.check(facts, as_of=DAY)
    (trace,) = policy.explain(facts, "A1", "办结", as_of=DAY, assume={"办结日期": "2024年5月10日"})
    assert trace.outcome.startswith("按期履行")
    assert policy.check(facts, as_of=DAY) == before


@pytest.mark.parametrize(
    ("assume", "outcome"),
    [
        ({"年龄": "79"}, "否"),
        ({"年龄": "80周岁"}, "是"),
        ({"年龄": "未知"}, "未知"),
        ({"年龄": ""}, "未知"),
    ],
)
def test_what_if_reads_values_as_an_export_would(policy: Policy, facts: Facts, assume: dict[str, str], outcome: str):
    (trace,) = policy.explain(facts, "A2", "高龄", as_of=DAY, assume=assume)
    assert trace.outcome.startswith(outcome)


def test_find_tells_the_ledger(policy: Policy, facts: Facts):
    entity, record = policy.find(facts, "A2")
    assert (entity, record.key) == ("老人", "A2")


def test_case_that_is_not_there(policy: Policy, facts: Facts):
    diagnostic = refusal(lambda: policy.explain(facts, "A9", as_of=DAY))
    assert diagnostic.code == "GJ601"
    assert "「A9」" in diagnostic.message
    assert "编号" in diagnostic.message
    assert "1行没有读入" in "".join(diagnostic.notes)
    assert diagnostic.help


def test_rejected_case_is_not_there(policy: Policy, facts: Facts):
    assert refusal(lambda: policy.explain(facts, "A4", as_of=DAY)).code == "GJ601"


def test_rule_that_is_not_there(policy: Policy, facts: Facts):
    diagnostic = refusal(lambda: policy.explain(facts, "A1", "办洁", as_of=DAY))
    assert diagnostic.code == "GJ602"
    assert diagnostic.message == "没有叫「办洁」的规则"
    assert diagnostic.help == ("是不是要问「办结」？",)
    assert diagnostic.notes == ("可以问的规则：办结、高龄",)


@pytest.mark.parametrize(
    ("assume", "said"),
    [
        ({"年纪": "80"}, "是不是要写「年龄」"),
        ({"年龄": "八十"}, "假设「年龄=八十」用不了"),
        ({"办结日期": "2024-02-30"}, "没有这一天"),
    ],
)
def test_assumption_that_cannot_be_taken(policy: Policy, facts: Facts, assume: dict[str, str], said: str):
    diagnostic = refusal(lambda: policy.explain(facts, "A1", as_of=DAY, assume=assume))
    assert diagnostic.code == "GJ603"
    assert said in diagnostic.message
    assert diagnostic.help


def test_every_bad_assumption_is_told_at_once(policy: Policy, facts: Facts):
    with pytest.raises(Refusal) as refused:
        policy.explain(facts, "A1", as_of=DAY, assume={"年纪": "80", "办结日期": "昨天"})
    assert [d.code for d in refused.value.diagnostics] == ["GJ603", "GJ603"]


def test_folder_without_rules(tmp_path: Path):
    diagnostic = refusal(lambda: guiju.load(tmp_path / "没有"))
    assert diagnostic.code == "GJ604"
    assert str(tmp_path / "没有") in diagnostic.message
    assert diagnostic.help


def test_a_name_no_example_has(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["test", "-k", "没有这样的示例"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "GJ606" in said
    assert "「没有这样的示例」" in said


def test_a_day_on_which_a_policy_has_no_effect():
    diagnostic = refusal(lambda: consolidated(guiju.load(), date(2011, 12, 31)))
    assert diagnostic.code == "GJ607"
    assert diagnostic.notes == ("2012年1月1日施行",)
    assert diagnostic.help


def test_every_refusal_of_a_question_is_tested():
    raised = set(re.findall(r"GJ6\d\d", inspect.getsource(asking)))
    tested = set(re.findall(r'"(GJ6\d\d)"', Path(__file__).read_text("utf-8")))
    assert raised == tested
