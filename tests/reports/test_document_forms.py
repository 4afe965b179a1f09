"""The forms a document is written in beside Word, PDF and HTML: Markdown, plain text, workbooks."""

from datetime import date
from io import BytesIO

import pytest
from attrs import evolve
from guiju.reports.document import (
    Align,
    Annex,
    Document,
    Heading,
    Kind,
    Paragraph,
    Run,
    Table,
    TableColumn,
    plain,
    words,
)
from guiju.reports.markdown import read_markdown
from guiju.reports.writers.formats import Form, Output
from guiju.reports.writers.markdown_text import markdown_text
from guiju.reports.writers.plain_text import plain_text
from guiju.reports.writers.tables_workbook import workbook_bytes
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

TABLE = Table(
    (TableColumn(plain("编号"), Align.LEFT, 12), TableColumn(plain("金额"), Align.RIGHT, 6)),
    ((plain("001"), plain("1,500.00")), ((Run("=1+1"), Run("重", True)), plain("—")), (plain("<r>x"), plain("12"))),
)
NOTICE = Document(
    kind=Kind.NOTICE,
    title="督办通知书",
    date=date(2012, 5, 21),
    blocks=(Paragraph(plain("请办理。")), Heading(1, "一、", plain("事项")), TABLE, Paragraph(plain("引"), True)),
    issuer="甲省司法厅",
    number="〔2012〕1号",
    recipients="乙局",
    copies="丙局",
    annexes=(Annex("明细", (TABLE,)),),
)


def same(first, second):
    """Two documents alike in everything but where runs are parted."""
    return [words(b.text) for b in first.blocks if isinstance(b, Paragraph)] == [
        words(b.text) for b in second.blocks if isinstance(b, Paragraph)
    ] and evolve(first, blocks=()) == evolve(second, blocks=())


def test_markdown_reads_back_as_the_same_document():
    assert read_markdown(markdown_text(NOTICE), "x") == NOTICE


HARD = st.text("*_`#>-+=1.) |\\[]<&~:\t甲 字", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)


@given(HARD)
def test_no_fact_becomes_markup_in_markdown(fact):
    table = Table((TableColumn(plain(fact), Align.LEFT, 3),), ((plain(fact),),))
    made = evolve(
        NOTICE, title=fact, blocks=(Paragraph(plain(fact)), Paragraph(plain(fact), True), table), recipients=""
    )
    back = read_markdown(markdown_text(made), "x")
    assert same(back, made)
    assert back.blocks[2] == table


def test_plain_text_shows_everything_in_order():
    lines = [line.strip() for line in plain_text(NOTICE).split("\n") if line.strip()]
    assert lines[:6] == ["甲省司法厅文件", "〔2012〕1号", "督办通知书", "乙局：", "请办理。", "一、事项"]
    assert [line.split() for line in lines[6:9]] == [["编号", "金额"], ["------", "--------"], ["001", "1,500.00"]]
    assert lines[-2:] == ["抄送：丙局。", "甲省司法厅　2012年5月21日印发"]
    assert "附件：明细" in lines


def test_a_workbook_has_a_filtered_sheet_for_each_table():
    book = load_workbook(BytesIO(workbook_bytes(NOTICE)))
    assert book.sheetnames == ["事项", "明细", "文字"]
    sheet = book["事项"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B4")
    assert [[c.value for c in row] for row in sheet.rows] == [
        ["编号", "金额"], ["001", 1500], ["=1+1重", "—"], [" <r>x", 12],
    ]  # fmt: skip
    assert {c.data_type for c in sheet["A"]} == {"s"}
    assert sheet["B2"].number_format == "#,##0.00"
    assert [c.value for c in book["文字"]["A"]] == ["督办通知书", "〔2012〕1号", "乙局", "请办理。", "一、事项", "引"]


@pytest.mark.parametrize("title", ["a/b:c*?[x]", "", "'" * 3, "甲" * 60])
def test_sheet_names_excel_accepts(title):
    made = evolve(NOTICE, blocks=(Heading(1, "一、", plain(title)), TABLE, TABLE, TABLE))
    names = load_workbook(BytesIO(workbook_bytes(made))).sheetnames
    assert len(set(names)) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_the_same_document_gives_the_same_bytes_in_every_form(tmp_path):
    outputs = [Output(tmp_path / name, tuple(Form)) for name in ("一", "二")]
    first, second = ([p.read_bytes() for p in output.write(NOTICE, "文书")] for output in outputs)
    assert first == second
    assert {p.suffix for p in (tmp_path / "一").iterdir()} == {".docx", ".pdf", ".html", ".xlsx", ".md", ".txt"}
