"""Every violation a check of the demonstration export finds is explained by `why` with the same state and dates."""

from datetime import date

import guiju
import pytest
from guiju.engine.date_words import full_date
from guiju.engine.outcome import State
from guiju.policy.demo import AS_OF, write_demo_workbook


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    export = tmp_path_factory.mktemp("demo") / "样例数据.xlsx"
    write_demo_workbook(export, people=400)
    policy = guiju.load()
    facts = policy.read([export])
    return policy, facts, policy.check(facts, as_of=AS_OF)


def test_the_export_holds_late_and_missing_performance_of_every_timed_duty(checked):
    _, _, result = checked
    states = {(o.duty, o.state) for o in result.violations}
    timed = ("监所传递信息", "司法所反馈回执", "派出所采录信息")
    assert states >= {(duty, state) for duty in timed for state in (State.LATE, State.OVERDUE)}


def test_each_violation_is_explained_with_the_same_state_dates_and_holder(checked):
    policy, facts, result = checked
    for violation in result.violations:
        (trace,) = policy.explain(facts, violation.key, violation.duty, as_of=AS_OF)
        assert trace.outcome.startswith(violation.state.value)
        assert trace.citations
        told = {line.words.split("（")[0]: line for line in trace.lines}
        assert told["承担者"].value == violation.bearer
        assert told["期限"].value == full_date(violation.due)
        # the day counted to is told with the way it was reached
        assert any(full_date(violation.due) in note for note in told["期限"].notes)
        verdict = told[f"截至{full_date(AS_OF)}"]
        assert verdict.value == f"{violation.state.value}，逾期{violation.days_late}天"


def test_a_violation_goes_away_when_its_performance_is_assumed_on_time(checked):
    policy, facts, result = checked
    late = next(o for o in result.violations if o.duty == "司法所反馈回执")
    assert isinstance(late.due, date)
    (trace,) = policy.explain(facts, late.key, late.duty, as_of=AS_OF, assume={"回执日期": late.due.isoformat()})
    assert trace.outcome == State.ON_TIME.value
