"""`policy budget --year`: the sums of one budget year, with the single sums that they add up."""

from datetime import date

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.engine.diagnostic import Refusal
from guiju.engine.outcome import Result
from guiju.reports.budget_year import of_budget_year

HOME = "无家可归,无亲可投,无业可就,接回日期,接回县区,监所所在县区"
PEOPLE = f"""编号,释放日期,{HOME}
A,2020-12-30,是,是,是,2020-12-31,兴庆区,兴庆区
B,2020-12-31,是,是,是,2021-01-01,兴庆区,西夏区
C,2021-12-30,是,是,是,2021-12-31,兴庆区,原州区
D,2021-12-31,是,是,是,2022-01-01,兴庆区,兴庆区
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(DEFAULT_POLICY)


@pytest.fixture(scope="module")
def result(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("导出") / "刑释解教人员.csv"
    path.write_text(PEOPLE, "utf-8")
    return policy.check(policy.read([path]), as_of=date(2022, 6, 30))


def test_a_year_holds_its_own_sums_and_what_they_add_up(policy: Policy, result: Result):
    """The budget of 2022 adds up those brought home in 2021: B 300 and C 500 元."""
    found = of_budget_year(policy.program, result, 2022)
    assert {f.budget_year for f in found.fundings} == {2022}
    assert {e.key: e.amount_fen for e in found.entitlements} == {"B": 300_00, "C": 500_00}
    (subsidy,) = {f.budget_year for f in found.fundings if f.fund == "重点人员衔接补助经费"}
    paid = sum(f.amount_fen or 0 for f in found.fundings if f.fund == "重点人员衔接补助经费")
    assert (subsidy, paid) == (2022, 800_00)


def test_every_sum_stands_in_one_year_and_none_is_lost(policy: Policy, result: Result):
    years = sorted({f.budget_year for f in result.fundings})
    parts = [of_budget_year(policy.program, result, year) for year in years]
    assert sum(len(part.fundings) for part in parts) == len(result.fundings)
    assert sorted(e.key for part in parts for e in part.entitlements) == sorted(e.key for e in result.entitlements)


def test_a_year_without_sums_is_refused_and_those_that_have_some_are_named(policy: Policy, result: Result):
    with pytest.raises(Refusal) as refused:
        of_budget_year(policy.program, result, 2031)
    (found,) = refused.value.diagnostics
    assert found.code == "GJ858"
    assert "2031年度" in found.message
    assert any("2021—2023" in remedy for remedy in found.help)
