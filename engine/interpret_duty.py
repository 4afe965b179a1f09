"""What becomes of a duty for one case: in which periods it is owed, by whom, and what another duty sees of it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from attrs import define, evolve, field

from .case import Case, Evaluator
from .duty_closures import DutyClosures, DutyValues, Show, Start, governing, show_values
from .evaluations import Evaluations
from .facts.tables import Record
from .obligation import Decision, event_date
from .obligation import Facts as DutyFacts
from .outcome import Obligation, State
from .program import PERIOD_DONE, PERIOD_DUE, PERIOD_FIRST, Duty, Expression, RecordProof
from .repeats import Occurrence, Proofs, occurrences
from .types import NOT_YET, Unknown, Value, merge

Obliger = Callable[[Case], tuple[Obligation, ...]]
"""Makes every obligation of one duty for a case."""


@define
class DutyInterpreter:
    """Evaluates the duties of one Program; `of` evaluates what they are made of."""

    of: Evaluations
    _closures: dict[int, DutyClosures] = field(factory=dict)
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
        values = self._closures_of(duty).judge(case if case.governing is None else case.governed_by(None))
        self._last = (duty, case, values)
        return values

    def governing_reader(self, duty: Duty) -> Evaluator:
        """What finds the date that picks the version for an obligation."""
        if duty.repetition is not None:
            return lambda case: governing(self.duty(duty, case).facts)
        read = self._closures_of(duty).governing_reader()
        return lambda case: read(case if case.governing is None else case.governed_by(None))

    def _closures_of(self, duty: Duty) -> DutyClosures:
        found = self._closures.get(id(duty))
        if found is None:
            found = self._closures[id(duty)] = DutyClosures(self.of, duty)
        return found

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
        return governing(self.duty(duty, within).facts)

    def _no_period(self, duty: Duty, case: Case, decision: Decision | None = None) -> DutyValues:
        """A repeated duty without a period to judge: none has begun in stock, or the stock is unknown."""
        decision = decision or Decision(State.NOT_APPLICABLE, "没有应履行的期次")
        applies, day = self.of.value(duty.applies, case), self._closures_of(duty).day_of(None, case)
        nothing = DutyFacts(applies, None, None, None, False, NOT_YET, False, self.of.as_of, day)
        return DutyValues(duty, nothing, decision, self.of.value(duty.bearer.expression, case), decision, case)

    def obliger(self, duty: Duty, version: Start = None) -> Obliger:
        """What makes every obligation of a duty for a case as the results show it: by period, then by duty holder.

        `version` is the date in force of the version that governs, where the policy has several.
        """
        closures = self._closures_of(duty)
        if duty.repetition is not None or duty.each_row is not None or duty.bearers:
            show = closures.shown(version)
            return lambda case: self._one_by_one(duty, case, show)
        return closures.obliger(version)

    def _one_by_one(self, duty: Duty, case: Case, show: Show) -> tuple[Obligation, ...]:
        """Of a duty of several holders or periods each obligation."""
        return tuple(
            evolve(found, bearer=self.of.known_as(bearer) if isinstance(bearer, str) else None)
            for values in self.duties(duty, case)
            for found in (show_values(show, values),)
            for bearer in self._bearers(duty, values)
        )

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it; of a repeated duty the last one, several duty holders named together."""
        return show_values(self._closures_of(duty).shown(), self.duty(duty, case))

    def _bearers(self, duty: Duty, values: DutyValues) -> tuple[Value, ...]:
        """Whoever owes a duty, each by itself."""
        if duty.each_row is not None:
            of, table = duty.each_row, self.of.facts.tables.get(duty.each_row.entity)
            labels = (record.values[of.label] for record in (table.records if table else ()))
            return tuple(f"{label}{of.kind}" for label in labels if label is not None)
        if duty.bearers:
            return tuple(self.of.value(party.expression, values.case) for party in duty.bearers)
        return (values.bearer,)

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
