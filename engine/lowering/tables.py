"""From the rows of a 标准 to its value: 依次, 互斥, 就高, 累加, 按 and 自 … 起. Flat, whatever the number of rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..types import Cause, CauseKind, Type
from .base import (
    Lowered,
    Lowering,
    any_of,
    case,
    chain,
    extremum,
    joined,
    no_causes,
    one_cause,
    open_part,
    sql,
    text,
)
from .causes import FIELD, PLACE, ROWS_WIDTH, head

if TYPE_CHECKING:
    from sqlglot import exp

OVERFLOWN = Cause(CauseKind.OVERFLOW, "计算结果超出可表示的范围")

Pairs = list[tuple[Lowered, Lowered]]


def _pairs(cells: Sequence[Lowered]) -> Pairs:
    return list(zip(cells[::2], cells[1::2], strict=True))


def _words(argument: Lowered) -> str:
    if not isinstance(argument.constant, str):
        raise TypeError("the rule's own words are constants")
    return argument.constant


def unprovided(rule: Lowered) -> "exp.Expression":
    """The cause 未规定 of a rule."""
    return one_cause(Cause(CauseKind.UNPROVIDED, _words(rule)))


def first(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """依次: the first row that is not 否 decides; if it is 未知 so is the value."""
    rule, _, *cells = arguments
    pairs = _pairs(cells)
    held = [Lowered(to.held(c.value), c.type, c.causes, c.may_wait) for c, _ in pairs]
    rows = [(n, condition, value) for n, (condition, (_, value)) in enumerate(zip(held, pairs, strict=True), 1)]
    none, beyond = sql(str(len(rows) + 1)), sql(str(len(rows) + 2))
    hit = to.held(case([(c.value, sql(str(n))) for n, c, _ in rows], none))
    open_ = to.held(case([(c.is_null, sql(str(n))) for n, c, _ in rows if c.can_be_null], beyond))
    undecided = sql(":open < :hit", open=open_, hit=hit)
    at = [(n, sql(f":hit = {n}", hit=hit), value) for n, _, value in rows]
    value = case([(undecided, sql("NULL")), *((here, v.value) for _, here, v in at)], sql("NULL"))
    why = []
    for n, condition, given in rows:
        parts = [p for p in (condition.causes, open_part(given.causes)) if p is not None]
        if parts:
            asked = sql(f":hit >= {n} AND :c IS NOT FALSE", hit=hit, c=condition.value)
            why.append(case([(asked, joined(parts))], no_causes()))
    doubt = [(undecided, joined(why))] if why else []
    chosen = [(here, v.causes) for _, here, v in at if v.causes is not None]
    missing = [(sql(f":hit = {len(rows) + 1}", hit=hit), unprovided(rule))]
    always = any(c.constant is True for c, _ in pairs) and not doubt and not chosen
    causes = None if always else case([*doubt, *chosen, *missing], no_causes())
    return Lowered(value, result, causes, any(v.may_wait for _, v in pairs))


def exclusive(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """互斥: two 是 conflict; else any 未知 makes the value unknown; one 是 gives its value; none is 未规定."""
    rule, marks, *cells = arguments
    pairs = [(Lowered(to.held(c.value), c.type, c.causes, c.may_wait), v) for c, v in _pairs(cells)]
    holding = to.held(chain("+", [sql("CASE WHEN :c THEN 1 ELSE 0 END", c=c.value) for c, _ in pairs]))
    conflict = sql(":n > 1", n=holding)
    open_ = to.held(any_of([c.is_unknown for c, _ in pairs]))
    value = case([(conflict, sql("NULL")), (open_, sql("NULL")), *((c.value, v.value) for c, v in pairs)], sql("NULL"))
    places = [sql("CASE WHEN :c THEN :m ELSE '' END", c=c.value, m=text(mark + PLACE))
              for (c, _), mark in zip(pairs, _words(marks).split("、"), strict=False)]  # fmt: skip
    doubt = _doubt(pairs)
    branches = [(conflict, conflict_of(_words(rule), places)), (open_, doubt)]
    branches.extend((c.value, v.why) for c, v in pairs)
    causes = case(branches, unprovided(rule))
    return Lowered(value, result, causes, any(v.may_wait for _, v in pairs))


def conflict_of(rule: str, places: "Sequence[exp.Expression]") -> "exp.Expression":
    """The cause 冲突 of a rule, naming the places that are given as texts, each ended."""
    ending = FIELD + "0" * ROWS_WIDTH
    return sql(
        "[:head || :places || :tail]",
        head=text(head(CauseKind.CONFLICT) + rule + FIELD),
        places=chain("||", places),
        tail=text(ending),
    )


def _doubt(pairs: Pairs) -> "exp.Expression":
    """Why a choice is open: its open conditions, and the open facts of the values it may come to."""
    why: list[exp.Expression] = []
    for condition, value in pairs:
        open_ = open_part(value.causes)
        if open_ is not None:
            open_ = case([(sql(":c IS NOT FALSE", c=condition.value), open_)], no_causes())
        why.extend(p for p in (condition.causes, open_) if p is not None)
    return joined(why)


def highest(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """就高: the greatest of the rows that hold."""
    rule, *cells = arguments
    return _of_holding(to, rule, _pairs(cells), result, None)


def total(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """累加: the sum of the rows that hold."""
    rule, limit, *cells = arguments
    return _of_holding(to, rule, _pairs(cells), result, limit)


def _of_holding(to: Lowering, rule: Lowered, pairs: Pairs, result: Type, limit: Lowered | None) -> Lowered:
    pairs = [(Lowered(to.held(c.value), c.type, c.causes, c.may_wait), v) for c, v in pairs]
    open_ = to.held(any_of([c.is_unknown for c, _ in pairs]))
    lacking = [sql(":c AND :u", c=c.value, u=v.is_unknown) for c, v in pairs if v.causes is not None]
    unknown_value = to.held(sql("COALESCE(:x, FALSE)", x=any_of(lacking))) if lacking else sql("FALSE")
    none = to.held(sql("NOT (:x)", x=chain("OR", [sql(":c IS NOT FALSE", c=c.value) for c, _ in pairs])))
    counted = [sql("CASE WHEN :c THEN :v END", c=c.value, v=v.value) for c, v in pairs]
    branches: list[tuple[exp.Expression, exp.Expression]] = [(b, sql("NULL")) for b in (open_, unknown_value, none)]
    why = [(open_, _doubt(pairs))]
    lacking_causes = [case([(c.value, v.causes)], no_causes()) for c, v in pairs if v.causes is not None]
    why.append((unknown_value, joined(lacking_causes)))
    why.append((none, unprovided(rule)))
    if limit is None:
        # Rows that do not hold give NULL, which GREATEST passes over as it should here; a row that is unsure or has
        # no value has been sorted out before.
        value = extremum("GREATEST", counted)
    else:
        whole = to.held(chain("+", [sql("COALESCE(CAST(:v AS HUGEINT), 0)", v=v) for v in counted]))
        beyond = sql("ABS(:w) > :limit", w=whole, limit=limit.value)
        branches.append((beyond, sql("NULL")))
        why.append((beyond, one_cause(OVERFLOWN)))
        value = sql("CAST(:w AS BIGINT)", w=whole)
    return Lowered(case(branches, value), result, case(why, no_causes()))


def by_code(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """按: the value beside the code that is met, else that of 其余."""
    rule, subject, *cells = arguments
    rest = cells[-1] if len(cells) % 2 else None
    pairs = _pairs(cells[: len(cells) // 2 * 2])
    matches = [(sql(":s = :c", s=subject.value, c=code.value), value) for code, value in pairs]
    unknown = [(subject.is_unknown, sql("NULL"))]
    last = rest.value if rest is not None else sql("NULL")
    value = case([*unknown, *((m, v.value) for m, v in matches)], last)
    values = [*(v for _, v in pairs), *cells[-1:]]
    doubt = [p for p in (subject.causes, *(open_part(v.causes) for v in values)) if p is not None]
    otherwise = rest.why if rest is not None else unprovided(rule)
    branches = [(subject.is_unknown, joined(doubt)), *((m, v.why) for m, v in matches)]
    every = (*(v for _, v in pairs), *((rest,) if rest is not None else ()))
    settled = rest is not None and subject.causes is None and all(v.causes is None for v in every)
    causes = None if settled else case(branches, otherwise)
    return Lowered(value, result, causes, any(v.may_wait for v in every))


def dated(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """自 … 起: the last value that began on or before the governing date; before the first the text gives none."""
    rule, governing, *cells = arguments
    rows = list(reversed(_pairs(cells)))
    since = [(sql(":g >= :s", g=governing.value, s=start.value), value) for start, value in rows]
    value = case([(m, v.value) for m, v in since], sql("NULL"))
    doubt = [p for p in (governing.causes, *(open_part(v.causes) for _, v in reversed(rows))) if p is not None]
    branches = [(governing.is_unknown, joined(doubt)), (governing.is_waiting, no_causes())]
    causes = case([*branches, *((m, v.why) for m, v in since)], unprovided(rule))
    return Lowered(value, result, causes, governing.may_wait or any(v.may_wait for _, v in rows))
