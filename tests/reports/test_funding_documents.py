"""经费测算表 and 补助明细表: sums by place, subtotals and totals that add up, rounding and doubt shown."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from guiju.dsl.load import load
from guiju.reports.document import Heading, Paragraph, Table, words
from guiju.reports.funding import detail_documents, estimate_document
from guiju.reports.money_words import fen_range, ten_thousand, yuan

from . import samples

RULES = """
政策 某某
  标题 《经费办法》
  施行 2012年1月1日

主体 县级财政 按 县区

代码表 地区类别：一类地区、二类地区

数据表 县区 "县区.csv"
  · 代码：文本 主键
  · 名称：文本
  · 地市：文本
  · 地区类别：地区类别

台账 矫正人员
  · 编号：文本 主键
  · 居住县区：县区
  · 入矫日期：日期
  · 解矫日期：日期 履行
  在册 自 入矫日期 至 解矫日期

标准 人均标准 对 县区
  依据 《经费办法》 第三条
  （一）地区类别 为 一类地区：1500元；
  （二）地区类别 为 二类地区：1000.01元。

经费 工作经费
  依据 《经费办法》 第三条
  解释 "参考标准"
  由 县级财政
  每 县区、年度
  人数 矫正人员 经 居住县区 年末在册
  另读 年内去重
  按标准 人均标准
  列入 下一年度
