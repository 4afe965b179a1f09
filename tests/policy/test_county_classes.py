"""A county that changes its class: dated rows of the shipped 县区.csv, and every sum by the class of its own budget year.

盐池县 becomes 一类地区 on 2022-01-01 and 二类地区 again on 2024-07-01; 中宁县 becomes 二类地区 on 2023-01-01. By hand: a budget
goes by the class on its 1 January; 安置帮教 800 元 a head (一类) or 600 元 (二类), 社区矫正 1500 or 1000 元.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.engine.outcome import Result
from guiju.reports.fund_lines import fund_lines
from guiju.reports.funding import estimate_document
from guiju.reports.rule_index import RuleIndex
from guiju.reports.shown import Shown
from guiju.reports.writers.markdown_text import markdown_text

AS_OF = date(2025, 6, 30)
DATED = """640323,盐池县,吴忠市,宁夏回族自治区,一类地区,2022-01-01
640323,盐池县,吴忠市,宁夏回族自治区,二类地区,2024-07-01
640521,中宁县,中卫市,宁夏回族自治区,二类地区,2023年1月1日
"""
FIRST, SECOND = "一类地区", "二类地区"
CLASSES = {
    "640323": {2021: SECOND, 2022: FIRST, 2023: FIRST, 2024: FIRST, 2025: SECOND},
    "640521": {2021: FIRST, 2022: FIRST, 2023: SECOND, 2024: SECOND, 2025: SECOND},
    "640104": dict.fromkeys(range(2021, 2026), FIRST),
}
RATES = {"安置帮教": {FIRST: 800_00, SECOND: 600_00}, "社区矫正": {FIRST: 1500_00, SECOND: 1000_00}}
RELEASED = {"640323": 3, "640521": 2, "640104": 4}
"""How many are released in each year."""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    plan = tmp_path_factory.mktemp("方案") / "方案"
    copytree(DEFAULT_POLICY, plan)
    table = plan / "2012-01-01" / "县区.csv"
    header, *rows = table.read_text("utf-8-sig").splitlines()
    table.write_text("\n".join((f"{header},自", *(f"{row}," for row in rows), DATED)), "utf-8")
    return load(plan)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same people each year, released and, one for each, in correction throughout."""
    folder = tmp_path_factory.mktemp("导出")
    released, corrected = ["编号,释放日期,接回县区"], ["编号,居住县区,入矫日期,解矫日期"]
    for county, count in RELEASED.items():
        corrected.append(f"J{county},{county},2019-05-01,")
        released += [f"{county}-{y}-{n},{y}-0{n + 1}-15,{county}" for y in range(2020, 2025) for n in range(count)]
    files = [folder / "刑释解教人员.csv", folder / "社区矫正人员.csv"]
    for file, lines in zip(files, (released, corrected), strict=True):
        file.write_text("\n".join(lines), "utf-8")
    return files


@pytest.fixture(scope="module")
def result(policy: Policy, exports: list[Path]) -> Result:
    return policy.check(policy.read(exports), as_of=AS_OF)


def expected(kind: str, heads: Mapping[str, int]) -> dict[tuple[str, int], tuple[int, int]]:
    rates = RATES[kind]
    return {
        (county, year): (rates[name], rates[name] * heads[county])
        for county, years in CLASSES.items()
        for year, name in years.items()
    }


def found(result: Result, fund: str) -> dict[tuple[str, int], tuple[int | None, int | None]]:
    sums = (f for f in result.fundings if f.fund == fund and f.key in CLASSES and 2021 <= f.budget_year <= 2025)
    return {(f.key, f.budget_year): (f.rate_fen, f.amount_fen) for f in sums}


def test_every_sum_goes_by_the_class_of_its_own_budget_year(result: Result):
    assert found(result, "县级安置帮教工作经费") == expected("安置帮教", RELEASED)
    assert found(result, "县级社区矫正工作经费") == expected("社区矫正", dict.fromkeys(RELEASED, 1))


def test_the_database_comes_to_the_same(policy: Policy, exports: list[Path], result: Result):
    with policy.check_export(exports, as_of=AS_OF) as checked:
        sums = checked.result(1_000).fundings
    for fund in ("县级安置帮教工作经费", "县级社区矫正工作经费"):
        by_sql = {(f.key, f.budget_year): (f.rate_fen, f.amount_fen) for f in sums if f.fund == fund}
        own = found(result, fund)
        assert {place: by_sql[place] for place in own} == own


def test_lines_and_tables_show_the_class_that_the_rate_goes_by(policy: Policy, result: Result):
    lines = fund_lines(result, RuleIndex(policy.program, AS_OF), Shown(policy.program, unmask=False))
    shown = {(x.funding.key, x.funding.budget_year): x.kind for x in lines if x.funding.fund == "县级安置帮教工作经费"}
    for county, years in CLASSES.items():
        assert {year: shown[county, year] for year in years} == years


def test_the_budget_document_shows_the_class_of_each_year(policy: Policy, result: Result):
    text = markdown_text(estimate_document(policy.program, result, policy.reference))
    tables = re.findall(
        r"县级安置帮教工作经费（\d+年度，列入(\d+)年度预算.*?\|640323\|盐池县\|(.{4})\|", text, re.DOTALL
    )
    shown = {int(year): name for year, name in tables if int(year) in CLASSES["640323"]}
    assert shown == CLASSES["640323"]


def test_the_examples_of_the_plan_hold_as_before(policy: Policy):
    """All but two, which ask for the first rate of 中宁县 without a day."""
    assert [r.example.name for r in policy.rehearse() if not r.passed] == ["矫正标准：一类", "帮教标准：一类"]
    assert len(policy.program.examples) == len(load(DEFAULT_POLICY).program.examples)


def test_a_policy_of_one_version_may_date_its_rows_too(tmp_path: Path):
    (tmp_path / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "县区.csv").write_text("名称,类别,自\n东城区,甲类,\n西山县,乙类,\n西山县,甲类,2022-01-01\n", "utf-8")
    people = tmp_path / "老人.csv"
    people.write_text("编号,县区,申请日期\n1,西山县,2021-12-31\n2,西山县,2022-01-01\n3,东城区,2021-12-31\n", "utf-8")
    policy = load(tmp_path)
    checked = policy.check(policy.read([people]), as_of=date(2022, 6, 30))
    assert {e.key: e.amount_fen for e in checked.entitlements} == {"1": 100_00, "2": 300_00, "3": 300_00}


RULES = """政策 津贴
  标题 《津贴办法》
  施行 2020年1月1日

主体 民政部门

代码表 类别：甲类、乙类

数据表 县区 "县区.csv"
  · 名称：文本 主键
  · 类别：类别

台账 老人
  · 编号：文本 主键
  · 县区：县区
  · 申请日期：日期
  适用日 申请日期

标准 津贴标准 对 老人 依次
  依据 《津贴办法》
  （一）县区 的 类别 为 甲类：300元；
  （二）其余：100元。

待遇 津贴
  依据 《津贴办法》
  对 老人
  由 民政部门
  一次性 数额 津贴标准
  以 申请日期 为准
"""
