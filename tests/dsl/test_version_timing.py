"""Which version governs what straddles a date: duties that arise from others, periods, months, budgets and targets.

Every expected value is worked out by hand in a comment. Periods are of days and do not roll, so that no calendar matters.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import examine, load
from guiju.dsl.policy import Policy
from guiju.engine.diagnostic import Refusal
from guiju.engine.outcome import Result, State, TargetState

HEAD = "政策 办法\n  施行 {day}\n\n"
OLD, NEW = date(2020, 1, 1), date(2021, 1, 1)


def policy_of(folder: Path, versions: Mapping[str, str], **files: str) -> Policy:
    """A policy of several versions; `files` go beside the first."""
    return load(laid_out(folder, versions, **files))


def laid_out(folder: Path, versions: Mapping[str, str], **files: str) -> Path:
    for day, text in versions.items():
        home = folder / "政策" / day
        home.mkdir(parents=True)
        (home / "规则.policy").write_text(HEAD.format(day=day) + text, "utf-8")
    for name, text in files.items():
        (folder / "政策" / min(versions) / f"{name}.csv").write_text(text, "utf-8")
    return folder / "政策"


def checked(policy: Policy, folder: Path, as_of: date, **tables: str) -> Result:
    """One check over CSV tables, each named for its 台账."""
    export = folder / "数据"
    export.mkdir(exist_ok=True)
    for name, text in tables.items():
        (export / f"{name}.csv").write_text(text.replace(" ", ""), "utf-8")
    return policy.check(policy.read([export]), as_of=as_of)


# ---------- 触发 ----------

ARISING = """主体 街道、县局

台账 老人
  · 编号：文本 主键
  · 受理日期：日期
  · 审核日期：日期 履行
  · 催办日期：日期 履行

职责 审核
  依据 《办法》
  对 老人
  由 街道
  应 "审核"
  期限 受理日期 起 10天 内 不顺延
  完成于 审核日期

职责 催办
  依据 《办法》
  对 老人
  由 县局
  应 "催办"
  触发 审核 逾期
  期限 触发日 起 5天 内 不顺延
  完成于 催办日期
"""
ARISING_LATER = """修改 职责 审核：
  依据 《决定》
  期限 受理日期 起 30天 内 不顺延

修改 职责 催办：
  依据 《决定》
  期限 触发日 起 2天 内 不顺延
"""


def test_a_duty_arises_from_what_became_of_the_other_under_its_own_version(tmp_path: Path):
    """The other duty keeps its own deadline even where the one that arises falls under the later version."""
    policy = policy_of(tmp_path, {"2020-01-01": ARISING, "2021-01-01": ARISING_LATER})
    rows = "编号,受理日期,审核日期,催办日期\n甲,2020-12-20,,\n乙,2021-01-05,,\n丙,2020-12-25,2021-01-10,2021-01-07\n"
    result = checked(policy, tmp_path, date(2021, 2, 10), 老人=rows)
    found = {o.key: (o.trigger, o.due, o.state, o.version) for o in result.obligations if o.duty == "催办"}
    assert found == {
        # 12月20日后10天是12月30日，12月31日逾期：按2020年的规定再过5天是1月5日。
        "甲": (date(2020, 12, 31), date(2021, 1, 5), State.OVERDUE, OLD),
        # 1月5日后30天是2月4日，2月5日逾期：按2021年的规定再过2天是2月7日。
        "乙": (date(2021, 2, 5), date(2021, 2, 7), State.OVERDUE, NEW),
        # 审核按2020年的规定1月4日到期，1月5日逾期；催办按2021年的规定1月7日到期，当天履行。
        "丙": (date(2021, 1, 5), date(2021, 1, 7), State.ON_TIME, NEW),
    }


def test_what_was_repealed_before_it_came_about_triggers_nothing(tmp_path: Path):
    later = "废止 审核\n\n修改 职责 催办：\n  依据 《决定》\n  触发 初审 逾期\n\n" + ARISING.split("\n\n")[2].replace(
        "审核", "初审"
    ).replace("初审日期", "审核日期")
    policy = policy_of(tmp_path, {"2020-01-01": ARISING, "2021-01-01": later})
    rows = "编号,受理日期,审核日期,催办日期\n甲,2020-12-20,,\n乙,2021-01-05,,\n"
    result = checked(policy, tmp_path, date(2021, 2, 10), 老人=rows)
    # 乙：初审1月15日到期，1月16日逾期，催办1月21日到期。甲：审核12月31日逾期，受理在前，没有初审。
    assert {o.key: o.due for o in result.obligations if o.duty == "催办"} == {
        "甲": date(2021, 1, 5),
        "乙": date(2021, 1, 21),
    }


def test_duties_must_not_arise_from_each_other_under_different_versions(tmp_path: Path):
    first = ARISING.replace("  触发 审核 逾期\n  期限 触发日 起 5天 内", "  期限 受理日期 起 5天 内")
    first = first.replace("对 老人\n  由 街道", "对 老人\n  触发 催办 逾期\n  由 街道").replace(
        "受理日期 起 10", "触发日 起 10"
    )
    later = "修改 职责 审核：\n  依据 《决定》\n  期限 受理日期 起 10天 内 不顺延\n\n"
    versions = {"2020-01-01": first, "2021-01-01": later + "修改 职责 催办：\n  依据 《决定》\n  触发 审核 逾期\n"}
    with pytest.raises(Refusal) as refused:
        policy_of(tmp_path, versions)
    assert "GJ280" in [d.code for d in refused.value.diagnostics]


# ---------- 过渡 ----------

REPEATED = """主体 街道

