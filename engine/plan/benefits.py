"""待遇 in SQL: sums due once or month by month, and what was paid against them.

Says the same as the benefit part of engine/interpret.py with payments.py, and `_verify` of engine/evaluate.py.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from sqlglot import exp

from ..lowering.base import Lowered, any_of, any_unknown, case, joined, literal, no_causes, open_part, sql
from ..outcome import BreachKind
from ..program import Benefit
from ..types import DateType
from .duties import day_of, known, shown
from .frames import Derivation, Frame, Grouping, column
from .late import Told
from .layout import KEY, ROW, SHEET, quoted
from .open_lines import Doubt
from .outputs import Outputs, day_words, words
from .result_tables import BREACHES, ENTITLEMENTS, PLACE
from .sums import fen_words

if TYPE_CHECKING:
    from .scope import Scope

MONTHS = "#months"
"""The table of the first days of months, from the year of the first version to the as-of date."""
DAY, OWNER = "#month", "#owner"


@frozen(eq=False)
class BenefitSql:
    """A sum due on a row: whether anything is, how much in all, the last day; `causes` where it cannot be told."""

    benefit: Benefit
    scope: "Scope"
    due: exp.Expression
    amount: exp.Expression
    day: exp.Expression
    causes: exp.Expression
    payer: Lowered
    payee: Lowered | None
    months: "MonthsSql | None" = None


@frozen(eq=False)
class MonthsSql:
    """The monthly sums: a frame of its own with a row a month; `owner` is the case's row there."""

    frame: Frame
    counts: exp.Expression
    amount: exp.Expression


MonthOwed = Callable[["Scope", Lowered], tuple[exp.Expression, exp.Expression]]
"""Whether a version governs the sum of a month, by its row and the date that says so (NULL: perhaps), and why that is open."""


def lower_benefit(scope: "Scope", benefit: Benefit, owed: MonthOwed | None = None) -> BenefitSql:
    """A 待遇 on a row of its entity; of monthly sums those `owed`, all where there is one version only."""
    return _once(scope, benefit) if benefit.monthly is None else _monthly(scope, benefit, owed)


# ---------- once ----------


@frozen(eq=False)
class _Stop:
    """停发: whether it stops altogether, since when, and why that cannot be told."""

    altogether: exp.Expression
    since: exp.Expression
    causes: exp.Expression | None


def _stop(scope: "Scope", benefit: Benefit) -> _Stop:
    if benefit.stop is None:
        return _Stop(sql("FALSE"), sql("CAST(NULL AS DATE)"), None)
    holds = scope.settled(scope.value(benefit.stop.condition))
    since = scope.settled(scope.value(benefit.stop.since)) if benefit.stop.since is not None else known(True)
    parts = [p for p in (holds, since) if p.causes is not None]
    causes = None
    if parts:
        open_ = sql(":h IS NOT FALSE AND (:u)", h=holds.value, u=any_unknown(parts))
        causes = scope.frame.hold(case([(open_, joined([p.causes for p in parts]))], no_causes()))
    if benefit.stop.since is None:
        return _Stop(scope.frame.hold(sql(":h IS TRUE", h=holds.value)), sql("CAST(NULL AS DATE)"), causes)
    day = scope.frame.hold(sql("CASE WHEN :h THEN :s END", h=holds.value, s=since.value))
    return _Stop(sql("FALSE"), day, causes)


