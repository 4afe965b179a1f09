"""Explanations say what the interpreter says, how each date was counted, and which values are sensitive."""

from datetime import date

import pytest
from attrs import evolve
from guiju.engine.explain import Explainer, is_sensitive
from guiju.engine.interpret import Case
from guiju.engine.operators.comparison import BY_WORD, EQUAL, MEMBER
from guiju.engine.operators.dates import AFTER, ALL_HAPPENED, BEFORE, FIRST_TO_HAPPEN, ROLL_BACKWARD, ROLL_FORWARD
from guiju.engine.program import Apply, DerivedKind, Direction, Entity, Fact, Party, facts_of
from guiju.engine.types import (
    NOT_YET,
    BooleanType,
    CauseKind,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    PercentType,
    ReferenceType,
    Unknown,
    YearType,
    unknown,
)
from guiju.engine.words import describe_fen, describe_value
from hypothesis import HealthCheck, given, settings

from . import builders as b
from .strategies import programs, rows

BROAD = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def explained(rule, row, *, as_of=b.AS_OF, **more):
    kind = {"Duty": "duties", "Benefit": "benefits"}.get(type(rule).__name__)
    rules = {kind: (rule,)} if kind else {}
    run = b.interpreter(b.program(**more, **rules), row, as_of=as_of)
    return Explainer(run).explain(rule, Case(row))


def every_line(lines):
    for line in lines:
        yield line
        yield from every_line(line.children)


def named(trace, words):
    """The one line of a trace that begins with these words."""
    (line,) = [found for found in trace.lines if found.words.startswith(words)]
    return line


# ---------- every value is the interpreter's ----------


class Expected:
    """What the lines of an explanation must say, from the program and the interpreter alone."""

    def __init__(self, run, row):
        self.run, self.case = run, Case(row)
        self.derived = {d.name: d for d in run.program.derived}

    def value(self, expression, type_=None):
        value = self.run.value(expression, self.case)
        words = describe_value(value, type_ or expression.type)
        if isinstance(expression.type, ReferenceType) and value in b.COUNTY_ROWS:
            return f"{b.COUNTY_ROWS[value]['名称']}（{words}）"
        return words

    def facts(self, expression):
        distinct = {f.words: f for f in facts_of(expression)} if expression is not None else {}
        return [(words, self.value(f), f.column == "姓名", self.below(f)) for words, f in distinct.items()]

    def below(self, fact):
        return self.column(self.derived[fact.column]) if fact.column in self.derived else []

    def column(self, derived):
        return [self.row(derived, row) for row in derived.rows] or self.facts(derived.expression)

    def row(self, derived, row):
        words = row.mark
        if derived.kind is DerivedKind.STANDARD:
            words += f"：{self.value(row.value, derived.type)}"
        holds = "其余情形" if row.condition is None else self.value(row.condition)
        may_hold = row.condition is None or self.run.value(row.condition, self.case) is not False
        rests_on = self.facts(row.condition) + (self.facts(row.value) if may_hold else [])
        return words, holds, False, rests_on


def shown(lines):
    return [(line.words, line.value, line.sensitive, shown(line.children)) for line in lines]


@BROAD
@given(programs(presence=True), rows(4))
def test_every_line_of_a_derived_column_has_the_value_the_interpreter_gives(program, records):
    run = b.interpreter(program, *records)
    for record in records:
        expected = Expected(run, record)
        for derived in program.derived:
            trace = Explainer(run).explain(derived, Case(record))
            value = run.column(derived.entity, derived.name, Case(record), event=derived.event)
            assert (trace.kind, trace.outcome) == (derived.kind.value, describe_value(value, derived.type))
            assert shown(trace.lines) == expected.column(derived)
            assert trace.citations == derived.heading.citations


@BROAD
@given(programs(), rows(4))
def test_every_line_of_a_duty_has_the_value_the_interpreter_gives(program, records):
    run = b.interpreter(program, *records)
    for record in records:
        for duty in program.duties:
            got = run.obligation(duty, Case(record))
            trace = Explainer(run).explain(duty, Case(record))
            assert trace.outcome.startswith(got.state.value)
            expected = Expected(run, record)
            deadline = duty.deadline
            parts = {"承担者": duty.bearer.expression, "期限": deadline.strict, "履行": duty.done}
            if isinstance(duty.applies, Fact | Apply) or run.value(duty.applies, Case(record)) is not True:
                parts["适用条件"] = duty.applies
            if deadline.trigger is not None:
                parts["起算" if deadline.direction is Direction.FORWARD else "基准日"] = deadline.trigger
            if run.value(deadline.extended, Case(record)) != run.value(deadline.strict, Case(record)):
                parts["末日顺延"] = deadline.extended
            if duty.impossible is not None:
                parts["客观不能"] = duty.impossible
            for words, expression in parts.items():
                assert named(trace, words).value == expected.value(expression), words
            assert len(trace.lines) == len(parts) + 1
            last = trace.lines[-1]
            days = f"，逾期{got.days_late}天" if got.days_late is not None else ""
            assert (last.words, last.value) == ("截至2012年5月20日", got.state.value + days)


