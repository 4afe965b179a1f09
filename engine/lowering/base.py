"""A value as SQL, and how operators write theirs: text with the arguments' names in it, parsed once by SQLGlot.

A value is two expressions. `value` is NULL where it is 未知 or 尚未发生; `causes` is a list of encoded causes where it is
未知 and NULL otherwise. So one NULL never has to be guessed at.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from ..periods import Period
from ..types import Cause, CauseKind, Known, Type
from .causes import encoded, head, tail

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "duckdb"


@frozen(eq=False)
class Lowered:
    """A value as SQL. `may_wait` where it may be 尚未发生; `constant` its value where the rule names it outright.

    `causes` is None where the value can never be unknown.
    """

    value: "exp.Expression" = field(repr=False)
    type: Type
    causes: "exp.Expression | None" = field(default=None, repr=False)
    may_wait: bool = False
    constant: Known | None = None

    @property
    def why(self) -> "exp.Expression":
        """The causes; NULL where it can never be unknown."""
        return self.causes if self.causes is not None else no_causes()

    @property
    def is_unknown(self) -> "exp.Expression":
        """Whether the value is 未知; never NULL itself."""
        if self.causes is None:
            return sql("FALSE")
        return sql(":causes IS NOT NULL", causes=self.causes) if self.may_wait else self.is_null

    @property
    def is_waiting(self) -> "exp.Expression":
        """Whether the value is 尚未发生."""
        if not self.may_wait:
            return sql("FALSE")
        if self.causes is None:
            return self.is_null
        return sql(":value IS NULL AND :causes IS NULL", value=self.value, causes=self.causes)

    @property
    def is_null(self) -> "exp.Expression":
        """Whether there is no value, for whatever reason."""
        return sql(":value IS NULL", value=self.value)

    @property
    def can_be_null(self) -> bool:
        """Whether there may be no value."""
        return self.causes is not None or self.may_wait


class Lowering(Protocol):
    """What an operator may ask for beyond expressions: columns of their own, and tables made once."""

    def held(self, expression: "exp.Expression") -> "exp.Expression":
        """A column that holds an expression, so that it may be repeated freely."""

    def tabulated(self, day: "exp.Expression", count: "DayCount") -> "tuple[exp.Expression, exp.Expression]":
        """The day that a count of working days from a day ends on, and why there is none (the words of a 日历 cause)."""

    def working_days(
        self, low: "exp.Expression", high: "exp.Expression", *, include_start: bool = False
    ) -> "tuple[exp.Expression, exp.Expression]":
        """How many working days there are from `low` (left out unless 含当日) to `high` ≥ `low`, and why that cannot be told."""

    def working_day_after(self, day: "exp.Expression", n: "exp.Expression") -> "tuple[exp.Expression, exp.Expression]":
        """The n-th working day after a day, n being an expression, and why there is none."""

    def figure(self, name: str, place: Lowered, year: Lowered) -> "tuple[exp.Expression, exp.Expression]":
        """A 参数 of a place and a year, and the cause that it is missing."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every 期间 the policy writes."""


@frozen
class DayCount:
    """A count of working days that depends on its first day alone: N of them forward or backward, or rolled off rest days.

    Rolling is the first working day, the day itself counted.
    """

    forward: bool
    number: int
    include_start: bool


Lower = Callable[[Lowering, Sequence[Lowered], Type], Lowered]
"""Makes the SQL of an operator from that of its arguments; the last argument is the type that comes out."""


def sql(template: str, /, **parts: "exp.Expression") -> "exp.Expression":
    """An expression from text in which `:name` stands for a part; parts are put into parentheses where they need them."""
    parsed = _parsed(template).copy()
    if not parts:
        return parsed
    from sqlglot import exp

    for place in list(parsed.find_all(exp.Placeholder)):
        part = _bracketed(parts[place.name])
        if place is parsed:
            return part
        place.replace(part)
    return parsed


@lru_cache(maxsize=4096)
def _parsed(template: str) -> "exp.Expression":
    from sqlglot import exp, parse_one

    return _whole(parse_one(template, dialect=DIALECT), exp.Expression)


def _whole(found: object, kind: "type[exp.Expression]") -> "exp.Expression":
    if not isinstance(found, kind):
        raise TypeError(f"no expression of SQL: {found!r}")
    return found


def _bracketed(part: "exp.Expression") -> "exp.Expression":
    from sqlglot import exp

    atoms = (exp.Column, exp.Literal, exp.Null, exp.Boolean, exp.Func, exp.Paren, exp.Cast, exp.Array)
    connectors = (exp.Connector, exp.Binary)
    if isinstance(part, connectors) or not isinstance(part, atoms):
        return exp.Paren(this=part.copy())
    return part.copy()


def written(expression: "exp.Expression") -> str:
    """An expression as DuckDB reads it, without the copy SQLGlot would make first: what plans are made of it leaves alone."""
    return expression.sql(dialect=DIALECT, copy=False)


def text(value: str) -> "exp.Expression":
    """A text as a literal."""
    from sqlglot import exp

    return exp.Literal.string(value)


