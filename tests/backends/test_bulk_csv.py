"""CSV files read by the database give what the reference reader gives, to the letter."""

import csv
import io

import pytest
from guiju.engine.diagnostic import Diagnostic
from hypothesis import given
from hypothesis import strategies as st

from .both_readers import ENTITIES, OFFICE, PEOPLE, VISITS, looked_at, same
from .odd_cells import headers, rows_of_texts


def written(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\n"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue()


def sheets(entity):
    return headers(entity).flatmap(lambda h: rows_of_texts(h).map(lambda rows: [list(h), *rows]))


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])
QUOTINGS = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@looked_at(20)
@given(sheets(PEOPLE), ENCODINGS, QUOTINGS, ENDS, st.sampled_from([",", "\t"]))
def test_any_export_reads_the_same(tmp_path_factory, rows, encoding, quoting, end, delimiter):
    path = tmp_path_factory.mktemp("csv") / "人员.csv"
    path.write_bytes(written(rows, delimiter, quoting, end).encode(encoding))
    same([path])


@looked_at(20)
@given(sheets(PEOPLE), sheets(VISITS), sheets(VISITS), st.booleans())
def test_several_files_of_one_ledger_read_the_same(tmp_path_factory, people, first, second, mapped):
    folder = tmp_path_factory.mktemp("csv")
    (folder / "one").mkdir()
    for name, rows in (("人员.csv", people), ("走访.csv", first), ("one/走访.csv", second)):
        (folder / name).write_text(written(rows), "utf-8", newline="")
    same([folder, folder / "one"], maps=(OFFICE,) if mapped else ())


@looked_at(20)
@given(
    st.lists(st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "A1", "甲", " ", "\x0b", "\u2028", "\x1e", "\x1f"]))
)
def test_any_quoting_reads_or_is_refused_the_same(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("csv") / "人员.csv"
    path.write_text("编号,姓名\n" + "".join(parts), "utf-8", newline="")
    same([path])


@looked_at(20)
@given(st.binary(max_size=30), st.sampled_from([b"", b"\xef\xbb\xbf"]), st.integers(0, 2))
def test_any_bytes_read_or_are_refused_the_same(tmp_path_factory, data, mark, filler):
    path = tmp_path_factory.mktemp("csv") / "人员.csv"
    path.write_bytes(mark + "编号,姓名\n".encode() + b"A1,x\n" * filler + data)
    same([path])


@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_an_undecodable_byte_far_inside_is_named_by_its_offset(tmp_path, code):
    row = "A1,宁夏\n".encode(code)
    start = "编号,姓名\n".encode(code) + row * (1_100_000 // len(row))
    for bad in (b"\xff\xff", "宁".encode(code)[:1]):
        (tmp_path / "人员.csv").write_bytes(start + bad + (row if bad == b"\xff\xff" else b""))
        (found,) = same([tmp_path / "人员.csv"])
        assert found.code == "GJ510"
        assert str(len(start)) in found.message + "".join(found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "编号,姓名\n" + "A1," + "长" * 140_000 + "\n",
        "编号,姓名\n" + "A1," + "长" * 100_000 + "\n",
        "\n\n \n标题\n\n编号,姓名\nA1,甲\n\n\nA2,乙,,\nA3,丙,丁\n",
        "档案号,姓名,出狱日\nA1,佚名,2012-07-01\n",
        "编号,姓名\r\nA1,甲\nA2,乙\r\n",
        '编号,姓名\nA1,"甲\n乙"\nA2,"a""b"\nA3,a"b\n',
        "编号;姓名\nA1;甲\n",
        "编号\nA1\nA2\n",
        "编号,姓名,姓名\nA1,甲,乙\n",
        "姓名,释放\n甲,2012-07-01\n",
        "<html><body>",
        " \n\n",
        "编号,姓名\n",
        "编号,姓名",
    ],
)
def test_corners_read_the_same(tmp_path, text):
    path = tmp_path / "人员.csv"
    path.write_text(text, "utf-8", newline="")
    same([path], maps=(OFFICE,))
    same([path])


def test_places_of_conflicts_are_listed_across_files(tmp_path):
    (tmp_path / "a").mkdir()
    rows = ["编号,姓名,释放", *(f"A1,甲,2012-07-0{n}" for n in range(1, 8)), "A2,乙,", "A2,乙,"]
    (tmp_path / "人员.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "a" / "人员.csv").write_text("编号,姓名,释放\nA1,,坏\nA2,乙,\n,,2012-07-01\n", "utf-8")
    _, inputs, rejects, _ = same([tmp_path, tmp_path / "a"])
    assert [(i.read, i.evaluated, i.duplicates, i.rejected) for i in inputs] == [(9, 1, 1, 7), (3, 0, 1, 2)]
    assert "等共8行" in rejects[0].reason
    assert {r.sensitive for r in rejects} == {False}


def test_a_row_whose_twin_cannot_be_read_is_in_conflict(tmp_path):
    text = "编号,姓名,释放\nA1,甲,2012-07-01\nA1,甲,坏\nA2,乙,坏\nA2,乙,坏\nA3,丙,\nA3,丙,\n"
    (tmp_path / "人员.csv").write_text(text, "utf-8")
    _, (counted,), rejects, _ = same([tmp_path / "人员.csv"])
    assert (counted.read, counted.evaluated, counted.duplicates, counted.rejected) == (6, 1, 1, 4)
    assert [r.place.row for r in rejects] == [2, 3, 4, 5]


def test_words_after_bad_codes_stop_after_the_same_number_of_them(tmp_path):
    rows = ["编号,类别,县区", *(f"A{n},刑满释{chr(0x4E00 + n)},64010{chr(0x4E00 + n)}" for n in range(60))]
    (tmp_path / "人员.csv").write_text("\n".join(rows), "utf-8")
    _, _, rejects, _ = same([tmp_path / "人员.csv"])
    assert len({r.reason for r in rejects}) > 2


def test_sensitive_cells_ask_for_masking(tmp_path):
    (tmp_path / "走访.csv").write_text("人员,日期,次数\nA1,2012-07-01,二\n", "utf-8")
    _, _, (reject,), _ = same([tmp_path / "走访.csv"])
    assert reject.sensitive


def test_a_path_with_signs_of_patterns_is_one_file(tmp_path):
    path = tmp_path / "[a]*?" / "人员.csv"
    path.parent.mkdir()
    path.write_text("编号,姓名\nA1,甲\n", "utf-8")
    (rows, *_) = same([path])
    assert len(rows["人员"]) == 1


def test_nothing_to_read_is_refused_the_same(tmp_path):
    for paths in ([], [tmp_path], [tmp_path / "无.csv"], [tmp_path / "无"]):
        refused = same(paths)
        assert isinstance(refused[0], Diagnostic)
    (tmp_path / "别的.csv").write_text("甲,乙\n1,2\n", "utf-8")
    same([tmp_path / "别的.csv"], {n: e for n, e in ENTITIES.items() if n != "走访"})
