from datetime import date, datetime, time
from decimal import Decimal

import pytest
from guiju.engine.facts.cells import Surroundings
from guiju.engine.facts.tables import Table
from guiju.engine.facts.unreadable import Unreadable
from guiju.engine.periods import Period, PeriodUnit
from guiju.engine.program import Column
from guiju.engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    PercentType,
    PeriodType,
    ReferenceType,
    TextType,
    YearType,
)
from hypothesis import given
from hypothesis import strategies as st

CODE = CodeType("类别", ("刑满释放", "解除劳教", "A1"))
GOOD = [
    *((BooleanType(), cell, True) for cell in ("是", " 是 ", True, "TRUE", "true", 1.0, 1, "1", "１", "√", "Y", "y")),
    *((BooleanType(), cell, False) for cell in ("否", False, "FALSE", 0.0, "0", "×", "N")),
    *((IntegerType("人"), cell, 3) for cell in (3.0, 3, "3", "３", "3人", " 3 人", "3.0", Decimal("3.0"), "+3")),
    *((IntegerType(unit), cell, 65) for unit in ("岁", "周岁") for cell in ("65岁", "65周岁", "65 周岁", "65")),
    *((IntegerType("人"), cell, 3) for cell in ("3名", "3人")),
    (IntegerType(), "1,234", 1234),
    (IntegerType(), -5.0, -5),
    (IntegerType(), 10**9, 10**9),
    *((MoneyType(), cell, 123456) for cell in (1234.56, "1234.56", "1,234.56", "￥1,234.56元", "１２３４．５６")),
    *((MoneyType(), cell, 1500000) for cell in ("1.5万元", "15000", 15000, 15000.0, Decimal("15000.000"))),
    (MoneyType(), 0.29, 29),
    (MoneyType(), "-0.01", -1),
    (MoneyType(), "0.000001亿元", 10000),
    (MoneyType(), 1e14, 10**16),
    *((MoneyRateType("月"), cell, 100000) for cell in ("1000", "每月1000元", "1000元/月", 1000.0)),
    (DecimalType(), 0.1, 100_000),
    (DecimalType(), "1.000001", 1_000_001),
    *((PercentType(), cell, 200_000) for cell in ("20%", "20％", 0.2, "0.2", "200‰")),
    (PercentType(), "150%", 1_500_000),
    (PercentType(), 1.0, 1_000_000),
    *(
        (DateType(), cell, date(2012, 7, 1))
        for cell in (
            date(2012, 7, 1),
            datetime(2012, 7, 1),
            "2012-07-01",
            "2012-7-1",
            "2012/7/1",
            "2012.07.01",
            "2012年7月1日",
            "2012 年 7 月 1 日",
            "２０１２年７月１日",
            "20120701",
            20120701,
            20120701.0,
            "2012-07-01 00:00:00",
            "2012-07-01T00:00:00",
            "2012-07-01 00:00:00.000",
            "\t2012-07-01\u200b",
        )
    ),
    (DateType(), "1900-01-01", date(1900, 1, 1)),
    (DateType(), "2199-12-31", date(2199, 12, 31)),
    *((MomentType(), cell, datetime(2012, 7, 1, 14, 30)) for cell in ("2012-07-01 14:30", "2012年7月1日 14:30:25")),
    (MomentType(), datetime(2012, 7, 1, 14, 30, 25), datetime(2012, 7, 1, 14, 30)),
    (PeriodType(), "5个工作日", Period(PeriodUnit.WORKING_DAY, 5)),
    (PeriodType(), "6个月", Period(PeriodUnit.MONTH, 6)),
    (PeriodType(), "3日", Period(PeriodUnit.DAY, 3)),
    *((YearType(), cell, 2012) for cell in (2012, 2012.0, "2012", "2012年", "2012年度", "２０１２年")),
    (TextType(), "　张 三\u00a0", "张 三"),
    (TextType(), 640104.0, "640104"),
    (TextType(), 0.5, "0.5"),
    (TextType(), date(2012, 7, 1), "2012-07-01"),
    (TextType(), "00123", "00123"),
    (BearerType("司法所"), " 某某司法所", "某某司法所"),
    *((CODE, cell, "刑满释放") for cell in ("刑满释放", "刑满 释放 ")),
    (CODE, "Ａ１", "A1"),
]
BAD = [
    *((BooleanType(), cell) for cell in ("有", "无", "不详", "-", 2, 0.5, date(2012, 7, 1))),
    *((IntegerType("人"), cell) for cell in (3.5, "3.5", "3次", "三", "-", True, date(2012, 1, 1), "1,23", 10**9 + 1)),
    *((MoneyType(), cell) for cell in (0.005, "1.234", "1.2345678万元", "约100元", "-", 1e15, True, "1e5", 1 / 3)),
    (MoneyType(), Decimal("1e999999999")),
    (MoneyType(), Decimal("1e-999999999")),
    (DecimalType(), "0.0000001"),
    *((PercentType(), cell) for cell in ("20", 20, 1.5, "0.00001%", "百分之二十")),
    *(
        (DateType(), cell)
        for cell in (
            "2012-02-30",
            "2012-13-01",
            "12-07-01",
            "07/01/2012",
            "2012-07/01",
            "2012-07",
            "1899-12-31",
            "2200-01-01",
            date(1899, 12, 31),
            datetime(2012, 7, 1, 14, 30),
            "2012-07-01 14:30",
            "2012-07-01 25:00",
            41091,
            41091.0,
            "41091",
            "-",
            "—",
            "/",
            "无",
            True,
            time(3, 4),
            "20120230",
        )
    ),
    *((MomentType(), cell) for cell in ("2012-07-01", date(2012, 7, 1), "2012-07-01 24:30", 3)),
    *((PeriodType(), cell) for cell in ("5", 5, "99999天", "五天")),
    *((YearType(), cell) for cell in ("12", 1899, 2200, 2012.5, "二〇一二年", date(2012, 1, 1))),
    *((TextType(), cell) for cell in (6.4010319900101e17, "6.40103E+17", time(3, 4))),
    *((CODE, cell) for cell in ("刑满", "-", 3)),
]


