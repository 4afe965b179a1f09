"""The reference semantics: expressions, derived columns and rules, evaluated for one case at a time.

An expression becomes a closure over a Case once; a derived column is computed once a case. Each line of meaning cites
the page it comes from in the operator rows and in obligation.py.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from attrs import define, field, frozen

from .facts.tables import KEY_SEPARATOR, Facts, Record, Table
from .governing import governed_columns, is_governed
from .obligation import Decision, decide, event_date, undecided
from .obligation import Facts as DutyFacts
from .operators.dates import HAPPENED
from .operators.operator import Operator, UnknownRule
from .outcome import Entitlement, Obligation, State
from .program import (
    COMPANIONS,
    GOVERNING,
    Apply,
    Benefit,
    Column,
    Const,
    Derived,
    Direction,
    Duty,
    Expression,
    Fact,
    Party,
    Program,
    facts_of,
)
from .types import NOT_YET, Cause, CauseKind, NotYet, Unknown, Value, in_order, merge, open_part, unknown


@define
class Case:
    """A row under evaluation, with the derived values found so far.

    `governing` is the date by which dated figures are chosen, None for the 台账's own; the same row under several
    dates shares `derived`, where only values that depend on the date are kept apart.
    """

    record: Record
    derived: dict[tuple[str, bool] | tuple[str, bool, Value | None], Value] = field(factory=dict)
    governing: Value | None = None

    def governed_by(self, day: Value | None) -> "Case":
        """The same row under a governing date; None for the 台账's own."""
        return Case(self.record, self.derived, day)


Evaluator = Callable[[Case], Value]
T = TypeVar("T")


@frozen
class DutyValues:
    """The values behind one obligation, kept for explanations. `bearer` None where the fact naming it is missing."""

    duty: Duty
    facts: DutyFacts
    decision: Decision
    bearer: Value


@frozen
class _DutyParts:
    """A duty's expressions as closures; `extended` None where nothing moves off rest days."""

    applies: Evaluator
    trigger: Evaluator | None
    due: Callable[[Case], Value | None]
    extended: Evaluator | None
    forward: bool
    done: Evaluator
    impossible: Evaluator
    bearer: Evaluator
    governing: Evaluator | None


