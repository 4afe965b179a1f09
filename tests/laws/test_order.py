"""The order of statements, clauses and rule files means nothing; a statement that stands twice is reported, once."""

from random import Random

from guiju.dsl.words import STATEMENT_WORDS
from hypothesis import given
from hypothesis import strategies as st

from .laying_out import examined, loaded, plain_program, plain_result, shown
from .policies import Draft, policies
from .profile import looked_at
from .rows import AS_OF, draw_facts

SEEDS = st.integers(0, 2**32)
TWICE = {"示例": {"GJ265"}}
"""What is said of a statement that stands twice; of every other kind GJ202."""


def in_files(rng: Random, draft: Draft, *, exceptions_too: bool) -> dict[str, str]:
    """The statements in another order, their clauses too, spread over a few files.

    The 例外 to one rule stand in its Program in the order of the text, which only its traces show.
    """
    statements = [s.reordered(rng) for s in draft.statements]
    settled = iter([s for s in statements if s.keyword == "例外"])
    rng.shuffle(statements)
    if not exceptions_too:
        statements = [next(settled) if s.keyword == "例外" else s for s in statements]
    cuts = sorted(rng.randint(1, len(statements)) for _ in range(rng.randint(0, 3)))
    starts, ends = [0, *cuts], [*cuts, len(statements)]
    parts = [statements[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
    return {f"{n}.policy": "\n".join(s.text for s in part) for n, part in enumerate(parts)}


@looked_at(18)
@given(policies() | policies(counting=True), st.sampled_from(AS_OF), SEEDS)
def test_order_means_nothing(tmp_path_factory, draft, as_of, seed):
    folder = tmp_path_factory.getbasetemp() / "order"
    rng = Random(seed)
    first = loaded(folder, draft)
    facts = draw_facts(Random(seed), first, as_of)
    expected = plain_result(first.check(facts, as_of=as_of))
    mixed = loaded(folder, draft, in_files(rng, draft, exceptions_too=True))
    assert plain_result(mixed.check(facts, as_of=as_of)) == expected
    second = loaded(folder, draft, in_files(rng, draft, exceptions_too=False))
    assert plain_program(second.program) == plain_program(first.program)
    assert plain_result(second.check(facts, as_of=as_of)) == expected
    misses = {r.example.name: {(m.expected, m.got) for m in r.misses} for r in first.rehearse()}
    assert {r.example.name: {(m.expected, m.got) for m in r.misses} for r in second.rehearse()} == misses


@looked_at(10)
@given(policies(), SEEDS)
def test_a_statement_that_stands_twice_is_reported_and_nothing_else(tmp_path_factory, draft, seed):
    folder = tmp_path_factory.getbasetemp() / "twice"
    rng = Random(seed)
    for keyword in {s.keyword for s in draft.statements} & set(STATEMENT_WORDS):
        chosen = rng.choice([s for s in draft.statements if s.keyword == keyword])
        place = rng.randint(0, len(draft.statements))
        statements = [*draft.statements[:place], chosen, *draft.statements[place:]]
        found = examined(folder, draft, {"规则.policy": "\n".join(s.text for s in statements)})
        codes = {d.code for d in found.diagnostics if d.is_error}
        if keyword == "主体":
            assert codes <= {"GJ202"}, shown(found.diagnostics)  # the same duty holder again says nothing new
        elif keyword == "政策":
            assert codes == {"GJ226"}, shown(found.diagnostics)
            assert found.policy is None
        else:
            assert codes == TWICE.get(keyword, {"GJ202"}), shown(found.diagnostics)
            assert found.policy is None
            count = sum(d.is_error for d in found.diagnostics)
            assert count == 1, shown(found.diagnostics)
