"""The forms that messages show as a remedy are forms of the language: each can be read where its clause may stand."""

import pytest
from guiju.dsl.clause_forms import FORMS
from guiju.dsl.parse import parse
from guiju.dsl.words import STATEMENT_WORDS
from guiju.engine.origin import SourceText

HEADS = (
    "", "政策 甲\n", "台账 甲\n", "定义 甲 对 乙\n", "界定 甲 对 乙\n", "标准 甲 对 乙\n", "例外 甲 于 乙\n", "职责 甲\n", "禁止 甲\n",
    "待遇 甲\n", "经费 甲\n", "目标 甲\n", "来源 甲 对 乙\n", "校验 甲 对 乙\n", '示例 "甲"\n',
)  # fmt: skip


def whole(form: str) -> str:
    """A form without what it says of the lines below it."""
    return form.partition("（下面")[0]


@pytest.mark.parametrize(
    ("word", "form"), [(word, form) for word, forms in FORMS.items() for form in forms if "…" not in whole(form)]
)
def test_a_form_can_be_read(word: str, form: str):
    assert form.startswith(word)
    assert any(not parse(SourceText("甲.policy", f"{head}{whole(form)}\n"))[1] for head in HEADS), form


def test_every_statement_has_a_form():
    assert set(STATEMENT_WORDS) - set(FORMS) == set()
