"""Places on report.html: tiles shaded by the rate on time, a row for each place, and its duties one by one."""

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from ..engine.facts.tables import Table
from ..engine.outcome import State
from .page_tables import NOTHING, Cell, PageColumn, PageTable, Rows, count, money, without_zero_columns
from .places import Places, Placing
from .report_states import RATE_WORDS, ReportStates, rate_cell, shade
from .standings import BREACHES, Standing, percent

MOST_DETAILS = 1500
"""Rows of duties by place that a page bears; more of them stand in the workbook only."""
NOWHERE = "地点不明"


@frozen
class Tile:
    """One place of the map: its name, the rate with its numerator and denominator in words, its shade."""

    name: str
    rate: str
    words: str
    shade: int | None
    leads_to: str


@frozen
class PlaceMap:
    """Everything about the places of one table: rows of tiles, the table of places, the duties of each."""

    title: str
    note: str
    tiles: tuple[tuple[str, tuple[Tile, ...]], ...]
    table: PageTable
    details: PageTable | None


@frozen
class _Money:
    """What is due for one place, in 分; None where there is nothing of that kind."""

    benefits: int | None = None
    funds: int | None = None
    targets_missed: int = 0


def place_maps(states: ReportStates, tables: Mapping[str, Table]) -> tuple[PlaceMap, ...]:
    """One map for each way by which cases are placed, in the order of the policy; none without facts."""
    places = Places(states.program, tables)
    found = (_map(states, places, placing, number) for number, placing in enumerate(places.placings, start=1))
    return tuple(one for one in found if one is not None)


def _map(states: ReportStates, places: Places, placing: Placing, number: int) -> PlaceMap | None:
    by_place = states.of_places(places, placing)
    sums = _sums(states, places, placing)
    keys = [key for key in sorted({*by_place, *sums} - {None}, key=str) if key is not None]
    if not keys and None not in by_place:
        return None
    sensitive = _is_masked(states, placing.place)
    if sensitive:
        return None
    whole = {key: states.rated_together(by_place.get(key, {}), places.label(placing.place, key)) for key in keys}
    group = places.group_column(placing.place, keys)
    grouped = _grouped(places, placing, keys, group)
    anchors = {key: f"place-{number}-{n}" for n, key in enumerate(keys, start=1)}
    tiles = tuple((words, tuple(_tile(whole[key], anchors[key]) for key in own)) for words, own in grouped)
    rated = any(standing.due for standing in whole.values())
    details = _details(states, by_place, whole, keys, anchors) if by_place else None
    return PlaceMap(
        title=f"按{placing.words}" if placing.path else f"各{placing.place}",
        note=_note(placing),
        tiles=tiles if rated else (),
        table=_table(states, placing, grouped, whole, by_place, sums, anchors),
        details=details,
    )


def _note(placing: Placing) -> str:
    if not placing.path:
        return f"按{placing.place}的行统计。"
    return (
        f"按「{placing.entity}」每一行的「{placing.words}」归到各{placing.place}；"
        f"表里是这个地方的个案办得怎样，不一定都是这个地方的单位办的。"
    )


def _is_masked(states: ReportStates, place: str) -> bool:
    return bool(states.shown.key(place, "·") != "·")


def _grouped(places: Places, placing: Placing, keys: list[str], group: str | None) -> list[tuple[str, list[str]]]:
    """The places in the order of their keys, gathered by the group column where there is one."""
    found: dict[str, list[str]] = {}
    for key in keys:
        record = places.tables[placing.place].by_key.get(key)
        words = str(record.values.get(group) or "") if group and record is not None else ""
        found.setdefault(words, []).append(key)
    return list(found.items())


def _tile(standing: Standing, anchor: str) -> Tile:
    words = f"应办{standing.due:,}件，按期{standing.on_time:,}件" if standing.due else "没有应办的"
    return Tile(standing.office, percent(standing.rate), words, shade(standing), anchor)


