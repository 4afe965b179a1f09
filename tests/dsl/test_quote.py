"""Quotations are found word for word in the source document, or it is said why not.

data/fragments.tsv lists the 89 fragments into which the shipped plan was cut by hand, each word for word, with the
item of the plan it stands in (0 and P: before the first item). Two sentences stand in two items each.
"""

import csv
from pathlib import Path

import pytest
from guiju.dsl.load import DEFAULT_POLICY
from guiju.dsl.quote import Ambiguous, Located, NoSuchClause, NotFound, SourceDocument
from guiju.engine.origin import SourceText

DATA = Path(__file__).parent / "data" / "fragments.tsv"
STATED_TWICE = {"2.g", "7.h", "3.j", "5.j"}


def fragments() -> list[tuple[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["id"], row["原文"]) for row in rows]


FRAGMENTS = fragments()
ONCE = [(name, words) for name, words in FRAGMENTS if name not in STATED_TWICE]
TWICE = [(name, words) for name, words in FRAGMENTS if name in STATED_TWICE]

ORDINANCE = """高龄津贴发放办法
第一条　年满八十周岁的老人，每人发放高龄津贴100元；年满九十周岁的，每人发放300元。
第二条　街道应当自受理申请之日起10个工作日内办结，并在社区公示。
街道应当在办结前公示七日。
第三条　有下列情形之一的，停止发放：
（一）死亡的；
（二）户籍迁出的。
"""


def item(name: str) -> str:
    number = name.partition(".")[0]
    return f"第{number}项" if number.isdigit() and number != "0" else "引言"


@pytest.fixture(scope="module")
def plan() -> SourceDocument:
    path = min(DEFAULT_POLICY.glob("*/原文.txt"))
    return SourceDocument(SourceText("原文.txt", path.read_text("utf-8")))


@pytest.fixture(scope="module")
def ordinance() -> SourceDocument:
    return SourceDocument(SourceText("办法.txt", ORDINANCE))


def located(document: SourceDocument, quotation: str | None, clause: str | None = None) -> Located:
    found = document.locate(quotation, clause)
    assert isinstance(found, Located), found
    return found


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_inventory_is_whole():
    assert len(FRAGMENTS) == 89
    assert {name for name, _ in TWICE} == STATED_TWICE


@pytest.mark.parametrize(("name", "words"), ONCE, ids=[name for name, _ in ONCE])
def test_fragment_is_found_in_its_item(plan: SourceDocument, name: str, words: str):
    found = located(plan, words)
    assert found.citation.clause == item(name)
    assert found.citation.quotation == words
    assert squeezed(plan.source.text[found.start : found.end]) == squeezed(words)
    assert "\n" not in plan.source.text[found.start : found.end]


@pytest.mark.parametrize(("name", "words"), ONCE, ids=[name for name, _ in ONCE])
def test_fragment_is_found_with_its_clause_named(plan: SourceDocument, name: str, words: str):
    if item(name) == "引言":
        assert isinstance(plan.locate(words, "第1项"), NotFound)
    else:
        assert located(plan, words, item(name)).start == located(plan, words).start
        assert isinstance(plan.locate(words, f"第{int(name[0]) % 8 + 1}项"), NotFound)


@pytest.mark.parametrize(("name", "words"), TWICE, ids=[name for name, _ in TWICE])
def test_sentence_that_stands_twice_needs_its_clause(plan: SourceDocument, name: str, words: str):
    found = plan.locate(words, None)
    assert isinstance(found, Ambiguous)
    assert len(found.clauses) == 2
    assert item(name) in found.clauses
    assert located(plan, words, item(name)).citation.clause == item(name)


def test_the_two_places_differ(plan: SourceDocument):
    words = dict(FRAGMENTS)["2.g"]
    assert located(plan, words, "第2项").start < located(plan, words, "第7项").start


def test_headings_stand_above_the_words(plan: SourceDocument):
    words = dict(FRAGMENTS)["4.e"]
    assert located(plan, words).citation.heading == (
        "三、做好刑释解教人员安置帮教工作",
        "4、加强刑释解教人员衔接及帮教工作",
        "任务分工",
    )


