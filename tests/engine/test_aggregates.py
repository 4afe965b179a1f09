"""Aggregates over referring rows: known only where every completion of the missing facts agrees."""

import itertools
import random
from datetime import date

import pytest
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.evaluate import evaluate
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.operators.counts import COUNTS
from guiju.engine.operators.operator import UnknownRule
from guiju.engine.operators.years import YEARS
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import InputCount
from guiju.engine.types import NOT_YET, Known, Unknown

HERE = CellPlace("测试")
TODAY = date(2012, 12, 31)
RULES = """
政策 某某
  施行 2012年1月1日

台账 家庭
  · 编号：文本 主键
  · 限额：整数 人

台账 家庭成员
  · 编号：文本 主键
  · 所属家庭：家庭
  · 月收入：金额
  · 残疾：是非
  · 走访日期：日期 履行

定义 人口 对 家庭 等于 人数（家庭成员）
定义 残疾人口 对 家庭 等于 人数（家庭成员 当（残疾））
定义 高收入 对 家庭 等于 件数（家庭成员 当（非 残疾 且 月收入 超过 1元））
定义 总收入 对 家庭 等于 合计（家庭成员 的 月收入）
定义 残疾收入 对 家庭 等于 合计（家庭成员 的 月收入 当（残疾））
定义 最高 对 家庭 等于 最大（家庭成员 的 月收入 当（残疾））无则 0元
定义 最低 对 家庭 等于 最小（家庭成员 的 月收入）无则 9元
定义 第二 对 家庭 等于 第2大（家庭成员 的 月收入）无则 0元
定义 档数 对 家庭 等于 种数（家庭成员 的 月收入）
定义 均收入 对 家庭 等于 平均（家庭成员 的 月收入）无则 0元 四舍五入到 分
界定 有残疾 对 家庭 依据 《甲》第一条 当 存在（家庭成员 当（残疾））
界定 全残疾 对 家庭 依据 《甲》第一条 当 全部（家庭成员 当（残疾））
界定 有人 对 家庭 依据 《甲》第一条 当 存在（家庭成员）
界定 两残 对 家庭 依据 《甲》第一条 当 人数（家庭成员 当（残疾））不少于 2人
界定 不到两残 对 家庭 依据 《甲》第一条 当 残疾人口 少于 2人
界定 正一残 对 家庭 依据 《甲》第一条 当 残疾人口 为 1人
界定 非一残 对 家庭 依据 《甲》第一条 当 1人 不为 残疾人口
界定 超一残 对 家庭 依据 《甲》第一条 当 1人 少于 残疾人口
界定 限额内 对 家庭 依据 《甲》第一条 当 残疾人口 不超过 限额
定义 首次走访 对 家庭 等于 最早（家庭成员 的 走访日期）
"""
EXACT = ("人口", "残疾人口", "高收入", "有残疾", "全残疾", "有人", "两残", "不到两残", "正一残", "非一残", "超一残")
SOUND = (*EXACT, "总收入", "残疾收入", "最高", "最低", "第二", "档数", "均收入", "限额内")
Member = dict[str, object]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("政策") / "规则.policy"
    path.write_text(RULES, "utf-8")
    return load(path)


def facts(members: list[Member], limit: int | None = 1) -> Facts:
    home = Record("一", {"编号": "一", "限额": limit}, HERE)
    blank = {"所属家庭": "一", "月收入": None, "残疾": None, "走访日期": None}
    rows = [Record(str(i), {"编号": str(i), **blank, **m}, HERE) for i, m in enumerate(members)]
    return Facts({"家庭": Table("家庭", (home,)), "家庭成员": Table("家庭成员", tuple(rows))})


def value(policy: Policy, name: str, members: list[Member], limit: int | None = 1):
    found = facts(members, limit)
    interpreter = Interpreter(policy.program, found, TODAY)
    return interpreter.column("家庭", name, Case(found.tables["家庭"].records[0]))


def completions(members: list[Member]) -> list[list[Member]]:
    choices = {"残疾": (True, False), "月收入": (0, 100, 200)}
    gaps = [(i, key) for i, m in enumerate(members) for key in choices if m[key] is None]
    done = []
    for picked in itertools.product(*(choices[key] for _, key in gaps)):
        filled = [dict(m) for m in members]
        for (i, key), chosen in zip(gaps, picked, strict=True):
            filled[i][key] = chosen
        done.append(filled)
    return done


def sample(dice: random.Random) -> list[Member]:
    sure = dice.choice((0.3, 0.6, 0.9))
    made = []
    for _ in range(dice.randrange(4)):
        disabled = dice.choice((True, False)) if dice.random() < sure else None
        income = dice.choice((0, 100, 200)) if dice.random() < sure else None
        made.append({"残疾": disabled, "月收入": income})
    return made


@pytest.mark.parametrize("name", SOUND)
def test_known_only_where_all_completions_agree(policy: Policy, name: str):
    dice = random.Random(name)
    for _ in range(40):
        members = sample(dice)
        found = value(policy, name, members)
        results = {value(policy, name, filled) for filled in completions(members)}
        assert not any(isinstance(r, Unknown) for r in results)
        if not isinstance(found, Unknown):
            assert results == {found}, members
        elif name in EXACT:
            assert len(results) > 1, (members, found)