def reader(type_, sensitive=False):
    return Surroundings({}, {}).reader(Column("列", type_, sensitive=sensitive))


@pytest.mark.parametrize(("type_", "cell", "value"), GOOD)
def test_a_cell_becomes_a_value(type_, cell, value):
    found = reader(type_)(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("type_", "cell"), BAD)
def test_a_cell_that_is_no_value_has_a_reason_that_does_not_repeat_it(type_, cell):
    found = reader(type_)(cell)
    assert isinstance(found, Unreadable)
    assert found.reason


def test_a_serial_number_is_not_guessed_but_named():
    assert "日期序号" in reader(DateType())(41091.0).reason
    assert "留空" in reader(DateType())("—").reason


def test_a_code_names_the_nearest_values_unless_it_is_sensitive():
    many = CodeType("罪名", (*(f"罪名{n}" for n in range(9)), "危害国家安全罪"))
    assert "「危害国家安全罪」" in reader(many)("危害国家安全").reason
    assert "危害" not in reader(many, sensitive=True)("危害国家安全").reason


def test_a_reference_takes_key_or_unique_label(entities, counties):
    read = Surroundings(entities, counties).reader(Column("县区", ReferenceType("县区")))
    assert [read(cell) for cell in ("640104", 640104.0, "６４０１０４", "兴庆区")] == ["640104"] * 4
    assert isinstance(read("城区"), Unreadable), "two rows bear this label"
    assert "「兴庆区」" in read("兴庆").reason
    assert isinstance(read("640199"), Unreadable)


def test_a_reference_to_rows_of_the_export_is_kept_as_their_key_is_written(two_ledgers, counties):
    read = Surroundings(two_ledgers, counties).reader(Column("刑释编号", ReferenceType("刑释人员")))
    assert (read(7.0), read(" 无此人 ")) == ("7", "无此人")


def test_an_empty_reference_table_refuses_every_reference(entities):
    read = Surroundings(entities, {"县区": Table("县区", ())}).reader(Column("县区", ReferenceType("县区")))
    assert isinstance(read("640104"), Unreadable)


@given(st.integers(-(10**16), 10**16))
def test_every_sum_in_fen_is_read_back_exactly(fen):
    yuan = Decimal(fen).scaleb(-2)
    assert reader(MoneyType())(f"{yuan:,.2f}") == fen
    assert reader(MoneyType())(yuan) == fen


@given(st.integers(-(10**13), 10**13))
def test_a_sum_that_excel_holds_as_a_binary_number_is_exact(fen):
    assert reader(MoneyType())(fen / 100) == fen


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_money_is_never_rounded(number):
    found = reader(MoneyType())(number)
    exact = number.as_integer_ratio() if number.adjusted() < 30 and number.as_tuple().exponent > -60 else None
    whole = exact is not None and (exact[0] * 100) % exact[1] == 0 and abs(exact[0] * 100 // exact[1]) <= 10**16
    assert isinstance(found, Unreadable) == (not whole)
    if whole:
        assert found == exact[0] * 100 // exact[1]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_every_day_is_read_back_from_every_form(day, sign):
    forms = (
        f"{day.year}{sign}{day.month}{sign}{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        day,
    )
    assert {reader(DateType())(form) for form in forms} == {day}


CELLS = st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes())
TYPES = sorted({type(t).__name__: t for t, *_ in GOOD}.values(), key=str)


@given(st.sampled_from(TYPES), CELLS)
def test_no_cell_makes_a_reader_fail(type_, cell):
    found = reader(type_)(cell)
    assert found is not None
    if isinstance(found, Unreadable) and isinstance(cell, str) and len(cell.strip()) > 6:
        assert cell not in found.reason
