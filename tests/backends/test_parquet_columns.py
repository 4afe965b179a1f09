"""Parquet files whose columns are called as no office would call them: no name is special, none is lost."""

import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from guiju.engine.program import Column
from guiju.engine.types import DateType, TextType

from .both_readers import entity, same

ODD = (
    "file_row_number", "File_Row_Number", "file_index", "filename", "rowid", "parquet", "#0", "#line", "#at", "#row", "line",
    "", "C0", 'x"y', "x'y", "a.b", "select", "编号_1",
)  # fmt: skip


def written(path: Path, columns: list[tuple[str, list[str | None]]]) -> Path:
    """A Parquet file, its columns called exactly so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = [pyarrow.array(values, pyarrow.string()) for _, values in columns]
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, names=[name for name, _ in columns]), path)
    return path


@pytest.mark.parametrize("name", ODD)
def test_a_column_of_any_name_is_dropped_and_named(name, tmp_path):
    path = written(tmp_path / "人员.parquet", [("编号", ["A1", None, "A2"]), (name, ["甲", None, "乙"])])
    rows, _, _, notices = same([path])
    assert [r[1] for r in rows["人员"]] == ["A1", "A2"]
    assert [r[5] for r in rows["人员"]] == [1, 3], "a row that holds nothing is no row"
    assert any(f"「{name}」" in n.message for n in notices) == bool(name)


@pytest.mark.parametrize("name", [n for n in ODD if n and not n.startswith("#")])
def test_a_column_of_any_name_can_be_declared(name, tmp_path):
    path = written(tmp_path / "人员.parquet", [(name, ["甲", "乙"]), ("编号", ["A1", "A2"]), (f"{name}_1", ["x", "y"])])
    people = entity("人员", Column("编号", TextType(), key=True), Column(name, TextType()), key=("编号",))
    rows, *_ = same([path], {"人员": people})
    assert [r[-1] for r in rows["人员"]] == [("str", "甲"), ("str", "乙")]


def test_columns_equal_but_for_case_keep_their_names(tmp_path):
    path = written(tmp_path / "人员.parquet", [("id", ["a", "b"]), ("ID", ["1", "2"]), ("Id", ["x", "y"])])
    people = entity("人员", Column("ID", TextType(), key=True), key=("ID",))
    rows, _, _, notices = same([path], {"人员": people})
    assert [r[1] for r in rows["人员"]] == ["1", "2"]
    assert any("「id」" in n.message and "「Id」" in n.message for n in notices)


def test_a_declared_column_that_stands_twice_is_refused(tmp_path):
    path = written(tmp_path / "人员.parquet", [("编号", ["A1"]), ("姓名", ["甲"]), ("姓名", ["乙"])])
    (found,) = same([path])
    assert "「姓名」" in found.message
    assert "B列" in "".join((found.message, *found.notes))


def test_objects_before_a_column_do_not_move_it(tmp_path):
    nested = pyarrow.array([{"姓名": "里面的", "更深": [{"编号": "B9"}]}])
    arrays = [nested, pyarrow.array(["A1"]), pyarrow.array([["x"]]), pyarrow.array(["甲"])]
    path = tmp_path / "人员.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, names=["附件", "编号", "标签", "姓名"]), path)
    rows, *_ = same([path])
    assert ("str", "甲") in rows["人员"][0]


def test_a_folder_named_like_a_partition_adds_no_column(tmp_path):
    path = written(tmp_path / "姓名=外面的" / "人员.parquet", [("编号", ["A1"])])
    rows, *_ = same([path])
    assert ("str", "外面的") not in rows["人员"][0]


def test_dates_under_odd_names_are_typed(tmp_path):
    path = written(tmp_path / "人员.parquet", [("编号", ["A1"]), ("rowid", ["2012-07-01"])])
    people = entity("人员", Column("编号", TextType(), key=True), Column("rowid", DateType()), key=("编号",))
    rows, *_ = same([path], {"人员": people})
    assert rows["人员"][0][-1][0] == "date"


TAKEN = (
    "cell", "value", "reason", "shown", "id", "counted", "sheet", "line", "key", "rows", "good", "conflict", "first", "kinds",
    "counter", "place", "places", "number", "called", "column", "rowid", "r", "k", "l", "s", "o", "c", "m", "own", "home",
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_declared_columns_may_be_called_as_the_reader_calls_its_own(suffix, tmp_path):
    """Rows twice, rows that differ, cells in odd spellings and unreadable ones: all its tables come into play."""
    people = entity(
        "人员",
        *(Column(n, DateType() if n in ("cell", "value") else TextType(), key=n == "key") for n in TAKEN),
        key=("key",),
    )
    rows = [[f"{n}{name}" for name in TAKEN] for n in (1, 1, 2, 2, 3, 4)]
    for n, row in enumerate(rows):
        row[0], row[1] = ("2012年7月1日", "2012-07-02") if n < 5 else ("坏", None)
    rows[3][TAKEN.index("rowid")] = "别的"
    path = tmp_path / f"人员{suffix}"
    match suffix:
        case ".parquet":
            written(path, [(name, [row[n] for row in rows]) for n, name in enumerate(TAKEN)])
        case ".csv":
            path.write_text("\n".join(",".join(c or "" for c in row) for row in [TAKEN, *rows]), "utf-8")
        case _:
            path.write_text("\n".join(json.dumps(dict(zip(TAKEN, row, strict=True))) for row in rows), "utf-8")
    found, (count,), rejects, _ = same([path], {"人员": people})
    assert len(found["人员"]) == 2
    assert (count.duplicates, count.rejected) == (1, 3)
    assert any("rowid" in r.reason for r in rejects)
