"""县区年度, 地市年度 and 自治区年度: what was budgeted, reported and reached, with the faults an office's books have.

Budgets stand a little above what the plan makes of the ledgers, but for those listed here as too small.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from .calendar import AS_OF
from .ledgers import Cells, LedgerColumn
from .places import COUNTIES
from .tally import YEARS_COUNTED, CountyYear, Tally

CITIES = {"6401": "银川市", "6402": "石嘴山市", "6403": "吴忠市", "6404": "固原市", "6405": "中卫市"}
"""The cities by the first four digits of their counties."""

SECOND_CLASS = frozenset(("640303", "640323", "640324", "640522")) | {c.code for c in COUNTIES if c.code[:4] == "6404"}
"""The nine counties that 第3项 and 第5项 list with the lower rates."""

BUDGET_YEARS = tuple(year + 1 for year in YEARS_COUNTED)

CORRECTION, AFTERCARE, SUBSIDY = "社区矫正经费预算数", "安置帮教经费预算数", "衔接补助经费预算数"
_REPORTS = ("社区矫正统计报送日期", "安置帮教统计报送日期")
_STAFF = "社区矫正专职人员数"

SHORT_COUNTY_BUDGETS: Mapping[tuple[str, int, str], float] = {
    ("640324", 2021, CORRECTION): 0.85,
    ("640522", 2020, AFTERCARE): 0.9,
    ("640402", 2020, SUBSIDY): 0.5,
    ("640181", 2022, CORRECTION): 2 / 3,  # as if 灵武市 stood in the class with the lower rate
}
SHORT_CITY_BUDGETS = {("吴忠市", 2022, CORRECTION): 0.8}
SHORT_REGION_BUDGETS = {(2021, AFTERCARE): 0.95}
"""Budgets below what is due, by how much of it they cover."""

COUNTY_WITHOUT_ROW = ("640423", 2019)
BLANK_BUDGET = ("640323", 2020, AFTERCARE)
BLANK_STAFF = ("640424", 2020)
NO_STAFF = ("640425", 2019)
UNREPORTED = frozenset((("640221", 2020), ("640425", 2021)))

GRADUATES = {2014: 301, 2015: 310, 2016: 306, 2017: 303, 2018: 305, 2019: 299, 2020: 312, 2021: 320, 2022: 168}
PUBLIC_POSTS: Mapping[int, int | None] = {
    2014: 38, 2015: 40, 2016: 42, 2017: 44, 2018: 46, 2019: 52, 2020: None, 2021: 61, 2022: 58,
}  # fmt: skip
"""高校毕业生 and 公益岗位 by year: 2019 is one short of 300, 2020 has no number, 2022 is not over."""

BASES_BUILT = 2015
BASES_SETTLED: Cells = {
    "基地建设基本完成": "是",
    "基地建设基本完成认定机关": "自治区综治委员会办公室",
    "基地建设基本完成认定日期": date(2016, 1, 20),
    "基地建设基本完成认定依据": "过渡性安置基地建设验收情况汇总",
}
"""The year by which the bases were to be built, and what an authority settled of it."""

COUNTY_COLUMNS = (
    LedgerColumn("县区", 10),
    LedgerColumn("年度", 8),
    LedgerColumn(CORRECTION, 20, money=True),
    LedgerColumn(AFTERCARE, 20, money=True),
    LedgerColumn(SUBSIDY, 20, money=True),
    LedgerColumn(_STAFF, 18),
    *(LedgerColumn(name, 14) for name in _REPORTS),
)
CITY_COLUMNS = (
    LedgerColumn("地市", 10),
    *(c for c in COUNTY_COLUMNS[1:] if c.name not in (SUBSIDY, _STAFF)),
)
REGION_COLUMNS = (
    *CITY_COLUMNS[1:],
    LedgerColumn("派遣高校毕业生人数", 18),
    LedgerColumn("公益岗位人数", 14),
    LedgerColumn("基地建设基本完成", 14),
    LedgerColumn("基地建设基本完成认定机关", 30),
    LedgerColumn("基地建设基本完成认定日期", 14),
    LedgerColumn("基地建设基本完成认定依据", 34),
)


def county_years(seed: int, tally: Tally) -> Iterator[Cells]:
    """Draw one row for each county and budget year, but for the one that was never entered."""
    rng = Random(f"县区年度{seed}")
    for county in COUNTIES:
        second = county.code in SECOND_CLASS
        for year in BUDGET_YEARS:
            if (county.code, year) == COUNTY_WITHOUT_ROW:
                continue
            counted = (county.code, year - 1)
            due = {
                CORRECTION: tally.in_correction[counted] * (1000 if second else 1500),
                AFTERCARE: tally.released[counted] * (600 if second else 800),
                SUBSIDY: tally.subsidies[counted],
            }
            row: Cells = {"县区": county.name, "年度": year}
            for name, sum_ in due.items():
                if (county.code, year, name) != BLANK_BUDGET:
                    row[name] = _budget(rng, sum_, SHORT_COUNTY_BUDGETS.get((county.code, year, name)))
            if (county.code, year) != BLANK_STAFF:
                row[_STAFF] = 0 if (county.code, year) == NO_STAFF else 2 + county.inhabitants // 100
            if (county.code, year) not in UNREPORTED:
                _enter_reports(rng, year, row)
            yield row


def city_years(seed: int, tally: Tally) -> Iterator[Cells]:
    """Draw one row for each city and budget year: everyone in the city's counties counts."""
    rng = Random(f"地市年度{seed}")
    for prefix, city in CITIES.items():
        for year in BUDGET_YEARS:
            row: Cells = {"地市": city, "年度": year}
            heads = (_heads(tally.in_correction, prefix, year - 1), _heads(tally.released, prefix, year - 1))
            for name, count, rate in zip((CORRECTION, AFTERCARE), heads, (500, 200), strict=True):
                row[name] = _budget(rng, count * rate, SHORT_CITY_BUDGETS.get((city, year, name)))
            _enter_reports(rng, year, row)
            yield row