@pytest.mark.parametrize(
    "words",
    ["年满八十周岁……每人发放300元", "老人……九十周岁的", "……年满八十周岁的老人……", "八十周岁 的老人……100 元"],
)
def test_ellipsis_skips_within_a_paragraph(ordinance: SourceDocument, words: str):
    assert located(ordinance, words).citation.clause == "第一条"


def test_ellipsis_covers_what_it_skips(ordinance: SourceDocument):
    found = located(ordinance, "年满八十周岁……300元")
    assert ordinance.source.text[found.start : found.end].startswith("年满八十周岁的老人")
    assert ordinance.source.text[found.start : found.end].endswith("发放300元")


@pytest.mark.parametrize(
    "words",
    [
        "年满八十周岁……在社区公示",  # over two articles
        "10个工作日内……公示七日",  # over two paragraphs of one article
        "300元……八十周岁",  # the wrong way round
        "……",
        "",
    ],
)
def test_ellipsis_never_skips_to_another_paragraph(ordinance: SourceDocument, words: str):
    assert isinstance(ordinance.locate(words, None), NotFound)


@pytest.mark.parametrize(
    "words", ["10 个\n工作日", "　自受理申请\t之日起 10个工作日内", "自受理申请之日起10个工作日内"]
)
def test_white_space_never_counts(ordinance: SourceDocument, words: str):
    assert located(ordinance, words).citation.clause == "第二条第一款"


@pytest.mark.parametrize("words", ["自受理申请之日起十个工作日内", "自受理申请之日起10个工作日之内", "停止发放:"])
def test_every_character_counts(ordinance: SourceDocument, words: str):
    assert isinstance(ordinance.locate(words, None), NotFound)


def test_longest_part_that_stands_is_told(ordinance: SourceDocument):
    assert ordinance.locate("自受理申请之日起十个工作日内", None) == NotFound("自受理申请之日起")
    assert ordinance.locate("困难老人户籍迁出的", None) == NotFound("户籍迁出的")


def test_quotation_is_sought_in_the_clause_named(ordinance: SourceDocument):
    assert isinstance(ordinance.locate("街道应当", None), Ambiguous)
    assert isinstance(ordinance.locate("街道应当", "第二条"), Ambiguous)
    assert isinstance(ordinance.locate("街道应当", "第一条"), NotFound)
    assert located(ordinance, "街道应当", "第二条第一款").start < located(ordinance, "街道应当", "第二条第二款").start


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("第二条第二款", "街道应当在办结前公示七日。"),
        ("第三条第（二）项", "（二）户籍迁出的。"),
        ("第2条第2款", "街道应当在办结前公示七日。"),
    ],
)
def test_clause_alone_is_its_whole_text(ordinance: SourceDocument, clause: str, words: str):
    assert located(ordinance, None, clause).citation.quotation == words
    assert located(ordinance, None, clause).citation.clause == clause


@pytest.mark.parametrize(
    "clause",
    ["第四条", "第二条第三款", "第三条第（三）项", "第二条第0款", "第五项", "第一部分", "第二条第二款第（一）项"],
)
def test_clause_that_is_not_there(ordinance: SourceDocument, clause: str):
    assert isinstance(ordinance.locate(None, clause), NoSuchClause)
    assert isinstance(ordinance.locate("死亡的", clause), NoSuchClause)


@pytest.mark.parametrize("words", ["八十周岁的；（二）低保家庭的", "身份证明。街道办事处收到后"])
def test_quotation_stays_within_a_paragraph(words: str):
    text = "第三条　可以申请：\n（一）年满八十周岁的；\n（二）低保家庭的。\n第四条　提交身份证明。\n街道办事处收到后审核。\n"
    found = SourceDocument(SourceText("条例.txt", text)).locate(words, None)
    assert isinstance(found, NotFound)
    assert found.nearest in ("（二）低保家庭的", "街道办事处收到后")


def test_quotation_of_another_clause_says_which():
    text = "第一条　街道受理。\n第二条　街道办结。\n"
    found = SourceDocument(SourceText("条例.txt", text)).locate("街道办结", "第一条")
    assert isinstance(found, NotFound)
    assert found.elsewhere == ("第二条",)