台账 老人
  · 编号：文本 主键
  · 纳入日期：日期
  · 退出日期：日期 履行
  · 试点：是非
  · 走访日期：日期 履行
  在册 自 纳入日期 至 退出日期

职责 走访
  依据 《办法》
  对 老人
  由 街道
  应 "走访"
  期限 每季度
  完成于 本期（走访日期）
"""
MONTHLY_VISIT = "修改 职责 走访：\n  依据 《决定》\n  期限 每月\n"
ROW = "编号,纳入日期,退出日期,试点,走访日期\n甲,2020-07-01,,{pilot},\n"


def _periods(tmp_path: Path, later: str, pilot: str, as_of: date = date(2021, 2, 15)) -> list[tuple[str, date | None]]:
    policy = policy_of(tmp_path, {"2020-01-01": REPEATED, "2021-01-01": MONTHLY_VISIT + "\n" + later})
    result = checked(policy, tmp_path, as_of, 老人=ROW.format(pilot=pilot))
    assert sum(result.duty_counts["走访"].values()) == len(result.obligations)
    return [(o.period, o.version) for o in result.obligations]


def test_the_first_day_of_each_period_picks_its_version(tmp_path: Path):
    assert _periods(tmp_path, "", "") == [
        ("2020年第三季度", OLD),
        ("2020年第四季度", OLD),
        ("2021年1月", NEW),
        ("2021年2月", NEW),
    ]


def test_a_transition_passes_single_periods_over(tmp_path: Path):
    """Until the end of January the quarters go on: the first of 2021 begins on 1 January, and February is a month."""
    later = "过渡 职责 走访 适用 原规定 当 触发日期 早于 2021年2月1日\n"
    assert _periods(tmp_path, later, "") == [
        ("2020年第三季度", OLD),
        ("2020年第四季度", OLD),
        ("2021年第一季度", OLD),
        ("2021年2月", NEW),
    ]


def test_a_transition_lets_the_new_rule_reach_back(tmp_path: Path):
    """From October on by month, although the rule is in force only from January."""
    later = "过渡 职责 走访 适用 新规定 当 试点 且 触发日期 不早于 2020年10月1日\n"
    assert _periods(tmp_path, later, "是") == [
        ("2020年第三季度", OLD),
        *((f"2020年{month}月", NEW) for month in (10, 11, 12)),
        ("2021年1月", NEW),
        ("2021年2月", NEW),
    ]


def test_where_a_transition_is_in_doubt_every_period_that_may_be_owed_is_undecided(tmp_path: Path):
    later = "过渡 职责 走访 适用 新规定 当 试点 且 触发日期 不早于 2020年12月1日\n"
    policy = policy_of(tmp_path, {"2020-01-01": REPEATED, "2021-01-01": MONTHLY_VISIT + "\n" + later})
    result = checked(policy, tmp_path, date(2021, 1, 15), 老人=ROW.format(pilot=""))
    # 第四季度从10月1日起，不受过渡影响；12月只有适用新规定才有；1月按施行日期就适用新规定，不必知道试点。
    assert [(o.period, o.state) for o in result.obligations] == [
        ("2020年第三季度", State.OVERDUE),
        ("2020年第四季度", State.OVERDUE),
        ("2020年12月", State.UNDECIDED),
        ("2021年1月", State.PENDING),
    ]
    assert [u.missing for u in result.undetermined] == [("老人.试点",)]


def test_the_trace_of_a_repeated_duty_shows_the_part_of_each_version(tmp_path: Path):
    policy = policy_of(tmp_path, {"2020-01-01": REPEATED, "2021-01-01": MONTHLY_VISIT})
    (tmp_path / "老人.csv").write_text(ROW.format(pilot=""), "utf-8")
    (trace,) = policy.explain(policy.read([tmp_path / "老人.csv"]), "甲", "走访", as_of=date(2021, 1, 15))
    assert trace.outcome == "待履行1期，逾期未履行2期"
    assert [(line.words, line.value) for line in trace.lines] == [
        ("适用版本", "2020年1月1日施行的版本"),
        ("适用版本", "2021年1月1日施行的版本"),
    ]
    assert [child.words for child in trace.lines[1].children if child.words.startswith("20")] == ["2021年1月"]


@pytest.mark.parametrize(
    ("transition", "due", "version"),
    [
        # 12月28日受理：原规定10天，1月7日；新规定30天，1月27日。
        ("", date(2021, 1, 7), OLD),
        ("过渡 职责 审核 适用 新规定 当 审核日期 未知\n", date(2021, 1, 27), NEW),
        ("过渡 职责 审核 适用 新规定 当 触发日期 不早于 2020年12月28日\n", date(2021, 1, 27), NEW),
        ("过渡 职责 审核 适用 新规定 当 触发日期 晚于 2020年12月28日\n", date(2021, 1, 7), OLD),
        ("过渡 职责 审核 适用 新规定\n", date(2021, 1, 27), NEW),
    ],
)
def test_a_transition_may_go_by_the_trigger(tmp_path: Path, transition: str, due: date, version: date):
    later = f"{ARISING_LATER}\n{transition}"
    policy = policy_of(tmp_path, {"2020-01-01": ARISING, "2021-01-01": later})
    rows = "编号,受理日期,审核日期,催办日期\n甲,2020-12-28,,\n"
    result = checked(policy, tmp_path, date(2021, 1, 3), 老人=rows)
    assert [(o.due, o.version) for o in result.obligations if o.duty == "审核"] == [(due, version)]


def test_a_transition_that_changes_nothing_need_not_be_known(tmp_path: Path):
    later = f"{ARISING_LATER}\n过渡 职责 审核 适用 原规定 当 审核日期 早于 2021年1月1日 且 受理日期 早于 2021年1月1日\n"
    policy = policy_of(tmp_path, {"2020-01-01": ARISING, "2021-01-01": later})
    # 2020年受理，无论过渡怎么说都适用原规定；12月28日后10天是1月7日。
    result = checked(policy, tmp_path, date(2021, 1, 3), 老人="编号,受理日期,审核日期,催办日期\n甲,2020-12-28,,\n")
    assert [(o.due, o.state) for o in result.obligations if o.duty == "审核"] == [(date(2021, 1, 7), State.PENDING)]


# ---------- 待遇 按月 ----------

PAID_MONTHLY = """主体 县局、申请人

