import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

HEADER = ["编号", "姓名", "释放日期", "补助", "家庭人数", "在册", "类别", "县区"]
ROW = ["A1", "甲", date(2012, 7, 1), 200.5, 3, True, "刑满释放", "兴庆区"]
XLS = Path(__file__).parent / "data" / "旧版工作簿.xls"


def codes(facts):
    return [n.code for n in facts.notices]


def rejected(facts):
    return [(r.place.describe(), r.value) for r in facts.rejects]


def test_a_workbook_becomes_typed_rows_with_their_places(make, read):
    path = make("导出.xlsx", {"刑释人员": [HEADER, ROW]})
    facts = read(path)
    (record,) = facts.tables["刑释人员"].records
    assert record.key == "A1"
    assert record.values == {
        "编号": "A1",
        "姓名": "甲",
        "释放日期": date(2012, 7, 1),
        "补助": 20050,
        "家庭人数": 3,
        "在册": True,
        "类别": "刑满释放",
        "县区": "640104",
    }
    assert record.place.describe() == "导出.xlsx 工作表「刑释人员」 第2行"
    assert facts.tables["县区"].by_key["640104"].values["名称"] == "兴庆区"
    assert facts.notices == facts.rejects == ()


def test_openpyxl_agrees_with_what_was_read(make, read):
    rows = [[f"A{n}", "甲", date(2012, 1, 1 + n), n / 100, n, n % 2 == 0, "解除劳教", "640104"] for n in range(20)]
    path = make("导出.xlsx", {"刑释人员": [HEADER, *rows]})
    sheet = openpyxl.load_workbook(path)["刑释人员"]
    oracle = [
        (key, day.date(), round(sum_ * 100), count, kept)
        for key, _, day, sum_, count, kept, *_ in sheet.iter_rows(min_row=2, values_only=True)
    ]
    names = ("编号", "释放日期", "补助", "家庭人数", "在册")
    records = read(path).tables["刑释人员"].records
    assert [tuple(r.values[n] for n in names) for r in records] == oracle


def test_titles_above_the_header_and_blank_rows_keep_the_row_numbers_of_excel(make, read):
    title = ["二〇一二年刑满释放人员登记表"]
    rows = [[], title, ["填报单位：", "某局"], HEADER, [], ROW, ["  "], ["A2", "乙", "不详"]]
    facts = read(make("导出.xlsx", {"刑释人员": rows}))
    assert [r.place.row for r in facts.tables["刑释人员"].records] == [6]
    assert rejected(facts) == [("导出.xlsx 工作表「刑释人员」 第8行 「释放日期」列", "不详")]
    assert (facts.inputs[0].read, facts.inputs[0].rejected) == (2, 1)


def test_headers_match_whatever_their_width_blanks_and_line_breaks(make, read):
    header = ["编 号", "姓\n名", "释放日期　", "补助", "家庭人数", "在册", "类别", "县\u200b区"]
    assert read(make("导出.xlsx", {"刑释人员": [header, ROW]})).notices == ()


def test_error_cells_reject_their_row_and_are_never_blank(make, read, build_workbook):
    def add_errors(book):
        sheet = book.get_worksheet_by_name("刑释人员")
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")
        sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")

    rows = [HEADER, ROW, ["A2", "乙"], ["A3", "丙"], ["A4"]]
    facts = read(make("导出.xlsx", build_workbook({"说明": [["#N/A"]], "刑释人员": rows}, add_errors)))
    assert [r.key for r in facts.tables["刑释人员"].records] == ["A1", "A3"]
    assert [(r.place.row, r.place.column, r.value) for r in facts.rejects] == [
        (3, "释放日期", "#N/A"),
        (5, "释放日期", "#DIV/0!"),
    ]


def test_error_cells_are_found_in_sheets_without_cell_references(make, read, build_workbook):
    data = build_workbook({"刑释人员": [HEADER, ROW, ["A2", "乙", "#坏#"]]})
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                start = content.index(b'<c r="C3"')
                content = content[:start] + b'<c t="e"><v>#REF!</v></c>' + content[content.index(b"</c>", start) + 4 :]
            new.writestr(name, content)
    facts = read(make("导出.xlsx", changed.getvalue()))
    assert [(r.place.row, r.place.column, r.value) for r in facts.rejects] == [(3, "释放日期", "#REF!")]


def test_formulas_give_the_values_saved_with_them(make, read, build_workbook):
    def add_formula(book):
        book.get_worksheet_by_name("刑释人员").write_formula(1, 3, "=100+100", None, 200)

    facts = read(make("导出.xlsx", build_workbook({"刑释人员": [HEADER, ROW]}, add_formula)))
    assert facts.tables["刑释人员"].records[0].values["补助"] == 20000


