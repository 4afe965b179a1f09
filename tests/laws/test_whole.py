"""A generated policy checks without error, and nothing that is done with it over any rows raises."""

from random import Random

from guiju.reports.summary import summary_json
from guiju.reports.trace_text import trace_json, trace_text
from hypothesis import given
from hypothesis import strategies as st

from .laying_out import loaded
from .policies import policies
from .profile import looked_at
from .rows import AS_OF, draw_facts, ledgers_of

SEEDS = st.integers(0, 2**32)


@looked_at(25)
@given(policies(), st.sampled_from(AS_OF), SEEDS)
def test_a_policy_right_in_type_checks_and_runs(tmp_path_factory, draft, as_of, seed):
    policy = loaded(tmp_path_factory.getbasetemp() / "whole", draft)
    facts = draw_facts(Random(seed), policy, as_of)
    result = policy.check(facts, as_of=as_of)
    assert summary_json(policy.program, result)
    program = policy.program
    subjects = {rule.entity for rule in (*program.duties, *program.benefits, *program.derived)}
    for entity in (e for e in ledgers_of(policy) if e.name in subjects):
        for record in facts.tables[entity.name].records:
            found, _ = policy.find(facts, record.key)  # of 台账 with rows of one key the first is explained
            for trace in policy.explain(facts, record.key, as_of=as_of) if found in subjects else ():
                assert trace_text(trace, unmask=True)
                assert trace_json(trace, unmask=False)
    rehearsals = policy.rehearse()
    assert len(rehearsals) == len(policy.program.examples)
