"""Clause numbers are read off a source document as the document itself numbers, plans and statutes alike."""

import pytest
from guiju.dsl.outline import Outline, chinese, number
from guiju.engine.origin import SourceText

STATUTE = """某市老年人福利条例
（2020年1月1日起施行）
第一章　总则
第一条　为了保障老年人权益，制定本条例。
第二条　本条例所称老年人，是指六十周岁以上的公民。
市、县人民政府应当将老年人事业纳入规划。

第二章　津贴
第一节　发放
第三条　有下列情形之一的老年人，可以申请津贴：
（一）年满八十周岁的；
（二）属于低保家庭的。
第二节　停发
第十五条　死亡的，停发。
街道办事处收到材料后分别办理：
（一）十日内审核；
（十一）公示七日。
第三章　附则
第一百零一条　本条例由民政局解释。
"""

PLAN = """养老服务工作方案
为做好养老服务，制定本方案。
一、总体要求
坚持政府主导。
二、重点任务
（一）加强基础
1、建设养老中心。
2、培训护理人员。
（二）加强监管
1、开展检查。
任务分工：
民政局负责建设
三、保障措施
10、落实经费。
"""


@pytest.fixture(scope="module")
def statute() -> Outline:
    return Outline(SourceText("条例.txt", STATUTE))


@pytest.fixture(scope="module")
def plan() -> Outline:
    return Outline(SourceText("方案.txt", PLAN))


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("2020年1月1日起施行", "引言"),
        ("老年人权益", "第一条"),
        ("六十周岁", "第二条第一款"),
        ("纳入规划", "第二条第二款"),
        ("可以申请", "第三条"),
        ("年满八十", "第三条第（一）项"),
        ("低保家庭", "第三条第（二）项"),
        ("死亡的", "第十五条第一款"),
        ("街道办事处", "第十五条第二款"),
        ("十日内审核", "第十五条第二款第（一）项"),
        ("公示七日", "第十五条第二款第（十一）项"),
        ("民政局解释", "第一百零一条"),
    ],
)
def test_statute_is_cited_by_article_paragraph_and_item(statute: Outline, words: str, clause: str):
    assert statute.clause(STATUTE.index(words)) == clause


@pytest.mark.parametrize(
    ("words", "headings"),
    [
        ("老年人权益", ("第一章　总则",)),
        ("年满八十", ("第二章　津贴", "第一节　发放")),
        ("死亡的", ("第二章　津贴", "第二节　停发")),
        ("民政局解释", ("第三章　附则",)),
    ],
)
def test_statute_headings(statute: Outline, words: str, headings: tuple[str, ...]):
    assert statute.headings(STATUTE.index(words))[: len(headings)] == headings


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("第二条第二款", "市、县人民政府应当将老年人事业纳入规划。"),
        ("第三条第（二）项", "（二）属于低保家庭的。"),
        ("第三条第一款第（二）项", "（二）属于低保家庭的。"),
        ("第十五条第二款第（十一）项", "（十一）公示七日。"),
        ("第一百零一条", "第一百零一条　本条例由民政局解释。"),
        ("第101条", "第一百零一条　本条例由民政局解释。"),
    ],
)
def test_reference_leads_to_its_text(statute: Outline, reference: str, text: str):
    region = statute.region(reference)
    assert region is not None
    assert STATUTE[region[0] : region[1]].strip() == text


@pytest.mark.parametrize(
    "reference", ["第四条", "第三条第（三）项", "第十五条第一款第（一）项", "第二条第三款", "条", ""]
)
def test_reference_that_leads_nowhere(statute: Outline, reference: str):
    assert statute.region(reference) is None


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("制定本方案", "引言"),
        ("政府主导", "第一部分"),
        ("养老中心", "第二部分第（一）项第1项"),
        ("护理人员", "第2项"),
        ("开展检查", "第二部分第（二）项第1项"),
        ("民政局负责", "第二部分第（二）项第1项"),
        ("落实经费", "第10项"),
    ],
)
def test_plan_is_cited_by_item_and_by_part_where_numbers_repeat(plan: Outline, words: str, clause: str):
    assert plan.clause(PLAN.index(words)) == clause


