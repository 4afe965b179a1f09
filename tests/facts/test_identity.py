import random
from datetime import date

import pytest
from guiju.engine.facts.export import read_export
from guiju.engine.program import Column
from guiju.engine.types import TextType, YearType
from hypothesis import given, settings
from hypothesis import strategies as st

HEADER = "编号,姓名,释放日期,在册\n"


def inputs(facts):
    return [(i.read, i.evaluated, i.duplicates, i.rejected) for i in facts.inputs]


def test_equal_rows_collapse_whatever_they_look_like_and_whatever_is_not_declared(make, read):
    text = "编号,姓名,释放日期,备注\nA1,甲,2012-07-01,一\n A1 ,甲,2012年7月1日,二\nA1,甲,20120701,三\n"
    facts = read(make("刑释人员.csv", text))
    assert inputs(facts) == [(3, 1, 2, 0)]
    assert facts.rejects == ()


def test_one_key_with_different_rows_rejects_them_all_and_lists_the_places(make, read):
    text = HEADER + "A1,甲,2012-07-01,\nA2,乙,,\nA1,甲,2012-07-02,\nA1,甲,2012-07-01,\n"
    facts = read(make("刑释人员.csv", text))
    assert inputs(facts) == [(4, 1, 0, 3)]
    assert [(r.place.row, r.place.column, r.value) for r in facts.rejects] == [(n, "编号", "A1") for n in (2, 4, 5)]
    (reason,) = {r.reason for r in facts.rejects}
    assert "第2行、第4行、第5行" in reason
    assert "「释放日期」" in reason


def test_a_row_whose_twin_cannot_be_read_is_in_conflict(make, read):
    facts = read(make("刑释人员.csv", HEADER + "A1,甲,2012-07-01,\nA1,甲,2012-77-01,\n"))
    assert inputs(facts) == [(2, 0, 0, 2)]
    assert [(r.place.row, r.place.column) for r in facts.rejects] == [(2, "编号"), (3, "释放日期")]


def test_every_bad_cell_of_a_row_is_listed_and_the_row_counts_once(make, read):
    facts = read(make("刑释人员.csv", HEADER + "A1,甲,不详,有\n"))
    assert inputs(facts) == [(1, 0, 0, 1)]
    assert [r.place.column for r in facts.rejects] == ["释放日期", "在册"]


def test_a_blank_key_is_rejected_and_a_blank_row_is_none(make, read):
    facts = read(make("刑释人员.csv", HEADER + " ,甲,,\n,,,\n"))
    assert inputs(facts) == [(1, 0, 0, 1)]
    assert [(r.place.row, r.place.column, r.value) for r in facts.rejects] == [(2, "编号", "")]


def test_sensitive_columns_ask_for_masking(make, read, build_workbook):
    rows = [["编号", "姓名", "释放日期"], ["A1", 6.4e17, "坏"]]
    rejects = read(make("导出.xlsx", build_workbook({"刑释人员": rows}))).rejects
    assert [(r.place.column, r.sensitive) for r in rejects] == [("姓名", True), ("释放日期", False)]


def test_duplicates_and_conflicts_reach_across_files(make, read):
    first = make("刑释人员.csv", HEADER + "A1,甲,2012-07-01,是\nA2,乙,,\n")
    second = make(
        "导出.xlsx",
        {"刑释人员": [["编号", "姓名", "释放日期", "在册"], ["A1", "甲", date(2012, 7, 1), True], ["A2", "丙"]]},
    )
    facts = read(first, second)
    assert inputs(facts) == [(2, 1, 0, 1), (2, 0, 1, 1)]
    assert all("第3行" in r.reason and "导出.xlsx「刑释人员」表第3行" in r.reason for r in facts.rejects)


@pytest.mark.parametrize("words", ["合计", "总 计", "小计\u3000", "本页合计"])
def test_a_row_of_totals_is_nobodys_case(make, read, words):
    facts = read(make("刑释人员.csv", HEADER + f"A1,甲,,\n{words},1人,,\n"))
    assert inputs(facts) == [(2, 1, 0, 1)]
    (reject,) = facts.rejects
    assert (reject.place.row, reject.place.column) == (3, "编号")
    assert "像是合计行" in reject.reason


def test_composite_keys_need_every_part(make, read, people):
    yearly = people.__class__(
        "县区年度",
        people.kind,
        {"县区": Column("县区", TextType(), key=True), "年度": Column("年度", YearType(), key=True)},
        ("县区", "年度"),
    )
    facts = read(make("县区年度.csv", "县区,年度\n甲,2012年\n甲,2013\n甲,\n"), of={"县区年度": yearly})
    assert [r.key for r in facts.tables["县区年度"].records] == ["甲／2012", "甲／2013"]
    assert [(r.place.row, r.place.column) for r in facts.rejects] == [(4, "年度")]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", " A2", "A3", ""]),
        st.sampled_from(["甲", "乙", ""]),
        st.sampled_from(["2012-07-01", "2012年7月1日", "不详", ""]),
        st.sampled_from(["是", "1", "否", "有", ""]),
    ),
    max_size=12,
)


def lines(rows):
    return HEADER + "".join(",".join(row) + "\n" for row in rows)


@given(rows=ROWS, cut=st.integers(0, 12), seed=st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_every_row_is_accounted_for_and_the_order_of_rows_does_not_matter(
    tmp_path_factory, entities, counties, rows, cut, seed
):
    folder = tmp_path_factory.mktemp("导出")
    shuffled = random.Random(seed).sample(rows, len(rows))

    def facts_of(name, part):
        (folder / name).mkdir()
        paths = [folder / name / "刑释人员.csv", folder / name / "刑释人员.tsv"]
        paths[0].write_text(lines(part[:cut]), encoding="utf-8")
        paths[1].write_text(lines(part[cut:]).replace(",", "\t"), encoding="utf-8")
        return read_export(paths, entities, counties)

    first, second = facts_of("甲", rows), facts_of("乙", shuffled)
    filled = [sum(any(row) for row in part) for part in (rows[:cut], rows[cut:])]
    assert [i.read for i in first.inputs] == filled
    for facts in (first, second):
        assert all(i.read == i.evaluated + i.duplicates + i.rejected for i in facts.inputs)
        assert len(facts.tables["刑释人员"].records) == sum(i.evaluated for i in facts.inputs)
        places = {(r.place.source, r.place.row) for r in facts.rejects}
        assert len(places) == sum(i.rejected for i in facts.inputs)

    def accepted(facts):
        return {r.key: r.values for r in facts.tables["刑释人员"].records}

    assert accepted(first) == accepted(second) == oracle(rows)


def oracle(rows):
    """The law of identity by brute force over the small alphabet of ROWS."""
    days = {"2012-07-01": date(2012, 7, 1), "2012年7月1日": date(2012, 7, 1), "": None}
    truths = {"是": True, "1": True, "否": False, "": None}
    accepted = {}
    for key in ("A1", "A2", "A3"):
        mine = {row[1:] if row[2] in days and row[3] in truths else "坏" for row in rows if row[0].strip() == key}
        typed = {v if v == "坏" else (v[0] or None, days[v[1]], truths[v[2]]) for v in mine}
        if len(typed) == 1 and typed != {"坏"}:
            name, day, kept = typed.pop()
            rest = dict.fromkeys(("补助", "家庭人数", "类别", "县区"))
            accepted[key] = {"编号": key, "姓名": name, "释放日期": day, "在册": kept, **rest}
    return accepted
