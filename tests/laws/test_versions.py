"""A policy of several versions gives each row what the one version that governs it gives by itself.

The single versions are loaded from folders of their own, whole and in force from the first day of all, so that nothing of
putting versions together or of choosing between them is in play there.
"""

from datetime import date, timedelta

import pytest
from attrs import evolve, frozen
from guiju.dsl.consolidated import consolidated
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.evaluate import evaluate
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.outcome import Result
from hypothesis import given, settings
from hypothesis import strategies as st

STARTS = (date(2019, 1, 1), date(2020, 7, 1), date(2021, 1, 1))
FIRST = """政策 办法
  施行 2019年1月1日

主体 街道、县局

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁
  · 独居：是非
  · 受理日期：日期
  · 审核日期：日期 履行
  · 发放日期：日期 履行
  适用日 受理日期

界定 可申请 对 老人
  依据 《办法》
  当 年龄 不少于 80周岁 或 独居

标准 金额 对 老人 依次
  依据 《办法》
  （一）年龄 不少于 90周岁：300元；
  （二）独居：200元；
  （三）其余：100元。

职责 审核
  依据 《办法》
  对 老人 当 可申请
  由 街道
  应 "审核"
  期限 受理日期 起 10天 内 不顺延
  完成于 审核日期

职责 催办
  依据 《办法》
  对 老人
  由 县局
  应 "催办"
  期限 受理日期 起 20天 内 不顺延
  完成于 发放日期

待遇 津贴
  依据 《办法》
  对 老人 当 可申请
  由 县局 发给 街道
  一次性 数额 金额
  以 受理日期 为准
"""
SECOND = """政策 办法
  施行 2020年7月1日

修改 界定 可申请：
  依据 《决定》
  当 年龄 不少于 75周岁

修改 标准 金额 累加：
  依据 《决定》
  改（一）年龄 不少于 85周岁：250元。

修改 职责 审核：
  依据 《决定》
  期限 受理日期 起 30天 内 不顺延
"""
THIRD = """政策 办法
  施行 2021年1月1日

废止 催办
  依据 《决定》

修改 标准 金额 依次：
  依据 《决定》
  增（一）独居 且 年龄 不少于 80周岁：500元。
"""


@frozen(repr=False)
class Policies:
    """The policy of all versions, and each version as a policy of its own that always governs."""

    whole: Policy
    alone: tuple[Policy, ...]


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    folder = tmp_path_factory.mktemp("政策")
    for start, text in zip(STARTS, (FIRST, SECOND, THIRD), strict=True):
        (folder / start.isoformat()).mkdir()
        (folder / start.isoformat() / "规则.policy").write_text(text, "utf-8")
    whole = load(folder)
    alone = []
    for start in STARTS:
        home = tmp_path_factory.mktemp("一个版本")
        (home / "规则.policy").write_text(consolidated(whole, start), "utf-8")
        one = load(home)
        alone.append(evolve(one, program=evolve(one.program, in_force=STARTS[0])))
    return Policies(whole, tuple(alone))


DAYS = st.dates(date(2018, 12, 1), date(2021, 6, 30)) | st.builds(
    lambda start, by: start + timedelta(days=by), st.sampled_from(STARTS), st.integers(-2, 2)
)
ROWS = st.fixed_dictionaries(
    {
        "年龄": st.none() | st.integers(70, 95),
        "独居": st.none() | st.booleans(),
        "受理日期": DAYS,
        "审核日期": st.none() | DAYS,
        "发放日期": st.none() | DAYS,
    }
)


def facts_of(rows: list[dict[str, object]]) -> Facts:
    records = tuple(Record(str(n), {"编号": str(n), **row}, CellPlace("行")) for n, row in enumerate(rows))
    return Facts({"老人": Table("老人", records)})


def by_row(result: Result, key: str) -> tuple[object, ...]:
    """Everything a check found about one row, whatever version it says governs."""
    return (
        {(o.duty, o.state, o.due, o.done, o.days_late, o.causes) for o in result.obligations if o.key == key},
        {(e.benefit, e.amount_fen, e.date, e.payer) for e in result.entitlements if e.key == key},
        {(u.rule, u.missing, u.causes) for u in result.undetermined if u.key == key},
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=12), st.dates(date(2019, 6, 1), date(2021, 12, 31)))
def test_each_row_is_what_its_own_version_makes_of_it(policies: Policies, rows: list[dict[str, object]], as_of: date):
    facts = facts_of(rows)
    whole = evaluate(policies.whole.program, facts, as_of)
    alone = [evaluate(policy.program, facts, as_of) for policy in policies.alone]
    for number, row in enumerate(rows):
        day = row["受理日期"]
        assert isinstance(day, date)
        governing = max((n for n, start in enumerate(STARTS) if start <= day), default=0)
        assert by_row(whole, str(number)) == by_row(alone[governing], str(number)), (row, governing)
    for name in ("是", "否", "未知"):
        expected = sum(
            evaluate(
                policies.alone[max((n for n, s in enumerate(STARTS) if s <= day), default=0)].program,
                facts_of([row]),
                as_of,
            ).classification_counts["可申请"][name]
            for row in rows
            if isinstance(day := row["受理日期"], date)
        )
        assert whole.classification_counts["可申请"][name] == expected
