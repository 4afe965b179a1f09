"""The parser: what it accepts, where things stand, and that no text makes it raise."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from guiju.dsl import syntax as s
from guiju.dsl.parse import build_parser, parse, read_source
from guiju.dsl.words import RESERVED, STATEMENT_WORDS
from guiju.engine.diagnostic import Refusal
from guiju.engine.origin import CellPlace, SourceText
from guiju.engine.periods import Period, PeriodUnit
from hypothesis import given, settings
from hypothesis import strategies as st

CONTEXTUAL = (
    "适用", "原规定", "新规定", "改", "增", "删",
    "主键", "敏感", "履行", "须认定", "整数", "包括", "互斥", "依次", "牵头", "配合", "一次性", "数额", "状态", "待补事实",
    "含当日", "顺延", "不顺延", "提前", "按月末对月末", "由重到轻", "由轻到重", "由高到低", "由低到高", "就高", "累加", "金额率",
    "不适用", "共同", "逾期",
    "严重", "提示", "人数", "合计", "平均", "年末在册", "本年新增", "年内去重", "下一年度", "本年度", "当年度", "按月",
)  # fmt: skip
"""Words of the language that may be names as they stand."""
SAMPLE = Path(__file__).with_name("sample.policy").read_text("utf-8")


def read(text: str) -> s.Module:
    module, diagnostics = parse(SourceText("规则.policy", text))
    assert diagnostics == (), [(d.message, d.labels[0].place.text) for d in diagnostics]
    return module


def codes(text: str) -> list[str]:
    return [d.code for d in parse(SourceText("规则.policy", text))[1]]


def condition(text: str) -> s.Expression:
    statement = read(f"界定 某 对 某某 当 {text}").statements[0]
    return next(c.condition for c in statement.clauses if isinstance(c, s.When))


# ---------- the grammar itself ----------


def test_the_grammar_has_no_conflicts():
    build_parser(strict=True)


def test_words_that_are_names_elsewhere_never_hide_a_name():
    """Where the parser could take both a name and an unreserved keyword, the keyword wins.

    整数 is a type either way; modifiers meet a name only where 整数 may have its unit (人); the aspects a 示例 asks for
    become the same Name; 金额率 is a type, 不适用 the result of an exception; 一次性, 按月, 严重 and 提示 meet a name only
    behind 以上.
    """
    lark = build_parser()
    words = {t.pattern.value for t in lark.terminals if t.pattern.type == "str" and t.pattern.value.isalpha()}
    states = lark.parser.parser._parse_table.states.values()
    hidden = {w for accepted in states if "NAME" in accepted for w in words - RESERVED if w in accepted}
    assert hidden == {
        "整数",
        "金额率",
        "主键",
        "敏感",
        "履行",
        "须认定",
        "状态",
        "数额",
        "待补事实",
        "不适用",
        "一次性",
        "按月",
        "严重",
        "提示",
    }


def test_every_keyword_of_the_grammar_is_reserved_or_contextual():
    lark = build_parser()
    words = {t.pattern.value for t in lark.terminals if t.pattern.type == "str" and t.pattern.value.isalpha()}
    assert words - RESERVED == set(CONTEXTUAL)


# ---------- what is accepted ----------


def test_the_sample_reads():
    module = read(SAMPLE)
    assert [type(x).__name__ for x in module.statements] == [
        "PolicyStatement", "BearersStatement", "BearersStatement", "BearersStatement", "CodesStatement",
        "DataTableStatement", "LedgerStatement", "ClassificationStatement", "ClassificationStatement",
        "StandardStatement", "DutyStatement", "DutyStatement", "BenefitStatement", "OpenNormStatement",
        "ExampleStatement",
    ]  # fmt: skip


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_a_name_only_in_quotes(word: str):
    assert read(f"台账 甲\n· 「{word}」：文本").statements[0].clauses[0].name.text == word
    assert codes(f"台账 甲\n· {word}：文本") != []


@pytest.mark.parametrize(
    "word",
    [
        "人数",
        "合计",
        "状态",
        "数额",
        "最大",
        "先到",
        "依次",
        "整数",
        "是非",
        "文本",
        "主键",
        "逾期未履行",
        "且末县",
        "非税收入",
        "对象",
        "当事人",
    ],
)
def test_other_words_are_names_as_they_stand(word: str):
    assert read(f"台账 甲\n· {word}：文本").statements[0].clauses[0].name.text == word
    assert condition(f"{word} 为 是").left.text == word


def test_words_lex_whole():
    """且末县 is a county, not 且 + 末县."""
    assert codes("界定 某 对 某某 当 甲 且末县 为 是") == ["GJ107"]


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("200元", s.MoneyLiteral, (20000, None)),
        ("1.5万元", s.MoneyLiteral, (1500000, None)),
        ("0.01元", s.MoneyLiteral, (1, None)),
        ("２００元", s.MoneyLiteral, (20000, None)),
        ("每月1000元", s.MoneyLiteral, (100000, "月")),
        ("300人", s.CountLiteral, (300, "人")),
        ("1.2万人", s.CountLiteral, (12000, "人")),
        ("3", s.CountLiteral, (3, None)),
        ("1.50", s.DecimalLiteral, (1500000,)),
        ("20%", s.PercentLiteral, (200000,)),
        ("12‰", s.PercentLiteral, (12000,)),
        ("2012年度", s.YearLiteral, (2012,)),
        ("2012-07-01", s.DateLiteral, (date(2012, 7, 1),)),
        ("２０１２年７月１日", s.DateLiteral, (date(2012, 7, 1),)),
        ("5个工作日", s.PeriodLiteral, (Period(PeriodUnit.WORKING_DAY, 5),)),
        ("3日", s.PeriodLiteral, (Period(PeriodUnit.DAY, 3),)),
        ("2周", s.PeriodLiteral, (Period(PeriodUnit.WEEK, 2),)),
        ("1个月", s.PeriodLiteral, (Period(PeriodUnit.MONTH, 1),)),
        ("1年", s.PeriodLiteral, (Period(PeriodUnit.YEAR, 1),)),
        ("48小时", s.PeriodLiteral, (Period(PeriodUnit.HOUR, 48),)),
        ("是", s.BooleanLiteral, (True,)),
        ('"宁“夏”"', s.TextLiteral, ("宁“夏”",)),
        ("“宁夏”", s.TextLiteral, ("宁夏",)),
    ],
)
def test_literals(text: str, kind: type, fields: tuple):
    value = condition(f"甲 为 {text}").right
    assert value == kind(*fields, span=value.span)
    assert value.span.text == text


def test_operators_bind_as_they_are_read():
    whole = condition("甲 为 1 + 2 × 3 且 非 乙 或 丙 前 3天 早于 丁")
    assert isinstance(whole, s.Chain)
    assert whole.operator == "或"
    first, last = whole.operands
    assert [type(x) for x in first.operands] == [s.Binary, s.Negation]
    assert first.operands[0].right.operator == "+"
    assert first.operands[0].right.right.operator == "×"
    assert isinstance(last.left, s.Offset)


def test_lists_nest_by_their_marks():
    found = condition(
        "甲 或 乙 且 下列至少两项：（一）丙；（二）下列全部：1.丁；2.下列之一：（1）戊；（2）己；（三）庚。"
    )
    assert found.operator == "或"
    outer = found.operands[1].operands[1]
    assert (outer.at_least, [i.mark for i in outer.items]) == (2, ["（一）", "（二）", "（三）"])
    middle = outer.items[1].body
    assert (middle.at_least, [i.mark for i in middle.items]) == (None, ["1.", "2."])
    assert [i.mark for i in middle.items[1].body.items] == ["（1）", "（2）"]


def test_long_chains_stay_flat():
    assert len(condition(" 且 ".join(["甲"] * 200)).operands) == 200


def test_statement_words_start_no_statement_inside_text():
    module = read(
        '职责 甲\n  应 "职责 乙\t定义 丙"\n  依据 「标准 丁」\n  # 台账 戊\n示例 "例"\n  则 甲 的 主体 为 乙\n'
    )
    assert [type(x) for x in module.statements] == [s.DutyStatement, s.ExampleStatement]
    assert len(read("台账 甲 · 乙：主体 敏感 主体 丙").statements) == 2
    assert len(read("台账 甲 · 乙：\n主体 敏感\n主体 丙").statements) == 2
    assert [c.text for c in module.comments] == ["台账 戊"]


def test_duty_clauses_stand_in_any_order():
    clauses = ["对 甲", "由 乙 牵头 丙、丁 配合", "分别向 乙、丙 经 丁", '应 "做"', "期限 至迟 2015年1月1日 顺延",
               "完成于 先到（甲、乙）", "督办 丙", "客观不能当 丁", "以 戊 为准", "当 己", "但 庚 的除外"]  # fmt: skip
    for seed in range(20):
        random.Random(seed).shuffle(clauses)
        assert len(read("职责 某 " + "\n".join(clauses)).statements[0].clauses) == len(clauses)


def test_spans_are_the_least_text():
    module = read("界定 某 对 某某\n  当 甲  为   乙 且 （丙 或 丁）  # 注 \n\n政策 戊\n")
    first, second = module.statements
    when = first.clauses[1]
    assert first.span.text == "界定 某 对 某某\n  当 甲  为   乙 且 （丙 或 丁）"
    assert when.span.text == "当 甲  为   乙 且 （丙 或 丁）"
    assert when.condition.span.text == "甲  为   乙 且 （丙 或 丁）"
    assert when.condition.operands[0].operator_span.text == "为"
    assert when.condition.operands[1].span.text == "丙 或 丁"
    assert second.span.text == "政策 戊"
    assert module.comments[0].span.text == "# 注"
    assert not module.comments[0].own_line


# ---------- mistakes ----------


def test_a_broken_statement_leaves_the_others():
    module, diagnostics = parse(
        SourceText("规则.policy", SAMPLE.replace("由 监所\n", "由\n").replace("200元", "0.001元"))
    )
    assert [d.code for d in diagnostics] == ["GJ123", "GJ105"]
    assert len(module.statements) == 13


def test_one_message_a_mistake():
    """Drop, double or swap one word or sign inside one statement: never more than one message."""
    token = re.compile(r'「[^」]*」|"[^"]*"|《[^》]*》|\w+|[^\w\s]')
    dice = random.Random(1)
    places = [m.span() for m in token.finditer(SAMPLE) if m.group() not in STATEMENT_WORDS]
    silent = 0
    for _ in range(400):
        (start, end), (other, until) = dice.choice(places), dice.choice(places)
        word = dice.choice(("", SAMPLE[start:end] + " " + SAMPLE[start:end], SAMPLE[other:until]))
        found = codes(SAMPLE[:start] + word + SAMPLE[end:])
        assert len(found) <= 1, (word, SAMPLE[start:end], found)
        silent += not found
    assert silent < 250


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.sampled_from('政策主体职责标准对当由为的且或非（）()「」《》“”"：；。、·#＃ \n\t\0甲乙1２.年月日元个%-+一二')
    )
)
def test_no_text_makes_it_raise(text: str):
    module, diagnostics = parse(SourceText("规则.policy", text))
    assert module.statements or diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.labels[0].place.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "甲" * 1_000_000,
        "界定 某 对 某某 当 " + "甲 且 " * 250_000 + "乙",
        "界定 某 对 某某 当 " + "（" * 1000 + "甲" + "）" * 1000,
        "界定 某 对 某某 当 " + "非 " * 30_000 + "甲",
        "定义 某 对 某某 等于 " + "甲 + " * 15_000 + "乙",
        "定义 某 对 某某 等于 " + "甲 前 1天 " * 10_000,
        "界定 某 对 某某 当 " + "甲 且 " * 201 + "乙",
        "界定 某 对 某某 当 " + "最大（" * 900 + "甲" + "）" * 900,
        "台账 某\n· 甲：" + "「" * 500_000,
        "台账 某\n· 甲：" + "「a" * 300_000,
        "职责 某 应 " + '"' * 499_999,
        "职责 某 应 " + "《甲" * 300_000,
        "政策 甲\0乙",
        "政策 " + "1" * 1_000_000,
        "定义 某 对 某某 等于 " + "9" * 5000 + "元",
        "a" * 5_000_000,
        "\n" * 1_000_000,
        "政策 \ud800",
    ],
    ids=lambda text: text[:20].encode("unicode_escape").decode(),
)
def test_hostile_text_ends_in_a_message_and_soon(text: str):
    _, diagnostics = parse(SourceText("规则.policy", text))
    assert diagnostics
    assert all(len(d.message) < 200 for d in diagnostics)


def test_limits():
    assert codes("界定 某 对 某某 当 " + "甲 且 " * 199 + "乙") == []
    assert codes("界定 某 对 某某 当 " + "甲 且 " * 200 + "乙") == ["GJ129"]
    assert codes("界定 某 对 某某 当 " + "非 " * 31 + "乙") == []
    assert codes("界定 某 对 某某 当 " + "非 " * 32 + "乙") == ["GJ128"]
    assert codes("主体 " + "甲" * 64) == []
    assert codes("主体 " + "甲" * 65) == ["GJ126"]


@pytest.mark.parametrize(
    ("largest", "beyond"),
    [("9999天", "10000天"), ("9999个工作日", "10000个工作日"), ("1200个月", "1201个月"), ("100年", "101年")],
)
def test_limits_of_periods(largest: str, beyond: str):
    assert codes(f"职责 甲\n  期限 释放日期 前 {largest}") == []
    assert codes(f"职责 甲\n  期限 释放日期 前 {beyond}") == ["GJ126"]


@pytest.mark.parametrize(("day", "beyond"), [("1900年1月1日", "1899年12月31日"), ("2199年12月31日", "2200年1月1日")])
def test_limits_of_dates(day: str, beyond: str):
    assert codes(f"定义 某 对 某某 等于 {day}") == []
    assert codes(f"定义 某 对 某某 等于 {beyond}") == ["GJ126"]


# ---------- files ----------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str):
    path = tmp_path / "甲.policy"
    path.write_bytes("政策 甲〇é\r\n".encode(encoding))
    source = read_source(path)
    assert (source.path, source.text) == (str(path), "政策 甲〇é\r\n")


def test_undecodable_bytes_are_placed(tmp_path: Path):
    path = tmp_path / "甲.policy"
    path.write_bytes("政策 甲".encode() + b"\xff\xff")
    with pytest.raises(Refusal) as refusal:
        read_source(path)
    (diagnostic,) = refusal.value.diagnostics
    assert diagnostic.code == "GJ102"
    assert "第 11 个字节" in diagnostic.message
    assert diagnostic.labels[0].place == CellPlace(str(path))


def test_large_files_are_not_read(tmp_path: Path):
    path = tmp_path / "甲.policy"
    path.write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    with pytest.raises(Refusal) as refusal:
        read_source(path)
    assert refusal.value.diagnostics[0].code == "GJ126"
