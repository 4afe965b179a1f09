"""The PDF file: GB/T 9704-2012 measured on its pages, the same bytes every time, no markup from facts."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from attrs import evolve
from fontTools.ttLib import TTFont
from guiju.engine.diagnostic import Refusal
from guiju.reports.document import Align, Annex, Document, Heading, Kind, Paragraph, Run, Table, TableColumn, plain
from guiju.reports.named_document import NamedDocument
from guiju.reports.output_folder import write_documents
from guiju.reports.writers import pdf_fonts
from guiju.reports.writers.font_coverage import covered
from guiju.reports.writers.formats import Form, Output
from guiju.reports.writers.pdf import pdf_bytes, unshowable, write_pdf

MM = 72 / 25.4
TABLE = Table(
    (TableColumn(plain("编号"), Align.LEFT, 2), TableColumn(plain("逾期天数"), Align.RIGHT, 1)),
    ((plain("A1"), plain("16")), ((Run("A"), Run("2", True)), ())),
)
NOTICE = Document(
    kind=Kind.NOTICE,
    title="督办通知书",
    date=date(2012, 5, 21),
    blocks=(Paragraph(plain("字" * 28 * 60)), Heading(1, "一、", plain("事项")), TABLE, Paragraph(plain("请办理"))),
    issuer="甲省司法厅",
    number="〔2012〕1号",
    recipients="乙局",
    copies="丙局，丁局",
)


def pages(document, **more):
    with pdfplumber.open(BytesIO(pdf_bytes(document, **more))) as pdf:
        for page in pdf.pages:
            yield page.dedupe_chars()


def text(document):
    """All that is written, without spaces and line breaks."""
    return "".join("".join(page_text(page)) for page in pages(document))


def page_text(page):
    return "".join(page.extract_text().replace("\u200b", "").split())


def found(page, words):
    """The characters of the first occurrence of some words on a page."""
    chars = [c for c in page.chars if c["text"].strip()]
    at = "".join(c["text"] for c in chars).index(words)
    return chars[at : at + len(words)]


def middle(chars):
    """The height of a line's middle from the top of the paper, in mm."""
    return (chars[0]["top"] + chars[0]["bottom"]) / 2 / MM


def test_paper_and_type_area():
    inner = [
        (c["x0"] / MM, c["x1"] / MM, middle([c]))
        for page in pages(NOTICE)
        for c in page.chars
        if c["text"].strip() and "—" not in c["text"] and middle([c]) < 262
    ]
    assert {(round(p.width / MM), round(p.height / MM)) for p in pages(NOTICE)} == {(210, 297)}
    assert min(left for left, _, _ in inner) == pytest.approx(28, abs=0.3)
    assert max(right for _, right, _ in inner) == pytest.approx(28 + 156, abs=0.4)
    assert min(height for *_, height in inner) >= 37


def test_twenty_two_lines_of_twenty_eight_characters():
    page = list(pages(NOTICE))[1]
    lines = {}
    for char in page.chars:
        if char["text"] == "字":
            lines.setdefault(round(char["top"]), []).append(char)
    assert len(lines) == 22
    assert {len(chars) for chars in lines.values()} == {28}
    tops = sorted(lines)
    assert (tops[-1] - tops[0]) / 21 / MM == pytest.approx(225 / 22, abs=0.03)


