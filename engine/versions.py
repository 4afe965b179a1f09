"""Several versions of a policy as one: each case by the version that governs it (semantics.md, Versions)."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from .date_words import full_date
from .explain import Explainer, Rule
from .facts.tables import Facts
from .interpret import Case, DutyValues, Interpreter
from .outcome import Entitlement, Obligation, State, Trace, TraceLine
from .program import Benefit, Derived, Duty, Program, Target, Transition
from .types import Cause, CauseKind, Unknown, Value, in_order, merge, unknown

NOT_THERE = "当时施行的版本没有这条规则"


@frozen
class Governed:
    """The version that governs a rule for a case, and why. `rule` None where that version does not hold it."""

    interpreter: Interpreter
    case: Case
    rule: Rule | None
    why: str

    @property
    def in_force(self) -> date:
        """When the version came into force."""
        return self.interpreter.program.in_force


@frozen
class Undated:
    """No version can be told to govern: the date (or the 过渡) that would say so is unknown."""

    cause: Unknown


class VersionedInterpreter(Interpreter):
    """Evaluates a Program of several versions, each rule for each case by the version that governs it.

    Every version has an Interpreter of its own, over its own 数据表; a case is held once for each.
    """

    versions: tuple[Interpreter, ...]
    _rules: tuple[dict[str, Rule], ...]

    def __init__(self, program: Program, facts: Facts, as_of: date) -> None:
        super().__init__(program, facts, as_of)
        self.versions = tuple(
            Interpreter(version, evolve(facts, tables={**facts.tables, **version.tables}), as_of)
            for version in program.versions
        )
        self._rules = tuple(_rules(version) for version in program.versions)
        self._own: tuple[Case | None, tuple[Case, ...]] = (None, ())

    def govern(self, rule: Rule, case: Case) -> Governed | Undated:
        """The latest version in force on the rule's governing date, unless a 过渡 says otherwise."""
        cases = self._cases_of(case)
        for number in reversed(range(len(self.versions))):
            version = self.versions[number]
            holder = self._holder(rule, number)
            held = self._rules[holder][rule.name]
            day = self.versions[holder].governing(held, cases[holder])
            said = self._said(version, rule.name, cases[number])
            if isinstance(said, Unknown):
                return Undated(said)
            if said is not None:
                transition = said
                if not transition.new:
                    continue
                return Governed(version, cases[number], self._rules[number].get(rule.name), transition.words)
            if isinstance(day, Unknown):
                return Undated(day)
            if isinstance(day, date) and (number == 0 or day >= version.program.in_force):
                why = f"以{full_date(day)}为准"
                return Governed(version, cases[number], self._rules[number].get(rule.name), why)
        return self._by_as_of(rule, cases)

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation under the version that governs it: one obligation, however many versions hold the duty."""
        governed = self.govern(duty, case)
        if isinstance(governed, Undated):
            return self._undated_obligation(duty, case, governed.cause)
        version = governed.in_force
        if not isinstance(governed.rule, Duty):
            return _none(duty, case, NOT_THERE, version)
        return evolve(governed.interpreter.obligation(governed.rule, governed.case), version=version)

    def obligations(self, duty: Duty, case: Case) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case, each under the version that governs it."""
        if any(isinstance(r, Duty) and r.repetition is not None for _, r, _ in self._every(duty, case)):
            return tuple(self._by_period(duty, case))
        governed = self.govern(duty, case)
        if isinstance(governed, Undated) or not isinstance(governed.rule, Duty):
            return (self.obligation(duty, case),)
        found = governed.interpreter.obligations(governed.rule, governed.case)
        return tuple(evolve(obligation, version=governed.in_force) for obligation in found)

    def _by_period(self, duty: Duty, case: Case) -> Iterator[Obligation]:
        """A repeated duty: each period once, under the version in force on its first day."""
        seen: set[str] = set()
        ends = (*(v.program.in_force for v in self.versions[1:]), None)
        for (version, rule, own), end in zip(self._every(duty, case), ends, strict=True):
            if not isinstance(rule, Duty):
                continue
            days = {values.period: version.governing_of(values) for values in version.duties(rule, own)}
            mine = {p for p, day in days.items() if end is None or not isinstance(day, date) or day < end} - seen
            seen |= mine
            for obligation in version.obligations(rule, own):
                if obligation.period in mine:
                    yield evolve(obligation, version=version.program.in_force)

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """The values behind an obligation; by the latest version that holds the duty where none governs."""
        governed = self.govern(duty, case)
        if isinstance(governed, Governed) and isinstance(governed.rule, Duty):
            return governed.interpreter.duty(governed.rule, governed.case)
        holder = self._holder(duty, len(self.versions) - 1)
        held = self._rules[holder][duty.name]
        if not isinstance(held, Duty):
            raise LookupError(f"{duty.name} is no duty")
        return self.versions[holder].duty(held, self._cases_of(case)[holder])

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due under the version that governs it."""
        governed = self.govern(benefit, case)
        if isinstance(governed, Undated):
            found = [i.benefit(r, c) for i, r, c in self._every(benefit, case) if isinstance(r, Benefit)]
            return merge(governed.cause, *_unknowns(found)) if any(f is not None for f in found) else None
        if not isinstance(governed.rule, Benefit):
            return None
        due = governed.interpreter.benefit(governed.rule, governed.case)
        return evolve(due, version=governed.in_force) if isinstance(due, Entitlement) else due

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """A stored value, or a derived one under the version that governs its row."""
        derived = self._derived.get((entity, name))
        if derived is None:
            return super().column(entity, name, case, event=event)
        governed = self.govern(derived, case)
        if isinstance(governed, Governed):
            if governed.rule is None:
                return unknown(CauseKind.UNPROVIDED, name)
            return governed.interpreter.column(entity, name, governed.case, event=event)
        every = tuple(self._every(derived, case))
        values = [i.column(entity, name, c, event=event) for i, r, c in every if r is not None]
        agreed = len(values) == len(every) and all(not isinstance(v, Unknown) and v == values[0] for v in values)
        return values[0] if agreed else merge(governed.cause, *_unknowns(values))

    def holds(self, rule: Rule, case: Case) -> bool:
        """Whether the version that governs a case has a rule; true where none can be told to govern."""
        governed = self.govern(rule, case)
        return isinstance(governed, Undated) or governed.rule is not None

    # ---------- parts ----------

    def _cases_of(self, case: Case) -> tuple[Case, ...]:
        """The case once for each version, so that what one derives is not taken for another's."""
        if self._own[0] is not case:
            self._own = (case, tuple(Case(case.record) for _ in self.versions))
        return self._own[1]

    def _holder(self, rule: Rule, number: int) -> int:
        """The version whose rule tells the governing date: this one, else the nearest before, else the nearest after."""
        order: tuple[int, ...] = (*range(number, -1, -1), *range(number + 1, len(self.versions)))
        return next(n for n in order if rule.name in self._rules[n])

    def _said(self, version: Interpreter, rule: str, case: Case) -> Transition | Unknown | None:
        """The 过渡 of a version that holds for a case."""
        for transition in version.program.transitions:
            if transition.rule != rule:
                continue
            holds: Value = version.value(transition.condition, case) if transition.condition else True
            if isinstance(holds, Unknown):
                return holds
            if holds is True:
                return transition
        return None

    def _by_as_of(self, rule: Rule, cases: tuple[Case, ...]) -> Governed:
        """Nothing has triggered yet: the version in force on the as-of date that holds the rule."""
        number = max((n for n, v in enumerate(self.versions) if v.program.in_force <= self.as_of), default=0)
        return Governed(
            self.versions[number], cases[number], self._rules[number].get(rule.name), f"以{full_date(self.as_of)}为准"
        )

    def _every(self, rule: Rule, case: Case) -> Iterator[tuple[Interpreter, Rule | None, Case]]:
        for version, rules, own in zip(self.versions, self._rules, self._cases_of(case), strict=True):
            yield version, rules.get(rule.name), own

    def _undated_obligation(self, duty: Duty, case: Case, cause: Unknown) -> Obligation:
        """No version says 不适用 alone: only where all do, is it so whatever the date."""
        found = [i.obligation(r, c) for i, r, c in self._every(duty, case) if isinstance(r, Duty)]
        if all(o.state is State.NOT_APPLICABLE for o in found):
            return found[-1]
        causes: set[Cause] = set(cause.causes).union(*(o.causes for o in found))
        return evolve(found[-1], state=State.UNDECIDED, reason="", causes=in_order(causes), days_late=None)


