"""What keeps a check from running in Spark is told in Chinese, with what to do; none of it needs a running Spark."""

import sys

import pytest
from guiju.engine.backends.spark_session import start
from guiju.engine.backends.spark_sql import translated
from guiju.engine.diagnostic import Refusal
from guiju.engine.plan.plan import Statement


def refused(call):
    with pytest.raises(Refusal) as found:
        call()
    (diagnostic,) = found.value.diagnostics
    return diagnostic


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    told = refused(start)
    assert told.code == "GJ422"
    assert 'pip install "guiju[spark]"' in "".join(told.help)


def test_without_java_it_is_asked_for(monkeypatch):
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: pip install 'guiju[spark]'")
    monkeypatch.setattr(sql.SparkSession, "getActiveSession", classmethod(lambda cls: None))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    told = refused(start)
    assert told.code == "GJ423"
    assert "Java" in told.message


@pytest.mark.parametrize(
    ("query", "construct"),
    [
        ("SELECT jaccard(a, b) AS x FROM t", "jaccard"),
        ("SELECT list_zip(a, b) AS x FROM t", "list_zip"),
        ("SELECT CAST(a AS TIME) AS x FROM t", "TIME"),
        ("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) AS x FROM t", "QUANTILE_CONT"),
        ("SELECT a FROM t USING SAMPLE 10%", "10"),
    ],
)
def test_a_construct_that_spark_has_not_is_named(query, construct):
    told = refused(lambda: translated((Statement("#t", query),)))
    assert told.code == "GJ424"
    assert construct.upper() in told.message.upper()
    assert "#t" in told.message


def test_rows_that_are_read_once_are_not_kept():
    made = (Statement("a", "SELECT 1 AS x"), Statement("b", "SELECT x FROM a"), Statement("c", "SELECT x FROM b"))
    again = (*made, Statement("d", "SELECT x FROM b"))
    assert [s.kept for s in translated(made)] == [False, False, False]
    assert [s.kept for s in translated(again)] == [False, True, False, False]


def test_rows_that_are_numbered_are_kept():
    (made,) = translated((Statement("a", 'SELECT row_number() OVER () - 1 AS "#row" FROM t'),))
    assert made.kept


def test_rows_read_by_what_is_worked_out_as_it_is_read_are_kept():
    made = translated((Statement("a", "SELECT 1 AS x"), Statement("b", "SELECT x FROM a", lazy=True)))
    assert [s.kept for s in made] == [True, False]
