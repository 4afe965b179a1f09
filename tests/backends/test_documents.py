"""Documents from large exports come out of the database: the same bytes, every violation printed derived once more."""

from collections import Counter
from datetime import date

import guiju
import pytest
from attrs import evolve
from guiju.dsl.policy import Policy
from guiju.engine.backends import rederive_places
from guiju.engine.backends.check_export import ExportCheck
from guiju.engine.backends.documents import BULLETIN, NOTICE, Printed
from guiju.engine.diagnostic import Refusal
from guiju.engine.lowering.base import Lowered, sql
from guiju.engine.outcome import VIOLATIONS, BreachKind, State
from guiju.engine.plan import duties
from guiju.reports.standings import standings

from .command import files, ran

DAY = date(2022, 6, 30)


@pytest.fixture(scope="module")
def policy():
    return guiju.load()


@pytest.fixture(scope="module")
def interpreted(policy, export):
    return policy.check(policy.read([export]), as_of=DAY)


@pytest.fixture(scope="module")
def decided(policy, export):
    with policy.check_export([export], as_of=DAY) as found:
        yield found


@pytest.mark.parametrize("words", [("notice", "--reckoning"), ("notice", "--by", "事项"), ("budget",), ("bulletin",)])
def test_the_documents_are_those_of_the_interpreter(words, export, tmp_path, capsys):
    written = {}
    for engine in ("reference", "duckdb"):
        common = ("--as-of", "2022-06-30", "--form", "md", "--out", tmp_path / engine, "--engine", engine)
        code, out, _ = ran(capsys, *words, export, *common)
        assert code == 0
        written[engine] = (out.replace(engine, ""), files(tmp_path / engine))
    assert written["duckdb"] == written["reference"]
    assert written["duckdb"][1]


def test_only_what_is_printed_is_read(policy, decided, interpreted):
    notice, bulletin = decided.printed(NOTICE), decided.printed(BULLETIN)
    assert {o.state for o in notice.obligations} <= {*VIOLATIONS, State.TO_VERIFY}
    assert notice.violations == interpreted.violations
    assert notice.breaches == interpreted.breaches
    assert {o.state for o in bulletin.obligations} == {State.UNDECIDED}
    assert bulletin.undetermined == interpreted.undetermined
    assert not notice.undetermined
    assert standings(policy.program, bulletin) == standings(policy.program, interpreted)


def test_every_violation_of_the_demonstration_comes_out_again(decided, interpreted):
    kinds = {b.kind for b in interpreted.breaches}
    assert {BreachKind.SHORT_BUDGET, BreachKind.MISSED_TARGET} <= kinds
    assert decided.rederive(decided.printed(NOTICE), decided.cases()) == ()


def rows_of_counties(policy, export) -> Counter[str]:
    people = policy.read([export]).tables["刑释解教人员"].records
    return Counter(str(record.values["户籍县区"]) for record in people)


def test_violations_that_rest_on_too_many_rows_are_named(policy, export, decided, interpreted, monkeypatch):
    """A county's budget is found again from its own rows, that of the whole region rests on too many; each is named once."""
    most = max(rows_of_counties(policy, export).values())
    monkeypatch.setattr(rederive_places, "AT_ONCE", 2 * most)
    monkeypatch.setattr(rederive_places, "WHOLE", 2 * most)
    people = len(policy.read([export]).tables["刑释解教人员"].records)
    assert people > 2 * most
    shorts = Counter(b.rule for b in interpreted.breaches if b.kind is BreachKind.SHORT_BUDGET)
    unverified = decided.rederive(decided.printed(NOTICE), decided.cases())
    whole = "自治区安置帮教工作经费"
    assert [(u.rule, u.violations, u.rows) for u in unverified] == [(whole, shorts[whole], people)]
    assert shorts["县级安置帮教工作经费"]


def test_a_budget_of_a_large_export_is_found_again_from_the_rows_of_its_place(
    policy, export, decided, interpreted, monkeypatch
):
    most = max(rows_of_counties(policy, export).values())
    monkeypatch.setattr(rederive_places, "AT_ONCE", 2 * most)
    monkeypatch.setattr(rederive_places, "WHOLE", 0)
    result = decided.printed(NOTICE)
    breach = next(b for b in result.breaches if b.rule == "县级安置帮教工作经费")
    wrong = evolve(breach, reason=breach.reason.replace("应列", "应列1"))
    assert decided.rederive(evolve(result, obligations=(), breaches=(breach,)), decided.cases()) == ()
    with pytest.raises(Refusal) as refused:
        decided.rederive(evolve(result, obligations=(), breaches=(wrong,)), decided.cases())
    (told,) = refused.value.diagnostics
    assert told.code == "GJ556"
    assert f"「{breach.rule}」对「{breach.key}」" in told.message
    assert wrong.reason in told.notes[0]
    assert breach.reason in told.notes[1]


