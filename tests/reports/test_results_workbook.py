"""结果.xlsx as Excel would read it, read back with openpyxl."""

import csv
from datetime import date, datetime
from itertools import chain
from zipfile import ZipFile

import openpyxl
import pytest
from attrs import evolve
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import Reject, State
from guiju.reports.results_csv import write_on_time_csv
from guiju.reports.results_workbook import write_results_workbook

from . import samples

NAMES = ["概况", "职责统计", "违规", "无法判定", "待履行与其他", "待遇", "界定统计", "发现", "拒收", "解释"]


@pytest.fixture
def written(tmp_path):
    def write(result=None, program=None, **options):
        path = tmp_path / "结果.xlsx"
        write_results_workbook(program or samples.program(), result or samples.result(), path, **options)
        return openpyxl.load_workbook(path)

    return write


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_sheets_are_there_with_frozen_headings_and_filters(written):
    book = written()
    assert book.sheetnames == NAMES
    for name in NAMES[1:]:
        assert book[name].freeze_panes == "B2", name
        assert book[name].auto_filter.ref.startswith("A1:"), name
    assert book["违规"].auto_filter.ref == "A1:L4"


def test_violations_hold_real_dates_and_numbers(written):
    sheet = written()["违规"]
    found = rows(sheet)
    assert found[0] == [
        "职责",
        "依据",
        "责任主体",
        "情形",
        "个案",
        "期次",
        "起算",
        "期限",
        "顺延至",
        "完成",
        "逾期天数",
        "说明",
    ]
    day = datetime
    assert found[2] == [
        "司法所反馈回执", "第12项", "河西镇司法所", "逾期履行", "A003", None,
        day(2012, 4, 26), day(2012, 5, 4), None, day(2012, 5, 7), 3, None,
    ]  # fmt: skip
    assert found[3][-1] == "未送达：公安机关（释放通知书）、司法所（管理系统）"
    assert sheet["G2"].number_format == "yyyy-mm-dd"


def test_every_obligation_stands_on_one_sheet_or_in_the_csv(written, tmp_path):
    every = tuple(
        samples.obligation(f"K{n}", state) for n, state in enumerate(State) if state is not State.NOT_APPLICABLE
    )
    book = written(evolve(samples.result(), obligations=every, undetermined=()))
    on = {name: [row[4 if name != "无法判定" else 3] for row in rows(book[name])[1:]] for name in NAMES[2:5]}
    write_on_time_csv(samples.program(), evolve(samples.result(), obligations=every), tmp_path / "按期履行.csv")
    with (tmp_path / "按期履行.csv").open(encoding="utf-8-sig", newline="") as file:
        on["按期履行"] = [row["个案"] for row in csv.DictReader(file)]
    assert on["按期履行"] == [o.key for o in every if o.state is State.ON_TIME]
    assert sorted(chain.from_iterable(on.values())) == sorted(o.key for o in every)
    assert sorted(on["违规"]) == sorted(o.key for o in every if o.state.is_violation)
    assert on["无法判定"] == [o.key for o in every if o.state is State.UNDECIDED]


def test_sums_are_in_yuan_with_two_decimals_and_agree_with_the_overview(written):
    book = written(
        evolve(samples.result(), entitlements=(samples.entitlement("A1", 123456), samples.entitlement("A2", 5)))
    )
    sheet = book["待遇"]
    assert [row[-1] for row in rows(sheet)[1:]] == [1234.56, 0.05]
    assert sheet["I2"].number_format == "#,##0.00"
    assert rows(sheet)[1][6:8] == [2012, datetime(2012, 6, 1)]
    overview = rows(book["概况"])
    assert ["重点人员衔接补助", "同心县财政局", 2012, 2, 1234.61] in [row[:5] for row in overview]
    assert ["刑释解教人员", "补报.csv", 11, 11, 0, 0] in overview


