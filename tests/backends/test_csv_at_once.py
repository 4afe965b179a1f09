"""A CSV file in order is typed in one pass; whatever is odd in it sends it the long way, with what the reference reader says."""

import duckdb
import pytest
from guiju.engine.backends.bulk_facts import read_bulk
from hypothesis import given
from hypothesis import strategies as st

from .both_readers import ENTITIES, OFFICE, PEOPLE, REFERENCE, VISITS, looked_at, same
from .odd_cells import BY_COLUMN, COMMON

HEADER = ",".join(PEOPLE.columns)
ORDERLY = {
    "编号": ["A1", "A2", "A3", "A4"],
    "姓名": ["甲", "乙 丙", "NULL", ""],
    "释放": ["2012-07-01", "2012-7-2", "", "2199-12-31"],
    "补助": ["100", "12.34", "", "-5"],
    "人数": ["3", "", "+1", "999999999"],
    "在册": ["是", "否", "true", ""],
    "类别": ["刑满释放", "解除劳教", "", "刑满释放"],
    "县区": ["640104", "640402", "", "640104"],
    "比例": ["0.2", "", "0.123456", "0"],
    "系数": ["1.5", "", "99.999999", "0"],
    "时刻": ["2012-07-01 14:30", "2012-07-01T14:30:59", "", "2012-07-01 23:59"],
    "月份": ["", "", "", ""],
    "年度": ["2012", "", "1999", "2012.0"],
    "月标准": ["100", "0.05", "", "7"],
    "责任人": ["县司法局", "", "乡政府", "村"],
}
"""Four rows by column. A month has no common spelling: a file that declares it goes the long way."""
SHORT = [name for name in PEOPLE.columns if name != "月份"]


def text(names, rows=4, end="\n", **changed):
    columns = [[*ORDERLY[name][:rows]] for name in names]
    for name, cell in changed.items():
        columns[names.index(name)][1] = cell
    return "".join(",".join(cells) + end for cells in [names, *zip(*columns, strict=True)])


def at_once(path, maps=()):
    """Whether the file was typed in one pass: then its table is a view of what was read."""
    with duckdb.connect() as connection:
        read_bulk(connection, [path], ENTITIES, REFERENCE, maps)
        query = "SELECT table_type FROM information_schema.tables WHERE table_name = '人员'"
        return connection.execute(query).fetchall() == [("VIEW",)]


