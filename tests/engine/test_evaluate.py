"""One check of a whole export: everything is counted, nothing depends on order, nothing breaks; and 示例."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from attrs import evolve
from guiju.engine.evaluate import evaluate
from guiju.engine.example_case import ExampleCase, Expectation, Setting
from guiju.engine.explain import Explainer
from guiju.engine.facts.tables import Facts, Table
from guiju.engine.interpret import Case
from guiju.engine.operators.arithmetic import ADD
from guiju.engine.operators.comparison import BY_WORD
from guiju.engine.origin import CellPlace, SourceText, Span
from guiju.engine.outcome import InputCount, Reject, State, Trace
from guiju.engine.program import Column, Derived, DerivedKind, Entity, EntityKind, Fact, Row
from guiju.engine.rehearse import rehearse
from guiju.engine.types import CauseKind, Unknown, unknown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import builders as b
from .strategies import programs, rows

BROAD = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOWHERE = Span(SourceText("示例.policy", ""), 0, 0)


def checked(program, *records, as_of=b.AS_OF):
    return evaluate(program, b.facts(*records), as_of)


# ---------- nothing lost ----------


@BROAD
@given(programs(presence=True), rows(15))
def test_the_counts_of_a_check_reconcile(program, records):
    result = checked(program, *records)
    assert set(result.duty_counts) == {d.name for d in program.duties}
    for duty in program.duties:
        counts = result.duty_counts[duty.name]
        listed = [o for o in result.obligations if o.duty == duty.name]
        assert sum(counts.values()) == len(records)
        assert len(listed) + counts[State.NOT_APPLICABLE] == len(records)
        assert Counter(o.state for o in listed) == +Counter(
            {s: n for s, n in counts.items() if s is not State.NOT_APPLICABLE}
        )
    assert len({(o.duty, o.key) for o in result.obligations}) == len(result.obligations)
    for name, counts in result.classification_counts.items():
        assert set(counts) == {"是", "否", "未知"}
        assert sum(counts.values()) == len(records), name
    assert set(result.violations) == {o for o in result.obligations if o.state.is_violation}


@BROAD
@given(programs(), rows(15))
def test_what_is_undetermined_is_listed_once_with_its_causes(program, records):
    result = checked(program, *records)
    listed = Counter((u.rule, u.key) for u in result.undetermined)
    assert set(listed.values()) <= {1}
    for duty in program.duties:
        undecided = {o.key: o.causes for o in result.obligations if o.duty == duty.name and o.state is State.UNDECIDED}
        assert {u.key: u.causes for u in result.undetermined if u.rule == duty.name} == undecided
    for name, counts in result.classification_counts.items():
        assert sum(1 for u in result.undetermined if u.rule == name) == counts["未知"]
    for item in result.undetermined:
        assert item.causes
        open_ = {c.subject for c in item.causes if c.kind.value in ("缺失", "未认定")}
        assert item.missing == tuple(sorted(open_))


@BROAD
@given(programs(), rows(15))
def test_every_row_gets_its_sum_none_or_a_reason(program, records):
    result, run = checked(program, *records), b.interpreter(program, *records)
    for benefit in program.benefits:
        due = {e.key: e for e in result.entitlements if e.benefit == benefit.name}
        undecided = {u.key for u in result.undetermined if u.rule == benefit.name}
        assert not due.keys() & undecided
        for record in records:
            found = run.benefit(benefit, Case(record))
            assert found == due.get(record.key) or record.key in undecided
            assert isinstance(found, Unknown) is (record.key in undecided)


@BROAD
@given(programs(), rows(15))
def test_every_contradiction_conflict_and_missing_rule_is_a_finding(program, records):
    result = checked(program, *records)
    wanted = Counter(
        (c.kind.value, u.rule, u.entity, u.key, c.places, c.subject)
        for u in result.undetermined
        for c in u.causes
        if c.kind.value in ("冲突", "矛盾", "未规定")
    )
    assert Counter((f.kind, f.rule, f.entity, f.key, f.places, f.text) for f in result.findings) == wanted


# ---------- order ----------


def shuffled(rng, items):
    return tuple(rng.sample(items, len(items)))


def as_multisets(result):
    lists = (result.obligations, result.entitlements, result.undetermined, result.findings)
    return [Counter(found) for found in lists], result.duty_counts, result.classification_counts


@BROAD
@given(programs(presence=True), rows(12), st.integers(0, 2**32))
def test_the_order_of_rules_and_rows_does_not_matter(program, records, seed):
    rng = Random(seed)
    other = evolve(
        program,
        duties=shuffled(rng, program.duties),
        benefits=shuffled(rng, program.benefits),
        derived=shuffled(rng, program.derived),
        entities=dict(shuffled(rng, list(program.entities.items()))),
    )
    assert as_multisets(checked(other, *shuffled(rng, records))) == as_multisets(checked(program, *records))


@BROAD
@given(programs(presence=True), rows(6))
def test_the_same_check_twice_is_the_same_in_the_same_order(program, records):
    assert checked(program, *records) == checked(program, *records)


@BROAD
@given(programs(), rows(8))
def test_a_row_is_judged_by_itself(program, records):
    """No 台账 refers to another here: every row's results are those of an export with this row alone."""
    alone = [o for r in records for o in checked(program, r).obligations]
    assert Counter(checked(program, *records).obligations) == Counter(alone)


