"""Which version of a policy governs a rule for a row, in SQL (semantics.md, Versions). Says the same as engine/versions.py."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen
from sqlglot import exp

from ..lowering.base import Lowered, any_of, case, chain, joined, literal, no_causes, sql
from ..outcome import State
from ..program import Benefit, Derived, Duty, Target, Validation
from ..types import BooleanType, DateType
from ..unchanged import rests_on
from .decisions import Line, decided
from .duties import DutySql, day_of, not_yet, outcome_of, own_date, shown

if TYPE_CHECKING:
    from .rulebook import Rulebook
    from .scope import Scope

Rule = Derived | Duty | Benefit | Target | Validation
_UNDATED = -1


@frozen(eq=False)
class Governed:
    """For each row, whether a version governs (`of`, by its number), or that none can be told to, and why."""

    of: tuple[exp.Expression, ...]
    undated: exp.Expression
    causes: exp.Expression


@frozen(eq=False)
class Choice:
    """For each row and version, whether it may govern (NULL: perhaps), and why that is open.

    `may` holds for each version that governs or may, `open` where several may; the latest version stands last.
    `governs` says so of each version by itself, before a later one takes its place.
    """

    may: tuple[exp.Expression, ...]
    open: exp.Expression
    causes: exp.Expression
    governs: tuple[exp.Expression, ...]


@frozen(eq=False)
class Versions:
    """The versions of a policy, each with its rules by name."""

    books: tuple["Rulebook", ...]
    rules: tuple[Mapping[str, Rule], ...]
    _alike: dict[str, list[int]] = field(factory=dict)

    def like(self, name: str, number: int) -> int:
        """The first version that holds the very same rule as one: what is made of it need be made once."""
        return self._first_alike(name)[number] if self.rules else number

    def _first_alike(self, name: str) -> list[int]:
        """For each version the first that holds the very same rule, -1 where it holds none."""
        if name not in self._alike:
            held = [rules.get(name) for rules in self.rules]
            whole = [rests_on(b.program, r) if r is not None else None for b, r in zip(self.books, held, strict=True)]
            self._alike[name] = [whole.index(one) if one is not None else -1 for one in whole]
        return self._alike[name]

    def govern(self, name: str, scopes: Sequence["Scope"]) -> Governed:
        """The latest version in force on the rule's governing date, unless a 过渡 says otherwise."""

        @cache
        def day_of_version(number: int) -> Lowered:
            return governing(scopes[number], self.rules[number][name])

        def day_of(number: int) -> Lowered:
            return day_of_version(self.like(name, self._holder(name, number)))

        frame = scopes[0].frame
        choice = self.choose(name, scopes, day_of)
        # The first that is not ruled out: whether a later one is settled need not be asked again.
        latest = [(governs, sql(str(n))) for n, governs in reversed(list(enumerate(choice.governs)))]
        differ = self._differ(name, choice)
        doubt = chain("AND", [choice.open, any_of(differ)]) if differ else sql("FALSE")
        # Where all hold the very same rule, it only says since when: for that it need not be kept.
        late = not differ
        which = frame.hold(case([(doubt, sql("-1")), *latest], sql(str(self.at_present))), always=True, late=late)
        frame.numbers.add(which.name)
        of = tuple(frame.hold(sql(f":w = {n}", w=which), late=True) for n in range(len(self.books)))
        undated = frame.hold(sql(":w = -1", w=which), late=True) if differ else sql("FALSE")
        return Governed(of, undated, choice.causes)

    def choose(self, name: str, scopes: Sequence["Scope"], day_of: Callable[[int], Lowered]) -> Choice:
        """Which versions may govern: 原规定 passes one over, 新规定 lets it reach back (version_choice.py)."""
        frame = scopes[0].frame
        may: list[exp.Expression] = []
        open_: list[tuple[exp.Expression, exp.Expression]] = []
        each: list[exp.Expression] = []
        settled: exp.Expression = sql("FALSE")
        for number in reversed(range(len(self.books))):
            governs, causes = self._governs(name, scopes[number], day_of(number), number)
            held = frame.hold(governs, always=True)
            each.insert(0, sql(":g IS NOT FALSE", g=held))
            here = frame.hold(sql("NOT (:s) AND :g IS NOT FALSE", s=settled, g=held), always=True)
            may.insert(0, here)
            open_.append((frame.hold(sql("NOT (:s) AND :g IS NULL", s=settled, g=held), always=True), causes))
            settled = frame.hold(sql("(:s) OR COALESCE(:g, FALSE)", s=settled, g=held), always=True)
        doubtful = frame.hold(any_of([doubt for doubt, _ in open_]), always=True)
        why = joined([case([(doubt, causes)], no_causes()) for doubt, causes in open_])
        causes = frame.hold(case([(doubtful, why)], no_causes()), always=True)
        return Choice(tuple(may), doubtful, causes, tuple(each))

    def is_among(self, number: int, choice: Choice) -> exp.Expression:
        """Whether a version governs by a choice, NULL where it may; where nothing has triggered, the one in force now."""
        none = any_of(choice.may)
        present = literal(number == self.at_present)
        branches = [(sql("NOT (:a)", a=none), present), (sql("NOT (:m)", m=choice.may[number]), literal(False))]
        return case([*branches, (choice.open, sql("NULL"))], literal(True))

    def owed(self, number: int, name: str, within: "Scope", day: Lowered) -> tuple[exp.Expression, exp.Expression]:
        """Whether a version governs one period or month of a rule by its day, NULL where it may, and why that is open."""
        choice = self.choose(name, [_as_seen_by(book, within) for book in self.books], lambda _: day)
        return within.frame.hold(self.is_among(number, choice), always=True), choice.causes

    @property
    def at_present(self) -> int:
        """The version in force on the as-of date, the first where none is yet."""
        as_of = self.books[0].occasion.as_of
        return max((n for n, b in enumerate(self.books) if b.program.in_force <= as_of), default=0)

    def _governs(self, name: str, scope: "Scope", day: Lowered, number: int) -> tuple[exp.Expression, exp.Expression]:
        """Whether one version governs by its date and its 过渡, NULL where that is open, and the causes."""
        start = self.books[number].program.in_force
        reaches = (
            sql(":d IS NOT NULL", d=day.value)
            if not number
            else sql("COALESCE(:d >= :f, FALSE)", d=day.value, f=literal(start))
        )
        said = self._said(name, scope)
        certain = [(sql(":c IS TRUE", c=condition.value), literal(new)) for condition, new in said]
        unsure = [(condition, new) for condition, new in said if condition.causes is not None]
        branches = list(certain)
        causes = [day.causes]
        branches.append((day.is_unknown, sql("NULL")))
        taken: list[exp.Expression] = []
        for condition, new in unsure:
            doubt = condition.is_unknown
            first = sql("(:u) AND NOT (:t)", u=doubt, t=any_of(taken)) if taken else doubt
            differs = sql("(:u) AND NOT (:w) AND (:r) <> :n", u=first, w=day.is_waiting, r=reaches, n=literal(new))
            branches.append((differs, sql("NULL")))
            causes.append(case([(first, condition.why)], no_causes()))
            taken.append(doubt)
        return case(branches, reaches), joined(causes)

    def _differ(self, name: str, choice: Choice) -> list[exp.Expression]:
        """Tests of which one holds where versions that may govern do not hold the very same rule: it matters which does."""
        alike = self._first_alike(name)
        apart = [
            sql(":a AND :b", a=choice.may[m], b=choice.may[n])
            for m in range(len(alike))
            for n in range(m)
            if alike[m] != alike[n]
        ]
        lacking = [choice.may[n] for n, one in enumerate(alike) if one < 0]
        return [*apart, *lacking]

    def _holder(self, name: str, number: int) -> int:
        """The version whose rule tells the governing date: this one, else the nearest before, else the nearest after."""
        order: tuple[int, ...] = (*range(number, -1, -1), *range(number + 1, len(self.books)))
        return next(n for n in order if name in self.rules[n])

    def _said(self, name: str, scope: "Scope") -> list[tuple[Lowered, bool]]:
        """The 过渡 of a version about a rule: its condition, and whether it names the version it stands in."""
        found = (t for t in scope.rules.program.transitions if t.rule == name)
        true = Lowered(literal(True), BooleanType())
        return [(scope.settled(scope.value(t.condition)) if t.condition else true, t.new) for t in found]

    def outcome(self, scope: "Scope", duty: Duty, outcome: str) -> Lowered:
        """The day a duty came to be overdue or was performed, under the version that governs it."""
        scopes = [book.home(duty.entity) for book in self.books]
        governed = self.govern(duty.name, scopes)
        held = [rules.get(duty.name) for rules in self.rules]
        found = [
            outcome_of(s, s.rules.duty(s, rule), outcome) if isinstance(rule, Duty) else not_yet()
            for s, rule in zip(scopes, held, strict=True)
        ]
        known = " AND ".join(f":v{n} IS NOT DISTINCT FROM :v0 AND NOT (:u{n})" for n in range(len(found)))
        parts = {f"v{n}": f.value for n, f in enumerate(found)} | {f"u{n}": f.is_unknown for n, f in enumerate(found)}
        agreed = scope.frame.hold(sql(known, **parts), always=True)
        undated = sql(":u AND NOT :a", u=governed.undated, a=agreed)
        why = joined([governed.causes, *(f.causes for f in found)])
        choices = list(zip(governed.of, found, strict=True))
        value = case([(undated, sql("NULL")), *((c, f.value) for c, f in choices)], found[0].value)
        each = [(c, f.why) for c, f in choices]
        return Lowered(scope.frame.hold(value), DateType(), case([(undated, why), *each], no_causes()), True)


