"""Nearest names: what officers mistype."""

import pytest
from guiju.dsl.names import nearest
from hypothesis import given
from hypothesis import strategies as st

DECLARED = (
    "接回县区",
    "监所所在县区",
    "户籍县区",
    "三无人员",
    "重点人员",
    "信息收到日期",
    "回执日期",
    "标准（一）",
    "A10号表",
    "接回单位",
)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("接回县", "接回县区"),  # contained
        ("本人接回县区", "接回县区"),  # containing
        ("三無人员", "三无人员"),  # one character changed
        ("信息收日到期", "信息收到日期"),  # two swapped
        ("标准(一)", "标准（一）"),  # half-width brackets
        ("Ａ１０号表", "A10号表"),  # full-width letters and digits
        ("AlO号表", "A10号表"),  # l for 1, O for 0
        ("A1〇号表", "A10号表"),
        ("户籍的县区", "户籍县区"),  # 的 inside
        ("户籍 县区", "户籍县区"),
    ],
)
def test_the_meant_name_comes_first(written: str, first: str):
    assert nearest(written, DECLARED)[0] == first


@pytest.mark.parametrize("written", ["", "完全无关的词语", "x", "年"])
def test_nothing_like_it(written: str):
    assert nearest(written, DECLARED) == ()


def test_at_most_the_limit_and_never_itself():
    assert nearest("县区", DECLARED) == ("接回县区", "户籍县区", "监所所在县区")
    assert nearest("县区", DECLARED, limit=1) == ("接回县区",)
    assert "接回县区" not in nearest("接回县区", DECLARED)


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=5))
def test_any_text(written: str, candidates: list[str]):
    found = nearest(written, candidates)
    assert len(found) <= 3
    assert set(found) <= set(candidates) - {written}