def _once(scope: "Scope", benefit: Benefit) -> BenefitSql:
    own = scope.settled(scope.value(benefit.date)) if benefit.date is not None else None
    under = scope if own is None else scope.governed_by(own)
    hold = scope.frame.hold
    applies = under.settled(under.value(benefit.applies))
    day = day_of(own) if own is not None else scope.plain.own_date()
    program = scope.rules.program
    outside = [sql("COALESCE(:d < :s, FALSE)", d=day.value, s=literal(scope.rules.holds_from)), day.is_waiting]
    if program.expires is not None:
        outside.append(sql("COALESCE(:d > :e, FALSE)", d=day.value, e=literal(program.expires)))
    stop = _stop(under, benefit)
    stopped = [stop.altogether, sql("COALESCE(:d >= :s, FALSE)", d=day.value, s=stop.since)]
    amount = under.settled(under.value(benefit.amount))
    none = hold(any_of([sql(":a IS FALSE", a=applies.value), *outside, *stopped]))
    open_parts = [applies.causes, *(open_part(c) for c in (day.causes, stop.causes, amount.causes))]
    certain = [day.causes, stop.causes, amount.causes]
    unsure = [d.is_unknown for d in (day, amount)]
    if stop.causes is not None:
        unsure.append(sql(":c IS NOT NULL", c=stop.causes))
    open_ = hold(any_of(unsure))
    why = hold(
        case([(none, no_causes()), (applies.is_unknown, joined(open_parts)), (open_, joined(certain))], no_causes())
    )
    due = hold(sql("NOT :n AND NOT (:u) AND NOT :o", n=none, u=applies.is_unknown, o=open_))
    payer, payee = _parties(under, benefit)
    return BenefitSql(
        benefit, under, due, hold(amount.value), hold(sql("CAST(:d AS DATE)", d=day.value)), why, payer, payee
    )


def _parties(scope: "Scope", benefit: Benefit) -> tuple[Lowered, Lowered | None]:
    payer = shown(scope, scope.value(benefit.payer.expression))
    return payer, shown(scope, scope.value(benefit.payee.expression)) if benefit.payee else None


# ---------- month by month ----------


@frozen(eq=False)
class _Run:
    """From when to when monthly sums run: the first day, the last, the day of 停发, and why that cannot be told."""

    start: exp.Expression
    last: exp.Expression
    stop: exp.Expression
    causes: exp.Expression


def _run(scope: "Scope", benefit: Benefit) -> _Run:
    monthly = benefit.monthly
    if monthly is None:
        raise TypeError(benefit.name)
    start, end = (scope.settled(scope.value(e)) for e in (monthly.start, monthly.end))
    stop = _stop(scope, benefit)
    parts = [start.causes, end.causes, stop.causes]
    tests = [start.is_unknown, end.is_unknown]
    if stop.causes is not None:
        tests.append(sql(":c IS NOT NULL", c=stop.causes))
    hold = scope.frame.hold
    as_of = literal(scope.rules.occasion.as_of)
    last = hold(sql("CASE WHEN :e < :a THEN :e ELSE :a END", e=end.value, a=as_of))
    causes = hold(case([(any_of(tests), joined(parts))], no_causes()))
    begins = hold(sql("CASE WHEN :c IS NULL THEN :s END", c=causes, s=start.value))
    return _Run(begins, last, stop.since, causes)


def _month_frame(scope: "Scope", run: _Run) -> Frame:
    """A row for each day on which a monthly sum falls due: the first day itself, then each 1st of a month."""
    rules = scope.rules
    names = tuple(scope.frame.hold(e, always=True).name for e in (run.start, run.last, run.stop))
    start, last, stop = (f"o.{quoted(n)}" for n in names)
    stored = (KEY, SHEET, *rules.program.entities[scope.entity].columns)
    cells = ", ".join(f"o.{quoted(n)}" for n in stored)
    floor = day_words(rules.holds_from)
    query = (
        f"SELECT row_number() OVER () - 1 AS {quoted(ROW)}, o.{quoted(ROW)} AS {quoted(OWNER)}, m.day AS {quoted(DAY)}, "
        f"{cells} FROM {{owner}} AS o JOIN (SELECT NULL::DATE AS first UNION ALL SELECT first FROM {quoted(MONTHS)}) AS t "
        f"ON t.first IS NULL OR (t.first > {start} AND t.first <= {last}), "
        f"LATERAL (SELECT coalesce(t.first, {start}) AS day) AS m "
        f"WHERE {start} IS NOT NULL AND {start} <= {last} AND m.day >= {floor} AND ({stop} IS NULL OR m.day < {stop})"
    )
    reads = {"owner": (scope.frame, (*names, *stored))}
    return Frame(rules.ground.name("months of "), Derivation(query, reads))


@frozen(eq=False)
class _Mine:
    """Which months a version governs, and why that is open; both None where there is one version only."""

    owed: exp.Expression | None = None
    causes: exp.Expression | None = None


