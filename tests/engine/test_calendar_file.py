from datetime import date

import pytest
from guiju.engine.calendar_file import DayKind, parse_calendar, read_calendar
from guiju.engine.diagnostic import Refusal
from guiju.engine.origin import SourceText

YEARS = "年份,依据\n2012,通知\n"
HEADER = "日期,类型,名称,来源\n"


def parse(days, years=YEARS):
    return parse_calendar("甲", SourceText("甲.csv", days), SourceText("甲.年份.csv", years))


def problems(days, years=YEARS):
    with pytest.raises(Refusal) as refusal:
        parse(days, years)
    return [(d.code, d.labels[0].place.describe()) for d in refusal.value.diagnostics]


def test_days_are_read_and_put_in_order():
    table = parse(HEADER + '2012-05-01,休,劳动节,通知\r\n\n2012-04-28, 班 ,劳动节,"通知,附件"\n')
    assert [(row.day, row.kind, row.source) for row in table.days] == [
        (date(2012, 4, 28), DayKind.WORK, "通知,附件"),
        (date(2012, 5, 1), DayKind.REST, "通知"),
    ]
    assert table.years == ((2012, "通知"),)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ("日期,类型,名称\n", "GJ701"),
        ("", "GJ701"),
        (HEADER + "2012-05-01,休,劳动节\n", "GJ702"),
        (HEADER + "2012/5/1,休,劳动节,通知\n", "GJ703"),
        (HEADER + "20120501,休,劳动节,通知\n", "GJ703"),
        (HEADER + "2012-02-30,休,劳动节,通知\n", "GJ703"),
        (HEADER + "2012-05-01,假,劳动节,通知\n", "GJ704"),
        (HEADER + "2012-05-01,休,劳动节,通知\n2012-05-01,班,劳动节,通知\n", "GJ705"),
        (HEADER + "2013-05-01,休,劳动节,通知\n", "GJ706"),
        (HEADER + "2012-05-01,休,,通知\n", "GJ707"),
        (HEADER + "2012-05-01,休,劳动节,\n", "GJ707"),
    ],
)
def test_mistakes_in_the_days_are_named_with_their_line(days, code):
    last = max(1, len(days.splitlines()))
    assert problems(days) == [(code, f"甲.csv:{last}:1")]


@pytest.mark.parametrize(
    ("years", "code"),
    [
        ("年,依据\n", "GJ701"),
        ("年份,依据\n12,通知\n", "GJ703"),
        ("年份,依据\n2012,通知\n2012,通知\n", "GJ705"),
        ("年份,依据\n2012,\n", "GJ707"),
    ],
)
def test_mistakes_in_the_years_are_named_with_their_line(years, code):
    assert problems(HEADER, years) == [(code, f"甲.年份.csv:{len(years.splitlines())}:1")]


def test_several_mistakes_are_told_in_one_run():
    found = problems(HEADER + "2012-05-01,假,劳动节,通知\n五月二日,休,劳动节,通知\n2012-05-03,休,劳动节,通知\n")
    assert found == [("GJ704", "甲.csv:2:1"), ("GJ703", "甲.csv:3:1")]


def test_a_missing_or_misencoded_file_is_refused_by_name(tmp_path):
    (tmp_path / "甲.csv").write_bytes((HEADER + "2012-05-01,休,劳动节,通知\n").encode("gb18030"))
    with pytest.raises(Refusal) as refusal:
        read_calendar(tmp_path, "甲")
    messages = [d.message for d in refusal.value.diagnostics]
    assert "不是 UTF-8" in messages[0]
    assert "不存在" in messages[1]


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "甲.csv").write_text(HEADER + "2012-05-01,休,劳动节,通知\n", encoding="utf-8-sig")
    (tmp_path / "甲.年份.csv").write_text(YEARS, encoding="utf-8-sig")
    assert read_calendar(tmp_path, "甲").days[0].day == date(2012, 5, 1)
