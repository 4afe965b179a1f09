"""Dates and periods: D 后 P, D 前 P, 顺延, 提前, 最早 and 最晚, 先到 and 齐备, 可延长 and 中止, hours."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..periods import FIRST_DATE, LAST_DATE, LIMITS, Period, PeriodUnit
from ..types import Cause, CauseKind, Type
from .base import (
    DayCount,
    Lower,
    Lowered,
    Lowering,
    any_of,
    any_unknown,
    case,
    cause_of,
    chain,
    extremum,
    joined,
    literal,
    no_causes,
    one_cause,
    period_words,
    sql,
)
from .strict import strictly

if TYPE_CHECKING:
    from sqlglot import exp

    Faults = list[tuple[exp.Expression, exp.Expression]]
    Counted = tuple[exp.Expression, Faults]
    """A day, and the conditions under which there is none, each with its causes."""

_RANGE = f"超出{FIRST_DATE.year}至{LAST_DATE.year}年"


def _overflow(subject: "exp.Expression") -> "exp.Expression":
    return cause_of(CauseKind.OVERFLOW, subject)


def _shifted(to: Lowering, day: "exp.Expression", days: int) -> "Counted":
    if days == 0:
        return day, []
    moved = to.held(sql(f":d {'+' if days > 0 else '-'} {abs(days)}", d=day))
    beyond = sql(f"YEAR(:m) NOT BETWEEN {FIRST_DATE.year} AND {LAST_DATE.year}", m=moved)
    return moved, [(beyond, _overflow(sql(f"'算得的日期' || CAST(:m AS TEXT) || '{_RANGE}'", m=moved)))]


def _month_shifted(to: Lowering, day: "exp.Expression", months: int, month_end: bool) -> "Counted":
    """The corresponding day, or the month's last day where there is none (民法典 202)."""
    sign = "+" if months >= 0 else "-"
    moved = to.held(sql(f"CAST(:d {sign} INTERVAL '{abs(months)} months' AS DATE)", d=day))
    if month_end:
        moved = to.held(sql("CASE WHEN :d = LAST_DAY(:d) THEN LAST_DAY(:m) ELSE :m END", d=day, m=moved))
    beyond = sql(f"YEAR(:m) NOT BETWEEN {FIRST_DATE.year} AND {LAST_DATE.year}", m=moved)
    subject = sql(f"'算得的日期在' || CAST(YEAR(:m) AS TEXT) || '年，{_RANGE}'", m=moved)
    return moved, [(beyond, _overflow(subject))]


def _tabulated(to: Lowering, day: "exp.Expression", count: DayCount) -> "Counted":
    ends, reason = to.tabulated(day, count)
    return ends, [(sql(":r IS NOT NULL", r=reason), cause_of(CauseKind.CALENDAR, reason))]


def _over_limit(period: Period) -> "Counted":
    words = f"期间{period.describe()}超出限度（0至{LIMITS[period.unit]}{period.unit.value}）"
    return sql("CAST(NULL AS DATE)"), [(sql("TRUE"), one_cause(Cause(CauseKind.OVERFLOW, words)))]


def after_period(to: Lowering, day: "exp.Expression", period: Period, include: bool, month_end: bool) -> "Counted":
    """The last day of a period that runs from a day (民法典 201–202)."""
    if period.unit is PeriodUnit.WORKING_DAY:
        return _tabulated(to, day, DayCount(True, period.count, include))
    if not period.within_limits:
        return _over_limit(period)
    days = _days(period)
    if days is not None:
        return _shifted(to, day, days - include)
    months = _months(period)
    if not include:
        return _month_shifted(to, day, months, month_end)
    corresponding, faults = _month_shifted(to, day, months, False)
    from_first, before_first = _shifted(to, corresponding, -1)
    back = to.held(sql(":d - 1", d=day))
    otherwise, later = _month_shifted(to, back, months, False)
    is_first = sql("DAY(:d) = 1", d=day)
    value = sql("CASE WHEN :f THEN :a ELSE :b END", f=is_first, a=from_first, b=otherwise)
    own = [(sql(":f AND :c", f=is_first, c=c), why) for c, why in (*faults, *before_first)]
    rest = [(sql("NOT :f AND :c", f=is_first, c=c), why) for c, why in later]
    if not month_end:
        return to.held(value), [*own, *rest]
    is_end = sql(":d = LAST_DAY(:d)", d=day)
    at_end, at_faults = _month_shifted(to, day, months, True)
    whole = sql("CASE WHEN :e THEN :a ELSE :b END", e=is_end, a=at_end, b=to.held(value))
    inside = [(sql(":e AND :c", e=is_end, c=c), why) for c, why in at_faults]
    return to.held(whole), [*inside, *((sql("NOT :e AND :c", e=is_end, c=c), why) for c, why in (*own, *rest))]


