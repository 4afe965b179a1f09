"""The funds of sections 3, 5 and 6 of the shipped plan, worked out again by hand from rows anybody can count.

The classes and rates stand here as the plan's text lists them, not as the policy's files do.
"""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.engine.outcome import Funding, Result
from guiju.engine.program import EntityKind

CITIES = {
    "银川市": ("兴庆区", "西夏区", "金凤区", "永宁县", "贺兰县", "灵武市"),
    "石嘴山市": ("大武口区", "惠农区", "平罗县"),
    "吴忠市": ("利通区", "青铜峡市", "盐池县", "同心县", "红寺堡区"),
    "固原市": ("原州区", "西吉县", "隆德县", "泾源县", "彭阳县"),
    "中卫市": ("沙坡头区", "中宁县", "海原县"),
}
SECOND_CLASS = {*CITIES["固原市"], "盐池县", "同心县", "红寺堡区", "海原县"}
COUNTIES = {county: city for city, counties in CITIES.items() for county in counties}
YEARS = (2011, 2012, 2013)
AS_OF = date(2013, 6, 30)
Span = tuple[str, date, date | None]


def rate(county: str, first: int, second: int) -> int:
    return 100 * (second if county in SECOND_CLASS else first)


def draw(seed: int, count: int) -> list[Span]:
    """People by county with their first and last day; some last days lie ahead of the as-of day or are open."""
    rng = Random(seed)
    first = date(2010, 6, 1).toordinal()
    people = []
    for _ in range(count):
        start = first + rng.randrange(1400)
        end = start + rng.randrange(900) if rng.random() < 0.7 else None
        people.append((rng.choice(list(COUNTIES)), date.fromordinal(start), date.fromordinal(end) if end else None))
    return people


def write(path: Path, header: str, rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split("、"))
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return path


CORRECTION, RELEASED = draw(3, 260), draw(5, 260)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(DEFAULT_POLICY)