@pytest.mark.parametrize("name", SOUND)
def test_supplying_all_open_facts_decides(policy: Policy, name: str):
    dice = random.Random(name)
    for _ in range(40):
        members = sample(dice)
        found = value(policy, name, members)
        if not isinstance(found, Unknown):
            continue
        named = {words.split(" × ")[0].split(".")[1] for words in found.open_facts()}
        filled = [
            {k: (True if k == "残疾" else 100) if v is None and k in named else v for k, v in m.items()}
            for m in members
        ]
        assert not isinstance(value(policy, name, filled), Unknown), (members, found)


def test_the_number_of_rows_settles_a_comparison_early(policy: Policy):
    """350 sure rows and 10 unsure ones satisfy 不少于; here 2 and 1 against 2."""
    members: list[Member] = [{"残疾": True}, {"残疾": True}, {"残疾": None}]
    assert isinstance(value(policy, "残疾人口", members), Unknown)
    assert value(policy, "两残", members) is True
    assert value(policy, "不到两残", members) is False
    assert isinstance(value(policy, "限额内", members, None), Unknown)


def test_open_facts_count_rows_and_name_no_keys(policy: Policy):
    members: list[Member] = [{"残疾": None}, {"残疾": None, "月收入": 100}, {"残疾": True, "月收入": None}]
    found = value(policy, "残疾收入", members)
    assert isinstance(found, Unknown)
    assert found.open_facts() == ("家庭成员.月收入 × 2行", "家庭成员.残疾 × 2行")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("人口", 0), ("总收入", 0), ("档数", 0), ("最高", 0), ("最低", 900), ("第二", 0), ("均收入", 0), ("有残疾", False),
     ("全残疾", True), ("有人", False), ("首次走访", None)],
)  # fmt: skip
def test_over_no_rows(policy: Policy, name: str, expected: object):
    found = value(policy, name, [])
    assert isinstance(found, Unknown) if expected is None else found == expected


def test_measures_by_hand(policy: Policy):
    """Incomes 500, 500, 300, 0分: sum 1300, second largest 500 again, three different ones, mean 1300 ÷ 4."""
    members: list[Member] = [{"残疾": True, "月收入": n} for n in (500, 300, 500, 0)]
    expected = {"总收入": 1300, "第二": 500, "档数": 3, "均收入": 325, "最高": 500, "最低": 0}
    assert {name: value(policy, name, members) for name in expected} == expected


def test_events_that_have_not_happened_do_not_count(policy: Policy):
    visited: list[Member] = [{"走访日期": date(2012, 5, 7)}, {}, {"走访日期": date(2013, 1, 1)}]
    found = facts(visited)
    interpreter = Interpreter(policy.program, found, TODAY)
    case = Case(found.tables["家庭"].records[0])
    assert interpreter.column("家庭", "首次走访", case, event=True) == date(2012, 5, 7)
    assert interpreter.column("家庭", "首次走访", Case(case.record)) == date(2012, 5, 7)
    nobody = facts([{}])
    interpreter = Interpreter(policy.program, nobody, TODAY)
    assert interpreter.column("家庭", "首次走访", Case(nobody.tables["家庭"].records[0]), event=True) is NOT_YET


def test_a_sheet_nobody_sent_is_missing_not_empty(policy: Policy):
    """An export was read that has no 家庭成员 at all; one with the sheet and no rows says that there are none."""
    homes = facts([])
    counts = [InputCount("家庭", "导出.xlsx", 1, 1, 0, 0), InputCount("家庭成员", "导出.xlsx", 0, 0, 0, 0)]
    for sent, expected in ((counts[:1], {"是": 0, "否": 0, "未知": 1}), (counts, {"是": 0, "否": 1, "未知": 0})):
        result = evaluate(policy.program, Facts(homes.tables, tuple(sent)), TODAY)
        assert result.classification_counts["有人"] == expected
        assert result.classification_counts["两残"] == expected
    result = evaluate(policy.program, Facts(homes.tables, tuple(counts[:1])), TODAY)
    assert {u.missing for u in result.undetermined if u.rule == "两残"} == {("家庭成员",)}


def test_rows_that_belong_nowhere_are_told_of_once(policy: Policy):
    """One reference is missing, one leads to a home that is not there: neither makes the home unknown."""
    found = facts([{"残疾": True}, {"所属家庭": None, "残疾": True}, {"所属家庭": "二", "残疾": True}])
    result = evaluate(policy.program, found, TODAY)
    (finding,) = [f for f in result.findings if f.kind == "归属不明"]
    assert (finding.entity, finding.key, finding.places, finding.rule) == ("家庭成员", "", ("所属家庭",), "不到两残")
    assert "2行" in finding.text
    assert result.classification_counts["有残疾"] == {"是": 1, "否": 0, "未知": 0}


@pytest.mark.parametrize("row", [*COUNTS, *YEARS], ids=lambda row: row.name)
def test_examples_of_operators_hold(row):
    for example in row.examples:
        if row.unknown is not UnknownRule.STRICT or all(isinstance(a, Known) for a in example.arguments):
            assert row.evaluate(*example.arguments) == example.result
