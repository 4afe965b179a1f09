"""考核通报 and 缺失数据清单: offices alone, rates with their denominator, what is not decided apart."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from guiju.engine.outcome import State
from guiju.reports.bulletin import bulletin_document, missing_cases_document, missing_document
from guiju.reports.document import Paragraph, Table, words
from guiju.reports.standings import percent, standings

from . import samples
from .builders import breach, duty, program, result

DAY = date(2013, 1, 10)
MORE = {"issuer": "某局", "date": DAY}


def cells(table):
    return [[words(cell) for cell in row] for row in table.rows]


def prose(blocks):
    return "".join(words(b.text) for b in blocks if isinstance(b, Paragraph))


def performed(office, **counts):
    """Obligations of an office: on_time=3, late=2 …"""
    states = {"on_time": State.ON_TIME, "late": State.LATE, "undecided": State.UNDECIDED, "pending": State.PENDING}
    return [
        breach("甲", f"{office}{name}{n}", office, states[name]) for name, count in counts.items() for n in range(count)
    ]


def found(*obligations):
    return standings(program(duty("甲")), result(*obligations))[0]


def test_rates_count_what_fell_due_and_ranks_are_shared():
    shown = found(
        *performed("乙所", on_time=9, late=1), *performed("甲所", on_time=18, late=2, undecided=7, pending=5),
        *performed("丙所", on_time=5), *performed("丁所", late=5), *performed("小所", on_time=1),
    )  # fmt: skip
    assert [(s.office, s.rank, s.due, percent(s.rate)) for s in shown.offices] == [
        ("丙所", 1, 5, "100.0%"), ("乙所", 2, 10, "90.0%"), ("甲所", 2, 20, "90.0%"), ("丁所", 4, 5, "0.0%"),
        ("小所", None, 1, "100.0%"),
    ]  # fmt: skip
    assert (shown.whole.due, shown.whole.on_time) == (41, 33)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (None, "—"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(2, 3), "66.7%"),
        (Fraction(1, 2000), "0.1%"),
        (Fraction(1), "100.0%"),
    ],
)
def test_percentages_are_rounded_half_up(rate, shown):
    assert percent(rate) == shown


def test_the_bulletin_shows_denominator_and_what_is_not_counted():
    obligations = performed("甲所", on_time=6, late=2, undecided=3, pending=4)
    made = bulletin_document(
        program(duty("甲"), duty("无期", limit=None)),
        result(*obligations, breach("无期", "x", state=State.PENDING)),
        **MORE,
    )
    (whole,) = [b for b in made.blocks if isinstance(b, Table)]
    assert cells(whole) == [["甲（第4项）", "司法所", "8", "6", "75.0%", "3", "0", "0", "4"]]
    assert "应办件数是期限已经届满并能够判定的件数" in prose(made.blocks)
    assert "原文未定时限的职责无所谓按期，不计算按期率：无期（已办0件，未办1件）" in prose(made.blocks)
    (annex,) = made.annexes
    (table,) = [b for b in annex.blocks if isinstance(b, Table)]
    assert cells(table) == [
        ["1", "甲所", "8", "6", "75.0%", "2", "0", "0", "3", "0", "0", "4"],
        ["", "合计", "8", "6", "75.0%", "2", "0", "0", "3", "0", "0", "4"],
    ]


def test_no_person_is_ever_ranked():
    personal = evolve(duty("本人事项"), personal=True)
    by_fact = duty("当事人事项", by=samples.Party("当事人", samples.Fact(samples.LEDGER, (), "当事人", samples.BEARER)))
    obligations = [breach(name, str(n), "张三") for name in ("本人事项", "当事人事项") for n in range(9)]
    policy, checked = program(personal, by_fact), result(*obligations)
    assert standings(policy, checked) == ()
    made = bulletin_document(policy, checked, **MORE)
    assert "没有可以通报的内容" in prose(made.blocks)
    assert "张三" not in repr(made)


def test_missing_facts_by_whom_to_ask():
    shown = samples.result()
    owner = samples.obligation("A009", State.UNDECIDED, bearer="河西镇司法所")
    checked = evolve(shown, obligations=(*shown.obligations, owner))
    made = missing_document(samples.program(), checked, **MORE)
    (table,) = [b for b in made.blocks if isinstance(b, Table)]
    assert cells(table) == [["河西镇司法所", "刑释解教人员", "信息收到日期", "1", "司法所反馈回执（第12项）", "A009"]]
    assert "有1件因缺少事实无法判定" in prose(made.blocks)
    assert "另有1条无法判定不是因为缺少事实" in prose(made.blocks)
    full = missing_cases_document(samples.program(), checked, **MORE)
    assert cells(full.blocks[0]) == [
        ["河西镇司法所", "刑释解教人员", "A009", "信息收到日期", "司法所反馈回执（第12项）", ""]
    ]


def test_whoever_is_not_known_is_asked_through_the_sender():
    made = missing_document(samples.program(), samples.result(), **MORE)
    (table,) = [b for b in made.blocks if isinstance(b, Table)]
    assert cells(table)[0][0] == "报送台账的单位"


def test_nothing_missing_is_said():
    made = missing_document(samples.program(), samples.result(undetermined=()), **MORE)
    assert "没有因缺少事实无法判定的个案" in prose(made.blocks)


def test_counts_of_a_standing_are_whole():
    shown = found(*performed("甲所", on_time=2, late=1, undecided=1, pending=1))
    assert shown.offices[0].counts == Counter({State.ON_TIME: 2, State.LATE: 1, State.UNDECIDED: 1, State.PENDING: 1})
