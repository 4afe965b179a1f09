"""The rules that are about the rows of one 台账, and what they come to for each row."""

from collections.abc import Callable, Container

from attrs import frozen

from .aims import judge
from .interpret import Case, Interpreter
from .interpret_benefit import Summer
from .interpret_duty import Obliger
from .outcome import Breach, BreachKind, State
from .payment_check import PaymentState, payment
from .program import Benefit, Derived, DerivedKind, Duty, Program, Target
from .tally import Tally
from .types import Unknown, Value
from .words import describe_fen

_NOT_APPLICABLE, _UNDECIDED = State.NOT_APPLICABLE, State.UNDECIDED  # looking a member up takes as long as a call
ONLY_COUNTED = frozenset((State.NOT_APPLICABLE, State.KEPT))
"""The states of obligations that nothing is told of but how many there are."""


@frozen
class RowRules:
    """The rules that are about the rows of one 台账."""

    duties: tuple[Duty, ...]
    benefits: tuple[Benefit, ...]
    classes: tuple[Derived, ...]
    targets: tuple[Target, ...]

    @classmethod
    def about(cls, entity: str, program: Program) -> "RowRules":
        """Pick them from a Program."""
        return cls(
            tuple(d for d in program.duties if d.entity == entity),
            tuple(b for b in program.benefits if b.entity == entity),
            tuple(d for d in classifications(program) if d.entity == entity),
            tuple(t for t in program.targets if t.entity == entity),
        )

    def only(self, names: Container[str]) -> "RowRules":
        """Those of some names."""
        return RowRules(
            tuple(d for d in self.duties if d.name in names),
            tuple(b for b in self.benefits if b.name in names),
            tuple(d for d in self.classes if d.name in names),
            tuple(t for t in self.targets if t.name in names),
        )

    def by(self, interpreter: Interpreter) -> "RowDecider":
        """What decides them for any row, each made a closure now."""
        return RowDecider(
            interpreter,
            tuple((duty.name, interpreter.obliger(duty)) for duty in self.duties),
            tuple((benefit, interpreter.summer(benefit)) for benefit in self.benefits),
            tuple((derived, interpreter.classifier(derived)) for derived in self.classes),
            self.targets,
        )


@frozen
class RowDecider:
    """Decides the rules about one 台账, row by row; it serves any number of rows."""

    interpreter: Interpreter
    duties: tuple[tuple[str, Obliger], ...]
    benefits: tuple[tuple[Benefit, Summer], ...]
    classes: tuple[tuple[Derived, Callable[[Case], Value | None]], ...]
    targets: tuple[Target, ...]

    def alone(self, case: Case) -> Tally:
        """What they come to for a row by itself; states are not counted."""
        tally = Tally(states=None)
        self.decide(case, tally)
        return tally

    def decide(self, case: Case, tally: Tally) -> None:
        """Decide each of them for a row."""
        row = self.interpreter.for_closures(case)
        for derived, classify in self.classes:
            value = classify(row)
            if value is not None:
                _answer(tally, derived, case, value)
        self._oblige(row, tally)
        for benefit, sums_of in self.benefits:
            sums = sums_of(row)
            if isinstance(sums, Unknown):
                tally.open(benefit.name, benefit.entity, case.record.key, sums.causes)
                continue
            if sums:
                tally.entitlements.extend(sums)
            if benefit.paid is not None:
                _verify(self.interpreter, tally, benefit, case)
        for target in self.targets:
            aim(self.interpreter, tally, target, case)

    def _oblige(self, row: Case, tally: Tally) -> None:
        """Every obligation; why one is undecided is told once, for the first of several duty holders."""
        obligations, counted = tally.obligations, tally.states is not None
        for name, oblige in self.duties:
            found = oblige(row)
            if not found:
                tally.count(name, _NOT_APPLICABLE)
            period: str | None = None
            for obligation in found:
                state = obligation.state
                if counted:
                    tally.count(name, state)
                if state not in ONLY_COUNTED:
                    obligations.append(obligation)
                    if state is _UNDECIDED and obligation.period != period:
                        tally.open(name, obligation.entity, obligation.key, obligation.causes, obligation.period)
                period = obligation.period


def classifications(program: Program) -> tuple[Derived, ...]:
    """Every 界定 of a policy."""
    return tuple(d for d in program.derived if d.kind is DerivedKind.CLASSIFICATION)


def aim(interpreter: Interpreter, tally: Tally, target: Target, case: Case) -> None:
    """Note what a 目标 comes to for a row."""
    judged, breach = judge(interpreter, target, case)
    if judged is None:
        return
    tally.targets.append(judged.outcome)
    if judged.open is not None:
        tally.open(target.name, target.entity, case.record.key, judged.open.causes)
    if breach is not None:
        tally.breaches.append(breach)


def _answer(tally: Tally, derived: Derived, case: Case, value: Value) -> None:
    name = derived.heading.name
    if isinstance(value, Unknown):
        tally.answer(name, "未知")
        tally.open(name, derived.entity, case.record.key, value.causes)
    else:
        tally.answer(name, "是" if value is True else "否")


def _verify(interpreter: Interpreter, tally: Tally, benefit: Benefit, case: Case) -> None:
    """A payment that differs from its 待遇 is a violation; one nobody recorded leaves it open where something is due."""
    found = payment(interpreter, benefit, case)
    paid, due = found.paid, found.due
    if found.state is PaymentState.UNDECIDED and isinstance(paid, Unknown):
        tally.open(benefit.name, benefit.entity, case.record.key, paid.causes)
    elif found.state is PaymentState.DIFFERS and isinstance(paid, int):
        payer = due.payer if due is not None else interpreter.party(benefit.payer, case)
        tally.breaches.append(
            Breach(
                rule=benefit.name,
                kind=BreachKind.WRONG_PAYMENT,
                bearer=payer,
                entity=benefit.entity,
                key=case.record.key,
                due=due.date if due is not None else None,
                reason=f"实发{describe_fen(paid)}，应发{describe_fen(found.owed)}",
                version=due.version if due is not None else None,
            )
        )
