"""Cells of 月份."""

from datetime import date, datetime

import pytest
from guiju.engine.facts.date_cells import read_month
from guiju.engine.facts.unreadable import Unreadable

JULY = date(2012, 7, 1)


@pytest.mark.parametrize(
    "cell", ["2012-07", "2012年7月", "201207", "2012/7", "２０１２年７月", 201207, 201207.0, JULY, datetime(2012, 7, 1)]
)
def test_a_month_is_held_as_its_first_day(cell):
    assert read_month(cell) == JULY


@pytest.mark.parametrize(
    "cell", ["2012-13", "2012", "20127", date(2012, 7, 2), "2012-07-15", True, 12.5, "七月", "189912"]
)
def test_anything_else_is_refused(cell):
    assert isinstance(read_month(cell), Unreadable)
