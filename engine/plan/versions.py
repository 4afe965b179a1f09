"""Which version of a policy governs a rule for a row, in SQL (semantics.md, Versions). Says the same as engine/versions.py."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from sqlglot import exp

from ..lowering.base import Lowered, any_of, case, joined, literal, no_causes, sql
from ..outcome import State
from ..program import Benefit, Derived, Duty, Target
from ..types import DateType
from .decisions import Line, decided
from .duties import DutySql, own_date, shown

if TYPE_CHECKING:
    from .rulebook import Rulebook
    from .scope import Scope

Rule = Derived | Duty | Benefit | Target
_UNDATED = -1


@frozen(eq=False)
class Governed:
    """For each row, whether a version governs (`of`, by its number), or that none can be told to, and why."""

    of: tuple[exp.Expression, ...]
    undated: exp.Expression
    causes: exp.Expression


@frozen(eq=False)
class Versions:
    """The versions of a policy, each with its rules by name."""

    books: tuple["Rulebook", ...]
    rules: tuple[Mapping[str, Rule], ...]

    def govern(self, name: str, scopes: Sequence["Scope"]) -> Governed:
        """The latest version in force on the rule's governing date, unless a 过渡 says otherwise."""
        frame = scopes[0].frame
        branches: list[tuple[exp.Expression, exp.Expression]] = []
        why: list[tuple[exp.Expression, exp.Expression]] = []
        for number in reversed(range(len(self.books))):
            holder = self._holder(name, number)
            day = governing(scopes[holder], self.rules[holder][name])
            said = self._said(name, scopes[number])
            for condition, place, causes in _lines(said, day, number, self.books[number]):
                branches.append((condition, sql(str(place)) if place >= 0 else sql("-1")))
                why.append((condition, causes if causes is not None else no_causes()))
        as_of = self.books[0].occasion.as_of
        last = max((n for n, b in enumerate(self.books) if b.program.in_force <= as_of), default=0)
        which = frame.hold(case(branches, sql(str(last))), always=True)
        causes = frame.hold(case(why, no_causes()), always=True)
        of = tuple(frame.hold(sql(f":w = {n}", w=which)) for n in range(len(self.books)))
        return Governed(of, frame.hold(sql(":w = -1", w=which)), causes)

    def _holder(self, name: str, number: int) -> int:
        """The version whose rule tells the governing date: this one, else the nearest before, else the nearest after."""
        order: tuple[int, ...] = (*range(number, -1, -1), *range(number + 1, len(self.books)))
        return next(n for n in order if name in self.rules[n])

    def _said(self, name: str, scope: "Scope") -> list[tuple[Lowered | None, bool]]:
        """The 过渡 of a version about a rule: its condition, and whether it names the version it stands in."""
        found = (t for t in scope.rules.program.transitions if t.rule == name)
        return [(scope.settled(scope.value(t.condition)) if t.condition else None, t.new) for t in found]


_Branch = tuple[exp.Expression, int, exp.Expression | None]


def _lines(said: list[tuple[Lowered | None, bool]], day: Lowered, number: int, book: "Rulebook") -> list[_Branch]:
    """The ways in which one version comes to govern, or none can be told to; the first that holds decides.

    A 过渡 that sends a matter back to an earlier version closes all the others of this one.
    """
    lines: list[_Branch] = []
    open_: list[exp.Expression] = []
    for condition, is_new in said:
        holds = sql("TRUE") if condition is None else sql(":c IS TRUE", c=condition.value)
        if condition is not None and condition.causes is not None:
            lines.append((_all([*open_, condition.is_unknown]), _UNDATED, condition.causes))
            open_.append(sql("NOT (:u)", u=condition.is_unknown))
        if is_new:
            lines.append((_all([*open_, holds]), number, None))
        open_.append(sql("NOT (:h)", h=holds))
    if day.causes is not None:
        lines.append((_all([*open_, day.is_unknown]), _UNDATED, day.causes))
    there = sql(":d IS NOT NULL", d=day.value)
    if number:
        there = sql("COALESCE(:d >= :f, FALSE)", d=day.value, f=literal(book.program.in_force))
    lines.append((_all([*open_, there]), number, None))
    return lines


def _all(conditions: list[exp.Expression]) -> exp.Expression:
    names = {f"c{n}": condition for n, condition in enumerate(conditions)}
    return sql(" AND ".join(f"(:{n})" for n in names), **names)


def governing(scope: "Scope", rule: Rule) -> Lowered:
    """The date that says which version governs a rule for a row."""
    match rule:
        case Duty():
            return scope.settled(_of_duty(scope, rule))
        case Benefit(date=day) if day is not None:
            return scope.settled(scope.value(day))
        case _:
            return scope.plain.own_date()


def _of_duty(scope: "Scope", duty: Duty) -> Lowered:
    found = scope.rules.duty(scope, duty)
    facts = found.facts
    own = own_date(found.scope, duty, facts)
    day = own if own is not None else scope.plain.own_date()
    day = scope.settled(Lowered(sql("CAST(:d AS DATE)", d=day.value), DateType(), day.causes, day.may_wait))
    due = facts.extended
    if facts.forward or due is None:
        return day
    # A deadline counted backward may have passed before its trigger: then the due date says it.
    known = sql(":d IS NOT NULL", d=day.value)
    end = scope.frame.hold(sql("CAST(:d AS DATE)", d=due.value))
    earlier = sql("CASE WHEN :e < :d THEN :e WHEN :e IS NOT NULL THEN :d END", e=end, d=day.value)
    own_causes = day.causes if day.causes is not None else no_causes()
    causes = case([(known, due.causes if due.causes is not None else no_causes())], own_causes)
    value = sql("CASE WHEN :k THEN :v END", k=known, v=earlier)
    can_be_unknown = day.causes is not None or due.causes is not None
    return Lowered(value, DateType(), causes if can_be_unknown else None, day.may_wait or due.may_wait)


def undated_duty(found: Sequence[DutySql], governed: Governed) -> DutySql:
    """The one obligation of a row that no version can be told to govern.

    No version says 不适用 alone: only where all do, is it so whatever the date.
    """
    last = found[-1]
    frame = last.scope.frame
    none = any_of([sql("NOT (:n)", n=f.decision.is_(State.NOT_APPLICABLE)) for f in found])
    why = joined([governed.causes, *(f.decision.causes for f in found)])
    decision = decided(frame, [Line(none, State.UNDECIDED, "", why)], last.decision)
    bearer = shown(last.scope, last.scope.value(last.duty.bearer.expression))
    days_late = sql("CAST(NULL AS BIGINT)")
    return evolve(
        last, decision=decision, bearers=(bearer,), days_late=days_late, duty=evolve(last.duty, each_row=None)
    )


def undated_value(found: Sequence[Lowered], complete: bool, governed: Governed, scope: "Scope") -> Lowered:
    """A derived column of a row no version can be told to govern: what all versions agree on, else unknown."""
    first = found[0]
    frame = scope.frame
    why = frame.hold(joined([governed.causes, *(f.causes for f in found)]))
    if not complete:
        return Lowered(sql("NULL"), first.type, why)
    same = " AND ".join(f":v0 = :v{n}" for n in range(len(found)))
    names = {f"v{n}": f.value for n, f in enumerate(found)}
    agreed = frame.hold(sql(f"COALESCE({same}, FALSE)", **names))
    return Lowered(case([(agreed, first.value)], sql("NULL")), first.type, case([(agreed, no_causes())], why))
