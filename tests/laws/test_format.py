"""parse ∘ format is the identity on whole policies, and a formatted policy is the same policy."""

from random import Random

from attrs import evolve
from guiju.dsl.format import format_module
from guiju.dsl.parse import parse
from guiju.engine.origin import SourceText
from hypothesis import given
from hypothesis import strategies as st

from .laying_out import RULES, loaded
from .policies import policies
from .profile import looked_at
from .rows import AS_OF, draw_facts


def read(text: str):
    module, problems = parse(SourceText(RULES, text))
    assert problems == (), [(p.code, p.message, p.labels[0].place.text) for p in problems]
    return module


@looked_at(30)
@given(policies())
def test_what_is_formatted_reads_back_the_same(draft):
    module = read(draft.text)
    text = format_module(module)
    again = read(text)
    assert again.statements == module.statements
    assert format_module(again) == text


@looked_at(18)
@given(policies(), st.sampled_from(AS_OF), st.integers(0, 2**32))
def test_a_formatted_policy_is_the_same_policy(tmp_path_factory, draft, as_of, seed):
    folder = tmp_path_factory.getbasetemp() / "format"
    written = loaded(folder, draft)
    facts = draw_facts(Random(seed), written, as_of)
    formatted = loaded(folder, draft, {RULES: format_module(read(draft.text))})
    same = {"digest": "", "warnings": (), "calendar": written.program.calendar}
    assert evolve(formatted.program, **same) == evolve(written.program, **same)
    said = [(w.code, w.message) for w in written.program.warnings]
    assert [(w.code, w.message) for w in formatted.program.warnings] == said
    assert formatted.check(facts, as_of=as_of) == written.check(facts, as_of=as_of)


@looked_at(15)
@given(policies(), st.integers(0, 2**32))
def test_lines_and_blanks_mean_nothing(draft, seed):
    """Breaks and indentation elsewhere, comments between, and the text is read as the same policy."""
    rng = Random(seed)
    lines = []
    for line in draft.text.splitlines():
        lines.append(" " * rng.randint(0, 5) + line.strip() + rng.choice(("", "", "  ", "　", " # 注", "\n", "\r")))
    assert format_module(evolve(read("\n".join(lines)), comments=())) == format_module(read(draft.text))
