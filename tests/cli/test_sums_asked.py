"""`policy why` and `policy notice` about 经费, 目标 and payments: figures done again by hand beside each test."""

import re
from pathlib import Path

import pytest

RULES = Path(__file__).parents[1] / "cases" / "good" / "sums-asked.policy"
MORE = """
台账 接回
  · 编号：文本 主键
  · 县区：县区
  · 接回日期：日期
  · 已付：金额
  · 报送日期：日期 履行

待遇 接回补助
  依据 《实施方案》 第6项
  对 接回
  由 县区 的 县级财政
  一次性 数额 300元
  以 接回日期 为准
  核对 已付

职责 报送
  依据 《实施方案》 第7项
  对 接回
  由 县区 的 县级财政
  应 "报送接回情况"
  期限 接回日期 起 10天 内 不顺延
  完成于 报送日期

经费 接回经费
  依据 《实施方案》 第6项
  由 县级财政
  每 县区、年度
  合计 接回补助
  列入 本年度

经费 平均经费
  依据 《实施方案》 第8项
  由 县级财政
  每 县区、年度
  人数 社区矫正人员 平均
  按标准 县级人均标准
  列入 本年度
"""
# 甲 and 乙 are there at the end of 2012, 丙 left in September; 戊's first day is not known.
ROWS = {
    "县区": "代码,名称,地区类别\n640104,兴庆区,一类地区\n640105,金凤区,二类地区\n",
    "县区年度": "县区,年度,矫正经费预算数\n640104,2013,2000\n640105,2013,1000\n",
    "自治区年度": "年度,派遣高校毕业生人数\n2012,299\n2013,\n",
    "社区矫正人员": "编号,居住县区,入矫日期,解矫日期,未成年\n甲,640104,2012-03-01,,是\n乙,640104,2011-05-01,,否\n"
    "丙,640104,2012-02-01,2012-09-01,否\n丁,640105,2012-02-01,,否\n戊,640105,,,否\n",
    "接回": "编号,县区,接回日期,已付,报送日期\nJ1,640104,2012-05-03,200,2012-05-30\nJ2,640104,2012-06-03,300,2012-06-05\n",
}


@pytest.fixture
def export(tmp_path):
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "规则.policy").write_text(RULES.read_text("utf-8") + MORE, "utf-8")
    (tmp_path / "数据").mkdir()
    for name, rows in ROWS.items():
        (tmp_path / "数据" / f"{name}.csv").write_text(rows, "utf-8")
    return tmp_path / "数据"


@pytest.fixture
def why(run, export):
    def ask(*words, as_of="2013-06-30"):
        ran = run("why", export, *words, "--policy", export.parent / "政策", "--as-of", as_of)
        assert ran.code == 0, ran.err
        return ran.out

    return ask


def year(text, first):
    """The lines about one year."""
    found = re.search(rf"(?ms)^    · {first}年度（.*?(?=^    · |\Z)", text)
    assert found is not None, text
    return found.group()


@pytest.mark.parametrize("key", ["640104", "兴庆区"])
def test_a_fund_for_a_place_is_explained_step_by_step(why, key):
    # 2012年末在册甲、乙：2人 × 一类地区1500元 ＝ 3000元，列入2013年度；只列2000元，差1000元。
    told = year(why(key, "县级工作经费"), 2012)
    assert "2012年度（列入2013年度预算）：应列3000元，经费不足" in told
    assert "人数（社区矫正人员 年末在册）：2人" in told
    assert "归这里的社区矫正人员 3行，数2012年12月31日在册的" in told
    assert "一类地区：1500元：是" in told
    assert "[《实施方案》第3项]" in told
    assert "数额：3000元\n        （2人×1500元）" in told
    assert "付款：兴庆区县级财政" in told
    assert "预算数（县区年度 的 矫正经费预算数，2013年度）：2000元" in told
    assert "少列：1000元" in told


