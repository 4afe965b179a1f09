"""待遇 month by month over a whole check: one sum a month, the payment held against the total, the budget year."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import BreachKind, Result

POLICY = load(Path(__file__).parents[1] / "cases" / "good" / "sums-benefits.policy")


def check(**facts: object) -> Result:
    values = {
        **dict.fromkeys(POLICY.program.entities["老人"].columns),
        "编号": "1",
        "死亡": False,
        "撤销": True,
        **facts,
    }
    record = Record("1", values, CellPlace("测试"))
    return POLICY.check(Facts({"老人": Table("老人", (record,))}), as_of=date(2013, 2, 28))


def test_one_sum_a_month_in_its_own_year():
    """15 November 2012 to 28 February 2013: November, December, January, February."""
    found = check(起发日期=date(2012, 11, 15), 实发总数=40000)
    assert [(e.date, e.amount_fen, e.budget_year) for e in found.entitlements] == [
        (date(2012, 11, 15), 10000, 2012), (date(2012, 12, 1), 10000, 2012),
        (date(2013, 1, 1), 10000, 2013), (date(2013, 2, 1), 10000, 2013),
    ]  # fmt: skip
    assert found.breaches == ()


@pytest.mark.parametrize(("paid", "words"), [(39999, "实发399.99元，应发400元"), (50000, "实发500元，应发400元")])
def test_a_payment_that_differs_is_a_breach_of_the_payer(paid: int, words: str):
    (breach,) = check(起发日期=date(2012, 11, 15), 实发总数=paid).breaches
    assert (breach.kind, breach.rule, breach.bearer, breach.key, breach.reason) == (
        BreachKind.WRONG_PAYMENT, "高龄补贴", "民政部门", "1", words
    )  # fmt: skip


def test_a_payment_for_nothing_due_is_a_breach():
    (breach,) = check(起发日期=date(2014, 1, 1), 实发总数=100).breaches
    assert breach.reason == "实发1元，应发0元"


def test_a_payment_nobody_recorded_is_unknown_not_zero():
    found = check(起发日期=date(2012, 11, 15))
    assert found.breaches == ()
    assert [(u.rule, u.missing) for u in found.undetermined] == [("高龄补贴", ("老人.实发总数",))]
    assert check(起发日期=date(2014, 1, 1)).undetermined == ()


def test_a_sum_not_known_is_not_held_against_the_payment():
    found = check(起发日期=None, 实发总数=100)
    assert found.breaches == ()
    assert [(u.rule, u.missing) for u in found.undetermined] == [("高龄补贴", ("老人.起发日期",))]


def test_a_sum_listed_next_year():
    found = check(起发日期=date(2014, 1, 1), 撤销=False, 审批日期=date(2012, 5, 4))
    assert [(e.benefit, e.amount_fen, e.budget_year) for e in found.entitlements] == [("一次性慰问金", 50000, 2013)]