@frozen
class VersionedExplainer:
    """Explains each rule by the version that governs it, and says which and why."""

    interpreter: VersionedInterpreter

    def explain(self, rule: Rule, case: Case) -> Trace:
        """The trace of one rule for one case."""
        governed = self.interpreter.govern(rule, case)
        if isinstance(governed, Undated):
            causes = "；".join(sorted(c.describe() for c in governed.cause.causes))
            trace = Explainer(self.interpreter).explain(rule, case)
            return _led(trace, TraceLine("适用版本", "无法判定", notes=(causes,)))
        line = TraceLine("适用版本", f"{full_date(governed.in_force)}施行的版本", notes=(governed.why,))
        if governed.rule is None:
            outcome = f"{State.NOT_APPLICABLE.value}（{NOT_THERE}）"
            return Trace(rule.name, _kind(rule), outcome, rule.heading.citations, (), (line,))
        return _led(Explainer(governed.interpreter).explain(governed.rule, governed.case), line)


def interpreter_for(program: Program, facts: Facts, as_of: date) -> Interpreter:
    """The interpreter of a policy of one version or of several."""
    return VersionedInterpreter(program, facts, as_of) if program.versions else Interpreter(program, facts, as_of)


def explainer_for(interpreter: Interpreter) -> "Explainer | VersionedExplainer":
    """The explainer that goes with an interpreter."""
    if isinstance(interpreter, VersionedInterpreter):
        return VersionedExplainer(interpreter)
    return Explainer(interpreter)


def _rules(program: Program) -> dict[str, Rule]:
    rules: tuple[Rule, ...] = (*program.duties, *program.benefits, *program.derived, *program.targets)
    return {rule.name: rule for rule in rules}


def _none(duty: Duty, case: Case, reason: str, version: date) -> Obligation:
    return Obligation(
        duty.name, duty.entity, case.record.key, None, State.NOT_APPLICABLE, reason=reason, version=version
    )


def _unknowns(values: list[Value] | list[Entitlement | Unknown | None]) -> list[Unknown]:
    return [v for v in values if isinstance(v, Unknown)]


def _led(trace: Trace, line: TraceLine) -> Trace:
    return evolve(trace, lines=(line, *trace.lines))


def _kind(rule: Rule) -> str:
    match rule:
        case Duty():
            return "职责"
        case Benefit():
            return "待遇"
        case Derived(kind=kind):
            return kind.value
        case Target():
            return "目标"
