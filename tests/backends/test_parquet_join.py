"""Joined Parquet files are read by others as one file, and say the same of every row group."""

import duckdb
import pyarrow.parquet as pq
import pytest
from guiju.engine.backends.parquet_join import ParquetJoin
from guiju.engine.backends.parquet_out import write_files

ROWS = """SELECT i, CASE WHEN i % 7 > 0 THEN 'x' || (i % 100) END AS few, md5(i::VARCHAR) AS many,
DATE '2020-01-01' + (i % 900)::INTEGER AS day, [i % 3, NULL, i] AS some, i / 4.0 AS share FROM range({}, {}) t(i)"""
PLACES = ("file_offset", "data_page_offset", "index_page_offset", "dictionary_page_offset", "bloom_filter_offset")


@pytest.fixture
def parts(tmp_path):
    """Files of 300,000, 10, no and 100,000 rows."""
    found = []
    for number, (first, last) in enumerate([(0, 300_000), (300_000, 300_010), (5, 5), (300_010, 400_010)]):
        found.append(tmp_path / f"{number}.parquet")
        duckdb.execute(f"COPY ({ROWS.format(first, last)}) TO '{found[-1]}' (FORMAT parquet, ROW_GROUP_SIZE 122880)")
    return found


def joined(parts, path):
    with path.open("wb") as target:
        join = ParquetJoin(target)
        for part in parts:
            join.add(part)
        join.finish()
    return path


def test_all_readers_find_the_rows_in_order(parts, tmp_path):
    path = joined(parts, tmp_path / "all.parquet")
    wanted = duckdb.sql(ROWS.format(0, 400_010)).fetchall()
    assert duckdb.sql(f"FROM '{path}'").fetchall() == wanted
    assert [tuple(row.values()) for row in pq.read_table(path).slice(299_990, 30).to_pylist()] == wanted[
        299_990:300_020
    ]
    assert pq.ParquetFile(path).metadata.num_rows == 400_010


def test_statistics_and_filters_still_find_a_row(parts, tmp_path):
    path = joined(parts, tmp_path / "all.parquet")
    for number in (0, 299_999, 300_005, 400_009):
        (row,) = duckdb.sql(f"FROM '{path}' WHERE many = md5('{number}')").fetchall()
        assert row[0] == number
    counted = "SELECT count(*) FROM {} WHERE few = 'x17' AND i >= 300000"
    (ours,), (wanted,) = (
        duckdb.sql(counted.format(s)).fetchall() for s in (f"'{path}'", f"({ROWS.format(0, 400_010)})")
    )
    assert ours == wanted


def test_the_index_says_of_each_column_what_its_part_said(parts, tmp_path):
    path = joined(parts, tmp_path / "all.parquet")
    told = "row_group_num_rows, path_in_schema, num_values, stats_min_value, stats_max_value, stats_null_count, compression, "
    told += "total_compressed_size"
    of_parts = [
        row for part in parts for row in duckdb.sql(f"SELECT {told} FROM parquet_metadata('{part}')").fetchall()
    ]
    assert duckdb.sql(f"SELECT {told} FROM parquet_metadata('{path}')").fetchall() == of_parts
    places = duckdb.sql(f"SELECT {', '.join(PLACES)} FROM parquet_metadata('{path}') ORDER BY ALL").fetchall()
    assert all(row[1] for row in places)
    assert len({row[1] for row in places}) == len(places)
    assert all(0 < place < path.stat().st_size for row in places for place in row if place)


def test_files_of_other_columns_are_not_joined(parts, tmp_path):
    other = tmp_path / "other.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS i) TO '{other}'")
    with pytest.raises(ValueError, match="other columns"):
        joined([parts[0], other], tmp_path / "all.parquet")


def test_queries_of_one_file_follow_each_other_whatever_each_lacks(tmp_path, connection):
    """Of one part the database knows that no cell is empty, of another that all are."""
    connection.execute("CREATE TABLE t (i INTEGER NOT NULL, word VARCHAR); INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    path = tmp_path / "t.parquet"
    queries = ["FROM t", "SELECT CAST(NULL AS INTEGER) AS i, CAST(NULL AS VARCHAR) AS word", "FROM t WHERE i = 2"]
    assert write_files(connection, {path: queries}) == (path,)
    assert duckdb.sql(f"FROM '{path}'").fetchall() == [(1, "a"), (2, "b"), (None, None), (2, "b")]
    assert [p.name for p in tmp_path.iterdir()] == ["t.parquet"]
    assert connection.execute("SELECT current_setting('disabled_optimizers')").fetchone() == ("",)
