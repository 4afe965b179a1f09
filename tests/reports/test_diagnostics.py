"""Diagnostics as text: the words under the carets are asserted, not where the carets should be."""

import json

import click
import pytest
from guiju.engine.diagnostic import Diagnostic, Label, Severity
from guiju.engine.origin import CellPlace, SourceText, Span
from guiju.reports.diagnostics import render_diagnostic, render_diagnostics, to_json
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

POLICY = SourceText(
    "宁夏/衔接.policy",
    "台账 刑释解教人员\n  · 编号：文本 主键\n\t· 释放日期：日期\n界定 三无人员 对 刑释解教人员\n"
    "  当 无家可归 且\n     “无亲可投” 且 无业可旧\n",
)


def place(words, source=POLICY):
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def diagnostic(*labels, severity=Severity.ERROR, **more):
    return Diagnostic("GJ101", severity, "没有名为「无业可旧」的事实", labels, **more)


def columns_of(text):
    """The display column at which each character of a line begins."""
    return [wcswidth(text[:index]) for index in range(len(text) + 1)]


def underlined(rendered):
    """The words above each stroke of ^ or -, by display width; the line above is the nearest with a number."""
    found, source = [], ""
    for line in rendered.splitlines():
        gutter, bar, rest = line.partition("|")
        if not bar or "-->" in line:
            continue
        if gutter.strip():
            source = rest
        elif rest.strip()[:1] in ("^", "-"):
            begin = len(rest) - len(rest.lstrip())
            end = begin + len(rest.strip().split(" ")[0])
            columns = columns_of(source)
            found.append("".join(c for c, at in zip(source, columns, strict=False) if begin <= at < end))
    return found


def test_the_whole_of_one_message():
    labels = (Label(place("无业可旧"), "没有声明"), Label(place("释放日期"), "这里声明了日期"))
    text = render_diagnostic(diagnostic(*labels, notes=("最相近的是 无业可就",), help=("改成 无业可就",)))
    assert text.splitlines() == [
        "错误[GJ101]：没有名为「无业可旧」的事实",
        " --> 宁夏/衔接.policy:6:15",
        "  |",
        "3 |     · 释放日期：日期",
        "  |       -------- 这里声明了日期",
        "  :",
        "6 |      “无亲可投” 且 无业可旧",
        "  |                    ^^^^^^^^ 没有声明",
        "  |",
        "  = 说明：最相近的是 无业可就",
        "  = 建议：改成 无业可就",
    ]


@pytest.mark.parametrize("words", ["编号", "文本 主键", "释放日期", "“无亲可投”", "无业可旧", "：日期"])
def test_carets_stand_under_the_very_words(words):
    assert underlined(render_diagnostic(diagnostic(Label(place(words))))) == [words]


@given(st.text(alphabet="规矩ab 1“”…（,", max_size=120), st.text(alphabet="错误x“", min_size=1, max_size=12), st.data())
def test_carets_stand_under_the_very_words_wherever_they_are_and_however_narrow_the_window(before, words, data):
    after = data.draw(st.text(alphabet="规矩ab 1“”…（,", max_size=120))
    source = SourceText("a", before + words + after)
    span = Span(source, len(before), len(before) + len(words))
    width = data.draw(st.integers(40, 120))
    text = render_diagnostic(diagnostic(Label(span)), width=width)
    assert underlined(text) == [words]
    assert all(wcswidth(line) <= width for line in text.splitlines()[1:])


def test_on_a_terminal_where_quotes_are_wide_the_carets_move_with_them():
    narrow = render_diagnostic(diagnostic(Label(place("无业可旧"))))
    wide = render_diagnostic(diagnostic(Label(place("无业可旧"))), ambiguous=2)
    assert wide.splitlines()[4].index("^") - narrow.splitlines()[4].index("^") == 2


