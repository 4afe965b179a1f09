"""What the plan cannot say in SQL is an error that names it, before anything runs; never a rule left out in silence."""

from datetime import date
from pathlib import Path

import guiju
import pytest
from guiju.dsl.load import load
from guiju.engine.backends.session import connect
from guiju.engine.diagnostic import Refusal
from guiju.engine.operators.comparison import NOT_LESS
from guiju.engine.plan.compile import compile_plan
from guiju.engine.plan.occasion import Occasion

from .corpus import NAMES, policy_called

RULES = """政策 补贴
  施行 2012年1月1日

主体 民政局

台账 老人
  · 编号：文本 主键
  · 年龄：整数 周岁

界定 高龄 对 老人
  依据 《办法》
  当 年龄 不少于 80周岁
"""


def test_an_operator_without_sql_is_refused_by_name(tmp_path: Path):
    (tmp_path / "规则.policy").write_text(RULES, "utf-8")
    policy = load(tmp_path / "规则.policy")
    own = NOT_LESS.lower
    object.__setattr__(NOT_LESS, "lower", None)
    try:
        with pytest.raises(Refusal) as refused:
            compile_plan(policy.program, Occasion(date(2013, 6, 1), frozenset({"老人"})))
    finally:
        object.__setattr__(NOT_LESS, "lower", own)
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == "GJ401"
    assert diagnostic.is_error
    assert NOT_LESS.name in diagnostic.message
    assert compile_plan(policy.program, Occasion(date(2013, 6, 1), frozenset({"老人"}))).statements


@pytest.mark.parametrize("name", NAMES)
def test_no_policy_of_the_corpus_is_refused(name: str, tmp_path: Path):
    program = policy_called(name, tmp_path).program
    assert compile_plan(program, Occasion(date(2013, 6, 1), frozenset(program.entities))).statements


def test_the_shipped_plan_is_not_refused_with_all_its_versions():
    program = guiju.load().program
    assert len(program.versions) == 4
    assert compile_plan(program, Occasion(date(2022, 6, 30), frozenset(program.entities))).statements


def test_no_extension_is_fetched():
    settings = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
    assert connect().execute(settings).fetchall() == [
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
    ]
