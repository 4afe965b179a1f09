"""The shipped plan over its versions: names, classes of counties and notices go by the day."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from guiju.dsl.consolidated import consolidated
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.engine.renames import named_on
from guiju.policy.demo import AS_OF, write_demo_workbook
from guiju.reports.form import write_form
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(DEFAULT_POLICY)


def bearers(policy: Policy, day: date) -> set[str]:
    return {name for norm in named_on(policy.program, day).open_norms for name in norm.bearers}


def test_versions_hold_one_table_where_theirs_are_alike(policy: Policy):
    counties = [version.tables["县区"] for version in policy.program.versions]
    assert all(table is policy.reference["县区"] for table in counties)
    assert len(counties) == 4


def test_offices_bear_their_new_names_from_the_reform_on(policy: Policy):
    before, after = bearers(policy, date(2019, 3, 31)), bearers(policy, date(2019, 4, 1))
    assert {"综治部门", "国土资源部门"} <= before
    assert not {"党委政法委", "自然资源部门"} & before
    assert {"党委政法委", "自然资源部门"} <= after
    assert not {"综治部门", "国土资源部门"} & after


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        (date(2013, 12, 27), ("监狱、劳教所、看守所", "刑满释放、解除劳教"), ()),
        (date(2013, 12, 28), ("监狱、看守所", "台账 社区矫正人员"), ("包括 监狱、劳教所", "解除劳教\n")),
        (date(2020, 6, 30), ("台账 社区矫正人员",), ("执行县区", "社会组织协助经费")),
        (date(2020, 7, 1), ("台账 社区矫正对象", "执行县区", "经费 社会组织协助经费"), ("台账 社区矫正人员",)),
    ],
)
def test_the_text_of_a_day_holds_what_was_in_force(
    policy: Policy, day: date, there: tuple[str, ...], gone: tuple[str, ...]
):
    text = consolidated(policy, day)
    assert [words for words in there if words not in text] == []
    assert [words for words in gone if words in text] == []


def test_a_county_changes_its_class_with_the_table_of_a_later_version(tmp_path: Path):
    """盐池县 moved to the first class from 2023: 600元 a head up to the budget of 2022, 800元 from that of 2023."""
    plan = tmp_path / "方案"
    copytree(DEFAULT_POLICY, plan)
    later = plan / "2023-01-01"
    later.mkdir()
    first = plan / "2012-01-01"
    table = (first / "县区.csv").read_text("utf-8-sig")
    row = "640323,盐池县,吴忠市,宁夏回族自治区,二类地区"
    assert row in table
    (later / "县区.csv").write_text(table.replace(row, row.replace("二类", "一类")), "utf-8")
    rules = (first / "1政策与台账.policy").read_text("utf-8")
    counties = "数据表 县区 " + rules.partition("数据表 县区 ")[2].partition("\n\n")[0]
    (later / "修改.policy").write_text(
        f"政策 宁夏特殊人群帮扶\n  标题 《调整》\n  施行 2023年1月1日\n\n{counties}\n", "utf-8"
    )
    people = tmp_path / "刑释解教人员.csv"
    people.write_text("编号,释放日期,接回县区\n1,2021-05-04,盐池县\n2,2022-05-04,盐池县\n", "utf-8")
    changed = load(plan)
    result = changed.check(changed.read([people]), as_of=date(2023, 6, 30))
    found = {f.budget_year: f.amount_fen for f in result.fundings if f.fund == "县级安置帮教工作经费" and f.amount_fen}
    assert found == {2022: 60000, 2023: 80000}


def test_a_duty_that_no_version_changes_names_the_version_in_force_on_its_trigger(policy: Policy, tmp_path: Path):
    export = tmp_path / "demo.xlsx"
    write_demo_workbook(export, people=300)
    result = policy.check(policy.read([export]), as_of=AS_OF)
    named = {(o.trigger, o.version) for o in result.obligations if o.duty == "司法所反馈回执" and o.trigger is not None}
    starts = [version.in_force for version in policy.program.versions]
    assert named == {(day, max(s for s in starts if s <= day)) for day, _ in named}
    assert len({version for _, version in named}) > 1


def test_the_blank_form_of_a_day_calls_its_sheets_as_they_are_called_then(policy: Policy, tmp_path: Path):
    for day, name in ((date(2020, 6, 30), "社区矫正人员"), (date(2020, 7, 1), "社区矫正对象")):
        path = tmp_path / f"{day}.xlsx"
        assert name in [s.name for s in write_form(policy.program, policy.reference, path, day=day)]
        book = load_workbook(path)
        ledger = book[name]
        for position, value in enumerate(("J1", "兴庆区", "2019-01-02"), start=1):
            ledger.cell(2, position).value = value
        book.save(path)
        assert [r.key for r in policy.read([path]).tables["社区矫正人员"].records] == ["J1"]