@pytest.fixture(scope="module")
def result(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return check(policy, tmp_path_factory.mktemp("导出"))


def check(policy: Policy, folder: Path, budgets: list[tuple[object, ...]] | None = None) -> Result:
    of_correction = [(f"J{n}", *span) for n, span in enumerate(CORRECTION)]
    of_release = [(f"S{n}", *span) for n, span in enumerate(RELEASED)]
    exports = [
        write(folder / "社区矫正人员.csv", "编号、居住县区、入矫日期、解矫日期", of_correction),
        write(folder / "刑释解教人员.csv", "编号、接回县区、释放日期、解除帮教日期", of_release),
    ]
    if budgets is not None:
        exports.append(write(folder / "县区年度.csv", "县区、年度、社区矫正经费预算数", budgets))
    return policy.check(policy.read(exports), as_of=AS_OF)


def in_stock(span: Span, year: int) -> bool:
    """There on the last day of the year, or on the as-of day where that comes first; the last day itself counts."""
    _, start, end = span
    day = min(date(year, 12, 31), AS_OF)
    return start <= day and (end is None or end >= day or end > AS_OF)


def seen(span: Span, year: int) -> bool:
    _, start, end = span
    last = min(date(year, 12, 31), AS_OF)
    return start <= last and (end is None or end >= date(year, 1, 1))


def is_new(span: Span, year: int) -> bool:
    return span[1].year == year and span[1] <= AS_OF


def heads(people: list[Span], counts: Callable[[Span, int], bool], year: int) -> Counter[str]:
    return Counter(span[0] for span in people if counts(span, year))


def found(result: Result, fund: str) -> dict[tuple[str | None, int], Funding]:
    rows = {(f.payer, f.year): f for f in result.fundings if f.fund == fund}
    assert len(rows) == sum(f.fund == fund for f in result.fundings)
    return rows


LEVELS = [
    ("社区矫正", CORRECTION, in_stock, (500, 500), (1500, 1000)),
    ("安置帮教", RELEASED, is_new, (300, 200), (800, 600)),
]


@pytest.mark.parametrize(("what", "people", "counts", "above", "county_rates"), LEVELS, ids=["第3项", "第5项"])
def test_every_county_city_and_the_region_by_hand(result, what, people, counts, above, county_rates):
    counties, cities, region = (found(result, f"{level}{what}工作经费") for level in ("县级", "市级", "自治区"))
    for year in YEARS:
        by_county = heads(people, counts, year)
        for county in COUNTIES:
            row = counties.get((f"{county}县级财政", year))
            expected = by_county[county]
            assert (row.headcount if row else 0) == expected, (county, year)
            assert (row.amount_fen if row else 0) == expected * rate(county, *county_rates)
            assert row is None or row.budget_year == year + 1
        for city, members in CITIES.items():
            row = cities.get((f"{city}市级财政", year))
            assert (row.amount_fen if row else 0) == sum(by_county[c] for c in members) * above[1] * 100
        assert region["自治区财政", year].amount_fen == sum(by_county.values()) * above[0] * 100


@pytest.mark.parametrize("what", ["社区矫正", "安置帮教"])
def test_heads_of_counties_add_up_to_cities_and_those_to_the_region(result, what):
    for year in YEARS:
        county, city, region = (
            sum(f.headcount for f in result.fundings if f.fund == f"{level}{what}工作经费" and f.year == year)
            for level in ("县级", "市级", "自治区")
        )
        assert county == city == region > 0


def test_the_year_under_way_is_an_estimate(result):
    assert {(f.year, f.stage) for f in result.fundings} == {(2011, "核定"), (2012, "核定"), (2013, "预估")}


def test_the_other_readings_of_the_headcount_stand_beside(result):
    """Section 3: everybody once, and the mean of month ends; section 5: the stock instead of the flow."""
    correction = found(result, "自治区社区矫正工作经费")["自治区财政", 2012]
    once, mean = correction.others
    assert (once.basis, once.headcount) == ("年内去重", sum(heads(CORRECTION, seen, 2012).values()))
    assert once.amount_fen == once.headcount * 50000
    ends = [date(2012, m + 1, 1).toordinal() - 1 for m in range(1, 12)] + [date(2012, 12, 31).toordinal()]
    there = sum(
        start.toordinal() <= day and (end is None or end.toordinal() >= day)
        for _, start, end in CORRECTION
        for day in ends
    )
    assert mean.basis == "平均"
    assert mean.amount_fen == (there * 50000 * 2 + 12) // 24
    released = found(result, "自治区安置帮教工作经费")["自治区财政", 2012]
    (stock,) = released.others
    assert (stock.basis, stock.headcount) == ("年末在册", sum(heads(RELEASED, in_stock, 2012).values()))
    assert stock.headcount != released.headcount


def test_lingwu_is_paid_for_at_the_first_rate(result):
    row = found(result, "县级社区矫正工作经费")["灵武市县级财政", 2012]
    assert row.rate_fen == 150000


def test_every_county_of_ningxia_has_its_class(policy: Policy):
    table = policy.reference["县区"]
    classes = {r.values["名称"]: r.values["地区类别"] for r in table.records if r.values["地市"] in CITIES}
    assert classes == {c: "二类地区" if c in SECOND_CLASS else "一类地区" for c in COUNTIES}
    assert policy.program.entities["县区"].kind is EntityKind.REFERENCE
    cities = {r.values["名称"] for r in policy.reference["地市"].records}
    assert {r.values["地市"] for r in table.records} == cities


def test_a_budget_is_held_against_what_is_settled_and_not_against_an_estimate(policy: Policy, tmp_path: Path):
    """西夏区: the stock of 31 December 2012 at 1500元 in the budget of 2013; that of 2014 is only an estimate yet."""
    expected = heads(CORRECTION, in_stock, 2012)["西夏区"] * 150000
    assert expected > 0
    for budgeted, broken in ((expected - 1, True), (expected, False)):
        sums = f"{budgeted // 100}.{budgeted % 100:02d}元"
        checked = check(policy, tmp_path, [("西夏区", 2013, sums), ("西夏区", 2014, "0元")])
        own = [b for b in checked.breaches if b.bearer == "西夏区县级财政"]
        assert bool(own) is broken
        row = found(checked, "县级社区矫正工作经费")["西夏区县级财政", 2012]
        assert row.budgeted_fen == budgeted


def test_without_a_sheet_of_budgets_that_is_said_once_for_each_fund(result):
    open_ = [u for u in result.undetermined if u.missing in (("县区年度",), ("地市年度",), ("自治区年度",))]
    assert Counter(u.rule for u in open_) == Counter(
        f"{level}{what}工作经费" for level in ("县级", "市级", "自治区") for what in ("社区矫正", "安置帮教")
    )


def test_the_subsidy_is_budgeted_by_the_county_in_the_year_after(policy: Policy, tmp_path: Path):
    """Two fetched home to 盐池县 in 2012, from 陕西 (1000元) and from 银川 (500元), and one to 兴庆区 in 2013 (300元)."""
    rows = [("1", "盐池县", "雁塔区", "2012-06-15"), ("2", "盐池县", "西夏区", "2012-12-31")]
    rows += [("3", "兴庆区", "西夏区", "2013-01-01"), ("4", "兴庆区", "西夏区", None)]
    fetched = [(*row, "2012-06-15", "刑满释放", "危害国家安全罪") for row in rows]
    header = "编号、接回县区、监所所在县区、接回日期、释放日期、人员类别、罪名类别"
    checked = policy.check(policy.read([write(tmp_path / "刑释解教人员.csv", header, fetched)]), as_of=AS_OF)
    sums = Counter[tuple[str | None, int, int, str]]()
    for f in checked.fundings:
        if f.fund == "重点人员衔接补助经费":
            sums[f.payer, f.year, f.budget_year, f.stage] += f.amount_fen or 0
    assert sums == {
        ("盐池县县级财政", 2012, 2013, "核定"): 150000,
        ("兴庆区县级财政", 2013, 2014, "预估"): 30000,
    }


def test_what_has_no_rate_is_never_worked_out(result):
    assert not {"困难县补助", "过渡性安置基地经费"} & {f.fund for f in result.fundings}
