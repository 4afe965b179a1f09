"""Parquet, JSON and workbooks read by the database give what the reference reader gives, to the letter."""

import io
import json
from datetime import date, datetime, time
from decimal import Decimal

import duckdb
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from .both_readers import OFFICE, PEOPLE, VISITS, looked_at, same
from .odd_cells import JSON_VALUES, VALUES, headers, rows_of_texts, text_cell

KINDS = {
    "VARCHAR": ["A1", " A2 ", "2012-07-01", "3", "是", "", "坏", "12.50", "刑释"],
    "BIGINT": [0, 1, 3, -4, 2012, 640104, 20120701, 10**9, 10**15, 10**18],
    "HUGEINT": [1, 10**20, 2012],
    "UTINYINT": [0, 1, 200],
    "DOUBLE": [0.0, -0.0, 1.0, 0.1, 12.345, 2012.0, 1e16, 1e22, 1e-7, float("nan"), float("inf"), 640104.0],
    "FLOAT": [0.1, 1.5, 2012.0, 16777216.0],
    "DECIMAL(18,4)": [Decimal("1.5"), Decimal("12.3450"), Decimal("2012"), Decimal("-0.01"), Decimal("99999999999999")],
    "DECIMAL(38,10)": [Decimal("1.5"), Decimal("1234567890123456789")],
    "BOOLEAN": [True, False],
    "DATE": [date(2012, 7, 1), date(1899, 12, 31), date(2200, 1, 1), date(2012, 7, 2)],
    "TIMESTAMP": [datetime(2012, 7, 1), datetime(2012, 7, 1, 14, 30, 20), datetime(1899, 1, 1, 1)],
    "TIMESTAMP_NS": [datetime(2012, 7, 1), datetime(2012, 7, 1, 14, 30, 20)],
    "TIME": [time(10, 30)],
    "ENUM('是', '刑满释放')": ["是", "刑满释放"],
}


def parquet(path, columns):
    """A Parquet file of columns: name → (type, values)."""
    with duckdb.connect() as connection:
        cells = ", ".join(f'unnest(?::VARCHAR[])::{kind} AS "{name}"' for name, (kind, _) in columns.items())
        texts = [[None if v is None else str(v) for v in values] for _, values in columns.values()]
        connection.execute(f"CREATE TABLE t AS SELECT {cells}", texts)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


@st.composite
def typed_columns(draw):
    count = draw(st.integers(0, 9))
    columns = {}
    for name in draw(headers(PEOPLE)):
        kind = draw(st.sampled_from(["VARCHAR", *KINDS]))
        cells = text_cell(name) if kind == "VARCHAR" else st.sampled_from(KINDS[kind])
        columns[name] = (kind, draw(st.lists(st.one_of(cells, cells, st.none()), min_size=count, max_size=count)))
    return columns


@looked_at(20)
@given(typed_columns(), st.booleans())
def test_any_parquet_file_reads_the_same(tmp_path_factory, columns, mapped):
    path = tmp_path_factory.mktemp("parquet") / "人员.parquet"
    parquet(path, columns)
    same([path], maps=(OFFICE,) if mapped else ())


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_in_every_column_reads_the_same(tmp_path, kind):
    path = tmp_path / "人员.parquet"
    values = KINDS[kind]
    keys = ("VARCHAR", [f"A{n}" for n in range(len(values))])
    others = [name for name in PEOPLE.columns if name != "编号"]
    parquet(path, {"编号": keys, **dict.fromkeys(others, (kind, values))})
    same([path])
    parquet(path, {"编号": (kind, values)})
    same([path])


@pytest.mark.parametrize(("kind", "value"), [("INTEGER[]", "[1]"), ("STRUCT(a INTEGER)", "{'a': 1}"), ("BLOB", "x")])
def test_lists_objects_and_bytes_are_refused_where_declared_and_dropped_elsewhere(tmp_path, kind, value):
    path = tmp_path / "人员.parquet"
    parquet(path, {"编号": ("VARCHAR", ["A1"]), "备注": (kind, [value])})
    rows, *_ = same([path])
    assert len(rows["人员"]) == 1
    parquet(path, {"编号": ("VARCHAR", ["A1"]), "姓名": (kind, [value])})
    (found,) = same([path])
    assert found.code == "GJ542"
    assert "「姓名」" in found.message


def test_an_instant_is_read_by_beijing_time(tmp_path):
    path = tmp_path / "人员.parquet"
    instant = ("TIMESTAMPTZ", ["2012-06-30 16:30:00+00"])
    parquet(path, {"编号": ("VARCHAR", ["A1"]), "时刻": instant})
    rows, *_ = same([path])
    assert ("datetime", datetime(2012, 7, 1, 0, 30)) in rows["人员"][0]


