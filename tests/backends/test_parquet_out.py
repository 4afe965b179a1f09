import hashlib
import resource
import signal

import duckdb
import pytest
from guiju.engine.backends.parquet_out import spill_into, write_table
from guiju.engine.diagnostic import Refusal

ROWS = 'SELECT (i * 7919) % 300007 AS "编号", i % 3 AS "组", \'x\' || (i % 100) AS "名" FROM range(300000) t(i)'


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_the_bytes_do_not_depend_on_threads_nor_on_the_order_of_the_rows(tmp_path, suffix):
    digests = set()
    for threads, way in ((1, "ASC"), (2, "DESC"), (5, "ASC")):
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(f'CREATE TABLE t AS {ROWS} ORDER BY "名" {way}, "编号" {way}')
            path = tmp_path / f"{threads}{suffix}"
            assert write_table(connection, "SELECT * FROM t", path, ["组"]) == 300_000
            digests.add(digest(path))
    assert len(digests) == 1


def test_rows_are_sorted_by_the_columns_named_and_then_by_all(tmp_path, connection):
    path = tmp_path / "表.csv"
    write_table(connection, "SELECT * FROM (VALUES (2, 'b'), (1, 'b'), (1, 'a')) t(甲, 乙)", path, ["乙"])
    assert path.read_text("utf-8") == "甲,乙\n1,a\n1,b\n2,b\n"


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path, connection):
    path = tmp_path / "表.csv"
    path.write_text("旧", "utf-8")
    with pytest.raises(duckdb.Error):
        write_table(connection, "SELECT CASE WHEN i = 99999 THEN error('x') END FROM range(100000) t(i)", path)
    assert path.read_text("utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["表.csv"]


def test_a_full_disk_is_told(tmp_path, connection):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "表.parquet"

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(Refusal) as refusal:
            write_table(connection, ROWS, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    (found,) = refusal.value.diagnostics
    assert found.code in ("GJ544", "GJ545")
    assert "表.parquet" in found.message
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_told_and_a_folder_to_spill_into_helps(tmp_path):
    query = "SELECT i, repeat(md5(i::VARCHAR), 4) AS t FROM range(1000000) s(i)"
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET temp_directory = ''")
        connection.execute("SET memory_limit = '60MB'")
        with pytest.raises(Refusal) as refusal:
            write_table(connection, query, tmp_path / "表.parquet", ["t"])
        assert [d.code for d in refusal.value.diagnostics] == ["GJ543"]
    with duckdb.connect(config={"threads": 1}) as connection:
        spill_into(connection, tmp_path / "暂存", "100MB")
        assert write_table(connection, query, tmp_path / "表.parquet", ["t"]) == 1_000_000


def test_a_folder_that_is_not_there_is_told(tmp_path, connection):
    with pytest.raises(Refusal) as refusal:
        write_table(connection, "SELECT 1 AS 甲", tmp_path / "无" / "表.csv")
    assert [d.code for d in refusal.value.diagnostics] == ["GJ545"]