def test_a_fault_at_the_end_of_the_file_gets_one_caret():
    source = SourceText("a", "当 甲 且")
    text = render_diagnostic(diagnostic(Label(Span(source, 5, 5), "缺条件")))
    line, carets = text.splitlines()[3:5]
    assert wcswidth(line) == carets.index("^")
    assert carets.endswith(" ^ 缺条件")


def test_a_fault_over_several_lines_shows_where_it_begins_and_ends():
    text = render_diagnostic(diagnostic(Label(place("无家可归 且\n     “无亲可投”"), "这个条件")))
    assert underlined(text) == ["无家可归 且", "“无亲可投”"]
    assert text.count("这个条件") == 1


def test_several_places_in_several_files_and_an_export():
    other = SourceText("另一个.policy", "参数 无业可旧 2人\n")
    labels = (
        Label(place("无业可旧"), "甲处"),
        Label(place("无业可旧", other), "乙处"),
        Label(CellPlace("名册.xlsx", "人员", 12, "无业可就"), "丙处"),
        Label(place("编号"), "丁处"),
    )
    text = render_diagnostic(diagnostic(*labels))
    assert [line.strip() for line in text.splitlines() if "-->" in line] == [
        "--> 宁夏/衔接.policy:6:15",
        "--> 另一个.policy:1:4",
        "--> 名册.xlsx 工作表「人员」 第12行 「无业可就」列",
    ]
    assert underlined(text) == ["编号", "无业可旧", "无业可旧"]
    assert [text.count(words) for words in ("甲处", "乙处", "丙处", "丁处")] == [1, 1, 1, 1]


def test_two_places_far_apart_on_a_long_line_are_both_shown():
    source = SourceText("a", "甲处有错 且 " + "无家可归 且 " * 40 + "乙处有错")
    text = render_diagnostic(diagnostic(Label(place("甲处有错", source)), Label(place("乙处有错", source))))
    assert underlined(text) == ["甲处有错", "乙处有错"]


def test_invisible_characters_in_rules_are_spelled_out():
    source = SourceText("a", "界定 三\u200b无 对 人")
    text = render_diagnostic(diagnostic(Label(place("三\u200b无", source))))
    assert underlined(text) == ["三<U+200B>无"]
    assert "\u200b" not in text


def test_colour_only_where_asked_and_it_changes_nothing_else():
    plain = render_diagnostic(diagnostic(Label(place("编号"), "这里")))
    coloured = render_diagnostic(diagnostic(Label(place("编号"), "这里")), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured
    assert click.unstyle(coloured) == plain


def test_the_closing_line_counts_each_kind_and_nothing_is_said_of_nothing():
    kinds = (Severity.ERROR, Severity.WARNING, Severity.ERROR, Severity.ADVICE)
    text = render_diagnostics([diagnostic(severity=kind) for kind in kinds])
    assert text.splitlines()[-1] == "共 2 个错误、1 个警告、1 条建议"
    assert render_diagnostics([diagnostic(), diagnostic(severity=Severity.WARNING)]).endswith("共 1 个错误、1 个警告")
    assert render_diagnostics([]) == ""


def test_json_holds_every_part_and_only_plain_data():
    cell = CellPlace("名册.xlsx", "人员", 12, "姓名")
    found = to_json(diagnostic(Label(place("编号"), "这里"), Label(cell), notes=("甲",), help=("乙",)))
    assert json.loads(json.dumps(found)) == {
        "code": "GJ101",
        "severity": "错误",
        "message": "没有名为「无业可旧」的事实",
        "labels": [
            {
                "place": {
                    "path": "宁夏/衔接.policy",
                    "line": 2,
                    "column": 5,
                    "end_line": 2,
                    "end_column": 7,
                    "text": "编号",
                },
                "text": "这里",
            },
            {"place": {"source": "名册.xlsx", "sheet": "人员", "row": 12, "column": "姓名"}, "text": ""},
        ],
        "notes": ["甲"],
        "help": ["乙"],
    }
