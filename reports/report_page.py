"""report.html: one page for who has to answer for the figures. No network, no script; every number leads to its rule.

Charts are drawn by Altair where the extra `charts` is installed, else as plain bars; both show the numbers of the table
beside them. The same input gives the same bytes on one installation.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..engine.date_words import full_date
from ..engine.facts.tables import Table
from ..engine.outcome import Result
from ..engine.program import Program
from .charts import can_draw, chart_svg
from .citations import policy_words
from .page_rows import body_rows
from .page_tables import Bars, PageTable, yuan
from .report_lists import MOST_CASES, ReportLists
from .report_places import PlaceMap, place_maps
from .report_states import AHEAD, STEPS, ReportStates
from .report_sums import ReportSums
from .result_views import undetermined_count
from .rule_cards import RuleCard, RuleCards, RuleTexts
from .shown import Shown
from .standings import percent

TEMPLATE = "report.html.j2"
EXCERPT = (
    f"个案太多：这一页的数目是全部的，逐件只列每项规则的前{MOST_CASES}件违规，各地的情况没有列。逐件的结果在同一文件夹的 "
    "Parquet 表里（Excel：数据、获取数据、自文件、从 Parquet）；把数据按地方或年度分开核查，就有逐件的 Excel 清单和各地的情况"
)
"""Said on a page about more results than are held."""


@frozen
class Headline:
    """A figure at the head of the page: what it is, the number, what it is counted over, the section it leads to."""

    title: str
    number: str
    words: str
    leads_to: str
    tone: str = ""


@frozen
class _ShownRule:
    """A rule with what was found about it."""

    card: RuleCard
    cases: PageTable | None


@frozen
class _Drawing:
    """A chart: its numbers, and the drawing where Altair makes one."""

    bars: Bars
    svg: Markup | None


def report_page(
    program: Program,
    result: Result,
    *,
    tables: Mapping[str, Table] | None = None,
    texts: RuleTexts | None = None,
    unmask: bool = False,
    draw: bool | None = None,
) -> bytes:
    """The page as UTF-8. `tables` are the facts, by which cases are placed; `texts` the rules as they are written.

    `draw` False draws plain bars though Altair is installed. Without `tables` there are no places, without `texts`
    rules show their clauses only. Facts marked 敏感 are masked unless `unmask`; persons are never listed as offices.
    """
    cards = RuleCards(program, texts or {})
    states, sums = ReportStates(program, result, cards), ReportSums(program, result, cards)
    lists = ReportLists(program, result, cards, Shown(program, unmask))
    maps = place_maps(states, tables) if tables and result.whole is None else ()
    charts = can_draw() if draw is None else draw
    fields = {
        "title": f"{program.name}：核查报告",
        "policy": policy_words(program),
        "program": program,
        "in_force": "、".join(map(full_date, program.dates_enacted)),
        "as_of": full_date(result.as_of),
        "until": full_date(states.until),
        "ahead": AHEAD,
        "steps": [f"{bound:.0%}" for bound in STEPS],
        "headlines": tuple(_headlines(result, states, sums)),
        "states": states,
        "sums": sums,
        "lists": lists,
        "maps": maps,
        "rules": tuple(_ShownRule(card, lists.breaches(card.name)) for card in cards.cards),
        "sources": cards.sources,
        "duty_chart": _drawing(states.duty_bars(), "duties", charts),
        "due_chart": _drawing(states.timeline_bars(), "days", charts),
        "sum_chart": _drawing(sums.bars(), "levels", charts),
        "notices": tuple(d.message for d in result.notices),
        "excerpt": EXCERPT if result.whole else "",
        "body_rows": body_rows,
        "sections": tuple(_sections(program, result, maps)),
    }
    return _environment().get_template(TEMPLATE).render(fields).lstrip().encode()


def _headlines(result: Result, states: ReportStates, sums: ReportSums) -> Iterator[Headline]:
    """The figures at the head, each with what it is counted over."""
    whole, read = states.whole, sum(i.evaluated for i in result.inputs)
    of_duties, of_sums = (result.length(n, len(held)) for n, held in _lists(result))
    violations, open_cases = of_duties + of_sums, undetermined_count(result)
    yield Headline("核查的行", f"{read:,}", f"读入{sum(i.read for i in result.inputs):,}行", "inputs")
    of_whole = f"应办{whole.due:,}件中按期{whole.on_time:,}件" if whole.due else "没有应办的职责"
    yield Headline("按期率", percent(whole.rate), of_whole, "duties", "good" if whole.due else "")
    of_rated = whole.due - whole.on_time
    parts = [f"应办{whole.due:,}件中{of_rated:,}件" if whole.due else "没有应办的职责"]
    parts += [f"没有期限的职责{n:,}件" for n in (of_duties - of_rated,) if n]
    parts += [f"经费、目标、支付{n:,}件" for n in (of_sums,) if n]
    yield Headline("违规", f"{violations:,}", "，".join(parts), "duties", "bad" if violations else "")
    yield Headline("无法判定", f"{open_cases:,}", "缺事实，既不算违规也不算没有违规", "undetermined", "open")
    yield Headline(f"{AHEAD}天内到期", f"{sum(n for _, n in states.coming):,}", f"至{full_date(states.until)}", "due")
    unsettled = f"另有{sums.unsettled:,}笔未定，不在其中" if sums.unsettled else "各级合计"
    if states.program.benefits or states.program.funds:
        yield Headline("应付经费和待遇", yuan(sums.fen), unsettled, "sums")
    yield Headline(
        "发现", f"{result.length('findings', len(result.findings)):,}", "冲突、矛盾、未规定等，要人来定", "findings"
    )
    yield Headline("拒收", f"{result.length('rejects', len(result.rejects)):,}", "读入时不能用的内容", "rejects")


def _lists(result: Result) -> tuple[tuple[str, Sequence[object]], ...]:
    return ("violations", result.violations), ("breaches", result.breaches)


def _sections(program: Program, result: Result, maps: tuple[PlaceMap, ...]) -> Iterator[tuple[str, str]]:
    """The anchors and titles of the page's sections, those with nothing in them left out."""
    yield "duties", "各项职责"
    yield "offices", "各单位"
    if maps:
        yield "places", "各地"
    yield "due", f"{AHEAD}天内到期"
    if program.benefits or program.funds:
        yield "sums", "经费和待遇"
    if result.targets:
        yield "targets", "目标"
    if result.classification_counts:
        yield "classes", "界定"
    yield "undetermined", "无法判定"
    yield "findings", "发现"
    yield "rejects", "拒收"
    yield "readings", "解释"
    yield "inputs", "数据"
    yield "rules", "规则和违规个案"
    yield "sources", "原文"


def _drawing(bars: Bars, prefix: str, charts: bool) -> _Drawing | None:
    """A chart; None where it would be empty."""
    if not any(sum(bar.numbers) for bar in bars.bars):
        return None
    # The drawing is made from names and numbers by Altair, which escapes them.
    return _Drawing(bars, Markup(chart_svg(bars, prefix)) if charts else None)


def _environment() -> Environment:
    folder = Path(__file__).with_name("templates")
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
