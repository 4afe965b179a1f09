"""Aggregates over referring rows, in SQL: one grouping each, joined back by what the rows belong to.

Says the same as engine/aggregates.py and the aggregate readers of engine/interpret.py.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen
from sqlglot import exp

from ..lowering.base import Lowered, case, literal, no_causes, one_cause, sql
from ..lowering.causes import ROWS_WIDTH
from ..operators.limits import limit_of
from ..program import GOVERNING, Aggregate, AggregateKind
from ..types import BooleanType, Cause, CauseKind, DateType, DecimalType, PercentType, UnroundedType
from .frames import Derivation, Frame, Grouping, column
from .layout import KEY, ROW, SHEET, quoted

if TYPE_CHECKING:
    from .scope import Scope

Reader = Callable[[str], exp.Expression]
"""Reads a column of a grouping."""
OWNER, DAY, DAY_CAUSES = "#owner", "#day", "#day causes"
_COUNTS = (AggregateKind.COUNT, AggregateKind.LEAST, AggregateKind.MOST)
_JUDGEMENTS = (AggregateKind.EXISTS, AggregateKind.ALL)


@frozen(eq=False)
class _Rows:
    """The rows to sum up: on which frame, by which of its columns, and how the owner finds its group."""

    scope: "Scope"
    keys: tuple[str, ...]
    on: tuple[tuple[exp.Expression, str], ...]


@frozen(eq=False)
class _Measured:
    """Whether a row counts and what it is worth, as names of columns."""

    where: str
    where_causes: str | None
    value: str
    value_causes: str | None

    @property
    def causes(self) -> tuple[str, ...]:
        """The lists of causes."""
        return tuple(c for c in (self.where_causes, self.value_causes) if c is not None)


def aggregated(scope: "Scope", aggregate: Aggregate) -> Lowered:
    """What the rows that belong to a row come to."""
    rules = scope.rules
    if rules.occasion.was_not_sent(rules.program.entities[aggregate.over]):
        why = one_cause(Cause(CauseKind.MISSING, aggregate.over))
        return Lowered(sql("NULL"), aggregate.type, why)
    own = [_own_key(scope, key.own) for key in aggregate.keys]
    governed = (aggregate.entity, aggregate.name) in rules.governed
    rows = _pairs(scope, aggregate, own) if governed else _plain_rows(scope, aggregate, own)
    measured = _measure(rows.scope, aggregate)
    found = _found(scope, aggregate, rows, measured)
    return _of_owner(own, found)


def _own_key(scope: "Scope", own: object) -> Lowered:
    if own is None:
        return Lowered(scope.raw(KEY), DateType())
    return scope.settled(scope.value(own))  # type: ignore[arg-type] # an expression


def _of_owner(own: list[Lowered], found: Lowered) -> Lowered:
    """A row whose own key is unknown has no group that could be told."""
    open_ = [key for key in own if key.can_be_null]
    if not open_:
        return found
    branches = [(k.is_null, k.why) for k in open_]
    value = case([(condition, sql("NULL")) for condition, _ in branches], found.value)
    return Lowered(value, found.type, case(branches, found.why), found.may_wait or any(k.may_wait for k in open_))


def _plain_rows(scope: "Scope", aggregate: Aggregate, own: list[Lowered]) -> _Rows:
    home = scope.rules.home(aggregate.over)
    keys = tuple(home.frame.hold(home.value(k.row).value, always=True).name for k in aggregate.keys)
    on = tuple((o.value, f"k{n}") for n, o in enumerate(own))
    return _Rows(home, keys, on)


def _pairs(scope: "Scope", aggregate: Aggregate, own: list[Lowered]) -> _Rows:
    """Each row of the owner with each that belongs to it, under the owner's governing date."""
    rules = scope.rules
    home = rules.home(aggregate.over)
    day = scope.settled(scope.column(GOVERNING))
    keys = [home.frame.hold(home.value(k.row).value, always=True).name for k in aggregate.keys]
    owner = [scope.frame.hold(o.value, always=True).name for o in own]
    held = [scope.frame.hold(e, always=True).name for e in (day.value, day.why)]
    stored = (KEY, SHEET, *rules.program.entities[aggregate.over].columns)
    on = " AND ".join(f"o.{quoted(a)} = r.{quoted(b)}" for a, b in zip(owner, keys, strict=True))
    cells = ", ".join(f"r.{quoted(n)}" for n in stored)
    query = (
        f"SELECT row_number() OVER () - 1 AS {quoted(ROW)}, o.{quoted(ROW)} AS {quoted(OWNER)}, "
        f"o.{quoted(held[0])} AS {quoted(DAY)}, o.{quoted(held[1])} AS {quoted(DAY_CAUSES)}, {cells} "
        f"FROM {{owner}} AS o JOIN {{row}} AS r ON {on}"
    )
    reads = {"owner": (scope.frame, (*owner, *held)), "row": (home.frame, (*keys, *stored))}
    frame = Frame(rules.ground.name("pairs"), Derivation(query, reads))
    plain = home.standing_on(frame)
    under = plain.governed_by(
        Lowered(column(DAY), DateType(), column(DAY_CAUSES) if day.causes is not None else None, day.may_wait)
    )
    return _Rows(under, (OWNER,), ((column(ROW), "k0"),))