@BROAD
@given(programs(), rows(4))
def test_every_line_of_a_benefit_has_the_value_the_interpreter_gives(program, records):
    run = b.interpreter(program, *records)
    for record in records:
        for benefit in program.benefits:
            found = run.benefit(benefit, Case(record))
            trace = Explainer(run).explain(benefit, Case(record))
            if isinstance(found, Unknown):
                outcome = describe_value(found, b.MONEY)
            else:
                outcome = "不发" if found is None else f"应发{describe_fen(found.amount_fen)}"
            assert trace.outcome == outcome
            expected = Expected(run, record)
            assert named(trace, "条件").value == expected.value(benefit.applies)
            assert named(trace, "数额").value == expected.value(benefit.amount)
            assert named(trace, "付款").value == "县级财政"
            if benefit.date is not None:
                assert named(trace, "以此日为准").value == expected.value(benefit.date)


# ---------- dates ----------


@BROAD
@given(programs(), rows(6))
def test_every_counted_due_date_carries_its_derivation_and_it_ends_on_that_date(program, records):
    run = b.interpreter(program, *records)
    explainer = Explainer(run)
    for record in records:
        for duty in program.duties:
            trace = explainer.explain(duty, Case(record))
            for words, expression in (("期限", duty.deadline.strict), ("末日顺延", duty.deadline.extended)):
                lines = [line for line in trace.lines if line.words == words]
                value = run.value(expression, Case(record))
                derivation = explainer.derivation(expression, Case(record))
                counted = isinstance(expression, Apply) and expression.operator in (AFTER, BEFORE, ROLL_FORWARD)
                assert (derivation is not None) == (counted and isinstance(value, date))
                if derivation is not None:
                    assert derivation.due == value
                    assert all(derivation.sentence() in line.notes for line in lines)


def test_a_due_date_over_the_may_holiday_says_what_was_skipped_and_why():
    row = b.record(信息日期=date(2012, 4, 26))
    line = named(explained(b.duty(), row), "期限")
    assert line.value == "2012年5月4日"
    (sentence,) = [n for n in line.notes if "4月26日" in n]
    for words in ("5个工作日", "28日（调休上班）", "4月29日至5月1日劳动节", "至2012年5月4日"):
        assert words in sentence, words


def test_a_due_date_on_a_rest_day_shows_both_readings_and_the_doubt():
    duty = b.duty(deadline=b.forward(b.fact("信息日期", event=True), b.period(3, b.PeriodUnit.DAY)))
    trace = explained(duty, b.record(信息日期=date(2012, 4, 26), 回执日期=date(2012, 5, 2)))
    assert [named(trace, w).value for w in ("期限", "末日顺延")] == ["2012年4月29日", "2012年5月2日"]
    assert any("5月2日" in note for note in named(trace, "末日顺延").notes)
    assert trace.outcome.startswith("存疑")


def test_a_deadline_rolled_back_is_derived_too():
    due = b.counted(BEFORE, b.fact("释放日期"), b.period(1, b.PeriodUnit.MONTH))
    moved = Apply(ROLL_BACKWARD, (due,), b.DATE)
    deadline = evolve(b.backward(b.fact("释放日期"), b.period(1)), strict=moved, extended=moved)
    row = b.record(释放日期=date(2012, 5, 29))
    duty = b.duty(deadline=deadline)
    line = named(explained(duty, row), "期限")
    assert line.value == "2012年4月28日"
    assert any("4月29日" in note for note in line.notes)


@pytest.mark.parametrize("month_end", [b.TRUE, b.FALSE], ids=["按月末", "不按月末"])
@pytest.mark.parametrize("include", [b.TRUE, b.FALSE], ids=["含当日", "不含当日"])
@pytest.mark.parametrize("unit", ["个工作日", "天", "周", "月"])
@pytest.mark.parametrize("make", [b.forward, b.backward])
def test_a_derivation_ends_on_the_due_date_whatever_the_clause_chooses(make, unit, include, month_end):
    length = b.period(2, b.PeriodUnit(unit.removeprefix("个")))
    deadline = make(b.fact("释放日期"), length, include=include, month_end=month_end)
    row = b.record(释放日期=date(2012, 4, 30))
    run = b.interpreter(b.program(), row)
    for expression in (deadline.strict, deadline.extended):
        derivation = Explainer(run).derivation(expression, Case(row))
        assert derivation is not None
        assert derivation.due == run.value(expression, Case(row))


