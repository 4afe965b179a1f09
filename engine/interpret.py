"""The reference semantics: expressions, derived columns and rules, evaluated for one case at a time.

An expression becomes a closure over a Case once; a derived column is computed once a case. Each line of meaning cites
the page it comes from in the operator rows and in obligation.py.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from attrs import evolve

from .case import Case, Evaluator
from .closures import OPEN, always, applied, by_own_date, counts_from_one_date, kept_by_date, kept_by_key, tabulated
from .duty_closures import DutyValues, Start
from .facts.tables import KEY_SEPARATOR, Facts, Record, Table
from .governing import day_of_moment, effective_day, governed_columns, is_governed
from .interpret_aggregate import AggregateInterpreter
from .interpret_benefit import BenefitInterpreter, Summer
from .interpret_duty import DutyInterpreter, Obliger
from .operators.dates import HAPPENED
from .operators.operator import Evaluate, Operator
from .outcome import Entitlement, Obligation
from .program import (
    GOVERNING,
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Apply,
    Benefit,
    Const,
    Derived,
    Duty,
    EntityKind,
    Expression,
    Fact,
    Party,
    Program,
    Target,
    Validation,
    facts_of,
    outcome_column,
)
from .renames import names_on
from .stored_columns import stored_reader
from .types import (
    NOT_YET,
    BearerType,
    BooleanType,
    Cause,
    CauseKind,
    Known,
    NotYet,
    Unknown,
    Value,
    unknown,
)

__all__ = ["Case", "DutyValues", "Interpreter"]


class Interpreter:
    """Evaluates one Program over one set of facts on one as-of date.

    `holds_from` is the first day the policy binds anybody: when the Program came into force, or the first version of it.
    """

    def __init__(self, program: Program, facts: Facts, as_of: date, holds_from: date | None = None) -> None:
        self.program = program
        self.facts = facts
        self.as_of = as_of
        self.holds_from = holds_from or program.in_force
        self._derived = {(d.entity, d.name): d for d in program.derived}
        self._readers: dict[tuple[str, str, bool], Evaluator] = {}
        self._compiled: dict[int, tuple[Expression, Evaluator]] = {}
        self._cases: dict[tuple[str, str], Case] = {}
        self._governed = governed_columns(program)
        self._duty = DutyInterpreter(self)
        self._dates: dict[int, tuple[object, Evaluator]] = {}
        self._obligers: dict[tuple[int, Start], Obliger] = {}
        self._outcomes = {
            (d.entity, outcome_column(d.name, outcome)): (d, outcome)
            for d in program.duties
            for outcome in ("逾期", "履行")
        }
        self.benefits = BenefitInterpreter(self)
        self.aggregates = AggregateInterpreter(self, self._governed)
        self._aggregates = {(a.entity, a.name): a for a in program.aggregates}
        self.known_as = names_on(program, as_of).shown
        self._one_name = names_on(program, date.max)

    def value(self, expression: Expression, case: Case) -> Value:
        """The value of an expression for a case."""
        return self._evaluator(expression)(case)

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """The value of a stored or derived column for a case."""
        read = self._readers.get((entity, name, event)) or self.reader(entity, name, event=event)
        return read(case)

    def follow(self, entity: str, path: tuple[str, ...], case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row that references lead to from a case, or why they lead nowhere."""
        here: Case | Unknown | NotYet = case
        for step in path:
            target = self._target(entity, step)
            if isinstance(here, Case):
                here = self._referred(target, self.reader(entity, step, event=False)(here))
            entity = target
        return entity, here

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """An obligation's values and state for a case; of a repeated duty, for the last of its periods."""
        return self._named(self._duty.duty(duty, case))

    def duties(self, duty: Duty, case: Case) -> tuple[DutyValues, ...]:
        """The values and states of a duty for a case: one, or one a period where it is repeated; then maybe none."""
        return tuple(map(self._named, self._duty.duties(duty, case)))

    def depends_on_date(self, expression: Expression) -> bool:
        """Whether an expression may have another value under another governing date."""
        return is_governed(self.program, expression, self._governed)

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it; of a repeated duty the last one, several duty holders named together."""
        return self._duty.obligation(duty, case)

    def obligations(self, duty: Duty, case: Case, version: Start = None) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case as the results show it: by period, then by duty holder.

        `version` is the date in force of the version that governs, where the policy has several.
        """
        slot = (id(duty), version)
        oblige = self._obligers.get(slot)
        if oblige is None:
            oblige = self._obligers[slot] = self.obliger(duty, version)
        return oblige(case)

    def for_closures(self, case: Case) -> Case:
        """A row as it is handed to what obliger, summer, classifier and satisfier make."""
        return case

    def obliger(self, duty: Duty, version: Start = None) -> Obliger:
        """What makes every obligation of a duty for a case, made once for many cases."""
        return self._duty.obliger(duty, version)

    def outcome_reader(self, duty: Duty, outcome: str) -> Evaluator:
        """Reads the day a duty came to be overdue (逾期) or was performed (履行): what 触发 goes by."""
        return self._duty.outcome_reader(duty, outcome)

    def astray(self, duty: Duty) -> int:
        """How many rows that might prove a repeated duty refer to no case known (归属不明)."""
        return self._duty.astray(duty)

    def evaluator(self, expression: Expression) -> Evaluator:
        """The closure that evaluates an expression."""
        return self._evaluator(expression)

    def governing(self, rule: Duty | Benefit | Derived | Target | Validation, case: Case) -> Value:
        """The date that says which version governs a rule for a case (semantics.md, Versions).

        A deadline counted backward may have passed before its trigger: then the due date says it. NOT_YET where
        nothing has triggered yet.
        """
        return self.governing_reader(rule)(case)

    def governing_reader(self, rule: Duty | Benefit | Derived | Target | Validation) -> Evaluator:
        """What finds that date for a case, made once for many cases."""
        found = self._dates.get(id(rule))
        if found is None:
            found = self._dates[id(rule)] = (rule, self._governing_reader_of(rule))
        return found[1]

    def _governing_reader_of(self, rule: Duty | Benefit | Derived | Target | Validation) -> Evaluator:
        match rule:
            case Duty():
                return self._duty.governing_reader(rule)
            case Benefit(date=day) | Target(due=day) if day is not None:
                stated = self._evaluator(day)
                return lambda case: day_of_moment(stated(case))
            case _:
                return effective_day(self, rule.entity)

    def holds(self, rule: Duty | Benefit | Derived | Target, case: Case) -> bool:
        """Whether there is such a rule for a case; one version has each of its rules for every case."""
        return True

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due for a case, None where none is due, or why it cannot be decided; of monthly ones the total."""
        return self.benefits.benefit(benefit, case)

    def sums(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Every sum due for a case: one, those of each month, or none; or why they cannot be decided."""
        return self.benefits.sums(benefit, case)

    def summer(self, benefit: Benefit, version: Start = None) -> Summer:
        """What finds every sum due for a case, made once for many cases; `version` as for obligations."""
        return self.benefits.summer(benefit, version)

    def classifier(self, derived: Derived) -> Callable[[Case], Value | None]:
        """What tells the value of a 界定 for a case; None where there is no such rule for it."""
        return self.reader(derived.entity, derived.name)

    def satisfier(self, rule: Validation) -> Callable[[Case], Value | None]:
        """What tells whether a row satisfies a 校验; None where there is no such rule for it."""
        return self._evaluator(rule.condition)

    def is_absent(self, entity: str) -> bool:
        """Whether a case export was read that has no sheet of a 台账 at all: then its rows are missing, not none."""
        return self.aggregates.is_absent(entity)

    def party(self, party: Party, case: Case) -> str | None:
        """Who pays or is paid, by the name of the day; None where the fact that names it is missing."""
        value = self.shown(self.value(party.expression, case))
        return value if isinstance(value, str) else None

    def _named(self, values: DutyValues) -> DutyValues:
        return evolve(values, bearer=self.shown(values.bearer)) if self.program.renames else values

    def shown(self, name: Value) -> Value:
        """A party by the name it bears on the as-of date: 改称 changes the name shown, never the party."""
        return self.known_as(name) if isinstance(name, str) else name

    # ---------- columns ----------

    def reader(self, entity: str, name: str, *, event: bool = False) -> Evaluator:
        """The closure that reads a stored or derived column."""
        slot = (entity, name, event)
        known = self._readers.get(slot)
        if known is not None:
            return known
        if name in (PERIOD_FIRST, PERIOD_DUE, PERIOD_DONE):
            return lambda case: case.derived[name, event]
        if slot not in self._readers and (entity, name) in self._outcomes:
            self._readers[slot] = self.outcome_reader(*self._outcomes[entity, name])
        if slot not in self._readers:
            derived = self._derived.get((entity, name))
            aggregate = self._aggregates.get((entity, name))
            if name == GOVERNING:
                self._readers[slot] = self._governing_reader(entity)
                return self._readers[slot]
            if aggregate is not None:
                self._readers[slot] = self.aggregates.reader(aggregate)
                return self._readers[slot]
            self._readers[slot] = self._derived_reader(derived) if derived else self._stored_reader(entity, name, event)
            if derived and derived.event and not event:
                self._readers[slot] = self._must_have_happened(self._readers[slot], derived.expression)
        return self._readers[slot]

    def _must_have_happened(self, read: Evaluator, event: Expression) -> Evaluator:
        """Reads an event where 尚未发生 is no answer: there it is unknown for want of the facts it waits for."""

        def read_fact(case: Case) -> Value:
            value = read(case)
            if not isinstance(value, OPEN):
                return value
            awaited = frozenset(self._awaited(event, case))
            return Unknown(value.causes | awaited) if isinstance(value, Unknown) else Unknown(awaited)

        return read_fact

    def _awaited(self, event: Expression, case: Case) -> Iterator[Cause]:
        """The stored facts an event still waits for, and what is unknown of it."""
        for fact in facts_of(event):
            value = self.value(fact, case)
            if isinstance(value, Unknown):
                yield from value.causes
            if value is not NOT_YET:
                continue
            entity, row = self.row_of(fact, case)
            inner = self._derived.get((entity, fact.column))
            if fact.column == GOVERNING:
                continue
            summed = self._aggregates.get((entity, fact.column))
            if summed is not None and isinstance(summed.value, Fact):
                yield Cause(CauseKind.MISSING, f"{summed.value.entity}.{summed.value.words}")
            elif inner is None:
                yield Cause(CauseKind.MISSING, f"{entity}.{fact.column}")
            elif isinstance(row, Case):
                yield from self._awaited(inner.expression, row)

    def _derived_reader(self, derived: Derived) -> Evaluator:
        evaluator = self._evaluator(derived.expression)
        if derived.date is not None:
            evaluator = by_own_date(self._evaluator(derived.date), evaluator)
        name = (derived.name, derived.event)
        if (derived.entity, derived.name) in self._governed:
            return kept_by_date(name, evaluator)

        def read(case: Case) -> Value:
            found = case.derived.get(name)
            if found is None:
                found = case.derived[name] = evaluator(case)
            return found

        return read

    def _governing_reader(self, entity: str) -> Evaluator:
        """The governing date: the asking rule's, else the 台账's 适用日 (未知 where that is missing), else as-of."""
        column = self.program.entities[entity].effective
        own = self.reader(entity, column, event=False) if column else always(self.as_of)

        def read(case: Case) -> Value:
            return own(case) if case.governing is None else case.governing

        return read

    def _stored_reader(self, entity: str, name: str, event: bool) -> Evaluator:
        return stored_reader(entity, self.program.entities[entity].columns[name], self.as_of, event=event)

    def _referred(self, target: str, key: Value) -> Case | Unknown | NotYet:
        if isinstance(key, Unknown | NotYet):
            return key
        known = self._cases.get((target, str(key)))
        if known is not None:
            return known
        table: Table | None = self.facts.tables.get(target)
        record = table.by_key.get(str(key)) if table else None
        if record is None:
            return unknown(CauseKind.MISSING, f"{target}（{key}）")
        return self.case(target, record)

    def case(self, entity: str, record: Record) -> Case:
        """The one case of a row that references and aggregates lead to, so that its values are found once."""
        case = self._cases.get((entity, record.key))
        if case is None:
            case = self._cases[entity, record.key] = Case(record)
        return case

    # ---------- expressions ----------

    def _evaluator(self, expression: Expression) -> Evaluator:
        known = self._compiled.get(id(expression))
        if known is None:
            known = self._compiled[id(expression)] = (expression, self._compile(expression))
        return known[1]

    def _compile(self, expression: Expression) -> Evaluator:
        match expression:
            case Const(value=value):
                return lambda _: value
            case Fact(path=()):
                return self.reader(expression.entity, expression.column, event=expression.event)
            case Fact():
                return self._through_references(expression)
            case Apply(operator=operator, arguments=(event, *_)) if operator is HAPPENED:
                return self._must_have_happened(self._evaluator(event), event)
            case Apply(operator=operator, arguments=(start, *rest)) if counts_from_one_date(operator, rest):
                return tabulated(
                    self.program.calendar,
                    operator,
                    self._evaluator(start),
                    [a.value for a in rest if isinstance(a, Const)],
                )
            case Apply(operator=operator, arguments=arguments):
                compared = isinstance(expression.type, BooleanType) and bool(self.program.renames)
                read = tuple(self._compared(a) if compared else self._evaluator(a) for a in arguments)
                return applied(operator, self._evaluate(operator), read, self._beside(arguments, compared=compared))

    def _beside(self, arguments: tuple[Expression, ...], *, compared: bool) -> Known | None:
        """The constant on the right of two arguments, a party that is compared by its one name; None where there is none."""
        match arguments:
            case (_, Const(value=str() as name, type=BearerType())) if compared:
                return self._one_name.shown(name)
            case (_, Const(value=value)) if not isinstance(value, Unknown):
                return value
            case _:
                return None

    def _compared(self, expression: Expression) -> Evaluator:
        """An argument of a comparison: a party by one name, whichever of its names the rule or the export gives it."""
        read = self._evaluator(expression)
        if not isinstance(expression.type, BearerType):
            return read

        def by_one_name(case: Case) -> Value:
            value = read(case)
            return self._one_name.shown(value) if isinstance(value, str) else value

        return by_one_name

    def _through_references(self, fact: Fact) -> Evaluator:
        """Reads a column of the row that references lead to: `row_of`, with the way there found once."""
        steps, entity = [], fact.entity
        for step in fact.path:
            target = self._target(entity, step)
            steps.append((self.reader(entity, step, event=False), target))
            entity = target
        is_governed = (entity, fact.column) in self._governed

        def read(case: Case) -> Value:
            row = case
            for key, target in steps:
                referred = self._referred(target, key(row))
                if not isinstance(referred, Case):
                    return referred
                row = referred
            if is_governed:
                row = row.governed_by(self.reader(fact.entity, GOVERNING, event=False)(case))
            return self.reader(entity, fact.column, event=fact.event)(row)

        in_one_step = len(fact.path) == 1 and not is_governed
        kept = in_one_step and self.program.entities[entity].kind is not EntityKind.LEDGER
        return kept_by_key(steps[0][0], read) if kept else read

    def _target(self, entity: str, step: str) -> str:
        target = self.program.entities[entity].reference(step)
        if target is None:
            raise LookupError(f"{entity}.{step} is not a reference")
        return target

    def row_of(self, fact: Fact, case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row a fact is read from, under the governing date of whoever reads it."""
        entity, row = self.follow(fact.entity, fact.path, case)
        if fact.path and isinstance(row, Case) and (entity, fact.column) in self._governed:
            return entity, row.governed_by(self.reader(fact.entity, GOVERNING, event=False)(case))
        return entity, row

    def _evaluate(self, operator: Operator) -> Evaluate:
        """What an operator means for the values of its arguments alone."""
        if operator.uses_calendar:
            return partial(operator.evaluate, self.program.calendar)
        return partial(operator.evaluate, self._figure) if operator.uses_figures else operator.evaluate

    def _figure(self, name: str, place: str, year: int) -> Value:
        """A 参数 of a place and a year; 未知 naming both where its table has no such row."""
        table = self.facts.tables.get(name)
        record = table.by_key.get(f"{place}{KEY_SEPARATOR}{year}") if table else None
        value = record.values[name] if record else None
        if value is not None:
            return value
        places = self.program.entities[name].reference(self.program.entities[name].key[0]) or ""
        rows = self.facts.tables.get(places)
        known = rows.by_key.get(place) if rows else None
        label = self.program.entities[places].label if places in self.program.entities else None
        words = known.values[label] if known is not None and label else place
        return unknown(CauseKind.MISSING, f"{name}（{words}，{year}年度）")
