from datetime import date
from itertools import product

import pytest
from guiju.engine.operators import ALL_OPERATORS
from guiju.engine.operators.arithmetic import ADD, MULTIPLY, SUBTRACT
from guiju.engine.operators.calculation import ADD_COUNTS, MULTIPLY_COUNTS, SUBTRACT_COUNTS
from guiju.engine.operators.comparison import BY_WORD, MEMBER, WITHIN_RANKS
from guiju.engine.operators.dates import (
    AFTER,
    ALL_HAPPENED,
    BEFORE,
    EARLIEST,
    FIRST_TO_HAPPEN,
    HAPPENED,
    LARGEST,
    LATEST,
    ROLL_BACKWARD,
    ROLL_FORWARD,
    SMALLEST,
)
from guiju.engine.operators.logic import AND, AT_LEAST, NOT, OR
from guiju.engine.operators.operator import UnknownRule
from guiju.engine.operators.presence import IS_KNOWN, IS_UNKNOWN
from guiju.engine.operators.tables import EXCLUSIVE, FIRST
from guiju.engine.periods import Period, PeriodUnit
from guiju.engine.types import NOT_YET, CauseKind, Unknown, merge, unknown

from .builders import BOOLEAN, INTEGER, MONEY, TEXT, Const, apply, evaluated

F, G, H = (unknown(CauseKind.MISSING, f"人员.{name}") for name in "甲乙丙")
D1, D2, D3 = date(2012, 4, 26), date(2012, 5, 4), date(2012, 5, 7)
ONE_MONTH = Period(PeriodUnit.MONTH, 1)


def of(operator, *values):
    """The value of an operator as a policy gets it: through the interpreter, which keeps strict ones strict.

    Of 已发生的 the interpreter itself reads which facts the event waits for: the row is asked directly.
    """
    if operator is HAPPENED:
        return operator.evaluate(*values)
    return evaluated(apply(operator, *(Const(v, TEXT) for v in values)))


EXAMPLES = [
    pytest.param(row, example, id=f"{row.name}-{n}") for row in ALL_OPERATORS for n, example in enumerate(row.examples)
]


@pytest.mark.parametrize(("row", "example"), EXAMPLES)
def test_an_example_of_the_table_holds(row, example):
    result = of(row, *example.arguments)
    assert result == example.result
    assert type(result) is type(example.result)


@pytest.mark.parametrize("row", [AND, OR], ids=lambda row: row.name)
def test_what_one_argument_settles_is_what_the_row_says_of_all(row):
    for values in product((True, False, F, G), repeat=3):
        assert of(row, *values) == row.evaluate(*values), values


def test_the_row_of_a_table_that_decides_is_what_the_operator_says_of_all():
    for conditions in product((True, False, F, G), repeat=3):
        for sums in ((200, 300, 500), (200, H, 500)):
            cells = [cell for pair in zip(conditions, sums, strict=True) for cell in pair]
            assert of(FIRST, "补助", "（一）、（二）、（三）", *cells) == FIRST.evaluate("补助", "", *cells), cells


@pytest.mark.parametrize("row", [r for r in ALL_OPERATORS if not r.uses_figures], ids=lambda row: row.name)
def test_every_row_shows_a_known_and_an_unknown_example(row):
    with_unknown = [e for e in row.examples if any(isinstance(a, Unknown) for a in e.arguments)]
    known = [e for e in row.examples if not isinstance(e.result, Unknown)]
    assert len(row.examples) >= 2
    assert with_unknown
    assert known


def test_no_two_rows_share_a_name():
    names = [row.name for row in ALL_OPERATORS]
    assert len(set(names)) == len(names)


STRICT_ROWS = [r for r in ALL_OPERATORS if r.unknown is UnknownRule.STRICT and not r.uses_figures]


@pytest.mark.parametrize("row", STRICT_ROWS, ids=lambda row: row.name)
def test_a_strict_row_is_unknown_wherever_an_argument_is_with_the_causes_of_all(row):
    arities = [e.arguments for e in row.examples if not any(isinstance(a, Unknown) for a in e.arguments)]
    assert arities
    for arguments in arities:
        for places in product((False, True), repeat=len(arguments)):
            causes = [unknown(CauseKind.MISSING, f"人员.第{i}项") for i in range(len(arguments))]
            values = [c if hidden else a for c, hidden, a in zip(causes, places, arguments, strict=True)]
            hidden = [c for c, is_hidden in zip(causes, places, strict=True) if is_hidden]
            if hidden:
                assert of(row, *values) == merge(*hidden)


