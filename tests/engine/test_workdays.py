import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import guiju
import holidays
import pytest
from guiju.engine.calendar_file import CalendarDay, CalendarTable, DayKind, read_calendar
from guiju.engine.workdays import Calendar, NoteKind, Uncovered
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDER = Path(guiju.__file__).parent / "policy" / "calendars"
CASES = Path(__file__).parent / "data" / "working_day_cases.csv"
NATIONAL = read_calendar(FOLDER, "中国")
NINGXIA = read_calendar(FOLDER, "宁夏")
CALENDARS = {"中国": Calendar(NATIONAL), "中国、宁夏": Calendar(NATIONAL, (NINGXIA,))}
CHINA = CALENDARS["中国"]
ONE_DAY = timedelta(days=1)

# 国办发明电〔2005〕35号 (the notice for 2006): 「12月31日（星期六）上班」. chinesecalendar left it out of 2005.
MISSED_BY_CHINESECALENDAR = {date(2005, 12, 31)}


def days_from(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def every_day():
    return days_from(date(2004, 1, 1), date(2026, 12, 31))


def test_every_day_agrees_with_chinesecalendar_but_for_the_documented_day():
    differing = {day for day in every_day() if chinese_calendar.is_workday(day) != CHINA.is_working_day(day)}
    assert differing == MISSED_BY_CHINESECALENDAR


def test_every_day_agrees_with_holidays():
    oracle = holidays.country_holidays("CN", years=range(2003, 2028))
    assert [day for day in every_day() if oracle.is_working_day(day) != CHINA.is_working_day(day)] == []


def test_shipped_years_all_name_their_notice():
    for table in (NATIONAL, NINGXIA):
        assert [year for year, _ in table.years] == list(range(2004, 2027))
    for year in range(2004, 2027):
        assert f"关于{year}年部分节假日安排的通知" in CHINA.basis(year)[0]
    assert CHINA.basis(2003) == ()
    assert len(CALENDARS["中国、宁夏"].basis(2019)) == 2


def test_a_national_day_off_names_the_notice_that_ordered_it():
    sources = {row.day: row.source for row in NATIONAL.days}
    assert "国办发明电〔2011〕45号" in sources[date(2011, 12, 31)]
    assert "国办发明电〔2020〕1号" in sources[date(2020, 2, 1)]
    assert "国办发明电〔2019〕3号" in sources[date(2019, 5, 2)]
    assert "国发明电〔2015〕1号" in sources[date(2015, 9, 4)]


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case['起算日']}{case['理由']}")
def test_cases_counted_by_hand(case):
    calendar = CALENDARS[case["日历"]]
    step = calendar.forward if case["方向"] == "后" else calendar.backward
    result = step(date.fromisoformat(case["起算日"]), int(case["个数"]), case["含当日"] == "是")
    if len(case["结果"]) == 4:
        assert isinstance(result, Uncovered)
        assert result.year == int(case["结果"])
        assert case["结果"] in result.reason
    else:
        assert result == date.fromisoformat(case["结果"])


def test_nth_working_day_equals_walking_by_an_outside_calendar():
    for start in days_from(date(2012, 1, 1), date(2013, 12, 31)):
        for include_start in (False, True):
            for step, stride in ((CHINA.forward, ONE_DAY), (CHINA.backward, -ONE_DAY)):
                walked = walk(start, stride, include_start, 30)
                assert [step(start, n, include_start) for n in range(1, 31)] == walked


def walk(start, stride, include_start, how_many):
    found = []
    day = start if include_start else start + stride
    while len(found) < how_many:
        if chinese_calendar.is_workday(day):
            found.append(day)
        day += stride
    return found


def walk_table(calendar, start, n, stride, include_start):
    """Count day by day; None as soon as a day counted over is not settled."""
    if not first_year_day(calendar) <= start <= last_year_day(calendar):
        return None
    day = start if include_start else start + stride
    while True:
        works = calendar.is_working_day(day)
        if isinstance(works, Uncovered):
            return None
        n -= works
        if n == 0:
            return day
        day += stride


def first_year_day(calendar):
    return date(calendar.covered_years[0], 1, 1)


def last_year_day(calendar):
    return date(calendar.covered_years[-1], 12, 31)


KINDS = st.sampled_from([DayKind.REST, DayKind.REST, DayKind.WORK, DayKind.WORK, DayKind.UNVERIFIED])
NAMED_DAYS = st.dates(date(2010, 12, 10), date(2011, 1, 20))
DAYS_OF_TWO_YEARS = NAMED_DAYS | st.dates(date(2010, 1, 1), date(2011, 12, 31))


