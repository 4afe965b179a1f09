from datetime import date

from attrs import evolve
from guiju.engine.facts.problems import EXPLANATIONS, PROBLEMS
from guiju.engine.facts.reference import read_reference

OLD, FOUNDED = date(2012, 1, 1), date(2021, 7, 1)
BEFORE, CHANGED = date(2022, 12, 31), date(2023, 1, 1)


def test_a_reference_table_is_read(make, entities):
    path = make("县区.csv", "代码,名称\n640104,兴庆区\n640105,\n")
    table, problems = read_reference(entities["县区"], path)
    assert problems == ()
    assert [(r.key, r.values["名称"], r.place.describe()) for r in table.first.records] == [
        ("640104", "兴庆区", "县区.csv 第2行"),
        ("640105", None, "县区.csv 第3行"),
    ]


def test_every_fault_of_a_reference_table_is_an_error_at_its_place(make, entities):
    path = make("县区.csv", "代码,备注\n640104,\n,x\n640104,\n")
    _, problems = read_reference(evolve(entities["县区"], data_path="数据/县区.csv"), path)
    assert all(p.is_error and p.help for p in problems)
    assert [(p.labels[0].place.describe(), p.message) for p in problems] == [
        ("数据/县区.csv 第1行", "数据表「县区」：缺少声明的「名称」列"),
        ("数据/县区.csv 第1行", "数据表「县区」：「备注」列没有在「数据表」语句里声明"),
        ("数据/县区.csv 第3行 「代码」列", "数据表「县区」：主键是空的，不知是哪一条"),
        ("数据/县区.csv 第4行", "数据表「县区」：「640104」这一行写了两次"),
    ]


def test_a_reference_table_that_cannot_be_read_raises_nothing(make, entities, tmp_path):
    for path, code in (
        (tmp_path / "没有.csv", "GJ501"),
        (make("空.csv", ""), "GJ505"),
        (make("白.csv", ",,\n"), "GJ505"),
        (make("错.csv", "编码,名称\n1,甲\n"), "GJ531"),
    ):
        table, problems = read_reference(entities["县区"], path)
        assert (table.first.records, [p.code for p in problems]) == ((), [code])


def test_rows_dated_in_a_column_of_their_own_replace_those_before(make, entities):
    rows = "640104,兴庆区,\n640105,西夏区,\n640104,兴庆新区,2023-01-01\n640181,灵武市,2021年7月1日\n"
    table, problems = read_reference(entities["县区"], make("县区.csv", f"代码,名称,自\n{rows}"))
    assert problems == ()
    named = {day: [r.values["名称"] for r in table.on(day).records] for day in (OLD, FOUNDED, BEFORE, CHANGED)}
    assert named == {
        OLD: ["兴庆区", "西夏区"],
        FOUNDED: ["兴庆区", "西夏区", "灵武市"],
        BEFORE: ["兴庆区", "西夏区", "灵武市"],
        CHANGED: ["兴庆新区", "西夏区", "灵武市"],
    }
    assert [table.unchanged_since("名称", day) for day in (OLD, BEFORE, CHANGED)] == [None, FOUNDED, CHANGED]


def test_a_day_that_is_none_and_a_row_dated_twice_are_errors(make, entities):
    rows = "640104,兴庆区,\n640104,甲,2023年\n640105,乙,2023-01-01\n640105,丙,2023-01-01\n"
    _, problems = read_reference(entities["县区"], make("县区.csv", f"代码,名称,自\n{rows}"))
    places = [p.labels[0].place.describe() for p in problems]
    assert places == ["县区.csv 第3行 「自」列", "县区.csv 第4行 「代码」列", "县区.csv 第5行 「代码」列"]
    assert all(p.is_error for p in problems)


def test_codes_are_unique_and_every_one_is_explained():
    codes = [problem.code for problem in PROBLEMS]
    assert codes == sorted(set(codes))
    assert all(EXPLANATIONS[code] for code in codes)
