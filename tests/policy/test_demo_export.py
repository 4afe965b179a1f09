import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.engine.program import EntityKind
from guiju.policy import demo
from guiju.policy.demo import AS_OF, write_demo_workbook
from python_calamine import CalamineWorkbook

PLAN = Path(demo.__file__).parents[1] / "ningxia-special-groups" / "2012-01-01"
PEOPLE = 3000
UNDECLARED = {"性别", "备注"}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "演示.xlsx"
    write_demo_workbook(path, people=PEOPLE)
    return path


@pytest.fixture(scope="module")
def sheet(workbook):
    return CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name("刑释解教人员").to_python()


@pytest.fixture(scope="module")
def rows(sheet):
    header, *lines = sheet
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def facts(workbook):
    return load(PLAN).read([workbook])


@pytest.fixture(scope="module")
def people(facts):
    return [record.values for record in facts.tables["刑释解教人员"].records]


def divisions():
    with (PLAN / "县区.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["代码"]: row for row in csv.DictReader(file)}


def declared_columns():
    text = (PLAN / "1政策与台账.policy").read_text(encoding="utf-8")
    _, _, ledger = text.partition("台账 刑释解教人员")
    ledger, _, _ = ledger.partition("\n台账 ")
    names = []
    for name, rest in re.findall(r"^ +· (\S+?)：(.+)$", ledger, re.MULTILINE):
        names.append(name)
        if "须认定" in rest:
            names.extend(name + suffix for suffix in ("认定机关", "认定日期", "认定依据"))
    return names


def subsidy_tier(prison, home):
    """第6项: same county, same city, Ningxia, another province; nothing is set for abroad."""
    if prison["省区"] == "境外":
        return "未规定"
    for level, amount in (("代码", 200), ("地市", 300), ("省区", 500)):
        if prison[level] == home[level]:
            return amount
    return 1000


def is_key_person(row):
    determined = all(row["有重新违法犯罪倾向" + suffix] for suffix in ("认定机关", "认定日期", "认定依据"))
    lacks = all(row[name] for name in ("无家可归", "无亲可投", "无业可就"))
    return (row["有重新违法犯罪倾向"] and determined) or row["罪名类别"] == "危害国家安全罪" or lacks


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("甲", 7), ("乙", 7), ("丙", 8)):
        write_demo_workbook(tmp_path / f"{name}.xlsx", people=100, seed=seed)
    first, second, other = ((tmp_path / f"{name}.xlsx").read_bytes() for name in "甲乙丙")
    assert first == second
    assert first != other


def test_the_header_is_every_declared_column_and_two_that_are_not(sheet):
    assert len(declared_columns()) == 37
    assert [name for name in sheet[0] if name not in UNDECLARED] == declared_columns()
    assert set(sheet[0]) >= UNDECLARED


@pytest.mark.parametrize("count", [100, 101, 137])
def test_small_workbooks_have_the_same_copies_and_rejects(tmp_path, count):
    path = tmp_path / "小.xlsx"
    write_demo_workbook(path, people=count)
    counts = load(PLAN).read([path]).inputs[0]
    assert (counts.read, counts.evaluated, counts.duplicates, counts.rejected) == (count + 12, count, 2, 10)


def test_the_import_accounts_for_every_row(facts):
    counts, *others = facts.inputs
    assert counts.entity == "刑释解教人员"
    assert all((o.duplicates, o.rejected, o.read) == (0, 0, o.evaluated) for o in others)
    assert (counts.read, counts.evaluated, counts.duplicates, counts.rejected) == (PEOPLE + 12, PEOPLE, 2, 10)
    assert Counter(reject.place.column for reject in facts.rejects) == {
        "编号": 3,
        "释放日期": 2,
        "回归日期": 1,
        "有重新违法犯罪倾向": 1,
        "无家可归": 1,
        "接回县区": 1,
        "监所所在县区": 1,
    }


def test_every_county_has_people(people):
    counties = {code for code, row in divisions().items() if row["省区"] == "宁夏回族自治区"}
    assert len(counties) == 22
    assert {row["接回县区"] for row in people} == counties


def test_every_tier_of_the_subsidy_falls_due(people):
    known = divisions()
    tiers = Counter(
        subsidy_tier(known[row["监所所在县区"]], known[row["接回县区"]])
        for row in people
        if is_key_person(row) and row["接回日期"] and row["监所所在县区"]
    )
    assert set(tiers) == {200, 300, 500, 1000, "未规定"}
    assert tiers["未规定"] == 2


def test_offices_belong_to_the_county_of_return(people):
    known = divisions()
    for row in people:
        county = known[row["接回县区"]]["名称"]
        assert all(row[name].startswith(county) for name in ("衔接司法所", "所属派出所", "所属乡镇街道"))


