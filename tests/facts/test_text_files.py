import json
from datetime import date

import pytest

TEXT = "编号,姓名,释放日期\nA1,赵一,2012-07-01\nA2,钱二,2012/7/2\n"


def keys(facts):
    return [r.key for r in facts.tables["刑释人员"].records]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(make, read, encoding, end):
    facts = read(make("刑释人员.csv", TEXT.replace("\n", end).encode(encoding)))
    rows = [(r.key, r.values["姓名"], r.values["释放日期"], r.place.row) for r in facts.tables["刑释人员"].records]
    assert rows == [("A1", "赵一", date(2012, 7, 1), 2), ("A2", "钱二", date(2012, 7, 2), 3)]


@pytest.mark.parametrize("name", ["刑释人员.csv", "刑释人员.tsv", "刑释人员.CSV"])
def test_tabs_part_cells_too(make, read, name):
    assert keys(read(make(name, TEXT.replace(",", "\t")))) == ["A1", "A2"]


def test_numbers_of_a_text_file_stay_text(make, read):
    text = "编号,姓名,县区\n0012,640102199001011230,640104\n"
    (record,) = read(make("刑释人员.csv", text)).tables["刑释人员"].records
    assert (record.key, record.values["姓名"]) == ("0012", "640102199001011230")


def test_rows_are_numbered_by_the_line_they_start_on(make, read):
    text = '编号,姓名,释放日期\nA1,"赵\n一",2012-07-01\n\nA2,钱二,坏\n'
    (reject,) = read(make("刑释人员.csv", text)).rejects
    assert reject.place.describe() == "刑释人员.csv 第5行 「释放日期」列"


def test_text_in_no_encoding_is_refused_with_the_byte_offset(make, refused):
    data = "编号,姓名\n".encode() + b"A1,\xff\xff\n"
    (found,) = refused(make("刑释人员.csv", data))
    assert found.code == "GJ510"
    assert str(data.index(b"\xff")) in found.message
    assert "第2行" in found.message
    (marked,) = refused(make("刑释人员.csv", b"\xef\xbb\xbf" + data))
    assert str(data.index(b"\xff") + 3) in marked.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04....", "GJ507"),
        ("编号,姓名\n".encode("utf-16"), "GJ507"),
        (b"a,b\x00c\n", "GJ507"),
        (b"<html><body>", "GJ507"),
        (b"", "GJ505"),
        (b"\xef\xbb\xbf \r\n", "GJ505"),
        ('编号,姓名\nA1,"赵\nA2,钱\n'.encode(), "GJ511"),
        ('编号,姓名\nA1,"赵"一\n'.encode(), "GJ511"),
        (f"编号,姓名\nA1,{'长' * 140_000}\n".encode(), "GJ511"),
        (b",,,\n , \n", "GJ505"),
    ],
)
def test_a_text_file_that_cannot_be_read_is_refused(make, refused, content, code):
    assert [d.code for d in refused(make("刑释人员.csv", content))] == [code]


def test_broken_quotes_name_the_line_they_open_on(make, refused):
    (found,) = refused(make("刑释人员.csv", '编号,姓名\nA1,赵\nA2,"钱\nA3,孙\n'))
    assert "第3行" in found.message


def test_a_row_longer_than_the_header_is_rejected_for_it_would_shift(make, read):
    text = "编号,姓名,释放日期\nA1,赵,一,2012-07-01\nA2,钱二,2012-07-01,,\nA3\n"
    facts = read(make("刑释人员.csv", text))
    assert keys(facts) == ["A2", "A3"]
    assert [(r.place.row, r.value) for r in facts.rejects] == [(2, "")]
    assert (facts.inputs[0].read, facts.inputs[0].rejected) == (3, 1)


def test_json_values_keep_their_kind(make, read):
    rows = [
        {"编号": "A1", "补助": 0.29, "在册": False, "释放日期": "2012-07-01"},
        {"编号": 7, "家庭人数": 3, "姓名": None},
    ]
    first, second = read(make("刑释人员.json", rows)).tables["刑释人员"].records
    assert (first.values["补助"], first.values["在册"], first.values["释放日期"]) == (29, False, date(2012, 7, 1))
    assert (second.key, second.values["家庭人数"], second.values["姓名"]) == ("7", 3, None)
    assert [first.place.row, second.place.row] == [1, 2]


def test_json_may_hold_several_ledgers(make, read, two_ledgers):
    content = {"刑释人员": [{"编号": "A1"}], "社区矫正人员": [{"编号": "B1", "刑释编号": "A1"}], "备注": []}
    facts = read(make("导出.json", content), of=two_ledgers)
    assert keys(facts) == ["A1"]
    assert facts.tables["社区矫正人员"].by_key["B1"].values["刑释编号"] == "A1"


def test_json_lines_are_numbered_by_line(make, read):
    lines = '{"编号": "A1"}\n\n{"编号": "A2", "释放日期": "坏"}\n'
    facts = read(make("刑释人员.jsonl", lines))
    assert keys(facts) == ["A1"]
    assert facts.rejects[0].place.row == 3


def test_nested_values_and_elements_that_are_no_objects_are_rejected(make, read):
    rows = [{"编号": "A1"}, {"编号": "A2", "姓名": ["甲"]}, 5, {"编号": "A3", "家庭": {"父": "甲"}}]
    facts = read(make("刑释人员.json", rows))
    assert keys(facts) == ["A1", "A3"], "a nested value in a column nobody declared does not matter"
    assert [(r.place.row, r.place.column) for r in facts.rejects] == [(2, "姓名"), (3, None)]
    assert facts.inputs[0].read == 4


@pytest.mark.parametrize(
    "text",
    [
        "[{]",
        "3",
        "{}",
        '{"编号": "A1"}',
        '[{"编号": "A1", "编号": "A2"}]',
        '[{"编号": NaN}]',
        "[" * 100_000,
        '[{"编号": ' + "9" * 5000 + "}]",
    ],
)
def test_what_is_no_list_of_objects_is_refused(make, refused, text):
    assert [d.code for d in refused(make("刑释人员.json", text))] == ["GJ512"]


def test_half_a_surrogate_pair_cannot_get_into_the_results(make, read):
    facts = read(make("刑释人员.json", r'[{"编号": "A\ud800"}, {"编号": "A2"}]'))
    assert keys(facts) == ["A2"]
    json.dumps([r.value for r in facts.rejects], ensure_ascii=False).encode("utf-8")
    assert [r.place.row for r in facts.rejects] == [1]
