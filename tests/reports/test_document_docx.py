"""The Word file: GB/T 9704-2012 read back from the file itself, the same bytes every time, whole or not at all."""

import time
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from attrs import evolve
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from guiju.reports.document import Align, Annex, Document, Heading, Kind, Paragraph, Run, Table, TableColumn, plain
from guiju.reports.writers.docx import docx_bytes, write_docx

TABLE = Table(
    (TableColumn(plain("编号"), Align.LEFT, 2), TableColumn(plain("逾期天数"), Align.RIGHT, 1)),
    ((plain("A1"), plain("16")), ((Run("A"), Run("2", True)), ())),
)
NOTICE = Document(
    kind=Kind.NOTICE,
    title="督办通知书",
    date=date(2012, 5, 21),
    blocks=(Heading(1, "一、", plain("事项")), TABLE, Paragraph(plain("“引”<甲>&乙")), Paragraph(plain("引"), True)),
    issuer="甲省司法厅",
    number="〔2012〕1号",
    recipients="乙局",
    copies="丙局，丁局",
    annexes=(Annex("明细表", (TABLE,)), Annex("另表", ())),
)
BODY_WIDTH = round(156 * 1440 / 25.4)


def opened(document):
    return docx.Document(BytesIO(docx_bytes(document)))


def texts(word):
    return [p.text for p in word.paragraphs if p.text]


def fonts(word, style_id):
    style = next(s for s in word.styles if s.style_id == style_id)
    return style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size


def test_the_order_of_parts_is_the_standards():
    assert texts(opened(NOTICE)) == [
        "甲省司法厅文件", "〔2012〕1号", "督办通知书", "乙局：", "一、事项", "“引”<甲>&乙", "引",
        "附件：1. 明细表", "2. 另表", "甲省司法厅", "2012年5月21日", "附件1", "明细表", "附件2", "另表",
    ]  # fmt: skip


def test_paper_and_type_area():
    section = opened(NOTICE).sections[0]
    assert [round(length / Mm(1)) for length in (section.page_width, section.page_height)] == [210, 297]
    assert [round(m.mm) for m in (section.top_margin, section.left_margin)] == [37, 28]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert (round(width / Mm(1)), round(height / Mm(1))) == (156, 225)


def test_twenty_two_lines_of_twenty_eight_characters():
    word = opened(NOTICE)
    style = next(s for s in word.styles if s.style_id == "GongwenBody")
    line = style.paragraph_format.line_spacing
    assert 22 <= Mm(225) / line < 22.1
    spacing = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 <= Mm(156).pt / (style.font.size.pt + spacing) < 28.2
    assert style.element.pPr.ind.get(qn("w:firstLineChars")) == "200"


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("GongwenMark", "方正小标宋简体", 40), ("GongwenTitle", "方正小标宋简体", 22), ("GongwenBody", "仿宋_GB2312", 16),
        ("Heading1", "黑体", 16), ("Heading2", "楷体_GB2312", 16), ("Heading3", "仿宋_GB2312", 16),
        ("GongwenImprint", "仿宋_GB2312", 14), ("GongwenPageOdd", "宋体", 14), ("GongwenPageEven", "宋体", 14),
    ],
)  # fmt: skip
def test_standard_fonts_and_sizes(style, font, points):
    assert fonts(opened(NOTICE), style) == (font, Pt(points))


def test_the_head_is_red_with_a_rule_below_the_number():
    mark, number = opened(NOTICE).paragraphs[:2]
    assert str(mark.style.font.color.rgb) == "FF0000"
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")


def test_page_numbers_stand_at_the_outer_edge():
    section = opened(NOTICE).sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [p._p.xpath("string()") for p in (odd, even)] == ["— 1 —", "— 1 —"]
    assert [p._p.xpath("w:fldSimple/@w:instr") for p in (odd, even)] == [[" PAGE "], [" PAGE "]]
    assert [str(p.style.paragraph_format.alignment) for p in (odd, even)] == ["RIGHT (2)", "LEFT (0)"]