def _measure(scope: "Scope", aggregate: Aggregate) -> _Measured:
    where = scope.settled(scope.value(aggregate.where)) if aggregate.where else None
    value = scope.settled(scope.value(aggregate.value)) if aggregate.value else None

    def name(part: exp.Expression | None) -> str | None:
        return None if part is None else scope.frame.hold(part, always=True).name

    true = Lowered(literal(True), BooleanType())
    where, value = where or true, value or true
    held = name(where.value), name(value.value)
    counts = where if not aggregate.event or not value.may_wait else _unless_waiting(where, value)
    held = (name(counts.value), held[1])
    return _Measured(held[0] or "", name(where.causes), held[1] or "", name(value.causes))


def _unless_waiting(where: Lowered, value: Lowered) -> Lowered:
    """Rows whose date has not come yet do not count."""
    return Lowered(case([(value.is_waiting, sql("FALSE"))], where.value), where.type, where.causes)


def _found(scope: "Scope", aggregate: Aggregate, rows: _Rows, measured: _Measured) -> Lowered:
    """The value of a row whose group is known."""
    ground, frame = scope.rules.ground, rows.scope.frame
    names = tuple(dict.fromkeys((*rows.keys, measured.where, measured.value, *measured.causes)))
    group = Grouping(ground.name("group"), frame, names, _grouped(aggregate, rows, measured))
    ground.groupings.append(group)

    def read(name: str) -> exp.Expression:
        return scope.frame.read(group, rows.on, name)

    unsure = scope.frame.hold(sql("COALESCE(:u, 0) > 0", u=read("unsure")))
    causes = None
    if measured.causes:
        why = Grouping(ground.name("causes"), frame, names, _counted_causes(aggregate, rows, measured))
        ground.groupings.append(why)
        causes = scope.frame.read(why, rows.on, "causes")
    if aggregate.kind in _COUNTS:
        return _count(aggregate, read("kept"), unsure, read("sure"), causes)
    if aggregate.kind in _JUDGEMENTS:
        return _judged(scope, aggregate, read, unsure, causes)
    return _folded(scope, aggregate, read, unsure, causes)


def _count(
    aggregate: Aggregate,
    kept: exp.Expression,
    unsure: exp.Expression,
    sure: exp.Expression,
    causes: exp.Expression | None,
) -> Lowered:
    kept, sure = sql("COALESCE(:k, 0)", k=kept), sql("COALESCE(:s, 0)", s=sure)
    match aggregate.kind:
        case AggregateKind.LEAST:
            return Lowered(sure, aggregate.type)
        case AggregateKind.MOST:
            return Lowered(kept, aggregate.type)
        case _:
            why = None if causes is None else case([(unsure, causes)], no_causes())
            return Lowered(case([(unsure, sql("NULL"))], kept), aggregate.type, why)


