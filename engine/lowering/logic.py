"""且 或 非 and 下列至少N项 in SQL's own three-valued logic; 已知 and 未知."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..types import BooleanType, Type
from .base import Lower, Lowered, Lowering, any_unknown, case, chain, joined, no_causes, sql, truth

if TYPE_CHECKING:
    from sqlglot import exp


def kleene(value: "exp.Expression", arguments: Sequence[Lowered]) -> Lowered:
    """A condition whose causes, where it is undecided, are those of all its unknown arguments."""
    open_ = [a.causes for a in arguments if a.causes is not None]
    causes = case([(sql(":v IS NULL", v=value), joined(open_))], no_causes()) if open_ else None
    return Lowered(value, BooleanType(), causes)


def connected(operator: str) -> Lower:
    """且 (AND) and 或 (OR)."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        return kleene(to.held(chain(operator, [truth(a) for a in arguments])), arguments)

    return lower


def negation(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """非."""
    (condition,) = arguments
    return Lowered(sql("NOT :a", a=truth(condition)), BooleanType(), condition.causes)


def at_least(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """下列至少N项: t ≥ N is true, t + u < N is false, else unknown."""
    needed, *items = arguments
    holding = to.held(chain("+", [sql("CASE WHEN :a THEN 1 ELSE 0 END", a=i.value) for i in items]))
    open_ = chain("+", [sql("CASE WHEN :u THEN 1 ELSE 0 END", u=i.is_unknown) for i in items])
    value = sql(
        "CASE WHEN :t >= :n THEN TRUE WHEN :t + :u < :n THEN FALSE END", t=holding, u=to.held(open_), n=needed.value
    )
    return kleene(to.held(value), items)


def is_known(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """已知: neither 未知 nor 尚未发生."""
    return Lowered(sql(":a IS NOT NULL", a=arguments[0].value), BooleanType())


def is_unknown(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """未知 as a test."""
    return Lowered(sql(":a IS NULL", a=arguments[0].value), BooleanType())


def count_compared(symbol: str) -> Lower:
    """人数 held against a number: decided as soon as the rows that are sure, or all that may be, settle it."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        count, least, most, number = arguments
        parts = {"c": count.value, "l": least.value, "m": most.value, "n": number.value}
        bounded = sql(":l IS NULL OR :m IS NULL", l=least.value, m=most.value)
        if symbol in ("=", "<>"):
            differs = "FALSE" if symbol == "=" else "TRUE"
            open_ = sql(f"CASE WHEN :l <= :n AND :n <= :m THEN NULL ELSE {differs} END", **_only(parts, "lmn"))
        else:
            open_ = sql(f"CASE WHEN (:l {symbol} :n) = (:m {symbol} :n) THEN :l {symbol} :n END", **_only(parts, "lmn"))
        decided = sql(f":c {symbol} :n", **_only(parts, "cn"))
        value = case([(number.is_null, sql("NULL")), (bounded, sql("NULL")), (count.is_unknown, open_)], decided)
        return kleene(to.held(value), (count, number))

    return lower


def _only(parts: "dict[str, exp.Expression]", names: str) -> "dict[str, exp.Expression]":
    return {name: parts[name] for name in names}


def member(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """属于: one of the values listed; all of them must be known."""
    value, *items = arguments
    found = chain("OR", [sql(":v = :i", v=value.value, i=item.value) for item in items])
    can_be_null = [a for a in arguments if a.can_be_null]
    if len(can_be_null) > (1 if value.can_be_null else 0):
        found = case([(chain("OR", [a.is_null for a in can_be_null]), sql("NULL"))], found)
    open_ = [a for a in arguments if a.causes is not None]
    causes = case([(any_unknown(open_), joined([a.causes for a in open_]))], no_causes()) if open_ else None
    return Lowered(found, BooleanType(), causes, any(a.may_wait for a in arguments))
