"""What `policy check` prints."""

from datetime import date

from guiju.engine.outcome import State
from guiju.reports.screen import screen
from wcwidth import wcswidth

from . import samples


def shown(*, top=10, unmask=False, key_sensitive=False, **changes):
    return screen(samples.program(key_sensitive=key_sensitive), samples.result(**changes), top=top, unmask=unmask)


def section(text, title):
    """The lines of the section whose heading begins with a title."""
    found = [part for part in text.split("\n\n") if part.startswith(f"【{title}")]
    assert len(found) == 1, title
    return found[0].splitlines()


def cells(line):
    return line.split()


def test_the_heading_says_what_was_checked_and_as_of_when():
    assert shown().splitlines()[:4] == [
        "宁夏特殊人群帮扶　《关于加强和创新特殊人群管理教育帮扶工作的实施方案》",
        "版本：2012-01-01 施行",
        "截至：2012-12-31",
        "摘要：3f9a1c",
    ]


def test_rows_read_are_all_accounted_for():
    lines = section(shown(), "读入的数据")
    assert cells(lines[-1]) == ["合计", "1,020", "1,015", "2", "3"]
    assert cells(lines[4])[-5:] == ["补报.csv", "11", "11", "0", "0"]


def test_duties_stand_in_the_order_of_the_policy_with_clause_bearer_and_totals():
    lines = section(shown(), "职责履行情况")
    assert cells(lines[1]) == [
        "职责",
        "依据",
        "责任主体",
        "按期履行",
        "逾期履行",
        "逾期未履行",
        "待履行",
        "不适用",
        "合计",
    ]
    assert cells(lines[3]) == ["监所传递信息", "第4项", "监所", "0", "0", "1", "0", "1,014", "1,015"]
    assert cells(lines[4]) == ["司法所反馈回执", "第12项", "衔接司法所", "1", "1", "1", "1", "1,011", "1,015"]
    assert cells(lines[6]) == ["合计", "1", "1", "2", "1", "2,025", "2,030"]
    assert wcswidth(lines[1]) == wcswidth(lines[6])


def test_sums_due_show_payer_by_year_and_the_sum_line_covers_what_is_cut():
    lines = section(shown(), "应付待遇（元）")
    assert cells(lines[1]) == ["待遇", "依据", "支付单位", "笔数", "2011年", "2012年", "年度未知", "合计"]
    assert cells(lines[3]) == ["重点人员衔接补助", "第21项", "同心县财政局", "4", "200.00", "700.00", "0.00", "900.00"]
    assert cells(lines[4]) == ["重点人员衔接补助", "第21项", "未知", "1", "0.00", "0.00", "200.00", "200.00"]
    cut = section(shown(top=1), "应付待遇（元）")
    assert "未知" not in cut[3]
    assert cells(cut[-2]) == cells(lines[-1]) == ["合计", "5", "200.00", "700.00", "200.00", "1,100.00"]
    assert cut[-1] == "另有 1 条，见 --out"


def test_years_long_past_are_summed_in_one_column():
    days = [date(year, 1, 1) for year in range(2001, 2010)]
    lines = section(shown(entitlements=tuple(samples.entitlement("A", day=day) for day in days)), "应付待遇")
    assert cells(lines[1])[4:7] == ["2003年及以前", "2004年", "2005年"]
    assert cells(lines[3])[4:6] == ["600.00", "200.00"]


def test_the_worst_violations_come_first_and_the_rest_are_counted():
    lines = section(shown(top=2), "违规（3 条")
    assert cells(lines[3])[:4] == ["司法所反馈回执", "第12项", "逾期未履行", "A001"]
    assert cells(lines[3])[-1] == "241"
    assert "未送达：公安机关" in lines[4]
    assert lines[-1] == "另有 1 条，见 --out"
    assert "另有" not in "\n".join(section(shown(top=3), "违规（3 条"))


def test_no_violation_is_said_and_empty_sections_are_not_shown():
    text = shown(obligations=(), findings=(), rejects=(), undetermined=(), entitlements=())
    assert "没有发现违规。" in text
    assert not [title for title in ("【违规", "【发现", "【拒收", "【无法判定", "【应付待遇") if title in text]


def test_what_is_missing_is_counted_by_fact_the_most_wanted_first():
    undecided = tuple(samples.obligation(f"B{n}", State.UNDECIDED, causes=(samples.MISSING_DATE,)) for n in range(3))
    lines = section(shown(obligations=undecided), "无法判定（5 件")
    assert cells(lines[3]) == ["刑释解教人员.信息收到日期", "4", "司法所反馈回执"]
    assert cells(lines[4]) == ["日历：1999年", "1", "重点人员衔接补助"]


def test_findings_rejects_and_readings_are_shown():
    text = shown()
    assert cells(section(text, "发现（2 条")[4]) == [
        "矛盾",
        "司法所反馈回执",
        "第12项",
        "A008",
        "回执日期、信息收到日期",
        "回执早于收到",
    ]
    assert section(text, "拒收（2 处")[4].startswith("名册.xlsx 工作表「人员」 第30行 「释放日期」列")
    assert section(text, "以上结果所依的解释")[2] == "· 三无人员：原文未定义三无，按安置帮教口径"
    assert text.splitlines()[-1] == "合计：违规 3 条，无法判定 2 件，发现 2 条，拒收 2 处"


def test_sensitive_values_and_keys_are_masked_unless_asked():
    assert "张三" not in shown()
    assert "张三" in shown(unmask=True)
    masked = shown(key_sensitive=True)
    assert not [key for key in ("A001", "A002", "A003", "A008") if key in masked]
    assert "A001" in shown(key_sensitive=True, unmask=True)
