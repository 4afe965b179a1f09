"""The table of states (semantics.md) over every combination of what a duty may rest on, with an oracle that walks days.

42,336 combinations of applicability, 客观不能, a requirement, performance, extension, suspension and as-of date; the
same facts under 可 and 由 本人; and what 触发 makes of each.
"""

from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.engine.facts.tables import Facts, Record
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import State

RULES = """
政策 试
  施行 2012年1月1日
主体 机关、督察机关
台账 案件
  · 编号：文本 主键
  · 在范围：是非
  · 受理日期：日期
  · 办结日期：日期 履行
  · 批准日期：日期 履行
  · 中止日期：日期 履行
  · 恢复日期：日期 履行
  · 不可抗力：是非
  · 附件齐全：是非
职责 办结
  依据 《办法》
  对 案件 当 在范围
  由 机关
  应 "办结"
  期限 受理日期 起 9天 内；可延长 7天 凭 批准日期；中止 自 中止日期 至 恢复日期
  完成于 办结日期
  客观不能当 不可抗力
  须 附件齐全
职责 报到
  依据 《办法》
  对 案件 当 在范围
  由 本人
  应 "报到"
  期限 受理日期 起 9天 内；可延长 7天 凭 批准日期；中止 自 中止日期 至 恢复日期
  完成于 办结日期
  客观不能当 不可抗力
  须 附件齐全
职责 申请
  依据 《办法》
  对 案件 当 在范围
  由 机关
  可 "申请"
  期限 受理日期 起 9天 内；可延长 7天 凭 批准日期；中止 自 中止日期 至 恢复日期
  完成于 办结日期
职责 催办
  依据 《办法》
  对 案件
  由 督察机关
  应 "催办"
  触发 办结 逾期
  期限 「立即」
  完成于 恢复日期
职责 归档
  依据 《办法》
  对 案件
  由 督察机关
  应 "归档"
  触发 办结 履行
  期限 「立即」
  完成于 恢复日期
"""
ONE = timedelta(days=1)
START = date(2012, 3, 1)  # a Thursday; nine days on is Saturday 10 March, moved to Monday 12 March
TRUTH = (True, False, None)
DONE = (None, *(date(2012, m, d) for m, d in ((2, 28), (3, 10), (3, 12), (3, 13), (3, 17), (3, 25))))
APPROVED = (None, date(2012, 3, 8), date(2012, 3, 10), date(2012, 3, 11))
PAUSES = (
    (None, None),
    (date(2012, 3, 5), None),
    (date(2012, 3, 5), date(2012, 3, 8)),
    (date(2012, 2, 20), date(2012, 3, 3)),
    (date(2012, 2, 20), date(2012, 2, 25)),
    (date(2012, 3, 11), date(2012, 3, 14)),
    (date(2012, 3, 10), date(2012, 3, 18)),
    (date(2012, 3, 8), date(2012, 3, 5)),
)
DAYS = tuple(date(2012, m, d) for m, d in ((2, 29), (3, 5), (3, 10), (3, 12), (3, 16), (3, 20), (3, 30)))
COMBINATIONS = tuple(product(TRUTH, TRUTH, TRUTH, DONE, APPROVED, PAUSES, DAYS))
SETTLED = ("按期履行", "逾期履行", "存疑", "不合要求", "客观不能", "已行使")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("试")
    (folder / "试.policy").write_text(RULES, "utf-8")
    return examine(folder).policy.program


@pytest.fixture(scope="module")
def found(program):
    """The obligation under each duty, for every combination."""
    interpreters = {day: Interpreter(program, Facts({}), day) for day in DAYS}
    results = {}
    for combination in COMBINATIONS:
        case = Case(Record("一", values(*combination), CellPlace("试")))
        results[combination] = {d.name: interpreters[combination[-1]].obligation(d, case) for d in program.duties}
    return results


def values(applies, impossible, attached, done, approved, pause, _, start=START):
    return {
        "编号": "一", "在范围": applies, "受理日期": start, "办结日期": done, "批准日期": approved,
        "中止日期": pause[0], "恢复日期": pause[1], "不可抗力": impossible, "附件齐全": attached,
    }  # fmt: skip


