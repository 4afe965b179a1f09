"""An office's own Word template: the same fields, the same sandbox, the same complaints."""

import sys
from datetime import date
from io import BytesIO

import docx
import pytest
from guiju.engine.diagnostic import Refusal
from guiju.reports.rendering import fill
from guiju.reports.writers.docx import docx_bytes
from guiju.reports.writers.html import html_text

MARKDOWN = "---\n种类：通知\n日期：{{ 日期 }}\n---\n# 通知\n\n{{ 单位 }}请办理。\n"
FIELDS = {"日期": "2012年5月21日", "单位": "甲<b>&乙", "事项": [{"名": "一"}, {"名": "{{ 单位 }}"}], "件数": 3}


def folder(tmp_path, *paragraphs, rows=()):
    (tmp_path / "通知.md.j2").write_text(MARKDOWN, "utf-8")
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    if rows:
        table = word.add_table(0, 2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    word.save(tmp_path / "通知.docx")
    return tmp_path


def refused(call):
    with pytest.raises(Refusal) as caught:
        call()
    return [(d.code, d.message) for d in caught.value.diagnostics]


def test_the_word_file_holds_the_facts_as_they_are(tmp_path):
    rows = (("{%tr for 项 in 事项 %}", ""), ("{{ loop.index }}", "{{ 项.名 }}"), ("{%tr endfor %}", ""))
    document = fill("通知.md.j2", FIELDS, folder(tmp_path, "本局：{{ 单位 }}，共{{ 件数 }}件", rows=rows))
    word = docx.Document(BytesIO(docx_bytes(document)))
    assert word.paragraphs[0].text == "本局：甲<b>&乙，共3件"
    assert [[c.text for c in r.cells] for r in word.tables[0].rows] == [["1", "一"], ["2", "{{ 单位 }}"]]
    assert "甲&lt;b&gt;&amp;乙请办理" in html_text(document)  # other forms follow the Markdown template


def test_the_same_bytes_dated_by_the_document(tmp_path):
    made = folder(tmp_path, "{{ 单位 }}")
    first, second = (docx_bytes(fill("通知.md.j2", FIELDS, made)) for _ in range(2))
    assert first == second
    assert fill("通知.md.j2", FIELDS, made).date == date(2012, 5, 21)


def test_a_misspelt_field_names_the_nearest(tmp_path):
    assert refused(lambda: fill("通知.md.j2", FIELDS, folder(tmp_path, "{% if 件数 > 9 %}{{ 单为 }}{% endif %}"))) == [
        ("GJ813", "Word 模板填不进：没有「单为」这一项，是不是「单位」")
    ]


def test_a_misspelt_part_of_a_field(tmp_path):
    made = folder(tmp_path, "{% for 项 in 事项 %}{{ 项.名称 }}{% endfor %}")
    assert refused(lambda: fill("通知.md.j2", FIELDS, made)) == [
        ("GJ813", "Word 模板填不进：没有「名称」这一项，是不是「名」")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ 单位", "GJ812"), ("{% for %}", "GJ812"), ("{{ 单位.__class__.__mro__ }}", "GJ813"), ("{{ 事项 }}", "GJ813"),
        ("{{ 件数 + 单位 }}", "GJ814"), ("{% include '/etc/passwd' %}", "GJ814"), ("{{ 单位|attr('x') }}", "GJ812"),
    ],
)  # fmt: skip
def test_a_template_that_is_wrong_or_reaches_out_is_refused(tmp_path, text, code):
    assert [found for found, _ in refused(lambda: fill("通知.md.j2", FIELDS, folder(tmp_path, text)))] == [code]


def test_a_file_that_is_no_word_file(tmp_path):
    (folder(tmp_path) / "通知.docx").write_bytes(b"not a zip")
    assert refused(lambda: fill("通知.md.j2", FIELDS, tmp_path))[0][0] == "GJ830"


def test_without_docxtpl_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(Refusal) as caught:
        fill("通知.md.j2", FIELDS, folder(tmp_path, "甲"))
    assert caught.value.diagnostics[0].code == "GJ829"
    assert "guiju[word]" in caught.value.diagnostics[0].help[0]