IN_ORDER = {
    "lines that end with a feed": text(SHORT),
    "lines that end with return and feed": text(SHORT, end="\r\n"),
    "no end of the last line": text(SHORT).removesuffix("\n"),
    "a mark before it": "\ufeff" + text(SHORT),
    "few columns, in another order": text(["姓名", "编号", "释放"]),
    "a blank line above": "\n" + text(SHORT),
    "a title above": "花名册,\n" + text(["姓名", "编号"]),
    "a column that is not declared": "备注," + text(["编号", "姓名"]).replace("A", "\u3000x ,A"),
    "a blank cell too many": text(["编号", "姓名"]).replace("甲\n", "甲,\n"),
    "keys in no order": "编号,姓名\nA2,甲\nA1,乙\nA3,丙\n",
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_file_in_order_is_read_at_once(tmp_path, name):
    path = tmp_path / "人员.csv"
    path.write_text(IN_ORDER[name], "utf-8", newline="")
    rows, *_ = same([path])
    assert len(rows["人员"]) > 2
    assert at_once(path)


LONG_WAY = {
    "a column without a common spelling": text(list(PEOPLE.columns)),
    "a quotation mark": text(SHORT, 姓名='"乙"'),
    "a quotation mark inside": text(SHORT, 姓名='乙"'),
    "a blank line": text(SHORT) + "\n" + "A9" + "," * (len(SHORT) - 1) + "\n",
    "a blank line at the end": text(SHORT) + "\n",
    "a row of nothing": text(SHORT) + "," * (len(SHORT) - 1) + "\n",
    "a short row": text(SHORT) + "A9\n",
    "a long row": text(["编号", "姓名"]) + "A9,己,庚\n",
    "no key": text(["编号", "姓名"]) + ",己\n",
    "a blank key": text(["编号", "姓名"]) + " ,己\n",
    "ends that differ": text(["编号", "姓名"]) + "A9,己\r\n",
    "no rows": text(SHORT, 0),
}


@pytest.mark.parametrize("name", LONG_WAY)
def test_a_file_not_in_order_goes_the_long_way(tmp_path, name):
    path = tmp_path / "人员.csv"
    path.write_text(LONG_WAY[name], "utf-8", newline="")
    same([path])
    assert not at_once(path)


def test_a_key_twice_is_settled_like_any_other(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_text(text(["编号", "姓名"]) + "A1,甲\nA2,己\n", "utf-8", newline="")
    _, (counted,), *_ = same([path])
    assert (counted.read, counted.evaluated, counted.duplicates, counted.rejected) == (6, 3, 1, 2)


@pytest.mark.parametrize(
    "day",
    [
        "epoch", "infinity", "-infinity", "today", "1900-01-01", "2200-01-01", "2012-7-1", " 2012-07-01 ", "2012-07-01\t",
        "2012-07-01x", "12-07-01", "2012-07-01 00:00:00", "2012/07/01", "2012 07 01", "20120701", "2012-02-30", "0000-00-00",
    ],
)  # fmt: skip
def test_days_mean_the_same(tmp_path, day):
    path = tmp_path / "人员.csv"
    path.write_text(text(["编号", "释放"], 释放=day), "utf-8", newline="")
    same([path])


@pytest.mark.parametrize("form", ["2012-07-{}", "2012-{}-07", "20{}-07-01", "{}12-07-01"])
def test_days_of_the_common_form_mean_the_same(tmp_path, form):
    """Every pair of signs in each place, all in one file."""
    signs = [*"019-+. /xe\t\x0b\x0c", "２", "年", "\u3000", "\xa0", "\x1e", "\x7f"]
    cells = [form.format(a + b) for a in signs for b in signs]
    path = tmp_path / "人员.csv"
    path.write_text("编号,释放\n" + "".join(f"A{n},{cell}\n" for n, cell in enumerate(cells)), "utf-8", newline="")
    same([path])


@pytest.mark.parametrize("ends", [" \t", "\x0b", "\x0c", "\x1f", "\u3000", "\xa0", "\u200b", "\ufeff"])
def test_blanks_about_a_day_mean_the_same(tmp_path, ends):
    for number, day in enumerate(("{}2012-07-01", "2012-07-01{}", "2012-07-1{}", "2012-{}7-01", "2012{}-07-01")):
        path = tmp_path / str(number) / "人员.csv"
        path.parent.mkdir()
        path.write_text(text(["编号", "释放"], 释放=day.format(ends)), "utf-8", newline="")
        same([path])


@looked_at(40)
@given(st.data())
def test_one_cell_among_others_in_order_means_the_same(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("csv") / "人员.csv"
    name = data.draw(st.sampled_from(SHORT))
    cell = data.draw(st.sampled_from([*BY_COLUMN[name], *COMMON[name]]).filter(lambda c: "," not in c and '"' not in c))
    path.write_text(text(SHORT, **{name: cell}), "utf-8", newline="")
    same([path], maps=(OFFICE,) if data.draw(st.booleans()) else ())


def test_an_office_with_words_of_its_own_goes_the_long_way(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_text(text(["编号", "类别", "姓名"], 类别="刑释", 姓名="佚名"), "utf-8", newline="")
    rows, *_ = same([path], maps=(OFFICE,))
    assert rows["人员"][1][7:9] != ("刑释", "佚名")
    assert not at_once(path, (OFFICE,))


def test_files_of_one_ledger_and_of_another_are_read_at_once_beside_each_other(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "人员.csv").write_text(text(["编号", "姓名"]), "utf-8", newline="")
    (tmp_path / "a" / "人员.csv").write_text(text(["编号", "释放"]).replace("A", "B"), "utf-8", newline="")
    (tmp_path / "走访.csv").write_text(
        ",".join(VISITS.columns) + "\nA1,2012-07-01,1,是\nA1,2012-07-02,2,否\n", "utf-8", newline=""
    )
    rows, *_ = same([tmp_path, tmp_path / "a"])
    assert (len(rows["人员"]), len(rows["走访"])) == (8, 2)