# Kleene's tables, written out: U stands for a value that is unknown.
U = "未知"
NINE = {
    (True, True): (True, True),
    (True, False): (False, True),
    (True, U): (U, True),
    (False, True): (False, True),
    (False, False): (False, False),
    (False, U): (False, U),
    (U, True): (U, True),
    (U, False): (False, U),
    (U, U): (U, U),
}


@pytest.mark.parametrize("pair", NINE)
def test_the_nine_pairs_of_and_and_or(pair):
    for left, right in (pair, pair[::-1]):
        values = [u if v is U else v for v, u in ((left, F), (right, G))]
        open_ = [v for v in values if isinstance(v, Unknown)]
        for operator, wanted in zip((AND, OR), NINE[pair], strict=True):
            assert of(operator, *values) == (merge(*open_) if wanted is U else wanted)


def test_not_is_true_false_and_unknown():
    assert [of(NOT, v) for v in (True, False, F)] == [False, True, F]


def completions(values):
    return product(*[(True, False) if isinstance(v, Unknown) else (v,) for v in values])


def decided_by_all(values, outcome):
    """The one outcome of all completions, or None: what Kleene owes where the facts are independent."""
    outcomes = {outcome(c) for c in completions(values)}
    return outcomes.pop() if len(outcomes) == 1 else None


def kleene_cases():
    for size in range(1, 6):
        open_ = [unknown(CauseKind.MISSING, f"人员.第{i}项") for i in range(size)]
        for marks in product((True, False, U), repeat=size):
            yield [u if m is U else m for m, u in zip(marks, open_, strict=True)]


def test_at_least_n_is_exact_over_all_completions_of_up_to_five_items():
    counted = 0
    for values in kleene_cases():
        for needed in range(1, len(values) + 1):
            wanted = decided_by_all(values, lambda c, n=needed: sum(c) >= n)
            got = of(AT_LEAST, needed, *values)
            assert got == merge(*[v for v in values if isinstance(v, Unknown)]) if wanted is None else got is wanted
            counted += 1
    assert counted == sum(n * 3**n for n in range(1, 6))


def test_and_and_or_are_exact_over_all_completions_of_up_to_five_items():
    for values in kleene_cases():
        for operator, outcome in ((AND, all), (OR, any)):
            wanted, got = decided_by_all(values, outcome), of(operator, *values)
            assert isinstance(got, Unknown) if wanted is None else got is wanted


def test_one_of_and_all_of_a_list_are_or_and_and():
    for values in kleene_cases():
        assert of(AT_LEAST, 1, *values) == of(OR, *values)
        assert of(AT_LEAST, len(values), *values) == of(AND, *values)


# 民法典 1259: 以上、以下、以内、届满 include the number itself, 不满、超过、以外 do not.
AT_THE_NUMBER = {
    "超过": False,
    "不超过": True,
    "不少于": True,
    "少于": False,
    "低于": False,
    "不低于": True,
    "不满": False,
}


@pytest.mark.parametrize("word", AT_THE_NUMBER)
def test_comparison_at_beside_and_across_the_number(word):
    above = word in ("超过", "不少于", "不低于")
    assert [of(BY_WORD[word], n, 18) for n in (17, 18, 19)] == [not above, AT_THE_NUMBER[word], above]


@pytest.mark.parametrize(
    ("word", "before", "same", "after"),
    [
        ("早于", True, False, False),
        ("晚于", False, False, True),
        ("不早于", False, True, True),
        ("不晚于", True, True, False),
    ],
)
def test_comparison_of_dates(word, before, same, after):
    assert [of(BY_WORD[word], d, D2) for d in (D1, D2, D3)] == [before, same, after]


@pytest.mark.parametrize(("ends", "inside"), [(("一类", "二类"), "一类 二类"), (("三类", "二类"), "二类 三类")])
def test_a_range_of_an_ordered_code_includes_both_ends_whichever_is_named_first(ends, inside):
    codes = ("一类", "二类", "三类")
    held = [c for c in codes if of(WITHIN_RANKS, c, *ends, "、".join(codes))]
    assert held == inside.split()


def test_membership():
    assert [of(MEMBER, c, "甲", "乙") for c in "甲乙丙"] == [True, True, False]