def _mine(scope: "Scope", frame: Frame, benefit: Benefit, owed: MonthOwed | None) -> _Mine:
    if owed is None:
        return _Mine()
    month = scope.plain.standing_on(frame)
    day = Lowered(column(DAY), DateType()) if benefit.date is None else month.settled(month.value(benefit.date))
    found, causes = owed(month, day_of(day))
    open_ = case([(sql(":o IS NULL", o=found), causes)], no_causes())
    return _Mine(frame.hold(found, always=True), frame.hold(open_, always=True))


def _monthly(scope: "Scope", benefit: Benefit, owed: MonthOwed | None) -> BenefitSql:
    under = scope if benefit.date is None else scope.governed_by(scope.value(benefit.date))
    rules = scope.rules
    run = _run(under, benefit)
    frame = _month_frame(under, run)
    mine = _mine(under, frame, benefit, owed)
    depends = rules.depends_on_date(benefit.applies) or rules.depends_on_date(benefit.amount)
    if benefit.date is None and depends:
        return _by_month(under, benefit, run, frame, mine)
    hold = under.frame.hold
    applies = under.settled(under.value(benefit.applies))
    amount = under.settled(under.value(benefit.amount))
    total = _totals(under, frame, column(ROW), "count(*)", mine=mine)
    run = _with_doubt(under, frame, run, mine)
    any_day = hold(sql(":n > 0", n=total[0]))
    refused = sql(":a IS FALSE", a=applies.value)
    parts = [p.causes for p in (applies, amount)]
    unknown = any_unknown((applies, amount))
    why = case(
        [
            (refused, no_causes()),
            (sql(":c IS NOT NULL", c=run.causes), joined([run.causes, *parts])),
            (sql("NOT :d", d=any_day), no_causes()),
            (unknown, joined(parts)),
        ],
        no_causes(),
    )
    causes = hold(why)
    due = hold(sql("NOT (:r) AND :d AND :c IS NULL", r=refused, d=any_day, c=causes))
    held = hold(amount.value)
    month_due, month_amount = _from_owner(under, frame, (due, held))
    if mine.owed is not None:
        month_due = frame.hold(sql(":d AND :m", d=month_due, m=mine.owed))
    months = MonthsSql(frame, month_due, month_amount)
    whole = hold(sql(":n * :a", n=total[0], a=held))
    return BenefitSql(benefit, under, due, whole, total[1], causes, *_parties(under, benefit), months)


def _with_doubt(scope: "Scope", frame: Frame, run: _Run, mine: _Mine) -> _Run:
    """Where no version can be told to govern a month, no sum can be told: why, for the first such month."""
    if mine.causes is None or not isinstance(mine.causes, exp.Column):
        return run
    name = quoted(mine.causes.name)
    earlier = f"CAST(CAST('2200-01-01' AS DATE) - {quoted(DAY)} AS BIGINT)"
    query = (
        f"SELECT {quoted(OWNER)} AS owner, arg_max([{name}], {earlier})[1] AS causes FROM {{source}} "
        f"WHERE {name} IS NOT NULL GROUP BY 1"
    )
    grouping = Grouping(scope.rules.ground.name("doubts"), frame, (OWNER, DAY, mine.causes.name), query)
    doubt = scope.frame.read(grouping, ((column(ROW), "owner"),), "causes")
    return evolve(run, causes=scope.frame.hold(sql("COALESCE(:r, :d)", r=run.causes, d=doubt)))


def _by_month(under: "Scope", benefit: Benefit, run: _Run, frame: Frame, mine: _Mine) -> BenefitSql:
    """Monthly sums whose conditions or amount change with time."""
    month = under.standing_on(frame).governed_by(Lowered(column(DAY), DateType()))
    applies = month.settled(month.value(benefit.applies))
    amount = month.settled(month.value(benefit.amount))
    owed = frame.hold(sql(":a IS NOT FALSE", a=applies.value), always=mine.owed is not None)
    if mine.owed is not None:
        owed = frame.hold(sql(":o AND COALESCE(:m, FALSE)", o=owed, m=mine.owed))
    parts = [applies.causes, amount.causes]
    unknown = sql(":o AND (:u)", o=owed, u=any_unknown((applies, amount)))
    open_ = frame.hold(case([(unknown, joined(parts))], no_causes()), always=True)
    counted = frame.hold(sql("CASE WHEN :o THEN :a END", o=owed, a=amount.value))
    hold = under.frame.hold
    number = f"count(*) FILTER ({quoted(owed.name)})" if isinstance(owed, exp.Column) else "count(*)"
    total = _totals(under, frame, column(ROW), number, counted, open_)
    run = _with_doubt(under, frame, run, mine)
    any_day = hold(sql(":n > 0", n=total[0]))
    causes = hold(sql("COALESCE(:c, :w)", c=run.causes, w=total[3]))
    due = hold(sql(":d AND :c IS NULL", d=any_day, c=causes))
    counts = frame.hold(sql(":o AND :m", o=owed, m=_from_owner(under, frame, (due,))[0]))
    months = MonthsSql(frame, counts, counted)
    return BenefitSql(benefit, under, due, total[2], total[1], causes, *_parties(under, benefit), months)