def test_tables_fill_the_type_area_repeat_titles_and_keep_rows_whole():
    table = opened(NOTICE).tables[0]
    widths = [int(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
    assert widths == [BODY_WIDTH * 2 // 3, BODY_WIDTH - BODY_WIDTH * 2 // 3]
    assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == 3
    assert len(table._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader")) == len(table._tbl.xpath("w:tr/w:trPr/w:tblHeader")) == 1
    assert [[c.text for c in r.cells] for r in table.rows] == [["编号", "逾期天数"], ["A1", "16"], ["A2", ""]]
    assert [r.bold for r in table.rows[2].cells[0].paragraphs[0].runs] == [None, True]


def test_titles_stay_with_their_rows_and_totals_with_the_row_before():
    total = ((Run("合计", True),), (Run("3", True),))
    word = opened(evolve(NOTICE, blocks=(Table(TABLE.columns, (*TABLE.rows[:1], TABLE.rows[0], total)),), annexes=()))
    kept = [bool(row._tr.xpath("w:tc/w:p/w:pPr/w:keepNext")) for row in word.tables[0].rows]
    assert kept == [False, False, True, False]
    style = next(s for s in word.styles if s.style_id == "GongwenCellTitle")
    assert style.paragraph_format.keep_with_next


def test_rows_to_write_in_by_hand_are_as_high_as_a_line_of_the_body():
    form = Table(TABLE.columns, ((plain("姓名"), plain("甲")), (plain("接回日期"), ())))
    reply = Table((*TABLE.columns, TableColumn(plain("结果"))), ((plain("A1"), plain("3"), ()),))
    form_rows, reply_rows = (
        [row._tr.xpath("w:trPr/w:trHeight/@w:val") for row in table.rows]
        for table in opened(evolve(NOTICE, blocks=(form, reply), annexes=())).tables[:2]
    )
    assert form_rows == [[], [], ["579"]]
    assert reply_rows == [[], ["579"]]


def test_a_note_is_set_small():
    word = opened(evolve(NOTICE, blocks=(Paragraph(plain("注1：自次日起算")), Paragraph(plain("注意安全")))))
    styles = {p.text: p.style.style_id for p in word.paragraphs}
    assert (styles["注1：自次日起算"], styles["注意安全"]) == ("GongwenNote", "GongwenBody")


def test_the_imprint_names_copies_issuer_and_date():
    boxes = opened(NOTICE).element.body.xpath(".//w:txbxContent")
    assert [line.xpath("string()") for line in boxes[0].iter(qn("w:tr"))] == [
        "抄送：丙局，丁局。",
        "甲省司法厅2012年5月21日印发",
    ]
    assert not opened(evolve(NOTICE, kind=Kind.TABLE)).element.body.xpath(".//w:txbxContent")


def test_signature_and_date_share_their_middle():
    for issuer in ("甲局", "甲省司法厅", "甲乙丙丁戊己庚辛壬癸局"):
        word = opened(evolve(NOTICE, issuer=issuer, annexes=()))
        signature = next(p for p in word.paragraphs if p.text == issuer)
        right = int(signature._p.pPr.ind.get(qn("w:rightChars"))) / 100
        # the date is three characters and seven half ones, four from the edge
        assert right + len(issuer) / 2 == pytest.approx(4 + 6.5 / 2)


def test_a_table_document_lies_on_its_side_without_head_or_signature():
    word = opened(evolve(NOTICE, kind=Kind.TABLE, landscape=True, recipients="", annexes=(), number=""))
    assert texts(word) == ["督办通知书", "一、事项", "“引”<甲>&乙", "引"]
    section = word.sections[0]
    assert [round(length / Mm(1)) for length in (section.page_width, section.page_height)] == [297, 210]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 225


def test_a_letter_has_no_number_on_page_one_and_red_double_rules():
    word = opened(evolve(NOTICE, kind=Kind.LETTER))
    section = word.sections[0]
    assert texts(word)[0] == "甲省司法厅"
    assert section.different_first_page_header_footer
    assert section.first_page_footer._element.xpath("string()") == ""
    parts = (word.element, section.first_page_footer._element)
    rules = [rule for part in parts for rule in part.xpath(".//w:pBdr/w:bottom[@w:color='FF0000']/@w:val")]
    assert rules == ["thickThinSmallGap", "thinThickSmallGap"]


def test_the_same_document_gives_the_same_bytes_dated_by_itself():
    first = docx_bytes(NOTICE)
    time.sleep(2.1)  # zip stamps count in steps of two seconds
    assert docx_bytes(NOTICE) == first
    with ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2012, 5, 21, 0, 0, 0)}
    core = opened(NOTICE).core_properties
    assert (core.created.date(), core.modified.date(), core.title) == (NOTICE.date, NOTICE.date, "督办通知书")


def test_a_file_is_replaced_whole_or_stays(tmp_path, monkeypatch):
    target = tmp_path / "甲.docx"
    target.write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "disk full")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", fail)
        with pytest.raises(OSError, match="disk full"):
            write_docx(NOTICE, target)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]
    write_docx(NOTICE, target)
    assert target.read_bytes() == docx_bytes(NOTICE)
    assert list(tmp_path.iterdir()) == [target]
