"""What becomes of a duty for one case: its dates, periods and duty holders, and the state they give."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from attrs import define, evolve, field

from .case import Case, Evaluator
from .evaluations import Evaluations
from .facts.tables import Record
from .governing import governing_date, has_expired, read_by
from .hours import in_days, in_hours_words
from .judgement import Judged, of_person, permitted, prohibition, with_requirements
from .obligation import NOT_TRIGGERED, Decision, decide, event_date, undecided
from .obligation import Facts as DutyFacts
from .outcome import Obligation, State
from .program import (
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Direction,
    Duty,
    Expression,
    Modality,
    RecordProof,
)
from .repeats import Occurrence, Proofs, occurrences
from .types import NOT_YET, MomentType, Unknown, Value, in_order, merge

T = TypeVar("T")
Start = date | Callable[[Value], date] | None
"""The date in force of the version that governs, where a policy has several, or what tells it by the governing date."""
_FIRST_DAY = (PERIOD_FIRST, False)


@define
class DutyValues:
    """The values behind one obligation, kept for explanations. `bearer` None where the fact naming it is missing.

    Never changed; not frozen for the reason that obligation.Facts is not.
    `by_date` is the state that the dates alone give, before 可, 须 and 由 本人 are considered; `period` names the period of
    a repeated duty, and `case` is the row within it, under the governing date of the duty.
    """

    duty: Duty
    facts: DutyFacts
    decision: Decision
    bearer: Value
    by_date: Decision
    case: Case
    period: str = ""
    requirements: tuple[Judged, ...] = ()


@define
class DutyInterpreter:
    """Evaluates the duties of one Program; `of` evaluates what they are made of."""

    of: Evaluations
    _judges: dict[int, Callable[[Case], DutyValues]] = field(factory=dict)
    _proofs: Proofs = field(init=False)
    _last: tuple[Duty, Case, DutyValues] | None = None
    """The values found last: of several versions the day that picks one is asked for before what that one says."""
    owed: Callable[[Duty, Case], bool | Unknown] = field(default=lambda *_: True)
    """Whether a period of a repeated duty is owed at all, by the row within it: another version may govern it."""

    def __attrs_post_init__(self) -> None:
        self._proofs = Proofs(self.of.facts.tables, self._of_row, self._column_of_row)

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """An obligation's values and state for a case; of a repeated duty, for the last of its periods."""
        if duty.repetition is not None and (PERIOD_DUE, False) not in case.derived:
            every = self.duties(duty, case)
            return every[-1] if every else self._no_period(duty, case)
        last = self._last
        if last is not None and last[0] is duty and last[1] is case:
            return last[2]
        judge = self._judges.get(id(duty)) or self._compile(duty)
        values = judge(case if case.governing is None else case.governed_by(None))
        self._last = (duty, case, values)
        return values

    def governing(self, values: DutyValues) -> Value:
        """The date that picks the version for an obligation; where a deadline passed before its trigger, the due date."""
        own = self._own_date(values.facts, values.duty, values.case)
        day = own if own is NOT_YET else governing_date(self.of, own, values.duty.entity, values.case)
        due = values.facts.extended
        if not isinstance(day, date) or values.facts.forward or due is None:
            return day
        return min(day, event_date(due) or day) if isinstance(due, date) else due

    def duties(self, duty: Duty, case: Case) -> tuple[DutyValues, ...]:
        """The values and states of a duty for a case: one, or one a period where it is repeated; then maybe none."""
        repetition = duty.repetition
        if repetition is None:
            return (self.duty(duty, case),)
        since, until = self.of.value(repetition.since, case), self.of.value(repetition.until, case)
        # What applies by a dated figure is asked in each period, under its first day.
        by_period = self.of.depends_on_date(duty.applies)
        applies = None if by_period else self.of.value(duty.applies, case)
        open_ = [v for v in (since, until) if isinstance(v, Unknown)]
        if applies is False or since is NOT_YET:
            return ()
        if open_:
            return (self._no_period(duty, case, Decision(State.UNDECIDED, "", merge(*open_).causes)),)
        if not isinstance(since, date):
            raise TypeError(f"{duty.name}: 在册 begins with no date: {since!r}")
        ends = (max(since, self.of.holds_from), until)
        found = occurrences(repetition, case.record, ends, self._proofs, self.of.as_of)
        return tuple(v for occurrence in found for v in self._in_period(duty, case, occurrence))

    def _in_period(self, duty: Duty, case: Case, occurrence: Occurrence) -> Iterator[DutyValues]:
        """A repeated duty within one period, which is the row with three more columns; none where it is not owed."""
        within = Case(case.record, dict(case.derived))
        within.derived[PERIOD_FIRST, False] = occurrence.stretch.first
        within.derived[PERIOD_DUE, False] = occurrence.due
        within.derived[PERIOD_DONE, True] = occurrence.done
        owed = self.owed(duty, within)
        if owed is False:
            return
        values = evolve(self.duty(duty, within), period=occurrence.stretch.label)
        if isinstance(owed, Unknown):
            open_ = Decision(State.UNDECIDED, "", owed.causes | values.decision.causes)
            values = evolve(values, decision=open_, by_date=open_)
        yield values

    def governing_in(self, duty: Duty, within: Case) -> Value:
        """The date that picks the version for one period of a repeated duty."""
        if duty.date is None:
            return within.derived[PERIOD_FIRST, False]
        return self.governing(self.duty(duty, within))

    def _no_period(self, duty: Duty, case: Case, decision: Decision | None = None) -> DutyValues:
        """A repeated duty without a period to judge: none has begun in stock, or the stock is unknown."""
        decision = decision or Decision(State.NOT_APPLICABLE, "没有应履行的期次")
        nothing = DutyFacts(self.of.value(duty.applies, case), None, None, None, False, NOT_YET, False, self.of.as_of)
        return DutyValues(duty, nothing, decision, self.of.value(duty.bearer.expression, case), decision, case)

    def _day(self, duty: Duty) -> Callable[[Case], Value | None] | None:
        """What sets the governing date of a duty: as `_own_date`, but before anything else of the duty is known."""
        if duty.date is not None:
            return self.of.evaluator(duty.date)
        if duty.repetition is not None:
            return lambda case: case.derived[PERIOD_FIRST, False]
        if duty.modality is not Modality.MUST_NOT:
            return self._trigger(duty)
        if duty.breached_on is None:
            return None
        breached_on = self.of.evaluator(duty.breached_on)
        return lambda case: _if_happened(breached_on(case))

    def _prohibition(self, duty: Duty, case: Case) -> DutyValues:
        """A 禁止 for a case, with the day of the breach as its trigger."""
        on = self.of.value(duty.breached_on, case) if duty.breached_on is not None else None
        broken = self.of.value(duty.breach, case) if duty.breach is not None else False
        applies = self.of.value(duty.applies, case)
        facts = DutyFacts(applies, on, None, None, False, NOT_YET, False, self.of.as_of)
        # While nothing is known to be broken there is no day of a breach to pick the version.
        dated = facts if broken is True and on is not NOT_YET else evolve(facts, trigger=None)
        settled = applies is False or isinstance(broken, Unknown)
        outside = None if settled else self._outside_time(dated, duty, case)
        decision = outside or prohibition(applies, broken, on, self.of.as_of)
        return DutyValues(
            duty, facts, _shown(duty, decision, ()), self.of.value(duty.bearer.expression, case), decision, case
        )

    def _compile(self, duty: Duty) -> Callable[[Case], DutyValues]:
        """A duty as one closure, made once.

        It sees a row under its own date where it has one, else the 台账's; never under another's.
        """
        judge = partial(self._prohibition, duty) if duty.modality is Modality.MUST_NOT else self._judge(duty)
        day = self._day(duty) if any(map(self.of.depends_on_date, read_by(duty))) else None

        own = judge if day is None else lambda case: judge(case.governed_by(day(case)))
        self._judges[id(duty)] = own
        return own

    def _judge(self, duty: Duty) -> Callable[[Case], DutyValues]:
        """What a duty that is no 禁止 comes to for a case under its governing date."""
        evaluator, deadline = self.of.evaluator, duty.deadline
        moved = deadline is not None and deadline.extended is not deadline.strict
        applies, bearer = evaluator(duty.applies), evaluator(duty.bearer.expression)
        trigger: Callable[[Case], Value | None] = self._trigger(duty) or _nothing
        strict = evaluator(deadline.strict) if deadline else _nothing
        extended = evaluator(deadline.extended) if deadline and moved else None
        forward = bool(deadline and deadline.direction is Direction.FORWARD)
        done = evaluator(duty.done) if duty.done else _always(NOT_YET)
        impossible = evaluator(duty.impossible) if duty.impossible else _always(False)
        requirements = tuple((r.words, evaluator(r.condition)) for r in duty.requirements)
        is_plain = duty.modality is Modality.MUST and not requirements and not duty.personal
        as_of, in_hours = self.of.as_of, _may_count_hours(duty)

        def judge(case: Case) -> DutyValues:
            due = strict(case)
            rolled = extended(case) if extended else due
            facts = DutyFacts(applies(case), trigger(case), due, rolled, forward, done(case), impossible(case), as_of)
            by_date = self._decide(in_days(facts) if in_hours else facts, duty, case)
            by_date = in_hours_words(facts, by_date) if in_hours else by_date
            judged = tuple(Judged(words, value(case)) for words, value in requirements) if requirements else ()
            shown = by_date if is_plain else _shown(duty, by_date, judged)
            return DutyValues(duty, facts, shown, bearer(case), by_date, case, "", judged)

        return judge

    def _trigger(self, duty: Duty) -> Evaluator | None:
        """What a duty arises from: 触发, else the date its 期限 counts from; with both, both must have come."""
        counted = duty.deadline.trigger if duty.deadline else None
        events = [self.of.evaluator(e) for e in (duty.arises, counted) if e is not None]
        if len(events) < 2:
            return events[0] if events else None
        first, second = events
        return lambda case: NOT_YET if second(case) is NOT_YET else first(case)

    def obligations(self, duty: Duty, case: Case, version: Start = None) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case as the results show it: by period, then by duty holder.

        `version` is the date in force of the version that governs, where the policy has several.
        """
        if duty.repetition is None and duty.each_row is None and not duty.bearers:
            return (self._obligation(self.duty(duty, case), version),)
        return tuple(
            evolve(found, bearer=bearer if isinstance(bearer, str) else None)
            for values in self.duties(duty, case)
            for found in (self._obligation(values, version),)
            for bearer in self._bearers(duty, values)
        )

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it; of a repeated duty the last one, several duty holders named together."""
        return self._obligation(self.duty(duty, case))

    def _bearers(self, duty: Duty, values: DutyValues) -> tuple[Value, ...]:
        """Whoever owes a duty, each by itself."""
        if duty.each_row is not None:
            of, table = duty.each_row, self.of.facts.tables.get(duty.each_row.entity)
            labels = (record.values[of.label] for record in (table.records if table else ()))
            return tuple(f"{label}{of.kind}" for label in labels if label is not None)
        if duty.bearers:
            return tuple(self.of.value(party.expression, values.case) for party in duty.bearers)
        return (values.bearer,)

    def _obligation(self, values: DutyValues, version: Start = None) -> Obligation:
        duty, case = values.duty, values.case
        if version is not None and not isinstance(version, date):
            version = version(self.governing(values))
        facts, decision = values.facts, values.decision
        due, done, state = event_date(facts.due), event_date(facts.done), decision.state
        extended = due if facts.extended is facts.due else event_date(facts.extended)
        return Obligation(  # by position: naming what is passed takes half as long again
            duty.heading.name,
            duty.entity,
            case.record.key,
            values.bearer if isinstance(values.bearer, str) else None,
            state,
            event_date(facts.trigger),
            due,
            extended,
            done,
            self._days_late(extended, done) if state.is_late else None,
            decision.reason,
            in_order(decision.causes) if decision.causes else (),
            self._missing_cells(duty, case) if state.is_violation else (),
            version,
            values.period,
        )

    def _decide(self, facts: DutyFacts, duty: Duty, case: Case) -> Decision:
        """The state under the version in force on the governing date."""
        if facts.applies is False or facts.trigger is NOT_YET:
            return decide(facts)
        return self._outside_time(facts, duty, case) or decide(facts)

    def _outside_time(self, facts: DutyFacts, duty: Duty, case: Case) -> Decision | None:
        """A duty outside the version in force or outside its own 适用期间, or one whose governing date is open.

        Nobody can have met a deadline that passed before the rule existed: that is 不适用 too.
        """
        own = self._own_date(facts, duty, case)
        if own is NOT_YET:
            return NOT_TRIGGERED
        governing = governing_date(self.of, None, duty.entity, case) if own is None else own
        if isinstance(governing, Unknown):
            return undecided(governing, *facts.needed, facts.impossible)
        if isinstance(governing, date):
            due, holds_from = event_date(facts.extended), self.of.holds_from
            if governing < holds_from or (due is not None and due < holds_from):
                return Decision(State.NOT_APPLICABLE, "在政策施行之前")
            if has_expired(self.of.program, governing):
                return Decision(State.NOT_APPLICABLE, "政策已失效")
        return self._outside_period(facts, duty, case, own) if duty.applicable is not None else None

    def _own_date(self, facts: DutyFacts, duty: Duty, case: Case) -> Value | None:
        """The date that governs a duty by its own text: 以……为准, else the first day of its period, else its trigger."""
        if duty.date is not None:
            return self.of.value(duty.date, case.governed_by(None))
        first = case.derived.get(_FIRST_DAY)
        return facts.trigger if first is None else first

    def _outside_period(self, facts: DutyFacts, duty: Duty, case: Case, own: Value | None) -> Decision | None:
        """Why a duty lies outside its 适用期间 on the day that counts; None where it lies inside.

        That day is the governing date; where the text gives none, the day of performance, else the last day so far.
        """
        dated = own is not None or self.of.program.entities[duty.entity].effective is not None
        given = event_date(governing_date(self.of, own, duty.entity, case)) if dated else None
        day = given or event_date(facts.done) or min(self.of.as_of, event_date(facts.extended) or self.of.as_of)
        start, end = (self.of.value(e, case) if e is not None else None for e in duty.applicable or ())
        if (isinstance(start, date) and day < start) or start is NOT_YET or (isinstance(end, date) and day > end):
            return Decision(State.NOT_APPLICABLE, "不在适用期间")
        open_ = [v for v in (start, end) if isinstance(v, Unknown)]
        return undecided(*open_) if open_ else None

    def _days_late(self, extended: date | None, done: date | None) -> int | None:
        if extended is None:
            return None
        end = done if done is not None and done <= self.of.as_of else self.of.as_of
        return (end - extended) // timedelta(days=1)

    def _missing_cells(self, duty: Duty, case: Case) -> tuple[str, ...]:
        missing = tuple(c.words for c in duty.cells if self.of.value(c.fact, case) is NOT_YET)
        return () if duty.alternatives and len(missing) < len(duty.cells) else missing

    def outcome_reader(self, duty: Duty, outcome: str) -> Evaluator:
        """The day after the last day of a duty that is overdue, or the day it was performed (semantics.md, 触发)."""

        def read(case: Case) -> Value:
            values = self.duty(duty, case)
            state, due = values.by_date.state, event_date(values.facts.extended)
            if state is State.UNDECIDED:
                return Unknown(values.by_date.causes)
            if outcome == "逾期":
                return due + timedelta(days=1) if state.is_late and due is not None else NOT_YET
            done = event_date(values.facts.done)
            happened = state is not State.NOT_APPLICABLE and done is not None and done <= self.of.as_of
            return done if happened and done is not None else NOT_YET

        return read

    def astray(self, duty: Duty) -> int:
        """How many rows that might prove a repeated duty refer to no case known (归属不明)."""
        proof = duty.repetition.proof if duty.repetition is not None else None
        return self._proofs.astray(proof, duty.entity) if isinstance(proof, RecordProof) else 0

    def _of_row(self, expression: Expression, record: Record, governing: date) -> Value:
        return self.of.value(expression, Case(record, governing=governing))

    def _column_of_row(self, entity: str, column: str, record: Record) -> Value:
        return self.of.column(entity, column, Case(record))


def _may_count_hours(duty: Duty) -> bool:
    """Whether a date of a duty may be a 时刻; of a repeated one the period decides."""
    deadline = duty.deadline
    dates = (deadline.trigger, deadline.strict, deadline.extended) if deadline else ()
    typed = (e for e in (*dates, duty.arises, duty.done) if e is not None)
    return duty.repetition is not None or any(isinstance(e.type, MomentType) for e in typed)


def _shown(duty: Duty, decision: Decision, requirements: tuple[Judged, ...]) -> Decision:
    """The state that results show, from the one that the dates give."""
    if duty.modality is Modality.MAY:
        return permitted(decision)
    decision = with_requirements(decision, requirements)
    return of_person(decision) if duty.personal else decision


def _if_happened(day: Value) -> Value | None:
    return None if day is NOT_YET else day


def _always(value: T) -> Callable[[Case], T]:
    return lambda _: value


def _nothing(_: Case) -> None:
    return None
