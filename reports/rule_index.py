"""Rules of a Program found by name: clause, place in the document, and the readings that outputs rest on."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from attrs import frozen

from ..engine.outcome import Result, TargetOutcome
from ..engine.program import (
    Benefit,
    Derived,
    Duty,
    EntityKind,
    Expression,
    Fund,
    Heading,
    Program,
    Reading,
    Target,
    Validation,
    facts_of,
)
from ..engine.words import describe_value

Rule = Derived | Duty | Benefit


NO_BEARER = "原文未定"
"""Stands for a duty holder the text does not name."""


@frozen
class RuleIndex:
    """Looks rules up by name; results carry names only. Of several versions that of `as_of` tells what rules rest on."""

    program: Program
    as_of: date | None = None

    @cached_property
    def duties(self) -> dict[str, Duty]:
        """Duties by name."""
        return {duty.name: duty for duty in self.program.duties}

    @cached_property
    def benefits(self) -> dict[str, Benefit]:
        """Benefits by name."""
        return {benefit.name: benefit for benefit in self.program.benefits}

    @cached_property
    def derived(self) -> dict[str, Derived]:
        """定义, 界定 and 标准 by name."""
        return {derived.name: derived for derived in self.program.derived}

    def rule(self, name: str) -> Rule | None:
        """The rule of that name, or None where the program has none."""
        return self.duties.get(name) or self.benefits.get(name) or self.derived.get(name)

    @cached_property
    def sums(self) -> dict[str, Fund | Target | Validation]:
        """经费, 目标 and 校验 by name."""
        rules: tuple[Fund | Target | Validation, ...] = (
            *self.program.funds,
            *self.program.targets,
            *self.program.validations,
        )
        return {rule.name: rule for rule in rules}

    def clause(self, name: str, version: date | None = None) -> str:
        """The clauses a rule rests on in the version that governs, in short; empty where it cites none."""
        if version is None and self.as_of is not None and self.program.versions:
            version = self.program.version_at(self.as_of).in_force
        # A rule that stands in no version of that day is shown by the latest that has it.
        found = (index.rule(name) or index.sums.get(name) for index in (self.at(version), self))
        return next((rule.heading.clause for rule in found if rule), "")

    def at(self, version: date | None) -> "RuleIndex":
        """The rules of the version in force from a date; of the policy as a whole where there is none to choose."""
        return self.by_version.get(version, self) if version is not None else self

    @cached_property
    def by_version(self) -> "dict[date, RuleIndex]":
        """The rules of each version by its date in force."""
        return {version.in_force: RuleIndex(version) for version in self.program.versions}

    def target_words(self, outcome: TargetOutcome) -> tuple[str, str]:
        """What a 目标 measured and required, with units; empty where it is not known or no number."""
        target = self.at(outcome.version).sums.get(outcome.target)
        if not isinstance(target, Target):
            return "", ""
        sides = ((outcome.measured, target.measured), (outcome.required, target.required))
        measured, required = (
            describe_value(value, side.type) if value is not None and side is not None else "" for value, side in sides
        )
        return measured, required

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each rule stands in the policy, for lists that follow the document: by the file and place of its first text.

        A later version changes a rule, not its place.
        """
        found: dict[str, tuple[str, int]] = {}
        for version in (*self.program.versions, self.program):
            rules: tuple[Rule, ...] = (*version.derived, *version.duties, *version.benefits)
            for rule in (*rules, *version.targets, *version.funds, *version.validations):
                span = rule.heading.span
                found.setdefault(rule.name, (span.source.path, span.start) if span is not None else ("", -1))
        return {name: position for position, name in enumerate(sorted(found, key=lambda name: found[name]))}

    def position(self, name: str) -> tuple[int, str]:
        """A sort key in document order; unknown rules last, by name."""
        return self.positions.get(name, len(self.positions)), name

    def readings(self, result: Result) -> tuple[Reading, ...]:
        """The readings that the result rests on, those of the policy as a whole first, then in document order.

        Rules that count are every duty, benefit and classification counted and every 定义, 界定 and 标准 these use.
        """
        used = self._used_rules(result)
        known = {*self.derived, *self.duties, *self.benefits, *self.sums}
        idle = {norm.name for norm in self.program.open_norms} | {n.heading.name for n in self.program.non_norms}
        whole = [r for r in self.program.readings if r.rule in used or r.rule not in known | idle]
        whole = [r for r in whole if self._is_read(r.rule, result)]
        of_rules = [reading for name in used for reading in self._heading(name).readings]
        found = dict.fromkeys((*whole, *of_rules))
        return tuple(sorted(found, key=lambda r: (r.rule in known, self.position(r.rule))))

    def _is_read(self, name: str, result: Result) -> bool:
        """False for the readings of 主体, which decide nothing, and of 台账 and their 来源 that the export does not hold."""
        program = self.program
        if all(one in program.bearers for one in name.split("、")):
            return False
        office = {office.office: office.entity for office in program.offices}
        entity = program.entities.get(office.get(name, name))
        ledger = entity is not None and entity.kind is EntityKind.LEDGER
        return not ledger or any(entity is not None and i.entity == entity.name and i.read for i in result.inputs)

    def _heading(self, name: str) -> Heading:
        rule = self.rule(name) or self.sums.get(name)
        return rule.heading if rule else Heading(name)

    def _used_rules(self, result: Result) -> tuple[str, ...]:
        """Names of the rules that gave the outputs, and of the rules those use."""
        counted = (*result.duty_counts, *result.classification_counts)
        unpriced = (f.name for f in self.program.funds if not f.has_rate)
        summed = (*(f.fund for f in result.fundings), *unpriced, *(t.target for t in result.targets))
        validated = (v.name for v in self.program.validations if v.name in result.findings_of)
        found = dict.fromkeys((*counted, *(e.benefit for e, _ in result.counted_entitlements), *summed, *validated))
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            rule = self.rule(name) or self.sums.get(name)
            for used in _columns_used(rule) if rule else ():
                if used in self.derived and used not in found:
                    found[used] = None
                    waiting.append(used)
        return tuple(found)


def _columns_used(rule: Rule | Fund | Target | Validation) -> Iterator[str]:
    for expression in _expressions(rule):
        for fact in facts_of(expression):
            yield fact.column


def _expressions(rule: Rule | Fund | Target | Validation) -> Iterator[Expression]:
    """The expressions a rule's outcome depends on."""
    match rule:
        case Derived(expression=expression):
            yield expression
        case Fund(headcount=headcount, rate=rate):
            if rate is not None:
                yield rate
            if headcount is not None and headcount.where is not None:
                yield headcount.where
        case Target(applies=applies, requirement=requirement):
            yield from (applies, requirement)
        case Validation(condition=condition):
            yield condition
        case Benefit(applies=applies, payer=payer, amount=amount, payee=payee, date=date):
            yield from (applies, payer.expression, amount)
            if payee is not None:
                yield payee.expression
            if date is not None:
                yield date
        case Duty() as duty:
            yield from (duty.applies, duty.bearer.expression)
            if duty.deadline is not None:
                yield from (duty.deadline.strict, duty.deadline.extended)
                if duty.deadline.trigger is not None:
                    yield duty.deadline.trigger
            optional = (duty.done, duty.impossible, duty.breach, duty.breached_on, duty.date)
            yield from (expression for expression in optional if expression is not None)
            yield from (expression for expression in duty.applicable or () if expression is not None)
            yield from (requirement.condition for requirement in duty.requirements)
            if duty.repetition is not None:
                yield from (duty.repetition.since, duty.repetition.until)