def test_a_torn_parquet_file_is_refused(tmp_path):
    path = tmp_path / "人员.parquet"
    parquet(path, {"编号": ("VARCHAR", ["A1"])})
    whole = path.read_bytes()
    for data in (whole[:-3], b"PAR1", b"PK\x03\x04", b"", "编号\nA1\n".encode()):
        path.write_bytes(data)
        (found,) = same([path])
        assert found.code in ("GJ541", "GJ507", "GJ505")


@st.composite
def mixed_rows(draw, entity, values):
    header = list(draw(headers(entity)))
    rows = draw(rows_of_texts(header, most=8))
    return [header, *([draw(st.one_of(st.just(c), st.just(c), values)) for c in row] for row in rows)]


@looked_at(20)
@given(mixed_rows(PEOPLE, st.sampled_from(VALUES)), mixed_rows(VISITS, st.sampled_from(VALUES)), st.booleans())
def test_any_workbook_reads_the_same(tmp_path_factory, people, visits, merged):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, rows in (("人员", [["花名册"], *people]), ("走访", visits)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell)
            if merged and name == "走访":
                sheet.merge_range(2, 1, 3, 2, "2012-07-01")
                sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")
    path = tmp_path_factory.mktemp("book") / "导出.xlsx"
    path.write_bytes(buffer.getvalue())
    same([path])


def as_json(row, header):
    found = {}
    for name, cell in zip(header, row, strict=False):
        if cell != "" or name == "编号":
            found[name] = cell
    return json.dumps(found, ensure_ascii=False, default=float)


@looked_at(20)
@given(
    mixed_rows(PEOPLE, st.sampled_from(JSON_VALUES)),
    st.lists(
        st.sampled_from(["", "  ", "[]", "3", '{"编号": "Z"}', '{"编号": "\\u0041\\ud800"}', '{"姓名": null}']),
        max_size=3,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_json_lines_read_the_same(tmp_path_factory, rows, others, encoding, end):
    header, *rows = rows
    lines = [as_json(row, header) for row in rows]
    for n, other in enumerate(others):
        lines.insert(n * 2, other)
    path = tmp_path_factory.mktemp("json") / "人员.jsonl"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    same([path])
    whole = tmp_path_factory.mktemp("json") / "人员.json"
    whole.write_text(f"[{','.join(line for line in lines if line.strip())}]", "utf-8")
    same([whole])


NUMBERS = [
    "1", "-1", "0", "-0", "1.50", "1.5e3", "0.00001", "1E5", "12345678901234567", "123456789012345678.25", "0.1", "100.10",
    "2012.70", "1e400", "-0.0", "3.0", "41091.50", "0.30000000000000004", "9007199254740993",
]  # fmt: skip


@pytest.mark.parametrize("column", [name for name in PEOPLE.columns if name != "编号"])
def test_numbers_of_json_are_read_as_they_stand(tmp_path, column):
    path = tmp_path / "人员.jsonl"
    lines = [f'{{"编号": "A{n}", "{column}": {number}}}' for n, number in enumerate(NUMBERS)]
    path.write_text("\n".join(lines), "utf-8")
    same([path])


@looked_at(20)
@given(
    st.lists(
        st.sampled_from(
            ['{"编号": "A1"}', '{"编号": "A2", "编号": "A3"}', '{"编号": "A4",}', "{'编号': 1}", '{"编号": NaN}', "null", '{"": 1}',
             '{"编号": "A5", "姓名": "\\n甲"}', '{"编号": "A6", "姓名": "甲\t"}', '{"编号": "A7" "姓名"}', "{} {}", "/**/ {}", "{",
             '{"编号": "true", "姓名": "false"}', '{"编号": true, "在册": true, "姓名": false}', '{"编号":"A8","姓名":"a\\"b\\\\"}',
             '{"编号": Infinity}', '\ufeff{"编号": "A9"}', '{"编 号": "B1"}', '{"编号": "B2", "别的": [1, {"a": 2}]}', " \u3000", "\x0b",
             '{"编号": "B3", "姓名": null, "释放": "null"}', '{"编号": "B4", "姓名": "\\u0000"}', '{"编号": 01}', '{"编号": "\x01"}',
             '{"编号": "B5", "a.b": 1, "$": 2, "a\\"b": 3}', '{"编号": "B6", "在册": "true"}', '{"备注": 1, "编号": "B7"}',
             '{"编号": "B8", "姓名": 12.00, "补助":1.0, "责任人" : -3.000}', '{"编号": "B9", "姓名": ":1.0,", "责任人": "\\":2.0,"}',
             '{"编号": ":1.0}", "责任人": 10.0 }'],
        ),
        max_size=4,
    ),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
)  # fmt: skip
def test_any_lines_of_json_read_or_are_refused_the_same(tmp_path_factory, lines, end):
    path = tmp_path_factory.mktemp("json") / "人员.jsonl"
    path.write_text(end.join(lines), "utf-8", newline="")
    same([path])
