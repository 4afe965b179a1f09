"""parse ∘ format is the identity, format is idempotent, and no comment is lost."""

import random
from pathlib import Path

import pytest
from guiju.dsl.format import format_module
from guiju.dsl.parse import parse
from guiju.engine.origin import SourceText
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .strategies import modules

SAMPLE = Path(__file__).with_name("sample.policy")
RELAXED = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str):
    module, diagnostics = parse(SourceText("规则.policy", text))
    assert diagnostics == (), [(d.message, d.labels[0].place.text, text) for d in diagnostics]
    return module


@RELAXED
@given(modules())
def test_what_is_formatted_reads_back_the_same(module):
    text = format_module(module)
    if not module.statements:
        assert text == ""
        return
    again = read(text)
    assert again == module
    assert format_module(again) == text


def test_the_sample_of_the_language_is_canonical():
    text = SAMPLE.read_text("utf-8")
    assert format_module(read(text)) == text


@RELAXED
@given(st.randoms(use_true_random=False))
def test_comments_survive(randomness: random.Random):
    lines = SAMPLE.read_text("utf-8").splitlines()
    commented = []
    for number, line in enumerate(lines):
        if randomness.random() < 0.2:
            commented.append(f"  #前{number} ")
        commented.append(line + f"＃ 后{number}" * (randomness.random() < 0.2 and bool(line)))
    module = read("\n".join(commented))
    text = format_module(module)
    again = read(text)
    assert again == module
    assert len(module.comments) == "\n".join(commented).count("#") + "\n".join(commented).count("＃")
    assert format_module(again) == text


@RELAXED
@given(st.randoms(use_true_random=False))
def test_any_line_breaks_and_widths_give_the_same_text(randomness: random.Random):
    """Line ends, indentation and half-width signs carry no meaning."""
    text = SAMPLE.read_text("utf-8")
    swaps = {"：": ":", "（": "(", "）": ")", "；": ";", "、": ","}
    shuffled, closing = [], ""
    for character in text:
        written = character
        if closing:
            closing = "" if character == closing else closing
        elif character in '「《"':
            closing = {"「": "」", "《": "》", '"': '"'}[character]
        elif character in swaps and randomness.random() < 0.5:
            written = swaps[character]
        elif character in " \n" and randomness.random() < 0.3:
            written = randomness.choice(("\u3000", "\t ", "\r\n", "   "))
        elif character.isdigit() and randomness.random() < 0.5:
            written = chr(ord(character) + 0xFEE0)
        shuffled.append(written)
    assert format_module(read("".join(shuffled))) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("政策 甲 # 尾\n", "政策 甲  # 尾\n"),
        ("# 头\n政策 甲\n#末", "# 头\n政策 甲\n\n# 末\n"),
        ("# 头\n \n\n政策 甲\n\n#一\n\n#二\n主体 乙", "# 头\n\n政策 甲\n\n# 一\n\n# 二\n主体 乙\n"),
        ("职责 甲 # 一\n对 乙 当 丙 # 二\n#三\n由 丁", "职责 甲  # 一\n  对 乙 当 丙  # 二\n  # 三\n  由 丁\n"),
        ("职责 甲 由 # 一\n乙、 # 二\n丙\n督办 丁", "职责 甲\n  由 乙、丙  # 一\n  # 二\n  督办 丁\n"),
        ("#只有", "# 只有\n"),
    ],
)
def test_where_comments_go(written: str, canonical: str):
    module, _ = parse(SourceText("规则.policy", written))
    assert format_module(module) == canonical
    assert format_module(parse(SourceText("规则.policy", canonical))[0]) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("（甲 且 乙） 或 丙", "甲 且 乙 或 丙"),
        ("（甲 或 乙） 且 丙", "（甲 或 乙）且 丙"),
        ("（甲 且 乙） 且 丙", "（甲 且 乙）且 丙"),
        ("非（甲 为 乙）", "非 甲 为 乙"),
        ("（非 甲） 为 乙", "（非 甲）为 乙"),
        ("甲-(乙-丙) 为 丁", "甲 -（乙 - 丙）为 丁"),
        ("(甲-乙)-丙 为 丁", "甲 - 乙 - 丙 为 丁"),
        ("(甲+乙)*丙 为 丁", "（甲 + 乙）× 丙 为 丁"),
        ("甲 属于 ( 乙 )", "甲 属于 乙"),
        ("甲 属于 （乙，丙）", "甲 属于（乙、丙）"),
        ("甲 属于 一级 至 四级", "甲 属于 一级 至 四级"),
        ("甲 早于 2012-07-01", "甲 早于 2012年7月1日"),
        ("甲 超过 1.5万元", "甲 超过 15000元"),
        ("甲 超过 20000元", "甲 超过 2万元"),
        ("甲 超过 每月1000元", "甲 超过 每月1000元"),
        ("甲 为 12‰", "甲 为 1.2%"),
        ("甲 早于 最大 (乙 前 3日，丙)", "甲 早于 最大（乙 前 3天、丙）"),
        ("「甲」 为 「标准」", "甲 为 「标准」"),
    ],
)
def test_expressions(written: str, canonical: str):
    text = format_module(read(f"界定 某 对 某某\n当 {written}"))
    gap = "" if canonical.startswith("（") else " "
    assert text == f"界定 某 对 某某\n  当{gap}{canonical}\n"