def test_zero_times_unknown_is_unknown_and_so_are_the_extremes():
    assert of(MULTIPLY, 0, F) == F
    for operator in (LARGEST, SMALLEST):
        assert of(operator, 3, F, 5, G) == merge(F, G)
    for operator in (EARLIEST, LATEST):
        assert of(operator, D1, F) == F
    assert [of(op, D2, D1, D3) for op in (EARLIEST, LATEST)] == [D1, D3]
    assert [of(op, 5, 3, 9) for op in (SMALLEST, LARGEST)] == [3, 9]


OVERFLOW = {CauseKind.OVERFLOW}


def kinds(value):
    return {c.kind for c in value.causes} if isinstance(value, Unknown) else set()


@pytest.mark.parametrize("sign", [1, -1])
def test_sums_stay_within_ten_to_the_sixteen_fen(sign):
    limit = sign * 10**16

    def money(operator, a, b):
        return evaluated(apply(operator, Const(a, MONEY), Const(b, MONEY), type_=MONEY))

    assert money(ADD, limit - sign, sign) == limit
    assert kinds(money(ADD, limit, sign)) == OVERFLOW
    assert money(SUBTRACT, limit, sign) == limit - sign
    assert kinds(money(SUBTRACT, limit, -sign)) == OVERFLOW
    assert kinds(of(MULTIPLY, limit, 2)) == OVERFLOW


@pytest.mark.parametrize("sign", [1, -1])
def test_counts_stay_within_ten_to_the_nine(sign):
    limit = sign * 10**9

    def count(operator, a, b):
        return evaluated(apply(operator, Const(a, INTEGER), Const(b, INTEGER), type_=INTEGER))

    assert count(ADD_COUNTS, limit - sign, sign) == limit
    assert kinds(count(ADD_COUNTS, limit, sign)) == OVERFLOW
    assert kinds(count(SUBTRACT_COUNTS, limit, -sign)) == OVERFLOW
    assert kinds(count(MULTIPLY_COUNTS, limit, 2)) == OVERFLOW


def test_first_to_happen_is_the_earliest_that_has_happened():
    assert of(FIRST_TO_HAPPEN, D3, NOT_YET, D2) == D2
    assert of(FIRST_TO_HAPPEN, NOT_YET, NOT_YET) is NOT_YET
    assert of(FIRST_TO_HAPPEN, D2, F, NOT_YET) == F


def test_all_happened_is_the_latest_and_absent_if_any_is():
    assert of(ALL_HAPPENED, D1, D3, D2) == D3
    assert of(ALL_HAPPENED, D1, NOT_YET) is NOT_YET
    assert of(ALL_HAPPENED, F, NOT_YET) is NOT_YET
    assert of(ALL_HAPPENED, D1, F) == F


def test_a_strict_row_on_what_has_not_happened_has_not_happened_and_unknown_prevails():
    assert of(AFTER, NOT_YET, ONE_MONTH, False, False) is NOT_YET
    assert of(EARLIEST, NOT_YET, D1) is NOT_YET
    assert of(EARLIEST, NOT_YET, F) == F


@pytest.mark.parametrize(
    ("operator", "arguments", "due"),
    [
        (AFTER, (D1, Period(PeriodUnit.WORKING_DAY, 5), False, False), date(2012, 5, 4)),
        (AFTER, (D1, Period(PeriodUnit.DAY, 5), False, False), date(2012, 5, 1)),
        (AFTER, (date(2012, 1, 31), ONE_MONTH, False, False), date(2012, 2, 29)),
        (BEFORE, (date(2012, 3, 31), ONE_MONTH, False, False), date(2012, 2, 29)),
        (BEFORE, (date(2012, 5, 4), Period(PeriodUnit.WORKING_DAY, 5), False, False), date(2012, 4, 26)),
        (ROLL_FORWARD, (date(2012, 4, 29),), date(2012, 5, 2)),
        (ROLL_FORWARD, (date(2012, 4, 28),), date(2012, 4, 28)),
        (ROLL_BACKWARD, (date(2012, 5, 1),), date(2012, 4, 28)),
    ],
)
def test_dates_are_counted_by_the_calendar_of_the_policy(operator, arguments, due):
    assert of(operator, *arguments) == due