def _totals(
    scope: "Scope",
    frame: Frame,
    row: exp.Expression,
    number: str,
    amount: exp.Expression | None = None,
    causes: exp.Expression | None = None,
    mine: _Mine = _Mine(),
) -> tuple[exp.Expression, exp.Expression, exp.Expression, exp.Expression]:
    """Per case: how many months, the last day of those owed, the sum of their amounts, and the causes of all."""
    names = [OWNER, DAY]
    held_amount = frame.hold(amount, always=True).name if amount is not None else None
    held_causes = frame.hold(causes, always=True).name if causes is not None else None
    names += [n for n in (held_amount, held_causes) if n is not None]
    sums = f"CAST(sum({quoted(held_amount)}) AS BIGINT)" if held_amount else "CAST(0 AS BIGINT)"
    last = f"max({quoted(DAY)}) FILTER ({quoted(held_amount)} IS NOT NULL)" if held_amount else f"max({quoted(DAY)})"
    lists = (
        f"list_distinct(flatten(list({quoted(held_causes)}) FILTER ({quoted(held_causes)} IS NOT NULL)))"
        if held_causes
        else "CAST(NULL AS VARCHAR[])"
    )
    among = ""
    if isinstance(mine.owed, exp.Column):
        names.append(mine.owed.name)
        among = f" WHERE {quoted(mine.owed.name)}"
    query = (
        f"SELECT {quoted(OWNER)} AS owner, {number} AS n, {last} AS last, {sums} AS total, "
        f"CASE WHEN array_length({lists}) > 0 THEN {lists} END AS causes FROM {{source}}{among} GROUP BY 1"
    )
    used = tuple(dict.fromkeys((*names, *(n for n in frame.columns if quoted(n) in number))))
    grouping = Grouping(scope.rules.ground.name("totals"), frame, used, query)
    on = ((row, "owner"),)
    n, last_day, total, why = (scope.frame.read(grouping, on, c) for c in ("n", "last", "total", "causes"))
    return scope.frame.hold(sql("COALESCE(:n, 0)", n=n)), last_day, total, why


def _from_owner(scope: "Scope", frame: Frame, parts: Sequence[exp.Expression]) -> list[exp.Expression]:
    """Columns of the case as a month's row sees them."""
    names = [scope.frame.hold(p, always=True).name for p in parts]
    return [frame.read(scope.frame, ((column(OWNER), ROW),), n) for n in names]


# ---------- lines of results ----------


@frozen(eq=False)
class BenefitOffer:
    """A 待遇 as one version has it, and for which rows; sums of one row stand by `order` of their versions."""

    number: int
    found: BenefitSql
    version: date | exp.Expression | None = None
    chosen: exp.Expression | None = None
    order: int = 0


