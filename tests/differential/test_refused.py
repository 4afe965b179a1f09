"""What the plan cannot say in SQL is an error that names it, before anything runs; never a rule left out in silence."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.engine.backends.session import connect
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.tables import Facts, Table
from guiju.engine.plan.compile import compile_plan
from guiju.engine.plan.occasion import Occasion

from .both import in_database

FIRST = """政策 补贴
  施行 2012年1月1日

主体 民政局

台账 老人
  · 编号：文本 主键
  · 起领日期：日期
  · 停领日期：日期 履行

待遇 津贴
  依据 《办法》
  对 老人
  由 民政局
  按月 自 起领日期 至 停领日期 数额 100元
"""
SECOND = """政策 补贴
  施行 2013年1月1日

修改 待遇 津贴：
  依据 《决定》
  按月 自 起领日期 至 停领日期 数额 200元
"""


@pytest.fixture
def policy(tmp_path: Path):
    for start, text in (("2012-01-01", FIRST), ("2013-01-01", SECOND)):
        (tmp_path / start).mkdir()
        (tmp_path / start / "规则.policy").write_text(text, "utf-8")
    return load(tmp_path)


def test_monthly_sums_of_several_versions_are_refused_by_name(policy):
    with pytest.raises(Refusal) as refused:
        compile_plan(policy.program, Occasion(date(2013, 6, 1), frozenset({"老人"})))
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == "GJ401"
    assert diagnostic.is_error
    assert "津贴" in diagnostic.message
    assert "按月" in diagnostic.message


def test_each_version_by_itself_is_not_refused(policy, tmp_path: Path):
    alone = load(tmp_path / "2012-01-01")
    facts = Facts({"老人": Table("老人", ())})
    found = in_database(alone, facts, date(2013, 6, 1))
    assert found.connection.execute('SELECT count(*) FROM "#entitlements"').fetchone() == (0,)


def test_no_extension_is_fetched():
    settings = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
    assert connect().execute(settings).fetchall() == [
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
    ]