def _as_seen_by(book: "Rulebook", row: "Scope") -> "Scope":
    """The same row as another version sees it."""
    if row.rules is book:
        return row
    home = book.home(row.entity)
    return home if row.home else home.standing_on(row.frame, row.given)


def governing(scope: "Scope", rule: Rule) -> Lowered:
    """The date that says which version governs a rule for a row."""
    match rule:
        case Duty():
            return scope.settled(_of_duty(scope, rule))
        case Benefit(date=day) if day is not None:
            return scope.settled(day_of(scope.value(day)))
        case Target(due=day) if day is not None:
            return scope.settled(day_of(scope.value(day)))
        case _:
            return scope.plain.own_date()


def _of_duty(scope: "Scope", duty: Duty) -> Lowered:
    found = scope.rules.duty(scope, duty)
    facts = found.facts
    own = own_date(found.scope, duty, facts)
    day = own if own is not None else scope.plain.own_date()
    day = scope.settled(day_of(day))
    due = facts.extended
    if facts.forward or due is None:
        return day
    # A deadline counted backward may have passed before its trigger: then the due date says it.
    known = sql(":d IS NOT NULL", d=day.value)
    end = scope.frame.hold(day_of(due).value)
    earlier = sql("CASE WHEN :e < :d THEN :e WHEN :e IS NOT NULL THEN :d END", e=end, d=day.value)
    causes = case([(known, due.why)], day.why)
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
