"""What an expression and a rule mean for one case: the first law, open facts, and how facts are read."""

from datetime import date
from random import Random

import pytest
from attrs import evolve
from guiju.engine.interpret import Case
from guiju.engine.operators.comparison import BY_WORD, EQUAL
from guiju.engine.operators.dates import ALL_HAPPENED, FIRST_TO_HAPPEN
from guiju.engine.operators.presence import IS_KNOWN, IS_UNKNOWN
from guiju.engine.outcome import State
from guiju.engine.program import COMPANIONS
from guiju.engine.types import NOT_YET, CauseKind, NotYet, Unknown, unknown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import builders as b
from .strategies import EVENTS, SETTLED, past, programs, supplied_value, supplies

THOROUGH = settings(
    max_examples=70,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MENDABLE = (CauseKind.MISSING, CauseKind.UNDETERMINED_BY_AUTHORITY)
GAP, UNSETTLED = CauseKind.MISSING, CauseKind.UNDETERMINED_BY_AUTHORITY


def missing(*columns, entity=b.LEDGER):
    return Unknown(frozenset().union(*(unknown(GAP, f"{entity}.{c}").causes for c in columns)))


# ---------- the first law ----------


def column_values(run, row):
    """Every derived column of a row: as a plain fact, and where it is an event as that."""
    case, derived = Case(row), run.program.derived
    plain = {(d.name, False): run.column(d.entity, d.name, case) for d in derived}
    events = {(d.name, True): run.column(d.entity, d.name, case, event=True) for d in derived if d.event}
    return plain | events


def decided(run, row):
    """The state of every duty and the sum of every benefit that could be decided for a row."""
    case, found = Case(row), {}
    for duty in run.program.duties:
        state = run.obligation(duty, case).state
        if state is not State.UNDECIDED:
            found[duty.name] = state
    for benefit in run.program.benefits:
        due = run.benefit(benefit, case)
        if not isinstance(due, Unknown):
            found[benefit.name] = due and (due.amount_fen, due.date)
    return found


@THOROUGH
@given(programs(), supplies(25))
def test_supplying_a_missing_fact_never_changes_a_known_value(program, cases):
    run = b.interpreter(program)
    for supply in cases:
        scarce, fuller, full = (column_values(run, row) for row in supply.stages)
        for before, after in ((scarce, fuller), (fuller, full)):
            known = {name: value for name, value in before.items() if not isinstance(value, Unknown)}
            assert {name: after[name] for name in known} == known


@THOROUGH
@given(programs(), supplies(25))
def test_supplying_a_missing_fact_never_changes_a_known_state_or_sum(program, cases):
    run = b.interpreter(program)
    for supply in cases:
        scarce, fuller, full = (decided(run, row) for row in supply.stages)
        for before, after in ((scarce, fuller), (fuller, full)):
            assert {name: after.get(name, "未知") for name in before} == before


# ---------- 待补事实 ----------


def mended(row, causes, rng):
    """The row with every open fact supplied, whatever it says, and with no other fact."""
    values, absent = dict(row.values), set(row.absent)
    for cause in causes:
        if cause.kind in MENDABLE:
            entity, column = cause.subject.split(".")
            assert entity == b.LEDGER
            values[column] = past(rng) if column in EVENTS else supplied_value(rng, column)
            absent.discard(column)
            if column in SETTLED:
                values |= b.settled(column, values[column])
    return evolve(row, values=values, absent=frozenset(absent))


def open_causes(run, row):
    """The causes of whatever of a row is undecided, by rule."""
    case, program = Case(row), run.program
    values = {("值", *n): v for n, v in column_values(run, row).items()}
    values |= {("待遇", s.name): run.benefit(s, case) for s in program.benefits}
    causes = {name: v.causes for name, v in values.items() if isinstance(v, Unknown)}
    duties = {("职责", d.name): run.obligation(d, case) for d in program.duties}
    return causes | {name: o.causes for name, o in duties.items() if o.state is State.UNDECIDED}


@THOROUGH
@given(programs(), supplies(12), st.integers(0, 2**32))
def test_once_all_open_facts_are_supplied_it_is_decided_whatever_they_say(program, cases, seed):
    run, rng = b.interpreter(program), Random(seed)
    for supply in cases:
        row = supply.stages[0]
        for rule, causes in open_causes(run, row).items():
            if any(c.kind in MENDABLE for c in causes):
                left = open_causes(run, mended(row, causes, rng)).get(rule, ())
                assert [c for c in left if c.kind in MENDABLE] == [], (rule, causes)


@THOROUGH
@given(programs(), supplies(12))
def test_a_fact_that_stands_in_the_row_is_not_called_missing(program, cases):
    """It may be awaited only where as-of has not reached it."""
    run = b.interpreter(program)
    for supply in cases:
        row = supply.stages[1]
        for rule, causes in open_causes(run, row).items():
            for cause in causes:
                if cause.kind is GAP:
                    value = row.values[cause.subject.removeprefix("人员.")]
                    assert value is None or (isinstance(value, date) and value > b.AS_OF), (rule, cause)


def test_events_that_have_happened_are_not_open_facts():
    """齐备 waits for 回执日期 alone; 信息日期 stands in the row."""
    row = b.record(信息日期=date(2012, 5, 1))
    both = b.apply(ALL_HAPPENED, b.fact("信息日期", event=True), b.fact("回执日期", event=True), type_=b.DATE)
    direct = b.happened(both)
    named = b.definition("齐备日期", both, event=True)
    assert b.evaluated(direct, row) == missing("回执日期")
    assert b.evaluated(b.read(named), row, derived=(named,)) == missing("回执日期")


def test_an_event_waits_for_what_is_unknown_of_it_too():
    """齐备 has not happened while 回执日期 is empty; with that alone supplied 释放日期 would still be open."""
    both = b.apply(ALL_HAPPENED, b.fact("回执日期", event=True), b.fact("释放日期"), type_=b.DATE)
    named = b.definition("齐备日期", both, event=True)
    for found in (b.evaluated(b.happened(both)), b.evaluated(b.read(named), derived=(named,))):
        assert found == missing("回执日期", "释放日期")


def test_an_undecided_duty_names_every_fact_that_may_be_asked_for():
    """Whatever is supplied first, nothing new may turn up: 客观不能 too is open until the due date is known."""
    duty = b.duty(applies=b.fact("甲"), impossible=b.fact("乙"))
    row = b.record(absent=["信息日期", "回执日期"])
    wanted = missing("甲", "乙", "信息日期", "回执日期").causes
    assert set(b.obliged(duty, row).causes) == wanted
    standing = b.duty(applies=b.fact("甲"), impossible=b.fact("乙"), deadline=STANDING.deadline)
    got = b.obliged(standing, b.record(absent=["回执日期"]), effective="批次日期")
    assert set(got.causes) == missing("甲", "乙", "回执日期", "批次日期").causes


# ---------- how facts are read ----------


def test_a_missing_fact_is_unknown_and_names_itself():
    for column in ("甲", "人数", "补助", "释放日期", "姓名", "接回县区"):
        assert b.evaluated(b.fact(column)) == missing(column)
    row = b.record(甲=False, 人数=0, 补助=0)
    assert [b.evaluated(b.fact(c), row) for c in ("甲", "人数", "补助")] == [False, 0, 0]


def test_a_proof_that_is_absent_has_not_happened_as_an_event_and_is_unknown_elsewhere():
    assert b.evaluated(b.fact("回执日期", event=True)) is NOT_YET
    assert b.evaluated(b.fact("回执日期")) == missing("回执日期")


def test_a_proof_after_as_of_does_not_exist_yet():
    row = b.record(回执日期=b.AS_OF)
    next_day = b.record(回执日期=date(2012, 5, 21))
    for event in (True, False):
        assert b.evaluated(b.fact("回执日期", event=event), row) == b.AS_OF
    assert b.evaluated(b.fact("回执日期", event=True), next_day) is NOT_YET
    assert b.evaluated(b.fact("回执日期"), next_day) == missing("回执日期")
    assert b.evaluated(b.fact("释放日期"), b.record(释放日期=date(2012, 5, 21))) == date(2012, 5, 21)


def test_a_proof_whose_column_the_export_lacks_is_unknown_even_as_an_event():
    row = b.record(absent=["回执日期"])
    for event in (True, False):
        assert b.evaluated(b.fact("回执日期", event=event), row) == missing("回执日期")


UNSETTLED_LEANING = unknown(UNSETTLED, "人员.倾向")


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("lacking", COMPANIONS)
def test_a_determined_fact_counts_only_with_all_companions(lacking, value):
    whole = b.settled("倾向", value)
    assert b.evaluated(b.fact("倾向"), b.record(**whole)) is value
    assert b.evaluated(b.fact("倾向"), b.record(**{**whole, "倾向" + lacking: None})) == UNSETTLED_LEANING


def test_a_determination_counts_from_its_date_on():
    for on, counts in ((b.AS_OF, True), (date(2012, 5, 21), False)):
        value = b.evaluated(b.fact("倾向"), b.record(**b.settled("倾向", True, on)))
        assert value == (True if counts else UNSETTLED_LEANING)


def test_a_determined_date_after_as_of_does_not_exist_yet():
    for day_, counts in ((b.AS_OF, True), (date(2012, 5, 21), False)):
        value = b.evaluated(b.fact("鉴定日期"), b.record(**b.settled("鉴定日期", day_)))
        assert value == (day_ if counts else unknown(UNSETTLED, "人员.鉴定日期"))


def test_companions_without_the_determination_settle_nothing():
    assert b.evaluated(b.fact("倾向"), b.record(**b.settled("倾向", None))) == UNSETTLED_LEANING


def test_a_reference_is_followed_to_its_row():
    city = b.fact("地市", path=("接回县区",))
    assert b.evaluated(city, b.record(接回县区="B")) == "吴忠市"
    assert b.evaluated(city) == missing("接回县区")
    dangling = b.evaluated(city, b.record(接回县区="没有的县"))
    assert isinstance(dangling, Unknown)
    assert ["没有的县" in c.subject for c in dangling.causes] == [True]


def test_an_unknown_reference_does_not_make_an_answer_that_needs_none_unknown():
    in_city = b.apply(EQUAL, b.fact("地市", path=("接回县区",)), b.Const("银川市", b.TEXT))
    assert b.evaluated(b.both(in_city, b.FALSE)) is False


def test_known_and_unknown_ask_whether_a_fact_stands_on_the_day():
    receipt = b.fact("回执日期", event=True)
    rows = [
        (b.record(回执日期=b.AS_OF), True),
        (b.record(回执日期=date(2012, 5, 21)), False),
        (b.record(), False),
        (b.record(absent=["回执日期"]), False),
    ]
    for row, known in rows:
        assert b.evaluated(b.apply(IS_KNOWN, receipt), row) is known
        assert b.evaluated(b.apply(IS_UNKNOWN, receipt), row) is not known


def test_an_event_by_definition_is_not_yet_as_a_trigger_and_unknown_as_a_fact():
    both = [b.fact(c, event=True) for c in ("信息日期", "回执日期")]
    first = b.definition("最先", b.apply(FIRST_TO_HAPPEN, *both, type_=b.DATE), event=True)
    assert b.evaluated(b.read(first, event=True), derived=(first,)) is NOT_YET
    assert b.evaluated(b.read(first), derived=(first,)) == missing("信息日期", "回执日期")
    late = b.apply(BY_WORD["晚于"], b.read(first), b.Const(date(2012, 5, 1), b.DATE))
    assert b.evaluated(late, derived=(first,)) == missing("信息日期", "回执日期")
    assert b.evaluated(late, b.record(回执日期=date(2012, 5, 2)), derived=(first,)) is True


def test_a_definition_is_read_as_a_column_and_computed_once_a_case():
    asked = []

    class Noted(dict):
        def __getitem__(self, name):
            asked.append(name)
            return super().__getitem__(name)

    doubled = [b.definition("层0", b.fact("人数"))]
    for n in range(1, 30):
        below = b.read(doubled[-1])
        doubled.append(b.definition(f"层{n}", b.apply(BY_WORD["为"], below, below) if n == 29 else below))
    row = b.record(人数=3)
    row = evolve(row, values=Noted(row.values))
    assert b.evaluated(b.read(doubled[-1]), row, derived=doubled) is True
    assert asked.count("人数") == 1


# ---------- which version governs ----------

SOON = date(2012, 6, 1)


def test_a_trigger_before_the_policy_is_in_force_does_not_apply():
    for trigger, state in ((date(2012, 4, 30), State.NOT_APPLICABLE), (date(2012, 5, 1), State.OVERDUE)):
        got = b.obliged(b.duty(), b.record(信息日期=trigger), in_force=date(2012, 5, 1))
        assert got.state is state
    before = b.obliged(b.duty(), b.record(信息日期=date(2012, 4, 30)), in_force=date(2012, 5, 1))
    assert "施行之前" in before.reason


STANDING = b.duty(deadline=b.at_latest(b.Const(date(2012, 5, 10), b.DATE)))
"""A duty that nothing triggers: 适用日 governs, or else as-of."""


@pytest.mark.parametrize(
    ("effective", "in_force", "state"),
    [
        (date(2012, 1, 31), date(2012, 2, 1), State.NOT_APPLICABLE),
        (date(2012, 2, 1), date(2012, 2, 1), State.OVERDUE),
    ],
)
def test_without_a_trigger_the_effective_day_of_the_ledger_governs(effective, in_force, state):
    row = b.record(批次日期=effective)
    assert b.obliged(STANDING, row, effective="批次日期", in_force=in_force).state is state
    assert b.obliged(STANDING, row, in_force=in_force).state is State.OVERDUE


def test_without_an_effective_day_as_of_governs():
    assert b.obliged(STANDING, b.record(), in_force=SOON).state is State.NOT_APPLICABLE
    assert b.obliged(STANDING, b.record(), in_force=b.IN_FORCE).state is State.OVERDUE


def test_an_unknown_trigger_leaves_the_governing_version_open():
    """First law: a trigger supplied later may fall under the policy whatever as-of is."""
    unlisted = b.record(absent=["信息日期"])
    assert b.obliged(b.duty(), unlisted).state is State.UNDECIDED
    early = {"effective": "批次日期", "in_force": date(2012, 5, 1)}
    dated = b.record(absent=["信息日期"], 批次日期=date(2012, 4, 1))
    assert b.obliged(b.duty(), dated, **early).state is State.UNDECIDED
    assert (
        b.obliged(b.duty(), b.record(信息日期=date(2012, 5, 2), 批次日期=date(2012, 4, 1)), **early).state
        is State.OVERDUE
    )


def test_an_effective_day_that_is_missing_leaves_the_governing_version_open():
    got = b.obliged(STANDING, b.record(), effective="批次日期")
    assert got.state is State.UNDECIDED
    assert got.causes == tuple(missing("批次日期").causes)


# ---------- obligations ----------


def test_an_absent_column_is_undecided_and_an_empty_cell_is_overdue():
    trigger = {"信息日期": date(2012, 4, 26)}
    empty = b.obliged(b.duty(), b.record(**trigger))
    assert (empty.state, empty.due, empty.days_late) == (State.OVERDUE, date(2012, 5, 4), 16)
    absent = b.obliged(b.duty(), b.record(absent=["回执日期"], **trigger))
    assert (absent.state, absent.causes) == (State.UNDECIDED, tuple(missing("回执日期").causes))
    assert absent.days_late is None


def test_days_late_run_from_the_extended_due_date_to_performance_or_as_of():
    duty = b.duty(deadline=b.forward(b.fact("信息日期", event=True), b.period(3, b.PeriodUnit.DAY)))
    trigger = date(2012, 4, 26)
    dues = (date(2012, 4, 29), date(2012, 5, 2))
    for done, state, days in (
        (date(2012, 4, 29), State.ON_TIME, None),
        (date(2012, 5, 2), State.DOUBTFUL, None),
        (date(2012, 5, 4), State.LATE, 2),
        (None, State.OVERDUE, 18),
        (date(2012, 6, 1), State.OVERDUE, 18),
    ):
        got = b.obliged(duty, b.record(信息日期=trigger, 回执日期=done))
        assert (got.due, got.due_extended) == dues
        assert (got.state, got.days_late) == (state, days)
        assert got.done == (done if done and done <= b.AS_OF else None)


def test_a_performance_before_its_trigger_is_a_contradiction_and_no_breach():
    got = b.obliged(b.duty(), b.record(信息日期=date(2012, 4, 26), 回执日期=date(2012, 4, 25)))
    assert got.state is State.UNDECIDED
    assert [c.kind for c in got.causes] == [CauseKind.CONTRADICTION]


def test_a_due_date_outside_the_calendar_is_undecided_and_names_the_year():
    got = b.obliged(b.duty(), b.record(信息日期=date(2012, 12, 31)), as_of=date(2013, 6, 1))
    assert got.state is State.UNDECIDED
    assert [(c.kind, "2013" in c.subject) for c in got.causes] == [(CauseKind.CALENDAR, True)]


def test_a_bearer_whose_fact_is_missing_is_nobody_and_the_state_stands():
    row = {"信息日期": date(2012, 4, 26)}
    assert b.obliged(b.duty(), b.record(**row)).bearer is None
    named = b.obliged(b.duty(), b.record(司法所="城关司法所", **row))
    assert (named.bearer, named.state) == ("城关司法所", State.OVERDUE)


def test_missing_cells_name_the_recipients_not_served_in_a_breach_only():
    facts = [b.fact(c, event=True) for c in ("回执日期", "信息日期")]
    cells = tuple(b.Cell(r, c, f) for r, c, f in zip(("公安机关", "司法所"), ("系统", None), facts, strict=True))
    done = b.apply(ALL_HAPPENED, *facts, type_=b.DATE)
    duty = b.duty(deadline=b.backward(b.fact("释放日期"), b.period(1, b.PeriodUnit.MONTH)), done=done, cells=cells)
    late = b.obliged(duty, b.record(释放日期=date(2012, 5, 31), 信息日期=date(2012, 4, 1)))
    assert (late.state, late.due, late.missing_cells) == (State.OVERDUE, date(2012, 4, 30), ("公安机关（系统）",))
    early = b.obliged(duty, b.record(释放日期=date(2012, 7, 31)))
    assert (early.state, early.missing_cells) == (State.PENDING, ())


# ---------- sums due ----------


def due(benefit, row, *, as_of=b.AS_OF, **more):
    return b.interpreter(b.program(benefits=(benefit,), **more), row, as_of=as_of).benefit(benefit, Case(row))


def test_a_sum_is_due_not_due_or_unknown():
    day_ = b.fact("回执日期", event=True)
    benefit = b.benefit(applies=b.fact("甲"), day=day_)
    whole = {"甲": True, "补助": 20_000, "回执日期": date(2012, 5, 2)}
    got = due(benefit, b.record(**whole))
    assert (got.amount_fen, got.date, got.payer, got.payee) == (20_000, date(2012, 5, 2), "县级财政", None)
    assert due(benefit, b.record(**{**whole, "甲": False})) is None
    assert due(benefit, b.record(**{**whole, "回执日期": None})) is None
    assert due(benefit, b.record(**{**whole, "回执日期": date(2012, 5, 21)})) is None
    assert due(benefit, b.record(**whole), in_force=date(2012, 5, 3)) is None
    assert due(benefit, b.record(**{**whole, "甲": None, "补助": None})) == missing("甲", "补助")
    assert due(benefit, b.record(甲=False)) is None


def test_a_sum_without_a_governing_day_goes_by_the_effective_day_or_as_of():
    benefit = b.benefit()
    assert due(benefit, b.record(补助=100)).amount_fen == 100
    assert due(benefit, b.record(补助=100), in_force=SOON) is None
    governed = {"effective": "批次日期", "in_force": date(2012, 5, 1)}
    assert due(benefit, b.record(补助=100, 批次日期=date(2012, 4, 30)), **governed) is None
    assert due(benefit, b.record(补助=100, 批次日期=date(2012, 5, 1)), **governed).amount_fen == 100
    assert due(benefit, b.record(补助=100), **governed) == missing("批次日期")


def test_no_value_of_a_rule_is_not_yet_where_a_plain_fact_is_asked_for():
    row = b.record()
    for column in ("信息日期", "回执日期", "领取日期"):
        assert not isinstance(b.evaluated(b.fact(column), row), NotYet)