def walk(count, pause):
    """The last of `count` days after the start, suspended ones passed over; None while they have no end."""
    day = START
    since, until = pause
    while count:
        day += ONE
        if since is not None and day >= since and until is None:
            return None
        suspended = since is not None and until is not None and since <= day <= until
        count -= not suspended
    return day


def rolled(day):
    while day.weekday() >= 5:
        day += ONE
    return day


def expected(applies, impossible, attached, done, approved, pause, as_of):
    """The nine lines of the table, then 须, for one combination."""
    done, approved, since, until = (d if d is not None and d <= as_of else None for d in (done, approved, *pause))
    if applies is False or as_of < START:
        return "不适用"
    if applies is None or (done is not None and done < START):
        return "无法判定"
    due = walk(9, (since, until))
    if approved is not None and (due is None or approved <= due):
        due = walk(16, (since, until))
    if done is None and (due is None or as_of <= rolled(due)):
        return "待履行"
    if due is None or (done is not None and done <= rolled(due)):
        in_time = "按期履行" if due is None or done <= due else "存疑"
        return {True: in_time, False: "不合要求", None: "无法判定"}[attached]
    if impossible is not False:
        return "客观不能" if impossible else "无法判定"
    return "逾期履行" if done is not None else "逾期未履行"


def test_every_combination(found):
    assert len(found) == 42_336
    wrong = [c for c, results in found.items() if results["办结"].state.value != expected(*c)]
    assert wrong == []


def test_over_time_nothing_leaves_a_settled_state(found):
    for *facts, pause in product(TRUTH, TRUTH, TRUTH, DONE, APPROVED, PAUSES):
        for name in ("办结", "申请"):
            states = [found[(*facts, pause, day)][name].state.value for day in DAYS]
            for earlier, later in pairwise(states):
                assert earlier not in SETTLED or later == earlier, (facts, pause, name, states)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_missing_fact_never_changes_a_known_state(found, place):
    for combination, results in found.items():
        if combination[place] is not None:
            continue
        for name, obligation in results.items():
            if obligation.state is State.UNDECIDED:
                continue
            for supplied in (True, False):
                completed = (*combination[:place], supplied, *combination[place + 1 :])
                assert found[completed][name].state is obligation.state, (combination, name)


def test_what_is_undecided_names_a_fact_or_a_contradiction(found):
    for combination, results in found.items():
        for name, obligation in results.items():
            if obligation.state is State.UNDECIDED:
                assert obligation.causes, (combination, name)


def test_a_permission_is_never_breached(found):
    told = {"待履行": "可行使", "按期履行": "已行使", "存疑": "已行使", "逾期履行": "已过期", "逾期未履行": "已过期"}
    for (applies, _, _, *rest), results in found.items():
        state = expected(applies, False, True, *rest)
        assert results["申请"].state.value == told.get(state, state)
        assert not results["申请"].state.is_violation
        assert results["申请"].days_late is None


def test_the_person_concerned_is_never_in_breach(found):
    for combination, results in found.items():
        state = expected(*combination)
        breach = state in ("逾期履行", "逾期未履行", "不合要求")
        assert results["报到"].state.value == ("待核" if breach else state)
        assert breach == results["报到"].reason.startswith(state) or not breach


def test_what_arises_from_it(found):
    """触发 办结 逾期 comes the day after the last day of a breach; 触发 办结 履行 on the day of performance."""
    for combination, results in found.items():
        state, due = results["办结"].state, results["办结"].due_extended
        done, as_of = combination[3], combination[-1]
        by_date = expected(*combination[:2], True, *combination[3:])
        if by_date == "无法判定":
            assert results["催办"].state is results["归档"].state is State.UNDECIDED
            continue
        late = state in (State.LATE, State.OVERDUE)
        assert results["催办"].trigger == (due + ONE if late else None)
        happened = done is not None and done <= as_of and by_date != "不适用"
        assert results["归档"].trigger == (done if happened else None)


@pytest.mark.parametrize("start", [None, date(2012, 12, 1)])
def test_without_a_trigger(program, start):
    """A plain date that is missing leaves the duty undecided; one still to come means that it has not arisen."""
    values_ = values(True, False, True, None, None, (None, None), None, start=start)
    case = Case(Record("一", values_, CellPlace("试")))
    state = Interpreter(program, Facts({}), DAYS[-1]).obligation(program.duties[0], case).state
    assert state is (State.UNDECIDED if start is None else State.NOT_APPLICABLE)
