"""Templates filled in: facts escaped, mistakes located, nothing reached beyond the fields given."""

import pytest
from guiju.engine.diagnostic import Refusal
from guiju.reports.document import Table, words
from guiju.reports.rendering import fill

HEAD = "---\n种类：通知\n主送：{{ 单位 }}\n日期：2012年5月4日\n---\n# 题\n\n"
FIELDS = {"单位": "甲局", "案件": [{"编号": "A1", "履行日期": "未履行"}], "空": None}


def filled(folder, body, fields=FIELDS):
    (folder / "试.md.j2").write_text(HEAD + body, encoding="utf-8")
    return fill("试.md.j2", fields, folder)


def refusal(folder, body, fields=FIELDS):
    with pytest.raises(Refusal) as refused:
        filled(folder, body, fields)
    return refused.value.diagnostics[0]


HOSTILE = [
    "**粗**", "# 题", "甲|乙", "一\n二", "一\r\n\r\n# 二", "---", "&amp;", "<script>", "\\", "a\\|b", "1. 甲", "- 甲",
    "> 甲", "`x`", "[a](b)", "_a_", "*", "&#42;", "{{ 单位 }}", "{% raw %}", "\t甲", "甲\u2028乙", "甲\x85乙", "    甲",
]  # fmt: skip


@pytest.mark.parametrize("fact", HOSTILE)
def test_a_fact_shows_as_it_is_in_text_table_and_front_matter(tmp_path, fact):
    made = filled(tmp_path, "{{ 单位 }}\n\n|甲|乙|\n|-|-|\n|{{ 单位 }}|尾|\n", {"单位": fact})
    shown = " ".join(fact.split())
    text, table = made.blocks
    assert [words(text.text), made.recipients] == [shown, shown]
    assert not any(run.strong for run in text.text)
    assert isinstance(table, Table)
    assert [[words(cell) for cell in row] for row in table.rows] == [[shown, "尾"]]
    assert made.annexes == ()


@pytest.mark.parametrize(
    "trick",
    [
        "{% macro m() %}甲{% endmacro %}{{ m() ~ 单位 }}",
        "{% macro m() %}甲{% endmacro %}{{ m() + 单位 }}",
        "{% macro m() %}%s{% endmacro %}{{ m() % 单位 }}",
        "{% macro m() %}{}{% endmacro %}{{ m().format(单位) }}",
        "{% macro m() %}甲{% endmacro %}{{ m().join([单位]) }}",
        "{{ 单位|safe }}",
        "{{ 单位|escape }}",
    ],
)
def test_no_template_can_pass_a_fact_on_unescaped(tmp_path, trick):
    assert refusal(tmp_path, trick).code in ("GJ812", "GJ813")


def test_join_and_macros_escape_facts(tmp_path):
    body = "{% macro m(x) %}**{{ x }}**{% endmacro %}{{ m(单位) }}{{ [单位, 单位]|join('、') }}"
    (text,) = filled(tmp_path, body, {"单位": "*a*"}).blocks
    assert [(run.text, run.strong) for run in text.text] == [("*a*", True), ("*a*、*a*", False)]


@pytest.mark.parametrize(
    ("body", "line", "underlined", "words_"),
    [
        ("头\n{{ 单为 }}", 9, "单为", "没有「单为」这一项，是不是「单位」"),
        ("{{ xyz }}", 8, "xyz", "可用的有 单位、案件、空"),
        ("{{ 承办单位 }}", 8, "承办单位", "是不是「单位」"),
        ("{% if 无 %}{% endif %}", 8, "无", "没有「无」这一项"),
        ("{% for 件 in 案件 %}\n\n{{ 件.履行日 }}\n{% endfor %}", 10, "{{ 件.履行日 }}", "是不是「履行日期」"),
        ("{{ 案件 }}", 8, "{{ 案件 }}", "不是文字"),
        ("{{ 空 }}", 8, "{{ 空 }}", "不是文字"),
        ("{% for %}", 8, "{% for %}", "模板写法有误"),
        ("\n{{ 单位 - 1 }}", 9, "{{ 单位 - 1 }}", "算不出"),
    ],
)
def test_mistakes_name_line_word_and_nearest_field(tmp_path, body, line, underlined, words_):
    diagnostic = refusal(tmp_path, body)
    place = diagnostic.labels[0].place
    assert place.source.position(place.start)[0] == line
    assert place.text == underlined
    assert words_ in diagnostic.message
    assert diagnostic.help


def test_every_misspelt_name_is_reported_in_one_run(tmp_path):
    with pytest.raises(Refusal) as refused:
        filled(tmp_path, "{% if 单位 == '别处' %}{{ 甲 }}{% endif %}\n{{ 乙 }}")
    assert {d.labels[0].place.text for d in refused.value.diagnostics} == {"甲", "乙"}


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 案件.append(1) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% include '../../secret' %}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
    ],
)
def test_templates_reach_nothing_beyond_their_fields(tmp_path, body):
    assert refusal(tmp_path, body).code.startswith("GJ81")


def test_a_missing_template_names_those_there_are():
    with pytest.raises(Refusal) as refused:
        fill("督办通知.md.j2", FIELDS)
    assert "督办通知书.md.j2" in refused.value.diagnostics[0].help[0]


def test_a_template_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "试.md.j2").write_bytes((HEAD + "正文").encode("gb18030"))
    with pytest.raises(Refusal) as refused:
        fill("试.md.j2", FIELDS, tmp_path)
    assert refused.value.diagnostics[0].code == "GJ811"
