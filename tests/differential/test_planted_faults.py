"""Faults planted in what operators and rules become in SQL: the comparison of both engines must notice every one.

Each is a slip that SQL invites. A fault that goes unnoticed means the comparison could not fail where it should.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from attrs import evolve, frozen
from guiju.engine.backends.parquet import write_parquet
from guiju.engine.lowering import dates, numbers, tables
from guiju.engine.lowering.base import Lowered, extremum, joined, literal, no_causes, sql, truth
from guiju.engine.lowering.logic import at_least
from guiju.engine.lowering.strict import strict
from guiju.engine.lowering.tables import first
from guiju.engine.operators.comparison import AT_MOST, NOT_EARLIER
from guiju.engine.operators.dated import DATED
from guiju.engine.operators.dates import EARLIEST, LATEST
from guiju.engine.operators.exact import EXACT_DIVIDE
from guiju.engine.operators.ladders import HIGHEST
from guiju.engine.operators.logic import AND, AT_LEAST, OR
from guiju.engine.operators.operator import Operator
from guiju.engine.operators.rounding import ROUND_HALF_UP
from guiju.engine.operators.spans import AGE, FULL_MONTHS
from guiju.engine.operators.tables import FIRST
from guiju.engine.plan import aggregates, duties, headcounts, late, repeats, scope, versions
from guiju.engine.plan.calendars import CalendarTables

from .both import column_differences, differences, in_database
from .corpus import DATED_FUNDS, DATED_VISITS, MONTHLY, NAMES, OTHER, draw_as_of, policy_called
from .exports import draw_export

SEEDS = range(1, 9)
Plant = Callable[[pytest.MonkeyPatch], None]


@frozen
class Fault:
    """A slip, how it is made, and a policy of the corpus that should bring it to light."""

    name: str
    plant: Plant
    policy: str


def instead(row: Operator, lower) -> Plant:
    """Another SQL for one row of the table of operators."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        own = row.lower
        object.__setattr__(row, "lower", lower)
        _PLANTED.append((row, own))

    return plant


_PLANTED: list[tuple[Operator, object]] = []


@pytest.fixture(autouse=True)
def _mended():
    """Rows of the table are frozen: what was planted in them is taken out by hand."""
    yield
    while _PLANTED:
        row, own = _PLANTED.pop()
        object.__setattr__(row, "lower", own)


def attribute(owner: object, name: str, make: Callable) -> Plant:
    """Another function in place of one; `make` is handed the one there was."""
    return lambda patch: patch.setattr(owner, name, make(getattr(owner, name)))


def _unknown_is_false(to, arguments, result):
    return Lowered(
        sql("COALESCE(:a, FALSE) AND COALESCE(:b, FALSE)", a=truth(arguments[0]), b=truth(arguments[1])), result
    )


def _unknown_is_true(to, arguments, result):
    return Lowered(
        sql("COALESCE(:a, TRUE) OR COALESCE(:b, TRUE)", a=truth(arguments[0]), b=truth(arguments[1])), result
    )


def _bare(function: str):
    def lower(to, arguments, result):
        open_ = [a.causes for a in arguments if a.causes is not None]
        value = extremum(function, [a.value for a in arguments])
        return Lowered(
            value, result, sql("CASE WHEN :v IS NULL THEN :c END", v=value, c=joined(open_)) if open_ else None
        )

    return lower


def _months_of_thirty_days(own):
    def shifted(to, day, months, month_end):
        return to.held(sql(f"CAST(:d + INTERVAL '{30 * months} days' AS DATE)", d=day)), []

    return shifted


def _past_the_month_end(own):
    """31 January plus a month is 3 March."""

    def shifted(to, day, months, month_end):
        first = f"date_trunc('month', :d) + INTERVAL '{months} months'"
        return to.held(sql(f"CAST({first} AS DATE) + CAST(day(:d) - 1 AS INTEGER)", d=day)), []

    return shifted


def _one_day_later(own):
    return lambda tables, day, count: own(tables, day, evolve(count, number=count.number + 1))


