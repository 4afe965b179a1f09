"""One token changed: a Program or diagnostics with places, never both, never an exception; what checks, also runs."""

import re
from random import Random

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
UNKNOWN = ("没有这个名称", "「没有 这个」", "x", "职责", "「", "（", "2012年2月30日", "99999999999999元", "\x00", "\ufeff", "100%", "。")
MUTATIONS = 6


def mutated(rng: Random, text: str) -> str:
    """The text with one token deleted, doubled, swapped with its neighbour or replaced."""
    tokens = list(TOKEN.finditer(text))
    at = rng.randrange(len(tokens) - 1)
    token, following = tokens[at], tokens[at + 1]
    before, after = text[: token.start()], text[token.end() :]
    match rng.randrange(5):
        case 0:
            return before + after
        case 1:
            return f"{before}{token.group()} {token.group()}{after}"
        case 2:
            between = text[token.end() : following.start()]
            return f"{before}{following.group()}{between}{token.group()}{text[following.end() :]}"
        case 3:
            names = sorted({m.group() for m in NAME.finditer(text)})
            return before + rng.choice(names) + after
        case _:
            return before + rng.choice(UNKNOWN) + after


@looked_at(30)
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