def test_a_due_date_that_is_not_known_carries_no_derivation():
    line = named(explained(b.duty(), b.record(absent=["信息日期"])), "期限")
    assert line.value == "未知（缺失：人员.信息日期）"
    assert line.notes == ("起若干日内",)


def test_a_text_without_a_deadline_says_so_or_shows_its_own_word():
    for prompt, words in ((None, "原文未定时限"), ("立即", "立即")):
        duty = evolve(b.duty(), deadline=None, prompt=prompt)
        assert named(explained(duty, b.record()), "期限").value == words


@pytest.mark.parametrize(
    ("done", "verdict"),
    [
        (None, "逾期未履行，逾期16天"),
        (date(2012, 5, 10), "逾期履行，逾期6天"),
        (date(2012, 5, 21), "逾期未履行，逾期16天"),
        (date(2012, 5, 4), "按期履行"),
    ],
)
def test_the_verdict_counts_the_days_late_as_the_obligation_does(done, verdict):
    row = b.record(信息日期=date(2012, 4, 26), 回执日期=done)
    trace = explained(b.duty(), row)
    assert trace.lines[-1].value == verdict
    late = b.obliged(b.duty(), row).days_late
    assert (late is not None) is ("逾期" in verdict and f"逾期{late}天" in verdict)


def test_performance_by_cells_shows_the_proof_of_each():
    facts = [b.fact(c, event=True) for c in ("回执日期", "信息日期")]
    cells = tuple(b.Cell(r, "系统", f) for r, f in zip(("公安机关", "司法所"), facts, strict=True))
    duty = b.duty(
        deadline=b.backward(b.fact("释放日期"), b.period(1, b.PeriodUnit.MONTH)),
        done=b.apply(ALL_HAPPENED, *facts, type_=b.DATE),
        cells=cells,
    )
    line = named(explained(duty, b.record(释放日期=date(2012, 6, 30), 信息日期=date(2012, 5, 2))), "履行")
    assert line.value == "尚未发生"
    assert [(c.words, c.value) for c in line.children] == [
        ("公安机关（系统）", "尚未发生"),
        ("司法所（系统）", "2012年5月2日"),
    ]


def test_an_undecided_duty_names_its_cause_in_the_outcome():
    trace = explained(b.duty(applies=b.fact("甲")), b.record(信息日期=date(2012, 4, 26)))
    assert trace.outcome == "无法判定（缺失：人员.甲）"


def test_an_event_by_definition_is_explained_down_to_its_facts():
    first = b.definition(
        "最先",
        b.apply(FIRST_TO_HAPPEN, *(b.fact(c, event=True) for c in ("信息日期", "回执日期")), type_=b.DATE),
        event=True,
    )
    trace = explained(first, b.record(回执日期=date(2012, 5, 2)), derived=(first,))
    assert trace.outcome == "2012年5月2日"
    assert [(line.words, line.value) for line in trace.lines] == [
        ("信息日期", "尚未发生"),
        ("回执日期", "2012年5月2日"),
    ]


# ---------- 敏感 ----------

SECRET = "张三"
IS_NAMED = b.apply(EQUAL, b.fact("姓名"), b.Const(SECRET, b.TEXT))


def leaks(trace, secret=SECRET):
    """The lines that show the secret once the values and notes of sensitive ones are masked."""
    masked = [(x, (x.words,) if x.sensitive else (x.words, x.value, *x.notes)) for x in every_line(trace.lines)]
    return [line for line, left in masked if secret in "".join(left)]


def test_the_lines_of_sensitive_columns_are_flagged_and_no_others():
    both = b.classification("同名", b.both(IS_NAMED, b.fact("甲")))
    trace = explained(both, b.record(姓名=SECRET, 甲=True), derived=(both,))
    flagged = {line.words: line.sensitive for line in every_line(trace.lines) if line.words}
    assert flagged == {"姓名": True, "甲": False}
    assert leaks(trace) == []