def _start_counts(own):
    return lambda tables, day, count: own(tables, day, evolve(count, include_start=not count.include_start))


def _needs_one_more(to, arguments, result):
    needed, *rest = arguments
    more = Lowered(sql(":n + 1", n=needed.value), needed.type)
    return at_least(to, (more, *rest), result)


def _skips_unknown_rows(to, arguments, result):
    return first(to, [Lowered(sql("COALESCE(:v, FALSE)", v=a.value), a.type, None, False, a.constant)
                       if n >= 2 and n % 2 == 0 else a for n, a in enumerate(arguments)], result)  # fmt: skip


def _strictly_before(own):
    def lower(to, arguments, result):
        rule, governing, *cells = arguments
        later = Lowered(sql(":g - 1", g=governing.value), governing.type, governing.causes, governing.may_wait)
        return own(to, (rule, later, *cells), result)

    return lower


def _without_rows(own):
    return lambda aggregate, rows, measured: own(aggregate, rows, measured).replace("sum(n)", "max(n)")


def _first_period_forgotten(own):
    return lambda scope_, repetition, ends, out, causes: _later(own(scope_, repetition, ends, out, causes))


def _later(frame):
    frame.base.query = frame.base.query.replace("p.first >=", "p.first >")
    return frame


def _impossible_first(own):
    def performance(scope_, facts):
        lines = own(scope_, facts)
        return [lines[-3], *lines[:-3], *lines[-2:]] if len(lines) > 3 else lines

    return performance


def _not_yet_counts_as_missing(own):
    def stored(scope_, name, event):
        return own(scope_, name, False)

    return stored


def _always_latest(own):
    return lambda policy, name, scope_, day, number: own(policy, name, scope_, day, 0)


def _every_version_owes(own):
    return lambda policy, number, name, within, day: (literal(True), no_causes())


def _by_the_year_counted(own):
    return lambda of, moments: {year: date(year, 1, 1) for year in own(of, moments)}


def _by_no_date(own):
    return lambda scope_, day: scope_


def _lowest(to, arguments, result):
    own = tables.extremum
    tables.extremum = lambda name, values: own("LEAST", values)
    try:
        return tables.highest(to, arguments, result)
    finally:
        tables.extremum = own


def _a_bit_forgotten(own):
    """Lists of causes are then made once for rows that differ."""

    def bits(expression):
        found = own(expression)
        return {name: asked & (asked - 1) or asked for name, asked in found.items()}

    return bits