def test_plan_headings_end_with_the_label(plan: Outline):
    headings = plan.headings(PLAN.index("民政局负责"))
    assert headings[:2] == ("二、重点任务", "（二）加强监管")
    assert headings[-1] == "任务分工"


@pytest.mark.parametrize("words", ["养老中心", "护理人员", "开展检查", "落实经费", "政府主导"])
def test_clause_of_words_leads_back_to_them(plan: Outline, words: str):
    place = PLAN.index(words)
    region = plan.region(plan.clause(place))
    assert region is not None
    assert region[0] <= place < region[1]


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "一百"), (101, "一百零一"), (110, "一百一十"),
     (1259, "一千二百五十九"), (1001, "一千零一")],
)  # fmt: skip
def test_numerals_as_clauses_write_them(value: int, words: str):
    assert chinese(value) == words
    assert number(words) == value


def test_numerals_come_back():
    assert [number(chinese(n)) for n in range(1, 1300)] == list(range(1, 1300))


def test_digits_are_numbers_and_other_words_are_not():
    assert number("35") == 35
    assert number("甲") is None


ITEMS = """某市老年人福利条例
第一章　总则
第三条　有下列情形之一的老年人，可以申请津贴：
（一）年满八十周岁的；
（二）低保家庭的，其中：
1.城市低保；
2.农村低保。
前款第（二）项由市人民政府规定。
第四条　申请人应当提交材料：
（一）身份证明。
街道办事处收到后：
（一）十日内审核。
"""


@pytest.fixture(scope="module")
def items() -> Outline:
    return Outline(SourceText("条例.txt", ITEMS))


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("城市低保", "第三条第一款第（二）项"),
        ("农村低保", "第三条第一款第（二）项"),
        ("前款第", "第三条第二款"),
        ("身份证明", "第四条第一款第（一）项"),
        ("街道办事处收到后", "第四条第二款"),
        ("十日内审核", "第四条第二款第（一）项"),
        ("总则", "第一章"),
    ],
)
def test_paragraph_after_items_is_no_part_of_them(items: Outline, words: str, clause: str):
    assert items.clause(ITEMS.index(words)) == clause


def test_item_of_an_article_is_the_bracketed_one(items: Outline):
    region = items.region("第三条第二项")
    assert region is not None
    assert ITEMS[region[0] : region[1]].startswith("（二）低保家庭的")


def test_sentences_and_bare_marks_are_no_headings(items: Outline):
    assert items.headings(ITEMS.index("农村低保")) == ("第一章　总则",)


@pytest.mark.parametrize(
    ("reference", "first", "last"),
    [("第一章", "第一章　总则", "十日内审核。"), ("第一章第四条", "第四条　申请人", "十日内审核。")],
)
def test_chapter_is_a_clause(items: Outline, reference: str, first: str, last: str):
    region = items.region(reference)
    assert region is not None
    text = ITEMS[region[0] : region[1]].strip()
    assert text.startswith(first)
    assert text.endswith(last)


def test_clauses_a_reader_may_name(items: Outline, plan: Outline):
    assert items.articles() == ("第三条", "第四条")
    assert plan.articles()[:2] == ("第二部分第（一）项第1项", "第2项")


DECISION = """关于废止某些规定的决定
（2013年12月28日通过）
一、废止某规定。
二、增加一条：街道办事处应当告知申请人。
三、以前作出的决定有效；剩余期限不再执行。
本决定自公布之日起施行。
"""


@pytest.mark.parametrize(
    ("words", "clause"),
    [("通过", "引言"), ("废止某规定", "第一项"), ("告知申请人", "第二项"), ("剩余期限", "第三项"), ("自公布", "末段")],
)
def test_items_of_a_decision_are_sentences_and_no_parts(words: str, clause: str):
    assert Outline(SourceText("决定.txt", DECISION)).clause(DECISION.index(words)) == clause


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("第三项", "三、以前作出的决定有效；剩余期限不再执行。"),
        ("第三部分", "三、以前作出的决定有效；剩余期限不再执行。"),
        ("第四项", None),
    ],
)
def test_an_item_of_a_decision_is_found_by_its_number(reference: str, text: str | None):
    region = Outline(SourceText("决定.txt", DECISION)).region(reference)
    assert (DECISION[slice(*region)].strip() if region else None) == text
