"""One check: every rule of a Program over every row of a case export, with nothing lost."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve

from .astray import astray
from .facts.tables import Facts, Record
from .funds import FundRun
from .interpret import Case, Interpreter
from .outcome import Breach, Entitlement, Finding, Result, Undetermined
from .program import EntityKind, Fund, Program, RecordProof, facts_of
from .row_rules import RowRules, aim, classifications
from .tally import Tally
from .types import CauseKind, unknown
from .validate import validate
from .versions import VersionedInterpreter, interpreter_for

Progress = Callable[[str, int], None]
"""Told what is being worked on and how many rows are done since the last call."""

T = TypeVar("T")
_ANSWERS = {"是": 0, "否": 0, "未知": 0}


def evaluate(program: Program, facts: Facts, as_of: date, progress: Progress | None = None) -> Result:
    """Every obligation, sum due and classification as of the end of a day, in the order of the export."""
    validated = validate(program, facts, as_of)
    facts = validated.facts
    interpreter = interpreter_for(program, facts, as_of)
    tally = Tally()
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
        duty_counts={d.name: Counter(dict(_of(d.name, tally.states or {}))) for d in program.duties},
        classification_counts={c.name: _ANSWERS | dict(_of(c.name, tally.answers)) for c in classifications(program)},
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


def _astray(program: Program, interpreter: Interpreter, tally: Tally) -> None:
    """Rows that might prove a repeated duty and belong to no case are findings: nobody is accused in silence."""
    for duty in program.duties:
        rows = interpreter.astray(duty)
        proof = duty.repetition.proof if duty.repetition is not None else None
        if rows and isinstance(proof, RecordProof):
            text = f"{proof.entity}有{rows}行归属不明，没有计入"
            tally.findings.append(Finding("归属不明", duty.name, proof.entity, "", (proof.link,), text))


def _entity(
    program: Program,
    interpreter: Interpreter,
    tally: Tally,
    entity: str,
    records: tuple[Record, ...],
    progress: Progress | None,
) -> None:
    if not records:
        return
    rules = RowRules.about(entity, program).by(interpreter)
    shared = {a.over for a in program.aggregates} | {f.headcount.over for f in program.funds if f.headcount}
    for record in records:
        case = interpreter.case(entity, record) if entity in shared else Case(record)
        rules.decide(case, tally)
        if progress:
            progress(f"核查{entity}", 1)


def _aim_at_places(
    program: Program, interpreter: Interpreter, tally: Tally, entity: str, records: tuple[Record, ...]
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
            aim(interpreter, tally, target, interpreter.case(entity, record))


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
    tally = Tally(entitlements=list(sums), undetermined=list(open_))
    _fund(program, interpreter, tally, (fund,), place)
    return tuple(tally.breaches)


def _fund(
    program: Program, interpreter: Interpreter, tally: Tally, funds: Sequence[Fund], place: str | None = None
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
