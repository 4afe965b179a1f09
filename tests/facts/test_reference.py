from attrs import evolve
from guiju.engine.facts.problems import EXPLANATIONS, PROBLEMS
from guiju.engine.facts.reference import read_reference


def test_a_reference_table_is_read(make, entities):
    path = make("县区.csv", "代码,名称\n640104,兴庆区\n640105,\n")
    table, problems = read_reference(entities["县区"], path)
    assert problems == ()
    assert [(r.key, r.values["名称"], r.place.describe()) for r in table.records] == [
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
        assert (table.records, [p.code for p in problems]) == ((), [code])


def test_codes_are_unique_and_every_one_is_explained():
    codes = [problem.code for problem in PROBLEMS]
    assert codes == sorted(set(codes))
    assert all(EXPLANATIONS[code] for code in codes)
