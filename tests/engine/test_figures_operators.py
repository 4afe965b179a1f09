"""The examples of every operator hold, and strict operators are strict in every argument."""

from fractions import Fraction

import pytest
from guiju.engine.operators import ALL_OPERATORS
from guiju.engine.operators.operator import Example, Operator, UnknownRule
from guiju.engine.types import NotYet, Unknown

CASES = [(o, e) for o in ALL_OPERATORS if not o.uses_calendar and not o.uses_figures for e in o.examples]


def _name(case: tuple[Operator, Example]) -> str:
    operator, example = case
    return f"{operator.name}-{operator.examples.index(example) + 1}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_example(case: tuple[Operator, Example]):
    operator, example = case
    unknowns = [a for a in example.arguments if isinstance(a, Unknown)]
    if operator.unknown is UnknownRule.STRICT and unknowns:
        assert example.result == unknowns[0]
        return
    result = operator.evaluate(*example.arguments)
    assert result == example.result
    if not isinstance(result, Unknown | NotYet | Fraction) and not isinstance(example.result, Fraction):
        assert type(result) is type(example.result)


def test_every_operator_without_a_calendar_has_examples():
    bare = [o.name for o in ALL_OPERATORS if not o.examples and not o.uses_calendar and not o.uses_figures]
    assert bare == []
