import hashlib
import resource
import signal
import subprocess
import sys

import duckdb
import pytest
from guiju.engine.backends.parquet_out import write_files
from guiju.engine.backends.session import connect
from guiju.engine.diagnostic import Refusal

ROWS = 'SELECT (i * 7919) % 300007 AS "编号", i % 3 AS "组", \'x\' || (i % 100) AS "名" FROM range(300000) t(i)'


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("tests", [[""], ["WHERE 编号 < 100000", "WHERE 编号 >= 100000", "WHERE 编号 < 7"]])
def test_the_bytes_do_not_depend_on_threads_nor_on_the_order_of_the_rows(tests, tmp_path):
    digests = set()
    for threads, way in ((1, "ASC"), (2, "DESC"), (5, "ASC")):
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(f'CREATE TABLE t AS {ROWS} ORDER BY "名" {way}, "编号" {way}')
            path = tmp_path / f"{threads}.parquet"
            queries = [f'SELECT * FROM t {test} ORDER BY "组", "编号"' for test in tests]
            assert write_files(connection, {path: queries}) == (path,)
            assert connection.execute("SELECT current_setting('threads')").fetchone() == (threads,)
            digests.add(digest(path))
    assert len(digests) == 1


FAILS = "SELECT CASE WHEN i = 99999 THEN error('x') END AS x FROM range(100000) t(i)"
FOR_HOURS = "SELECT CAST(max(md5(i::VARCHAR)) AS INTEGER) AS x FROM range(1000000000000) t(i)"


@pytest.mark.parametrize("queries", [[FAILS], [FAILS, FOR_HOURS, FOR_HOURS], ["SELECT 1 AS x", FAILS, FOR_HOURS]])
def test_a_failure_leaves_all_that_was_there_and_nothing_else(queries, tmp_path):
    first, second = tmp_path / "甲.parquet", tmp_path / "乙.parquet"
    first.write_text("旧", "utf-8")
    with connect(threads=2) as connection:
        with pytest.raises(duckdb.Error, match="x"):
            write_files(connection, {first: ["SELECT 1 AS x"], second: queries})
        assert connection.execute("SELECT current_setting('threads')").fetchone() == (2,)
    assert first.read_text("utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["甲.parquet"]


def test_a_query_that_only_begins_when_another_fails_is_stopped_too(tmp_path, connection):
    """Whether it has begun by then is chance, so it is tried often."""
    path = tmp_path / "表.parquet"
    for last in range(3, 63, 3):
        with pytest.raises(duckdb.Error, match="x"):
            write_files(connection, {path: [FAILS.replace("99999", str(last)), FOR_HOURS, FOR_HOURS, FOR_HOURS]})
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_of_several_queries_is_cleared_up(tmp_path, connection):
    path = tmp_path / "表.parquet"
    left = tmp_path / ".表.parquet.part.pieces"
    left.mkdir()
    (left / "9.parquet").write_bytes(b"half")
    write_files(connection, {path: ["SELECT 1 AS x", "SELECT 2 AS x"]})
    assert duckdb.sql(f"SELECT x FROM read_parquet('{path}')").fetchall() == [(1,), (2,)]
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from guiju.engine.backends import parquet_out
from guiju.engine.backends.session import connect
folder = Path(sys.argv[1])
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
parquet_out.write_files(connect(), {folder / "甲.parquet": ["SELECT 1 AS x"], folder / "乙.parquet": ["SELECT 2 AS x"]})
"""


def test_a_killed_run_leaves_no_result_and_the_next_one_clears_up(tmp_path, connection):
    """Killed when everything is written and nothing has its name yet: the last moment but one."""
    first, second = tmp_path / "甲.parquet", tmp_path / "乙.parquet"
    first.write_text("旧", "utf-8")
    ran = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ran.returncode == -signal.SIGKILL
    assert first.read_text("utf-8") == "旧"
    assert not second.exists()
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".parquet", ".part", ".part"]
    write_files(connection, {first: ["SELECT 1 AS x"], second: ["SELECT 2 AS x"]})
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted((first.name, second.name))
    assert duckdb.sql(f"SELECT x FROM read_parquet('{second}')").fetchall() == [(2,)]


def test_a_full_disk_is_told(tmp_path, connection):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "表.parquet"

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(Refusal) as refusal:
            write_files(connection, {path: [ROWS]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    (found,) = refusal.value.diagnostics
    assert found.code in ("GJ544", "GJ545")
    assert "表.parquet" in found.message
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_told_and_a_folder_to_spill_into_helps(tmp_path):
    query = "SELECT i, repeat(md5(i::VARCHAR), 4) AS t FROM range(1000000) s(i) ORDER BY t"
    path = tmp_path / "表.parquet"
    with connect(threads=1, memory="60MB") as connection:
        connection.execute("SET temp_directory = ''")
        with pytest.raises(Refusal) as refusal:
            write_files(connection, {path: [query]})
        assert [d.code for d in refusal.value.diagnostics] == ["GJ543"]
    with connect(threads=1, memory="100MB", folder=tmp_path / "暂存") as connection:
        assert write_files(connection, {path: [query]}) == (path,)


def test_a_folder_that_is_not_there_is_told(tmp_path, connection):
    with pytest.raises(Refusal) as refusal:
        write_files(connection, {tmp_path / "无" / "表.parquet": ["SELECT 1 AS 甲"]})
    assert [d.code for d in refusal.value.diagnostics] == ["GJ545"]
