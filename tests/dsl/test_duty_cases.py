"""职责 and 禁止: good policies whose 示例 were computed by hand, and one bad case for every mistake.

tests/cases/good/职责-*.policy are loaded and rehearsed; bad_cases.py says how tests/cases/bad/duty-*.txt are run.
"""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.format import format_module
from guiju.dsl.load import examine
from guiju.dsl.problems import corners, duties
from guiju.engine.explain import Explainer
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.origin import CellPlace

from .bad_cases import diagnose, family, hold, lay_out, problems, program_of, render, shown

CASES = Path(__file__).parents[1] / "cases"
GOOD = sorted((CASES / "good").glob("职责-*.policy"))
BAD = family("duty")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good(path: Path):
    loaded = examine(path)
    assert loaded.policy is not None, "".join(map(render, loaded.diagnostics))
    assert [d.message for d in loaded.diagnostics if d.is_error] == []
    missed = [
        (r.example.name, m.expectation.rule, m.expectation.period, m.expectation.aspect, m.expected, m.got)
        for r in loaded.policy.rehearse()
        for m in r.misses
    ]
    assert missed == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_text_is_canonical(path: Path):
    (module,) = examine(path).policy.modules
    assert format_module(module) == path.read_text("utf-8")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_rule_explains_itself(path: Path):
    """Every 示例 of a good policy can be told why, in words that name every state there is."""
    policy = examine(path).policy
    entity = policy.program.duties[0].entity
    for example in policy.program.examples:
        values = dict.fromkeys(policy.program.entities[entity].columns)
        values |= {s.column: s.value for s in example.settings if s.entity == entity} | {"编号": "一"}
        case = Case(Record("一", values, CellPlace("示例")))
        facts = Facts({**policy.reference, entity: Table(entity, (case.record,))})
        interpreter = Interpreter(policy.program, facts, example.as_of)
        for duty in (d for d in policy.program.duties if d.entity == entity):
            trace = Explainer(interpreter).explain(duty, case)
            states = {o.state.value for o in interpreter.obligations(duty, case)}
            assert all(state in trace.outcome for state in states), (example.name, duty.name, trace.outcome)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path):
    lay_out(program_of(path), tmp_path)
    hold(path, diagnose(tmp_path))


def test_every_problem_has_a_case():
    assert {p.code for p in problems(duties, corners)} - shown(BAD) == set()


def test_a_moved_last_day_is_told_step_by_step():
    """3月1日起60天，9日批准延长30天，中止10天，末日为星期六：each step in words, in order."""
    policy = examine(CASES / "good" / "职责-期限.policy").policy
    values = dict.fromkeys(policy.program.entities["申请"].columns) | {
        "编号": "一", "受理日期": date(2012, 3, 1), "中止日期": date(2012, 3, 11), "恢复日期": date(2012, 3, 20),
        "延长批准日期": date(2012, 5, 9),
    }  # fmt: skip
    facts = Facts({"申请": Table("申请", (Record("一", values, CellPlace("试")),))})
    (trace,) = policy.explain(facts, "一", "办结", as_of=date(2012, 6, 20))
    (due,) = (line for line in trace.lines if line.words == "期限")
    assert due.value == "2012年6月11日"
    assert due.notes == (
        "受理日期起60天内，可延长30天，中止期间不计",
        "2012年3月1日起算（当日不计），60天；至2012年4月30日",
        "2012年5月9日批准延长，末日由2012年4月30日改为2012年5月30日",
        "2012年3月11日至2012年3月20日中止不计，末日由2012年5月30日改为2012年6月9日",
        "2012年6月9日为休息日，顺延至2012年6月11日",
    )


def test_while_suspended_it_is_pending_however_long():
    policy = examine(CASES / "good" / "职责-期限.policy").policy
    values = dict.fromkeys(policy.program.entities["申请"].columns) | {
        "编号": "一", "受理日期": date(2012, 3, 1), "中止日期": date(2012, 3, 11),
    }  # fmt: skip
    facts = Facts({"申请": Table("申请", (Record("一", values, CellPlace("试")),))})
    (found,) = (o for o in policy.check(facts, as_of=date(2014, 6, 20)).obligations if o.duty == "办结")
    assert (found.state.value, found.reason) == ("待履行", "中止中")
