"""Interpreter and database agree on policies nobody wrote: drawn by the generators of tests/laws, over drawn rows."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ..laws.laying_out import loaded
from ..laws.policies import policies
from ..laws.profile import looked_at
from ..laws.rows import AS_OF, draw_facts
from .both import column_differences, differences


@looked_at(12)
@given(policies(), st.sampled_from(AS_OF), st.integers(0, 2**32))
def test_both_engines_find_the_same(tmp_path_factory, draft, as_of, seed):
    policy = loaded(tmp_path_factory.getbasetemp() / "generated", draft)
    facts = draw_facts(Random(seed), policy, as_of, rows=12)
    assert differences(policy, facts, as_of) == []
    assert column_differences(policy.program, facts, as_of) == []