def test_dates_before_march_1900_are_those_excel_shows(written):
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2199, 12, 31)]
    obligations = tuple(samples.obligation(f"A{n}", State.PENDING, trigger=day) for n, day in enumerate(days))
    sheet = written(evolve(samples.result(), obligations=obligations))["待履行与其他"]
    # serial numbers as Excel defines them: 1 is 1900-01-01, 60 the 29 February that never was
    assert [openpyxl.utils.datetime.to_excel(row[6]) for row in rows(sheet)[1:]] == [1, 59, 61, 109574]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","点我")',
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "{=1}",
        "https://example.com",
        "0012",
        "2012-05-04",
        " 前后有空格 ",
        "a<b>&\"'",
        "第一行\n第二行",
        "𠮷家",
    ],
)
def test_text_from_an_export_stays_the_text_it_was(written, text):
    cell = written(evolve(samples.result(), rejects=(Reject(CellPlace("a.csv", None, 2, "列"), text, "不对"),)))[
        "拒收"
    ]["E2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_space_around_text_is_marked_as_meant(tmp_path):
    reject = Reject(CellPlace("a.csv", None, 2, "列"), " 甲 ", "不对")
    write_results_workbook(samples.program(), evolve(samples.result(), rejects=(reject,)), tmp_path / "结果.xlsx")
    with ZipFile(tmp_path / "结果.xlsx") as packed:
        sheet = packed.read(f"xl/worksheets/sheet{NAMES.index('拒收') + 1}.xml").decode()
    assert '<t xml:space="preserve"> 甲 </t>' in sheet


@pytest.mark.parametrize("text", ["<r>假的标记</r>", "<r><t>x</t></r>", "<r>\x01</r>"])
def test_text_that_looks_like_markup_does_not_spoil_the_file(written, text):
    cell = written(evolve(samples.result(), rejects=(Reject(CellPlace("a.csv", None, 2, "列"), text, "不对"),)))[
        "拒收"
    ]["E2"]
    assert cell.value.strip().startswith("<r>")
    assert cell.value.endswith("</r>")


def test_a_table_longer_than_a_sheet_goes_on_over_numbered_sheets(written):
    many = tuple(samples.obligation(f"K{n}", State.PENDING) for n in range(7))
    book = written(evolve(samples.result(), obligations=many), rows_per_sheet=3)
    names = ["待履行与其他", "待履行与其他（2）", "待履行与其他（3）"]
    assert [name for name in book.sheetnames if name.startswith("待履行")] == names
    assert [[row[4] for row in rows(book[name])] for name in names] == [
        ["个案", "K0", "K1", "K2"],
        ["个案", "K3", "K4", "K5"],
        ["个案", "K6"],
    ]
    exactly = written(evolve(samples.result(), obligations=many[:6]), rows_per_sheet=3)
    assert [name for name in exactly.sheetnames if name.startswith("待履行")] == names[:2]


def test_widths_fit_chinese(written):
    sheet = written()["违规"]
    assert sheet.column_dimensions["A"].width >= 2 * len("司法所反馈回执")
    assert sheet.column_dimensions["L"].width >= 2 * len("未送达：公安机关（释放通知书）、司法所（管理系统）")


def test_a_long_text_wraps_and_its_row_is_high_enough(written):
    long = Reject(CellPlace("导出.xlsx", "刑释解教人员", 3, "释放日期"), "不详", "不是日期，" * 20)
    sheet = written(evolve(samples.result(), rejects=(long,)))["拒收"]
    cell = next(cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == "不是日期，" * 20)
    assert cell.alignment.wrap_text
    column = sheet.column_dimensions[cell.column_letter].width
    # A hundred characters of two columns' width each.
    assert sheet.row_dimensions[cell.row].height >= 18 * (200 / column)
    assert not any(c.alignment.wrap_text for c in sheet[cell.row] if c is not cell)


def test_the_same_result_gives_the_same_bytes(tmp_path):
    paths = [tmp_path / name for name in ("一.xlsx", "二.xlsx")]
    backwards = evolve(samples.result(), obligations=samples.result().obligations[::-1])
    for path, result in zip(paths, (samples.result(), backwards), strict=True):
        write_results_workbook(samples.program(), result, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    # not the moment of writing, which two writings within a second would share
    assert openpyxl.load_workbook(paths[0]).properties.created == datetime(2012, 12, 31)


def test_a_failure_leaves_the_older_file_and_nothing_half_written(tmp_path):
    path = tmp_path / "结果.xlsx"
    path.write_bytes(b"older")
    broken = evolve(samples.result(), obligations=(samples.obligation("A", State.LATE, late=3, trigger="不是日期"),))
    with pytest.raises(TypeError):
        write_results_workbook(samples.program(), broken, path)
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["结果.xlsx"]


def test_sensitive_values_and_keys_are_masked_unless_asked(written):
    def everything(**options):
        book = written(program=samples.program(key_sensitive=True), **options)
        return {str(value) for sheet in book for row in rows(sheet) for value in row}

    secret = {"张三", "A001", "A002", "A003", "A005", "A007", "A008"}
    assert not everything() & secret
    assert secret <= everything(unmask=True)


def test_text_that_looks_like_a_formula_is_no_formula_in_the_csv(tmp_path):
    hostile = samples.obligation('=HYPERLINK("http://x")', State.ON_TIME)
    write_on_time_csv(samples.program(), evolve(samples.result(), obligations=(hostile,)), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["个案"] for row in csv.DictReader(file)] == ['\'=HYPERLINK("http://x")']