def test_a_sensitive_column_is_flagged_however_deep_and_in_every_part_of_a_rule():
    named_ = b.classification("同名", IS_NAMED)
    row = b.record(姓名=SECRET, 信息日期=date(2012, 4, 26))
    bearer = Fact(b.LEDGER, (), "姓名", b.BEARER)
    duty = b.duty(applies=b.read(named_), impossible=IS_NAMED, bearer=bearer)
    trace = explained(duty, row, derived=(named_,))
    assert sum(line.sensitive for line in every_line(trace.lines)) == 7
    assert leaks(trace) == []
    benefit = evolve(b.benefit(applies=b.read(named_)), payee=Party("本人", bearer))
    trace = explained(benefit, row, derived=(named_,))
    assert named(trace, "收款").sensitive
    assert leaks(trace) == []


def test_a_definition_that_repeats_a_sensitive_column_is_as_sensitive():
    copy = b.definition("称呼", b.fact("姓名"))
    asked = b.classification("同名", b.apply(MEMBER, b.read(copy), b.Const("李四", b.TEXT)))
    trace = explained(asked, b.record(姓名=SECRET), derived=(copy, asked))
    assert leaks(trace) == []


def test_a_row_of_a_table_does_not_show_the_sensitive_value_it_gives():
    table = b.standard("称呼", [(b.fact("甲"), b.fact("姓名")), (None, b.Const("某人", b.TEXT))], first=True)
    asked = b.classification("同名", b.apply(MEMBER, b.read(table), b.Const("李四", b.TEXT)))
    trace = explained(asked, b.record(姓名=SECRET, 甲=True), derived=(table, asked))
    assert leaks(trace) == []


def with_sensitive(program, column):
    ledger: Entity = program.entities[b.LEDGER]
    columns = {**ledger.columns, column: evolve(ledger.columns[column], sensitive=True)}
    return evolve(program, entities={**program.entities, b.LEDGER: evolve(ledger, columns=columns)})


def test_the_derivation_of_a_due_date_does_not_tell_a_sensitive_trigger():
    row = b.record(信息日期=date(2012, 4, 26))
    program = with_sensitive(b.program(duties=(b.duty(),)), "信息日期")
    trace = Explainer(b.interpreter(program, row)).explain(program.duties[0], Case(row))
    assert named(trace, "起算").sensitive
    assert leaks(trace, "4月26日") == []


def test_a_column_reached_by_references_is_as_sensitive_as_where_it_stands():
    program = b.program()
    counties = program.entities[b.COUNTY]
    columns = {**counties.columns, "地市": evolve(counties.columns["地市"], sensitive=True)}
    program = evolve(program, entities={**program.entities, b.COUNTY: evolve(counties, columns=columns)})
    run = b.interpreter(program)
    assert is_sensitive(run, b.fact("地市", path=("接回县区",)))
    assert not is_sensitive(run, b.fact("名称", path=("接回县区",)))
    assert is_sensitive(run, b.fact("姓名"))


# ---------- words ----------


@pytest.mark.parametrize(
    ("value", "type_", "words"),
    [
        (True, BooleanType(), "是"),
        (False, BooleanType(), "否"),
        (20_000, MoneyType(), "200元"),
        (123_456, MoneyType(), "1234.56元"),
        (-5, MoneyType(), "-0.05元"),
        (0, MoneyType(), "0元"),
        (100_000, MoneyRateType("月"), "每月1000元"),
        (200_000, PercentType(), "20%"),
        (12_000, PercentType(), "1.2%"),
        (-1_500_000, DecimalType(), "-1.5"),
        (3, IntegerType("人"), "3人"),
        (0, IntegerType(), "0"),
        (2012, YearType(), "2012年度"),
        (date(2012, 5, 4), b.DATE, "2012年5月4日"),
        (b.period(5).value, b.PERIOD, "5个工作日"),
        ("同心县", b.TEXT, "同心县"),
        (NOT_YET, b.DATE, "尚未发生"),
        (unknown(CauseKind.MISSING, "人员.甲"), BooleanType(), "未知（缺失：人员.甲）"),
        (unknown(CauseKind.UNPROVIDED, "标准"), MoneyType(), "未规定"),
    ],
)
def test_values_in_words(value, type_, words):
    assert describe_value(value, type_) == words


def test_a_comparison_is_explained_by_the_facts_it_reads():
    late = b.classification("晚到", b.apply(BY_WORD["晚于"], b.fact("释放日期"), b.Const(date(2012, 5, 1), b.DATE)))
    trace = explained(late, b.record(释放日期=date(2012, 5, 2)), derived=(late,))
    (line,) = trace.lines
    assert (trace.outcome, line.value) == ("是", "是")
    assert [(c.words, c.value) for c in line.children] == [("释放日期", "2012年5月2日")]