def test_a_prison_stands_in_one_county(people):
    places = {}
    for row in people:
        if row["监所所在县区"]:
            places.setdefault(row["服刑监所"], set()).add(row["监所所在县区"])
    assert all(len(codes) == 1 for codes in places.values())


def test_nothing_but_releases_lies_after_the_export(people):
    assert date(2022, 6, 30) == AS_OF
    days = [(name, value) for row in people for name, value in row.items() if isinstance(value, date)]
    assert {name for name, value in days if value > AS_OF} == {"释放日期"}
    assert date(2013, 7, 1) <= min(row["释放日期"] for row in people) <= max(row["释放日期"] for row in people)
    assert max(row["释放日期"] for row in people) <= date(2022, 8, 31)


def test_those_still_in_prison_have_not_come_home_but_some_are_announced(people):
    inside = [row for row in people if row["释放日期"] > AS_OF]
    assert 0.01 < len(inside) / len(people) < 0.02
    for row in inside:
        assert not any(row[name] for name in ("接回日期", "接回单位", "回归日期", "信息采录日期", "管控方案日期"))
    announced = [bool(row["系统送达司法所日期"]) for row in inside]
    assert any(announced)
    assert not all(announced)


def test_dates_follow_in_the_order_they_happen(people):
    for row in people:
        for earlier, later in (
            ("释放日期", "回归日期"),
            ("释放日期", "接回日期"),
            ("回归日期", "信息采录日期"),
            ("信息采录日期", "管控方案日期"),
            ("回执日期", "情况通报日期"),
            ("名单下载日期", "回执日期"),
            ("衔接确定日期", "情况通报日期"),
        ):
            if row[earlier] and row[later]:
                assert row[earlier] <= row[later], (row["编号"], earlier, later)
        assert not row["接回单位"] or row["接回日期"]


def test_careless_stations_stand_out(people):
    cases, late = Counter(), Counter()
    for row in people:
        if row["回归日期"] and row["信息采录日期"]:
            cases[row["所属派出所"]] += 1
            late[row["所属派出所"]] += (row["信息采录日期"] - row["回归日期"]).days > 3
    shares = sorted(late[name] / count for name, count in cases.items() if count >= 20)
    assert shares[0] < 0.05
    assert shares[-1] > 0.3


def test_no_text_holds_an_identity_number(rows):
    texts = {value for row in rows for value in row.values() if isinstance(value, str)}
    assert len(texts) > PEOPLE
    assert not [text for text in texts if re.search(r"\d{15}", text)]


def test_progress_reaches_every_row(tmp_path):
    seen = []
    write_demo_workbook(tmp_path / "进度.xlsx", people=1500, progress=lambda name, count: seen.append((name, count)))
    assert seen == [("刑释解教人员", 1000), ("刑释解教人员", 1512)]


def test_a_failed_write_leaves_the_old_file_and_no_remains(tmp_path, monkeypatch):
    path = tmp_path / "旧.xlsx"
    path.write_bytes("原有".encode())

    def refuse(*_):
        raise OSError(28, "disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_demo_workbook(path, people=100)
    assert path.read_bytes() == "原有".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_too_few_people_are_refused(tmp_path):
    with pytest.raises(ValueError, match="100"):
        write_demo_workbook(tmp_path / "少.xlsx", people=99)
    assert not list(tmp_path.iterdir())


def test_there_is_a_sheet_for_every_ledger_and_one_that_says_that_all_is_made_up(workbook):
    book = CalamineWorkbook.from_path(str(workbook))
    declared = [e.name for e in load(PLAN).program.entities.values() if e.kind is EntityKind.LEDGER]
    assert book.sheet_names == [*declared, "说明"]
    text = "\n".join(line[0] for line in book.get_sheet_by_name("说明").to_python())
    assert "虚构" in text
    assert f"{PEOPLE + 12}行" in text


def test_the_headers_of_every_sheet_are_the_columns_declared(workbook):
    book = CalamineWorkbook.from_path(str(workbook))
    for entity in load(PLAN).program.entities.values():
        if entity.kind is EntityKind.LEDGER:
            header = book.get_sheet_by_name(entity.name).to_python(nrows=1)[0]
            assert [name for name in header if name not in UNDECLARED] == list(entity.columns)


def test_people_are_released_on_both_sides_of_every_change(people):
    days = [row["释放日期"] for row in people]
    for change in (date(2013, 12, 28), date(2019, 4, 1), date(2020, 7, 1)):
        assert min(days) < change < max(days)
    from_camps = [row["释放日期"] for row in people if row["人员类别"] == "解除劳教"]
    assert from_camps
    assert max(from_camps) <= date(2013, 12, 28)