def _sums(states: ReportStates, places: Places, placing: Placing) -> dict[str | None, _Money]:
    """Sums and missed targets by place: benefits where the 台账 is placed, 经费 and 目标 of the rows themselves."""
    result = states.result
    benefits: Counter[str | None] = Counter()
    for e in result.entitlements:
        if e.entity == placing.entity:
            benefits[places.place_of(placing, e.key)] += e.amount_fen
    funds: Counter[str | None] = Counter()
    missed: Counter[str | None] = Counter()
    if not placing.path:
        for f in result.fundings:
            if f.entity == placing.place:
                funds[f.key] += f.amount_fen or 0
        missed.update(t.key for t in result.targets if t.entity == placing.place and t.met is False)
    return {key: _Money(benefits.get(key), funds.get(key), missed[key]) for key in {*benefits, *funds, *missed}}


def _table(
    states: ReportStates,
    placing: Placing,
    grouped: list[tuple[str, list[str]]],
    whole: Mapping[str, Standing],
    by_place: Mapping[str | None, dict[str, Counter[State]]],
    sums: Mapping[str | None, _Money],
    anchors: Mapping[str, str],
) -> PageTable:
    def row(key: str | None, standing: Standing, anchor: str | None) -> tuple[Cell, ...]:
        every: Counter[State] = sum(by_place.get(key, {}).values(), Counter())
        due = sums.get(key, _Money())
        return (
            Cell(standing.office, anchor),
            count(standing.due, anchor),
            rate_cell(standing, anchor),
            count(sum(every[s] for s in BREACHES), anchor),
            count(every[State.UNDECIDED], "undetermined"),
            count(every[State.PENDING], anchor),
            money(due.benefits, "sums"),
            money(due.funds, "sums"),
            count(due.targets_missed, "targets"),
        )

    leads = anchors if any(by_place) else {}
    groups = [Rows(tuple(row(key, whole[key], leads.get(key)) for key in own), words) for words, own in grouped]
    if None in by_place or None in sums:
        standing = states.rated_together(by_place.get(None, {}), NOWHERE)
        groups.append(Rows((row(None, standing, None),), "归不到地方的" if len(grouped) > 1 else ""))
    numbers = ("应办", "按期率", "违规", "无法判定", "待履行", "应付待遇", "经费", "未达目标")
    columns = (PageColumn(placing.place), *(PageColumn(n, numeric=True) for n in numbers))
    table = PageTable(f"各{placing.place}的办理情况", columns, tuple(groups), (RATE_WORDS,))
    return without_zero_columns(table, keep=1)


def _details(
    states: ReportStates,
    by_place: Mapping[str | None, dict[str, Counter[State]]],
    whole: Mapping[str, Standing],
    keys: list[str],
    anchors: Mapping[str, str],
) -> PageTable:
    """Each place with its duties, whose numbers lead to the rules."""
    columns = (
        PageColumn("职责"),
        *(PageColumn(n, numeric=True) for n in ("应办", "按期率", "违规", "无法判定", "待履行")),
    )
    groups: list[Rows] = []
    room = MOST_DETAILS
    for key in keys:
        rules = sorted(by_place.get(key, {}), key=states.index.position)
        room -= len(rules)
        if room < 0:
            break
        rows = tuple(_detail(states, rule, by_place[key][rule]) for rule in rules)
        groups.append(Rows(rows or ((Cell("没有职责"), *(Cell(NOTHING),) * 5),), whole[key].office, anchors[key]))
    cut = len(keys) - len(groups)
    notes = (f"页面放不下，另有{cut:,}个地方没有列，逐件见 结果.xlsx",) if cut else ()
    return PageTable("各地分职责的办理情况（件）", columns, tuple(groups), notes)


def _detail(states: ReportStates, rule: str, counts: Counter[State]) -> tuple[Cell, ...]:
    card = states.cards.anchor(rule)
    breaches = card.replace("rule-", "cases-") if card else None
    return (
        Cell(rule, card),
        *states.rate_cells(rule, Standing(rule, counts)),
        count(sum(counts[s] for s in BREACHES), breaches),
        count(counts[State.UNDECIDED], "undetermined"),
        count(counts[State.PENDING], card),
    )
