"""Interpreter and database agree on policies nobody wrote: drawn by the generators of tests/laws, over drawn rows.

24 programs with all their rules, and 25 with 40 definitions, 界定 and 标准 each over some 30 rows: a thousand expressions and
some 30,000 values with their causes at every run. `make fuzz` draws others for as long as one likes.
"""

import pytest

from .generated import differing_expressions, differing_policy


@pytest.mark.parametrize("seed", range(24))
def test_both_engines_find_the_same(seed, tmp_path):
    assert differing_policy(seed, tmp_path) == []


@pytest.mark.parametrize("seed", range(25))
def test_both_engines_derive_the_same(seed, tmp_path):
    assert differing_expressions(seed, tmp_path) == []