def literal(value: Known | None) -> "exp.Expression":
    """A known value as SQL; 期间 as its words; None is NULL."""
    match value:
        case None:
            return sql("NULL")
        case bool():
            return sql("TRUE" if value else "FALSE")
        case datetime():
            return sql(f"CAST('{value.isoformat(sep=' ')}' AS TIMESTAMP)")
        case date():
            return sql(f"CAST('{value.isoformat()}' AS DATE)")
        case int():
            return sql(f"CAST({value} AS BIGINT)") if value >= 0 else sql(f"CAST(-{-value} AS BIGINT)")
        case Fraction():
            return exact_literal(value.numerator, value.denominator)
        case Period():
            return text(period_words(value))
        case str():
            return text(value)


def exact_literal(numerator: int, denominator: int) -> "exp.Expression":
    """A fraction in lowest terms."""
    return sql(f"STRUCT_PACK(n := CAST({numerator} AS HUGEINT), d := CAST({denominator} AS HUGEINT))")


def period_words(period: Period) -> str:
    """A 期间 as tables hold it."""
    return f"{period.count} {period.unit.value}"


def no_causes() -> "exp.Expression":
    """NULL of the type of a list of causes."""
    return sql("CAST(NULL AS TEXT[])")


def one_cause(cause: Cause) -> "exp.Expression":
    """The list of one cause known beforehand."""
    return sql("[:cause]", cause=text(encoded(cause)))


def cause_of(kind: CauseKind, subject: "exp.Expression") -> "exp.Expression":
    """The list of one cause whose subject is known only with the row."""
    return sql("[:head || :subject || :tail]", head=text(head(kind)), subject=subject, tail=text(tail()))


def func(name: str, *arguments: "exp.Expression") -> "exp.Expression":
    """A call of a function of SQL."""
    from sqlglot import exp

    return _whole(exp.func(name, *(a.copy() for a in arguments), dialect=DIALECT), exp.Expression)


def extremum(name: str, values: "Sequence[exp.Expression]") -> "exp.Expression":
    """LEAST or GREATEST, which pass over NULL: for callers that have sorted out what that would hide."""
    return func(name, *values) if len(values) > 1 else values[0]


def joined(causes: "Sequence[exp.Expression | None]") -> "exp.Expression":
    """All causes as one list; a NULL brings none. Only to be used where one of them is known to be there."""
    given = list({written(c): c for c in causes if c is not None}.values())
    if not given:
        return no_causes()
    return given[0] if len(given) == 1 else func("LIST_CONCAT", *given)


def open_part(causes: "exp.Expression | None") -> "exp.Expression | None":
    """The causes that supplying a fact removes."""
    if causes is None:
        return None
    return sql(
        "LIST_FILTER(:causes, LAMBDA x: STARTS_WITH(x, :missing) OR STARTS_WITH(x, :unsettled))",
        causes=causes,
        missing=text(head(CauseKind.MISSING)),
        unsettled=text(head(CauseKind.UNDETERMINED_BY_AUTHORITY)),
    )


def chain(operator: str, parts: "Sequence[exp.Expression]") -> "exp.Expression":
    """Parts joined by an operator such as AND, flat."""
    names = [f"p{n}" for n in range(len(parts))]
    return sql(f" {operator} ".join(f":{n}" for n in names), **dict(zip(names, parts, strict=True)))


def any_of(conditions: "Sequence[exp.Expression]") -> "exp.Expression":
    """Whether one of some conditions that are never NULL holds."""
    real = list({written(c): c for c in conditions if may_hold(c)}.values())
    return chain("OR", real) if real else sql("FALSE")


def any_unknown(arguments: Sequence[Lowered]) -> "exp.Expression":
    """Whether one of some values is 未知."""
    return any_of([a.is_unknown for a in arguments])


def case(branches: "Sequence[tuple[exp.Expression, exp.Expression]]", default: "exp.Expression") -> "exp.Expression":
    """CASE with its branches, flat."""
    from sqlglot import exp

    ifs = [exp.If(this=condition.copy(), true=value.copy()) for condition, value in branches if may_hold(condition)]
    if not ifs:
        return default
    if is_nothing(default) and not all(is_nothing(value) for _, value in branches):
        return exp.Case(ifs=ifs)
    return exp.Case(ifs=ifs, default=default.copy())


def is_nothing(value: "exp.Expression") -> bool:
    """Whether a value is NULL as it is written."""
    from sqlglot import exp

    return isinstance(value, exp.Null) or (isinstance(value, exp.Cast) and isinstance(value.this, exp.Null))


def may_hold(condition: "exp.Expression") -> bool:
    """Whether a condition is anything but FALSE as it is written."""
    from sqlglot import exp

    return not isinstance(condition, exp.Boolean) or bool(condition.this)


def truth(argument: Lowered) -> "exp.Expression":
    """A condition for three-valued logic: what has not happened is no reason against."""
    if not argument.may_wait:
        return argument.value
    return sql(
        "CASE WHEN :unknown THEN NULL ELSE COALESCE(:value, TRUE) END",
        unknown=argument.is_unknown,
        value=argument.value,
    )