FAULTS = (
    Fault("且 takes 未知 for 否", instead(AND, _unknown_is_false), "工伤认定"),
    Fault("或 takes 未知 for 是", instead(OR, _unknown_is_true), "幼儿园收费"),
    Fault("至少N项 one too many", instead(AT_LEAST, _needs_one_more), OTHER),
    Fault("依次 passes over a row that is unsure", instead(FIRST, _skips_unknown_rows), "居家养老服务补贴"),
    Fault("LEAST over NULL", instead(EARLIEST, _bare("LEAST")), OTHER),
    Fault("GREATEST over NULL", instead(LATEST, _bare("GREATEST")), OTHER),
    Fault("就高 by the least", instead(HIGHEST, _lowest), "标准与例外"),
    Fault("不超过 without the number itself", instead(AT_MOST, strict(":a < :b")), OTHER),
    Fault("不早于 without the day itself", instead(NOT_EARLIER, strict(":a > :b")), OTHER),
    Fault("自 … 起 from the day after", instead(DATED, _strictly_before(DATED.lower)), "以何日为准"),
    Fault("integer division instead of rounding", instead(ROUND_HALF_UP, numbers.rounded("down")), "取整与比率"),
    Fault("quotient as product", instead(EXACT_DIVIDE, numbers.exact_product), "取整与比率"),
    Fault("months of thirty days", attribute(dates, "_month_shifted", _months_of_thirty_days), "职责-期限"),
    Fault("足月数 by the calendar", instead(FULL_MONTHS, strict("DATE_DIFF('month', :a, :b)")), "日期算法"),
    Fault("周岁 by the year", instead(AGE, strict("CAST(YEAR(:b) - YEAR(:a) AS BIGINT)")), "日期算法"),
    Fault("one working day too many", attribute(CalendarTables, "_end", _one_day_later), "高龄津贴"),
    Fault("the first day counted", attribute(CalendarTables, "_end", _start_counts), "高龄津贴"),
    Fault("a month end carried over", attribute(dates, "_month_shifted", _past_the_month_end), "职责-期限"),
    Fault("months of thirty days in a definition", attribute(dates, "_month_shifted", _months_of_thirty_days), OTHER),
    Fault("causes of rows not added up", attribute(aggregates, "_counted_causes", _without_rows), "sums-rows"),
    Fault("在册 from the day after", attribute(repeats, "_frame", _first_period_forgotten), "职责-期次"),
    Fault("客观不能 before performance in time", attribute(duties, "_performance", _impossible_first), OTHER),
    Fault("尚未发生 taken for missing", attribute(scope.Scope, "_stored", _not_yet_counts_as_missing), "职责-行为"),
    Fault(
        "the latest version governs all", attribute(versions.Versions, "_governs", _always_latest), "居家养老服务补贴"
    ),
    Fault("a month owed under every version", attribute(versions.Versions, "owed", _every_version_owes), MONTHLY),
    Fault(
        "经费 by the figures of the year counted",
        attribute(headcounts, "_budget_days", _by_the_year_counted),
        DATED_FUNDS,
    ),
    Fault("rows taken for alike that are not", attribute(late, "bits_of", _a_bit_forgotten), OTHER),
    Fault("proof judged by no date", attribute(scope.Scope, "governed_by", _by_no_date), DATED_VISITS),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_noticed(fault: Fault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    policy = policy_called(fault.policy, tmp_path)
    fault.plant(monkeypatch)
    for seed in SEEDS:
        rng = Random(seed)
        as_of = draw_as_of(rng, policy)
        facts = draw_export(rng, policy, as_of)
        latest = (policy.program.versions or (policy.program,))[-1]
        try:
            if differences(policy, facts, as_of) or column_differences(latest, facts, as_of):
                return
        except TypeError:
            return  # no list of causes where there must be one: the reading of results breaks off
    pytest.fail(f"{fault.name}: no difference in {len(SEEDS)} exports")


def test_files_without_an_order_are_noticed(tmp_path: Path):
    """A COPY without ORDER BY writes lines in whatever order they come."""
    policy = policy_called("职责-主体", tmp_path)
    rng = Random(1)
    as_of = draw_as_of(rng, policy)
    facts = draw_export(rng, policy, as_of, rows=60)
    found = in_database(policy, facts, as_of)
    (sorted_,) = (
        p.read_bytes() for p in write_parquet(policy.program, found, tmp_path / "a") if p.stem == "obligations"
    )
    without = evolve(found, order=("hash(key)",))
    (unsorted,) = (
        p.read_bytes() for p in write_parquet(policy.program, without, tmp_path / "b") if p.stem == "obligations"
    )
    assert sorted_ != unsorted


def test_every_policy_of_the_corpus_named_here_exists():
    assert {f.policy for f in FAULTS} <= set(NAMES)


ASKED_FOR = {
    "a swapped null rule": ("且 takes 未知 for 否", "或 takes 未知 for 是"),
    "an off-by-one working day": ("one working day too many", "the first day counted"),
    "a month end": ("a month end carried over", "months of thirty days"),
    "an integer division": ("integer division instead of rounding",),
    "LEAST over NULL": ("LEAST over NULL", "GREATEST over NULL"),
}
"""The slips that every comparison must catch, whatever else it does; an unsorted COPY has a test of its own above."""


def test_the_slips_asked_for_are_all_planted():
    assert {name for names in ASKED_FOR.values() for name in names} <= {f.name for f in FAULTS}
    assert len({f.name for f in FAULTS}) == len(FAULTS)
