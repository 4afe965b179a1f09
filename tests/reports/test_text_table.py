"""Tables line up by display width, measured here with wcwidth's own string measure."""

import pytest
from guiju.reports.display_width import display_width, shorten, shorten_inside, visible
from guiju.reports.text_table import TableColumn, text_table
from wcwidth import wcswidth

COLUMNS = (TableColumn("职责", max_width=10), TableColumn("件数", number=True))


def test_columns_start_and_end_at_the_same_place_under_chinese_and_latin():
    lines = text_table(COLUMNS, [["反馈回执", "7"], ["abc", "1,234"]], total=["合计", "1,241"]).splitlines()
    assert lines == [
        "职责       件数",
        "--------  -----",
        "反馈回执      7",
        "abc       1,234",
        "--------  -----",
        "合计      1,241",
    ]
    assert {wcswidth(line) for line in lines} == {15}


def test_what_is_too_wide_is_cut_within_its_column_and_the_next_column_keeps_its_place():
    lines = text_table(COLUMNS, [["监所传递信息表", "1"], ["甲", "22"]]).splitlines()
    assert lines[2] == "监所传递…     1"
    assert wcswidth(lines[2]) == wcswidth(lines[3])


def test_a_number_is_never_cut():
    column = TableColumn("数", number=True, max_width=3)
    assert text_table([column], [["1,234,567"]]).splitlines()[-1] == "1,234,567"


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="argument 2"):
        text_table(COLUMNS, [["甲"]])


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("规矩", 4, "规矩"),
        ("规矩方圆", 7, "规矩方…"),
        ("规矩方圆", 6, "规矩…"),
        ("ab规矩", 4, "ab…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("规", 0, ""),
    ],
)
def test_cutting_never_splits_a_character_and_never_exceeds_the_width(text, width, cut):
    assert shorten(text, width) == cut
    assert display_width(cut) <= width


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("第二条", 6, "第二条"),
        ("《关于修改某办法的决定》第二项", 16, "《关于…》第二项"),
        ("《关于修改某办法的决定》第二项", 17, "《关于修…》第二项"),
        ("abcdefgh", 4, "a…gh"),
        ("ae\u0301bcde\u0301", 4, "a…de\u0301"),
        ("规矩方圆", 2, "…"),
    ],
)
def test_cutting_inside_keeps_the_end(text, width, cut):
    assert shorten_inside(text, width) == cut
    assert display_width(cut) <= width


def test_a_column_may_keep_the_ends_of_its_texts():
    column = TableColumn("依据", max_width=16, keeps_end=True)
    assert text_table([column], [["《关于修改某办法的决定》第二项"]]).splitlines()[-1] == "《关于…》第二项"


@pytest.mark.parametrize("text", ["规矩", "abc", "ｱｲｳ", "，。（）", "“引号”…", "e\u0301", "１２", "㈠①", "한글", "𠮷"])
def test_display_width_agrees_with_the_terminal_library(text):
    assert display_width(text) == wcswidth(text)


def test_ambiguous_characters_are_wide_where_asked_and_others_do_not_change():
    assert display_width("“甲”…×") == 6
    assert display_width("“甲”…×", ambiguous=2) == 10


def test_text_from_an_export_cannot_move_the_cursor_hide_or_reorder():
    assert visible("甲\x1b[31m乙\u202e丙\u200b\n丁\t戊") == "甲<U+001B>[31m乙<U+202E>丙<U+200B> 丁 戊"
    table = text_table([TableColumn("值")], [["一\n二"]])
    assert table.splitlines() == ["值", "-----", "一 二"]