def test_what_was_not_found_again_is_said(export, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(rederive_places, "AT_ONCE", 0)
    monkeypatch.setattr(rederive_places, "WHOLE", 0)
    _, _, err = ran(capsys, "check", export, "--as-of", DAY, "--engine", "duckdb", "--out", tmp_path)
    assert "没有逐件复核：" in err
    assert "「县级安置帮教工作经费」" in err
    assert "行合计得出" in err


@pytest.mark.parametrize("part", ["state", "due", "bearer", "breach"])
def test_a_violation_that_comes_out_otherwise_stops_the_run(part, decided, interpreted):
    """Whatever of a result the database gets wrong: it is named with both results."""
    result = decided.printed(NOTICE)
    first = result.violations[3]
    if part == "breach":
        wrong = evolve(result, breaches=(evolve(result.breaches[0], reason="应列1元，列入0元"),))
    else:
        changed = {
            "state": evolve(first, state=State.BREACHED),
            "due": evolve(first, due=date(2012, 1, 1)),
            "bearer": evolve(first, bearer="某某局"),
        }[part]
        wrong = evolve(result, obligations=(changed,))
    with pytest.raises(Refusal) as refused:
        decided.rederive(wrong, decided.cases())
    (told,) = refused.value.diagnostics
    assert told.code == "GJ556"
    rule = result.breaches[0].rule if part == "breach" else first.duty
    assert f"「{rule}」" in told.message
    assert len(told.notes) == 2
    assert told.notes[0] != told.notes[1]


@pytest.mark.usefixtures("every_plan_anew")
def test_a_plan_that_errs_writes_no_notice(export, tmp_path, capsys, monkeypatch):
    """客观不能, performance, due days: here every deadline is moved by the plan alone."""
    whole = duties._performance

    def late(scope, facts):
        if facts.extended is None:
            return whole(scope, facts)
        moved = Lowered(sql(":e - 1", e=facts.extended.value), facts.extended.type, facts.extended.causes, True)
        due = Lowered(sql(":e - 1", e=facts.due.value), facts.due.type, facts.due.causes, True)
        return whole(scope, evolve(facts, extended=moved, due=due))

    monkeypatch.setattr(duties, "_performance", late)
    code, out, err = ran(
        capsys,
        "notice",
        export,
        "--as-of",
        "2022-06-30",
        "--form",
        "md",
        "--out",
        tmp_path / "out",
        "--engine",
        "duckdb",
    )
    assert (code, out) == (2, "")
    assert "[GJ556]" in err
    assert files(tmp_path / "out") == {}


def test_what_a_page_lists_is_derived_again(export, tmp_path, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(ExportCheck, "rederive", lambda self, result, cases: asked.append(result) or ())
    code, *_ = ran(capsys, "check", export, "--as-of", "2022-06-30", "--out", tmp_path / "out", "--engine", "duckdb")
    assert code == 1
    (result,) = asked
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert result.violations
    assert all(o.key in page for o in result.violations)


def test_what_a_result_prints_may_be_asked_for_piecemeal(decided, interpreted):
    assert decided.printed(Printed()).obligations == ()
    assert decided.printed(Printed(entitlements=True)).entitlements == interpreted.entitlements
    assert decided.printed(Printed()).fundings == interpreted.fundings


def places_of_funds(policy, result):
    """Each 经费 with the first two of its places that have a sum."""
    for fund in policy.program.funds:
        keys = list(dict.fromkeys(f.key or "全部" for f in result.fundings if f.fund == fund.name))
        yield from ((fund.name, key) for key in keys[:2])


def test_a_fund_is_explained_without_reading_the_whole_export(
    policy, export, decided, interpreted, capsys, monkeypatch
):
    asked = [*places_of_funds(policy, interpreted)]
    assert len({key for _, key in asked}) > 2
    facts = policy.read([export])
    told = [policy.explain(facts, key, fund, as_of=DAY, result=interpreted) for fund, key in asked]
    result = decided.printed(Printed(undetermined=True, rules=frozenset(fund for fund, _ in asked)))
    for (fund, key), wanted in zip(asked, told, strict=True):
        got = decided.cases().ask(lambda f, k=key, n=fund: policy.explain(f, k, n, as_of=DAY, result=result))
        assert got == wanted, (fund, key)
    monkeypatch.setattr(Policy, "read", lambda *_, **__: pytest.fail("the whole export was read"))
    fund, key = asked[0]
    code, out, err = ran(capsys, "why", export, key, fund, "--as-of", "2022-06-30", "--engine", "duckdb")
    assert code == 0
    assert "用数据库核查一遍" in err
    assert told[0][0].outcome in out