"""
PLACES = "代码,名称,地市,地区类别\n01,甲区,东市,一类地区\n02,乙县,东市,二类地区\n03,丙县,西市,二类地区\n"
PEOPLE = "编号,居住县区,入矫日期,解矫日期\n" + "".join(
    f"{n},{place},{day},{end}\n"
    for n, (place, day, end) in enumerate(
        [("01", "2012-01-05", ""), ("01", "2012-02-05", ""), ("02", "2012-03-01", ""), ("03", "2012-04-01", ""),
         ("03", "2012-05-01", "2012-06-01")]
    )
)  # fmt: skip


def checked(tmp_path: Path, people=PEOPLE):
    (tmp_path / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "县区.csv").write_text(PLACES, "utf-8")
    (tmp_path / "矫正人员.csv").write_text(people, "utf-8")
    policy = load(tmp_path / "规则.policy")
    facts = policy.read([tmp_path / "矫正人员.csv"])
    return policy.program, policy.check(facts, as_of=date(2012, 12, 31)), facts.tables


L = "《经费办法》第三条"


def cells(table):
    return [[words(cell) for cell in row] for row in table.rows]


def prose(document):
    return "".join(words(b.text) for b in document.blocks if isinstance(b, Paragraph | Heading))


def test_each_place_with_subtotals_and_totals(tmp_path):
    made = estimate_document(*checked(tmp_path))
    table, *_ = [b for b in made.blocks if isinstance(b, Table)]
    assert [words(c.title) for c in table.columns][:4] == ["区划代码", "县（市、区）", "地区类别", "人数"]
    assert cells(table) == [
        ["01", "甲区", "一类地区", "2", "1,500.00", "甲区县级财政", "3,000.00", "0.30", L],
        ["02", "乙县", "二类地区", "1", "1,000.01", "乙县县级财政", "1,000.01", "0.10", L],
        ["", "东市小计", "", "3", "", "", "4,000.01", "0.40", ""],
        ["03", "丙县", "二类地区", "1", "1,000.01", "丙县县级财政", "1,000.01", "0.10", L],
        ["", "西市小计", "", "1", "", "", "1,000.01", "0.10", ""],
        ["", "合计", "", "4", "", "", "5,000.02", "0.50", ""],
    ]
    text = prose(made)
    assert "工作经费（2012年度，列入2013年度预算，核定）" in text
    assert "人员类别：矫正人员；人数口径：年末在册；基准日：2012年12月31日。" in text
    assert "采用的解释：工作经费：参考标准。" in text
    assert "按年内去重计为5人，金额6,000.03元，供对照，不计入合计。" in text
    assert "共5,000.02元（0.50万元）" in text


def test_doubt_is_shown_between_its_bounds_and_not_added(tmp_path):
    made = estimate_document(*checked(tmp_path, PEOPLE + "9,03,,\n"))
    table, *_ = [b for b in made.blocks if isinstance(b, Table)]
    rows = {row[1]: row for row in cells(table)}
    assert rows["丙县"][3] == "1—2"
    assert rows["丙县"][6] == "1,000.01至2,000.02"
    assert rows["合计"][6] == "4,000.01"
    assert "有1处的人数还没有确定" in prose(made)


def test_a_total_of_which_nothing_is_settled_is_a_dash_and_not_nought(tmp_path):
    unsure = "编号,居住县区,入矫日期,解矫日期\n" + "".join(
        f"{n},{place},,\n" for n, place in enumerate(("01", "02", "03"))
    )
    first, *others = [b for b in estimate_document(*checked(tmp_path, unsure)).blocks if isinstance(b, Table)]
    sums = [row for row in cells(first) if row[1].endswith(("小计", "合计"))]
    assert [row[1] for row in sums] == ["东市小计", "西市小计", "合计"]
    assert {(row[3], row[6], row[7]) for row in sums} == {("—", "—", "—")}
    for table in others:
        assert not [cell for row in cells(table) for cell in row if cell.strip("*") == "0.00"]


def test_rounding_to_ten_thousands_is_told_where_it_shows(tmp_path):
    program, result, tables = checked(tmp_path)
    # 49元 a place: each rounds to 0.00万元, together 147元 round to 0.01
    small = tuple(evolve(f, amount_fen=4900) for f in result.fundings)
    made = estimate_document(program, evolve(result, fundings=small), tables)
    assert "其和与合计相差-0.01万元" in prose(made)


def test_nothing_to_budget_is_said():
    made = estimate_document(samples.program(), samples.result(), {})
    assert not [b for b in made.blocks if isinstance(b, Table)]
    assert "没有可以测算的内容" in prose(made)


@pytest.mark.parametrize(("fen", "words_"), [(0, "0.00"), (-150, "-1.50"), (123456789, "1,234,567.89"), (5, "0.05")])
def test_sums_in_yuan(fen, words_):
    assert yuan(fen) == words_


def test_ten_thousands_are_rounded_half_up():
    assert [ten_thousand(fen) for fen in (4_999, 5_000, 14_999, 15_000, None)] == [0, 1, 1, 2, 0]
    assert fen_range(100, None) == "1.00以上"


def test_every_sum_of_a_benefit_by_payer_and_never_by_name():
    (named,) = detail_documents(samples.program(), samples.result())
    assert named.stem == "重点人员衔接补助明细表"
    (table,) = [b for b in named.document.blocks if isinstance(b, Table)]
    shown = [[row[0], row[1], row[2], row[7]] for row in cells(table)]
    assert shown == [
        ["1", "A001", "同心县财政局", "200.00"], ["2", "A002", "同心县财政局", "200.00"],
        ["3", "A003", "同心县财政局", "300.00"], ["4", "A005", "同心县财政局", "200.00"],
        ["", "小计（4笔）", "同心县财政局", "900.00"],
        ["5", "A006", "承担单位未知", "200.00"], ["", "小计（1笔）", "承担单位未知", "200.00"],
        ["", "合计（5笔）", "", "1,100.00"],
    ]  # fmt: skip


def test_sensitive_keys_are_row_numbers():
    (named,) = detail_documents(samples.program(key_sensitive=True), samples.result())
    (table,) = [b for b in named.document.blocks if isinstance(b, Table)]
    assert not [row for row in cells(table) if row[1].startswith("A0")]
    (named,) = detail_documents(samples.program(key_sensitive=True), samples.result(), unmask=True)
    (table,) = [b for b in named.document.blocks if isinstance(b, Table)]
    assert [row[1] for row in cells(table) if row[1].startswith("A0")]