def test_a_workbook_with_the_1904_dates_gives_the_same_days(make, read, build_workbook):
    facts = read(make("导出.xlsx", build_workbook({"刑释人员": [HEADER, ROW]}, date_1904=True)))
    assert facts.tables["刑释人员"].records[0].values["释放日期"] == date(2012, 7, 1)


def test_a_serial_number_without_date_format_and_a_time_of_day_are_rejected(make, read):
    rows = [HEADER, ["A1", "甲", 41091], ["A2", "乙", "2012-07-01 08:30"]]
    facts = read(make("导出.xlsx", {"刑释人员": rows}))
    assert [r.value for r in facts.rejects] == ["41091", "2012-07-01 08:30"]
    assert facts.tables["刑释人员"].records == ()


def test_a_merged_cell_counts_for_every_row_it_covers_and_is_told(make, read, build_workbook):
    def merge(book):
        book.get_worksheet_by_name("刑释人员").merge_range(1, 7, 3, 7, "兴庆区")

    rows = [HEADER, ["A1", "甲"], ["A2", "乙"], ["A3", "丙"], ["A4", "丁"]]
    facts = read(make("导出.xlsx", build_workbook({"刑释人员": rows}, merge)))
    assert [r.values["县区"] for r in facts.tables["刑释人员"].records] == ["640104"] * 3 + [None]
    (notice,) = facts.notices
    assert notice.code == "GJ535"
    assert "H2:H4" in notice.message


def test_merged_titles_and_headers_are_not_filled(make, read, build_workbook):
    def merge(book):
        sheet = book.get_worksheet_by_name("刑释人员")
        sheet.merge_range(0, 0, 0, 7, "刑满释放人员登记表")

    facts = read(make("导出.xlsx", build_workbook({"刑释人员": [[], HEADER, ROW]}, merge)))
    assert [r.key for r in facts.tables["刑释人员"].records] == ["A1"]
    assert facts.notices == ()


def test_an_old_workbook_gives_values_errors_and_merged_cells(read, entities):
    facts = read(XLS)
    records = facts.tables["刑释人员"].records
    assert [(r.key, r.values["释放日期"], r.values["补助"]) for r in records] == [
        ("A1", date(2012, 7, 1), 20050),
        ("A3", date(2012, 7, 3), None),
    ]
    assert [(r.place.row, r.place.column, r.value) for r in facts.rejects] == [
        (3, "释放日期", "#N/A"),
        (5, "补助", "#DIV/0!"),
    ]


def test_a_damaged_old_workbook_is_refused(make, refused):
    data = XLS.read_bytes()
    for cut in (600, 1024, 3000):
        (found,) = refused(make("坏.xls", data[:cut]))
        assert found.code in ("GJ509", "GJ505")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.xlsx", b"", "GJ505"),
        ("假.xlsx", "编号,姓名\nA1,甲\n".encode(), "GJ507"),
        ("网页.xls", "<html><table><tr><td>编号</td></tr></table></html>".encode(), "GJ507"),
        ("旧.xlsx", XLS.read_bytes(), "GJ507"),
        ("加密.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "GJ508"),
        ("坏.xlsx", b"PK\x03\x04" + b"\x00" * 200, "GJ509"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "GJ507"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(make, refused, name, content, code):
    (found,) = refused(make(name, content))
    assert found.code == code
    assert name in found.message


def test_every_cut_of_a_workbook_is_refused_in_words(make, refused, build_workbook):
    data = build_workbook({"刑释人员": [HEADER, ROW]})
    for cut in range(4, len(data) - 1, len(data) // 12):
        (found,) = refused(make("坏.xlsx", data[:cut]))
        assert found.code == "GJ509"


def test_a_new_workbook_named_xls_is_refused(make, refused, build_workbook):
    (found,) = refused(make("新.xls", build_workbook({"刑释人员": [HEADER, ROW]})))
    assert found.code == "GJ507"


def test_blank_sheets_are_passed_over_and_a_blank_workbook_refused(make, read, refused):
    facts = read(make("导出.xlsx", {"刑释人员": [HEADER, ROW], "Sheet2": [], "Sheet3": [[" "]]}))
    assert facts.notices == ()
    assert [d.code for d in refused(make("空.xlsx", {"刑释人员": [], "Sheet2": []}))] == ["GJ505"]


def test_times_of_day_and_array_formulas_of_openpyxl(make, read):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "刑释人员"
    sheet.append(HEADER)
    sheet.append(["A1", "甲", datetime(2012, 7, 1, 14, 30)])
    sheet.append(["A2", "乙", datetime(2012, 7, 1)])
    sheet["D3"] = ArrayFormula("D3", "=1+1")
    buffer = BytesIO()
    book.save(buffer)
    facts = read(make("导出.xlsx", buffer.getvalue()))
    assert [r.place.row for r in facts.rejects] == [2]
    assert [r.values["释放日期"] for r in facts.tables["刑释人员"].records] == [date(2012, 7, 1)]