def test_the_head_of_a_notice():
    page = next(pages(NOTICE))
    mark, number, title = found(page, "甲省司法厅文件"), found(page, "〔2012〕1号"), found(page, "督办通知书")
    assert mark[0]["size"] == pytest.approx(40)
    assert mark[0]["non_stroking_color"] == pytest.approx((1, 0, 0))
    assert middle(mark) == pytest.approx(37 + 35 + 20 / MM, abs=2)
    assert number[0]["size"] == pytest.approx(16)
    (rule,) = [r for r in page.rects if r["width"] > 150 * MM]
    assert rule["width"] / MM == pytest.approx(156, abs=0.1)
    assert rule["non_stroking_color"] == pytest.approx((1, 0, 0))
    assert rule["top"] / MM - middle(number) == pytest.approx(4 + 8 / MM, abs=0.8)
    assert title[0]["size"] == pytest.approx(22)
    assert middle(title) - rule["top"] / MM == pytest.approx((2 * 28.95 + 35 / 2) / MM, abs=0.8)
    for words in (mark, number, title):
        assert (words[0]["x0"] + words[-1]["x1"]) / 2 / MM == pytest.approx(28 + 78, abs=1.5)  # 〔 is set narrow


def test_page_numbers_stand_below_the_type_area_at_the_outer_edge():
    for count, page in enumerate(pages(NOTICE), start=1):
        digit = next(c for c in page.chars if c["text"] == str(count) and middle([c]) > 263)
        assert digit["size"] == pytest.approx(14)
        assert middle([digit]) == pytest.approx(37 + 225 + 7, abs=1.5)
        outer = digit["x0"] / MM > 105
        assert outer == bool(count % 2)
        dashes = [c for c in page.chars if c["text"] == "—" and middle([c]) > 263]
        edge = max(c["x1"] for c in dashes) if outer else min(c["x0"] for c in dashes)
        assert edge / MM == pytest.approx(184 - 14 / MM if outer else 28 + 14 / MM, abs=1)


def test_the_imprint_ends_the_last_page():
    *_, before, last = [page_text(p) for p in pages(evolve(NOTICE, annexes=(Annex("明细", (TABLE,)),)))]
    assert last.endswith("抄送：丙局，丁局。甲省司法厅2012年5月21日印发—5—")
    assert "抄送" not in before
    *_, page = pages(NOTICE)
    rules = sorted((line["top"] / MM, line["linewidth"] / MM) for line in page.lines if line["linewidth"] > 0.2 * MM)
    assert [round(width, 2) for _, width in rules] == [0.35, 0.25, 0.35]
    assert rules[-1][0] == pytest.approx(37 + 225, abs=0.3)


def test_a_letter_has_double_rules_and_no_number_on_page_one():
    first, *others = pages(evolve(NOTICE, kind=Kind.LETTER, copies=""))
    rules = sorted((r for r in first.rects if r["width"] > 150 * MM), key=lambda r: r["top"])
    assert [round(r["width"] / MM) for r in rules] == [170] * 4
    assert [round(r["height"], 2) for r in rules] == [2.25, 0.75, 0.75, 2.25]
    assert rules[-1]["bottom"] / MM == pytest.approx(297 - 20 + 1.4, abs=1)
    assert middle(found(first, "甲省司法厅")) == pytest.approx(30 + 20 / MM, abs=2)
    assert not [c for c in first.chars if middle([c]) > 263]
    assert all([c for c in page.chars if middle([c]) > 263] for page in others)


def test_minutes_name_who_was_there():
    minutes = evolve(
        NOTICE,
        kind=Kind.MINUTES,
        mark="专题会议纪要",
        title="会议纪要",
        attendance=(("出席", "甲、乙"), ("列席", "丙")),
    )
    shown = text(minutes)
    assert shown.startswith("专题会议纪要〔2012〕1号甲省司法厅2012年5月21日会议纪要")
    assert "请办理出席：甲、乙列席：丙" in shown
    assert shown.count("甲省司法厅") == 2  # at the head and in 版记: nobody signs


def test_a_table_repeats_its_titles_and_shows_every_row():
    rows = tuple((plain(f"A{n:05d}"), plain(str(n))) for n in range(5000))
    made = evolve(NOTICE, kind=Kind.TABLE, blocks=(Table(TABLE.columns, rows),), recipients="", number="")
    shown = [page.extract_text() for page in pages(made)]
    assert all("编号" in page and "逾期天数" in page for page in shown)
    assert [word for page in shown for word in page.split() if word.startswith("A0")] == [
        f"A{n:05d}" for n in range(5000)
    ]


