"""经费: headcounts, rates, sums and budgets against sums done again by hand."""

from datetime import date

import pytest
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import BreachKind, Result

HERE = CellPlace("测试")
RULES = """
政策 某某
  施行 2012年1月1日

主体 县级财政 按 县区
主体 自治区财政
代码表 地区类别：一类地区、二类地区

台账 县区
  · 代码：文本 主键
  · 名称：文本
  · 地区类别：地区类别

台账 县区年度
  · 县区：县区 主键
  · 年度：年度 主键
  · 预算数：金额

台账 矫正人员
  · 编号：文本 主键
  · 居住县区：县区
  · 户籍县区：县区
  · 入矫日期：日期
  · 解矫日期：日期 履行
  · 未成年：是非
  · 接回日期：日期 履行
  在册 自 入矫日期 至 解矫日期

标准 县级人均标准 对 县区
  依据 《甲》第三条
  （一）地区类别 为 一类地区：1500元；
  （二）地区类别 为 二类地区：1000元。

标准 个人标准 对 矫正人员 依次
  依据 《甲》第三条
  （一）未成年：800元；
  （二）其余：600元。

待遇 接回补助
  依据 《甲》第四条
  对 矫正人员
  由 户籍县区 的 县级财政
  一次性 数额 个人标准
  以 接回日期 为准

经费 年末经费
  依据 《甲》第三条
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 年末在册
  按标准 县级人均标准
  列入 下一年度
  核对 县区年度 的 预算数

经费 新增经费
  依据 《甲》第三条
  由 自治区财政
  每 年度
  人数 矫正人员 本年新增
  按标准 500元

经费 去重经费
  依据 《甲》第三条
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 年内去重
  按标准 个人标准
  列入 本年度

经费 平均经费
  依据 《甲》第三条
  由 自治区财政
  每 年度
  人数 矫正人员 平均 当（非 未成年）
  按标准 500元

经费 另读经费
  依据 《甲》第三条
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 本年新增
  另读 年末在册、年内去重
  按标准 县级人均标准

经费 无标准经费
  依据 《甲》第五条
  由 自治区财政
  每 年度
  按标准 未规定

标准 分年标准 对 县区
  依据 《甲》第三条
  （一）地区类别 为 一类地区：自 2012年1月1日 起 100元，自 2014年1月1日 起 120元；
  （二）地区类别 为 二类地区：50元。

经费 分年经费
  依据 《甲》第三条
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 年末在册
  按标准 分年标准
  列入 下一年度

经费 补助经费
  依据 《甲》第四条
  由 县级财政
  每 县区、年度
  合计 接回补助 经 户籍县区
  列入 下一年度
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("政策") / "规则.policy"
    path.write_text(RULES, "utf-8")
    return load(path)


def person(key: str, start: str | None, end: str | None = None, county: str | None = "1", **facts: object) -> Record:
    day = {"入矫日期": start and date.fromisoformat(start), "解矫日期": end and date.fromisoformat(end)}
    blank = {"户籍县区": "1", "未成年": False, "接回日期": None}
    return Record(key, {"编号": key, "居住县区": county, **blank, **day, **facts}, HERE)


def check(
    policy: Policy, people: list[Record], as_of: str, budgets: dict[tuple[str, int], int] | None = None
) -> Result:
    counties = [
        Record("1", {"代码": "1", "名称": "兴庆区", "地区类别": "一类地区"}, HERE),
        Record("2", {"代码": "2", "名称": "盐池县", "地区类别": "二类地区"}, HERE),
    ]
    years = [
        Record(f"{c}／{y}", {"县区": c, "年度": y, "预算数": fen}, HERE) for (c, y), fen in (budgets or {}).items()
    ]
    tables = {"县区": counties, "县区年度": years, "矫正人员": people}
    return policy.check(
        Facts({name: Table(name, tuple(rows)) for name, rows in tables.items()}), as_of=date.fromisoformat(as_of)
    )


def rows(result: Result, fund: str) -> list[tuple[object, ...]]:
    return [
        (f.payer, f.year, f.budget_year, f.headcount, f.rate_fen, f.amount_fen)
        for f in result.fundings
        if f.fund == fund
    ]


PEOPLE = [
    person("a", "2011-06-01"),
    person("b", "2012-03-01", "2012-12-31"),
    person("c", "2012-03-01", "2012-12-30"),
    person("d", "2012-12-31", county="2", 未成年=True),
    person("e", "2013-02-01", county="2"),
]


def test_stock_at_the_end_of_the_year(policy: Policy):
    """兴庆 2011: a; 2012: a and b, whose last day it is; 2013: a. 盐池 2012: d; 2013: d, e. At 1500 and 1000元."""
    found = rows(check(policy, PEOPLE, "2013-12-31"), "年末经费")
    assert found == [
        ("兴庆区县级财政", 2011, 2012, 1, 150000, 150000),
        ("兴庆区县级财政", 2012, 2013, 2, 150000, 300000),
        ("兴庆区县级财政", 2013, 2014, 1, 150000, 150000),
        ("盐池县县级财政", 2012, 2013, 1, 100000, 100000),
        ("盐池县县级财政", 2013, 2014, 2, 100000, 200000),
    ]


def test_before_the_year_ends_the_as_of_day_counts(policy: Policy):
    """On 30 June 2012 b and c are still there and d has not come: 3 × 1500元."""
    found = rows(check(policy, PEOPLE, "2012-06-30"), "年末经费")
    assert found[-1] == ("兴庆区县级财政", 2012, 2013, 3, 150000, 450000)


def test_flow_of_the_year(policy: Policy):
    """New in 2012: b, c, d; in 2013: e. 2011 lies before the policy, whose first budget year is 2012."""
    found = rows(check(policy, PEOPLE, "2013-12-31"), "新增经费")
    assert found == [("自治区财政", 2012, 2012, 3, 50000, 150000), ("自治区财政", 2013, 2013, 1, 50000, 50000)]


def test_everybody_once_at_a_rate_of_their_own(policy: Policy):
    """盐池 2013: d at 800元, e at 600元; 兴庆 2012: a, b and c at 600元, c although it left before the end."""
    found = rows(check(policy, PEOPLE, "2013-12-31"), "去重经费")
    assert found == [
        ("兴庆区县级财政", 2012, 2012, 3, 60000, 180000),
        ("兴庆区县级财政", 2013, 2013, 1, 60000, 60000),
        ("盐池县县级财政", 2012, 2012, 1, 80000, 80000),
        ("盐池县县级财政", 2013, 2013, 1, 60000, 60000),
        ("盐池县县级财政", 2013, 2013, 1, 80000, 80000),
    ]


def test_the_mean_of_the_month_ends(policy: Policy):
    """2012 without the minor d: a at 12 month ends, b at 10 (March to December), c at 9: 31/12 heads, 31 × 500 ÷ 12 元."""
    found = rows(check(policy, PEOPLE, "2012-12-31"), "平均经费")
    assert found == [("自治区财政", 2012, 2012, 3, 50000, 129167)]


def test_the_sum_of_a_benefit(policy: Policy):
    """Two fetched in 2012 at 600元 and one minor at 800元, listed in 2013; one in 2013; the one not fetched is owed nothing."""
    fetched = [
        person("a", "2012-01-01", 接回日期=date(2012, 5, 4)),
        person("b", "2012-01-01", 接回日期=date(2012, 12, 31)),
        person("c", "2012-01-01", 接回日期=date(2012, 7, 1), 未成年=True),
        person("d", "2012-01-01", 接回日期=date(2013, 7, 1), 户籍县区="2"),
        person("e", "2012-01-01"),
    ]
    found = rows(check(policy, fetched, "2013-12-31"), "补助经费")
    assert found == [
        ("兴庆区县级财政", 2012, 2013, 2, 60000, 120000),
        ("兴庆区县级财政", 2012, 2013, 1, 80000, 80000),
        ("盐池县县级财政", 2013, 2014, 1, 60000, 60000),
    ]


def test_a_budget_below_its_sum_is_a_breach(policy: Policy):
    """2012 in 兴庆 asks for 3000元 in 2013: 2999.99元 is short, 3000元 for 盐池 is more than its 1000元."""
    result = check(policy, PEOPLE, "2013-12-31", {("1", 2012): 150000, ("1", 2013): 299999, ("2", 2013): 300000})
    (breach,) = result.breaches
    assert (breach.kind, breach.rule, breach.bearer, breach.key) == (
        BreachKind.SHORT_BUDGET, "年末经费", "兴庆区县级财政", "1"
    )  # fmt: skip
    assert breach.reason == "2013年度预算数2999.99元，应列3000元"
    assert not [u for u in result.undetermined if u.rule == "年末经费"]


def test_a_budget_nobody_entered_is_unknown_until_its_year(policy: Policy):
    """Budget years 2012 and 2013 should be there; 2014 is still to come."""
    open_ = [u for u in check(policy, PEOPLE, "2013-12-31").undetermined if u.rule == "年末经费"]
    assert [(u.key, u.missing, u.bounds) for u in open_] == [
        ("1／2011", ("县区年度.预算数",), ""), ("1／2012", ("县区年度.预算数",), ""), ("2／2012", ("县区年度.预算数",), "")
    ]  # fmt: skip


def test_unsure_heads_give_bounds_and_the_sure_ones_may_settle_a_breach(policy: Policy):
    """a is sure; when b began is unknown: 1 to 2 heads. 1000元 is below even one head, 2000元 is not."""
    people = [person("a", "2012-01-01"), person("b", None)]
    result = check(policy, people, "2012-12-31", {("1", 2013): 100000})
    (row,) = [f for f in result.fundings if f.fund == "年末经费"]
    assert (row.headcount, row.headcount_bounds, row.amount_fen, row.amount_bounds_fen) == (
        None, (1, 2), None, (150000, 300000)
    )  # fmt: skip
    assert [b.reason for b in result.breaches] == ["2013年度预算数1000元，至少应列1500元"]
    (open_,) = [u for u in result.undetermined if u.rule == "年末经费"]
    assert (open_.missing, open_.bounds) == (("矫正人员.入矫日期 × 1行",), "在1500元至3000元之间")
    assert check(policy, people, "2012-12-31", {("1", 2013): 200000}).breaches == ()


def test_one_gone_before_the_year_is_out_whenever_it_began(policy: Policy):
    people = [person("a", "2012-01-01"), person("b", None, "2012-05-04")]
    assert rows(check(policy, people, "2012-12-31"), "年末经费")[-1][3] == 1


def test_heads_that_belong_nowhere_are_told_of(policy: Policy):
    people = [person("a", "2012-01-01"), person("b", "2012-01-01", county=None), person("c", "2012-01-01", county="9")]
    result = check(policy, people, "2012-12-31")
    found = {f.rule: f.text for f in result.findings if f.kind == "归属不明"}
    assert "2行" in found["年末经费"]
    assert rows(result, "新增经费") == [("自治区财政", 2012, 2012, 3, 50000, 150000)]


def test_an_unknown_rate_leaves_the_sum_open_from_below(policy: Policy):
    people = [person("a", "2012-01-01"), person("b", "2012-01-01", 未成年=None)]
    result = check(policy, people, "2012-12-31")
    found = [(f.headcount, f.rate_fen, f.amount_fen) for f in result.fundings if f.fund == "去重经费"]
    assert found == [(1, 60000, 60000), (1, None, None)]
    (open_,) = [u for u in result.undetermined if u.rule == "去重经费"]
    assert (open_.missing, open_.bounds) == (("矫正人员.未成年 × 1行",), "至少600元")


def test_other_readings_stand_beside_even_where_the_rule_itself_counts_nobody(policy: Policy):
    """兴庆 2013: nobody new, a in stock at the end and once; 2012: b and c new, a and b at the end, all three once."""
    found = {
        (f.payer, f.year): (f.headcount, f.amount_fen, [(o.basis, o.headcount, o.amount_fen) for o in f.others])
        for f in check(policy, PEOPLE, "2013-12-31").fundings
        if f.fund == "另读经费"
    }
    assert found["兴庆区县级财政", 2012] == (2, 300000, [("年末在册", 2, 300000), ("年内去重", 3, 450000)])
    assert found["兴庆区县级财政", 2013] == (0, 0, [("年末在册", 1, 150000), ("年内去重", 1, 150000)])


def test_other_readings_have_their_own_doubts(policy: Policy):
    """Whether b, of whom no first day is known, was new or only there: either reading lies between its own bounds."""
    result = check(policy, [person("a", "2011-01-01"), person("b", None)], "2012-12-31")
    (row,) = [f for f in result.fundings if f.fund == "另读经费"]
    assert row.headcount_bounds == (0, 1)
    assert [(o.headcount, o.headcount_bounds, o.amount_bounds_fen) for o in row.others] == [
        (None, (1, 2), (150000, 300000))
    ] * 2


def test_an_estimate_becomes_final_on_the_last_day_of_the_year(policy: Policy):
    for as_of, stage in (("2012-12-30", "预估"), ("2012-12-31", "核定")):
        last = [f for f in check(policy, PEOPLE, as_of).fundings if f.year == 2012]
        assert {f.stage for f in last} == {stage}


def test_an_estimate_accuses_nobody(policy: Policy):
    budgets = {("1", 2013): 0}
    assert check(policy, PEOPLE, "2012-12-30", budgets).breaches == ()
    assert [b.key for b in check(policy, PEOPLE, "2012-12-31", budgets).breaches] == ["1"]


def test_the_rate_is_that_of_the_first_day_of_the_budget_year(policy: Policy):
    """兴庆: the budgets of 2012 and 2013 at 100元, that of 2014 at 120元, although all are worked out in 2013."""
    found = rows(check(policy, PEOPLE, "2013-12-31"), "分年经费")
    assert [(budget, fen) for payer, _, budget, _, fen, _ in found if payer == "兴庆区县级财政"] == [
        (2012, 10000), (2013, 10000), (2014, 12000)
    ]  # fmt: skip


def test_what_has_no_rate_is_not_worked_out(policy: Policy):
    result = check(policy, PEOPLE, "2013-12-31")
    assert [f.has_rate for f in policy.program.funds if f.name == "无标准经费"] == [False]
    assert "无标准经费" not in {f.fund for f in result.fundings} | {u.rule for u in result.undetermined}
