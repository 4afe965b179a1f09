"""例外: what is carved out of a rule, and which of several exceptions prevails (semantics.md, Exceptions)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from ..types import Type
from .base import Lowered, Lowering, any_of, case, chain, joined, no_causes, open_part, sql, text
from .causes import PLACE
from .tables import conflict_of

if TYPE_CHECKING:
    from sqlglot import exp

WIDTH = 4


@frozen(eq=False)
class _Carving:
    """One exception: its condition as a column, whether it may apply and whether it is left unbeaten."""

    name: str
    beats: frozenset[str]
    condition: Lowered
    value: Lowered
    live: "exp.Expression"


def except_(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """Where what may apply agrees, that; else unknown while one of it is unknown; else 冲突 naming every place."""
    host, base, *cells = arguments
    carvings = [_carving(to, cells[n : n + WIDTH]) for n in range(0, len(cells), WIDTH)]
    left = [to.held(sql(":live AND NOT :b", live=c.live, b=_beaten(c, carvings))) for c in carvings]
    holds = to.held(any_of([_holds(c, is_left) for c, is_left in zip(carvings, left, strict=True)]))
    chosen = _first_of(to, base, holds, carvings, left)
    agreed = to.held(
        chain(
            "AND",
            [
                sql("NOT :l OR :same", l=is_left, same=_same(c.value, chosen))
                for c, is_left in zip(carvings, left, strict=True)
            ],
        )
    )
    open_ = [_deciding(c, n, carvings, left) for n, c in enumerate(carvings)]
    doubtful = to.held(
        any_of([sql(":d AND :u", d=d, u=c.condition.is_unknown) for d, c in zip(open_, carvings, strict=True)])
    )
    unknown = to.held(any_of(_considered(base.is_unknown, [c.value.is_unknown for c in carvings], holds, left)))
    value = case([(agreed, chosen.value)], sql("NULL"))
    values = _considered_causes(base.causes, [c.value.causes for c in carvings], holds, left)
    open_values = _considered_causes(open_part(base.causes), [open_part(c.value.causes) for c in carvings], holds, left)
    conditions = [
        case([(d, c.condition.causes)], no_causes())
        for d, c in zip(open_, carvings, strict=True)
        if c.condition.causes is not None
    ]
    causes = case(
        [
            (agreed, chosen.why),
            (doubtful, joined([*conditions, *open_values])),
            (unknown, joined(values)),
        ],
        _conflict(str(host.constant), carvings, left),
    )
    return Lowered(value, result, causes, any(v.may_wait for v in (base, *(c.value for c in carvings))))


def _carving(to: Lowering, cells: Sequence[Lowered]) -> _Carving:
    name, beats, condition, value = cells
    condition = Lowered(to.held(condition.value), condition.type, condition.causes, condition.may_wait)
    live = to.held(sql(":c IS NOT FALSE", c=condition.value))
    causes = to.held(value.causes) if value.causes is not None else None
    value = Lowered(to.held(value.value), value.type, causes, value.may_wait)
    return _Carving(str(name.constant), frozenset(str(beats.constant).split("、")) - {""}, condition, value, live)


def _beaten(carving: _Carving, carvings: Sequence[_Carving]) -> "exp.Expression":
    """Whether one that holds takes precedence; never NULL."""
    by = [sql("COALESCE(:c, FALSE)", c=c.condition.value) for c in carvings if carving.name in c.beats]
    return any_of(by)


def _holds(carving: _Carving, left: "exp.Expression") -> "exp.Expression":
    return sql(":l AND COALESCE(:c, FALSE)", l=left, c=carving.condition.value)


def _first_of(
    to: Lowering, base: Lowered, holds: "exp.Expression", carvings: Sequence[_Carving], left: "Sequence[exp.Expression]"
) -> Lowered:
    """The first of the values considered: the base where no exception holds, else the first exception left."""
    rest = list(zip(left, (c.value for c in carvings), strict=True))
    value = to.held(
        case([(sql("NOT :h", h=holds), base.value), *((is_left, v.value) for is_left, v in rest)], sql("NULL"))
    )
    if all(v.causes is None for v in (base, *(v for _, v in rest))):
        return Lowered(value, base.type)
    lists = [(sql("NOT :h", h=holds), base), *rest]
    causes = case([(c, v.why) for c, v in lists], no_causes())
    return Lowered(value, base.type, to.held(causes))


def _same(value: Lowered, chosen: Lowered) -> "exp.Expression":
    """Whether two values are one and the same; two unknown ones are, where their causes are."""
    same = sql(":a IS NOT DISTINCT FROM :b", a=value.value, b=chosen.value)
    if chosen.causes is None:
        return same
    lists = sql(
        "LIST_SORT(LIST_DISTINCT(:a)) IS NOT DISTINCT FROM LIST_SORT(LIST_DISTINCT(:b))", a=value.why, b=chosen.causes
    )
    return sql(":same AND :lists", same=same, lists=lists)


def _deciding(
    carving: _Carving, number: int, carvings: Sequence[_Carving], left: "Sequence[exp.Expression]"
) -> "exp.Expression":
    """Whether a condition still matters: its exception is left, or would beat one that is."""
    beating = [is_left for c, is_left in zip(carvings, left, strict=True) if c.name in carving.beats]
    return sql(":live AND (:any)", live=carving.live, any=any_of([left[number], *beating]))


def _considered(
    base: "exp.Expression",
    values: "Sequence[exp.Expression]",
    holds: "exp.Expression",
    left: "Sequence[exp.Expression]",
) -> "list[exp.Expression]":
    own = sql("NOT :h AND :b", h=holds, b=base)
    return [own, *(sql(":l AND :v", l=is_left, v=v) for is_left, v in zip(left, values, strict=True))]


def _considered_causes(
    base: "exp.Expression | None",
    values: "Sequence[exp.Expression | None]",
    holds: "exp.Expression",
    left: "Sequence[exp.Expression]",
) -> "list[exp.Expression]":
    found = [case([(sql("NOT :h", h=holds), base)], no_causes())] if base is not None else []
    found.extend(case([(is_left, v)], no_causes()) for is_left, v in zip(left, values, strict=True) if v is not None)
    return found


def _conflict(host: str, carvings: Sequence[_Carving], left: "Sequence[exp.Expression]") -> "exp.Expression":
    named = sorted(zip(carvings, left, strict=True), key=lambda pair: pair[0].name)
    return conflict_of(
        host, [sql("CASE WHEN :l THEN :m ELSE '' END", l=is_left, m=text(c.name + PLACE)) for c, is_left in named]
    )