@pytest.mark.parametrize(
    "fact", ["#panic()", "*甲* _乙_ `c` $x$ @y <z> \\ // [ ] = #let a = 1", "$", "\\u{41}", '"}#', "李&明"]
)
def test_a_fact_is_shown_and_never_acts(fact):
    for block in (
        Paragraph(plain(fact)),
        Heading(1, "一、", plain(fact)),
        Table((TableColumn(plain(fact)),), ((plain(fact),),)),
    ):
        made = evolve(NOTICE, blocks=(block,), recipients=fact, issuer=fact, title=fact)
        assert "".join(text(made).split()).count("".join(fact.split())) >= 5


def test_a_key_without_a_place_to_break_stays_in_its_column():
    table = Table((TableColumn(plain("编号")), TableColumn(plain("注"))), ((plain("A" * 90), plain("乙")),))
    letters = [c for page in pages(evolve(NOTICE, blocks=(table,))) for c in page.chars if "A" in c["text"]]
    assert len(letters) == 90
    assert max(c["x1"] for c in letters) / MM < 28 + 78


def test_sums_are_never_broken_and_a_heading_stays_with_its_table():
    for lines in range(3, 14):
        filler = (Paragraph(plain("满行")),) * lines
        lead = (Paragraph(plain("共1,872,600.00元")), Paragraph(plain("第二段")))
        made = evolve(NOTICE, blocks=(*filler, Heading(1, "一、", plain("表头")), *lead, TABLE))
        with_table = next(page for page in map(page_text, pages(made)) if "逾期天数" in page)
        assert all(words in with_table for words in ("表头", "共1,872,600.00元", "第二段"))


def test_a_total_never_stands_alone_at_the_top_of_a_page():
    total = ((Run("小计", True),), (Run("9", True),))
    for rows in range(24, 60):
        body = tuple((plain(f"A{n}"), plain("1")) for n in range(rows))
        made = evolve(NOTICE, kind=Kind.TABLE, blocks=(Table(TABLE.columns, (*body, total, total)),), number="")
        *_, last = (page.extract_text() for page in pages(made))
        assert last.count("小计") == 2
        assert f"A{rows - 1}" in last


def test_a_row_to_write_in_is_as_high_as_a_line_of_the_body():
    form = Table(
        (TableColumn(plain("项目")), TableColumn(plain("内容"))), ((plain("甲"), plain("一")), (plain("乙"), ()))
    )
    (page,) = pages(evolve(NOTICE, kind=Kind.TABLE, blocks=(form,), number="", recipients=""))
    edges = sorted({round(line["top"], 1) for line in page.lines if abs(line["x1"] - line["x0"]) > 50})
    heights = [low - high for high, low in pairwise(edges)]
    assert heights[-1] >= 28.9
    assert heights[-2] < 21


def test_a_key_with_hyphens_is_not_broken_where_it_finds_room():
    keys = [f"NX2013-{n:05d}" for n in range(40)]
    table = Table(
        (TableColumn(plain("甲"), share=1), TableColumn(plain("乙"), share=2)), ((plain("、".join(keys)), ()),)
    )
    lines = "\n".join(page.extract_text() for page in pages(evolve(NOTICE, blocks=(table,))))
    assert all(key in lines for key in keys)


def test_a_note_is_set_small():
    page = next(pages(evolve(NOTICE, blocks=(Paragraph(plain("注1：自次日起算")),))))
    assert {char["size"] for char in found(page, "自次日起算")} == {10.5}


