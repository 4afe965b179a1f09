import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from guiju.engine.periods import (
    OutOfRange,
    Period,
    PeriodUnit,
    after,
    age,
    before,
    calendar_months_between,
    days_between,
    full_months_between,
    full_years_between,
    hours_after,
)
from hypothesis import given
from hypothesis import strategies as st

CASES = Path(__file__).parent / "data" / "period_cases.csv"
DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: "".join(list(case.values())[:5]))
def test_cases_worked_out_from_the_statute(case):
    step = after if case["方向"] == "后" else before
    result = step(
        date.fromisoformat(case["起算日"]),
        Period(PeriodUnit(case["单位"]), int(case["数"])),
        include_start=case["选项"] == "含当日",
        month_end=case["选项"] == "按月末对月末",
    )
    if case["结果"] == "无":
        assert isinstance(result, OutOfRange)
        assert result.reason
    else:
        assert result == date.fromisoformat(case["结果"])


@given(DATES, st.integers(0, 800))
def test_months_and_years_equal_dateutil(start, n):
    assert after(start, Period(PeriodUnit.MONTH, n)) == start + relativedelta(months=n)
    assert before(start, Period(PeriodUnit.MONTH, n)) == start - relativedelta(months=n)
    assert after(start, Period(PeriodUnit.YEAR, n // 12)) == start + relativedelta(years=n // 12)


@given(DATES, st.integers(0, 1000))
def test_days_and_weeks_equal_dateutil(start, n):
    assert after(start, Period(PeriodUnit.DAY, n)) == start + relativedelta(days=n)
    assert before(start, Period(PeriodUnit.WEEK, n)) == start - relativedelta(weeks=n)


@given(DATES, st.integers(1, 500))
def test_month_end_to_month_end_stays_at_month_ends(start, n):
    period = Period(PeriodUnit.MONTH, n)
    if (start + timedelta(days=1)).day == 1:
        assert after(start, period, month_end=True) == start + relativedelta(months=n, day=31)
        assert before(start, period, month_end=True) == start + relativedelta(months=-n, day=31)
    else:
        assert after(start, period, month_end=True) == after(start, period)


@given(DATES, st.integers(1, 500))
def test_counting_the_first_day_tiles_time_without_gaps(start, n):
    """Whole months counted from a first of the month follow on each other: each ends the day before the next."""
    first = start.replace(day=1)
    end = after(first, Period(PeriodUnit.MONTH, n), include_start=True)
    assert end + timedelta(days=1) == first + relativedelta(months=n)
    assert before(end, Period(PeriodUnit.MONTH, n), include_start=True) == first


@given(DATES, DATES)
def test_full_months_and_years_are_the_most_that_fit(one, other):
    start, end = sorted((one, other))
    months, years = full_months_between(start, end), full_years_between(start, end)
    assert start + relativedelta(months=months) <= end < start + relativedelta(months=months + 1)
    assert start + relativedelta(years=years) <= end < start + relativedelta(years=years + 1)
    assert full_months_between(end, start) == -months
    assert full_years_between(end, start) == -years


@pytest.mark.parametrize(
    ("start", "end", "lengths"),
    [
        (date(2013, 1, 31), date(2013, 2, 28), (28, 1, 2, 0)),
        (date(2013, 1, 31), date(2013, 2, 27), (27, 0, 2, 0)),
        (date(2012, 3, 15), date(2013, 3, 14), (364, 11, 13, 0)),
        (date(2012, 3, 15), date(2013, 3, 15), (365, 12, 13, 1)),
        (date(2012, 3, 15), date(2012, 3, 15), (0, 0, 1, 0)),
        (date(2013, 2, 28), date(2013, 1, 31), (-28, -1, -2, 0)),
    ],
)
def test_lengths_of_spans(start, end, lengths):
    measures = (days_between, full_months_between, calendar_months_between, full_years_between)
    assert tuple(measure(start, end) for measure in measures) == lengths


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(1994, 5, 1), date(2012, 4, 30), 17),
        (date(1994, 5, 1), date(2012, 5, 1), 18),
        (date(1994, 5, 1), date(2012, 5, 2), 18),
        (date(1996, 2, 29), date(2014, 2, 27), 17),
        (date(1996, 2, 29), date(2014, 2, 28), 18),
        (date(1996, 2, 29), date(2016, 2, 28), 19),
        (date(1996, 2, 29), date(2016, 2, 29), 20),
        (date(2012, 5, 1), date(2012, 5, 1), 0),
    ],
)
def test_a_year_of_age_is_completed_on_the_birthday(birth, on, years):
    assert age(birth, on) == years


def test_nobody_has_an_age_before_birth():
    result = age(date(2012, 5, 2), date(2012, 5, 1))
    assert isinstance(result, OutOfRange)
    assert "2012-05-02" in result.reason


def test_hours_run_from_the_moment_itself():
    end = hours_after(datetime(2012, 4, 30, 15, 30), Period(PeriodUnit.HOUR, 24))
    assert end == datetime(2012, 5, 1, 15, 30)
    assert isinstance(hours_after(datetime(2199, 12, 31, 23, 0), Period(PeriodUnit.HOUR, 1)), OutOfRange)
    assert isinstance(hours_after(datetime(2012, 4, 30), Period(PeriodUnit.HOUR, 999_999)), OutOfRange)


@pytest.mark.parametrize("unit", [PeriodUnit.WORKING_DAY, PeriodUnit.HOUR])
def test_working_days_and_hours_are_not_counted_by_date_alone(unit):
    for step in (after, before):
        with pytest.raises(ValueError, match="not counted by date alone"):
            step(date(2012, 4, 26), Period(unit, 1))


def test_only_hours_are_counted_from_a_moment():
    with pytest.raises(ValueError, match="only hours"):
        hours_after(datetime(2012, 4, 30), Period(PeriodUnit.DAY, 1))


def test_periods_read_as_officers_write_them():
    words = [Period(unit, 3).describe() for unit in PeriodUnit]
    assert words == ["3个工作日", "3天", "3周", "3个月", "3年", "3小时"]


def test_a_negative_count_is_out_of_range():
    assert isinstance(after(date(2012, 4, 26), Period(PeriodUnit.DAY, -1)), OutOfRange)


def test_months_after_months_are_not_as_many_at_once():
    """What makes a chain of them a mistake: 31 January + 1 + 1 is 29 March, + 2 is 31 March."""
    start, month = date(2012, 1, 31), Period(PeriodUnit.MONTH, 1)
    first = after(start, month)
    assert first == date(2012, 2, 29)
    assert after(first, month) == date(2012, 3, 29)
    assert after(start, Period(PeriodUnit.MONTH, 2)) == date(2012, 3, 31)
