"""Several versions of one policy: what each holds, which governs a case, and what is shown of it.

The policy of tests/cases/good-versions is a city's care subsidy: in force 2020, amended 2022-07-01 (审核 from 10 to 15
working days, a row changed, a row added, 走访 repealed) and 2024-01-01 (a row deleted, the paying bureau renamed).
"""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.consolidated import consolidated
from guiju.dsl.format import format_module
from guiju.dsl.load import examine, load
from guiju.dsl.parse import parse, read_source
from guiju.dsl.policy import Policy
from guiju.engine.outcome import State
from guiju.reports.allocation import allocation_document
from guiju.reports.notice import notice_documents
from guiju.reports.screen import screen
from guiju.reports.summary import summary

CASES = Path(__file__).parents[1] / "cases" / "good-versions"
POLICIES = sorted(p for p in CASES.iterdir() if p.is_dir())
CARE = CASES / "居家养老服务补贴"
AS_OF = date(2022, 8, 31)
FIRST, SECOND, THIRD = date(2020, 1, 1), date(2022, 7, 1), date(2024, 1, 1)


@pytest.fixture(scope="module")
def care() -> Policy:
    return load(CARE)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    header = "编号,年龄,本市户籍,失能,独居,受理街道,受理日期,走访日期,审核日期,发放日期,公示日期\n"
    rows = (
        "前一天,75,是,是,否,东街,2022-06-30,2022-07-01,2022-07-15,,",
        "当天,75,是,是,否,东街,2022-07-01,,2022-07-15,,",
        "施行前,75,是,是,否,东街,2019-12-31,,2020-01-10,,",
        "不知道,75,是,是,否,东街,,,,,",
    )
    (tmp_path / "老年人.csv").write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    return tmp_path / "老年人.csv"


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_whole_policies_load_without_a_word_and_their_examples_come_true(path: Path):
    loaded = examine(path)
    assert loaded.policy is not None, loaded.diagnostics
    assert [d.message for d in loaded.diagnostics] == []
    rehearsals = loaded.policy.rehearse()
    assert rehearsals
    assert [(r.example.name, m.expected, m.got) for r in rehearsals for m in r.misses] == []


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.policy")), ids=lambda path: path.parent.name)
def test_rule_files_are_canonical(path: Path):
    source = read_source(path)
    module, problems = parse(source)
    assert problems == ()
    assert format_module(module) == source.text


def test_one_obligation_by_the_version_of_its_trigger(care: Policy, export: Path):
    """2022-06-30 + 10 working days is 2022-07-14: a day late. 2022-07-01 + 15 is 2022-07-22: in time."""
    result = care.check(care.read([export]), as_of=AS_OF)
    review = {o.key: (o.state, o.due, o.version) for o in result.obligations if o.duty == "审核"}
    assert review == {
        "前一天": (State.LATE, date(2022, 7, 14), FIRST),
        "当天": (State.ON_TIME, date(2022, 7, 22), SECOND),
        "不知道": (State.UNDECIDED, None, None),
    }
    assert result.duty_counts["审核"][State.NOT_APPLICABLE] == 1
    assert sum(result.duty_counts["审核"].values()) == 4


def test_a_repealed_duty_binds_only_what_it_governed(care: Policy, export: Path):
    result = care.check(care.read([export]), as_of=AS_OF)
    assert {o.key: o.state for o in result.obligations if o.duty == "走访"} == {
        "前一天": State.ON_TIME,
        "不知道": State.UNDECIDED,
    }


def test_a_benefit_goes_by_its_own_date(care: Policy, export: Path):
    """Both were reviewed on 2022-07-15, under the new rates, whenever they had applied; the third in 2020."""
    result = care.check(care.read([export]), as_of=AS_OF)
    assert {e.key: (e.amount_fen, e.version) for e in result.entitlements} == {
        "前一天": (90_000, SECOND),
        "当天": (90_000, SECOND),
        "施行前": (60_000, FIRST),
    }


def test_a_classification_is_counted_only_where_its_version_has_it(care: Policy, export: Path):
    counts = care.check(care.read([export]), as_of=AS_OF).classification_counts["重点关爱"]
    assert counts == {"是": 0, "否": 1, "未知": 1}


@pytest.mark.parametrize(("as_of", "payer"), [(date(2023, 12, 31), "区民政局"), (THIRD, "区民政和养老服务局")])
def test_a_party_is_shown_by_the_name_of_the_day(care: Policy, export: Path, as_of: date, payer: str):
    result = care.check(care.read([export]), as_of=as_of)
    assert {e.payer for e in result.entitlements} == {payer}
    assert len(result.entitlements) == 3


def test_the_trace_says_which_version_and_why(care: Policy, export: Path):
    facts = care.read([export])
    (trace,) = care.explain(facts, "当天", "审核", as_of=AS_OF)
    assert (trace.lines[0].words, trace.lines[0].value) == ("适用版本", "2022年7月1日施行的版本")
    assert trace.lines[0].notes == ("以2022年7月1日为准",)
    (trace,) = care.explain(facts, "前一天", "审核", as_of=AS_OF)
    assert trace.lines[0].value == "2020年1月1日施行的版本"
    (trace,) = care.explain(facts, "当天", "走访", as_of=AS_OF)
    assert trace.outcome == "不适用（当时施行的版本没有这条规则）"
    (trace,) = care.explain(facts, "不知道", "审核", as_of=AS_OF)
    assert trace.lines[0].value == "无法判定"