@pytest.mark.parametrize("count", [1, 9_999])
@pytest.mark.parametrize("unit", [u for u in PeriodUnit if u is not PeriodUnit.HOUR])
@pytest.mark.parametrize("operator", [AFTER, BEFORE], ids=lambda row: row.name)
def test_a_period_whatever_its_unit_and_length_gives_a_date_or_an_unknown(operator, unit, count):
    result = of(operator, D1, Period(unit, count), False, False)
    assert isinstance(result, date) or kinds(result) <= {CauseKind.OVERFLOW, CauseKind.CALENDAR}


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (AFTER, (date(2012, 12, 31), Period(PeriodUnit.WORKING_DAY, 1), False, False)),
        (BEFORE, (date(2012, 1, 1), Period(PeriodUnit.WORKING_DAY, 1), False, False)),
        (ROLL_FORWARD, (date(2013, 1, 1),)),
        (ROLL_BACKWARD, (date(2011, 12, 31),)),
    ],
)
def test_a_day_outside_the_calendar_is_unknown_and_names_the_year(operator, arguments):
    result = of(operator, *arguments)
    assert kinds(result) == {CauseKind.CALENDAR}
    assert any(str(year) in c.subject for c in result.causes for year in (2011, 2013))


def test_a_period_beyond_the_range_of_dates_is_unknown():
    assert kinds(of(AFTER, date(2199, 12, 31), ONE_MONTH, False, False)) == OVERFLOW
    assert kinds(of(BEFORE, date(1900, 1, 1), ONE_MONTH, False, False)) == OVERFLOW


def table(operator, *cells):
    return of(operator, "补助", "、".join(["（一）", "（二）", "（三）"][: len(cells) // 2]), *cells)


NO_RULE = unknown(CauseKind.UNPROVIDED, "补助")


def conflict(*marks):
    return unknown(CauseKind.CONFLICT, "补助", marks)


def test_in_turn_the_first_row_that_is_not_false_decides():
    assert table(FIRST, True, 1, True, 2) == 1
    assert table(FIRST, False, 1, True, 2, F, 3) == 2
    assert table(FIRST, F, 1, True, 2) == F
    assert table(FIRST, False, 1, F, 2, G, 3) == merge(F, G)
    assert table(FIRST, F, 1, True, 2, G, 3) == F
    assert table(FIRST, False, 1, False, 2) == NO_RULE
    assert table(FIRST, True, F, True, 2) == F


def test_exclusive_rows_conflict_are_unknown_decide_or_give_no_rule():
    assert table(EXCLUSIVE, True, 1, False, 2) == 1
    assert table(EXCLUSIVE, False, 1, False, 2) == NO_RULE
    assert table(EXCLUSIVE, True, 1, F, 2) == F
    assert table(EXCLUSIVE, True, 1, F, 2, True, 3) == conflict("（一）", "（三）")
    assert table(EXCLUSIVE, False, F, True, 2) == 2


@pytest.mark.parametrize("operator", [FIRST, EXCLUSIVE], ids=lambda row: row.name)
def test_the_open_facts_of_a_table_hold_those_of_the_values_it_may_come_to(operator):
    """待补事实 is the union over the unknown arguments: with the condition alone supplied nothing would be decided."""
    assert table(operator, F, G, False, 2) == merge(F, G)
    assert table(operator, False, H, F, G) == merge(F, G)


@pytest.mark.parametrize("operator", [FIRST, EXCLUSIVE], ids=lambda row: row.name)
def test_a_row_that_may_not_be_reached_gives_open_facts_and_no_finding(operator):
    assert table(operator, F, NO_RULE, False, 2) == F
    assert table(operator, F, merge(NO_RULE, G), False, 2) == merge(F, G)


def test_a_table_takes_the_open_facts_of_its_row_that_holds():
    assert table(FIRST, F, 1, True, G, True, H) == merge(F, G)
    assert table(EXCLUSIVE, F, 1, True, G, False, H) == merge(F, G)


def test_known_and_unknown_are_tests_that_never_are_unknown():
    for value, known in (("甲", True), (False, True), (0, True), (F, False), (NOT_YET, False)):
        assert of(IS_KNOWN, value) is known
        assert of(IS_UNKNOWN, value) is (not known)


def test_signatures_refuse_what_does_not_fit():
    assert AND.accepts((BOOLEAN, INTEGER)) is None
    assert AT_LEAST.accepts((BOOLEAN, BOOLEAN)) is None
    assert ADD.accepts((MONEY, INTEGER)) is None
    assert MULTIPLY.accepts((MONEY, INTEGER)) == MONEY
    assert BY_WORD["超过"].accepts((TEXT, TEXT)) is None
    assert FIRST.accepts((TEXT, TEXT, BOOLEAN, MONEY, BOOLEAN, INTEGER)) is None
    assert FIRST.accepts((TEXT, TEXT, BOOLEAN, MONEY)) == MONEY
