"""督办通知书: who gets one, what it lists, and what may never stand in it."""

from datetime import date

import pytest
from attrs import evolve
from guiju.engine.outcome import State
from guiju.reports.document import Heading, Paragraph, Table, words
from guiju.reports.file_names import distinct_stems
from guiju.reports.notice import SHORT_LIST, notice_documents

from .builders import bearer, breach, duty, heading, party, program, result

RECEIPT, RECORD = "反馈回执", "采录信息"
POLICY = program(
    duty(
        RECEIPT,
        heading=heading(RECEIPT, "第4项", "于5个工作日内向监所反馈", ["收到以较早者为准"]),
        supervisors=(party("综治部门"),),
    ),
    duty(RECORD, by=bearer("公安派出所")),
    duty("本人报到", by=party("本人")),
    duty("监护人到场", by=bearer("监护人", "当事人")),
)


def notices(*obligations, policy=POLICY, **more):
    options = {"issuer": "甲省司法厅", "number_from": 7, "date": date(2012, 5, 21), "reply_days": 10} | more
    return notice_documents(policy, result(*obligations), **options)


def document(*obligations, **more):
    return notices(*obligations, **more).documents[0].document


def tables(blocks):
    return [[[words(cell) for cell in row] for row in b.rows] for b in blocks if isinstance(b, Table)]


def prose(document):
    return "\n".join(words(b.text) for b in document.blocks if isinstance(b, Heading | Paragraph))


def test_one_notice_to_each_bearer_numbered_in_order():
    found = notices(
        breach(RECEIPT, "A1", "乙司法所"), breach(RECEIPT, "A2", "丙司法所"), breach(RECORD, "A3", "乙司法所")
    )
    assert [(d.bearer, d.stem, d.document.number) for d in found.documents] == [
        ("丙司法所", "督办通知书-丙司法所", "〔2012〕7号"),
        ("乙司法所", "督办通知书-乙司法所", "〔2012〕8号"),
    ]
    assert [d.document.recipients for d in found.documents] == ["丙司法所", "乙司法所"]
    assert found.documents[1].document.copies == "综治部门"


def test_states_that_are_no_breach_get_no_notice():
    harmless = [s for s in State if s not in (State.LATE, State.OVERDUE, State.DEFECTIVE, State.BREACHED)]
    found = notices(*(breach(RECEIPT, f"A{i}", state=s) for i, s in enumerate(harmless)))
    assert State.TO_VERIFY in harmless
    assert (len(found.documents), found.unknown_bearer, found.personal) == (0, 0, 1)


def test_breaches_no_notice_holds_are_counted():
    found = notices(
        breach(RECEIPT, "A1", None),
        breach(RECEIPT, "A2", None),
        breach("本人报到", "A3", "本人", state=State.TO_VERIFY),
        breach("监护人到场", "A4", "张三"),
        breach(RECEIPT, "A5"),
    )
    assert [d.bearer for d in found.documents] == ["兴庆区司法所"]
    assert (found.unknown_bearer, found.personal) == (2, 2)


def test_cases_show_dates_and_days():
    made = document(
        breach(RECEIPT, "A1", late=16),
        breach(RECEIPT, "A2", state=State.LATE, done=date(2012, 5, 9), late=5),
        breach(RECEIPT, "A3", extended=date(2012, 5, 7), missing_cells=("公安机关（管理系统）",)),
        breach(RECEIPT, "A4", state=State.DEFECTIVE, done=date(2012, 5, 3), due=None, late=None),
        breach(RECEIPT, "A5", state=State.BREACHED, due=None, late=None),
        breach(RECEIPT, "A6", period="2012年4月"),
    )
    assert tables(made.blocks) == [
        [
            ["A1", "2012年4月26日", "2012年5月4日", "未履行", "16"],
            ["A2", "2012年4月26日", "2012年5月4日", "2012年5月9日", "5"],
            [
                "A3",
                "2012年4月26日",
                "2012年5月4日（逢休息日顺延至2012年5月7日）",
                "未履行（未送达：公安机关（管理系统））",
                "16",
            ],
            ["A4", "2012年4月26日", "原文未定时限", "2012年5月3日（不合要求）", "—"],
            ["A5", "2012年4月26日", "原文未定时限", "—", "—"],
            ["A6（2012年4月）", "2012年4月26日", "2012年5月4日", "未履行", "16"],
        ]
    ]


