"""`policy why` names every 参数 that a rule reads, with the value that counted."""

import pytest

RULES = """政策 办法
  施行 2020年1月1日

数据表 镇 "镇.csv"
  · 代码：文本 主键
  · 名称：文本

参数 低保标准：自 2020年1月1日 起 500元，自 2022年7月1日 起 600元

参数 平均工资：金额 对 镇 逐年 "平均工资.csv"

台账 家庭
  · 编号：文本 主键
  · 户籍镇：镇
  · 申请日期：日期
  · 月收入：金额
  · 存款：金额 敏感
  适用日 申请日期

界定 低收入 对 家庭
  依据 《办法》
  当 月收入 低于 低保标准 × 2 且 存款 低于（平均工资 于 申请日期 的 上一年度）

标准 补助 对 家庭 依次
  依据 《办法》
  （一）月收入 低于 低保标准：自 2020年1月1日 起 100元，自 2023年1月1日 起 200元；
  （二）其余：50元。
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "政策").mkdir()
    files = {
        "政策/规则.policy": RULES,
        "政策/镇.csv": "代码,名称\n01,东镇\n",
        "政策/平均工资.csv": "镇,年度,平均工资\n01,2021,4000\n01,2022,5000\n",
        "家庭.csv": "编号,户籍镇,申请日期,月收入,存款\n1,东镇,2022-06-30,550,3000\n2,东镇,2023-07-01,550,3000\n3,,2022-07-01,,\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)


def lines(run, key, rule, *more):
    out = run("why", "家庭.csv", key, rule, "--policy", "政策", "--as-of", "2023-12-31", *more).out
    return [line.strip() for line in out.splitlines()]


@pytest.mark.usefixtures("place")
def test_the_value_of_the_day_and_of_the_place_and_year(run):
    told = lines(run, "1", "低收入")
    assert told.count("· 低保标准：500元") == 1
    assert told.count("· 平均工资 于 申请日期 的 上一年度：4000元") == 1
    told = lines(run, "2", "低收入")
    assert "· 低保标准：600元" in told
    assert "· 平均工资 于 申请日期 的 上一年度：5000元" in told


@pytest.mark.usefixtures("place")
def test_a_figure_nobody_can_look_up_says_so(run):
    told = lines(run, "3", "低收入")
    assert "· 低保标准：600元" in told
    assert "· 平均工资 于 申请日期 的 上一年度：未知（缺失：家庭.户籍镇）" in told


@pytest.mark.usefixtures("place")
def test_dated_values_of_a_row_are_no_figure(run):
    told = lines(run, "2", "补助")
    assert "· 低保标准：600元" in told
    assert not any(line.startswith(("· 补助：", "· 自 ")) for line in told)
