"""The three-level budget of a small region: every sum printed is redone here by hand, line by line.

利通区 is of the first class (1500 and 800 元 a head), 盐池县 of the second (1000 and 600 元); both lie in 吴忠市.

In community correction, counted on 31 December 2012 for the budget of 2013:
  利通区  J1 since February; J3 until 31 December, the last day itself counts; J2 left the day before      2 people
  盐池县  J4 came on 31 December; J6 left in January 2013; J5 left in 2011                                2 people
    county 2 × 1500 = 3000 and 2 × 1000 = 2000, city 4 × 500 = 2000, region 4 × 500 = 2000
  everybody once: 利通区 J1 J2 J3 = 3 × 1500 = 4500, 盐池县 2 × 1000
  month ends: 利通区 11 + 9 + 12 = 32, 32 × 1500 ÷ 12 = 4000; 盐池县 1 + 7 = 8, 8 × 1000 ÷ 12 = 666.67

Released in 2012: 利通区 S1 S2, 盐池县 S3
    county 2 × 800 = 1600 and 1 × 600 = 600, city 3 × 200 = 600, region 3 × 300 = 900
  still helped on 31 December 2012: 利通区 S1 S2 S5 = 3 × 800 = 2400, 盐池县 S3 (help for S4 ended in May) 1 × 600

Brought home in 2012: S1 from 利通区 itself 200, S2 from 兴庆区 500, together 700; S3 from another county of the city 300
"""

import json
import re
from datetime import date

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.reports.display_width import display_width
from guiju.reports.results_workbook import write_results_workbook
from guiju.reports.screen import screen
from guiju.reports.summary import summary_json
from python_calamine import CalamineWorkbook

AS_OF = date(2013, 6, 30)
CORRECTION = """编号,居住县区,入矫日期,解矫日期
J1,利通区,2012-02-01,
J2,利通区,2012-03-10,2012-12-30
J3,利通区,2011-05-01,2012-12-31
J4,盐池县,2012-12-31,
J5,盐池县,2010-01-01,2011-12-31
J6,盐池县,2012-06-15,2013-01-20
"""
TENDENCY = "有重新违法犯罪倾向"
RELEASED = f"""编号,接回县区,监所所在县区,人员类别,罪名类别,释放日期,接回日期,解除帮教日期,{TENDENCY},{TENDENCY}认定机关,\
{TENDENCY}认定日期,{TENDENCY}认定依据,无家可归,无亲可投,无业可就
S1,利通区,利通区,刑满释放,危害国家安全罪,2012-03-01,2012-03-01,,,,,,,,
S2,利通区,兴庆区,刑满释放,侵犯财产罪,2012-07-01,2012-07-01,,是,监狱,2012-05-01,评估表,否,否,否
S3,盐池县,利通区,刑满释放,侵犯财产罪,2012-12-31,2012-12-31,,,,,,是,是,是
S4,盐池县,利通区,刑满释放,侵犯财产罪,2011-08-01,,2012-05-01,,,,,,,
S5,利通区,利通区,刑满释放,侵犯财产罪,2011-12-01,,,,,,,,,
S6,盐池县,利通区,刑满释放,侵犯财产罪,2013-02-01,,,,,,,,,
"""
COUNTIES = """县区,年度,社区矫正经费预算数,安置帮教经费预算数,衔接补助经费预算数
利通区,2013,3000,1600.01,699.99
盐池县,2013,1999.99,600,300
"""
CITIES = "地市,年度,社区矫正经费预算数,安置帮教经费预算数\n吴忠市,2013,2000,600\n"
REGION = "年度,社区矫正经费预算数,安置帮教经费预算数\n2013,2000,899\n"
EXPORT = {"刑释解教人员": RELEASED, "县区年度": COUNTIES, "地市年度": CITIES, "自治区年度": REGION}