台账 老人
  · 编号：文本 主键
  · 批准日期：日期
  · 独居：是非

待遇 津贴
  依据 《办法》
  对 老人
  由 县局 发给 申请人
  按月 自 批准日期 至 2030年12月31日 数额 100元
"""
MORE = """修改 待遇 津贴：
  依据 《决定》
  对 老人 当 独居
  按月 自 批准日期 至 2030年12月31日 数额 150元
"""


def test_each_month_is_paid_under_the_version_of_its_own_day(tmp_path: Path):
    policy = policy_of(tmp_path, {"2020-01-01": PAID_MONTHLY, "2021-01-01": MORE})
    rows = "编号,批准日期,独居\n甲,2020-11-15,是\n乙,2020-12-01,否\n丙,2020-12-31,\n"
    result = checked(policy, tmp_path, date(2021, 2, 10), 老人=rows)
    assert [(e.key, e.date, e.amount_fen, e.version) for e in result.entitlements] == [
        ("甲", date(2020, 11, 15), 10_000, OLD),
        ("甲", date(2020, 12, 1), 10_000, OLD),
        ("甲", date(2021, 1, 1), 15_000, NEW),
        ("甲", date(2021, 2, 1), 15_000, NEW),
        # 2021年起只发给独居的。
        ("乙", date(2020, 12, 1), 10_000, OLD),
    ]
    assert [(u.key, u.missing) for u in result.undetermined] == [("丙", ("老人.独居",))]


def test_a_transition_keeps_old_sums_going(tmp_path: Path):
    later = f"{MORE}\n过渡 待遇 津贴 适用 原规定 当 触发日期 早于 2021年1月1日\n"
    policy = policy_of(tmp_path, {"2020-01-01": PAID_MONTHLY, "2021-01-01": later})
    rows = "编号,批准日期,独居\n甲,2020-12-15,是\n乙,2021-01-01,是\n"
    result = checked(policy, tmp_path, date(2021, 2, 10), 老人=rows)
    assert [(e.key, e.amount_fen, e.version) for e in result.entitlements] == [
        *(("甲", 10_000, OLD),) * 3,
        *(("乙", 15_000, NEW),) * 2,
    ]
    (trace,) = policy.explain(policy.read([tmp_path / "数据"]), "甲", "津贴", as_of=date(2021, 2, 10))
    assert trace.outcome == "应发300元"
    assert (trace.lines[0].words, trace.lines[0].value) == ("适用版本", "2020年1月1日施行的版本")


# ---------- 经费, 目标, 校验 ----------

BUDGET = """主体 县级财政 按 县区

