"""People in community correction: where they live, from when to when, and what makes a few of them special (第3项, 第7项)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from .calendar import AS_OF, FIRST_RELEASE
from .ledgers import Cells, LedgerColumn
from .places import COUNTIES
from .tally import Tally

NAME = "社区矫正人员"
SHARE = 0.3
"""Of those released: a region of some 4,500 releases a year holds 2,000 to 3,000 in community correction."""

COLUMNS = (
    LedgerColumn("编号", 14),
    LedgerColumn("居住县区", 10),
    LedgerColumn("入矫日期", 12),
    LedgerColumn("解矫日期", 12),
    LedgerColumn("特别困难", 10),
    LedgerColumn("特别困难认定机关", 26),
    LedgerColumn("特别困难认定日期", 12),
    LedgerColumn("特别困难认定依据", 20),
    LedgerColumn("刑释解教编号", 16),
)

_TERMS = ((6, 8), (12, 34), (18, 24), (24, 20), (36, 10), (48, 4))
"""Months and how many of a hundred serve them."""
_WITHOUT_START, _WITHOUT_COUNTY = 0.4, 0.7
"""Where in the ledger the two rows stand that lack a fact: the sums they belong to are unsure by one head."""


def draw_correction(people: int, seed: int, tally: Tally) -> Iterator[Cells]:
    """Draw the ledger for a region with so many people released, in order of 入矫日期; `tally` counts them."""
    rng = Random(f"{NAME}{seed}")
    count = max(round(people * SHARE), 30)
    bounds = list(accumulate(county.inhabitants for county in COUNTIES))
    months, shares = zip(*_TERMS, strict=True)
    days = sorted(rng.randrange((AS_OF - FIRST_RELEASE).days) for _ in range(count))
    unsure = {int(count * _WITHOUT_START): "入矫日期", int(count * _WITHOUT_COUNTY): "居住县区"}
    numbered: dict[int, int] = {}
    for index, offset in enumerate(days):
        start = FIRST_RELEASE + timedelta(days=offset)
        numbered[start.year] = numbered.get(start.year, 0) + 1
        county = rng.choices(COUNTIES, cum_weights=bounds)[0]
        end = _ended(rng, start, rng.choices(months, weights=shares)[0])
        row: Cells = {"编号": f"JZ{start.year}-{numbered[start.year]:05d}", "居住县区": county.name, "入矫日期": start}
        if end is not None:
            row["解矫日期"] = end
        _enter_hardship(rng, county.name, start, row)
        if rng.random() < 0.004 and start.year > FIRST_RELEASE.year:
            row["刑释解教编号"] = f"NX{FIRST_RELEASE.year}-{1 + rng.randrange(max(people // 12, 1)):05d}"
        lacking = unsure.get(index)
        if lacking is None:
            tally.correct(county.code, start, end)
        else:
            del row[lacking]
        yield row


def _ended(rng: Random, start: date, months: int) -> date | None:
    """The day correction ended, a few early for good conduct or back to prison; None while it goes on."""
    length = round(months * 30.44) if rng.random() > 0.03 else int(months * 30.44 * rng.random())
    end = start + timedelta(days=max(length, 1))
    return end if end <= AS_OF else None


def _enter_hardship(rng: Random, county: str, start: date, row: Cells) -> None:
    """Enter 特别困难, which only counts with the three entries of who settled it; some lack them."""
    if rng.random() < 0.04:
        return
    hard = rng.random() < 0.03
    row["特别困难"] = "是" if hard else "否"
    if rng.random() < 0.06:
        return
    row["特别困难认定机关"] = f"{county}司法局"
    row["特别困难认定日期"] = min(start + timedelta(days=rng.randrange(60)), AS_OF)
    row["特别困难认定依据"] = "低保证明" if hard else "入矫走访记录"
