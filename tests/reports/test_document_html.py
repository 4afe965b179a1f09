"""The HTML page: one file, nothing fetched, nothing run, facts escaped."""

from datetime import date
from html.parser import HTMLParser

import pytest
from attrs import evolve
from guiju.reports.document import Align, Annex, Document, Heading, Kind, Paragraph, Run, Table, TableColumn, plain
from guiju.reports.writers.html import html_text, write_html

EVIL = "<script>alert(1)</script>\"'&<img src=x onerror=y>"
TABLE = Table((TableColumn(plain(EVIL), Align.RIGHT, 2), TableColumn(plain("乙"))), ((plain(EVIL), (Run("2", True),)),))
NOTICE = Document(
    kind=Kind.NOTICE,
    title="督办通知书",
    date=date(2012, 5, 21),
    blocks=(Heading(1, "一、", plain("事项")), TABLE, Paragraph(plain(EVIL)), Paragraph(plain("引"), True)),
    issuer=EVIL,
    number="〔2012〕1号",
    recipients=EVIL,
    copies="丙局",
    annexes=(Annex("明细表", (TABLE,)),),
)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], []
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "col", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data.strip())


def test_nothing_runs_and_nothing_is_fetched():
    page = Page(html_text(NOTICE))
    assert page.open == []
    assert not set(page.tags) & {"script", "img", "link", "iframe", "object", "a"}
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "srcset")]
    assert "url(" not in html_text(NOTICE)
    assert "@import" not in html_text(NOTICE)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_facts_show_as_they_are():
    page = Page(html_text(NOTICE))
    words = [w for w in page.words if w]
    assert words.count(EVIL) == 7  # two table titles and cells, a paragraph, the signature twice
    assert f"{EVIL}：" in words
    assert ("data-label", EVIL) in page.attributes


def test_structure_is_semantic():
    page = Page(html_text(NOTICE))
    assert [t for t in page.tags if t in ("h1", "h2")] == ["h1", "h2", "h1"]
    assert {"main", "article", "header", "footer", "section", "thead", "tbody", "blockquote", "time"} <= set(page.tags)
    assert page.attributes.count(("scope", "col")) == 4
    assert ("datetime", "2012-05-21") in page.attributes
    assert {"一、事项", "抄送：丙局。", "2012年5月21日印发", "附件：明细表"} <= set(page.words)


@pytest.mark.parametrize(
    ("kind", "copies", "footer"),
    [
        (Kind.NOTICE, "", True), (Kind.MINUTES, "", True), (Kind.TABLE, "丙局", False),
        (Kind.LETTER, "丙局", True), (Kind.LETTER, "", False),
    ],
)  # fmt: skip
def test_the_imprint_of_a_letter_holds_copies_alone(kind, copies, footer):
    page = html_text(evolve(NOTICE, kind=kind, copies=copies))
    assert ("footer" in Page(page).tags) is footer
    assert ("印发" in page) is (kind in (Kind.NOTICE, Kind.MINUTES))


def test_the_file_is_utf8_and_the_same_every_time(tmp_path):
    write_html(NOTICE, tmp_path / "甲.html")
    assert (tmp_path / "甲.html").read_bytes() == html_text(NOTICE).encode("utf-8")
    assert html_text(NOTICE) == html_text(NOTICE)