def add_benefit(outputs: Outputs, entity_number: int, offer: BenefitOffer) -> None:
    """The sums due: one line, or one a month."""
    found, benefit = offer.found, offer.found.benefit
    case_frame = found.scope.frame
    held = {
        "due": found.due if offer.chosen is None else sql(":c AND :d", c=offer.chosen, d=found.due),
        "amount": found.amount,
        "day": found.day,
        "payer": found.payer.value,
        "payee": found.payee.value if found.payee is not None else sql("CAST(NULL AS TEXT)"),
    }
    names = {n: case_frame.hold(e, always=True).name for n, e in held.items()}
    told = Told(case_frame)
    case_frame.kept.update(names.values())
    version = offer.version
    since = (
        told.cell(case_frame.hold(version, late=True)) if isinstance(version, exp.Expression) else day_words(version)
    )
    table = outputs.making.want(case_frame, [ROW, KEY, *names.values(), *told.kept])
    number = 2_000 + offer.number
    place: tuple[str, ...] = ("1", str(entity_number), quoted(ROW), str(number), str(offer.order), "0")
    source, amount, day, counts = f"{quoted(table)} AS c", names["amount"], f"c.{quoted(names['day'])}", ""
    if found.months is not None:
        months = found.months
        held_months = [months.frame.hold(e, always=True).name for e in (months.counts, months.amount)]
        wanted = [ROW, OWNER, DAY, *held_months]
        own = outputs.making.want(months.frame, wanted)
        source += f" JOIN {quoted(own)} AS m ON m.{quoted(OWNER)} = c.{quoted(ROW)}"
        day, counts = f"m.{quoted(DAY)}", f" AND m.{quoted(held_months[0])}"
        place = (*place[:4], str(offer.order), f"epoch(m.{quoted(DAY)})")
        amount_cell = f"m.{quoted(held_months[1])}"
    else:
        amount_cell = f"c.{quoted(amount)}"
    offset = benefit.budget_offset
    budget = f"year({day}) + {offset}" if offset is not None else "CAST(NULL AS BIGINT)"
    place = tuple(p.replace('"#row"', 'c."#row"') for p in place)
    cells = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, place, strict=True))
    outputs.add(
        ENTITLEMENTS,
        f"SELECT {cells}, {words(benefit.name)} AS benefit, {words(benefit.entity)} AS entity, c.{quoted(KEY)} AS key, "
        f"c.{quoted(names['payer'])} AS payer, c.{quoted(names['payee'])} AS payee, {amount_cell} AS amount_fen, "
        f"{day} AS date, {since} AS version, {budget} AS budget_year "
        f"FROM {source} WHERE c.{quoted(names['due'])}{counts}",
    )


@frozen(eq=False)
class Owed:
    """What is due in all to a row, whatever the version: known where `causes` is NULL."""

    amount: exp.Expression
    day: exp.Expression
    causes: exp.Expression
    due: exp.Expression
    payer: exp.Expression
    version: exp.Expression


def add_payment(
    outputs: Outputs, scope: "Scope", benefit: Benefit, number: int, entity_number: int, owed: Owed
) -> list[Doubt]:
    """核对: a payment that differs is a violation; one nobody recorded leaves it open where something is due."""
    if benefit.paid is None:
        return []
    hold = scope.frame.hold
    paid = scope.settled(scope.value(benefit.paid))
    payer = shown(scope, scope.value(benefit.payer.expression))
    decided = sql(":c IS NULL", c=owed.causes)
    differs = hold(sql("COALESCE(:d AND :p <> :o, FALSE)", d=decided, p=paid.value, o=owed.amount), always=True)
    names = {
        "differs": differs, "paid": hold(paid.value, always=True), "owed": hold(owed.amount, always=True),
        "day": hold(owed.day, always=True),
        "payer": hold(case([(owed.due, owed.payer)], payer.value), always=True),
        "version": hold(owed.version, always=True),
    }  # fmt: skip
    held = {n: e.name for n, e in names.items()}
    table = outputs.making.want(scope.frame, [ROW, KEY, *held.values()])
    place = ("1", str(entity_number), quoted(ROW), str(2_000 + number), "0", "0")
    cells = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, place, strict=True))
    reason = f"'实发' || {fen_words(quoted(held['paid']))} || '，应发' || {fen_words(quoted(held['owed']))}"
    outputs.add(
        BREACHES,
        f"SELECT {cells}, {words(benefit.name)} AS rule, {words(BreachKind.WRONG_PAYMENT.value)} AS kind, "
        f"{quoted(held['payer'])} AS bearer, {words(benefit.entity)} AS entity, {quoted(KEY)} AS key, "
        f"{quoted(held['day'])} AS due, {reason} AS reason, {quoted(held['version'])} AS version "
        f"FROM {quoted(table)} WHERE {quoted(held['differs'])}",
    )
    if paid.causes is None:
        return []
    open_ = sql(":d AND :o <> 0 AND :u", d=decided, o=owed.amount, u=paid.is_unknown)
    return [Doubt(2_000 + number, benefit.name, case([(open_, paid.causes)], no_causes()))]