def before_period(to: Lowering, day: "exp.Expression", period: Period, include: bool, month_end: bool) -> "Counted":
    """The first day of a period that ends at a day, by the same rule."""
    if period.unit is PeriodUnit.WORKING_DAY:
        return _tabulated(to, day, DayCount(False, period.count, include))
    if not period.within_limits:
        return _over_limit(period)
    days = _days(period)
    if days is not None:
        return _shifted(to, day, int(include) - days)
    corresponding, faults = _month_shifted(to, day, -_months(period), month_end or include)
    moved, more = _shifted(to, corresponding, int(include))
    return moved, [*faults, *more]


def _days(period: Period) -> int | None:
    match period.unit:
        case PeriodUnit.DAY:
            return period.count
        case PeriodUnit.WEEK:
            return period.count * 7
        case _:
            return None


def _months(period: Period) -> int:
    return period.count * 12 if period.unit is PeriodUnit.YEAR else period.count


def counted(count: Callable[..., "Counted"]) -> Lower:
    """D 后 P and D 前 P. A period that a rule works out is one of those the policy writes: each gets its branch."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        day, period, include, month_end = arguments
        options = (include.constant is True, month_end.constant is True)
        start = to.held(day.value)
        if isinstance(period.constant, Period):
            value, faults = count(to, start, period.constant, *options)
            return strictly((day,), value, result, faults)
        branches: Faults = []
        why: Faults = []
        for written in to.periods:
            if written.unit is PeriodUnit.HOUR:
                continue
            here = sql(":p = :w", p=period.value, w=literal(period_words(written)))
            value, faults = count(to, start, written, *options)
            branches.append((here, value))
            why.extend((sql(":h AND :c", h=here, c=c), causes) for c, causes in faults)
        return strictly((day, period), to.held(case(branches, sql("CAST(NULL AS DATE)"))), result, why)

    return lower


def rolled(forward: bool) -> Lower:
    """顺延 and 提前: the day itself if offices work, else the next or the last working day."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        (day,) = arguments
        value, faults = _tabulated(to, to.held(day.value), DayCount(forward, 1, True))
        return strictly((day,), value, result, faults)

    return lower


