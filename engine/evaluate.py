"""One check: every rule of a Program over every row of a case export, with nothing lost."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from attrs import define, evolve, field, frozen

from .aims import judge
from .astray import astray
from .facts.tables import Facts, Record
from .funds import FundRun
from .interpret import Case, Interpreter
from .outcome import (
    Breach,
    BreachKind,
    Entitlement,
    Finding,
    Funding,
    Obligation,
    Result,
    State,
    TargetOutcome,
    Undetermined,
)
from .payment_check import PaymentState, payment
from .program import Benefit, Derived, DerivedKind, Duty, EntityKind, Fund, Program, RecordProof, Target, facts_of
from .types import Cause, CauseKind, Unknown, in_order, unknown
from .validate import validate
from .versions import VersionedInterpreter, interpreter_for
from .words import describe_fen

Progress = Callable[[str, int], None]
"""Told what is being worked on and how many rows are done since the last call."""

T = TypeVar("T")
_ANSWERS = {"是": 0, "否": 0, "未知": 0}
FINDINGS = (CauseKind.CONFLICT, CauseKind.CONTRADICTION, CauseKind.UNPROVIDED)
"""Causes that are findings: somebody must look at the rules or the facts."""


ONLY_COUNTED = frozenset((State.NOT_APPLICABLE, State.KEPT))
"""The states of obligations that nothing is told of but how many there are."""


@define
class _Tally:
    """What has been found so far. `states` counts obligations by duty, `answers` those of each 界定 (是, 否, 未知)."""

    obligations: list[Obligation] = field(factory=list)
    states: dict[tuple[str, State], int] = field(factory=dict)
    answers: dict[tuple[str, str], int] = field(factory=dict)
    entitlements: list[Entitlement] = field(factory=list)
    undetermined: list[Undetermined] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    targets: list[TargetOutcome] = field(factory=list)
    fundings: list[Funding] = field(factory=list)
    breaches: list[Breach] = field(factory=list)

    def open(self, rule: str, entity: str, key: str, causes: Iterable[Cause], period: str = "") -> None:
        """Note a rule that could not be decided, and what of it is a finding."""
        ordered = in_order(causes)
        missing = Unknown(frozenset(ordered)).open_facts()
        self.undetermined.append(Undetermined(rule, entity, key, missing, ordered, period=period))
        for cause in ordered:
            if cause.kind in FINDINGS:
                self.findings.append(Finding(cause.kind.value, rule, entity, key, cause.places, cause.subject))

    def count(self, duty: str, state: State) -> None:
        """Count an obligation."""
        place = (duty, state)
        self.states[place] = self.states.get(place, 0) + 1

    def answer(self, rule: str, answer: str) -> None:
        """Count the answer of a 界定."""
        self.answers[rule, answer] = self.answers.get((rule, answer), 0) + 1


def evaluate(program: Program, facts: Facts, as_of: date, progress: Progress | None = None) -> Result:
    """Every obligation, sum due and classification as of the end of a day, in the order of the export."""
    validated = validate(program, facts, as_of)
    facts = validated.facts
    interpreter = interpreter_for(program, facts, as_of)
    tally = _Tally()
    _astray(program, interpreter, tally)
    for entity in program.entities.values():
        table = facts.tables.get(entity.name)
        if entity.kind is EntityKind.LEDGER and table is not None:
            _entity(program, interpreter, tally, entity.name, table.records, progress)
        elif table is not None:
            _aim_at_places(program, interpreter, tally, entity.name, table.records)
    _fund(program, interpreter, tally, program.funds)
    tally.findings.extend((*validated.findings, *astray(interpreter)))
    return Result(
        as_of=as_of,
        inputs=facts.inputs,
        obligations=tuple(tally.obligations),
        duty_counts={d.name: Counter(dict(_of(d.name, tally.states))) for d in program.duties},
        classification_counts={c.name: _ANSWERS | dict(_of(c.name, tally.answers)) for c in _classifications(program)},
        entitlements=tuple(tally.entitlements),
        undetermined=tuple(tally.undetermined),
        findings=tuple(tally.findings),
        rejects=facts.rejects,
        notices=facts.notices,
        targets=tuple(tally.targets),
        fundings=tuple(tally.fundings),
        breaches=tuple(tally.breaches),
    )


def _of(rule: str, counted: dict[tuple[str, T], int]) -> Iterator[tuple[T, int]]:
    return ((what, number) for (name, what), number in counted.items() if name == rule)


def _astray(program: Program, interpreter: Interpreter, tally: _Tally) -> None:
    """Rows that might prove a repeated duty and belong to no case are findings: nobody is accused in silence."""
    for duty in program.duties:
        rows = interpreter.astray(duty)
        proof = duty.repetition.proof if duty.repetition is not None else None
        if rows and isinstance(proof, RecordProof):
            text = f"{proof.entity}有{rows}行归属不明，没有计入"
            tally.findings.append(Finding("归属不明", duty.name, proof.entity, "", (proof.link,), text))


def _classifications(program: Program) -> tuple[Derived, ...]:
    return tuple(d for d in program.derived if d.kind is DerivedKind.CLASSIFICATION)


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
            tuple(d for d in _classifications(program) if d.entity == entity),
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

    def alone(self, interpreter: Interpreter, case: Case) -> _Tally:
        """What they come to for a row by itself."""
        tally = _Tally()
        self.decide(interpreter, case, tally)
        return tally

    def decide(self, interpreter: Interpreter, case: Case, tally: _Tally) -> None:
        """Decide each of them for a row."""
        for derived in self.classes:
            _classify(interpreter, tally, derived, case)
        for duty in self.duties:
            found = interpreter.obligations(duty, case)
            if not found:
                tally.count(duty.name, State.NOT_APPLICABLE)
            period: str | None = None
            for obligation in found:
                _oblige(obligation, tally, is_first=obligation.period != period)
                period = obligation.period
        for benefit in self.benefits:
            _entitle(interpreter, tally, benefit, case)
        for target in self.targets:
            _aim(interpreter, tally, target, case)


def _entity(
    program: Program,
    interpreter: Interpreter,
    tally: _Tally,
    entity: str,
    records: tuple[Record, ...],
    progress: Progress | None,
) -> None:
    rules = RowRules.about(entity, program)
    shared = {a.over for a in program.aggregates} | {f.headcount.over for f in program.funds if f.headcount}
    for record in records:
        case = interpreter.case(entity, record) if entity in shared else Case(record)
        rules.decide(interpreter, case, tally)
        if progress:
            progress(f"核查{entity}", 1)


def _classify(interpreter: Interpreter, tally: _Tally, derived: Derived, case: Case) -> None:
    if not interpreter.holds(derived, case):
        return
    value = interpreter.column(derived.entity, derived.name, case)
    if isinstance(value, Unknown):
        tally.answer(derived.name, "未知")
        tally.open(derived.name, derived.entity, case.record.key, value.causes)
    else:
        tally.answer(derived.name, "是" if value is True else "否")


def _oblige(obligation: Obligation, tally: _Tally, *, is_first: bool) -> None:
    """Count an obligation; why it is undecided is told once, for the first of several duty holders."""
    tally.count(obligation.duty, obligation.state)
    if obligation.state in ONLY_COUNTED:
        return
    tally.obligations.append(obligation)
    if obligation.state is State.UNDECIDED and is_first:
        tally.open(obligation.duty, obligation.entity, obligation.key, obligation.causes, obligation.period)


def _aim_at_places(
    program: Program, interpreter: Interpreter, tally: _Tally, entity: str, records: tuple[Record, ...]
) -> None:
    """Every 目标 about the rows of a 数据表; told once as open where the export has no sheet of what it counts."""
    for target in (t for t in program.targets if t.entity == entity):
        read = {fact.column for fact in facts_of(target.requirement)}
        counted = [a.over for a in program.aggregates if a.entity == entity and a.name in read]
        absent = next((over for over in counted if interpreter.is_absent(over)), None)
        if absent is not None:
            tally.open(target.name, absent, "", unknown(CauseKind.MISSING, absent).causes)
            continue
        for record in records:
            _aim(interpreter, tally, target, interpreter.case(entity, record))


def _aim(interpreter: Interpreter, tally: _Tally, target: Target, case: Case) -> None:
    judged, breach = judge(interpreter, target, case)
    if judged is None:
        return
    tally.targets.append(judged.outcome)
    if judged.open is not None:
        tally.open(target.name, target.entity, case.record.key, judged.open.causes)
    if breach is not None:
        tally.breaches.append(breach)


def short_budgets(
    program: Program,
    interpreter: Interpreter,
    fund: Fund,
    sums: Sequence[Entitlement],
    open_: Sequence[Undetermined],
    place: str | None = None,
) -> tuple[Breach, ...]:
    """The budgets of one 经费 that fall short, of all places or of one.

    `sums` are those due of the 待遇 it adds up, `open_` those undecided.
    """
    tally = _Tally(entitlements=list(sums), undetermined=list(open_))
    _fund(program, interpreter, tally, (fund,), place)
    return tuple(tally.breaches)


def _fund(
    program: Program, interpreter: Interpreter, tally: _Tally, funds: Sequence[Fund], place: str | None = None
) -> None:
    """Every 经费, once all sums due are known; those of all places or of one."""
    for fund in funds:
        findings: dict[Finding, None] = {}
        open_: dict[Undetermined, None] = {}
        for governing, own, until in governing_funds(interpreter, fund):
            found = FundRun(governing, own, tally.entitlements, tally.undetermined, until, place).run()
            version = governing.program.in_force if program.versions else None
            tally.fundings.extend(evolve(f, version=version) for f in found.fundings)
            open_.update(dict.fromkeys(found.undetermined))
            tally.breaches.extend(evolve(b, version=version) for b in found.breaches)
            findings.update(dict.fromkeys(found.findings))
        # Rows that lead nowhere, and sheets that are not there, are the same under every version: they are told once.
        tally.undetermined.extend(open_)
        tally.findings.extend(findings)


def governing_funds(interpreter: Interpreter, fund: Fund) -> Iterable[tuple[Interpreter, Fund, date | None]]:
    """A 经费 as each version has it, and the first day of a budget year that the version governs no more."""
    return interpreter.funds(fund) if isinstance(interpreter, VersionedInterpreter) else ((interpreter, fund, None),)


def _entitle(interpreter: Interpreter, tally: _Tally, benefit: Benefit, case: Case) -> None:
    sums = interpreter.sums(benefit, case)
    if isinstance(sums, Unknown):
        tally.open(benefit.name, benefit.entity, case.record.key, sums.causes)
        return
    tally.entitlements.extend(sums)
    if benefit.paid is not None:
        _verify(interpreter, tally, benefit, case)


def _verify(interpreter: Interpreter, tally: _Tally, benefit: Benefit, case: Case) -> None:
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
