"""Conditions beyond one row and one day: spans between dates, rows that refer to the row, figures by place and year."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from .statement import Statement
from .world import BOOLEAN, DATE, INTEGER, MONEY, PERCENT, Entity, Kind, World, bare

if TYPE_CHECKING:
    from .expressions import Author

SPANS = (
    ("天数", "天"),
    ("工作日数", "个工作日"),
    ("足月数", "个月"),
    ("月份数", "个月"),
    ("年数", "年"),
    ("周岁", "周岁"),
)
"""How long a span is, and the unit of a number it is compared with."""
NUMBERS = ("为", "不为", "超过", "不超过", "不少于", "少于", "低于", "不低于", "不满")
YEARS = ("2011", "2012", "2023", "2024")
PART_OF_DAY = ("当月", "次月", "上月")


def spanned(author: Author) -> str:
    """（D1 至 D2）的 天数 不少于 5天."""
    measure, unit = author.world.pick(SPANS)
    first, last = (author.at(4, author.day(1)) for _ in range(2))
    return f"（{first} 至 {last}）的 {measure} {author.world.pick(NUMBERS)} {author.world.pick((1, 6, 18))}{unit}"


def day_of(author: Author) -> str:
    """D 的 次月 15日, D 的 下一年度 1月31日; empty where no column holds a date."""
    dates = [path for path, _ in author.world.reads(author.entity, DATE)]
    if not dates:
        return ""
    path = author.world.pick(dates)
    in_month = f"{author.world.pick(PART_OF_DAY)} {author.world.pick((1, 15, 31))}日"
    in_year = f"{author.world.pick(('年度', '上一年度', '下一年度'))} {author.world.pick(('1月31日', '2月29日'))}"
    return f"{path} 的 {author.world.pick((in_month, in_year))}"


def aggregated(author: Author) -> str:
    """A condition on the rows of a 台账 that refer to the row in hand; empty where there are none."""
    world, entity = author.world, author.entity
    rows = [e for e in world.ledgers() if [r.kind.of for r in e.references].count(entity.name) == 1]
    if not rows or not world.rows:
        return ""
    over = world.pick(rows)
    inner = author.about(over)
    counted = f"{over.name} 当（{inner.boolean(0).words}）" if world.chance(0.6) else over.name
    forms = [
        f"{world.pick(('人数', '件数'))}（{counted}）{world.pick(NUMBERS)} {world.pick((0, 1, 3))}",
        f"存在（{counted}）",
        f"全部（{over.name} 当（{inner.boolean(0).words}））",
        *_measured(author, over, "合计", "", (MONEY, INTEGER)),
        *_measured(author, over, "最大", "无则", (MONEY, INTEGER, PERCENT)),
        *_measured(author, over, "第2小", "无则", (MONEY,)),
        *_measured(author, over, "最早", "无则", (DATE,)),
        *_measured(author, over, "种数", "", (BOOLEAN, DATE)),
        *_mean(author, over),
    ]
    return world.pick(forms)


def _measured(author: Author, over: Entity, word: str, otherwise: str, kinds: tuple[Kind, ...]) -> list[str]:
    """An aggregate of a column compared with a literal."""
    found = []
    for kind in kinds:
        columns = [c.name for c in over.columns if c.kind == kind]
        if columns:
            instead = f" 无则 {author.literal(kind)}" if otherwise else ""
            result = INTEGER if word == "种数" else kind
            test = f"{author.world.pick(('早于', '为') if result == DATE else NUMBERS)} {author.literal(result)}"
            found.append(f"{word}（{over.name} 的 {author.world.pick(columns)}）{instead} {test}")
    return found


def _mean(author: Author, over: Entity) -> list[str]:
    """平均 of sums, rounded; of shares, of a sum."""
    sums, shares = ([c.name for c in over.columns if c.kind == kind] for kind in (MONEY, PERCENT))
    found = [f"平均（{over.name} 的 {s}）无则 3元 四舍五入到 元 超过 200元" for s in sums[:1]]
    return found + [f"100元 × 平均（{over.name} 的 {s}）无则 20% 进一到 分 超过 0.5元" for s in shares[:1]]


# ---------- 逐年 参数 ----------


def yearly_parameters(world: World) -> tuple[list[Statement], dict[str, str]]:
    """A 参数 by place and year, with the file that holds it; some places have no figure in some years."""
    if not world.rows or not world.chance(0.6):
        return [], {}
    place, name = world.pick(world.tables()), world.fresh("年参数")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((bare(place.name), "年度", bare(name)))
    cells = [(label, year) for label in ("东县", "西县") for year in YEARS if world.chance(0.8)]
    writer.writerows((label, year, world.pick(("100", "200.5"))) for label, year in (cells or [("东县", "2012")]))
    world.yearly[name] = place.name
    return [Statement(f'参数 {name}：金额 对 {place.name} 逐年 "逐年.csv"')], {"逐年.csv": out.getvalue()}


def by_year(author: Author) -> str:
    """（X 于 D 的 上一年度）超过 150元; empty where the row has no one place, or no date."""
    world, entity = author.world, author.entity
    places = [r.kind.of for r in entity.references]
    figures = [name for name, place in world.yearly.items() if places.count(place) == 1]
    dates = [path for path, _ in world.reads(entity, DATE, far=False)]
    if not figures or not dates:
        return ""
    year = world.pick(("2012年度", f"{world.pick(dates)} 的 {world.pick(('年度', '上一年度'))}"))
    return f"（{world.pick(figures)} 于 {year}）{world.pick(NUMBERS)} 150元"
