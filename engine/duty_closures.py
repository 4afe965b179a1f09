"""One duty as closures over a row, each made once: its governing date, its state, and the obligation that is shown."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from attrs import define, evolve

from .case import Case, Evaluator
from .closures import always
from .evaluations import Evaluations
from .governing import day_of_moment, effective_day, read_by
from .hours import in_days, in_hours_words
from .judgement import Judged, of_person, permitted, prohibition, with_requirements
from .obligation import NOT_TRIGGERED, Decision, decide, event_date, undecided
from .obligation import Facts as DutyFacts
from .outcome import LATE, VIOLATIONS, Obligation, State
from .program import PERIOD_FIRST, Direction, Duty, Modality
from .types import NOT_YET, MomentType, Unknown, Value, in_order

T = TypeVar("T")
Start = date | Callable[[Value], date] | None
"""The date in force of the version that governs, where a policy has several, or what tells it by the governing date."""
_FIRST_DAY = (PERIOD_FIRST, False)
_TOO_EARLY = Decision(State.NOT_APPLICABLE, "在政策施行之前")
_TOO_LATE = Decision(State.NOT_APPLICABLE, "政策已失效")
_ONE_DAY = timedelta(days=1)


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


class DutyClosures:
    """What `of` makes of one duty for any row.

    `day_of` is its governing date by its trigger and the row; `judge` its values and state for a row that stands under
    no other rule's date, of a repeated duty within a period.
    """

    def __init__(self, of: Evaluations, duty: Duty) -> None:
        self.of = of
        self.duty = duty
        self.day_of = self._day_of()
        self._forward = duty.deadline is not None and duty.deadline.direction is Direction.FORWARD
        prohibits = duty.modality is Modality.MUST_NOT
        self.judge = self._under_own_date(self._prohibition() if prohibits else self._obligation())

    def governing(self, values: DutyValues) -> Value:
        """The date that picks the version for an obligation; where a deadline passed before its trigger, the due date."""
        return self._picking(values.facts.trigger, values.facts.extended, values.case)

    def governing_reader(self) -> Evaluator:
        """What finds the same date for a row of which nothing else is known yet; of a duty that is not repeated."""
        deadline = self.duty.deadline if self.duty.modality is not Modality.MUST_NOT else None
        extended: Callable[[Case], Value | None]
        extended = self.of.evaluator(deadline.extended) if deadline and not self._forward else always(None)
        trigger: Callable[[Case], Value | None] = self._trigger() or always(None)
        picking = self._picking
        return self._under_own_date(lambda case: picking(trigger(case), extended(case), case))

    def _picking(self, trigger: Value | None, extended: Value | None, case: Case) -> Value:
        day = self.day_of(trigger, case)
        if extended is None or self._forward or not isinstance(day, date):
            return day
        return min(day, event_date(extended) or day) if isinstance(extended, date) else extended

    # ---------- its date ----------

    def _day_of(self) -> Callable[[Value | None, Case], Value]:
        """The date of 以……为准, else the first day of the period, else the trigger, else the date of the 台账."""
        if self.duty.date is not None:
            stated = self.of.evaluator(self.duty.date)
            return lambda _, case: day_of_moment(stated(case.governed_by(None)))
        of_ledger = effective_day(self.of, self.duty.entity)

        def day_of(trigger: Value | None, case: Case) -> Value:
            own = case.derived.get(_FIRST_DAY, trigger)
            return of_ledger(case) if own is None else own if type(own) is date else day_of_moment(own)

        return day_of

    def _under_own_date(self, judge: Callable[[Case], T]) -> Callable[[Case], T]:
        """A duty sees a row under its own date where it has one that matters, else the 台账's."""
        day = self._own_date() if any(map(self.of.depends_on_date, read_by(self.duty))) else None
        return judge if day is None else lambda case: judge(case.governed_by(day(case)))

    def _own_date(self) -> Callable[[Case], Value | None] | None:
        """What sets the governing date: as `day_of`, but before anything else of the duty is known; None for the 台账's."""
        duty = self.duty
        if duty.date is not None:
            return self.of.evaluator(duty.date)
        if duty.repetition is not None:
            return lambda case: case.derived[_FIRST_DAY]
        trigger = self._trigger()
        if duty.modality is not Modality.MUST_NOT or trigger is None:
            return trigger
        return lambda case: _if_happened(trigger(case))

    def _trigger(self) -> Evaluator | None:
        """What a duty arises from: 触发, else the date its 期限 counts from; with both, both must have come.

        Of a 禁止 the day of the breach.
        """
        duty, deadline = self.duty, self.duty.deadline
        if duty.modality is Modality.MUST_NOT:
            return self.of.evaluator(duty.breached_on) if duty.breached_on is not None else None
        counted = deadline.trigger if deadline else None
        events = [self.of.evaluator(e) for e in (duty.arises, counted) if e is not None]
        if len(events) < 2:
            return events[0] if events else None
        first, second = events
        return lambda case: NOT_YET if second(case) is NOT_YET else first(case)

    # ---------- its state ----------

    def _obligation(self) -> Callable[[Case], DutyValues]:
        """What a duty that is no 禁止 comes to for a case under its governing date."""
        evaluator, duty, deadline = self.of.evaluator, self.duty, self.duty.deadline
        applies, bearer = evaluator(duty.applies), evaluator(duty.bearer.expression)
        trigger: Callable[[Case], Value | None] = self._trigger() or always(None)
        strict = evaluator(deadline.strict) if deadline else always(None)
        extended = evaluator(deadline.extended) if deadline and deadline.extended is not deadline.strict else None
        forward = self._forward
        done = evaluator(duty.done) if duty.done else always(NOT_YET)
        impossible = evaluator(duty.impossible) if duty.impossible else always(False)
        as_of, state_of = self.of.as_of, self._state_of()

        def judge(case: Case) -> DutyValues:
            due = strict(case)
            rolled = extended(case) if extended else due
            facts = DutyFacts(applies(case), trigger(case), due, rolled, forward, done(case), impossible(case), as_of)
            by_date = state_of(facts, case)
            return DutyValues(duty, facts, by_date, bearer(case), by_date, case)

        is_plain = duty.modality is Modality.MUST and not duty.requirements and not duty.personal
        return judge if is_plain else self._beyond_dates(judge)

    def _beyond_dates(self, judge: Callable[[Case], DutyValues]) -> Callable[[Case], DutyValues]:
        """The state that results show, from the one that the dates give: 可, 须, 由 本人."""
        duty = self.duty
        requirements = tuple((r.words, self.of.evaluator(r.condition)) for r in duty.requirements)

        def judge_fully(case: Case) -> DutyValues:
            values = judge(case)
            judged = tuple(Judged(words, value(case)) for words, value in requirements)
            return evolve(values, decision=_shown(duty, values.by_date, judged), requirements=judged)

        return judge_fully

    def _state_of(self) -> Callable[[DutyFacts, Case], Decision]:
        """The state that the dates give under the version in force on the governing date."""
        outside_time = self._outside_time()

        def state_of(facts: DutyFacts, case: Case) -> Decision:
            if facts.applies is False or facts.trigger is NOT_YET:
                return decide(facts)
            return outside_time(facts, case) or decide(facts)

        if not _may_count_hours(self.duty):
            return state_of
        return lambda facts, case: in_hours_words(facts, state_of(in_days(facts), case))

    def _prohibition(self) -> Callable[[Case], DutyValues]:
        """A 禁止 for a case, with the day of the breach as its trigger."""
        duty, evaluator, as_of, outside_time = self.duty, self.of.evaluator, self.of.as_of, self._outside_time()
        breached_on: Callable[[Case], Value | None] = self._trigger() or always(None)
        breach = evaluator(duty.breach) if duty.breach is not None else always(False)
        applied, bearer = evaluator(duty.applies), evaluator(duty.bearer.expression)

        def judge(case: Case) -> DutyValues:
            on, broken, applies = breached_on(case), breach(case), applied(case)
            facts = DutyFacts(applies, on, None, None, False, NOT_YET, False, as_of)
            # While nothing is known to be broken there is no day of a breach to pick the version.
            dated = facts if broken is True and on is not NOT_YET else evolve(facts, trigger=None)
            settled = applies is False or isinstance(broken, Unknown)
            outside = None if settled else outside_time(dated, case)
            decision = outside or prohibition(applies, broken, on, as_of)
            return DutyValues(duty, facts, _shown(duty, decision, ()), bearer(case), decision, case)

        return judge

    def _outside_time(self) -> Callable[[DutyFacts, Case], Decision | None]:
        """What becomes of a duty outside the version in force or outside its own 适用期间, or whose governing date is open.

        Nobody can have met a deadline that passed before the rule existed: that is 不适用 too.
        """
        day_of, holds_from, expires = self.day_of, self.of.holds_from, self.of.program.expires
        outside_period = self._outside_period if self.duty.applicable is not None else None

        def outside_time(facts: DutyFacts, case: Case) -> Decision | None:
            day = day_of(facts.trigger, case)
            if isinstance(day, date):
                due = event_date(facts.extended)
                if day < holds_from or (due is not None and due < holds_from):
                    return _TOO_EARLY
                if expires is not None and day > expires:
                    return _TOO_LATE
            elif day is NOT_YET:
                return NOT_TRIGGERED
            elif isinstance(day, Unknown):
                return undecided(day, *facts.needed, facts.impossible)
            return outside_period(facts, case, day) if outside_period else None

        return outside_time

    def _outside_period(self, facts: DutyFacts, case: Case, governing: Value) -> Decision | None:
        """Why a duty lies outside its 适用期间 on the day that counts; None where it lies inside.

        That day is the governing date; where the text gives none, the day of performance, else the last day so far.
        """
        duty, as_of = self.duty, self.of.as_of
        own = duty.date is not None or case.derived.get(_FIRST_DAY, facts.trigger) is not None
        given = event_date(governing) if own or self.of.program.entities[duty.entity].effective is not None else None
        day = given or event_date(facts.done) or min(as_of, event_date(facts.extended) or as_of)
        start, end = (self.of.value(e, case) if e is not None else None for e in duty.applicable or ())
        if (isinstance(start, date) and day < start) or start is NOT_YET or (isinstance(end, date) and day > end):
            return Decision(State.NOT_APPLICABLE, "不在适用期间")
        open_ = [v for v in (start, end) if isinstance(v, Unknown)]
        return undecided(*open_) if open_ else None

    # ---------- the obligation ----------

    def shown(self, version: Start = None) -> Callable[[DutyValues], Obligation]:
        """What makes of these values the obligation that results show, under the version that governs.

        Parties bear the names of the as-of date.
        """
        name, entity, as_of, governing = self.duty.heading.name, self.duty.entity, self.of.as_of, self.governing
        known_as, missing_cells = self.of.known_as, self._missing_cells

        in_force = version if isinstance(version, date) else None
        in_force_on = None if isinstance(version, date) else version

        def show(values: DutyValues) -> Obligation:
            facts, decision, bearer = values.facts, values.decision, values.bearer
            state, trigger, done = decision.state, facts.trigger, event_date(facts.done)
            due = extended = None
            if facts.due is not None:
                due = event_date(facts.due)
                extended = due if facts.extended is facts.due else event_date(facts.extended)
            return Obligation(  # by position: naming what is passed takes half as long again
                name,
                entity,
                values.case.record.key,
                known_as(bearer) if isinstance(bearer, str) else None,
                state,
                None if trigger is None else event_date(trigger),
                due,
                extended,
                done,
                _days_late(extended, done, as_of) if state in LATE else None,
                decision.reason,
                in_order(decision.causes) if decision.causes else (),
                missing_cells(values.case) if state in VIOLATIONS else (),
                in_force_on(governing(values)) if in_force_on else in_force,
                values.period,
            )

        return show

    def _missing_cells(self, case: Case) -> tuple[str, ...]:
        """The recipients and channels that were not served."""
        duty = self.duty
        missing = [c.words for c in duty.cells if self.of.value(c.fact, case) is NOT_YET]
        served = duty.alternatives and len(missing) < len(duty.cells)
        return () if served else tuple(map(self.of.known_as, missing))


def _days_late(extended: date | None, done: date | None, as_of: date) -> int | None:
    if extended is None:
        return None
    end = done if done is not None and done <= as_of else as_of
    return (end - extended) // _ONE_DAY


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
