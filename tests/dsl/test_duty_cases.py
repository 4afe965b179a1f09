"""职责 and 禁止: good policies whose 示例 were computed by hand, and one bad case for every mistake.

tests/cases/good/职责-*.policy are loaded and rehearsed; tests/cases/bad/duty-*.txt are a policy, a line `---`, then the
messages as in test_bad_cases.py, re-recorded by

    GUIJU_RECORD=1 pytest tests/dsl/test_duty_cases.py
"""

import os
from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.format import format_module
from guiju.dsl.load import examine
from guiju.dsl.problems import base, duties
from guiju.engine.diagnostic import Diagnostic
from guiju.engine.explain import Explainer
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.origin import CellPlace, Span

CASES = Path(__file__).parents[1] / "cases"
GOOD = sorted((CASES / "good").glob("职责-*.policy"))
BAD = sorted((CASES / "bad").glob("duty-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
MARK = "---\n"


def render(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code} {diagnostic.severity.value}：{diagnostic.message}"]
    for label in diagnostic.labels:
        assert isinstance(label.place, Span)
        line, column = label.place.source.position(label.place.start)
        lines.append(f"  {line}:{column} [{label.place.text}] {label.text}".rstrip())
    lines.extend(f"  说明：{note}" for note in diagnostic.notes)
    lines.extend(f"  建议：{hint}" for hint in diagnostic.help)
    return "\n".join(lines) + "\n"


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
def test_bad(path: Path, tmp_path: Path):
    program, _, expected = path.read_text("utf-8").partition(MARK)
    (tmp_path / "规则.policy").write_text(program, "utf-8")
    loaded = examine(tmp_path)
    actual = "".join(map(render, loaded.diagnostics))
    assert actual, "the case holds no mistake"
    if RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected


def test_every_problem_has_a_case():
    shown = {line.split()[0] for path in BAD for line in path.read_text("utf-8").splitlines() if line.startswith("GJ2")}
    kinds = [x for x in vars(duties).values() if isinstance(x, type) and issubclass(x, base.Problem)]
    assert {k.code for k in kinds if k is not base.Problem} - shown == set()


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
