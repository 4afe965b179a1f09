"""Interpreter and database agree on every field of the result, for policies that use the whole language."""

from pathlib import Path
from random import Random

import pytest

from .both import column_differences, differences
from .corpus import NAMES, draw_as_of, policy_called
from .exports import draw_export


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_both_engines_find_the_same(name: str, seed: int, tmp_path: Path):
    policy = policy_called(name, tmp_path)
    rng = Random(seed)
    as_of = draw_as_of(rng, policy)
    assert differences(policy, draw_export(rng, policy, as_of), as_of) == []


@pytest.mark.parametrize("seed", [4, 5])
@pytest.mark.parametrize("name", NAMES)
def test_both_engines_derive_the_same(name: str, seed: int, tmp_path: Path):
    """Definitions and standards that no rule reads as yet stand in no result: they are asked for themselves."""
    policy = policy_called(name, tmp_path)
    rng = Random(seed)
    as_of = draw_as_of(rng, policy)
    facts = draw_export(rng, policy, as_of)
    for version in policy.program.versions or (policy.program,):
        assert column_differences(version, facts, as_of) == []