FIRST, SECOND = "一类地区", "二类地区"
STOCK, NEW = ("年末在册", "2012-12-31"), ("本年新增", "2012-01-01至2012-12-31")
EACH = ("逐笔合计", "2012-01-01至2012-12-31")
CORRECTED, HELPED = "社区矫正工作经费", "安置帮教工作经费"
# 经费, 支付单位: 类别, 口径 and 基准日, 人数, 标准, 金额, 预算数, 差额 (in 元), what 另读 says
BY_HAND = [
    (f"自治区{CORRECTED}", "自治区财政", "", STOCK, 4, "500", "2000", "2000", "0", "年内去重 5人 2,500.00；平均 3人 1,666.67"),
    (f"市级{CORRECTED}", "吴忠市市级财政", "", STOCK, 4, "500", "2000", "2000", "0", "年内去重 5人 2,500.00；平均 3人 1,666.67"),
    (f"县级{CORRECTED}", "利通区县级财政", FIRST, STOCK, 2, "1500", "3000", "3000", "0", "年内去重 3人 4,500.00；平均 3人 4,000.00"),
    (f"县级{CORRECTED}", "盐池县县级财政", SECOND, STOCK, 2, "1000", "2000", "1999.99", "-0.01", "年内去重 2人 2,000.00；平均 1人 666.67"),
    (f"自治区{HELPED}", "自治区财政", "", NEW, 3, "300", "900", "899", "-1", "年末在册 4人 1,200.00"),
    (f"市级{HELPED}", "吴忠市市级财政", "", NEW, 3, "200", "600", "600", "0", "年末在册 4人 800.00"),
    (f"县级{HELPED}", "利通区县级财政", FIRST, NEW, 2, "800", "1600", "1600.01", "0.01", "年末在册 3人 2,400.00"),
    (f"县级{HELPED}", "盐池县县级财政", SECOND, NEW, 1, "600", "600", "600", "0", "年末在册 1人 600.00"),
    ("重点人员衔接补助经费", "利通区县级财政", "", EACH, 1, "200", "200", "699.99", "-0.01", ""),
    ("重点人员衔接补助经费", "利通区县级财政", "", EACH, 1, "500", "500", None, None, ""),
    ("重点人员衔接补助经费", "盐池县县级财政", "", EACH, 1, "300", "300", "300", "0", ""),
]  # fmt: skip
CLAUSES = {CORRECTED: "第3项", HELPED: "第5项", "重点人员衔接补助经费": "第6项"}
# what each budget of 2013 comes to over all places, and what is wanting in it
TOTALS = {
    f"自治区{CORRECTED}": (1, 4, "2000", "2000", "0"),
    f"市级{CORRECTED}": (1, 4, "2000", "2000", "0"),
    f"县级{CORRECTED}": (2, 4, "5000", "4999.99", "0.01"),
    f"自治区{HELPED}": (1, 3, "900", "899", "1"),
    f"市级{HELPED}": (1, 3, "600", "600", "0"),
    f"县级{HELPED}": (2, 3, "2200", "2200.01", "0"),
    "重点人员衔接补助经费": (2, 3, "1000", "999.99", "0.01"),
}


def fen(yuan):
    """A sum in 元, as written by hand or printed, in 分."""
    if yuan in (None, ""):
        return None
    whole, _, part = str(yuan).replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100 + int(part.ljust(2, "0") if part else 0))


def expected():
    """The lines by hand, as comparable values."""
    return [
        (*line[:3], *line[3], line[4], *(fen(cell) for cell in line[5:9]), line[9])
        for line in BY_HAND
    ]  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("导出")
    policy = load(DEFAULT_POLICY)
    (name,) = (f.headcount.over for f in policy.program.funds if f.name == f"自治区{CORRECTED}")
    for title, text in ({name: CORRECTION} | EXPORT).items():
        (folder / f"{title}.csv").write_text(text, "utf-8")
    facts = policy.read([folder])
    assert facts.rejects == ()
    return policy.program, policy.check(facts, as_of=AS_OF)


def table(text, title):
    """The rows of a table on the screen by their headings, cut where the rule below the headings is."""
    lines = text[text.index(title) :].splitlines()[1:]
    widths = [len(dashes) for dashes in lines[1].split("  ")]
    body = (line for line in lines[2:])
    rows = []
    for line in body:
        if not line or line.startswith(("另有", "金额 =", "「平均」")):
            break
        rows.append(cells(line, widths))
    headings = cells(lines[0], widths)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def cells(line, widths):
    found, characters = [], list(line)
    for width in widths:
        cell, taken = "", 0
        while characters and taken < width:
            character = characters.pop(0)
            cell, taken = cell + character, taken + display_width(character)
        found.append(cell.strip())
        del characters[:2]
    return found


