"""A 数据表 whose rows change from a day on makes no version of the policy: nothing an officer reads says that it does."""

from datetime import date

import guiju
import pytest

RULES = """政策 办法
  标题 《补助办法》
  施行 2020年1月1日

主体 街道

代码表 类别：甲类、乙类

数据表 镇 "镇.csv"
  · 代码：文本 主键
  · 类别：类别

台账 老人
  · 编号：文本 主键
  · 户籍镇：镇
  · 受理日期：日期
  · 办结日期：日期 履行

标准 补助 对 老人
  依据 《补助办法》
  按 户籍镇 的 类别：甲类 100元，乙类 50元

职责 办结
  依据 《补助办法》
  对 老人 当 户籍镇 的 类别 为 甲类
  由 街道
  应 "办结"
  期限 受理日期 起 5个工作日 内
  完成于 办结日期
"""
LATER = """政策 办法
  标题 《修改补助办法的决定》
  施行 2022年1月1日

修改 职责 办结：
  依据 《修改补助办法的决定》
  期限 受理日期 起 3个工作日 内
"""
ROWS = "编号,户籍镇,受理日期,办结日期\n1,01,2020-03-02,\n2,01,2021-07-01,\n3,01,2022-03-01,\n4,01,2023-07-03,\n"


@pytest.fixture
def policy(tmp_path, monkeypatch):
    files = {
        "办法/2020-01-01/规则.policy": RULES,
        "办法/2020-01-01/镇.csv": "代码,类别,自\n01,甲类,\n02,乙类,\n01,乙类,2021-07-01\n01,甲类,2023-07-01\n",
        "办法/2022-01-01/修改.policy": LATER,
        "老人.csv": ROWS,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(
    ("key", "version"),
    [
        ("1", "2020年1月1日施行的版本"),
        ("2", "2020年1月1日施行的版本（数据表用自2021年7月1日起的行）"),
        ("3", "2022年1月1日施行的版本"),
        ("4", "2022年1月1日施行的版本（数据表用自2023年7月1日起的行）"),
    ],
)
def test_a_trace_names_the_version_and_the_day_of_the_rows(run, key, version):
    out = run("why", "老人.csv", key, "办结", "--policy", "办法", "--as-of", "2023-12-31").out
    assert f"· 适用版本：{version}\n" in out


@pytest.mark.usefixtures("policy")
def test_a_program_knows_versions_from_later_rows():
    program = guiju.load("办法").program
    assert program.enacted == date(2020, 1, 1)
    assert program.dates_enacted == (date(2020, 1, 1), date(2022, 1, 1))
    assert program.dates_in_force == (date(2020, 1, 1), date(2021, 7, 1), date(2022, 1, 1), date(2023, 7, 1))


@pytest.mark.usefixtures("policy")
def test_only_versions_are_listed_as_versions(run):
    assert "\n版本：2020-01-01、2022-01-01 施行\n" in run("check", "老人.csv", "--policy", "办法", "--out", "结果").out


def test_documents_from_the_rules_bear_the_date_of_the_version(run, policy):
    every = ("--type", "全部", "--form", "md")
    run("allocate", "--policy", "办法", "--out", "文书", *every)
    run("allocate", "--policy", "办法", "--out", "原来", "--as-of", "2021-12-31", *every)
    for folder, day in (("文书", "2022年1月1日"), ("原来", "2020年1月1日")):
        texts = [path.read_text("utf-8") for path in (policy / folder).iterdir()]
        assert texts
        for text in texts:
            assert f"\n日期：{day}\n" in text
            assert f"本表按{day}施行的版本编制；" in text


@pytest.mark.usefixtures("policy")
def test_a_form_says_how_to_check_it_by_the_policy_it_is_for(run):
    out = run("form", "--policy", "办法", "--out", "填报.xlsx").out
    assert "填好后运行：policy check 填报.xlsx --policy 办法 --as-of 基准日期\n" in out
    assert "填好后运行：policy check 填报.xlsx --as-of 基准日期\n" in run("form", "--out", "填报.xlsx").out


def test_a_bulletin_tells_each_deadline_that_cases_went_by(run, policy):
    def bulletin(as_of):
        run("bulletin", "老人.csv", "--policy", "办法", "--as-of", as_of, "--out", "通报", "--form", "md")
        return (policy / "通报" / "考核通报.md").read_text("utf-8")

    days = "（不含当日，按工作日计算）"
    told = bulletin("2023-12-31")
    assert f"\n时限：受理日期起5个工作日内{days}；自2022年1月1日起，受理日期起3个工作日内{days}。\n" in told
    assert told.index("\n依据：《补助办法》。") < told.index("\n依据：《修改补助办法的决定》。")
    told = bulletin("2021-12-31")
    assert f"\n时限：受理日期起5个工作日内{days}。\n" in told
    assert "\n依据：《修改补助办法的决定》。" not in told