# ---------- no policy and no row breaks anything ----------


def example_of(program, record):
    """A 示例 that sets what the row holds and expects something of every rule."""
    set_ = [
        Setting(b.LEDGER, column, value, NOWHERE)
        for column, value in record.values.items()
        if value is not None and column != "编号"
    ]
    rules = [(d.name, a) for d in program.derived for a in (None, "待补事实", "原因")]
    rules += [
        (d.name, a)
        for d in program.duties
        for a in ("状态", "期限", "顺延期限", "触发", "主体", "逾期天数", "待补事实")
    ]
    rules += [(s.name, a) for s in program.benefits for a in ("数额", "付款", "收款", "待补事实")]
    expected = tuple(Expectation(rule, aspect, "没有这样的值", NOWHERE) for rule, aspect in rules)
    return ExampleCase("示例", tuple(set_), b.AS_OF, expected, NOWHERE)


@BROAD
@given(programs(presence=True), rows(6))
def test_no_policy_of_right_types_breaks_an_explanation_or_an_example(program, records):
    run = b.interpreter(program, *records)
    for record in records:
        for rule in (*program.derived, *program.duties, *program.benefits):
            trace = Explainer(run).explain(rule, Case(record))
            assert isinstance(trace, Trace)
            assert trace.rule == rule.name
        example = example_of(program, record)
        rehearsal = rehearse(program, run.facts.tables, example)
        assert len(rehearsal.misses) == len(example.expectations)


