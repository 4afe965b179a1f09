"""One token changed: a Program or diagnostics with places, never both, never an exception; what checks, also runs."""

import re
from random import Random

from guiju.dsl.words import KEYWORDS
from guiju.engine.origin import Span
from guiju.reports.diagnostics import render_diagnostics, to_json
from hypothesis import given
from hypothesis import strategies as st

from .laying_out import RULES, examined, shown
from .policies import policies
from .profile import looked_at
from .rows import AS_OF, draw_facts

TOKEN = re.compile(r"「[^」\n]*」|\"[^\"\n]*\"|《[^》\n]*》|\w+|[^\w\s]")
NAME = re.compile(r"「[^」\n]*」|[^\W\d_]\w*")
STRANGE = ("没有这个名称", "「没有 这个」", "x", "职责", "「", "（", "\x00", "\ufeff", "。", "5个工作日", '"文字"')
NUMBERS = (
    "2012年2月30日",
    "99999999999999999元",
    "200%",
    "0.0000001",
    "13个月",
    "0天",
    "48小时",
    "2024年5月1日",
    "３年级",
)
ALIKE = (
    ("为", "早于", "不晚于", "超过", "不满", "不低于", "不为", "属于"),
    ("且", "或", "+", "-", "×", "÷", "、"),
    ("最大", "最早", "先到", "齐备"),
    ("起", "前", "后", "内", "至迟"),
    ("是非", "整数", "日期", "文本", "金额", "主体"),
    ("下列之一", "下列全部", "下列至少2项", "下列至少9项"),
    ("依次", "互斥", "含当日", "顺延", "不顺延", "提前", "按月末对月末", "履行", "须认定", "敏感", "主键"),
)
"""Words of one sort, each a likely slip for another."""
SHAPING = KEYWORDS - {word for words in ALIKE for word in words} | set("、，；。：·（）「」")
MUTATIONS = 16


def mutated(rng: Random, text: str) -> str:
    """The text with one token deleted, doubled, swapped with its neighbour or replaced."""
    tokens = list(TOKEN.finditer(text))
    telling = [n for n, m in enumerate(tokens[:-1]) if m.group() not in SHAPING]
    at = rng.choice(telling) if rng.random() < 0.8 else rng.randrange(len(tokens) - 1)
    token, following = tokens[at], tokens[at + 1]
    before, after = text[: token.start()], text[token.end() :]
    match rng.randrange(8):
        case 0:
            return before + after
        case 1:
            return f"{before}{token.group()} {token.group()}{after}"
        case 2:
            between = text[token.end() : following.start()]
            return f"{before}{following.group()}{between}{token.group()}{text[following.end() :]}"
        case _:
            return before + replacement(rng, token.group(), text) + after


def replacement(rng: Random, token: str, text: str) -> str:
    """What may stand where a token stood: a word or number of its sort, a name declared or not, or something strange."""
    alike = [words for words in ALIKE if token in words]
    if alike and rng.random() < 0.8:
        return rng.choice(alike[0])
    if token[0].isdigit() and rng.random() < 0.7:
        return rng.choice(NUMBERS)
    if NAME.fullmatch(token) and token not in KEYWORDS and rng.random() < 0.9:
        return rng.choice(sorted({m.group() for m in NAME.finditer(text)} - KEYWORDS))
    return rng.choice(STRANGE)


@looked_at(8)
@given(policies(), st.sampled_from(AS_OF), st.integers(0, 2**32))
def test_one_token_changed_never_breaks_anything(tmp_path_factory, draft, as_of, seed):
    folder, rng = tmp_path_factory.getbasetemp() / "mutated", Random(seed)
    for _ in range(MUTATIONS):
        text = mutated(rng, draft.text)
        found = examined(folder, draft, {RULES: text})
        errors = [d for d in found.diagnostics if d.is_error]
        assert (found.policy is None) == bool(errors), (shown(errors), text)
        for diagnostic in found.diagnostics:
            assert diagnostic.labels, diagnostic
            for label in diagnostic.labels:
                if isinstance(label.place, Span):
                    assert 0 <= label.place.start <= label.place.end <= len(label.place.source.text), diagnostic
        assert render_diagnostics(found.diagnostics, colour=False) or not found.diagnostics
        assert all(to_json(d) for d in found.diagnostics)
        if found.policy is not None:
            facts = draw_facts(Random(seed), found.policy, as_of, rows=4)
            result = found.policy.check(facts, as_of=as_of)
            assert set(result.duty_counts) == {d.name for d in found.policy.program.duties}
            assert len(found.policy.rehearse()) == len(found.policy.program.examples)