def test_every_line_on_the_screen(checked):
    shown = table(screen(*checked), "【经费（")
    lines = [
        (
            *(row[name] for name in ("经费", "支付单位", "类别", "人数口径", "基准日")),
            int(row["人数"]),
            *(fen(row[name]) for name in ("标准（元）", "金额（元）", "预算数（元）", "差额（元）")),
            row["另读（人数、元）"],
        )
        for row in shown
        if row["预算年度"] == "2013"
    ]
    assert sorted(lines) == sorted(expected())
    for row in shown:
        assert row["依据"] == next(clause for name, clause in CLAUSES.items() if row["经费"].endswith(name))
        assert int(row["人数"]) * fen(row["标准（元）"]) == fen(row["金额（元）"])
        assert row["阶段"] == ("核定" if row["人数年度"] in ("2011", "2012") else "预估")
        assert int(row["预算年度"]) == int(row["人数年度"]) + 1


def test_the_totals_on_the_screen(checked):
    rows = table(screen(*checked), "【经费汇总（")
    names = ("金额（元）", "预算数（元）")
    found = {
        row["经费"]: (int(row["地方"]), int(row["人数"]), *(fen(row[n]) for n in names), fen(row["少列（元）"]) or 0)
        for row in rows
        if row["预算年度"] == "2013"
    }
    assert found == {name: (*row[:2], *map(fen, row[2:])) for name, row in TOTALS.items()}
    # three levels stacked: 2000 + 2000 + 5000 and 900 + 600 + 2200
    for what, whole in ((CORRECTED, 900_000), (HELPED, 370_000)):
        assert sum(sums[2] for name, sums in found.items() if name.endswith(what)) == whole


def test_every_line_in_the_workbook(checked, tmp_path):
    path = tmp_path / "结果.xlsx"
    write_results_workbook(*checked, path)
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("经费").to_python()
    lines, seen = [], 0
    for row in (dict(zip(header, line, strict=True)) for line in rows):
        if row["阶段"] == "无标准" or row["预算年度"] != 2013:
            continue
        seen += 1
        others = {name: row[f"另读{name}：金额（元）"] for name in ("年内去重", "平均", "年末在册")}
        lines.append(
            (
                *(row[name] for name in ("经费", "支付单位", "类别", "人数口径", "基准日")),
                int(row["人数"]),
                *(cents(row[name]) for name in ("标准（元）", "金额（元）", "预算数（元）", "差额（元）")),
                tuple(cents(value) for value in others.values() if value != ""),
            )
        )
        assert row["地方"] in ("", "吴忠市", "利通区", "盐池县")
        assert row["人数"] * row["标准（元）"] == row["金额（元）"] == row["金额至少（元）"] == row["金额至多（元）"]
    by_hand = [(*line[:-1], tuple(fen(sum_) for sum_ in re.findall(r"人 ([\d,.]+)", line[-1]))) for line in expected()]
    assert sorted(lines, key=str) == sorted(by_hand, key=str)
    assert seen == 11


def cents(cell):
    return None if cell == "" else round(cell * 100)


def test_every_line_in_the_document(checked):
    found = [e for e in json.loads(summary_json(*checked, limit=None))["entitlements"] if e["basis"]]
    lines = [
        (
            e["rule"],
            e["payer"],
            e["kind"] or "",
            e["basis"],
            e["basis_day"],
            e["headcount"],
            e["rate_fen"],
            e["amount_fen"],
        )
        for e in found
        if e["budget_year"] == 2013
    ]
    assert sorted(lines) == sorted(line[:8] for line in expected())
    for entry in found:
        assert entry["headcount"] * entry["rate_fen"] == entry["amount_fen"]
        assert entry["amount_bounds_fen"] == [entry["amount_fen"]] * 2
    gaps = {
        (e["rule"], e["place"]): e["gap_fen"] for e in found if e["budget_year"] == 2013 and e["due_fen"] is not None
    }
    assert gaps["重点人员衔接补助经费", "利通区"] == -1
    assert gaps[f"县级{HELPED}", "利通区"] == 1
    assert gaps[f"自治区{HELPED}", None] == -100


def test_the_budgets_too_small_are_named(checked):
    short = {(b.rule, b.bearer) for b in checked[1].breaches if b.kind.value == "经费不足"}
    assert short == {(line[0], line[1]) for line in BY_HAND if line[8] and line[8].startswith("-")}