def _judged(
    scope: "Scope", aggregate: Aggregate, read: Reader, unsure: exp.Expression, causes: exp.Expression | None
) -> Lowered:
    exists = aggregate.kind is AggregateKind.EXISTS
    settled = scope.frame.hold(sql("COALESCE(:s, FALSE)", s=read("met" if exists else "unmet")))
    value = case([(settled, literal(exists)), (unsure, sql("NULL"))], literal(not exists))
    if causes is None:
        return Lowered(value, aggregate.type)
    return Lowered(value, aggregate.type, case([(settled, no_causes()), (unsure, causes)], no_causes()))


def _folded(
    scope: "Scope", aggregate: Aggregate, read: Reader, unsure: exp.Expression, causes: exp.Expression | None
) -> Lowered:
    """合计, 平均, 种数 and extremes: unknown while one row is; where no row counts, 无则 must answer."""
    value: exp.Expression = read("value")
    branches: list[tuple[exp.Expression, exp.Expression]] = [(unsure, sql("NULL"))]
    why = [(unsure, causes)] if causes is not None else []
    if aggregate.kind is AggregateKind.KINDS:
        return Lowered(
            case(branches, sql("COALESCE(:v, 0)", v=value)), aggregate.type, case(why, no_causes()) if why else None
        )
    if aggregate.kind is AggregateKind.SUM:
        total = scope.frame.hold(sql("COALESCE(:v, 0)", v=value))
        beyond = sql("ABS(:t) > :l", t=total, l=literal(limit_of(aggregate.type)))
        branches.append((beyond, sql("NULL")))
        why.append((beyond, one_cause(Cause(CauseKind.OVERFLOW, "合计超出可表示的范围"))))
        return Lowered(case(branches, sql("CAST(:t AS BIGINT)", t=total)), aggregate.type, case(why, no_causes()))
    none = scope.frame.hold(sql(":v IS NULL", v=value))
    if aggregate.event and aggregate.kind is not AggregateKind.MEAN:
        return Lowered(case(branches, value), aggregate.type, case(why, no_causes()) if why else None, True)
    if aggregate.otherwise is None:
        why.append((none, one_cause(Cause(CauseKind.UNPROVIDED, aggregate.name))))
        return Lowered(case(branches, value), aggregate.type, case(why, no_causes()))
    otherwise = scope.settled(scope.value(aggregate.otherwise))
    branches.append((none, _alike(aggregate, otherwise)))
    if otherwise.causes is not None:
        why.append((none, otherwise.causes))
    causes = case(why, no_causes()) if why else None
    return Lowered(case(branches, value), aggregate.type, causes, otherwise.may_wait)


def _alike(aggregate: Aggregate, otherwise: Lowered) -> exp.Expression:
    """What 无则 gives, as a fraction where the mean is one."""
    if aggregate.kind is not AggregateKind.MEAN or isinstance(otherwise.type, UnroundedType):
        return otherwise.value
    whole = sql("CAST(:v AS HUGEINT)", v=otherwise.value)
    return sql("CASE WHEN :w IS NOT NULL THEN STRUCT_PACK(n := :w, d := CAST(1 AS HUGEINT)) END", w=whole)


# ---------- the groupings ----------


def _is_unsure(aggregate: Aggregate, measured: _Measured) -> str:
    """A row that counts or may count, and of which something is unknown."""
    kept = f"{quoted(measured.where)} IS NOT FALSE"
    asked = (measured.where_causes,) if aggregate.kind in (*_COUNTS, *_JUDGEMENTS) else measured.causes
    open_ = " OR ".join(f"{quoted(c)} IS NOT NULL" for c in asked if c is not None)
    return f"({kept} AND ({open_ or 'FALSE'}))"