@st.composite
def made_up_calendars(draw):
    def table(name):
        rows = draw(st.dictionaries(NAMED_DAYS, KINDS, max_size=15))
        days = tuple(CalendarDay(day, rows[day], "节", "据") for day in sorted(rows))
        return CalendarTable(name, days, ((2010, "据"), (2011, "据")))

    return Calendar(table("甲"), tuple(table(name) for name in "乙丙"[: draw(st.integers(0, 2))]))


@settings(max_examples=200, deadline=None)
@given(
    made_up_calendars(),
    DAYS_OF_TWO_YEARS | st.dates(date(2009, 12, 20), date(2012, 1, 10)),
    st.integers(1, 10) | st.integers(1, 600),
    st.booleans(),
    st.booleans(),
)
def test_counting_equals_walking_on_made_up_calendars(calendar, start, n, forwards, include_start):
    step = calendar.forward if forwards else calendar.backward
    walked = walk_table(calendar, start, n, ONE_DAY if forwards else -ONE_DAY, include_start)
    result = step(start, n, include_start)
    assert (None if isinstance(result, Uncovered) else result) == walked


@settings(max_examples=200, deadline=None)
@given(made_up_calendars(), DAYS_OF_TWO_YEARS, DAYS_OF_TWO_YEARS, st.booleans())
def test_working_days_between_counts_the_days(calendar, one, other, include_start):
    start, end = sorted((one, other))
    days = days_from(start, end)[0 if include_start else 1 :]
    settled = [calendar.is_working_day(day) for day in days]
    expected = None if any(isinstance(works, Uncovered) for works in settled) else sum(settled)
    result = calendar.working_days_between(start, end, include_start)
    assert (None if isinstance(result, Uncovered) else result) == expected
    if expected is not None and start != end:
        assert calendar.working_days_between(end, start, include_start) == -expected


@settings(max_examples=100, deadline=None)
@given(made_up_calendars(), DAYS_OF_TWO_YEARS, st.integers(1, 40), st.booleans())
def test_joined_rows_give_the_same_days(calendar, start, n, include_start):
    rows = list(calendar.rows())
    by_day = {row.day: row for row in rows}
    by_number = {row.number: row for row in reversed(rows) if row.is_working_day}
    by_number.update({row.number: row for row in rows if row.is_working_day})
    here = by_day[start]
    before = by_day.get(start - ONE_DAY)
    wanted = by_number.get(here.number + n - (include_start and here.is_working_day))
    gaps_before = (before.gaps if before else 0) if include_start else here.gaps
    joined = wanted.day if wanted and wanted.gaps == gaps_before else None
    result = calendar.forward(start, n, include_start)
    assert (None if isinstance(result, Uncovered) else result) == joined


def test_a_count_below_one_is_a_programming_error():
    for step in (CHINA.forward, CHINA.backward):
        with pytest.raises(ValueError, match="counted from 1"):
            step(date(2012, 4, 26), 0)


@pytest.mark.parametrize(
    ("day", "later", "earlier"),
    [
        (date(2012, 4, 30), date(2012, 5, 2), date(2012, 4, 28)),
        (date(2012, 4, 28), date(2012, 4, 28), date(2012, 4, 28)),
        (date(2012, 5, 5), date(2012, 5, 7), date(2012, 5, 4)),
    ],
)
def test_rolling_over_rest_days(day, later, earlier):
    assert CHINA.roll_forward(day) == later
    assert CHINA.roll_backward(day) == earlier


def test_rolling_off_the_end_or_into_an_unverified_day_is_uncovered():
    short = Calendar(CalendarTable("甲", (), ((2011, "据"),)))
    assert short.roll_forward(date(2011, 12, 31)).year == 2012
    assert short.roll_backward(date(2011, 1, 1)).year == 2010
    assert isinstance(CALENDARS["中国、宁夏"].roll_forward(date(2012, 8, 19)), Uncovered)


def test_an_unverified_window_is_named_with_its_holiday():
    result = CALENDARS["中国、宁夏"].forward(date(2012, 8, 10), 3)
    assert result.reason == "日历「中国、宁夏」2012年开斋节的放假安排未核实（2012年8月12日至28日）"
    assert isinstance(CALENDARS["中国、宁夏"].is_working_day(date(2012, 8, 20)), Uncovered)


