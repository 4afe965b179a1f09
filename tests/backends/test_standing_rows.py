"""A Parquet file whose every cell means what it holds is the table itself; anything else in it, and its rows are written anew."""

from datetime import date

import duckdb
import pytest
from guiju.engine.backends.bulk_facts import read_bulk

from .both_readers import ENTITIES, REFERENCE, same

ROWS = [
    ("A1", "甲", date(2012, 7, 1), True, "刑满释放", "640104"),
    ("A2", "乙", None, None, None, None),
    ("A3", "丙 丁", date(2199, 12, 31), False, "解除劳教", "640402"),
]
KINDS = ("VARCHAR", "VARCHAR", "DATE", "BOOLEAN", "VARCHAR", "VARCHAR")
NAMES = ("编号", "姓名", "释放", "在册", "类别", "县区")


def parquet(path, rows, names=NAMES, kinds=KINDS):
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, kinds, strict=True))
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", rows)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")


def kind_of_table(path, lasting):
    with duckdb.connect() as connection:
        read_bulk(connection, [path], ENTITIES, REFERENCE, lasting=lasting)
        found = connection.execute("SELECT table_type FROM information_schema.tables WHERE table_name = '人员'")
        return found.fetchall()[0][0]


def changed(row, column, value):
    rows = [list(r) for r in ROWS]
    rows[row][NAMES.index(column)] = value
    return rows


STANDING = {
    "in order": ROWS,
    "in another order": ROWS[::-1],
    "three thousand": [(f"B{n:05}", "甲", date(2012, 7, 1), True, "刑满释放", "640104") for n in range(3000)],
}
FAULTS = {
    "a blank at the end": changed(1, "姓名", "乙 "),
    "a blank at the start": changed(1, "姓名", "\u3000乙"),
    "a name of blanks": changed(1, "姓名", " "),
    "an empty name": changed(1, "姓名", ""),
    "a damaged number": changed(1, "姓名", "6.4E+17"),
    "a row of totals": changed(2, "编号", "合 计"),
    "a bare row of totals": changed(2, "编号", "总计"),
    "no key": changed(1, "编号", None),
    "a blank key": changed(1, "编号", "\u200b"),
    "a key twice": [*ROWS, ROWS[1]],
    "a key twice with other cells": changed(2, "编号", "A1"),
    "a day out of range": changed(0, "释放", date(2200, 1, 1)),
    "an unknown code": changed(0, "类别", "刑满释"),
    "a county by name": changed(0, "县区", "兴庆区"),
    "a blank code": changed(0, "类别", ""),
    "a row of nothing": [ROWS[0], (None,) * 6, ROWS[1]],
    "no rows": [],
}


@pytest.mark.parametrize("name", STANDING)
def test_a_file_without_faults_is_the_table(tmp_path, name):
    path = tmp_path / "人员.parquet"
    parquet(path, STANDING[name])
    same([path])
    assert kind_of_table(path, tmp_path) == "VIEW"
    assert kind_of_table(path, None) == "BASE TABLE"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gives_what_the_reference_reader_gives(tmp_path, name):
    path = tmp_path / "人员.parquet"
    parquet(path, FAULTS[name])
    same([path])
    lasting = tmp_path / "lasting"
    lasting.mkdir()
    assert kind_of_table(path, lasting) == "BASE TABLE"
    assert not list(lasting.iterdir())


def test_columns_that_are_not_there_are_unknown(tmp_path):
    path = tmp_path / "人员.parquet"
    parquet(path, [row[:2] for row in ROWS], NAMES[:2], KINDS[:2])
    same([path])
    assert kind_of_table(path, tmp_path) == "VIEW"


def test_a_file_taken_away_afterwards_changes_nothing(tmp_path):
    path = tmp_path / "人员.parquet"
    parquet(path, ROWS)
    with duckdb.connect() as connection:
        read_bulk(connection, [path], ENTITIES, REFERENCE, lasting=tmp_path)
        parquet(path, ROWS[:1])
        path.unlink()
        assert connection.execute('SELECT count(*) FROM "人员"').fetchone() == (3,)


def test_what_was_read_before_makes_way(tmp_path):
    path = tmp_path / "人员.parquet"
    with duckdb.connect() as connection:
        for rows in (ROWS, FAULTS["a key twice"], ROWS[:2], ROWS[:1]):
            parquet(path, rows)
            facts = read_bulk(connection, [path], ENTITIES, REFERENCE, lasting=tmp_path)
            counted = connection.execute('SELECT count(*) FROM "人员"').fetchone()
            assert counted == (sum(c.evaluated for c in facts.inputs),) == (len(set(rows)),)


def test_two_files_of_one_ledger_are_one_table(tmp_path):
    for name, rows in (("人员1", ROWS[:2]), ("人员2", ROWS[2:])):
        (tmp_path / name).mkdir()
        parquet(tmp_path / name / "人员.parquet", rows)
    same([tmp_path / "人员1", tmp_path / "人员2"])