@BROAD
@given(programs(presence=True), rows(6), st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_no_day_breaks_a_check(program, records, as_of):
    assert checked(program, *records, as_of=as_of).as_of == as_of


# ---------- by hand ----------

CONFLICTING = b.standard(
    "补助标准", [(b.fact("甲"), b.fact("补助")), (b.fact("乙"), b.Const(100, b.MONEY))], first=False
)


@pytest.mark.parametrize(
    ("row", "kind", "places"),
    [
        ({"甲": True, "乙": True, "补助": 5}, "冲突", ("（一）", "（二）")),
        ({"甲": False, "乙": False, "补助": 5}, "未规定", ()),
    ],
)
def test_conflicting_rows_and_a_case_without_a_rule_are_findings_of_the_rule_that_asks(row, kind, places):
    benefit = b.benefit(amount=b.read(CONFLICTING))
    result = checked(b.program(derived=(CONFLICTING,), benefits=(benefit,)), b.record(**row))
    assert result.entitlements == ()
    assert [(f.kind, f.rule, f.key, f.places) for f in result.findings] == [(kind, "衔接补助", "1", places)]
    assert result.findings[0].text == "补助标准"
    assert result.undetermined[0].missing == ()


def test_a_contradiction_is_a_finding_and_no_violation():
    row = b.record(信息日期=date(2012, 4, 26), 回执日期=date(2012, 4, 25))
    result = checked(b.program(duties=(b.duty(),)), row)
    assert [(f.kind, f.rule) for f in result.findings] == [("矛盾", b.RECEIPT)]
    assert result.violations == ()


def test_a_missing_fact_is_no_finding():
    result = checked(b.program(derived=(b.classification("重点人员", b.fact("甲")),)), b.record())
    assert result.findings == ()
    assert [(u.rule, u.missing) for u in result.undetermined] == [("重点人员", ("人员.甲",))]
    assert result.classification_counts == {"重点人员": {"是": 0, "否": 0, "未知": 1}}


def test_an_absent_column_accuses_nobody_and_an_empty_cell_does():
    trigger = {"信息日期": date(2012, 4, 26)}
    records = (b.record("空", **trigger), b.record("缺列", absent=["回执日期"], **trigger))
    result = checked(b.program(duties=(b.duty(),)), *records)
    assert result.duty_counts[b.RECEIPT] == {State.OVERDUE: 1, State.UNDECIDED: 1}
    assert [o.key for o in result.violations] == ["空"]
    assert [(u.key, u.missing) for u in result.undetermined] == [("缺列", ("人员.回执日期",))]


def test_reference_rows_are_no_cases():
    result = checked(b.program(derived=(b.classification("重点人员", b.fact("甲")),), duties=(b.duty(),)))
    assert result.duty_counts == {b.RECEIPT: {}}
    assert result.classification_counts == {"重点人员": {"是": 0, "否": 0, "未知": 0}}


def test_an_export_without_a_ledger_is_no_mistake():
    result = evaluate(b.program(duties=(b.duty(),)), Facts({}), b.AS_OF)
    assert (result.obligations, result.duty_counts) == ((), {b.RECEIPT: {}})


def test_what_was_read_and_rejected_is_passed_on():
    inputs = (InputCount(b.LEDGER, "人员.csv", 3, 1, 1, 1),)
    rejects = (Reject(CellPlace("人员.csv", row=3), "2012-13-01", "不是日期"),)
    result = evaluate(b.program(), evolve(b.facts(b.record()), inputs=inputs, rejects=rejects), b.AS_OF)
    assert (result.inputs, result.rejects, result.as_of) == (inputs, rejects, b.AS_OF)


def test_progress_is_told_of_every_row():
    told = Counter()
    evaluate(b.program(), b.facts(*(b.record(str(n)) for n in range(7))), b.AS_OF, lambda _, n: told.update(rows=n))
    assert told == {"rows": 7}


def test_obligations_stand_in_the_order_of_the_export():
    records = [b.record(key, 信息日期=date(2012, 4, 26)) for key in ("丙", "甲", "乙")]
    result = checked(b.program(duties=(b.duty("一"), b.duty("二"))), *records)
    assert [(o.key, o.duty) for o in result.obligations] == [(k, d) for k in ("丙", "甲", "乙") for d in ("一", "二")]


# ---------- 示例 ----------

TRIGGERED = {"信息日期": date(2012, 4, 26), "司法所": "城关司法所"}


def rehearsed(program, expectations, as_of=b.AS_OF, **row):
    set_ = tuple(Setting(b.LEDGER, c, v, NOWHERE) for c, v in row.items())
    expected = tuple(Expectation(*e, NOWHERE) for e in expectations)
    return rehearse(program, b.facts().tables, ExampleCase("示例", set_, as_of, expected, NOWHERE))


@pytest.mark.parametrize(
    ("aspect", "right", "wrong"),
    [
        ("状态", "逾期未履行", "待履行"),
        ("期限", date(2012, 5, 4), date(2012, 5, 3)),
        ("顺延期限", date(2012, 5, 4), date(2012, 5, 7)),
        ("触发", date(2012, 4, 26), None),
        ("主体", "城关司法所", "司法所"),
        ("逾期天数", 16, 15),
        ("待补事实", (), ("回执日期",)),
    ],
)
def test_an_expectation_comes_true_or_is_a_miss_with_what_was_got(aspect, right, wrong):
    program = b.program(duties=(b.duty(),))
    assert rehearsed(program, [(b.RECEIPT, aspect, right)], **TRIGGERED).passed
    (miss,) = rehearsed(program, [(b.RECEIPT, aspect, wrong)], **TRIGGERED).misses
    assert miss.expected != miss.got
    assert miss.trace.rule == b.RECEIPT


def test_an_example_expects_values_and_open_facts_of_columns_and_sums():
    total = b.definition("合计", b.apply(ADD, b.fact("补助"), b.Const(100, b.MONEY), type_=b.MONEY))
    program = b.program(derived=(total,), benefits=(b.benefit(amount=b.read(total), applies=b.fact("甲")),))
    right = [
        ("合计", None, 300),
        ("衔接补助", "数额", 300),
        ("衔接补助", "付款", "县级财政"),
        ("衔接补助", "收款", None),
    ]
    assert rehearsed(program, right, 补助=200, 甲=True).passed
    assert rehearsed(program, [("衔接补助", "数额", None)], 补助=200, 甲=False).passed
    open_ = [("合计", None, None), ("合计", "待补事实", ("补助",)), ("衔接补助", "待补事实", ("甲", "补助"))]
    assert rehearsed(program, [open_[0], open_[1], ("衔接补助", "待补事实", tuple(sorted(("甲", "补助"))))]).passed
    assert not rehearsed(program, [("合计", None, 301)], 补助=200).passed


def test_an_example_without_an_as_of_day_counts_everything_recorded_as_done():
    program = b.program(duties=(b.duty(),))
    done = {"信息日期": date(2150, 1, 1), "回执日期": date(2160, 1, 1)}
    assert rehearsed(program, [(b.RECEIPT, "触发", date(2150, 1, 1))], as_of=None, **done).passed


@pytest.mark.parametrize("type_", [b.INTEGER, b.DATE, b.TO_COUNTY], ids=["整数", "日期", "引用"])
def test_an_example_leaves_a_key_it_does_not_set_open_whatever_its_type(type_):
    """A key is a fact like others: rules may count, compare and follow it."""
    key = Fact("批次", (), "序号", type_)
    conditions = {
        b.INTEGER: lambda: b.apply(BY_WORD["不少于"], key, b.Const(3, b.INTEGER)),
        b.DATE: lambda: b.apply(BY_WORD["晚于"], key, b.Const(b.AS_OF, b.DATE)),
        b.TO_COUNTY: lambda: Fact("批次", ("序号",), "边远", b.BOOLEAN),
    }
    condition = conditions[type_]()
    rows_ = (Row("", condition, None),)
    large = Derived(b.heading("大批次"), DerivedKind.CLASSIFICATION, "批次", condition, b.BOOLEAN, rows=rows_)
    batch = Entity("批次", EntityKind.LEDGER, {"序号": Column("序号", type_, key=True)}, ("序号",))
    program = b.program(derived=(large,))
    program = evolve(program, entities={**program.entities, "批次": batch})
    assert rehearsed(program, [("大批次", None, None), ("大批次", "待补事实", ("序号",))]).passed


def test_what_nobody_provided_for_is_told_apart_from_what_is_missing():
    row = b.record(甲=False, 乙=False)
    result = checked(b.program(derived=(CONFLICTING,), benefits=(b.benefit(amount=b.read(CONFLICTING)),)), row)
    assert result.undetermined[0].causes == tuple(unknown(CauseKind.UNPROVIDED, "补助标准").causes)


def test_a_table_of_another_entity_is_left_alone():
    facts = b.facts(b.record())
    other = Facts({**facts.tables, "别的": Table("别的", ())})
    assert evaluate(b.program(duties=(b.duty(),)), other, b.AS_OF) == evaluate(
        b.program(duties=(b.duty(),)), facts, b.AS_OF
    )