class Interpreter:
    """Evaluates one Program over one set of facts on one as-of date."""

    def __init__(self, program: Program, facts: Facts, as_of: date) -> None:
        self.program = program
        self.facts = facts
        self.as_of = as_of
        self._derived = {(d.entity, d.name): d for d in program.derived}
        self._readers: dict[tuple[str, str, bool], Evaluator] = {}
        self._compiled: dict[int, tuple[Expression, Evaluator]] = {}
        self._duties: dict[str, _DutyParts] = {}
        self._cases: dict[tuple[str, str], Case] = {}
        self._governed = governed_columns(program)

    def value(self, expression: Expression, case: Case) -> Value:
        """The value of an expression for a case."""
        return self._evaluator(expression)(case)

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """The value of a stored or derived column for a case."""
        return self._reader(entity, name, event)(case)

    def follow(self, entity: str, path: tuple[str, ...], case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row that references lead to from a case, or why they lead nowhere."""
        here: Case | Unknown | NotYet = case
        for step in path:
            target = self.program.entities[entity].reference(step)
            if target is None:
                raise LookupError(f"{entity}.{step} is not a reference")
            if isinstance(here, Case):
                here = self._referred(target, self._reader(entity, step, event=False)(here))
            entity = target
        return entity, here

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """An obligation's values and state for a case."""
        parts = self._duties.get(duty.name) or self._duty_parts(duty)
        if parts.governing is not None:
            case = case.governed_by(parts.governing(case))
        due = parts.due(case)
        facts = DutyFacts(
            applies=parts.applies(case),
            trigger=parts.trigger(case) if parts.trigger else None,
            due=due,
            extended=parts.extended(case) if parts.extended else due,
            forward=parts.forward,
            done=parts.done(case),
            impossible=parts.impossible(case),
            as_of=self.as_of,
        )
        return DutyValues(duty, facts, self._decide(facts, duty, case), parts.bearer(case))

    def _duty_parts(self, duty: Duty) -> "_DutyParts":
        """A duty's expressions as closures, made once."""
        deadline = duty.deadline
        moved = deadline is not None and deadline.extended is not deadline.strict
        parts = self._duties[duty.name] = _DutyParts(
            applies=self._evaluator(duty.applies),
            trigger=self._evaluator(deadline.trigger) if deadline and deadline.trigger else None,
            due=self._evaluator(deadline.strict) if deadline else _always(None),
            extended=self._evaluator(deadline.extended) if deadline and moved else None,
            forward=bool(deadline and deadline.direction is Direction.FORWARD),
            done=self._evaluator(duty.done) if duty.done else _always(NOT_YET),
            impossible=self._evaluator(duty.impossible) if duty.impossible else _always(False),
            bearer=self._evaluator(duty.bearer.expression),
            governing=self._duty_governing(duty),
        )
        return parts

    def _duty_governing(self, duty: Duty) -> Evaluator | None:
        """What sets the governing date of a duty; None where nothing in it depends on one, or the 台账's own is meant."""
        deadline = duty.deadline
        read = [duty.applies, duty.done, duty.impossible, duty.bearer.expression]
        read += [deadline.strict, deadline.extended, deadline.trigger] if deadline else []
        day = duty.date or (deadline.trigger if deadline else None)
        depends = any(is_governed(self.program, e, self._governed) for e in read if e is not None)
        return self._evaluator(day) if day is not None and depends else None

    def under(self, rule: Duty | Benefit, case: Case) -> Case:
        """A row as a rule sees it: under the rule's governing date. Used by explanations."""
        if isinstance(rule, Benefit):
            return case.governed_by(self.value(rule.date, case)) if rule.date is not None else case
        parts = self._duties.get(rule.name) or self._duty_parts(rule)
        return case.governed_by(parts.governing(case)) if parts.governing is not None else case

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it."""
        values = self.duty(duty, case)
        facts, decision = values.facts, values.decision
        due, extended, done = event_date(facts.due), event_date(facts.extended), event_date(facts.done)
        return Obligation(
            duty=duty.name,
            entity=duty.entity,
            key=case.record.key,
            bearer=values.bearer if isinstance(values.bearer, str) else None,
            state=decision.state,
            trigger=event_date(facts.trigger),
            due=due,
            due_extended=extended,
            done=done,
            days_late=self._days_late(decision.state, extended, done),
            reason=decision.reason,
            causes=in_order(decision.causes) if decision.causes else (),
            missing_cells=self._missing_cells(duty, case) if decision.state.is_violation else (),
        )

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due for a case, None where none is due, or why it cannot be decided."""
        own = self.value(benefit.date, case) if benefit.date else None
        if own is not None:
            case = case.governed_by(own)
        applies = self.value(benefit.applies, case)
        if applies is False:
            return None
        day = self._governing(own, benefit.entity, case)
        if day is NOT_YET or (isinstance(day, date) and day < self.program.in_force) or self._has_expired(day):
            return None
        amount = self.value(benefit.amount, case)
        if isinstance(applies, Unknown):
            return merge(applies, *open_part(day), *open_part(amount))
        unknowns = [v for v in (day, amount) if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        if not isinstance(amount, int):
            raise TypeError(f"{benefit.name}: the amount is not a sum: {amount!r}")
        return Entitlement(
            benefit=benefit.name,
            entity=benefit.entity,
            key=case.record.key,
            payer=self._party(benefit.payer, case),
            payee=self._party(benefit.payee, case) if benefit.payee else None,
            amount_fen=amount,
            date=event_date(day),
        )

    # ---------- states ----------

    def _decide(self, facts: DutyFacts, duty: Duty, case: Case) -> Decision:
        """The state under the version in force on the governing date.

        Nobody can have met a deadline that passed before the rule existed: that is 不适用 too.
        """
        if facts.applies is False or facts.trigger is NOT_YET:
            return decide(facts)
        own = facts.trigger if duty.date is None else self.value(duty.date, case)
        governing = self._governing(own, duty.entity, case)
        if isinstance(governing, Unknown):
            return undecided(governing, *facts.needed, facts.impossible)
        due = event_date(facts.extended) or governing
        if isinstance(governing, date) and isinstance(due, date) and min(governing, due) < self.program.in_force:
            return Decision(State.NOT_APPLICABLE, "在政策施行之前")
        if self._has_expired(governing):
            return Decision(State.NOT_APPLICABLE, "政策已失效")
        return decide(facts)

    def _governing(self, own: Value | None, entity: str, case: Case) -> Value:
        """The date that picks the version: a rule's own, else 适用日 of the 台账, else as-of."""
        if own is not None:
            return own
        column = self.program.entities[entity].effective
        return self.column(entity, column, case) if column else self.as_of

    def _has_expired(self, day: Value) -> bool:
        """Whether a governing date lies after 失效; the policy still holds on that day itself."""
        expires = self.program.expires
        return expires is not None and isinstance(day, date) and day > expires

    def _days_late(self, state: State, extended: date | None, done: date | None) -> int | None:
        if not state.is_violation or extended is None:
            return None
        end = done if done is not None and done <= self.as_of else self.as_of
        return (end - extended) // timedelta(days=1)

    def _missing_cells(self, duty: Duty, case: Case) -> tuple[str, ...]:
        return tuple(c.words for c in duty.cells if self.value(c.fact, case) is NOT_YET)

    def _party(self, party: Party, case: Case) -> str | None:
        value = self.value(party.expression, case)
        return value if isinstance(value, str) else None

    # ---------- columns ----------

    def _reader(self, entity: str, name: str, event: bool) -> Evaluator:
        slot = (entity, name, event)
        if slot not in self._readers:
            derived = self._derived.get((entity, name))
            if name == GOVERNING:
                self._readers[slot] = self._governing_reader(entity)
                return self._readers[slot]
            self._readers[slot] = self._derived_reader(derived) if derived else self._stored_reader(entity, name, event)
            if derived and derived.event and not event:
                self._readers[slot] = self._must_have_happened(self._readers[slot], derived.expression)
        return self._readers[slot]

    def _must_have_happened(self, read: Evaluator, event: Expression) -> Evaluator:
        """Reads an event where 尚未发生 is no answer: there it is unknown for want of the facts it waits for."""

        def read_fact(case: Case) -> Value:
            value = read(case)
            if not isinstance(value, Unknown | NotYet):
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
            if inner is None:
                yield Cause(CauseKind.MISSING, f"{entity}.{fact.column}")
            elif isinstance(row, Case):
                yield from self._awaited(inner.expression, row)

    def _derived_reader(self, derived: Derived) -> Evaluator:
        evaluator = self._evaluator(derived.expression)
        if derived.date is not None:
            evaluator = _by_own_date(self._evaluator(derived.date), evaluator)
        name = (derived.name, derived.event)
        if (derived.entity, derived.name) in self._governed:
            return _kept_by_date(derived, evaluator)

        def read(case: Case) -> Value:
            found = case.derived.get(name)
            if found is None:
                found = case.derived[name] = evaluator(case)
            return found

        return read

    def _governing_reader(self, entity: str) -> Evaluator:
        """The governing date: the asking rule's, else the 台账's 适用日 (未知 where that is missing), else as-of."""
        column = self.program.entities[entity].effective
        own = self._reader(entity, column, event=False) if column else _always(self.as_of)

        def read(case: Case) -> Value:
            return own(case) if case.governing is None else case.governing

        return read

    def _stored_reader(self, entity: str, name: str, event: bool) -> Evaluator:
        column = self.program.entities[entity].columns[name]
        if column.determined:
            return self._determined_reader(entity, column)
        missing = unknown(CauseKind.MISSING, f"{entity}.{name}")
        if column.proof:
            return self._proof_reader(name, NOT_YET if event else missing, missing)

        def read(case: Case) -> Value:
            value = case.record.values[name]
            return missing if value is None else value

        return read

    def _proof_reader(self, name: str, absent: Value, missing: Unknown) -> Evaluator:
        """履行: empty, or dated after as-of, is not yet; a column the export does not have at all is 未知."""
        as_of = self.as_of

        def read(case: Case) -> Value:
            value = case.record.values[name]
            if value is None:
                return missing if name in case.record.absent else absent
            return absent if isinstance(value, date) and value > as_of else value

        return read

    def _determined_reader(self, entity: str, column: Column) -> Evaluator:
        """须认定: counts only with 认定机关, 认定日期 (not after as-of) and 认定依据; otherwise 未认定."""
        name, as_of = column.name, self.as_of
        open_: Value = unknown(CauseKind.UNDETERMINED_BY_AUTHORITY, f"{entity}.{name}")
        companions = tuple(name + suffix for suffix in COMPANIONS)

        def read(case: Case) -> Value:
            values = case.record.values
            settled = [values.get(c) for c in companions]
            value = values[name]
            if value is None or any(s is None for s in settled):
                return open_
            if any(isinstance(s, date) and s > as_of for s in (*settled, value)):
                return open_
            return value

        return read

    def _referred(self, target: str, key: Value) -> Case | Unknown | NotYet:
        if isinstance(key, Unknown | NotYet):
            return key
        table: Table | None = self.facts.tables.get(target)
        record = table.by_key.get(str(key)) if table else None
        if record is None:
            return unknown(CauseKind.MISSING, f"{target}（{key}）")
        case = self._cases.get((target, record.key))
        if case is None:
            case = self._cases[target, record.key] = Case(record)
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
                return self._reader(expression.entity, expression.column, expression.event)
            case Fact():
                return self._through_references(expression)
            case Apply(operator=operator, arguments=(event, *_)) if operator is HAPPENED:
                return self._must_have_happened(self._evaluator(event), event)
            case Apply(operator=operator, arguments=arguments):
                return self._apply(operator, tuple(self._evaluator(a) for a in arguments))

    def _through_references(self, fact: Fact) -> Evaluator:
        def read(case: Case) -> Value:
            entity, row = self.row_of(fact, case)
            return self._reader(entity, fact.column, fact.event)(row) if isinstance(row, Case) else row

        return read

    def row_of(self, fact: Fact, case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row a fact is read from, under the governing date of whoever reads it."""
        entity, row = self.follow(fact.entity, fact.path, case)
        if fact.path and isinstance(row, Case) and (entity, fact.column) in self._governed:
            return entity, row.governed_by(self._reader(fact.entity, GOVERNING, event=False)(case))
        return entity, row

    def _apply(self, operator: Operator, arguments: tuple[Evaluator, ...]) -> Evaluator:
        evaluate = operator.evaluate
        if operator.uses_calendar:
            calendar, bare = self.program.calendar, operator.evaluate

            def evaluate(*values: Value) -> Value:
                return bare(calendar, *values)

        if operator.uses_figures:
            evaluate = partial(operator.evaluate, self._figure)

        if operator.unknown is not UnknownRule.STRICT:
            return lambda case: evaluate(*[a(case) for a in arguments])

        def apply(case: Case) -> Value:
            values = [a(case) for a in arguments]
            for value in values:
                if isinstance(value, Unknown | NotYet):
                    return _strict(values)
            return evaluate(*values)

        return apply

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


def _by_own_date(day: Evaluator, evaluator: Evaluator) -> Evaluator:
    """A derived column with a 以 … 为准 of its own."""
    return lambda case: evaluator(case.governed_by(day(case.governed_by(None))))


def _kept_by_date(derived: Derived, evaluator: Evaluator) -> Evaluator:
    """Reads a derived column whose value depends on the governing date: kept once a date."""

    def read(case: Case) -> Value:
        name = (derived.name, derived.event, case.governing)
        found = case.derived.get(name)
        if found is None:
            found = case.derived[name] = evaluator(case)
        return found

    return read


def _always(value: T) -> Callable[[Case], T]:
    return lambda _: value


def _strict(values: list[Value]) -> Value:
    """An argument that is 未知 makes a strict operator's answer 未知; one not yet happened makes it 尚未发生."""
    unknowns = [v for v in values if isinstance(v, Unknown)]
    return merge(*unknowns) if unknowns else NOT_YET
