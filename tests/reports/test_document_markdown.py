"""Markdown with front matter read into a Document."""

from datetime import date

import pytest
from guiju.engine.diagnostic import Refusal
from guiju.reports.document import (
    Align,
    Heading,
    Kind,
    Paragraph,
    Run,
    Table,
    plain,
    printable,
    set_width,
    title_lines,
    words,
)
from guiju.reports.markdown import heading_mark, read_markdown

HEAD = "---\n种类：函\n发文机关: 甲厅\n文号：〔2012〕1号\n主送：乙局&#58;丙局\n抄送：丁\n日期：2012年5月4日\n---\n\n"


def read(body, head=HEAD):
    return read_markdown(head + body, "试.md")


def test_front_matter_fills_the_fields():
    made = read("# 关于某事的函\n")
    assert (made.kind, made.title, made.issuer, made.number) == (Kind.LETTER, "关于某事的函", "甲厅", "〔2012〕1号")
    assert (made.recipients, made.copies, made.date) == ("乙局:丙局", "丁", date(2012, 5, 4))
    assert (made.letterhead, made.landscape) == ("甲厅", False)


def test_headings_are_marked_by_counting_and_start_anew_below():
    made = read("# 题\n\n## 甲\n\n### 乙\n\n### 丙\n\n## 丁\n\n### 戊\n\n#### 己\n\n##### 庚\n")
    assert [f"{b.mark}{words(b.text)}" for b in made.blocks if isinstance(b, Heading)] == [
        "一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己", "（1）庚",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "mark"), [(10, "十、"), (11, "十一、"), (20, "二十、"), (99, "九十九、"), (100, "100、")]
)
def test_marks_of_the_first_level(number, mark):
    assert heading_mark(1, number) == mark


def test_paragraphs_quotations_lists_and_emphasis():
    made = read("# 题\n\n甲**乙**\n丙\n\n> 引文\n\n1. 一\n2. 二\n\n- 三\n")
    assert made.blocks == (
        Paragraph((Run("甲"), Run("乙", True), Run("丙"))),
        Paragraph(plain("引文"), quotation=True),
        Paragraph((Run("1."), Run("一"))),
        Paragraph((Run("2."), Run("二"))),
        Paragraph((Run("— "), Run("三"))),
    )


def test_a_table_takes_alignment_from_colons_and_widths_from_dashes():
    made = read("# 题\n\n|甲|乙|丙|\n|:---|:------:|-:|\n|1&#124;|**2**||\n")
    (table,) = made.blocks
    assert isinstance(table, Table)
    assert [(c.align, c.share) for c in table.columns] == [(Align.LEFT, 3), (Align.CENTRE, 6), (Align.RIGHT, 1)]
    assert table.rows == ((plain("1|"), (Run("2", True),), ()),)


def test_a_further_title_begins_an_annex_and_headings_count_anew():
    made = read("# 题\n\n## 甲\n\n# 附表\n\n## 乙\n\n# 再附\n")
    assert [(a.title, [b.mark for b in a.blocks]) for a in made.annexes] == [("附表", ["一、"]), ("再附", [])]
    assert made.annex_mark(2) == "附件2"


def test_html_links_and_code_are_plain_text():
    made = read("# 题\n\n<b>甲</b> [乙](http://x) `丙`\n")
    assert made.blocks == (Paragraph(plain("<b>甲</b> [乙](http://x) `丙`")),)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# 题\n", "GJ801", 1),
        ("---\n种类：通知\n", "GJ801", 1),
        ("---\n种类：通知\n密级：秘密\n---\n# 题\n", "GJ802", 3),
        ("---\n种类：命令\n日期：2012年5月4日\n---\n# 题\n", "GJ803", 1),
        ("---\n种类：通知\n日期：2012年2月30日\n---\n# 题\n", "GJ804", 1),
        ("---\n种类：通知\n日期：5月4日\n---\n# 题\n", "GJ804", 1),
        ("---\n种类：通知\n日期：2012-05-04\n---\n", "GJ805", 1),
        ("---\n种类：通知\n日期：2012-05-04\n---\n先有话\n\n# 题\n", "GJ805", 5),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(text, code, line):
    with pytest.raises(Refusal) as refused:
        read_markdown(text, "试.md")
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == code
    assert diagnostic.labels[0].place.describe().startswith(f"试.md:{line}:")
    assert diagnostic.help


def test_text_loses_what_no_page_can_show():
    assert printable("甲\x00\x0b\u202e乙\ud800\uffff丙") == "甲乙丙"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("督办通知书", ["督办通知书"]),
        ("《关于某某办法》任务分工表", ["《关于某某办法》", "任务分工表"]),
        ("甲乙丙丁戊己庚辛壬癸子丑", ["甲乙丙丁戊己", "庚辛壬癸子丑"]),
    ],
)
def test_titles_break_where_they_balance(title, lines):
    assert title_lines(title, 10) == lines
    assert all(set_width(line) <= 10 for line in lines)