def test_unsure_heads_are_told_with_what_is_missing(why):
    # 丁在册，戊入矫日期不详：1至2人 × 1000元；列1000元，够不够还不知道。
    told = year(why("金凤区", "县级工作经费"), 2012)
    assert "人数（社区矫正人员 年末在册）：1至2人" in told
    assert "不能确定1行，缺社区矫正人员.入矫日期 × 1行" in told
    assert "数额：1000元至2000元" in told
    assert "无法判定（缺失：社区矫正人员.入矫日期 × 1行）" in told
    assert "少列：未知" in told


def test_the_mean_shows_every_month_end(why):
    # 兴庆区2012年各月末：1月乙；2月乙、丙；3至8月甲、乙、丙；9至12月甲、乙。1+2+3×6+2×4＝29，29÷12＝2.4→2人；
    # 29×1500元÷12＝3625元。
    told = year(why("兴庆区", "平均经费"), 2012)
    assert "各月末依次1、2、3、3、3、3、3、3、2、2、2、2人，合计29，除以12" in told
    assert "人数（社区矫正人员 平均）：2人" in told
    assert "数额：3625元" in told


def test_the_mean_keeps_sure_and_unsure_heads_apart(why):
    # 金凤区：丁2月起在册，11人次；戊每个月末都不能确定，12人次。11×1000元÷12＝916.67元，23×1000元÷12＝1916.67元。
    told = year(why("金凤区", "平均经费"), 2012)
    assert "各月末依次0、1、1、1、1、1、1、1、1、1、1、1人，合计11，除以12" in told
    assert "各月末另有不能确定的1、1、1、1、1、1、1、1、1、1、1、1人，合计12" in told
    assert "数额：916.67元至1916.67元" in told


def test_a_fund_for_the_whole_by_rates_of_the_persons(why):
    # 2012年新进甲（800元）、丙、丁（各600元），戊不详：2000元至2600元。
    told = year(why("全部", "自治区补助"), 2012)
    assert "按800元的：800元\n        （1人×800元）" in told
    assert "按600元的：1200元至1800元\n        （2至3人×600元）" in told
    assert "数额：2000元至2600元" in told


def test_who_asks_about_a_place_where_the_fund_is_not_divided_is_told_how_to_ask(run, export):
    def asked(rule):
        return run("why", export, "某地", rule, "--policy", export.parent / "政策", "--as-of", "2013-06-30").err

    assert "编号写「全部」" in asked("自治区补助")
    assert "[GJ601]" in asked("接回经费")
    assert "编号写「全部」" not in asked("接回经费")


def test_the_sum_of_a_benefit_counts_sums(why):
    told = year(why("兴庆区", "接回经费"), 2012)
    assert "数额：600元\n        （2笔×300元）" in told
    assert "接回经费：计入1笔，共300元" in why("J1", "接回经费")


@pytest.mark.parametrize(("key", "outcome"), [("甲", "计入2012年度、2013年度"), ("丙", "没有计入"), ("戊", "不能确定")])
def test_a_person_is_told_whether_the_fund_counts_it(why, key, outcome):
    assert f"县级工作经费：{outcome}\n" in why(key, "县级工作经费")


def test_assumed_facts_reach_the_fund(why):
    assert "县级工作经费：计入2012年度、2013年度\n" in why("戊", "县级工作经费", "--if", "入矫日期=2012-05-01")
    assert "县级工作经费：计入2012年度、2013年度\n" in why("戊", "--if", "入矫日期=2012-05-01")


def test_a_target_is_told_with_both_sides_and_why_it_is_open(why):
    told = why("2012", "派遣高校毕业生")
    assert "目标 派遣高校毕业生：未达到\n" in told
    assert "实际（派遣高校毕业生人数）：299人" in told
    assert "应达到：300人" in told
    assert "期限：2012年12月31日" in told
    assert "截至2013年6月30日：未达到" in told
    open_ = why("2013", "派遣高校毕业生", as_of="2014-02-01")
    assert "目标 派遣高校毕业生：无法判定（缺失：自治区年度.派遣高校毕业生人数）\n" in open_