def test_a_transition_is_the_reason_given(care: Policy, export: Path):
    assume = {"发放日期": "2022-07-20"}
    (trace,) = care.explain(care.read([export]), "前一天", "公示", as_of=AS_OF, assume=assume)
    assert trace.lines[0].value == "2020年1月1日施行的版本"
    (trace,) = care.explain(care.read([export]), "当天", "公示", as_of=AS_OF, assume=assume)
    assert trace.lines[0].value == "2022年7月1日施行的版本"


def test_citations_are_of_the_document_a_statement_comes_from(care: Policy):
    by_name = {d.name: d.heading.citations[0] for d in care.program.version_at(THIRD).duties}
    assert by_name["审核"].document == "《某市人民政府关于修改〈某市居家养老服务补贴办法〉的决定》"
    assert by_name["公示"].document == by_name["审核"].document
    (benefit,) = care.program.version_at(THIRD).benefits
    assert benefit.heading.citations[0].document is None


def test_supplying_the_date_never_changes_what_was_known(care: Policy, export: Path):
    """The first law across versions: what is known without the governing date stays so for a date under each version."""
    facts = care.read([export])
    without = {t.rule: t.outcome for t in care.explain(facts, "不知道", as_of=AS_OF)}
    assert without["可申请"] == "是"
    for day in ("2019-12-31", "2020-01-01", "2022-06-30", "2022-07-01"):
        given = {t.rule: t.outcome for t in care.explain(facts, "不知道", as_of=AS_OF, assume={"受理日期": day})}
        assert {r: o for r, o in given.items() if not without[r].startswith(("无法判定", "未知"))} == {
            r: o for r, o in without.items() if not o.startswith(("无法判定", "未知"))
        }


def test_reports_go_by_the_version(care: Policy, export: Path):
    result = care.check(care.read([export]), as_of=AS_OF)
    found = summary(care.program, result)
    assert found["policy"]["versions"] == ["2020-01-01", "2022-07-01", "2024-01-01"]
    assert "2020-01-01、2022-07-01、2024-01-01 施行" in screen(care.program, result)
    assert {v["clause"] for v in found["violations"]} == {"第二条"}
    notices = notice_documents(care.program, result, issuer="某市民政局", number_from=1, date=AS_OF, reply_days=10)
    (notice,) = notices.documents
    assert "10个工作日" in str(notice)
    assert "15个工作日" not in str(notice)


def test_the_allocation_is_that_of_a_day(care: Policy):
    assert "走访" in str(allocation_document(care.program.version_at(FIRST)))
    assert "走访" not in str(allocation_document(care.program.version_at(THIRD)))


def test_the_text_put_together_says_since_when(care: Policy):
    first, second, third = (consolidated(care, day) for day in (FIRST, SECOND, THIRD))
    assert "# 自" not in first
    assert "# 自2022年7月1日起修改\n职责 审核\n" in second
    assert "  （二）失能：900元；\n  （三）独居：500元；\n  （四）其余：300元。\n" in second
    assert "职责 走访" not in second
    assert "# 自2024年1月1日起修改\n标准 补贴标准" in third
    assert "  （一）失能：900元；\n  （二）独居：500元；\n  （三）其余：300元。\n" in third


REPEATED = """政策 定期走访
  施行 2020年1月1日

主体 街道

台账 老人
  · 编号：文本 主键
  · 纳入日期：日期
  · 退出日期：日期
  · 走访日期：日期 履行
  在册 自 纳入日期 至 退出日期

职责 走访
  依据 《办法》
  对 老人
  由 街道
  应 "走访"
  期限 每季度
  完成于 本期（走访日期）
"""
MONTHLY = """政策 定期走访
  施行 2021年7月1日

修改 职责 走访：
  依据 《修改决定》
  期限 每月
"""


def test_each_period_of_a_repeated_duty_is_owed_once(tmp_path: Path):
    """From 2021-04-01: the second quarter under the first version, then July, August and September by month."""
    for version, text in (("2020-01-01", REPEATED), ("2021-07-01", MONTHLY)):
        (tmp_path / "政策" / version).mkdir(parents=True)
        (tmp_path / "政策" / version / "规则.policy").write_text(text, "utf-8")
    policy = load(tmp_path / "政策")
    export = tmp_path / "老人.csv"
    export.write_text("编号,纳入日期,退出日期,走访日期\n甲,2021-04-01,2030-01-01,2021-08-03\n", "utf-8")
    result = policy.check(policy.read([export]), as_of=date(2021, 9, 15))
    assert [(o.due, o.state, o.version) for o in result.obligations] == [
        (date(2021, 6, 30), State.OVERDUE, FIRST),
        (date(2021, 7, 31), State.OVERDUE, date(2021, 7, 1)),
        (date(2021, 8, 31), State.ON_TIME, date(2021, 7, 1)),
        (date(2021, 9, 30), State.PENDING, date(2021, 7, 1)),
    ]