def _grouped(aggregate: Aggregate, rows: _Rows, measured: _Measured) -> str:
    where, value = quoted(measured.where), quoted(measured.value)
    keys = ", ".join(f"{quoted(k)} AS k{n}" for n, k in enumerate(rows.keys))
    unsure = _is_unsure(aggregate, measured)
    cells = [
        f"count(*) FILTER ({where} IS NOT FALSE) AS kept",
        f"count(*) FILTER ({unsure}) AS unsure",
        f"count(*) FILTER ({where} IS NOT FALSE AND NOT {unsure}) AS sure",
        f"bool_or({where}) AS met",
        f"bool_or(NOT {where}) AS unmet",
    ]
    measure = _measure_sql(aggregate, value, f"{where} AND NOT {unsure}")
    if measure:
        cells.append(f"{measure} AS value")
    known = " AND ".join(f"{quoted(k)} IS NOT NULL" for k in rows.keys)
    by = ", ".join(str(n + 1) for n in range(len(rows.keys)))
    return f"SELECT {keys}, {', '.join(cells)} FROM {{source}} WHERE {known} GROUP BY {by}"


def _measure_sql(aggregate: Aggregate, value: str, counts: str) -> str:
    match aggregate.kind:
        case AggregateKind.KINDS:
            return f"count(DISTINCT {value}) FILTER ({counts})"
        case AggregateKind.SUM:
            return f"CAST(sum({value}) FILTER ({counts}) AS HUGEINT)"
        case AggregateKind.MEAN:
            return _mean(aggregate, value, counts)
        case AggregateKind.LARGEST | AggregateKind.SMALLEST:
            order = "DESC" if aggregate.kind is AggregateKind.LARGEST else "ASC"
            return f"(list({value} ORDER BY {value} {order}) FILTER ({counts}))[{aggregate.rank}]"
        case _:
            return ""


def _mean(aggregate: Aggregate, value: str, counts: str) -> str:
    """The exact mean in lowest terms; 小数 and 百分比 as the share itself."""
    share = aggregate.value is not None and isinstance(aggregate.value.type, DecimalType | PercentType)
    total = f"CAST(sum({value}) FILTER ({counts}) AS HUGEINT)"
    number = f"CAST(count({value}) FILTER ({counts}) AS HUGEINT) * {1_000_000 if share else 1}"
    common = f"gcd({total}, {number})"
    return (
        f"CASE WHEN count({value}) FILTER ({counts}) > 0 THEN "
        f"struct_pack(n := {total} // nullif({common}, 0), d := ({number}) // nullif({common}, 0)) END"
    )


def _counted_causes(aggregate: Aggregate, rows: _Rows, measured: _Measured) -> str:
    """The reasons of several rows as one list: each with the number of rows it stands in."""
    asked = (measured.where_causes,) if aggregate.kind in (*_COUNTS, *_JUDGEMENTS) else measured.causes
    lists = [quoted(c) for c in asked if c is not None] or ["CAST(NULL AS VARCHAR[])"]
    every = f"list_distinct(list_concat({lists[0]}, {lists[1] if len(lists) > 1 else 'CAST(NULL AS VARCHAR[])'}))"
    keys = ", ".join(f"{quoted(k)} AS k{n}" for n, k in enumerate(rows.keys))
    names = ", ".join(f"k{n}" for n in range(len(rows.keys)))
    each = f"SELECT {keys}, unnest({every}) AS cause FROM {{source}} WHERE {_is_unsure(aggregate, measured)}"
    width = ROWS_WIDTH
    parted = (
        f"SELECT {names}, left(cause, length(cause) - {width}) AS base, "
        f"greatest(CAST(right(cause, {width}) AS BIGINT), 1) AS n FROM ({each})"
    )
    summed = f"SELECT {names}, base || lpad(CAST(sum(n) AS VARCHAR), {width}, '0') AS cause FROM ({parted}) GROUP BY {names}, base"
    return f"SELECT {names}, list(cause ORDER BY cause) AS causes FROM ({summed}) GROUP BY {names}"
