import pytest

HEADER = ["编号", "姓名", "释放日期", "补助", "家庭人数", "在册", "类别", "县区"]
FULL = ",".join(HEADER) + "\nA1,甲,,,,,,\n"


def codes(diagnostics):
    return [d.code for d in diagnostics]


def keys(facts, name="刑释人员"):
    return [r.key for r in facts.tables[name].records]


def test_a_folder_of_files_is_read_by_name(make, read, two_ledgers):
    path = make("导出/刑释人员.csv", FULL)
    make("导出/社区矫正人员.json", [{"编号": "B1", "刑释编号": None}])
    make("导出/说明.docx", b"x")
    make("导出/~$刑释人员.xlsx", b"lock")
    make("导出/.DS_Store", b"x")
    facts = read(path.parent, of=two_ledgers)
    assert (keys(facts), keys(facts, "社区矫正人员")) == (["A1"], ["B1"])
    assert codes(facts.notices) == ["GJ526"]
    assert "说明.docx" in facts.notices[0].message


def test_the_same_ledger_from_several_files_is_one_table(make, read):
    first = make("银川/刑释人员.csv", FULL)
    second = make("固原/刑释人员.csv", FULL.replace("A1", "A2"))
    facts = read(first, second)
    assert keys(facts) == ["A1", "A2"]
    assert [(i.source, i.read) for i in facts.inputs] == [(str(first), 1), (str(second), 1)]


def test_progress_tells_ledger_and_rows(make, read):
    told = []
    read(make("刑释人员.csv", FULL), progress=lambda name, rows: told.append((name, rows)))
    assert told == [("刑释人员", 1)]


def test_paths_that_cannot_be_read_are_all_told_at_once(make, refused, tmp_path):
    (tmp_path / "空夹").mkdir()
    found = refused(
        tmp_path / "没有.xlsx",
        make("表.docx", b"x"),
        make("表.parquet", b"PAR1"),
        tmp_path / "空夹",
        make("刑释人员.csv", FULL),
    )
    assert sorted(codes(found)) == ["GJ501", "GJ503", "GJ506", "GJ541"]
    assert codes(refused()) == ["GJ506"]


def test_the_only_sheet_of_another_name_is_taken_for_the_only_ledger_by_its_key(make, read, refused, two_ledgers):
    facts = read(make("导出.xlsx", {"Sheet1": [["标题"], HEADER, ["A1"]]}))
    assert keys(facts) == ["A1"]
    assert codes(facts.notices) == ["GJ521"]
    assert codes(refused(make("导出2.csv", "姓名,编 码\n甲,A1\n"))) == ["GJ520"]
    assert codes(refused(make("导出3.csv", FULL), of=two_ledgers)) == ["GJ520"]


def test_a_workbook_named_like_a_ledger_with_one_sheet_is_that_ledger(make, read, two_ledgers):
    facts = read(make("刑释人员.xlsx", {"Sheet1": [HEADER, ["A1"]], "Sheet2": []}), of=two_ledgers)
    assert keys(facts) == ["A1"]


def test_no_sheet_that_is_a_ledger_is_refused_with_what_is_near(make, refused, two_ledgers):
    (found,) = refused(make("导出.xlsx", {"刑释人员表": [["甲"]], "汇总": [["乙"]]}), of=two_ledgers)
    assert found.code == "GJ520"
    assert all(word in found.message for word in ("刑释人员表", "汇总", "社区矫正人员"))
    assert any("「刑释人员表」是否应改名为「刑释人员」" in line for line in found.help)


def test_other_sheets_and_absent_ledgers_are_told(make, read, two_ledgers):
    sheets = {"汇总": [["甲"]], "县区": [["代码"], ["640104"]], " 刑释人员": [HEADER, ["A1"]], "社区矫正人员": []}
    facts = read(make("导出.xlsx", sheets), of=two_ledgers)
    assert keys(facts) == ["A1"]
    assert sorted(codes(facts.notices)) == ["GJ522", "GJ523", "GJ524", "GJ525"]
    assert facts.tables["社区矫正人员"].records == ()


def test_undeclared_columns_are_dropped_and_told_with_what_is_near(make, read):
    text = "编号,姓名,释放时间,民族,民族,\nA1,甲,2012-07-01,回,汉,\n"
    facts = read(make("刑释人员.csv", text))
    (record,) = facts.tables["刑释人员"].records
    assert tuple(record.values) == tuple(HEADER)
    assert "回" not in str(facts)
    near, dropped, missing = facts.notices
    assert codes(facts.notices) == ["GJ534", "GJ533", "GJ532"]
    assert "释放时间" in near.message
    assert "是否写作「释放日期」" in near.help[0]
    assert "「民族」" in dropped.message
    assert all(f"「{name}」" in missing.message for name in ("释放日期", "补助", "县区"))
    assert "「姓名」" not in missing.message


def test_a_column_without_a_header_is_told_by_its_letter(make, read):
    facts = read(make("导出.xlsx", {"刑释人员": [[*HEADER[:3], None, *HEADER[3:]], ["A1", None, None, "无名"]]}))
    assert codes(facts.notices) == ["GJ533"]
    assert "D列" in facts.notices[0].message


def test_a_declared_column_that_stands_twice_is_refused_with_both_places(make, refused):
    (found,) = refused(make("刑释人员.csv", "编号,释放日期,姓名,释放 日期\nA1,,,\n"))
    assert found.code == "GJ530"
    assert "B列" in found.message
    assert "D列" in found.message


def test_a_sheet_without_the_key_is_refused_with_what_is_near(make, refused):
    (found,) = refused(make("刑释人员.csv", "人员编号,姓名\nA1,甲\n"))
    assert found.code == "GJ531"
    assert "列「人员编号」是否应写作「编号」" in found.help[0]


def test_a_sheet_without_a_header_does_not_show_the_facts_of_a_person(make, refused):
    (found,) = refused(make("刑释人员.csv", "A1,张三,2012-07-01\n"))
    assert found.code == "GJ531"
    assert "张三" not in str(found)
    assert "没有写列名" in found.notes[0]


def test_every_bad_header_is_told_in_one_run(make, refused, two_ledgers):
    found = refused(make("刑释人员.csv", "编号,编号\nA,B\n"), make("社区矫正人员.csv", "姓名\n甲\n"), of=two_ledgers)
    assert codes(found) == ["GJ530", "GJ531"]


@pytest.mark.parametrize("content", ["[5]", "[[]]"])
def test_json_without_any_object_has_no_key(make, refused, content):
    assert codes(refused(make("刑释人员.json", content))) == ["GJ531"]
