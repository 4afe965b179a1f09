from datetime import date
from pathlib import Path

import guiju
import pytest
from guiju.engine.calendar_file import read_calendar
from guiju.engine.derivation import derive_period, derive_working_days, roll
from guiju.engine.periods import OutOfRange, Period, PeriodUnit
from guiju.engine.workdays import Calendar, NoteKind, Uncovered

FOLDER = Path(guiju.__file__).parent / "policy" / "calendars"
CHINA = Calendar(read_calendar(FOLDER, "中国"))
WITH_NINGXIA = Calendar(CHINA.national, (read_calendar(FOLDER, "宁夏"),))


@pytest.mark.parametrize(
    ("start", "count", "words"),
    [
        (
            date(2012, 4, 26),
            5,
            "2012年4月26日起算（当日不计），5个工作日：4月27日、28日（调休上班）、5月2日、3日、4日；"
            "其间4月29日至5月1日劳动节放假不计；至2012年5月4日",
        ),
        (date(2012, 1, 4), 1, "2012年1月4日起算（当日不计），1个工作日：1月5日；至2012年1月5日"),
        (
            date(2012, 12, 26),
            5,
            "2012年12月26日起算（当日不计），5个工作日：12月27日、28日、31日、2013年1月4日、5日（调休上班）；"
            "其间12月29日至30日周末、2013年1月1日至3日元旦放假不计；至2013年1月5日",
        ),
        (
            date(2012, 4, 2),
            60,
            "2012年4月2日起算（当日不计），60个工作日；其间4月3日至4日清明节放假、29日至5月1日劳动节放假、"
            "6月22日至24日端午节放假、周末共20天不计；4月28日调休上班计入；至2012年6月29日",
        ),
        (
            date(2012, 4, 2),
            600,
            "2012年4月2日起算（当日不计），600个工作日；其间节假日放假共60天、周末共216天不计；"
            "另有17天调休上班计入；至2014年8月26日",
        ),
    ],
)
def test_working_days_are_told_in_one_sentence(start, count, words):
    assert derive_working_days(CHINA, start, count).sentence() == words


def test_counting_back_and_counting_the_day_itself_are_told():
    derivation = derive_working_days(CHINA, date(2012, 5, 4), 5, is_backward=True, include_start=True)
    assert derivation.sentence() == (
        "2012年5月4日前推（含当日），5个工作日：5月4日、3日、2日、4月28日（调休上班）、27日；"
        "其间4月29日至5月1日劳动节放假不计；至2012年4月27日"
    )


def test_regional_holidays_are_named_with_their_notice():
    derivation = derive_working_days(WITH_NINGXIA, date(2019, 6, 4), 3)
    assert "6月5日至6日开斋节放假、7日至9日端午节放假不计" in derivation.sentence()
    assert "宁政办发〔2018〕137号" in derivation.notes[0].source


def test_the_days_skipped_and_worked_make_up_the_whole_span():
    for start in (date(2012, 1, 15), date(2013, 9, 10), date(2026, 2, 1)):
        derivation = derive_working_days(CHINA, start, 9)
        off = sum(note.kind in (NoteKind.WEEKEND, NoteKind.HOLIDAY) for note in derivation.notes)
        assert len(derivation.counted) == 9
        assert off + 9 == (derivation.result - start).days


def test_what_the_calendar_does_not_settle_has_no_derivation():
    assert isinstance(derive_working_days(WITH_NINGXIA, date(2012, 8, 10), 5), Uncovered)
    assert isinstance(derive_working_days(CHINA, date(2026, 12, 30), 5), Uncovered)
    assert isinstance(derive_period(date(2199, 12, 1), Period(PeriodUnit.MONTH, 1)), OutOfRange)


@pytest.mark.parametrize(
    ("period", "start", "month_end", "words"),
    [
        (Period(PeriodUnit.DAY, 3), date(2012, 4, 2), False, "2012年4月2日起算（当日不计），3天；至2012年4月5日"),
        (
            Period(PeriodUnit.MONTH, 1),
            date(2012, 1, 31),
            False,
            "2012年1月31日起算（当日不计），1个月（2月没有31日，以月末日为准）；至2012年2月29日",
        ),
        (
            Period(PeriodUnit.MONTH, 1),
            date(2013, 2, 28),
            True,
            "2013年2月28日起算（当日不计），1个月（按月末对月末）；至2013年3月31日",
        ),
    ],
)
def test_civil_periods_are_told(period, start, month_end, words):
    assert derive_period(start, period, month_end=month_end).sentence() == words


def test_rolling_is_told_with_its_reason():
    strict = derive_period(date(2012, 4, 27), Period(PeriodUnit.DAY, 3))
    later, earlier = roll(strict, CHINA), roll(strict, CHINA, is_backward=True)
    assert (strict.due, later.due, earlier.due) == (date(2012, 4, 30), date(2012, 5, 2), date(2012, 4, 28))
    assert later.result == strict.result
    assert later.sentence().endswith("至2012年4月30日；该日为劳动节放假，顺延至2012年5月2日")
    assert earlier.sentence().endswith("至2012年4月30日；该日为劳动节放假，提前至2012年4月28日")


def test_an_end_on_a_working_day_does_not_roll():
    strict = derive_period(date(2012, 4, 2), Period(PeriodUnit.DAY, 3))
    assert roll(strict, CHINA) is strict
    unsettled = derive_period(date(2012, 8, 10), Period(PeriodUnit.DAY, 5))
    assert isinstance(roll(unsettled, WITH_NINGXIA), Uncovered)
