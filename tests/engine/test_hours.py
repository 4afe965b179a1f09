"""Deadlines of hours: 48小时 from a 时刻, to the minute, with days for what only a day is known of."""

from datetime import date, datetime

import pytest
from guiju.dsl.load import examine
from guiju.engine.facts.tables import Facts, Record
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import State

RULES = """
政策 试
  施行 2012年1月1日
主体 医院
台账 病例
  · 编号：文本 主键
  · 诊断时刻：时刻
  · 报告时刻：时刻 履行
  · 报告日期：日期 履行
职责 网上报告
  依据 《办法》
  对 病例
  由 医院
  应 "报告"
  期限 诊断时刻 起 48小时 内
  完成于 报告时刻
职责 书面报告
  依据 《办法》
  对 病例
  由 医院
  应 "报告"
  期限 诊断时刻 起 48小时 内
  完成于 报告日期
"""
START = datetime(2012, 4, 27, 14, 30)  # 48 hours end on Sunday 29 April, a holiday, at 14:30


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("试")
    (folder / "试.policy").write_text(RULES, "utf-8")
    return examine(folder).policy.program


def obligation(program, name, as_of, start=START, moment=None, day=None):
    values = {"编号": "一", "诊断时刻": start, "报告时刻": moment, "报告日期": day}
    case = Case(Record("一", values, CellPlace("试")))
    (duty,) = (d for d in program.duties if d.name == name)
    return Interpreter(program, Facts({}), as_of).obligation(duty, case)


@pytest.mark.parametrize(
    ("moment", "as_of", "state"),
    [
        (None, date(2012, 4, 26), State.NOT_APPLICABLE),
        (None, date(2012, 4, 27), State.PENDING),
        (None, date(2012, 4, 29), State.PENDING),
        (None, date(2012, 4, 30), State.OVERDUE),
        (datetime(2012, 4, 29, 14, 30), date(2012, 4, 29), State.ON_TIME),
        (datetime(2012, 4, 29, 14, 31), date(2012, 4, 29), State.LATE),
        (datetime(2012, 4, 30, 0, 0), date(2012, 5, 9), State.LATE),
        (datetime(2012, 4, 30, 0, 0), date(2012, 4, 29), State.PENDING),
        (datetime(2012, 4, 27, 14, 30), date(2012, 4, 27), State.ON_TIME),
        (datetime(2012, 4, 27, 14, 29), date(2012, 4, 27), State.UNDECIDED),
    ],
)
def test_to_the_minute(program, moment, as_of, state):
    assert obligation(program, "网上报告", as_of, moment=moment).state is state


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2012, 4, 28), State.ON_TIME),
        (date(2012, 4, 29), State.DOUBTFUL),
        (date(2012, 4, 30), State.LATE),
        (date(2012, 4, 26), State.UNDECIDED),
    ],
)
def test_where_only_the_day_is_known(program, day, state):
    assert obligation(program, "书面报告", date(2012, 5, 9), day=day).state is state


def test_results_show_days(program):
    found = obligation(program, "网上报告", date(2012, 5, 2))
    assert (found.trigger, found.due, found.due_extended, found.days_late) == (
        date(2012, 4, 27), date(2012, 4, 29), date(2012, 4, 29), 3,
    )  # fmt: skip


def test_without_the_moment_it_is_undecided(program):
    found = obligation(program, "网上报告", date(2012, 5, 2), start=None)
    assert found.state is State.UNDECIDED
    assert [c.subject for c in found.causes] == ["病例.诊断时刻"]
