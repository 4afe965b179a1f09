"""经费 in SQL: what each budget owes for whom it counts, year by year, and whether enough was budgeted.

Says the same as engine/funds.py. The entries of a fund are one line for each row and year that counts or
may count; the rest is the same for heads and for the sum of a 待遇.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from ..facts.tables import KEY_SEPARATOR
from ..lowering.base import sql
from ..lowering.causes import ROWS_WIDTH, encoded
from ..outcome import BreachKind
from ..program import BudgetCheck, Fund
from ..renames import names_on
from ..types import Cause, CauseKind
from .duties import shown
from .fund_version import FundVersion, Moments
from .headcounts import entries_of, moments_of, place_of, placed_at
from .layout import KEY, ROW, quoted
from .open_lines import undetermined_of
from .outputs import BEFORE_FUNDS, Outputs, day_words, words
from .plan import Statement
from .result_tables import BREACHES, ENTITLEMENTS, FINDINGS, FUNDINGS, OTHERS_SQL, PLACE
from .strays import ASTRAY
from .sums import fen_words

if TYPE_CHECKING:
    from .rulebook import Rulebook

NO_LIST = "CAST(NULL AS VARCHAR[])"


@frozen(eq=False)
class FundParts:
    """The small table a 经费 reads, where it reads one, and its findings."""

    moments: Moments | None = None
    strays: str | None = None


def add_fund(outputs: Outputs, of: FundVersion) -> FundParts:
    """Everything one 经费 of one version gives."""
    fund, rules, name = of.fund, of.rules, of.name
    moments = None
    if fund.headcount is not None:
        over = rules.program.entities[fund.headcount.over]
        if rules.occasion.was_not_sent(over):
            _unsent(outputs, fund, of.place, over.name)
            return FundParts()
        if over.name not in rules.occasion.tables or over.in_stock is None:
            return FundParts()
        moments = moments_of(of, fund.headcount)
        entries, astray = entries_of(outputs, of, fund.headcount, moments)
    else:
        found = _summed(outputs, of) if fund.has_rate else None
        if found is None:
            return FundParts()
        entries, astray = found
    outputs.funds.extend((Statement(f"{name} entries", entries), *_worked_out(outputs, rules, fund, name)))
    _lines(outputs, of)
    return FundParts(moments, _strays(of, astray))


def _place(number: int, *rest: str) -> str:
    values = ("2", str(number), *rest)
    return ", ".join(
        f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, (*values, "0", "0", "0", "0")[:6], strict=True)
    )


def _unsent(outputs: Outputs, fund: Fund, number: int, over: str) -> None:
    cause = encoded(Cause(CauseKind.MISSING, over))
    line = f"SELECT {_place(number)}, {words(fund.name)} AS rule, {words(over)} AS entity, '' AS key, [{words(cause)}] AS causes"
    outputs.late.append(undetermined_of(f"({line})"))


# ---------- the sum of a 待遇 ----------


def _summed(outputs: Outputs, of: FundVersion) -> tuple[str, str] | None:
    """Entries of the sums due, each by its amount, and of those that could not be decided."""
    rules, fund = of.rules, of.fund
    benefit = next((b for b in rules.program.benefits if b.name == fund.benefit), None)
    if benefit is None:
        return None
    home = rules.home(benefit.entity)
    when = benefit.monthly.start if benefit.monthly is not None else benefit.date
    day = home.value(when) if when is not None else None
    value = sql("CAST(:d AS DATE)", d=day.value) if day is not None else sql("CAST(NULL AS DATE)")
    parts = {"place": place_of(home, fund.per, fund.benefit_link), "day": value}
    names = {n: home.frame.hold(e, always=True).name for n, e in parts.items()}
    table = quoted(outputs.making.want(home.frame, [ROW, KEY, *names.values()]))
    placed, _, there = placed_at(outputs, of, {}, ("r.rate", "r.rate_why"))
    mine = f"benefit = {words(benefit.name)} AND date IS NOT NULL"
    open_ = f"rule = {words(benefit.name)}"
    dues = (
        f"SELECT r.{quoted(names['place'])} AS place, e.date AS day, e.amount_fen AS rate, 1 AS sure, {NO_LIST} AS causes "
        f"FROM {quoted(ENTITLEMENTS)} AS e JOIN {table} AS r ON r.{quoted(KEY)} = e.key WHERE {mine}"
    )
    doubts = (
        f"SELECT r.{quoted(names['place'])} AS place, r.{quoted(names['day'])} AS day, NULL AS rate, 0 AS sure, u.causes "
        f"FROM {quoted(BEFORE_FUNDS)} AS u JOIN {table} AS r ON r.{quoted(KEY)} = u.key WHERE {open_}"
    )
    both = f"({dues} UNION ALL {doubts}) AS r{placed}"
    budget_day = f"make_date(year(r.day) + {fund.budget_offset}, 1, 1)"
    governed = f"{budget_day} >= DATE '{rules.program.in_force}'"
    if of.until is not None:
        governed += f" AND {budget_day} < DATE '{of.until}'"
    entries = (
        f"SELECT r.place, year(r.day) AS year, 0 AS reading, CAST(1 AS BIGINT) AS times, "
        f"CAST(1 AS BIGINT) AS moments, CAST(r.rate AS BIGINT) AS rate, "
        f"CAST(r.sure AS BIGINT) AS sure, CAST(1 AS BIGINT) AS possible, r.causes "
        f"FROM {both} WHERE {there} AND r.day IS NOT NULL AND {governed}"
    )
    undated = "r.day IS NULL" if when is not None else "FALSE"
    lost = f"(r.day IS NOT NULL AND NOT ({there})) OR ({undated})"
    return entries, f"SELECT count(*) FROM {both} WHERE {lost}"


# ---------- what it comes to ----------


def _half_up(number: str, divisor: str) -> str:
    return f"CAST((2 * {number} + {divisor}) // (2 * {divisor}) AS BIGINT)"


def _worked_out(outputs: Outputs, rules: "Rulebook", fund: Fund, name: str) -> Iterator[Statement]:
    """By place, year and rate: heads and sums; by place and year: why rows are unsure, and what was budgeted."""
    low, high = "CAST(sum(sure) AS HUGEINT)", "CAST(sum(possible) AS HUGEINT)"
    moments = "any_value(moments)"
    yield Statement(
        f"{name} heads",
        f"SELECT place, year, rate, reading, {_half_up(low, moments)} AS least, {_half_up(high, moments)} AS most, "
        f"{low} = {high} AS certain, "
        f"CASE WHEN rate IS NULL THEN 0 ELSE {_half_up(f'({low} * rate)', moments)} END AS low, "
        f"CASE WHEN rate IS NOT NULL THEN {_half_up(f'({high} * rate)', moments)} END AS high "
        f"FROM {quoted(f'{name} entries')} GROUP BY place, year, rate, reading",
    )
    each = f"SELECT place, year, times, unnest(causes) AS cause FROM {quoted(f'{name} entries')} WHERE causes IS NOT NULL AND reading = 0"
    width = ROWS_WIDTH
    parted = (
        f"SELECT place, year, left(cause, length(cause) - {width}) AS base, "
        f"times * greatest(CAST(right(cause, {width}) AS BIGINT), 1) AS n FROM ({each})"
    )
    counted = (
        f"SELECT place, year, base || lpad(CAST(sum(n) AS VARCHAR), {width}, '0') AS cause "
        f"FROM ({parted}) GROUP BY place, year, base"
    )
    budget = _budgeted(outputs, rules, fund, f"{name} heads")
    yield Statement(
        f"{name} places",
        f"SELECT h.place, h.year, b.budgeted, CASE WHEN c.causes IS NULL AND b.why IS NULL THEN NULL "
        f"ELSE list_concat(c.causes, b.why) END AS causes FROM (SELECT DISTINCT place, year FROM {quoted(f'{name} heads')}) AS h "
        f"LEFT JOIN (SELECT place, year, list(cause) AS causes FROM ({counted}) GROUP BY 1, 2) AS c "
        f"ON c.place = h.place AND c.year = h.year LEFT JOIN ({budget}) AS b ON b.place = h.place AND b.year = h.year",
    )


def _budgeted(outputs: Outputs, rules: "Rulebook", fund: Fund, heads: str) -> str:
    """The sum budgeted for a place and year, and why it is not known once its year has come."""
    check: BudgetCheck | None = fund.budget
    if check is not None and rules.occasion.was_not_sent(rules.program.entities[check.entity]):
        check = None
    places = f"(SELECT DISTINCT place, year FROM {quoted(heads)})"
    if check is None:
        return f"SELECT place, year, CAST(NULL AS BIGINT) AS budgeted, {NO_LIST} AS why FROM {places}"
    home = rules.home(check.entity)
    value = home.column(check.column)
    names = [home.frame.hold(e, always=True).name for e in (value.value, value.why)]
    stored = [c for c in (check.place, check.year) if c is not None]
    table = quoted(outputs.making.want(home.frame, [ROW, *stored, *names]))
    place = f"coalesce(CAST({quoted(check.place)} AS VARCHAR), 'None')" if check.place else "''"
    rows = (
        f"SELECT {place} AS place, {quoted(check.year)} AS year, "
        f"arg_max([{quoted(names[0])}], {quoted(ROW)})[1] AS value, "
        f"arg_max([{quoted(names[1])}], {quoted(ROW)})[1] AS why FROM {table} GROUP BY 1, 2"
    )
    missing = words(encoded(Cause(CauseKind.MISSING, f"{check.entity}.{check.column}")))
    offset, this_year = fund.budget_offset, rules.occasion.as_of.year
    return (
        f"SELECT h.place, h.year, b.value AS budgeted, CASE WHEN b.value IS NULL AND h.year + {offset} <= {this_year} "
        f"THEN coalesce(b.why, [{missing}]) END AS why FROM {places} AS h "
        f"LEFT JOIN ({rows}) AS b ON b.place = h.place AND b.year = h.year + {offset}"
    )


def _others(of: FundVersion) -> str:
    """What further readings of the headcount come to (另读)."""
    if not of.fund.others:
        return f"CAST(NULL AS {OTHERS_SQL})"
    named = " ".join(f"WHEN {n} THEN {words(basis.value)}" for n, basis in enumerate(of.fund.others, 1))
    amount = "CASE WHEN certain AND rate IS NOT NULL AND low = high THEN low END"
    one = (
        f"struct_pack(basis := CASE o.reading {named} END, headcount := CASE WHEN certain THEN least END, least := least, "
        f"most := most, amount := {amount}, low := low, high := high)"
    )
    return (
        f"(SELECT list({one} ORDER BY o.reading) FROM {quoted(f'{of.name} heads')} AS o WHERE o.place = h.place "
        f"AND o.year = h.year AND o.rate IS NOT DISTINCT FROM h.rate AND o.reading > 0)"
    )


def _lines(outputs: Outputs, of: FundVersion) -> None:
    """The lines of results, in the order of place and year."""
    rules, fund, number, name = of.rules, of.fund, of.place, of.name
    estimated = f"make_date(h.year, 12, 31) > DATE '{rules.occasion.as_of}'"
    version = day_words(of.version)
    _no_budgets(outputs, of)
    heads, places = quoted(f"{name} heads"), quoted(f"{name} places")
    payer = _payer(outputs, rules, fund)
    entity, offset = words(fund.per or ""), fund.budget_offset
    order = "1 + dense_rank() OVER (ORDER BY h.place, h.year)"
    item = "row_number() OVER (PARTITION BY h.place, h.year ORDER BY h.rate NULLS LAST)"
    outputs.add(
        FUNDINGS,
        f"SELECT {_place(number, order, '0', '0', item)}, {words(fund.name)} AS fund, {entity} AS entity, h.place AS key, "
        f"{payer[0]} AS payer, h.year, h.year + {offset} AS budget_year, CASE WHEN certain THEN least END AS headcount, "
        f"least, most, h.rate AS rate_fen, CASE WHEN certain AND h.rate IS NOT NULL AND low = high THEN low END AS amount_fen, "
        f"low AS low_fen, high AS high_fen, p.budgeted AS budgeted_fen, {version} AS version, {estimated} AS estimated, "
        f"{_others(of)} AS others FROM {heads} AS h JOIN {places} AS p ON p.place = h.place AND p.year = h.year{payer[1]} "
        f"WHERE h.reading = 0",
    )
    summed = (
        f"(SELECT h.place, h.year, any_value(p.budgeted) AS budgeted, any_value(p.causes) AS causes, "
        f"bool_and(certain AND rate IS NOT NULL AND low = high) AS known, CAST(sum(low) AS HUGEINT) AS low, "
        f"CASE WHEN bool_and(high IS NOT NULL) THEN CAST(sum(high) AS HUGEINT) END AS high FROM {heads} AS h "
        f"JOIN {places} AS p ON p.place = h.place AND p.year = h.year WHERE h.reading = 0 GROUP BY 1, 2) AS h"
    )
    key = f"CASE WHEN h.place = '' THEN '' ELSE h.place || {words(KEY_SEPARATOR)} END || h.year"
    bounds = (
        f"CASE WHEN h.known THEN '' WHEN h.high IS NULL THEN '至少' || {fen_words('h.low')} "
        f"ELSE '在' || {fen_words('h.low')} || '至' || {fen_words('h.high')} || '之间' END"
    )
    inner = (
        f"(SELECT {_place(number, order)}, {words(fund.name)} AS rule, {entity} AS entity, {key} AS key, h.causes, "
        f"{bounds} AS told FROM {summed})"
    )
    outputs.late.append(undetermined_of(inner, "told"))
    reason = (
        f"(h.year + {offset}) || '年度预算数' || {fen_words('h.budgeted')} || '，' || "
        f"CASE WHEN h.known THEN '应列' ELSE '至少应列' END || {fen_words('h.low')}"
    )
    outputs.add(
        BREACHES,
        f"SELECT {_place(number, order)}, {words(fund.name)} AS rule, {words(BreachKind.SHORT_BUDGET.value)} AS kind, "
        f"{payer[0]} AS bearer, {entity} AS entity, h.place AS key, CAST(NULL AS DATE) AS due, {reason} AS reason, "
        f"{version} AS version FROM {summed}{payer[1]} WHERE h.budgeted < h.low AND NOT {estimated}",
    )


def _payer(outputs: Outputs, rules: "Rulebook", fund: Fund) -> tuple[str, str]:
    """The payer of a place, and the join that finds it."""
    if fund.per is None:
        value = rules.home(next(iter(rules.program.entities))).value(fund.payer.expression).constant
        names = names_on(rules.program, rules.occasion.as_of)
        return words(names.shown(value) if isinstance(value, str) else None), ""
    home = rules.home(fund.per)
    name = home.frame.hold(shown(home, home.value(fund.payer.expression)).value, always=True).name
    table = quoted(outputs.making.want(home.frame, [ROW, KEY, name]))
    return f"q.{quoted(name)}", f" LEFT JOIN {table} AS q ON q.{quoted(KEY)} = h.place"


def _no_budgets(outputs: Outputs, of: FundVersion) -> None:
    """Told once where the export has no sheet of budgets at all: nothing can be held against the sums."""
    check = of.fund.budget
    if check is None or not of.rules.occasion.was_not_sent(of.rules.program.entities[check.entity]):
        return
    cause = words(encoded(Cause(CauseKind.MISSING, check.entity)))
    line = (
        f"SELECT {_place(of.place)}, {words(of.fund.name)} AS rule, {words(check.entity)} AS entity, '' AS key, "
        f"[{cause}] AS causes FROM (SELECT count(*) AS n FROM {quoted(f'{of.name} heads')}) WHERE n > 0"
    )
    outputs.late.append(undetermined_of(f"({line})"))


def _strays(of: FundVersion, astray: str) -> str:
    """Rows that lead nowhere do so under every version: they stand in the same place, to be told once."""
    fund = of.fund
    over = fund.headcount.over if fund.headcount else "待遇"
    entity = fund.headcount.over if fund.headcount else (fund.per or "")
    return (
        f"SELECT {_place(of.number * 1_000)}, {words(ASTRAY)} AS kind, {words(fund.name)} AS rule, "
        f"{words(entity)} AS entity, '' AS key, [{words(f'每 {fund.per}')}] AS places, "
        f"{words(over)} || '有' || n || '行归属不明，没有计入' AS text FROM (SELECT ({astray}) AS n) WHERE n > 0"
    )


def add_funds(outputs: Outputs, versions: Sequence[FundVersion]) -> Iterator[Moments]:
    """A 经费 under every version; the small tables it reads."""
    parts = [add_fund(outputs, version) for version in versions]
    strays = [p.strays for p in parts if p.strays is not None]
    if strays:
        outputs.add(FINDINGS, f"SELECT DISTINCT * FROM ({' UNION ALL '.join(strays)})")
    yield from (p.moments for p in parts if p.moments is not None)