def test_a_year_missing_between_covered_years_is_not_crossed():
    gap = Calendar(CalendarTable("甲", (), ((2010, "据"), (2012, "据"))))
    assert gap.forward(date(2010, 12, 30), 1) == date(2010, 12, 31)
    assert gap.forward(date(2010, 12, 30), 2).year == 2011
    assert gap.backward(date(2012, 1, 2), 5).year == 2011
    assert gap.working_days_between(date(2010, 12, 1), date(2012, 1, 4)).year == 2011


def test_a_year_counts_as_covered_only_if_every_table_covers_it():
    region = CalendarTable("乙", (), ((2012, "据"),))
    assert Calendar(NATIONAL, (region,)).forward(date(2012, 12, 31), 1).year == 2013


def test_a_region_prevails_over_the_nation_and_regions_that_differ_leave_the_day_open():
    monday = date(2012, 6, 4)

    def region(name, kind):
        return CalendarTable(name, (CalendarDay(monday, kind, "节", "据"),), ((2012, "据"),))

    rest, work = region("乙", DayKind.REST), region("丙", DayKind.WORK)
    assert Calendar(NATIONAL, (rest,)).is_working_day(monday) is False
    assert Calendar(NATIONAL, (rest, region("丁", DayKind.REST))).is_working_day(monday) is False
    assert isinstance(Calendar(NATIONAL, (rest, work)).is_working_day(monday), Uncovered)
    assert isinstance(Calendar(NATIONAL, (rest, work, rest)).is_working_day(monday), Uncovered)


def test_explaining_lists_what_was_skipped_and_what_was_worked():
    notes = CHINA.explain(date(2012, 4, 26), date(2012, 5, 6))
    assert [(note.day.day, note.kind, note.name) for note in notes] == [
        (28, NoteKind.MAKE_UP, "劳动节"),
        (29, NoteKind.HOLIDAY, "劳动节"),
        (30, NoteKind.HOLIDAY, "劳动节"),
        (1, NoteKind.HOLIDAY, "劳动节"),
        (5, NoteKind.WEEKEND, "星期六"),
        (6, NoteKind.WEEKEND, "星期日"),
    ]
    assert "国办发明电〔2011〕45号" in notes[0].source


def test_explaining_leaves_out_the_start_unless_it_counts():
    assert CHINA.explain(date(2012, 5, 6), date(2012, 5, 7)) == ()
    assert len(CHINA.explain(date(2012, 5, 6), date(2012, 5, 7), include_start=True)) == 1
    assert [note.day.day for note in CHINA.explain(date(2012, 5, 6), date(2012, 5, 4))] == [5]


def test_explaining_says_so_where_a_day_is_unverified():
    notes = CALENDARS["中国、宁夏"].explain(date(2012, 8, 27), date(2012, 8, 29))
    assert [(note.day.day, note.kind) for note in notes] == [(28, NoteKind.UNVERIFIED)]


def test_the_digest_changes_with_any_datum_and_only_then():
    assert CHINA.digest() == Calendar(read_calendar(FOLDER, "中国")).digest()
    other_source = CalendarDay(NATIONAL.days[0].day, DayKind.REST, "元旦", "别处")
    changed = CalendarTable("中国", (other_source, *NATIONAL.days[1:]), NATIONAL.years)
    digests = {CHINA.digest(), Calendar(changed).digest(), CALENDARS["中国、宁夏"].digest()}
    assert len(digests) == 3


def test_ningxia_never_counts_over_a_feast_without_a_notice():
    feasts = holidays.country_holidays("TR", years=range(2004, 2027), language="en_US")
    verified = {row.day.year for row in NINGXIA.days if row.kind is not DayKind.UNVERIFIED}
    assert verified == {2015, 2017, 2019, 2020, 2021, 2022}
    days = [day for day, name in feasts.items() if "Eid al-" in name and day.year not in verified]
    assert len(days) > 100
    calendar = CALENDARS["中国、宁夏"]
    assert [day for day in days if not isinstance(calendar.is_working_day(day), Uncovered)] == []


def test_ningxia_breaks_with_a_notice_are_two_days_off_in_all():
    """Each feast costs two working days: days off that would be worked, less the weekend days worked instead."""
    changes = {}
    for row in NINGXIA.days:
        if row.kind is not DayKind.UNVERIFIED and "劳动节" not in row.name:
            key = (row.day.year, row.name)
            lost = CHINA.is_working_day(row.day) - (row.kind is DayKind.WORK)
            changes[key] = changes.get(key, 0) + lost
    assert len(changes) == 11
    assert set(changes.values()) == {2}