数据表 县区 "县区.csv"
  · 代码：文本 主键
  · 名称：文本

台账 人员
  · 编号：文本 主键
  · 居住县区：县区
  · 纳入日期：日期
  · 解除日期：日期 履行
  在册 自 纳入日期 至 解除日期

经费 人均经费
  依据 《办法》
  由 县级财政
  每 县区、年度
  人数 人员 经 居住县区 年末在册
  按标准 1500元
  列入 下一年度
"""
PLACES = "代码,名称\n1,东县\n"
RATE = """经费 人均经费
  依据 《决定》
  由 县级财政
  每 县区、年度
  人数 人员 经 居住县区 年末在册
  按标准 2000元
  列入 下一年度
"""
PEOPLE = "编号,居住县区,纳入日期,解除日期\n甲,1,2018-05-01,\n乙,1,2019-05-01,\n丙,1,2020-12-31,\n"


def test_a_budget_is_that_of_the_version_on_its_first_day(tmp_path: Path):
    """Counted at the end of 2019 for the budget of 2020, and so on; the new rate holds for the budget of 2021."""
    policy = policy_of(tmp_path, {"2019-01-01": BUDGET, "2021-01-01": RATE}, 县区=PLACES)
    result = checked(policy, tmp_path, date(2021, 6, 30), 人员=PEOPLE)
    assert [(f.year, f.budget_year, f.headcount, f.rate_fen, f.amount_fen, f.version) for f in result.fundings] == [
        (2018, 2019, 1, 150_000, 150_000, date(2019, 1, 1)),
        (2019, 2020, 2, 150_000, 300_000, date(2019, 1, 1)),
        # 2020年末3人，2021年度预算的第一天新标准已经施行。
        (2020, 2021, 3, 200_000, 600_000, NEW),
        (2021, 2022, 3, 200_000, 600_000, NEW),
    ]


def test_a_budget_in_force_within_a_year_holds_from_the_next(tmp_path: Path):
    policy = policy_of(tmp_path, {"2019-01-01": BUDGET, "2020-07-01": RATE}, 县区=PLACES)
    result = checked(policy, tmp_path, date(2020, 12, 31), 人员=PEOPLE)
    # 2020年度预算的第一天是2020年1月1日，还没有施行新标准；2021年度的才用。
    assert [(f.budget_year, f.rate_fen) for f in result.fundings] == [(2019, 150_000), (2020, 150_000), (2021, 200_000)]


def test_a_repealed_budget_counts_until_it_was_repealed(tmp_path: Path):
    policy = policy_of(tmp_path, {"2019-01-01": BUDGET, "2021-01-01": "废止 人均经费\n"}, 县区=PLACES)
    result = checked(policy, tmp_path, date(2022, 6, 30), 人员=PEOPLE + "丁,9,2019-01-01,\n")
    assert [f.budget_year for f in result.fundings] == [2019, 2020]


def test_rows_that_lead_nowhere_are_told_once(tmp_path: Path):
    policy = policy_of(tmp_path, {"2019-01-01": BUDGET, "2021-01-01": RATE}, 县区=PLACES)
    result = checked(policy, tmp_path, date(2021, 6, 30), 人员=PEOPLE + "丁,,2019-01-01,\n")
    assert [f.text for f in result.findings if f.kind == "归属不明"] == ["人员有1行归属不明，没有计入"]


def test_a_dated_rate_is_that_of_the_first_day_of_the_budget_year(tmp_path: Path):
    """One version, whose rate itself changes on a day."""
    text = BUDGET.replace("按标准 1500元", "按标准 人均标准").replace(
        "经费 人均经费", "参数 人均标准：自 2019年1月1日 起 1500元、自 2020年7月1日 起 2000元\n\n经费 人均经费"
    )
    policy = policy_of(tmp_path, {"2019-01-01": text}, 县区=PLACES)
    result = checked(policy, tmp_path, date(2020, 12, 31), 人员=PEOPLE)
    assert [(f.budget_year, f.rate_fen) for f in result.fundings] == [(2019, 150_000), (2020, 150_000), (2021, 200_000)]


AIMS = """主体 省厅

