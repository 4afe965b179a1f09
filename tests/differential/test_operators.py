"""Every example of the table of operators, unknowns included, comes out in the database as it does in plain Python."""

from datetime import date
from itertools import product

import pytest
from guiju.engine.operators import ALL_OPERATORS
from guiju.engine.operators.dates import EARLIEST, LARGEST, LATEST, SMALLEST
from guiju.engine.operators.logic import AND, AT_LEAST, OR
from guiju.engine.operators.operator import UnknownRule
from guiju.engine.operators.spans import FULL_MONTHS, FULL_YEARS
from guiju.engine.operators.tables import EXCLUSIVE, FIRST
from guiju.engine.types import CauseKind, Unknown, merge, unknown

from .operators import in_sql

ROWS = [row for row in ALL_OPERATORS if not row.uses_figures]
EXAMPLES = [pytest.param(row, e, id=f"{row.name}-{n}") for row in ROWS for n, e in enumerate(row.examples)]


def test_every_row_says_what_it_becomes_in_sql():
    assert [row.name for row in ALL_OPERATORS if row.lower is None] == []


@pytest.mark.parametrize(("row", "example"), EXAMPLES)
def test_an_example_holds(row, example):
    found = in_sql(row, example.arguments)
    assert found == example.result
    assert isinstance(found, bool) == isinstance(example.result, bool)


@pytest.mark.parametrize("row", [r for r in ROWS if r.unknown is UnknownRule.STRICT], ids=lambda row: row.name)
def test_a_strict_row_is_unknown_with_the_causes_of_all(row):
    """Only where every argument may be unknown: options, 期间 and the rule's own words never are."""
    for arguments in {e.arguments for e in row.examples if not any(isinstance(a, Unknown) for a in e.arguments)}:
        free = [n for n, a in enumerate(arguments[:2]) if not isinstance(a, str) or row.name in ("为", "不为")]
        if len(free) < 2 or row.name in ("后", "前", "后（小时）", "前（小时）", "四舍五入到", "进一到", "舍去到"):
            continue
        causes = [unknown(CauseKind.MISSING, f"人员.第{n}项") for n in free]
        assert in_sql(row, (*causes, *arguments[2:])) == merge(*causes)


F, G = (unknown(CauseKind.MISSING, f"人员.{name}") for name in "甲乙")


@pytest.mark.parametrize("row", [AND, OR])
def test_the_nine_pairs(row):
    for pair in product((True, False, F), (True, False, G)):
        assert in_sql(row, pair) == row.evaluate(*pair)


@pytest.mark.parametrize("marks", list(product((True, False, F, G), repeat=3)))
def test_counts_and_tables_of_three(marks):
    head = ("补助", "（一）、（二）、（三）")
    cells = [cell for mark, value in zip(marks, (1, 2, 3), strict=True) for cell in (mark, value)]
    assert in_sql(AT_LEAST, (2, *marks)) == AT_LEAST.evaluate(2, *marks)
    for row in (FIRST, EXCLUSIVE):
        assert in_sql(row, (*head, *cells)) == row.evaluate(*head, *cells)


def test_extremes_do_not_pass_over_what_is_unknown():
    for row in (SMALLEST, LARGEST):
        assert in_sql(row, (3, F, 5)) == F
    for row in (EARLIEST, LATEST):
        day = row.examples[0].arguments[0]
        assert in_sql(row, (day, G)) == G


ENDS = (date(2012, 1, 31), date(2012, 2, 29), date(2013, 2, 28), date(2012, 3, 30))


@pytest.mark.parametrize("row", [FULL_MONTHS, FULL_YEARS], ids=lambda row: row.name)
def test_spans_at_the_ends_of_months(row):
    for pair in product(ENDS, ENDS):
        assert in_sql(row, pair) == row.evaluate(*pair)