def extreme(function: str) -> Lower:
    """The least or greatest of values all of which must be known: LEAST and GREATEST pass over NULL, so they stand guarded."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        value = extremum(function, [a.value for a in arguments])
        return strictly(arguments, value, result)

    return lower


def first_to_happen(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """先到: the earliest that has happened; LEAST passes over what has not, as it should here."""
    earliest = extremum("LEAST", [a.value for a in arguments])
    open_ = [a.causes for a in arguments if a.causes is not None]
    if not open_:
        return Lowered(earliest, result, None, True)
    unknown = to.held(any_unknown(arguments))
    causes = case([(unknown, joined(open_))], no_causes())
    return Lowered(case([(unknown, sql("NULL"))], earliest), result, causes, any(a.may_wait for a in arguments))


def all_happened(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """齐备: the latest, not yet where one has not happened."""
    latest = extremum("GREATEST", [a.value for a in arguments])
    missing = [a.is_null for a in arguments if a.can_be_null]
    value = case([(chain("OR", missing), sql("NULL"))], latest) if missing else latest
    open_ = [a.causes for a in arguments if a.causes is not None]
    waiting = to.held(any_of([a.is_waiting for a in arguments]))
    causes = case([(waiting, no_causes()), (any_unknown(arguments), joined(open_))], no_causes()) if open_ else None
    return Lowered(value, result, causes, any(a.may_wait for a in arguments))


def required(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """已发生的: what has not happened is unknown for want of the facts named."""
    event, subjects = arguments
    missing = [one_cause(Cause(CauseKind.MISSING, s)) for s in str(subjects.constant).split("、")]
    why = [(event.is_waiting, joined(missing))] if event.may_wait else []
    if event.causes is not None:
        why.append((event.is_unknown, event.causes))
    return Lowered(event.value, result, case(why, no_causes()) if why else None)


def extended(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """可延长: `longer` where the approval came by the limit, else the last day as it stood."""
    limit, approval, due, longer = arguments
    open_ = [a.causes for a in arguments if a.causes is not None]
    unknown = to.held(any_unknown(arguments))
    longer_holds = sql(
        "CASE WHEN :a IS NULL THEN FALSE WHEN :l IS NULL THEN TRUE ELSE :a <= :l END", a=approval.value, l=limit.value
    )
    value = case([(unknown, sql("NULL")), (longer_holds, longer.value)], due.value)
    causes = case([(unknown, joined(open_))], no_causes()) if open_ else None
    return Lowered(value, result, causes, due.may_wait or longer.may_wait)


def suspended(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """中止: the days in [max(since, start + 1), until] are not counted; open while it is suspended."""
    due, start, since, until, working, include = arguments
    end = to.held(sql("CAST(:d AS DATE)", d=due.value))
    offset = "CAST(:s AS DATE)" if include.constant is True else "CAST(:s AS DATE) + 1"
    first = to.held(sql(f"GREATEST(CAST(:since AS DATE), {offset})", since=since.value, s=start.value))
    days = to.held(sql("CAST(CAST(:u AS DATE) - :f AS BIGINT) + 1", u=until.value, f=first))
    needed = (due, start, since)
    unknown = to.held(any_unknown(needed))
    unmoved = sql(":due IS NULL OR :since IS NULL OR :since > :end", due=due.value, since=since.value, end=end)
    branches: list[tuple[exp.Expression, exp.Expression]] = [
        (unknown, sql("NULL")), (unmoved, due.value), (until.is_null, sql("NULL")), (sql(":n <= 0", n=days), due.value)
    ]  # fmt: skip
    why = [(unknown, joined([a.causes for a in needed]))]
    why.append((to.held(unmoved), no_causes()))
    if until.can_be_null:
        why.append((until.is_null, until.why))
    why.append((sql(":n <= 0", n=days), no_causes()))
    if working.constant is not True:
        value = case(branches, sql(":e + CAST(:n AS INTEGER)", e=end, n=days))
    else:
        value = _suspended_working_days(to, (first, end, until), due, branches, why)
    return Lowered(value, result, case(why, no_causes()), due.may_wait or until.may_wait)


def _suspended_working_days(
    to: Lowering,
    span: "tuple[exp.Expression, exp.Expression, Lowered]",
    due: Lowered,
    branches: "list[tuple[exp.Expression, exp.Expression]]",
    why: "list[tuple[exp.Expression, exp.Expression]]",
) -> "exp.Expression":
    """As many working days behind the suspension as had been left when it began."""
    first, end, until = span
    asked = to.held(sql("CASE WHEN :f <= :e THEN :f ELSE :e END", f=first, e=end))
    left, unsettled = to.working_days(asked, end, include_start=True)
    is_open = sql(":r IS NOT NULL", r=unsettled)
    none = sql(":n = 0", n=left)
    moved, unknown = to.working_day_after(to.held(sql("CAST(:u AS DATE)", u=until.value)), left)
    branches.extend([(is_open, sql("NULL")), (none, due.value)])
    why.extend([(is_open, cause_of(CauseKind.CALENDAR, unsettled)), (none, no_causes())])
    why.append((sql(":r IS NOT NULL", r=unknown), cause_of(CauseKind.CALENDAR, unknown)))
    return case(branches, moved)


def hours(sign: str) -> Lower:
    """T 后 48小时, T 前 48小时: from the moment itself."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        moment, period = arguments
        if isinstance(period.constant, Period):
            value, faults = _hours(to, moment.value, period.constant, sign)
            return strictly((moment,), value, result, faults)
        branches: Faults = []
        why: Faults = []
        for written in (p for p in to.periods if p.unit is PeriodUnit.HOUR):
            here = sql(":p = :w", p=period.value, w=literal(period_words(written)))
            value, faults = _hours(to, moment.value, written, sign)
            branches.append((here, value))
            why.extend((sql(":h AND :c", h=here, c=c), causes) for c, causes in faults)
        return strictly((moment, period), to.held(case(branches, sql("CAST(NULL AS TIMESTAMP)"))), result, why)

    return lower


def _hours(to: Lowering, moment: "exp.Expression", period: Period, sign: str) -> "Counted":
    if sign == "+" and not period.within_limits:
        return _over_limit(period)
    end = to.held(sql(f":m {sign} INTERVAL '{period.count} hours'", m=moment))
    beyond = sql(f"YEAR(:e) NOT BETWEEN {FIRST_DATE.year} AND {LAST_DATE.year}", e=end)
    return end, [(beyond, _overflow(sql(f"'算得的日期' || CAST(CAST(:e AS DATE) AS TEXT) || '{_RANGE}'", e=end)))]


def suspended_hours(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """中止 of a deadline in hours: the time from max(since, start) to `until` does not run."""
    due, start, since, until = arguments
    needed = (due, start, since)
    unknown = to.held(any_unknown(needed))
    unmoved = to.held(
        sql("COALESCE(:due IS NULL OR :start IS NULL OR :since IS NULL OR :since > :due, FALSE)",
            due=due.value, start=start.value, since=since.value)
    )  # fmt: skip
    from_ = to.held(sql("CASE WHEN :a >= :b THEN :a ELSE :b END", a=since.value, b=start.value))
    moved = to.held(sql("CASE WHEN :u > :f THEN :d + (:u - :f) ELSE :d END", u=until.value, f=from_, d=due.value))
    beyond = sql(f"YEAR(:m) > {LAST_DATE.year}", m=moved)
    value = case(
        [(unknown, sql("NULL")), (unmoved, due.value), (until.is_null, sql("NULL")), (beyond, sql("NULL"))], moved
    )
    why = [(unknown, joined([a.causes for a in needed])), (unmoved, no_causes())]
    why.append((until.is_null, until.why))
    why.append((beyond, one_cause(Cause(CauseKind.OVERFLOW, f"算得的日期超出{LAST_DATE.year}年"))))
    return Lowered(value, result, case(why, no_causes()), due.may_wait or until.may_wait)