台账 自治区年度
  · 年份：年度 主键
  · 派遣人数：整数 人

目标 派遣
  依据 《办法》
  对 自治区年度
  由 省厅
  每年
  要求 派遣人数 不少于 300人
"""


def test_a_target_is_that_of_the_last_day_of_its_period(tmp_path: Path):
    later = "目标 派遣\n  依据 《决定》\n  对 自治区年度\n  由 省厅\n  每年\n  要求 派遣人数 不少于 200人\n"
    policy = policy_of(tmp_path, {"2019-01-01": AIMS, "2020-07-01": later})
    rows = "年份,派遣人数\n2019,250\n2020,250\n2018,10\n"
    result = checked(policy, tmp_path, date(2021, 6, 30), 自治区年度=rows)
    # 2019年12月31日适用300人，2020年12月31日适用200人；2018年在政策施行以前。
    assert {t.key: (t.required, t.state, t.version) for t in result.targets} == {
        "2019": (300, TargetState.MISSED, date(2019, 1, 1)),
        "2020": (200, TargetState.MET, date(2020, 7, 1)),
    }
    assert [(b.key, b.version) for b in result.breaches] == [("2019", date(2019, 1, 1))]


CHECKED = """主体 街道

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁
  · 受理日期：日期
  适用日 受理日期

校验 年龄足够
  依据 《办法》
  对 老人
  须 年龄 不少于 70周岁
  严重
"""


def test_a_row_is_held_against_the_checks_of_its_own_version(tmp_path: Path):
    later = "校验 年龄足够\n  依据 《决定》\n  对 老人\n  须 年龄 不少于 60周岁\n  严重\n"
    policy = policy_of(tmp_path, {"2020-01-01": CHECKED, "2021-01-01": later})
    rows = "编号,年龄,受理日期\n甲,65,2020-12-31\n乙,65,2021-01-01\n丙,50,2021-01-01\n丁,50,\n"
    result = checked(policy, tmp_path, date(2021, 6, 30), 老人=rows)
    # 丁没有受理日期，不知道适用哪个版本，不拒收。
    assert [r.value for r in result.rejects] == ["甲", "丙"]


def test_the_policies_here_load_without_a_word_worse_than_advice(tmp_path: Path):
    loaded = examine(laid_out(tmp_path, {"2020-01-01": ARISING, "2021-01-01": ARISING_LATER}))
    assert loaded.diagnostics == ()


# ---------- rules that no version changes ----------

UNCHANGED = """主体 街道

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁
  · 独居：是非
  · 失能：是非
  · 受理日期：日期
  适用日 受理日期

界定 高龄 对 老人
  依据 《办法》
  当 年龄 不少于 80周岁

界定 特困 对 老人
  依据 《办法》
  当 独居

界定 照顾 对 老人
  依据 《办法》
  当 高龄 且 特困

界定 关爱 对 老人
  依据 《办法》
  当 高龄 或 失能
