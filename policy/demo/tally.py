"""What an office would count from its own ledgers before it drafts a budget: heads and subsidies by county and year."""

from collections import Counter
from datetime import date

from attrs import field, frozen

from .calendar import AS_OF, FIRST_RELEASE
from .columns import Row

CountyYear = tuple[str, int]

YEARS_COUNTED = tuple(range(FIRST_RELEASE.year, AS_OF.year))
"""The whole years of the data; each is counted into the budget of the next."""

_COMPANIONS = tuple(f"有重新违法犯罪倾向{suffix}" for suffix in ("认定机关", "认定日期", "认定依据"))
_LACKS = ("无家可归", "无亲可投", "无业可就")


@frozen
class Tally:
    """Counts as rows are drawn: people released, those in correction at the year's end, subsidies due in 元."""

    released: Counter[CountyYear] = field(factory=Counter)
    in_correction: Counter[CountyYear] = field(factory=Counter)
    subsidies: Counter[CountyYear] = field(factory=Counter)

    def release(self, row: Row) -> None:
        """Count a row of 刑释解教人员 as the plan does."""
        county = str(row["接回县区"])
        self.released[county, _year(row["释放日期"])] += 1
        fetched = row.get("接回日期")
        if fetched is not None and _is_key_person(row):
            self.subsidies[county, _year(fetched)] += _subsidy(str(row.get("监所所在县区", "")), county)

    def correct(self, county: str, start: date, end: date | None) -> None:
        """Count a person in community correction at the end of each year."""
        for year in YEARS_COUNTED:
            last = date(year, 12, 31)
            self.in_correction[county, year] += start <= last and (end is None or end >= last)


def _year(cell: str | int) -> int:
    return date.fromordinal(int(cell)).year


def _is_key_person(row: Row) -> bool:
    """Whether the facts entered make somebody a 重点人员 (第6项)."""
    tends = row.get("有重新违法犯罪倾向") == "是" and all(name in row for name in _COMPANIONS)
    destitute = all(row.get(name) == "是" for name in _LACKS)
    return tends or destitute or row.get("罪名类别") == "危害国家安全罪"


def _subsidy(prison: str, home: str) -> int:
    """第6项 by the codes of both places: county, city, Ningxia, another province; nothing is set for abroad."""
    if not prison or prison.startswith("9"):
        return 0
    if prison == home:
        return 200
    if prison[:4] == home[:4]:
        return 300
    return 500 if prison[:2] == home[:2] else 1000
