"""Declared names may be those that the plan, the readers or the database use themselves: results are the same."""

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from guiju.dsl.load import load
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.partial import WholeNeeded
from guiju.engine.plan.compile import compile_plan
from guiju.engine.plan.occasion import Occasion

from .both import differences
from .corpus import CASES, draw_as_of
from .exports import draw_export

GOOD = CASES / "good"
HERE = Path(__file__).parent
OWN = {
    HERE / "其余写法.policy": {
        "编号": "key", "次数": "n", "上限": "rowid", "年龄": "owner", "起点": "first", "终点": "day", "办结日期": "total",
        "公告日期": "last", "上报日期": "number", "有车": "frame", "有房": "joined0", "有企业": "file_row_number",
        "上次等级": "period", "纳入日期": "began", "退出日期": "ended", "另补": "amount", "预算数": "due",
    },
    HERE / "走访" / "2012-01-01" / "规则.policy": {
        "编号": "id", "纳入日期": "start", "退出日期": "ended", "年审日期": "done", "重点户": "state", "走访户": "owner",
        "走访日期": "day", "见到本人": "first",
    },
    GOOD / "sums-benefit-months.policy": {"编号": "line", "批准日期": "day", "去世日期": "first", "不符日期": "owner"},
    GOOD / "sums-rows.policy": {
        "编号": "key", "所属家庭": "owner", "年龄": "n", "月收入": "total", "残疾": "value", "入户走访日期": "day",
        "入矫日期": "first", "居住县": "k",
    },
    GOOD / "职责-行为.policy": {
        "编号": "key", "受理日期": "trigger", "办结日期": "done", "附件齐全": "state", "通知日期": "due", "催办日期": "day",
        "整改日期": "days_late", "归档日期": "reason", "申请日期": "version", "死亡": "causes", "收取费用": "bearer",
    },
}  # fmt: skip
"""Policies → their words by names that the plan's own SQL, or the database, gives to something else."""


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_columns_called_as_the_plan_calls_its_own(path, tmp_path):
    text = path.read_text("utf-8")
    for old, new in OWN[path].items():
        assert f"· {old}：" in text
        text = re.sub(f"(?<![\u4e00-\u9fff]){old}(?![\u4e00-\u9fff])", new, text)
    (tmp_path / "规则.policy").write_text(text, "utf-8")
    policy = load(tmp_path / "规则.policy")
    for seed in range(3):
        rng = Random(seed)
        as_of = draw_as_of(rng, policy)
        assert differences(policy, draw_export(rng, policy, as_of), as_of) == []


TWINS = """政策 试
  施行 2012年1月1日

主体 民政局

台账 老人
  · ID：文本 主键
  · Id：日期 履行

职责 登记
  依据 《办法》
  对 老人
  由 民政局
  应 "登记"
  期限 至迟 2012年2月1日
  完成于 Id
"""


def test_names_equal_but_for_case_are_refused_by_name_and_left_to_the_interpreter(tmp_path):
    (tmp_path / "规则.policy").write_text(TWINS, "utf-8")
    policy = load(tmp_path / "规则.policy")
    export = tmp_path / "老人.csv"
    export.write_text("ID,Id\nA1,2012-01-05\n", "utf-8")
    with pytest.raises(Refusal) as refused:
        compile_plan(policy.program, Occasion(date(2012, 6, 1), frozenset({"老人"})))
    assert refused.value.diagnostics[0].code == "GJ402"
    with pytest.raises(Refusal, match="只有大小写不同"):
        policy.check_export([export], as_of=date(2012, 6, 1))
    with pytest.raises(WholeNeeded):
        policy.ask([export], lambda facts: facts)
