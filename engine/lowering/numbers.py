"""Numbers in SQL: sums within their range, and fractions kept exact until the one rounding.

A fraction is a numerator and a denominator of 128 bits in lowest terms. Factors are cancelled before they are
multiplied, so only a result that itself needs more than 37 digits is given up, as 溢出.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..types import Cause, CauseKind, Type, UnroundedType
from .base import Lower, Lowered, Lowering, exact_literal, literal, one_cause, sql
from .dates import extreme
from .strict import strictly

if TYPE_CHECKING:
    from sqlglot import exp

OVERFLOW_WORDS = "计算结果超出可表示的范围"
TOO_FINE = "计算的中间结果超出可表示的范围"
_WIDEST = "1e37"


def _fault(condition: "exp.Expression", words: str = OVERFLOW_WORDS) -> "tuple[exp.Expression, exp.Expression]":
    return condition, one_cause(Cause(CauseKind.OVERFLOW, words))


def within(symbol: str, limit: int) -> Lower:
    """+ - × of whole numbers; outside ±limit it is 溢出. Reckoned in 128 bits, so that nothing overflows before the test."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        first, second = arguments
        whole = to.held(sql(f"CAST(:a AS HUGEINT) {symbol} CAST(:b AS HUGEINT)", a=first.value, b=second.value))
        beyond = sql("ABS(:w) > :l", w=whole, l=literal(limit))
        return strictly(arguments, sql("CAST(:w AS BIGINT)", w=whole), result, [_fault(beyond)], guarded=False)

    return lower


def _parts(to: Lowering, argument: Lowered) -> "tuple[exp.Expression, exp.Expression]":
    """Numerator and denominator."""
    if isinstance(argument.type, UnroundedType):
        held = to.held(argument.value)
        return sql(":f.n", f=held), sql(":f.d", f=held)
    return sql("CAST(:v AS HUGEINT)", v=argument.value), sql("CAST(1 AS HUGEINT)")


def _fraction(numerator: "exp.Expression", denominator: "exp.Expression") -> "exp.Expression":
    return sql("CASE WHEN :n IS NOT NULL THEN STRUCT_PACK(n := :n, d := :d) END", n=numerator, d=denominator)


def _times(to: Lowering, a: "exp.Expression", b: "exp.Expression") -> "exp.Expression":
    """A product, NULL where it needs more than 37 digits."""
    return to.held(
        sql(
            f"CASE WHEN ABS(CAST(:a AS DOUBLE)) * ABS(CAST(:b AS DOUBLE)) < {_WIDEST} THEN :a * :b END",
            a=a,
            b=b,
        )
    )


def _known(arguments: Sequence[Lowered]) -> "exp.Expression":
    open_ = [a for a in arguments if a.can_be_null]
    return (
        sql("TRUE")
        if not open_
        else sql(
            " AND ".join(f":x{n} IS NOT NULL" for n in range(len(open_))),
            **{f"x{n}": a.value for n, a in enumerate(open_)},
        )
    )


def _exact(
    to: Lowering,
    arguments: Sequence[Lowered],
    parts: "tuple[exp.Expression, exp.Expression]",
    result: Type,
    faults: "Sequence[tuple[exp.Expression, exp.Expression]]" = (),
) -> Lowered:
    """A fraction of two parts that are NULL where they would be too long."""
    numerator, denominator = parts
    lost = sql(":k AND (:n IS NULL OR :d IS NULL)", k=_known(arguments), n=numerator, d=denominator)
    value = to.held(_fraction(numerator, denominator))
    return strictly(arguments, value, result, [*faults, _fault(lost, TOO_FINE)], guarded=True)