"""


def test_the_date_need_not_be_known_where_every_version_says_the_same(tmp_path: Path):
    """特困 changes, and with it 照顾 that rests on it; 高龄 and 关爱 are what they were."""
    later = "修改 界定 特困：\n  依据 《决定》\n  当 失能\n"
    policy = policy_of(tmp_path, {"2020-01-01": UNCHANGED, "2021-01-01": later})
    result = checked(policy, tmp_path, date(2021, 6, 30), 老人="编号,年龄,独居,失能,受理日期\n甲,,,,\n")
    assert {u.rule: {m.removeprefix("老人.") for m in u.missing} for u in result.undetermined} == {
        "高龄": {"年龄"},
        "关爱": {"年龄", "失能"},
        "特困": {"独居", "失能", "受理日期"},
        "照顾": {"年龄", "独居", "失能", "受理日期"},
    }
    (trace,) = policy.explain(policy.read([tmp_path / "数据"]), "甲", "高龄", as_of=date(2021, 6, 30))
    assert trace.lines[0].notes == ("各版本的规定相同",)


def test_a_transition_keeps_repealed_sums_for_those_who_had_begun(tmp_path: Path):
    """津贴 is done away with from 2021; who had begun before March 2021 goes on until they leave, month by month."""
    benefit = FIRST_BENEFIT_WITH_END
    later = "废止 津贴\n  依据 《决定》\n\n过渡 待遇 津贴 适用 原规定 当 触发日期 早于 2021年3月1日\n  依据 《决定》\n"
    policy = policy_of(tmp_path, {"2020-01-01": benefit, "2021-01-01": later})
    rows = "编号,纳入日期,离开日期\n甲,2021-02-03,2021-04-03\n乙,2021-03-03,2021-04-03\n"
    result = checked(policy, tmp_path, date(2021, 6, 1), 老人=rows)
    assert [(e.key, e.date) for e in result.entitlements] == [
        ("甲", date(2021, 2, 3)),
        ("甲", date(2021, 3, 1)),
        ("甲", date(2021, 4, 1)),
    ]


FIRST_BENEFIT_WITH_END = """主体 街道、老人本人

台账 老人
  · 编号：文本 主键
  · 纳入日期：日期
  · 离开日期：日期 履行

待遇 津贴
  依据 《办法》
  对 老人
  由 街道 发给 老人本人
  按月 自 纳入日期 至 离开日期 数额 100元
"""


@pytest.mark.parametrize("order", ["废止在前", "过渡在前"])
def test_a_transition_and_the_repeal_it_speaks_of_stand_in_any_order(tmp_path: Path, order: str):
    repeal, transition = "废止 审核、催办\n", "过渡 职责 审核 适用 原规定 当 触发日期 早于 2021年2月1日\n"
    later = f"{repeal}\n{transition}" if order == "废止在前" else f"{transition}\n{repeal}"
    policy = policy_of(tmp_path, {"2020-01-01": ARISING, "2021-01-01": later})
    rows = "编号,受理日期,审核日期,催办日期\n甲,2021-01-20,,\n乙,2021-02-01,,\n"
    result = checked(policy, tmp_path, date(2021, 3, 1), 老人=rows)
    assert [(o.key, o.due, o.version) for o in result.obligations if o.duty == "审核"] == [
        ("甲", date(2021, 1, 30), OLD)
    ]
    assert result.duty_counts["审核"][State.NOT_APPLICABLE] == 1


def test_the_date_a_rule_names_itself_is_the_one_a_transition_goes_by(tmp_path: Path):
    """以 申请日期 为准: 触发日期 is that date, although the period counts from another."""
    first = ARISING.replace("  · 受理日期：日期\n", "  · 受理日期：日期\n  · 申请日期：日期\n").replace(
        "  完成于 审核日期\n", "  完成于 审核日期\n  以 申请日期 为准\n"
    )
    later = "修改 职责 审核：\n  期限 受理日期 起 30天 内 不顺延\n\n过渡 职责 审核 适用 原规定 当 触发日期 早于 2021年2月1日\n"
    policy = policy_of(tmp_path, {"2020-01-01": first, "2021-01-01": later})
    rows = "编号,受理日期,申请日期,审核日期,催办日期\n甲,2021-02-10,2021-01-20,,\n乙,2021-01-10,2021-02-02,,\n"
    result = checked(policy, tmp_path, date(2021, 4, 1), 老人=rows)
    found = [(o.key, o.due) for o in result.obligations if o.duty == "审核"]
    assert found == [("甲", date(2021, 2, 20)), ("乙", date(2021, 2, 9))]
