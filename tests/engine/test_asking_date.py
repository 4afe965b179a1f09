"""Dated figures go by the date of the rule that asks: in the rows of 本期, and month by month in explanations.

Beside it what else was lost on the way: the share of a mean's 无则, and the period of what cannot be decided.
"""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.engine.facts.number_cells import read_decimal, read_percent
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.origin import CellPlace

POLICY = """政策 归期
  施行 2020年1月1日

主体 街道

参数 走访年龄：自 2020年1月1日 起 80岁，自 2020年3月1日 起 70岁
  依据 《办法》

参数 补贴标准：自 2020年1月1日 起 100元，自 2020年3月1日 起 150元
  依据 《办法》

台账 老人
  · 编号：文本 主键
  · 入册日期：日期
  · 出册日期：日期 履行
  · 总额：金额
  · 登记日期：日期
  适用日 登记日期
  在册 自 入册日期 至 出册日期

台账 走访记录
  · 编号：文本 主键
  · 走访对象：老人
  · 走访日期：日期 履行
  · 当时年龄：整数 岁
  · 比例：百分比
  · 录入日期：日期
  适用日 录入日期

职责 走访
  依据 《办法》
  对 老人
  由 街道
  应 "走访"
  期限 每月
  完成于 本期（走访记录 的 走访日期 当 当时年龄 不少于 走访年龄）

待遇 补贴
  依据 《办法》
  对 老人
  由 街道
  按月 自 入册日期 至 出册日期 数额 补贴标准

定义 折算额 对 老人
  等于 总额 × 平均（走访记录 的 比例）无则 20% 四舍五入到 元
"""
AS_OF = date(2020, 4, 30)


@pytest.fixture
def policy(tmp_path: Path):
    (tmp_path / "规则.policy").write_text(POLICY, "utf-8")
    return load(tmp_path)


def facts(policy, *visits: dict[str, object], **person: object) -> Facts:
    given = {"老人": [{"编号": "1", "入册日期": date(2020, 1, 1), **person}], "走访记录": list(visits)}
    tables = {}
    for entity, rows in given.items():
        none = dict.fromkeys(policy.program.entities[entity].columns)
        records = (Record(str(row["编号"]), {**none, **row}, CellPlace("测试")) for row in rows)
        tables[entity] = Table(entity, tuple(records))
    return Facts(tables)


def visit(number: int, day: date, age: int | None, *, entered: date | None = None) -> dict[str, object]:
    entered = entered or day
    return {"编号": str(number), "走访对象": "1", "走访日期": day, "当时年龄": age, "录入日期": entered}


def test_rows_that_prove_a_period_are_judged_by_the_figures_of_its_first_day(policy):
    """A visit at 75 proves March (from 70 on) and not February (from 80 on), whenever it was entered."""
    late, early = date(2020, 4, 20), date(2020, 1, 5)
    rows = facts(policy, visit(1, date(2020, 2, 10), 75, entered=late), visit(2, date(2020, 3, 10), 75, entered=early))
    states = {o.period: o.state.value for o in policy.check(rows, as_of=AS_OF).obligations}
    assert states["2020年2月"] == "逾期未履行"
    assert states["2020年3月"] == "按期履行"


def test_what_cannot_be_decided_names_its_period(policy):
    rows = facts(policy, visit(1, date(2020, 2, 10), None), visit(2, date(2020, 4, 10), None))
    found = policy.check(rows, as_of=AS_OF).undetermined
    assert [(u.rule, u.period, u.missing) for u in found] == [
        ("走访", "2020年2月", ("走访记录.当时年龄",)),
        ("走访", "2020年4月", ("走访记录.当时年龄",)),
    ]


def test_monthly_sums_are_explained_by_the_figures_of_each_month(policy):
    rows = facts(policy, 登记日期=date(2020, 1, 1))
    (trace,) = policy.explain(rows, "1", "补贴", as_of=AS_OF)
    assert trace.outcome == "应发500元"
    months = [line for line in trace.lines if line.words.endswith("发放")]
    amounts = [(m.words, m.value, c.value) for m in months for c in m.children if c.words.startswith("数额")]
    assert amounts == [
        ("2020年1月1日至2020年2月1日发放", "2笔", "100元"),
        ("2020年3月1日至2020年4月1日发放", "2笔", "150元"),
    ]


def test_what_stands_in_for_a_mean_of_shares_is_a_share(policy):
    (trace,) = policy.explain(facts(policy, 总额=100000), "1", "折算额", as_of=AS_OF)
    assert trace.outcome == "200元"


def test_shares_have_one_limit_wherever_they_come_from(policy):
    greatest = 10**14
    assert read_decimal("100000000") == read_percent("10000000000%") == greatest
    for reading in (read_decimal("100000000.000001"), read_percent("10000000000.0001%")):
        assert not isinstance(reading, int)
