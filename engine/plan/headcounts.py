"""Whom a 经费 counts, in SQL: which rows, at which moments of each year, at which rate. Says the same as engine/stock.py."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlglot import exp

from ..lowering.base import Lowered, literal, sql
from ..program import Expression, Headcount, HeadcountBasis
from ..types import BooleanType, DateType, IntegerType
from .alike import alike
from .fund_version import FundVersion, Moments
from .layout import KEY, ROW, quoted
from .outputs import Outputs

if TYPE_CHECKING:
    from .scope import Scope


def moments_of(of: FundVersion, headcount: Headcount) -> Moments:
    """The moments a head count looks at in each year whose budget the version governs."""
    as_of = of.rules.occasion.as_of
    cells: list[tuple[object, ...]] = []
    first_year = of.rules.program.in_force.year - of.fund.budget_offset
    for year in (y for y in range(first_year, as_of.year + 1) if of.governs(y)):
        for reading, basis in enumerate((headcount.basis, *of.fund.others)):
            spans = list(_spans(basis, year, min(date(year, 12, 31), as_of)))
            is_new = basis is HeadcountBasis.NEW
            cells.extend((year, reading, is_new, len(spans), first, last) for first, last in spans)
    return Moments(f"{of.name} moments", tuple(cells))


def _spans(basis: HeadcountBasis, year: int, last: date) -> Iterator[tuple[date, date]]:
    match basis:
        case HeadcountBasis.YEAR_END | HeadcountBasis.NEW:
            yield last, last
        case HeadcountBasis.DISTINCT:
            yield date(year, 1, 1), last
        case HeadcountBasis.MEAN:
            ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
            yield from [(day, day) for day in ends if day <= last] or [(last, last)]


def entries_of(outputs: Outputs, of: FundVersion, headcount: Headcount, moments: Moments) -> tuple[str, str]:
    """The query of the entries, and that of the number of rows that lead nowhere."""
    rules, fund = of.rules, of.fund
    home = rules.home(headcount.over)
    stock = rules.program.entities[headcount.over].in_stock or ("", "")
    start, end = (home.column(c, event=True) for c in stock)
    read = (e for e in (headcount.where, fund.rate) if e is not None)
    days = _budget_days(of, moments) if any(map(rules.depends_on_date, read)) else {}
    own_rate = fund.rate is not None and (fund.rate_of == headcount.over or fund.per is None)
    where = _by_year(home, headcount.where, days, _true())
    rate = _by_year(home, fund.rate if own_rate else None, days, _zero())
    parts = {
        "start": start.value, "start_why": start.why, "end": end.value, "end_why": end.why,
        "place": place_of(home, fund.per, headcount.link), **_held("where", where), **_held("rate", rate),
    }  # fmt: skip
    names = {n: home.frame.hold(e, always=True).name for n, e in parts.items()}
    table = quoted(outputs.making.want(home.frame, [ROW, *names.values()]))
    rows = alike(table, names, (start.type, end.type), rules.occasion.as_of)
    placed, rate_cells, there = placed_at(outputs, of, days, _of_year("r", "rate", rate) if own_rate else None)
    met, met_why = _of_year("r", "where", where)
    counted = _counted(rules.occasion.as_of, met)
    applies = "TRUE" if days else "r.where IS NOT FALSE"
    joined = f"{rows} AS r{placed}"
    first = f"(SELECT coalesce(min(year({quoted(names['start'])})), -9999) FROM {table})"
    each = (
        f"SELECT r.id, r.times, r.place, m.year, m.reading, m.new, m.n AS moments, {rate_cells[0]} AS rate, {rate_cells[1]} AS rate_why, "
        f"{counted} AS counted, r.start_why, r.end_why, {met_why} AS where_why "
        f"FROM {joined} JOIN {quoted(moments.name)} AS m ON m.year >= {first} "
        f"WHERE {applies} AND {there}"
    )
    end_why = "CASE WHEN any_value(new) THEN NULL ELSE any_value(end_why) END"
    why = f"list_concat(list_concat(any_value(start_why), {end_why}), any_value(where_why))"
    counts = (
        f"SELECT id, place, year, reading, any_value(times) AS times, any_value(moments) AS moments, any_value(rate) AS rate, "
        f"count(*) FILTER (counted) AS sure, count(*) FILTER (counted IS NOT FALSE) AS possible, "
        f"CASE WHEN count(*) FILTER (counted IS NULL) > 0 THEN list_distinct(list_concat({why}, any_value(rate_why))) "
        f"ELSE any_value(rate_why) END AS causes FROM ({each}) GROUP BY id, place, year, reading"
    )
    # A row that counts in any reading stands in all of them, with nobody where it does not count.
    entries = (
        f"SELECT place, year, reading, times, moments, rate, sure * times AS sure, possible * times AS possible, "
        f"CASE WHEN possible > 0 THEN causes END AS causes FROM ({counts}) "
        f"QUALIFY max(possible) OVER (PARTITION BY id, place, year) > 0"
    )
    astray = f"SELECT CAST(coalesce(sum(r.times), 0) AS BIGINT) FROM {joined} WHERE {applies} AND NOT ({there})"
    return entries, astray


def _budget_days(of: FundVersion, moments: Moments) -> dict[int, date]:
    """The years counted, with the first day of the budget year of each: dated figures are those of that day."""
    years = sorted({int(str(cell[0])) for cell in moments.cells})
    return {year: date(year + of.fund.budget_offset, 1, 1) for year in years}


def _by_year(
    scope: "Scope", expression: Expression | None, days: dict[int, date], otherwise: Lowered
) -> dict[int | None, Lowered]:
    """A value for each year, or where none of it hangs on dated figures, one for all (None)."""
    if expression is None:
        return {None: otherwise}
    if not days:
        return {None: scope.settled(scope.value(expression))}
    dated = {year: scope.governed_by(Lowered(literal(day), DateType(), constant=day)) for year, day in days.items()}
    return {year: under.settled(under.value(expression)) for year, under in dated.items()}


def _held(name: str, values: dict[int | None, Lowered]) -> dict[str, exp.Expression]:
    """The columns that hold the values of all years and their causes."""
    held: dict[str, exp.Expression] = {}
    for year, value in values.items():
        held[_called(name, year)] = value.value
        held[_called(f"{name}_why", year)] = value.why
    return held


def _called(name: str, year: int | None) -> str:
    return name if year is None else f"{name}_{year}"


def _of_year(
    alias: str, name: str, values: dict[int | None, Lowered], names: dict[str, str] | None = None
) -> tuple[str, str]:
    """SQL: the value of the year of a moment, and its causes."""

    def chosen(of: str) -> str:
        columns = {year: _called(of, year) for year in values}
        cells = {year: f"{alias}.{quoted(names[column]) if names else column}" for year, column in columns.items()}
        if None in cells:
            return cells[None]
        return f"CASE m.year {' '.join(f'WHEN {year} THEN {cell}' for year, cell in cells.items())} END"

    return chosen(name), chosen(f"{name}_why")


def _true() -> Lowered:
    return Lowered(literal(True), BooleanType())


def _zero() -> Lowered:
    return Lowered(literal(0), IntegerType())


def place_of(scope: "Scope", per: str | None, link: Expression | None) -> exp.Expression:
    """The key of the row of 每 that a row leads to; empty for the whole."""
    if per is None or link is None:
        return sql("''")
    return sql("CAST(:k AS TEXT)", k=scope.settled(scope.value(link)).value)


def _counted(as_of: date, where: str) -> str:
    """Whether a row counts at a moment, by three-valued logic; 本年新增 asks only when it began."""
    new = f"coalesce(year(r.start) = m.year AND r.start <= DATE '{as_of}', FALSE)"
    new = f"(CASE WHEN r.start_why IS NOT NULL THEN NULL ELSE {new} END AND {where})"
    began = "CASE WHEN r.start_why IS NOT NULL THEN NULL ELSE coalesce(r.start <= m.last, FALSE) END"
    lasts = 'CASE WHEN r.end_why IS NOT NULL THEN NULL ELSE coalesce(r."end" >= m.first, TRUE) END'
    return f"CASE WHEN m.new THEN {new} ELSE (({began}) AND ({lasts}) AND {where}) END"


def placed_at(
    outputs: Outputs, of: FundVersion, days: dict[int, date], own_rate: tuple[str, str] | None
) -> tuple[str, tuple[str, str], str]:
    """The join with the row of 每, rate and its causes, and the test that the row is there."""
    fund, own = of.fund, own_rate or ("r.rate", "r.rate_why")
    if fund.per is None:
        return "", own, "TRUE"
    home = of.rules.home(fund.per)
    there = f"p.{quoted(KEY)} IS NOT NULL"
    if fund.rate is None or own_rate is not None:
        table = quoted(outputs.making.want(home.frame, [ROW, KEY]))
        return f" LEFT JOIN {table} AS p ON p.{quoted(KEY)} = r.place", own, there
    rate = _by_year(home, fund.rate, days, _zero())
    names = {n: home.frame.hold(e, always=True).name for n, e in _held("rate", rate).items()}
    table = quoted(outputs.making.want(home.frame, [ROW, KEY, *names.values()]))
    return f" LEFT JOIN {table} AS p ON p.{quoted(KEY)} = r.place", _of_year("p", "rate", rate, names), there
