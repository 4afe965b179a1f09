"""The reference semantics: expressions, derived columns and rules, evaluated for one case at a time.

An expression becomes a closure over a Case once; a derived column is computed once a case. Each line of meaning cites
the page it comes from in the operator rows and in obligation.py.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from attrs import define, evolve, field, frozen

from .facts.tables import Facts, Record, Table
from .judgement import Judged, of_person, permitted, prohibition, with_requirements
from .obligation import Decision, decide, event_date
from .obligation import Facts as DutyFacts
from .operators.operator import Operator, UnknownRule
from .outcome import Entitlement, Obligation, State
from .program import (
    COMPANIONS,
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Apply,
    Benefit,
    Column,
    Const,
    Derived,
    Direction,
    Duty,
    Expression,
    Fact,
    Modality,
    Party,
    Program,
    facts_of,
    outcome_column,
)
from .repeats import Occurrence, Proofs, occurrences
from .types import NOT_YET, Cause, CauseKind, NotYet, Unknown, Value, in_order, merge, unknown


@define
class Case:
    """A row under evaluation, with the derived values found so far."""

    record: Record
    derived: dict[tuple[str, bool], Value] = field(factory=dict)


Evaluator = Callable[[Case], Value]
T = TypeVar("T")


@frozen
class DutyValues:
    """The values behind one obligation, kept for explanations. `bearer` None where the fact naming it is missing.

    `by_date` is the state that the dates alone give, before 可, 须 and 由 本人 are considered; `period` names the period of
    a repeated duty, and `case` is the row within it.
    """

    duty: Duty
    facts: DutyFacts
    decision: Decision
    bearer: Value
    by_date: Decision
    case: Case
    period: str = ""
    requirements: tuple[Judged, ...] = ()


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
    requirements: tuple[tuple[str, Evaluator], ...] = ()


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
        self._proofs = Proofs(facts.tables, lambda e, row: self.value(e, Case(row)), self._referred_column)
        self._outcomes = {
            (d.entity, outcome_column(d.name, outcome)): (d, outcome) for d in program.duties for outcome in ("逾期", "履行")
        }

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
        """An obligation's values and state for a case; of a repeated duty, for the last of its periods."""
        if duty.repetition is not None and (PERIOD_DUE, False) not in case.derived:
            every = self.duties(duty, case)
            return every[-1] if every else self._no_period(duty, case)
        if duty.modality is Modality.MUST_NOT:
            return self._prohibition(duty, case)
        parts = self._duties.get(duty.name) or self._duty_parts(duty)
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
        by_date = self._decide(facts, duty, case)
        judged = tuple(Judged(words, value(case)) for words, value in parts.requirements)
        return DutyValues(
            duty, facts, _shown(duty, by_date, judged), parts.bearer(case), by_date, case, requirements=judged
        )

    def duties(self, duty: Duty, case: Case) -> tuple[DutyValues, ...]:
        """The values and states of a duty for a case: one, or one a period where it is repeated; then maybe none."""
        repetition = duty.repetition
        if repetition is None:
            return (self.duty(duty, case),)
        since, until = self.value(repetition.since, case), self.value(repetition.until, case)
        applies = self.value(duty.applies, case)
        open_ = [v for v in (since, until) if isinstance(v, Unknown)]
        if applies is False or since is NOT_YET:
            return ()
        if open_:
            return (self._no_period(duty, case, Decision(State.UNDECIDED, "", merge(*open_).causes)),)
        if not isinstance(since, date):
            raise TypeError(f"{duty.name}: 在册 begins with no date: {since!r}")
        ends = (max(since, self.program.in_force), until)
        found = occurrences(repetition, case.record, ends, self._proofs, self.as_of)
        return tuple(self._in_period(duty, case, occurrence) for occurrence in found)

    def _in_period(self, duty: Duty, case: Case, occurrence: Occurrence) -> DutyValues:
        """A repeated duty within one period, which is the row with three more columns."""
        columns: dict[tuple[str, bool], Value] = {
            (PERIOD_FIRST, False): occurrence.stretch.first,
            (PERIOD_DUE, False): occurrence.due,
            (PERIOD_DONE, True): occurrence.done,
        }
        within = Case(case.record, {**case.derived, **columns})
        return evolve(self.duty(duty, within), period=occurrence.stretch.label)

    def _no_period(self, duty: Duty, case: Case, decision: Decision | None = None) -> DutyValues:
        """A repeated duty without a period to judge: none has begun in stock, or the stock is unknown."""
        decision = decision or Decision(State.NOT_APPLICABLE, "没有应履行的期次")
        nothing = DutyFacts(self.value(duty.applies, case), None, None, None, False, NOT_YET, False, self.as_of)
        return DutyValues(duty, nothing, decision, self.value(duty.bearer.expression, case), decision, case)

    def _prohibition(self, duty: Duty, case: Case) -> DutyValues:
        """A 禁止 for a case, with the day of the breach as its trigger."""
        on = self.value(duty.breached_on, case) if duty.breached_on is not None else None
        broken = self.value(duty.breach, case) if duty.breach is not None else False
        applies = self.value(duty.applies, case)
        facts = DutyFacts(applies, on, None, None, False, NOT_YET, False, self.as_of)
        decision = self._outside_time(facts, duty, case) or prohibition(applies, broken, on, self.as_of)
        return DutyValues(
            duty, facts, _shown(duty, decision, ()), self.value(duty.bearer.expression, case), decision, case
        )

    def _duty_parts(self, duty: Duty) -> "_DutyParts":
        """A duty's expressions as closures, made once."""
        deadline = duty.deadline
        moved = deadline is not None and deadline.extended is not deadline.strict
        parts = self._duties[duty.name] = _DutyParts(
            applies=self._evaluator(duty.applies),
            trigger=self._trigger(duty),
            due=self._evaluator(deadline.strict) if deadline else _always(None),
            extended=self._evaluator(deadline.extended) if deadline and moved else None,
            forward=bool(deadline and deadline.direction is Direction.FORWARD),
            done=self._evaluator(duty.done) if duty.done else _always(NOT_YET),
            impossible=self._evaluator(duty.impossible) if duty.impossible else _always(False),
            bearer=self._evaluator(duty.bearer.expression),
            requirements=tuple((r.words, self._evaluator(r.condition)) for r in duty.requirements),
        )
        return parts

    def _trigger(self, duty: Duty) -> Evaluator | None:
        """What a duty arises from: 触发, else the date its 期限 counts from; with both, both must have come."""
        counted = duty.deadline.trigger if duty.deadline else None
        events = [self._evaluator(e) for e in (duty.arises, counted) if e is not None]
        if len(events) < 2:
            return events[0] if events else None
        first, second = events
        return lambda case: NOT_YET if second(case) is NOT_YET else first(case)

    def obligations(self, duty: Duty, case: Case) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case as the results show it: by period, then by duty holder."""
        return tuple(
            evolve(found, bearer=bearer if isinstance(bearer, str) else None)
            for values in self.duties(duty, case)
            for found in (self._obligation(values),)
            for bearer in self._bearers(duty, values)
        )

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it; of a repeated duty the last one, several duty holders named together."""
        return self._obligation(self.duty(duty, case))

    def _bearers(self, duty: Duty, values: DutyValues) -> tuple[Value, ...]:
        """Whoever owes a duty, each by itself."""
        if duty.each_row is not None:
            of, table = duty.each_row, self.facts.tables.get(duty.each_row.entity)
            labels = (record.values[of.label] for record in (table.records if table else ()))
            return tuple(f"{label}{of.kind}" for label in labels if label is not None)
        if duty.bearers:
            return tuple(self.value(party.expression, values.case) for party in duty.bearers)
        return (values.bearer,)

    def _obligation(self, values: DutyValues) -> Obligation:
        duty, case = values.duty, values.case
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
            period=values.period,
        )

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due for a case, None where none is due, or why it cannot be decided."""
        applies = self.value(benefit.applies, case)
        if applies is False:
            return None
        day = self.value(benefit.date, case) if benefit.date else None
        if day is NOT_YET or (isinstance(day, date) and day < self.program.in_force):
            return None
        amount = self.value(benefit.amount, case)
        unknowns = [v for v in (applies, day, amount) if isinstance(v, Unknown)]
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
        """The state under the version in force on the governing date: the trigger, else 适用日, else as-of.

        Nobody can have met a deadline that passed before the rule existed: that is 不适用 too.
        """
        return self._outside_time(facts, duty, case) or decide(facts)

    def _outside_time(self, facts: DutyFacts, duty: Duty, case: Case) -> Decision | None:
        """A duty outside the version in force or outside its own 适用期间, or one whose governing date is open."""
        if facts.applies is False:
            return None
        written = self.value(duty.governing, case) if duty.governing is not None else None
        if isinstance(written, Unknown):
            return Decision(State.UNDECIDED, "", written.causes)
        if written is NOT_YET:
            return Decision(State.NOT_APPLICABLE, "未触发")
        first = event_date(case.derived.get((PERIOD_FIRST, False)))
        given = event_date(written) or first or event_date(facts.trigger) or self._effective(duty.entity, case)
        governing = given or self.as_of
        due = event_date(facts.extended) or governing
        if min(governing, due) < self.program.in_force:
            return Decision(State.NOT_APPLICABLE, "在政策施行之前")
        if duty.applicable is None or isinstance(facts.trigger, Unknown | NotYet):
            return None
        day = given or event_date(facts.done) or min(self.as_of, due)
        return self._outside_period(duty.applicable, day, case)

    def _outside_period(
        self, ends: tuple[Expression | None, Expression | None], day: date, case: Case
    ) -> Decision | None:
        """Why a duty lies outside its 适用期间 on the day that counts; None where it lies inside."""
        start, end = (self.value(e, case) if e is not None else None for e in ends)
        if (isinstance(start, date) and day < start) or start is NOT_YET or (isinstance(end, date) and day > end):
            return Decision(State.NOT_APPLICABLE, "不在适用期间")
        open_ = [v for v in (start, end) if isinstance(v, Unknown)]
        return Decision(State.UNDECIDED, "", merge(*open_).causes) if open_ else None

    def _effective(self, entity: str, case: Case) -> date | None:
        column = self.program.entities[entity].effective
        return event_date(self.column(entity, column, case)) if column else None

    def _days_late(self, state: State, extended: date | None, done: date | None) -> int | None:
        if not state.is_late or extended is None:
            return None
        end = done if done is not None and done <= self.as_of else self.as_of
        return (end - extended) // timedelta(days=1)

    def _missing_cells(self, duty: Duty, case: Case) -> tuple[str, ...]:
        missing = tuple(c.words for c in duty.cells if self.value(c.fact, case) is NOT_YET)
        return () if duty.alternatives and len(missing) < len(duty.cells) else missing

    def _party(self, party: Party, case: Case) -> str | None:
        value = self.value(party.expression, case)
        return value if isinstance(value, str) else None

    # ---------- columns ----------

    def _reader(self, entity: str, name: str, event: bool) -> Evaluator:
        slot = (entity, name, event)
        if name in (PERIOD_FIRST, PERIOD_DUE, PERIOD_DONE):
            return lambda case: case.derived[name, event]
        if slot not in self._readers and (entity, name) in self._outcomes:
            self._readers[slot] = self._outcome_reader(*self._outcomes[entity, name])
        if slot not in self._readers:
            derived = self._derived.get((entity, name))
            self._readers[slot] = (
                self._derived_reader(derived) if derived else self._stored_reader(entity, name, event)
            )
            if derived and derived.event and not event:
                self._readers[slot] = _must_have_happened(self._readers[slot], self._open_facts(derived))
        return self._readers[slot]

    def _outcome_reader(self, duty: Duty, outcome: str) -> Evaluator:
        """The day after the last day of a duty that is overdue, or the day it was performed (semantics.md, 触发)."""

        def read(case: Case) -> Value:
            values = self.duty(duty, case)
            state, due = values.by_date.state, event_date(values.facts.extended)
            if state is State.UNDECIDED:
                return Unknown(values.by_date.causes)
            if outcome == "逾期":
                return due + timedelta(days=1) if state.is_late and due is not None else NOT_YET
            done = event_date(values.facts.done)
            happened = state is not State.NOT_APPLICABLE and done is not None and done <= self.as_of
            return done if happened and done is not None else NOT_YET

        return read

    def _referred_column(self, entity: str, column: str, record: Record) -> Value:
        return self._reader(entity, column, event=False)(Case(record))

    def _open_facts(self, derived: Derived) -> Unknown:
        """The stored facts a derived event rests on, as missing."""
        causes: set[Cause] = set()
        for fact in facts_of(derived.expression):
            inner = self._derived.get((fact.entity, fact.column)) if not fact.path else None
            causes |= self._open_facts(inner).causes if inner else {Cause(CauseKind.MISSING, f"{fact.entity}.{fact.words}")}
        return Unknown(frozenset(causes))

    def _derived_reader(self, derived: Derived) -> Evaluator:
        evaluator = self._evaluator(derived.expression)
        name = (derived.name, derived.event)

        def read(case: Case) -> Value:
            found = case.derived.get(name)
            if found is None:
                found = case.derived[name] = evaluator(case)
            return found

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
            case Apply(operator=operator, arguments=arguments):
                return self._apply(operator, tuple(self._evaluator(a) for a in arguments))

    def _through_references(self, fact: Fact) -> Evaluator:
        def read(case: Case) -> Value:
            entity, row = self.follow(fact.entity, fact.path, case)
            return self._reader(entity, fact.column, fact.event)(row) if isinstance(row, Case) else row

        return read

    def _apply(self, operator: Operator, arguments: tuple[Evaluator, ...]) -> Evaluator:
        evaluate = operator.evaluate
        if operator.uses_calendar:
            calendar, bare = self.program.calendar, operator.evaluate

            def evaluate(*values: Value) -> Value:
                return bare(calendar, *values)

        if operator.unknown is not UnknownRule.STRICT:
            return lambda case: evaluate(*[a(case) for a in arguments])

        def apply(case: Case) -> Value:
            values = [a(case) for a in arguments]
            for value in values:
                if isinstance(value, Unknown | NotYet):
                    return _strict(values)
            return evaluate(*values)

        return apply


def _shown(duty: Duty, decision: Decision, requirements: tuple[Judged, ...]) -> Decision:
    """The state that results show, from the one that the dates give."""
    if duty.modality is Modality.MAY:
        return permitted(decision)
    decision = with_requirements(decision, requirements)
    return of_person(decision) if duty.personal else decision


def _always(value: T) -> Callable[[Case], T]:
    return lambda _: value


def _strict(values: list[Value]) -> Value:
    """An argument that is 未知 makes a strict operator's answer 未知; one not yet happened makes it 尚未发生."""
    unknowns = [v for v in values if isinstance(v, Unknown)]
    return merge(*unknowns) if unknowns else NOT_YET


def _must_have_happened(read: Evaluator, absent: Unknown) -> Evaluator:
    """Reads an event where 尚未发生 is no answer: there it is a missing fact."""

    def read_fact(case: Case) -> Value:
        value = read(case)
        return absent if value is NOT_YET else value

    return read_fact

