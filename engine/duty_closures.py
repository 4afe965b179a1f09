"""One duty as closures over a row, each made once: its governing date, its state, and the obligation that is shown."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol, TypeVar

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
from .program import PERIOD_FIRST, Const, Direction, Duty, Expression, Modality
from .types import NOT_YET, MomentType, Unknown, Value, in_order

T = TypeVar("T")
Start = date | Callable[[Value], date] | None
"""The date in force of the version that governs, where a policy has several, or what tells it by the governing date."""
_FIRST_DAY = (PERIOD_FIRST, False)
_TOO_EARLY = Decision(State.NOT_APPLICABLE, "在政策施行之前")
_TOO_LATE = Decision(State.NOT_APPLICABLE, "政策已失效")
_ONE_DAY = timedelta(days=1)


class Show(Protocol):
    """Makes an obligation of its values, its state, who owes it, and the row."""

    def __call__(self, facts: DutyFacts, decision: Decision, bearer: Value, case: Case, period: str = "") -> Obligation:
        """The obligation; `period` names the period of a repeated duty."""


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
        self._deadline = None if duty.modality is Modality.MUST_NOT else duty.deadline
        self._forward = self._deadline is not None and self._deadline.direction is Direction.FORWARD
        self._trigger = self._arising()
        self._bearer = of.evaluator(duty.bearer.expression)
        self._by_period = any(d.repetition is not None for d in of.program.duties)
        self._otherwise = self._untriggered_day()
        self.day_of = self._day_of()
        self._weigh = self._weighing()
        self._state_of = self._deciding()
        self._own_date = self._own_date_that_matters()
        self.judge = self._under_own_date(self._judging())

    def obliger(self, version: Start) -> Callable[[Case], tuple[Obligation]]:
        """What makes the one obligation of a duty for any row, without what explanations ask for."""
        show, judge = self.shown(version), self.judge
        weigh, state_of, bearer = self._weigh, self._state_of, self._bearer

        def oblige_by_dates(case: Case) -> tuple[Obligation]:
            if case.governing is not None:
                case = case.governed_by(None)
            facts = weigh(case)
            return (show(facts, state_of(facts, case), bearer(case), case),)

        def oblige(case: Case) -> tuple[Obligation]:
            return (show_values(show, judge(case if case.governing is None else case.governed_by(None))),)

        return oblige_by_dates if self._own_date is None and self._is_decided_by_dates else oblige

    def governing_reader(self) -> Evaluator:
        """What finds the date that picks the version for a row of which nothing else is known; not of a repeated duty."""
        counts_back = self._deadline is not None and not self._forward
        extended = self.of.evaluator(self._deadline.extended) if self._deadline and counts_back else None
        trigger, day_of = self._trigger, self.day_of

        def governing(case: Case) -> Value:
            day = day_of(trigger(case) if trigger else None, case)
            return picking(day, extended(case)) if extended else day

        return self._under_own_date(governing)

    # ---------- its date ----------

    def _untriggered_day(self) -> Evaluator:
        """The governing date but for the trigger: that of 以……为准, else the first day of the period, else the 台账's."""
        if self.duty.date is not None:
            stated = self.of.evaluator(self.duty.date)
            return lambda case: day_of_moment(stated(case.governed_by(None)))
        of_ledger = effective_day(self.of, self.duty.entity)
        if not self._by_period:
            return of_ledger
        return lambda case: case.derived[_FIRST_DAY] if _FIRST_DAY in case.derived else of_ledger(case)

    def _day_of(self) -> Callable[[Value | None, Case], Value]:
        """The governing date: a trigger comes after 以……为准 and the first day of the period, and before the 台账's."""
        otherwise, by_period = self._otherwise, self._by_period
        if self.duty.date is not None:
            return lambda _, case: otherwise(case)

        def day_of(trigger: Value | None, case: Case) -> Value:
            if trigger is None or (by_period and _FIRST_DAY in case.derived):
                return otherwise(case)
            return trigger if type(trigger) is date else day_of_moment(trigger)

        return day_of

    def _under_own_date(self, judge: Callable[[Case], T]) -> Callable[[Case], T]:
        """A duty sees a row under its own date where it has one that matters, else the 台账's."""
        day = self._own_date
        return judge if day is None else lambda case: judge(case.governed_by(day(case)))

    def _own_date_that_matters(self) -> Callable[[Case], Value | None] | None:
        """What sets the governing date: as `day_of`, but before anything else of the duty is known.

        None for that of the 台账, and where nothing the duty says depends on the date.
        """
        duty, trigger = self.duty, self._trigger
        if not any(map(self.of.depends_on_date, read_by(duty))):
            return None
        if duty.date is not None:
            return self.of.evaluator(duty.date)
        if duty.repetition is not None:
            return lambda case: case.derived[_FIRST_DAY]
        if duty.modality is not Modality.MUST_NOT or trigger is None:
            return trigger
        return lambda case: _if_happened(trigger(case))

    def _arising(self) -> Evaluator | None:
        """What a duty arises from: 触发, else the date its 期限 counts from; with both, both must have come.

        Of a 禁止 the day of the breach.
        """
        duty, deadline = self.duty, self._deadline
        if duty.modality is Modality.MUST_NOT:
            return self.of.evaluator(duty.breached_on) if duty.breached_on is not None else None
        counted = deadline.trigger if deadline else None
        events = [self.of.evaluator(e) for e in (duty.arises, counted) if e is not None]
        if len(events) < 2:
            return events[0] if events else None
        first, second = events
        return lambda case: NOT_YET if second(case) is NOT_YET else first(case)

    # ---------- its state ----------

    @property
    def _is_decided_by_dates(self) -> bool:
        """Whether the state that the dates give is the one shown."""
        return self.duty.modality is Modality.MUST and not self.duty.requirements and not self.duty.personal

    def _judging(self) -> Callable[[Case], DutyValues]:
        """What a duty comes to for a case under its governing date."""
        if self.duty.modality is Modality.MUST_NOT:
            return self._prohibition()
        duty, weigh, state_of, bearer = self.duty, self._weigh, self._state_of, self._bearer

        def judge(case: Case) -> DutyValues:
            facts = weigh(case)
            by_date = state_of(facts, case)
            return DutyValues(duty, facts, by_date, bearer(case), by_date, case)

        return judge if self._is_decided_by_dates else self._beyond_dates(judge)

    def _weighing(self) -> Callable[[Case], DutyFacts]:
        """What the state of a duty that is no 禁止 rests on."""
        evaluator, duty, deadline = self.of.evaluator, self.duty, self._deadline
        applying = None if _is_true(duty.applies) else evaluator(duty.applies)
        done_on = evaluator(duty.done) if duty.done else always(NOT_YET)
        hindered = evaluator(duty.impossible) if duty.impossible else None
        trigger_of, forward, as_of = self._trigger, self._forward, self.of.as_of
        day_of, untriggered_day = self.day_of, self._otherwise

        def weigh_undated(case: Case) -> DutyFacts:
            applies, impossible = applying(case) if applying else True, hindered(case) if hindered else False
            return DutyFacts(applies, None, None, None, False, done_on(case), impossible, as_of, untriggered_day(case))

        if deadline is None and trigger_of is None:
            return weigh_undated
        strict_end = evaluator(deadline.strict) if deadline else always(None)
        moved_end = evaluator(deadline.extended) if deadline and deadline.extended is not deadline.strict else None

        def weigh(case: Case) -> DutyFacts:
            applies, impossible = applying(case) if applying else True, hindered(case) if hindered else False
            due, trigger = strict_end(case), trigger_of(case) if trigger_of else None
            extended, day = moved_end(case) if moved_end else due, day_of(trigger, case)
            return DutyFacts(applies, trigger, due, extended, forward, done_on(case), impossible, as_of, day)

        return weigh

    def _beyond_dates(self, judge: Callable[[Case], DutyValues]) -> Callable[[Case], DutyValues]:
        """The state that results show, from the one that the dates give: 可, 须, 由 本人."""
        duty = self.duty
        requirements = tuple((r.words, self.of.evaluator(r.condition)) for r in duty.requirements)

        def judge_fully(case: Case) -> DutyValues:
            values = judge(case)
            judged = tuple(Judged(words, value(case)) for words, value in requirements)
            return evolve(values, decision=_shown(duty, values.by_date, judged), requirements=judged)

        return judge_fully

    def _deciding(self) -> Callable[[DutyFacts, Case], Decision]:
        """The state that the dates give under the version in force on the governing date."""
        state_of = self._unless_outside(decide)
        if not _may_count_hours(self.duty):
            return state_of
        return lambda facts, case: in_hours_words(facts, state_of(in_days(facts), case))

    def _prohibition(self) -> Callable[[Case], DutyValues]:
        """A 禁止 for a case, with the day of the breach as its trigger."""
        duty, evaluator, as_of = self.duty, self.of.evaluator, self.of.as_of
        outside_time: Callable[[DutyFacts, Case], Decision | None] = self._unless_outside(lambda _: None)
        breach = evaluator(duty.breach) if duty.breach is not None else always(False)
        applied, bearer, trigger, day_of = evaluator(duty.applies), self._bearer, self._trigger, self.day_of

        def judge(case: Case) -> DutyValues:
            on, broken, applies = trigger(case) if trigger else None, breach(case), applied(case)
            facts = DutyFacts(applies, on, None, None, False, NOT_YET, False, as_of, day_of(on, case))
            # While nothing is known to be broken there is no day of a breach to pick the version.
            has_day = broken is True and on is not NOT_YET
            dated = facts if has_day else evolve(facts, trigger=None, day=day_of(None, case))
            outside = None if isinstance(broken, Unknown) else outside_time(dated, case)
            decision = outside or prohibition(applies, broken, on, as_of)
            return DutyValues(duty, facts, _shown(duty, decision, ()), bearer(case), decision, case)

        return judge

    def _unless_outside(self, otherwise: Callable[[DutyFacts], T]) -> Callable[[DutyFacts, Case], Decision | T]:
        """What becomes of a duty outside the version in force or outside its own 适用期间, or whose governing date is open.

        Nobody can have met a deadline that passed before the rule existed: that is 不适用 too. Of any other duty, and of
        one that does not apply or has not been triggered, `otherwise` tells.
        """
        holds_from, expires = self.of.holds_from, self.of.program.expires
        outside_period = self._outside_period if self.duty.applicable is not None else None

        def unless_outside(facts: DutyFacts, case: Case) -> Decision | T:
            day, due = facts.day, facts.extended
            if facts.applies is False or facts.trigger is NOT_YET:
                return otherwise(facts)
            if isinstance(day, date):
                if day < holds_from or (due is not None and (event_date(due) or day) < holds_from):
                    return _TOO_EARLY
                if expires is not None and day > expires:
                    return _TOO_LATE
            elif day is NOT_YET:
                return NOT_TRIGGERED
            elif isinstance(day, Unknown):
                return undecided(day, *facts.needed, facts.impossible)
            outside = outside_period(facts, case) if outside_period else None
            return otherwise(facts) if outside is None else outside

        return unless_outside

    def _outside_period(self, facts: DutyFacts, case: Case) -> Decision | None:
        """Why a duty lies outside its 适用期间 on the day that counts; None where it lies inside.

        That day is the governing date; where the text gives none, the day of performance, else the last day so far.
        """
        duty, as_of = self.duty, self.of.as_of
        own = duty.date is not None or case.derived.get(_FIRST_DAY, facts.trigger) is not None
        given = event_date(facts.day) if own or self.of.program.entities[duty.entity].effective is not None else None
        day = given or event_date(facts.done) or min(as_of, event_date(facts.extended) or as_of)
        start, end = (self.of.value(e, case) if e is not None else None for e in duty.applicable or ())
        if (isinstance(start, date) and day < start) or start is NOT_YET or (isinstance(end, date) and day > end):
            return Decision(State.NOT_APPLICABLE, "不在适用期间")
        open_ = [v for v in (start, end) if isinstance(v, Unknown)]
        return undecided(*open_) if open_ else None

    # ---------- the obligation ----------

    def shown(self, version: Start = None) -> Show:
        """What makes of values the obligation that results show, under the version that governs.

        Parties bear the names of the as-of date.
        """
        name, entity, as_of, known_as = self.duty.heading.name, self.duty.entity, self.of.as_of, self.of.known_as
        missing_cells, counts_back = self._missing_cells, self._deadline is not None and not self._forward
        in_force = version if isinstance(version, date) else None
        in_force_on = None if isinstance(version, date) else version

        def show(facts: DutyFacts, decision: Decision, bearer: Value, case: Case, period: str = "") -> Obligation:
            state, trigger, performed, due, extended = decision.state, facts.trigger, facts.done, None, None
            done = performed if type(performed) is date else event_date(performed)
            if facts.due is not None:
                due = event_date(facts.due)
                extended = due if facts.extended is facts.due else event_date(facts.extended)
            day = governing(facts) if counts_back else facts.day
            return Obligation(  # by position: naming what is passed takes half as long again
                name,
                entity,
                case.record.key,
                known_as(bearer) if isinstance(bearer, str) else None,
                state,
                None if trigger is None else event_date(trigger),
                due,
                extended,
                done,
                _days_late(extended, done, as_of) if state in LATE else None,
                decision.reason,
                in_order(decision.causes) if decision.causes else (),
                missing_cells(case) if state in VIOLATIONS else (),
                in_force_on(day) if in_force_on else in_force,
                period,
            )

        return show

    def _missing_cells(self, case: Case) -> tuple[str, ...]:
        """The recipients and channels that were not served."""
        duty = self.duty
        missing = [c.words for c in duty.cells if self.of.value(c.fact, case) is NOT_YET]
        served = duty.alternatives and len(missing) < len(duty.cells)
        return () if served else tuple(map(self.of.known_as, missing))


def governing(facts: DutyFacts) -> Value:
    """The date that picks the version for an obligation; where a deadline passed before its trigger, the due date."""
    return facts.day if facts.forward else picking(facts.day, facts.extended)


def picking(day: Value, extended: Value | None) -> Value:
    """Of a deadline that is counted back the governing date or, where that is earlier, the last day."""
    if extended is None or not isinstance(day, date):
        return day
    return min(day, event_date(extended) or day) if isinstance(extended, date) else extended


def show_values(show: Show, values: DutyValues) -> Obligation:
    """An obligation from the values behind it."""
    return show(values.facts, values.decision, values.bearer, values.case, values.period)


def _is_true(expression: Expression) -> bool:
    return isinstance(expression, Const) and expression.value is True


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
