"""`policy check --engine spark` as a command: the files that the database and the interpreter write, masked as theirs."""

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'guiju[spark]'")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

RULES = """政策 走访
  施行 2020年1月1日

主体 街道

台账 老人
  · 证号：文本 主键 敏感
  · 监护人：主体 敏感
  · 受理日期：日期
  · 走访日期：日期 履行

职责 走访
  依据 《办法》第一条
  对 老人
  由 监护人
  应 "走访"
  期限 受理日期 起 10天 内 不顺延
  完成于 走访日期
"""
EXPORT = """证号,监护人,受理日期,走访日期
640104198001010011,张三丰,2024-05-01,2024-05-20
640104198001010022,李时珍,2024-05-01,2024-05-03
640104198001010033,,,
"""
SECRETS = ("640104198001010011", "640104198001010022", "640104198001010033", "张三丰", "李时珍")


def check(folder: Path, engine: str) -> Path:
    """What a run of its own leaves in a folder: a Spark session would outlive the test."""
    out = folder / engine
    command = ("check", "老人.csv", "--policy", "政策", "--as-of", "2024-06-30", "--engine", engine, "--out", str(out))
    ran = subprocess.run(
        [sys.executable, "-m", "guiju", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stderr
    assert not [s for s in SECRETS if s in ran.stdout + ran.stderr]
    return out


def lines(folder: Path, table: str) -> list[tuple]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / table}')").fetchall()


def test_spark_writes_what_the_database_writes(tmp_path: Path):
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "老人.csv").write_text(EXPORT, "utf-8")
    spark, database = check(tmp_path, "spark"), check(tmp_path, "duckdb")
    names = sorted(p.name for p in database.iterdir())
    assert sorted(p.name for p in spark.iterdir()) == names
    for name in names:
        if name.endswith(".parquet"):
            assert lines(spark, name) == lines(database, name), name
            assert not [s for s in SECRETS if s in str(lines(spark, name))], name
        else:
            assert (spark / name).read_bytes() == (database / name).read_bytes(), name
    assert [row[2:4] for row in lines(spark, "obligations.parquet")] == [("***", "***"), ("***", "***"), ("***", None)]
