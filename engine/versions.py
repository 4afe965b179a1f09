"""Several versions of a policy as one: each case by the version that governs it (semantics.md, Versions)."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import TypeVar

from attrs import define, evolve, frozen

from .closures import always
from .date_words import full_date
from .duty_closures import Start
from .explain import Rule
from .facts.tables import Facts
from .interpret import Case, DutyValues, Interpreter
from .interpret_benefit import Summer, listed, total
from .interpret_duty import Obliger
from .one_version import OneVersion
from .outcome import Entitlement, Obligation, State
from .periods import LAST_DATE
from .program import (
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Benefit,
    Derived,
    Duty,
    Fund,
    Program,
    Validation,
)
from .rule_by_version import AnyRule, Cases, RuleByVersion
from .types import NOT_YET, Cause, CauseKind, Unknown, Value, in_order, merge, unknown
from .version_choice import Choice, Said, choose

NOT_THERE = "当时施行的版本没有这条规则"
NO_PERIOD = "没有应履行的期次"
SAME = "各版本的规定相同"

R = TypeVar("R")
Begun = date | Callable[[Value], date]
"""When a version came into force, or what tells that of the one that governs by the governing date."""


@define
class Governed:
    """The version that governs a rule for a case. `rule` None where that version does not hold it.

    The `interpreter` may be that of another version which holds the very same rule, with all it rests on. `reason` is
    the governing date, or the words of a 过渡. Never changed; not frozen, since one is made for every rule and case.
    """

    interpreter: OneVersion
    case: Case
    rule: AnyRule | None
    reason: Value
    in_force: date

    @property
    def why(self) -> str:
        """Why that version governs, in words."""
        if self.reason == LAST_DATE:
            return "示例没有写「截至」，用最新的版本"
        return f"以{full_date(self.reason)}为准" if isinstance(self.reason, date) else str(self.reason)


@frozen
class Undated:
    """No version can be told to govern: the date (or the 过渡) that would say so is unknown."""

    cause: Unknown


class VersionedInterpreter(Interpreter):
    """Evaluates a Program of several versions, each rule for each case by the version that governs it.

    Every version has an Interpreter of its own, over its own 数据表; a case is held once for each.
    """

    def __init__(self, program: Program, facts: Facts, as_of: date) -> None:
        super().__init__(program, facts, as_of)
        self.versions = tuple(
            OneVersion(
                self, number, version, evolve(facts, tables={**facts.tables, **version.tables}), as_of, program.in_force
            )
            for number, version in enumerate(program.versions)
        )
        self._starts = tuple(v.in_force for v in program.versions)
        self._start_on = lru_cache(maxsize=16_384)(self._start_on_day)
        self._held = tuple(_rules(version) for version in program.versions)
        self._rules: dict[str, RuleByVersion] = {}
        self._own: Cases | None = None
        self._by_name: dict[str, Obliger] = {}
        self._spoken_of = frozenset(t.rule for version in program.versions for t in version.transitions)
        every = tuple(rule for rules in self._held for rule in rules.values())
        self._repeated = frozenset(r.name for r in every if isinstance(r, Duty) and r.repetition is not None)
        self._monthly = frozenset(r.name for r in every if isinstance(r, Benefit) and r.monthly is not None)
        self._latest = max((n for n, start in enumerate(self._starts) if start <= as_of), default=0)

    # ---------- which version ----------

    def govern(self, rule: AnyRule, case: Case) -> Governed | Undated:
        """The latest version in force on the rule's governing date, unless a 过渡 says otherwise."""
        cases, by_version = self._cases_of(case), self._rule(rule.name)
        same = by_version.same
        if same is not None:
            version, day = self.versions[0], self.versions[0].governing(same, cases[0])
            reason = SAME if isinstance(day, Unknown) else day if isinstance(day, date) else self.as_of
            return Governed(version, cases[0], same, reason, self._start_on(day))
        day_of = by_version.days_of(cases)
        dated = by_version.by_date_alone(day_of)
        if dated is not None:
            return self._under(dated, rule, cases, day_of(dated))
        choice = choose(self._starts, day_of, lambda number: self._said(number, rule.name, cases[number]))
        if choice.doubt is not None and by_version.is_same(choice.numbers):
            return self._under(choice.numbers[0], rule, cases, SAME)
        if choice.doubt is not None:
            return Undated(choice.doubt)
        if not choice.numbers:
            # Nothing has triggered yet.
            return self._under(self._latest, rule, cases, self.as_of)
        number = choice.numbers[0]
        if choice.transition is not None:
            return self._under(number, rule, cases, choice.transition.words)
        return self._under(number, rule, cases, day_of(number))

    def owed(self, number: int, duty: Duty, within: Case) -> bool | Unknown:
        """Whether a version governs one period of a repeated duty of its own: by the period's first day, and 过渡."""
        day = self.versions[number].governing_in(duty, within)

        def said_of(other: int) -> Said | None:
            return self._said(other, duty.name, within if other == number else _same_period(within))

        return self._is_among(number, choose(self._starts, lambda _: day, said_of))

    def due(self, number: int, benefit: Benefit, case: Case, day: date) -> bool | Unknown:
        """Whether a version governs the monthly sum that falls due on a day: by the rule's own date, else that day."""
        own = self.versions[number].value(benefit.date, case) if benefit.date is not None else day
        cases = self._cases_of(case)
        choice = choose(self._starts, lambda _: own, lambda other: self._said(other, benefit.name, cases[other]))
        return self._is_among(number, choice)

    # ---------- 职责 ----------

    def outcome(self, duty: Duty, outcome: str, case: Case) -> Value:
        """The day a duty came to be overdue or was performed, under the version that governs it."""
        governed = self.govern(duty, case)
        if isinstance(governed, Governed):
            held = isinstance(governed.rule, Duty)
            return self._outcome(governed.interpreter, governed.rule, outcome, governed.case) if held else NOT_YET
        found = [self._outcome(i, r, outcome, c) for i, r, c in self._every(duty, case)]
        if all(value == found[0] and not isinstance(value, Unknown) for value in found):
            return found[0]
        return merge(governed.cause, *_unknowns(found))

    def _outcome(self, version: OneVersion, rule: AnyRule | None, outcome: str, case: Case) -> Value:
        return version.own_outcome(rule, outcome, case) if isinstance(rule, Duty) else NOT_YET

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation under the version that governs it: one obligation, however many versions hold the duty."""
        if self.is_repeated(duty):
            every = self.obligations(duty, case)
            return every[-1] if every else _none(duty, case, NO_PERIOD, None)
        governed = self.govern(duty, case)
        if isinstance(governed, Undated):
            return self._undated_obligation(duty, case, governed.cause)
        version = governed.in_force
        if not isinstance(governed.rule, Duty):
            return _none(duty, case, NOT_THERE, version)
        return evolve(governed.interpreter.obligation(governed.rule, governed.case), version=version)

    def obligations(self, duty: Duty, case: Case, version: Start = None) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case, each under the version that governs it."""
        oblige = self._by_name.get(duty.name)
        if oblige is None:
            oblige = self._by_name[duty.name] = self.obliger(duty)
        return oblige(self.for_closures(case))

    def for_closures(self, case: Case) -> Case:
        """A row as the first version has it: what all versions hold alike that one decides."""
        return self._cases_of(case)[0]

    def obliger(self, duty: Duty, version: Start = None) -> Obliger:
        """What makes every obligation of a duty for a case, each under the version that governs it."""
        if self.is_repeated(duty):
            return lambda case: tuple(self._by_period(duty, case))

        def under(version: OneVersion, held: AnyRule | None, start: Begun) -> Obliger:
            if isinstance(held, Duty):
                return version.obliger(held, start)
            return lambda case: (_none(duty, case, NOT_THERE, start if isinstance(start, date) else None),)

        return self._by_version(duty, under, lambda case: self._governed_obligations(duty, case))

    def _governed_obligations(self, duty: Duty, case: Case) -> tuple[Obligation, ...]:
        governed = self.govern(duty, case)
        if isinstance(governed, Undated) or not isinstance(governed.rule, Duty):
            return (self.obligation(duty, case),)
        return governed.interpreter.obligations(governed.rule, governed.case, governed.in_force)

    def is_repeated(self, duty: Duty) -> bool:
        """Whether any version asks for a duty once a period."""
        return duty.name in self._repeated

    def _by_period(self, duty: Duty, case: Case) -> Iterator[Obligation]:
        """A repeated duty: each period once, under the version that governs it; one in doubt under any that may."""
        seen: set[str] = set()
        for number, (version, rule, own) in enumerate(self._every(duty, case)):
            if not isinstance(rule, Duty) or not self._has_part(number, rule, own):
                continue
            found = [o for o in version.obligations(rule, own) if o.period not in seen]
            seen.update(o.period for o in found)
            yield from (evolve(obligation, version=version.program.in_force) for obligation in found)

    def _has_part(self, number: int, rule: Duty | Benefit, case: Case) -> bool:
        """Whether a version may govern a matter; of what comes period by period or monthly it knows that itself."""
        if (rule.repetition if isinstance(rule, Duty) else rule.monthly) is not None:
            return True
        day = self.versions[number].governing(rule, case)
        cases = self._cases_of(case)
        choice = choose(self._starts, lambda _: day, lambda other: self._said(other, rule.name, cases[other]))
        return self._is_among(number, choice) is not False

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """The values behind an obligation; by the latest version that holds the duty where none governs."""
        governed = self.govern(duty, case)
        if isinstance(governed, Governed) and isinstance(governed.rule, Duty):
            return governed.interpreter.duty(governed.rule, governed.case)
        by_version = self._rule(duty.name)
        holder = by_version.holder(len(self.versions) - 1)
        held = by_version.held[holder]
        if not isinstance(held, Duty):
            raise LookupError(f"{duty.name} is no duty")
        return self.versions[holder].duty(held, self._cases_of(case)[holder])

    # ---------- 待遇 ----------

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due under the version that governs it; of monthly ones the total."""
        if self.is_monthly(benefit):
            return total(self.sums(benefit, case))
        governed = self.govern(benefit, case)
        if isinstance(governed, Undated):
            found = [i.benefit(r, c) for i, r, c in self._every(benefit, case) if isinstance(r, Benefit)]
            return merge(governed.cause, *_unknowns(found)) if any(f is not None for f in found) else None
        if not isinstance(governed.rule, Benefit):
            return None
        due = governed.interpreter.benefit(governed.rule, governed.case)
        return evolve(due, version=governed.in_force) if isinstance(due, Entitlement) else due

    def sums(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Every sum due for a case, each month under the version in force on the day it falls due."""
        return self._by_month(benefit, case) if self.is_monthly(benefit) else listed(self.benefit(benefit, case))

    def summer(self, benefit: Benefit, version: Start = None) -> Summer:
        """What finds every sum due for a case, each under the version that governs it."""
        if self.is_monthly(benefit):
            return lambda case: self._by_month(benefit, case)

        def under(version: OneVersion, held: AnyRule | None, start: Begun) -> Summer:
            return version.summer(held, start) if isinstance(held, Benefit) else always(())

        return self._by_version(benefit, under, lambda case: listed(self.benefit(benefit, case)))

    def _by_month(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        found: list[Entitlement] = []
        open_: list[Unknown] = []
        for number, (version, rule, own) in enumerate(self._every(benefit, case)):
            if not isinstance(rule, Benefit) or not self._has_part(number, rule, own):
                continue
            sums = version.sums(rule, own)
            if isinstance(sums, Unknown):
                open_.append(sums)
            else:
                found += (evolve(due, version=version.program.in_force) for due in sums)
        return merge(*open_) if open_ else tuple(found)

    def is_monthly(self, benefit: Benefit) -> bool:
        """Whether any version pays a sum month by month."""
        return benefit.name in self._monthly

    # ---------- 定义, 界定, 标准 ----------

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """A stored value, or a derived one under the version that governs its row."""
        derived = self._derived.get((entity, name))
        if derived is None:
            return super().column(entity, name, case, event=event)
        if self._rule(derived.name).same is not None:
            return self.versions[0].column(entity, name, self._cases_of(case)[0], event=event)
        governed = self.govern(derived, case)
        if isinstance(governed, Governed):
            if governed.rule is None:
                return unknown(CauseKind.UNPROVIDED, name)
            return governed.interpreter.column(entity, name, governed.case, event=event)
        every = tuple(self._every(derived, case))
        values = [i.column(entity, name, c, event=event) for i, r, c in every if r is not None]
        agreed = len(values) == len(every) and all(not isinstance(v, Unknown) and v == values[0] for v in values)
        return values[0] if agreed else merge(governed.cause, *_unknowns(values))

    def classifier(self, derived: Derived) -> Callable[[Case], Value | None]:
        """What tells the value of a 界定 for a case; None where the version that governs has no such rule."""

        def under(version: OneVersion, held: AnyRule | None, _: object) -> Callable[[Case], Value | None]:
            return version.classifier(held) if isinstance(held, Derived) else always(None)

        def governed(case: Case) -> Value | None:
            return self.column(derived.entity, derived.name, case) if self.holds(derived, case) else None

        return self._by_version(derived, under, governed)

    def satisfier(self, rule: Validation) -> Callable[[Case], Value | None]:
        """What tells whether a row satisfies a 校验 as the version that governs the row has it; None where it has none."""

        def under(version: OneVersion, held: AnyRule | None, _: object) -> Callable[[Case], Value | None]:
            return version.satisfier(held) if isinstance(held, Validation) else always(None)

        def governed(case: Case) -> Value | None:
            found = self.govern(rule, case)
            if isinstance(found, Undated):
                return found.cause
            held = found.rule
            return found.interpreter.value(held.condition, found.case) if isinstance(held, Validation) else None

        return self._by_version(rule, under, governed)

    def holds(self, rule: Rule, case: Case) -> bool:
        """Whether the version that governs a case has a rule; true where none can be told to govern."""
        if self._rule(rule.name).same is not None:
            return True
        governed = self.govern(rule, case)
        return isinstance(governed, Undated) or governed.rule is not None

    # ---------- 经费 ----------

    def funds(self, fund: Fund) -> Iterator[tuple[Interpreter, Fund, date | None]]:
        """A 经费 as each version has it, and the first day of a budget year that the version governs no more."""
        ends = (*self._starts[1:], None)
        for version, end in zip(self.versions, ends, strict=True):
            yield from ((version, own, end) for own in version.program.funds if own.name == fund.name)

    # ---------- parts ----------

    def _by_version(
        self,
        rule: AnyRule,
        under: Callable[[OneVersion, AnyRule | None, Begun], Callable[[Case], R]],
        otherwise: Callable[[Case], R],
    ) -> Callable[[Case], R]:
        """What decides a rule for a case by the version that governs it, made once.

        It takes a row as `for_closures` gives it. `under` makes what decides by one version, which may hold the rule or
        not, and which is told when the version that governs came into force. `otherwise` decides where 过渡 speak of the
        rule, or where its date is not known.
        """
        by_version, cases_of = self._rule(rule.name), self._cases_of
        if by_version.same is not None:
            return under(self.versions[0], by_version.same, self._start_on)
        number_of = by_version.by_one_date()
        if number_of is None:
            return otherwise
        twins, held = by_version.twins, by_version.held
        ways = [under(self.versions[t], held[t], start) for t, start in zip(twins, self._starts, strict=True)]

        def decide_by_date(case: Case) -> R:
            cases = cases_of(case)
            number = number_of(cases)
            return otherwise(case) if number is None else ways[number](cases[twins[number]])

        return decide_by_date

    def every(self, rule: AnyRule, case: Case) -> tuple[Governed, ...]:
        """A rule as each version has it, with the case for each."""
        return tuple(
            Governed(version, own, held, "", version.program.in_force) for version, held, own in self._every(rule, case)
        )

    def _cases_of(self, case: Case) -> Cases:
        own = self._own
        if own is None or own.record is not case.record:
            own = self._own = Cases(case.record)
        return own

    def _rule(self, name: str) -> RuleByVersion:
        found = self._rules.get(name)
        if found is None:
            held = tuple(rules.get(name) for rules in self._held)
            found = RuleByVersion(name, self.versions, self._starts, held, name in self._spoken_of)
            self._rules[name] = found
        return found

    def _start_on_day(self, day: Value) -> date:
        """When the version in force on a governing date came into force.

        Where the date is unknown the last is named, where nothing has triggered yet that of the as-of date.
        """
        if isinstance(day, date):
            return self._starts[max(bisect_right(self._starts, day) - 1, 0)]
        return self._starts[-1 if isinstance(day, Unknown) else self._latest]

    def _said(self, number: int, rule: str, case: Case) -> Said | None:
        """The 过渡 of a version that holds for a case, else the first that may."""
        version, doubtful = self.versions[number], None
        for transition in version.program.transitions:
            if transition.rule != rule:
                continue
            holds: Value = version.value(transition.condition, case) if transition.condition else True
            if holds is True:
                return Said(transition)
            if isinstance(holds, Unknown) and doubtful is None:
                doubtful = Said(transition, holds)
        return doubtful

    def _is_among(self, number: int, choice: Choice) -> bool | Unknown:
        """Whether a version governs by a choice; where nothing has triggered yet, the one in force on the as-of date."""
        if not choice.numbers:
            return number == self._latest
        return number in choice.numbers and (choice.doubt or True)

    def _under(self, number: int, rule: AnyRule, cases: Cases, reason: Value) -> Governed:
        """A rule as a version has it; the `reason` is the governing date, or the words of a 过渡."""
        by_version = self._rule(rule.name)
        twin = by_version.twins[number]
        return Governed(self.versions[twin], cases[twin], by_version.held[twin], reason, self._starts[number])

    def _every(self, rule: AnyRule, case: Case) -> Iterator[tuple[OneVersion, AnyRule | None, Case]]:
        cases = self._cases_of(case)
        for number, (version, held) in enumerate(zip(self.versions, self._rule(rule.name).held, strict=True)):
            yield version, held, cases[number]

    def _undated_obligation(self, duty: Duty, case: Case, cause: Unknown) -> Obligation:
        """No version says 不适用 alone: only where all do, is it so whatever the date."""
        found = [i.obligation(r, c) for i, r, c in self._every(duty, case) if isinstance(r, Duty)]
        if all(o.state is State.NOT_APPLICABLE for o in found):
            return found[-1]
        causes: set[Cause] = set(cause.causes).union(*(o.causes for o in found))
        return evolve(found[-1], state=State.UNDECIDED, reason="", causes=in_order(causes), days_late=None)


def interpreter_for(program: Program, facts: Facts, as_of: date) -> Interpreter:
    """The interpreter of a policy of one version or of several."""
    return VersionedInterpreter(program, facts, as_of) if program.versions else Interpreter(program, facts, as_of)


def _rules(program: Program) -> dict[str, AnyRule]:
    rules: tuple[AnyRule, ...] = (
        *program.duties,
        *program.benefits,
        *program.derived,
        *program.targets,
        *program.validations,
    )
    return {rule.name: rule for rule in rules}


def _same_period(within: Case) -> Case:
    """The same row within the same period, for another version to derive its own values of."""
    columns = ((PERIOD_FIRST, False), (PERIOD_DUE, False), (PERIOD_DONE, True))
    return Case(within.record, {column: within.derived[column] for column in columns})


def _none(duty: Duty, case: Case, reason: str, version: date | None) -> Obligation:
    return Obligation(
        duty.name, duty.entity, case.record.key, None, State.NOT_APPLICABLE, reason=reason, version=version
    )


def _unknowns(values: list[Value] | list[Entitlement | Unknown | None]) -> list[Unknown]:
    return [v for v in values if isinstance(v, Unknown)]