def test_each_duty_cites_clause_words_readings_and_counts():
    made = document(breach(RECORD, "A3"), breach(RECEIPT, "A1"), breach(RECEIPT, "A2", state=State.LATE))
    headings = [f"{b.mark}{words(b.text)}" for b in made.blocks if isinstance(b, Heading)]
    assert headings == ["一、反馈回执（2件）", "二、采录信息（1件）", "三、反馈时限", "四、结果待核与更正"]
    text = prose(made)
    assert "依据：第4项「于5个工作日内向监所反馈」。" in text
    assert "逾期履行1件、逾期未履行1件" in text
    assert "本项采用的解释：收到以较早者为准。" in text
    assert "你单位承办的2个事项共有3件" in text


def test_versions_that_say_the_same_are_told_once():
    days = [date(2012, 1, 1), date(2013, 1, 1), date(2014, 1, 1)]
    readings = (["前一种读法"], ["后一种读法"], ["后一种读法"])
    versions = tuple(
        evolve(program(duty(RECEIPT, heading=heading(RECEIPT, readings=read))), in_force=day)
        for day, read in zip(days, readings, strict=True)
    )
    policy = evolve(versions[-1], versions=versions)
    cases = [breach(RECEIPT, f"A{n}", version=day) for n, day in enumerate(days)]
    made = document(*cases, policy=policy)
    assert [words(b.text) for b in made.blocks if isinstance(b, Heading)][:2] == [
        "反馈回执（2012年1月1日起的规定，1件）",
        "反馈回执（2013年1月1日起的规定，2件）",
    ]
    assert [[row[0] for row in table] for table in tables(made.blocks)] == [["A0"], ["A1", "A2"]]
    assert prose(made).count("后一种读法") == 1
    same = document(*cases[1:], policy=policy)
    assert "起的规定" not in prose(same)


def test_reply_date_and_how_to_have_it_corrected():
    text = prose(document(breach(RECEIPT, "A1"), reply_days=15))
    assert "请于2012年6月5日前（含当日，自本通知之日起15日）" in text
    assert "待核" in text
    assert "予以更正" in text


@pytest.mark.parametrize(("count", "annexed"), [(SHORT_LIST, False), (SHORT_LIST + 1, True), (1500, True)])
def test_every_case_is_listed_in_the_letter_or_its_annex(count, annexed):
    made = document(*(breach(RECEIPT, f"A{i:05d}") for i in range(count)))
    inside = [row for table in tables(made.blocks) for row in table]
    *lists, reply = made.annexes
    outside = [row for annex in lists for table in tables(annex.blocks) for row in table]
    assert bool(lists) is annexed
    assert [row[0] for row in (outside if annexed else inside)] == [f"A{i:05d}" for i in range(count)]
    assert (inside if annexed else outside) == []
    assert reply.title == "督办事项反馈单"
    assert [row[:3] for row in tables(reply.blocks)[0]] == [
        [f"{RECEIPT}（第4项）", f"A{i:05d}", ""] for i in range(count)
    ]


def test_sensitive_keys_are_masked_unless_asked_otherwise():
    policy = program(duty(RECEIPT), key_sensitive=True)
    cases = (breach(RECEIPT, "64010119800101001X"), breach(RECEIPT, "640101199001010021"))
    shown = document(*cases, policy=policy)
    assert [row[0] for row in tables(shown.blocks)[0]] == ["第1行", "第2行"]
    open_ = document(*cases, policy=policy, unmask=True)
    assert [row[0] for row in tables(open_.blocks)[0]] == ["64010119800101001X", "640101199001010021"]


HOSTILE = "**甲**|乙\n# 丙 <b>&amp;</b> `丁` \\| [戊](http://己) ---"


def test_facts_cannot_pass_for_markdown():
    made = document(breach(RECEIPT, HOSTILE, by=HOSTILE))
    flat = HOSTILE.replace("\n", " ")
    assert made.recipients == flat
    assert tables(made.blocks)[0][0][0] == flat
    assert made.title == "督办通知书"
    assert [run.strong for block in made.blocks if isinstance(block, Table) for run in block.rows[0][0]] == [False]


def test_without_an_issuer_the_place_is_left_to_fill_in():
    made = document(breach(RECEIPT, "A1"), issuer=None)
    assert made.issuer is None
    assert made.signature == "（请填发文机关）"


def test_file_names_are_fit_for_windows_and_distinct():
    found = notices(*(breach(RECEIPT, "A1", name) for name in ("a/b:c", "a\\b?c", "A_B_C", "长" * 200)))
    stems = [d.stem for d in found.documents]
    assert len({s.casefold() for s in stems}) == 4
    assert all(len(s) <= 80 and not set(s) & set('<>:"/\\|?*') for s in stems)


def test_file_names_differ_by_more_than_case_and_avoid_reserved_words():
    assert distinct_stems(["甲.", "a", "A", "NUL", "com1.x", " "]) == ["甲", "a", "A-2", "_NUL", "_com1.x", "_"]