def exact_product(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """× before rounding."""
    (n1, d1), (n2, d2) = (_held_parts(to, a) for a in arguments)
    return _exact(to, arguments, _cross(to, n1, d1, n2, d2), result)


def exact_quotient(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """÷ before rounding; by zero there is no result."""
    (n1, d1), (n2, d2) = (_held_parts(to, a) for a in arguments)
    sign = to.held(sql("CASE WHEN :n < 0 THEN -:d ELSE :d END", n=n2, d=d2))
    size = to.held(sql("NULLIF(ABS(:n), 0)", n=n2))
    zero = (sql(":n = 0", n=n2), one_cause(Cause(CauseKind.DIVISION_BY_ZERO, "除以0没有结果")))
    return _exact(to, arguments, _cross(to, n1, d1, sign, size), result, [zero])


def _held_parts(to: Lowering, argument: Lowered) -> "tuple[exp.Expression, exp.Expression]":
    numerator, denominator = _parts(to, argument)
    return to.held(numerator), to.held(denominator)


def _cross(
    to: Lowering, n1: "exp.Expression", d1: "exp.Expression", n2: "exp.Expression", d2: "exp.Expression"
) -> "tuple[exp.Expression, exp.Expression]":
    """n1/d1 × n2/d2 in lowest terms: both are in lowest terms already, so cancelling crosswise does it."""
    first = to.held(sql("NULLIF(GCD(:a, :b), 0)", a=n1, b=d2))
    second = to.held(sql("NULLIF(GCD(:a, :b), 0)", a=n2, b=d1))
    numerator = _times(to, to.held(sql(":a // :g", a=n1, g=first)), to.held(sql(":a // :g", a=n2, g=second)))
    denominator = _times(to, to.held(sql(":a // :g", a=d1, g=second)), to.held(sql(":a // :g", a=d2, g=first)))
    return numerator, denominator


def exact_sum(symbol: str) -> Lower:
    """+ and - before rounding."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        (n1, d1), (n2, d2) = (_held_parts(to, a) for a in arguments)
        common = to.held(sql("NULLIF(GCD(:a, :b), 0)", a=d1, b=d2))
        left = _times(to, n1, to.held(sql(":d // :g", d=d2, g=common)))
        right = _times(to, n2, to.held(sql(":d // :g", d=d1, g=common)))
        over = _times(to, d1, to.held(sql(":d // :g", d=d2, g=common)))
        whole = to.held(sql(f":a {symbol} :b", a=left, b=right))
        shared = to.held(sql("NULLIF(GCD(:n, :d), 0)", n=whole, d=over))
        numerator = to.held(sql(":n // :g", n=whole, g=shared))
        return _exact(to, arguments, (numerator, to.held(sql(":d // :g", d=over, g=shared))), result)

    return lower


def share(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """百分比 and 小数 as the share itself."""
    (millionths,) = arguments
    common = to.held(sql("GCD(CAST(:m AS HUGEINT), CAST(1000000 AS HUGEINT))", m=millionths.value))
    numerator = sql("CAST(:m AS HUGEINT) // :g", m=millionths.value, g=common)
    denominator = sql("CAST(1000000 AS HUGEINT) // :g", g=common)
    return strictly(arguments, to.held(_fraction(numerator, denominator)), result, guarded=False)


def rounded(mode: str) -> Lower:
    """四舍五入到 (half), 进一到 (up), 舍去到 (down): on the size of the number, keeping its sign."""
    rest = {"half": "((:s % :d) * 2 + :d) // (2 * :d)", "up": "((:s % :d) + :d - 1) // :d", "down": "0"}[mode]

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        number, unit, limit = arguments
        numerator, denominator = _held_parts(to, number)
        divisor = _times(to, denominator, to.held(sql("CAST(:u AS HUGEINT)", u=unit.value)))
        size = to.held(sql("ABS(:n)", n=numerator))
        parts = {"s": size, "d": divisor}
        used = {k: v for k, v in parts.items() if f":{k}" in rest}
        units = to.held(sql("(:s // :d) + :r", s=size, d=divisor, r=sql(rest, **used)))
        # Tested before it is multiplied: a sum that long is out of range whatever its unit.
        whole = _times(to, units, to.held(sql("CAST(:u AS HUGEINT)", u=unit.value)))
        signed = sql("CASE WHEN :n < 0 THEN -:w ELSE :w END", n=numerator, w=whole)
        fits = to.held(sql("COALESCE(:w <= :l, FALSE)", w=whole, l=limit.value))
        beyond = sql("NOT :f", f=fits)
        value = sql("CASE WHEN :f THEN CAST(:v AS BIGINT) END", f=fits, v=signed)
        return strictly(arguments, value, result, [_fault(beyond)])

    return lower


def bounded(kind: str) -> Lower:
    """封顶 (least), 保底 (greatest), 超过…的部分, 低于…的差额 and 超过…至…的部分."""

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        if any(isinstance(a.type, UnroundedType) for a in arguments):
            return _bounded_exactly(kind, to, arguments, result)
        match kind:
            case "least" | "greatest":
                return extreme(kind.upper())(to, arguments, result)
            case "excess":
                value = sql("CASE WHEN :a > :b THEN :a - :b ELSE 0 END", **_named(arguments))
            case "shortfall":
                value = sql("CASE WHEN :b > :a THEN :b - :a ELSE 0 END", **_named(arguments))
            case _:
                value = sql(
                    "CASE WHEN :a <= :b OR :c <= :b THEN 0 WHEN :a < :c THEN :a - :b ELSE :c - :b END",
                    **_named(arguments),
                )
        return strictly(arguments, value, result)

    return lower


def _named(arguments: Sequence[Lowered]) -> "dict[str, exp.Expression]":
    return dict(zip("abc", (a.value for a in arguments), strict=False))


def _bounded_exactly(kind: str, to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """The same on fractions, by the sign of a difference."""
    match kind:
        case "least" | "greatest":
            first, second = arguments
            return _chosen(to, first, second, result, smaller=kind == "least")
        case "excess":
            return _not_below_zero(to, exact_sum("-")(to, arguments, result), result)
        case "shortfall":
            return _not_below_zero(to, exact_sum("-")(to, arguments[::-1], result), result)
        case _:
            number, low, high = arguments
            capped = _chosen(to, number, high, result, smaller=True)
            return _not_below_zero(to, exact_sum("-")(to, (capped, low), result), result)


def _as_fraction(to: Lowering, argument: Lowered, result: Type) -> Lowered:
    if isinstance(argument.type, UnroundedType):
        return argument
    numerator, denominator = _parts(to, argument)
    return Lowered(to.held(_fraction(numerator, denominator)), result, argument.causes, argument.may_wait)


def _chosen(to: Lowering, first: Lowered, second: Lowered, result: Type, *, smaller: bool) -> Lowered:
    difference = exact_sum("-")(to, (first, second), result)
    held = to.held(difference.value)
    left, right = (_as_fraction(to, a, result).value for a in (first, second))
    symbol = "<=" if smaller else ">="
    value = sql(f"CASE WHEN :d.n {symbol} 0 THEN :l WHEN :d.n IS NOT NULL THEN :r END", d=held, l=left, r=right)
    return Lowered(to.held(value), result, difference.causes, difference.may_wait)


def _not_below_zero(to: Lowering, number: Lowered, result: Type) -> Lowered:
    held = to.held(number.value)
    value = sql("CASE WHEN :v.n < 0 THEN :z ELSE :v END", v=held, z=exact_literal(0, 1))
    return Lowered(to.held(value), result, number.causes, number.may_wait)


def figure(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """于: a 参数 of a place and a year."""
    name, place, year, _ = arguments
    value, causes = to.figure(str(name.constant), place, year)
    return strictly((place, year), value, result, [(sql(":v IS NULL", v=value), causes)])


def of_ranks(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """属于 甲 至 乙: the codes between two of an ordered list, both included."""
    value, low, high, order = arguments
    codes = str(order.constant).split("、")
    ends = sorted((codes.index(str(low.constant)), codes.index(str(high.constant))))
    listed = codes[ends[0] : ends[1] + 1]
    names = {f"c{n}": literal(code) for n, code in enumerate(listed)}
    return strictly((value,), sql(f":v IN ({', '.join(f':{n}' for n in names)})", v=value.value, **names), result)
