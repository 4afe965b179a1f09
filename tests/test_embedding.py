"""guiju inside another program: facts as plain values, and one case at a time."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import guiju
import pytest
from guiju.dsl.load import DEFAULT_POLICY, examine
from guiju.engine.checker import ANSWERS
from guiju.engine.evaluate import evaluate
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import InputCount, State
from guiju.engine.program import EntityKind

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
POLICIES = [DEFAULT_POLICY, *sorted((CASES / "good").glob("*.policy")), *sorted((CASES / "good-versions").iterdir())]
DAY = date(2022, 6, 30)
LEDGER = "刑释解教人员"
TOLD = {
    "编号": "甲",
    "释放日期": date(2022, 5, 31),
    "衔接司法所": "富宁街司法所",
    "系统送达司法所日期": date(2022, 6, 1),
}


@pytest.fixture(scope="module")
def policy():
    return guiju.load()


def of(found, duty):
    return next(o for o in found.obligations if o.duty == duty)


@pytest.mark.parametrize(
    "block",
    [b for b in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S) if "assert" in b],
)
def test_the_readme_holds(block):
    exec(compile(block, "README.md", "exec"), {})


def test_the_readme_has_an_example_that_is_run():
    assert "policy.checker(" in (ROOT / "README.md").read_text("utf-8")


def test_an_empty_cell_is_not_yet_and_a_column_left_out_is_unknown(policy):
    checker = policy.checker(DAY, LEDGER)
    told = {**TOLD, "通知书送达司法所日期": None}
    assert of(checker.check({**told, "回执日期": None}), "司法所反馈回执").state is State.OVERDUE
    assert of(checker.check({**told, "回执日期": " "}), "司法所反馈回执").state is State.OVERDUE
    assert of(checker.check(told), "司法所反馈回执").state is State.UNDECIDED
    assert of(checker.check({**told, "回执日期": date(2022, 6, 9)}), "司法所反馈回执").state is State.ON_TIME


@pytest.mark.parametrize("day", [date(2022, 6, 10), datetime(2022, 6, 10), "2022-06-10", "2022年6月10日"])
def test_values_are_read_as_cells_are(policy, day):
    found = policy.checker(DAY, LEDGER).check({**TOLD, "通知书送达司法所日期": None, "回执日期": day})
    assert (of(found, "司法所反馈回执").state, of(found, "司法所反馈回执").days_late) == (State.LATE, 1)


def test_a_value_that_is_none_of_its_column_rejects_the_row(policy):
    found = policy.checker(DAY, LEDGER).check({**TOLD, "回执日期": "昨天", "人员类别": "刑满"})
    assert [(r.place.column, r.value) for r in found.rejects] == [("回执日期", "昨天"), ("人员类别", "刑满")]
    assert not found.obligations
    assert not found.classes


def test_a_name_that_is_no_column_is_refused(policy):
    with pytest.raises(LookupError, match="回执日"):
        policy.checker(DAY, LEDGER).check({**TOLD, "回执日": None})


def test_a_ledger_must_be_named_where_there_are_several(tmp_path):
    text = "政策 甲\n  施行 2020年1月1日\n\n台账 人员\n  · 编号：文本 主键\n\n台账 房屋\n  · 证号：文本 主键\n  · 面积：整数\n"
    (tmp_path / "规则.policy").write_text(f"{text}\n界定 大房 对 房屋\n  当 面积 不少于 90\n", "utf-8")
    policy = guiju.load(tmp_path)
    with pytest.raises(LookupError, match="人员、房屋"):
        policy.checker(DAY)
    with pytest.raises(LookupError, match="没有台账「车辆」"):
        policy.checker(DAY, "车辆")
    assert policy.checker(DAY, "房屋").check({"证号": "一", "面积": Decimal(95)}).classes == {"大房": True}


def test_one_case_leaves_nothing_behind_for_the_next(policy):
    checker = policy.checker(DAY, LEDGER)
    late = {**TOLD, "通知书送达司法所日期": None, "回执日期": None}
    before = checker.check(late)
    checker.check({"编号": "甲", "释放日期": None})
    checker.check({**late, "系统送达司法所日期": date(2022, 6, 20)})
    assert checker.check(late) == before
    assert before.violations


def cases(policy):
    """A row of every 台账 for every 示例: what it says of that 台账, the rest missing."""
    for example in policy.program.examples:
        for entity in policy.program.entities.values():
            said = {s.column: s.value for s in example.settings if s.entity == entity.name}
            if entity.kind is EntityKind.LEDGER and said:
                values = {**dict.fromkeys(entity.columns), **said}
                yield entity.name, Record("甲", values, CellPlace("示例")), example.as_of or DAY


def in_full(policy, entity, record, day):
    """The row as the only one of an export."""
    tables = {name: Table(name, ()) for name in policy.program.entities} | dict(policy.reference)
    count = InputCount(entity, "示例", read=1, evaluated=1, duplicates=0, rejected=0)
    return evaluate(policy.program, Facts({**tables, entity: Table(entity, (record,))}, (count,)), day)


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: p.stem)
def test_a_case_is_decided_as_an_export_of_that_one_row(path):
    policy = examine(path).policy
    if policy is None:
        pytest.fail(f"{path} does not load")
    checkers = {}
    for entity, record, day in list(cases(policy))[:150]:
        checker = checkers.setdefault((entity, day), policy.checker(day, entity))
        found, whole = checker.decide(record), in_full(policy, entity, record, day)
        assert found.obligations == whole.obligations
        assert found.entitlements == whole.entitlements
        for of_case, of_all in ((found.undetermined, whole.undetermined), (found.findings, whole.findings)):
            assert of_case == tuple(x for x in of_all if (x.entity, x.key) == (entity, record.key))
        assert found.targets == tuple(t for t in whole.targets if t.entity == entity)
        assert found.breaches == tuple(b for b in whole.breaches if (b.entity, b.key) == (entity, record.key))
        assert found.rejects == whole.rejects
        own = {d.name for d in policy.program.derived if d.entity == entity}
        counts = {n: counted for n, counted in whole.classification_counts.items() if n in own}
        answers = {n: ANSWERS[a] for n, counted in counts.items() for a, k in counted.items() if k}
        assert found.classes == answers


def test_rows_given_are_an_export_that_holds_them(policy, tmp_path):
    rows = [
        {"编号": "甲", "释放日期": "2022年3月1日"},
        {"编号": "乙", "释放日期": "三月"},
        {"编号": "甲", "释放日期": "2022-03-01"},
    ]
    (tmp_path / "刑释解教人员.csv").write_text("编号,释放日期\n甲,2022年3月1日\n乙,三月\n甲,2022-03-01\n", "utf-8")
    given, read = policy.facts({"刑释解教人员": rows}), policy.read([tmp_path / "刑释解教人员.csv"])
    assert [(i.read, i.evaluated, i.duplicates, i.rejected) for i in given.inputs] == [(3, 1, 1, 1)]
    assert [(r.place.row, r.place.column, r.value) for r in given.rejects] == [(2, "释放日期", "三月")]
    a, b = policy.check(given, as_of=DAY), policy.check(read, as_of=DAY)
    assert (a.obligations, a.undetermined, a.duty_counts) == (b.obligations, b.undetermined, b.duty_counts)
    assert policy.explain(given, "甲", "三无人员", as_of=DAY)[0].outcome.startswith("未知")
