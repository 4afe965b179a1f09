"""The faults planted in the demonstration export, as an office's books have them, and what a check makes of each."""

import guiju
import pytest
from guiju.engine.outcome import BreachKind, TargetState
from guiju.policy.demo import AS_OF, write_demo_workbook

PEOPLE = 3000


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "样例数据.xlsx"
    write_demo_workbook(path, people=PEOPLE)
    policy = guiju.load()
    facts = policy.read([path])
    return policy, facts, policy.check(facts, as_of=AS_OF)


@pytest.fixture
def result(checked):
    return checked[2]


def test_the_budgets_planted_too_small_are_found_and_no_other(result):
    found = {(b.rule, b.key, b.reason[:4]) for b in result.breaches if b.kind is BreachKind.SHORT_BUDGET}
    assert found == {
        ("县级社区矫正工作经费", "640324", "2021"),
        ("县级社区矫正工作经费", "640181", "2022"),
        ("县级安置帮教工作经费", "640522", "2020"),
        ("重点人员衔接补助经费", "640402", "2020"),
        ("市级社区矫正工作经费", "吴忠市", "2022"),
        ("自治区安置帮教工作经费", "", "2021"),
    }


def test_lingwu_budgeted_by_the_lower_rate_lacks_a_third(result):
    (line,) = (f for f in result.fundings if (f.fund, f.key, f.year) == ("县级社区矫正工作经费", "640181", 2021))
    assert line.rate_fen == 150_000
    assert line.budgeted_fen == line.headcount * 100_000


def test_targets_missed_and_open(result):
    states = {(t.target, t.key): (t.state, t.measured) for t in result.targets}
    year = "高校毕业生实习服务"
    assert states[year, "2019"] == (TargetState.MISSED, 299)
    assert states[year, "2021"][0] is TargetState.MET
    assert states[year, "2022"] == (TargetState.PENDING, 168)
    assert states["公益岗位人员", "2020"][0] is TargetState.UNDECIDED
    bases = {
        key: state
        for (target, key), (state, _) in states.items()
        if target == "县区建成过渡性安置基地" and state.value != "已达到"
    }
    assert bases == {
        "640303": TargetState.MISSED,  # none at all
        "640422": TargetState.MISSED,  # not finished
        "640424": TargetState.MISSED,  # lacks 管理功能
        "640521": TargetState.MISSED,  # finished in 2016
        "640205": TargetState.UNDECIDED,  # nobody entered 劳动功能
    }
    assert len([1 for target, _ in states if target == "县区建成过渡性安置基地"]) == 22
    assert states["地级市建成过渡性安置基地", "固原市"][0] is TargetState.MISSED
    assert states["全区基本完成基地建设", "2015"][0] is TargetState.MET


def test_what_is_missing_is_asked_for(result):
    asked = {(u.rule, u.key): u.missing for u in result.undetermined}
    assert asked["县级社区矫正工作经费", "640423／2018"] == ("县区年度.社区矫正经费预算数",)  # no row for 2019
    assert asked["县级安置帮教工作经费", "640323／2019"] == ("县区年度.安置帮教经费预算数",)
    assert asked["已配备专职工作人员", "640424／2020"] == ("县区年度.社区矫正专职人员数",)


def test_two_people_who_lack_a_fact_leave_sums_open_by_one_head(result):
    region = [f for f in result.fundings if f.fund == "自治区社区矫正工作经费"]
    widths = {f.headcount_bounds[1] - f.headcount_bounds[0] for f in region}
    assert 1 in widths
    assert max(widths) <= 2
    assert any("归属不明" in f.text for f in result.findings)


def test_people_counted_in_both_funds_are_pointed_out(result):
    assert [f for f in result.findings if f.rule == "两项经费都计入的人员"]


def test_the_three_levels_stack_over_the_same_heads(result):
    """City and region count everyone their counties count."""
    for year in range(2017, 2022):
        heads = {}
        for level in ("县级", "市级", "自治区"):
            lines = [f for f in result.fundings if (f.fund, f.year) == (f"{level}安置帮教工作经费", year)]
            heads[level] = sum(f.headcount for f in lines)
        assert heads["县级"] == heads["市级"] == heads["自治区"] > 0


def test_every_breach_is_explained(checked):
    policy, facts, result = checked
    for breach in result.breaches:
        (trace,) = policy.explain(facts, breach.key or "全部", breach.rule, as_of=AS_OF)
        assert trace.citations