def test_the_clauses_below_a_heading_stay_with_its_table():
    lead = (Paragraph(plain("依据：" + "字" * 40)), Paragraph(plain("依据：" + "字" * 40)), Paragraph(plain("口径")))
    for lines in range(6, 16):
        filler = (Paragraph(plain("满行")),) * lines
        blocks = (*filler, Heading(1, "一、", plain("表头")), *lead, TABLE)
        made = evolve(NOTICE, kind=Kind.TABLE, landscape=True, blocks=blocks, number="", recipients="")
        with_table = next(page for page in map(page_text, pages(made)) if "逾期天数" in page)
        assert with_table.count("依据：") == 2
        assert "表头" in with_table


def test_a_row_taller_than_a_page_goes_on_overleaf():
    table = Table((TableColumn(plain("甲")),), ((plain("字" * 4000),),))
    assert text(evolve(NOTICE, blocks=(table,))).count("字") == 4000


def test_a_name_of_sixty_characters_stays_in_the_type_area():
    made = evolve(NOTICE, issuer="甲乙丙丁戊己庚辛壬癸" * 6)
    for page in pages(made):
        inside = [c for c in page.chars if c["text"].strip()]
        assert min(c["x0"] for c in inside) / MM > 27.7
        assert max(c["x1"] for c in inside) / MM < 184.5


def test_the_same_document_gives_the_same_bytes_dated_by_itself(tmp_path):
    write_pdf(NOTICE, tmp_path / "甲.pdf")
    pdf_bytes(evolve(NOTICE, title="另一份"))
    assert (tmp_path / "甲.pdf").read_bytes() == pdf_bytes(NOTICE)
    with pdfplumber.open(tmp_path / "甲.pdf") as pdf:
        assert pdf.metadata["CreationDate"].startswith("D:20120521")
        assert pdf.metadata["Title"] == "督办通知书"


def refused(call):
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.diagnostics[0].code


def test_without_chinese_fonts_nothing_is_written(tmp_path, monkeypatch):
    class NoFonts:
        def families(self):
            return ["DejaVu Sans"]

    pdf_fonts.choose_fonts.cache_clear()
    monkeypatch.setattr(pdf_fonts, "_load", lambda folder: NoFonts())
    assert refused(lambda: write_pdf(NOTICE, tmp_path / "甲.pdf", tmp_path)) == "GJ820"
    assert not list(tmp_path.iterdir())


def test_a_folder_of_fonts_that_is_not_there(tmp_path):
    assert refused(lambda: pdf_bytes(NOTICE, tmp_path / "没有")) == "GJ822"


def test_without_typst_the_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(Refusal) as caught:
        pdf_fonts.choose_fonts(tmp_path)
    assert caught.value.diagnostics[0].code == "GJ823"
    assert "guiju[pdf]" in caught.value.diagnostics[0].help[0]


def test_characters_no_font_has_are_named_before_anything_is_written(tmp_path):
    output = Output(tmp_path / "出", (Form.PDF, Form.TEXT))
    rare = evolve(NOTICE, recipients="甲\ue123乙", issuer="\U0010fffd")
    assert unshowable(rare) == "\ue123\U0010fffd"
    assert unshowable(NOTICE) == ""
    documents = [NamedDocument(name, "", document) for name, document in (("一", NOTICE), ("二", rare))]
    assert refused(lambda: write_documents(documents, output)) == "GJ832"
    assert not output.folder.exists()
    assert len(write_documents(documents, Output(tmp_path / "出", (Form.TEXT,)))) == 2


def test_what_a_font_covers_agrees_with_another_reader():
    fonts = pdf_fonts.choose_fonts().fonts.fonts()
    files = {(font.path, font.index) for font in fonts if font.path and "Noto Serif SC" in (font.family,)}
    assert files
    for path, index in files:
        assert covered(Path(path), index) == set(TTFont(path, fontNumber=index).getBestCmap())


def test_the_standards_font_goes_before_any_other():
    installed = {"Noto Serif CJK SC", "FangSong", "Droid Sans Fallback"}
    assert pdf_fonts.choose(pdf_fonts.ROLES["fang"], installed) == [
        "FangSong",
        "Noto Serif CJK SC",
        "Droid Sans Fallback",
    ]