def region_years(seed: int, tally: Tally) -> Iterator[Cells]:
    """Draw one row for each budget year; that of 2015 says whether the bases were built by then."""
    rng = Random(f"自治区年度{seed}")
    for year in BUDGET_YEARS:
        row: Cells = {"年度": year, "派遣高校毕业生人数": GRADUATES[year]}
        posts = PUBLIC_POSTS[year]
        if posts is not None:
            row["公益岗位人数"] = posts
        heads = (_heads(tally.in_correction, "64", year - 1), _heads(tally.released, "64", year - 1))
        for name, count, rate in zip((CORRECTION, AFTERCARE), heads, (500, 300), strict=True):
            row[name] = _budget(rng, count * rate, SHORT_REGION_BUDGETS.get((year, name)))
        _enter_reports(rng, year, row)
        if year == BASES_BUILT:
            row |= BASES_SETTLED
        yield row


def _heads(counted: Mapping[CountyYear, int], prefix: str, year: int) -> int:
    """The heads of every county whose code begins so."""
    return sum(n for (county, of), n in counted.items() if of == year and county.startswith(prefix))


def _budget(rng: Random, due: int, covered: float | None) -> int:
    """A budget in whole 千元 somewhat above what is due; or so much of what is due, in whole 元."""
    if covered is not None:
        return int(due * covered)
    return -(-int(due * (1.01 + rng.random() * 0.06)) // 1000) * 1000 + 1000


def _enter_reports(rng: Random, year: int, row: Cells) -> None:
    """Enter the days on which the year's headcounts went to the finance office, once the year is over."""
    for name in _REPORTS:
        day = date(year, 12, 16 + rng.randrange(15))
        if day <= AS_OF:
            row[name] = day