def test_a_fund_nobody_counts_for_and_a_key_that_is_not_there(run, export, why):
    (export / "县区.csv").write_text(ROWS["县区"] + "640106,西夏区,一类地区\n", "utf-8")
    assert "县级工作经费：没有计入任何人\n" in why("西夏区", "县级工作经费")
    ran = run("why", export, "永宁县", "县级工作经费", "--policy", export.parent / "政策", "--as-of", "2013-06-30")
    assert ran.code == 2
    assert "GJ601" in ran.err


def test_notices_hold_budgets_targets_and_payments_of_their_bearer(run, export):
    # 兴庆区：2013年度少列1000元；J1少付100元；J1迟报17天（5月13日到期，5月30日报送）。
    out = export.parent / "文书"
    ran = run(
        "notice",
        export,
        "--policy",
        export.parent / "政策",
        "--as-of",
        "2013-06-30",
        "--issuer",
        "某市司法局",
        "--out",
        out,
    )
    assert ran.code == 0, ran.err
    assert "督办通知书：2个单位，共4条违规" in ran.out
    letter = text(out / "督办通知书-兴庆区县级财政.html")
    assert "你单位承办的3个事项共有3件未按规定办理" in letter
    assert "「县区年度」台账中经费不足1件。应办事项：按社区矫正人员年末在册人数和规定标准列入下一年度预算。" in letter
    assert "依据：《实施方案》第3项。" in letter
    assert "640104|2013年度预算|按2012年度2人计，2013年度预算数2000元，应列3000元，差1000元" in letter
    assert "「接回」台账中支付不符1件。应办事项：按规定数额发放。" in letter
    assert "J1|2012年5月3日|实发200元，应发300元" in letter
    assert "J1|2012年5月3日|2012年5月13日|2012年5月30日|17" in letter
    other = text(out / "督办通知书-司法行政部门.html")
    assert "你单位承办的1个事项共有1件未按规定办理" in other
    assert "应办事项：达到「派遣高校毕业生人数 不少于 300人」。" in other
    assert "2012|2012年12月31日|完成299人，要求300人" in other
    assert "逾期天数" not in other


def text(page):
    """The words of a page; cells parted by |."""
    html = re.sub(r"(?s)<style.*?</style>", "", page.read_text("utf-8"))
    return re.sub(r"\|+", "|", re.sub(r"<(?!/?t[dh])[^>]*>", "", re.sub(r"</t[dh]>\s*<t[dh][^>]*>", "|", html)))


def test_a_breach_whose_bearer_is_not_known_or_is_a_person_gets_no_notice(run, export):
    # 接回单位 is 敏感, so the wrong payment is a person's; without 名称 nobody can tell whose budget falls short.
    rules = export.parent / "政策" / "规则.policy"
    changed = rules.read_text("utf-8").replace(
        "  对 接回\n  由 县区 的 县级财政\n  一次性", "  对 接回\n  由 付款人\n  一次性"
    )
    rules.write_text(changed.replace("  · 已付：金额\n", "  · 已付：金额\n  · 付款人：主体 敏感\n"), "utf-8")
    (export / "接回.csv").write_text(
        "编号,县区,接回日期,已付,付款人,报送日期\nJ1,640104,2012-05-03,200,张三,2012-05-05\n", "utf-8"
    )
    (export / "县区.csv").write_text("代码,名称,地区类别\n640104,,一类地区\n640105,金凤区,二类地区\n", "utf-8")
    out = export.parent / "文书"
    ran = run("notice", export, "--policy", export.parent / "政策", "--as-of", "2013-06-30", "--out", out)
    assert "督办通知书：1个单位，共1条违规" in ran.out
    assert "另有1条违规的责任主体在数据里没有写明" in ran.out
    assert "另有1条涉及本人的待核事项" in ran.out
    assert sorted(p.stem for p in out.glob("*.docx")) == ["督办通知书-司法行政部门"]
