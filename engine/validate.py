"""校验: rules the data itself must satisfy. Rows that break a 严重 one are rejected, the others are findings."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from attrs import evolve, frozen

from .facts.tables import Facts, Record, Table
from .interpret import Case, Interpreter
from .outcome import Finding, Reject
from .program import Program, Validation
from .versions import interpreter_for

FAULT = "数据校验"


@frozen
class Validated:
    """The facts without the rows that were rejected, and what else was found."""

    facts: Facts
    findings: tuple[Finding, ...]


def validate(program: Program, facts: Facts, as_of: date) -> Validated:
    """Hold every row against the 校验 of its 台账. A condition that is 未知 accuses nobody.

    For every source, read = evaluated + duplicates + rejected still holds.
    """
    if not program.validations:
        return Validated(facts, ())
    interpreter = interpreter_for(program, facts, as_of)
    findings: list[Finding] = []
    rejected: dict[tuple[str, str], Validation] = {}
    for rule in program.validations:
        table, is_broken = facts.tables.get(rule.entity), breaker(interpreter, rule)
        for record in table.records if table else ():
            if not is_broken(interpreter.case(rule.entity, record)):
                continue
            if rule.severe:
                rejected.setdefault((rule.entity, record.key), rule)
            else:
                findings.append(fault(rule, record))
    kept = tuple(f for f in findings if (f.entity, f.key) not in rejected)
    return Validated(_without(facts, rejected, program), kept)


def fault(rule: Validation, record: Record) -> Finding:
    """The finding that a row breaks a rule."""
    return Finding(FAULT, rule.name, rule.entity, record.key, (record.place.describe(),), rule.words)


def breaker(interpreter: Interpreter, rule: Validation) -> Callable[[Case], bool]:
    """What tells whether a row breaks a rule, as the version that governs the row has it."""
    satisfied = interpreter.satisfier(rule)
    return lambda case: satisfied(interpreter.for_closures(case)) is False


def broken_by(interpreter: Interpreter, entity: str, record: Record) -> tuple[Validation, ...]:
    """The 严重 校验 that a row breaks, for which a check rejects it."""
    severe = (v for v in interpreter.program.validations if v.entity == entity and v.severe)
    return tuple(v for v in severe if breaker(interpreter, v)(interpreter.case(entity, record)))


def _without(facts: Facts, rejected: dict[tuple[str, str], Validation], program: Program) -> Facts:
    if not rejected:
        return facts
    tables: dict[str, Table] = {}
    rejects = list(facts.rejects)
    gone: Counter[tuple[str, str]] = Counter()
    for name, table in facts.tables.items():
        bad = [r for r in table.records if (name, r.key) in rejected]
        tables[name] = Table(name, tuple(r for r in table.records if (name, r.key) not in rejected)) if bad else table
        for record in bad:
            rejects.append(rejection(record, rejected[name, record.key], program))
            gone[name, record.place.source] += 1
    inputs = tuple(
        evolve(i, evaluated=i.evaluated - n, rejected=i.rejected + n) if (n := gone[i.entity, i.source]) else i
        for i in facts.inputs
    )
    return evolve(facts, tables=tables, inputs=inputs, rejects=tuple(rejects))


def rejection(record: Record, rule: Validation, program: Program) -> Reject:
    """What becomes of a row that breaks a 严重 rule."""
    entity = program.entities[rule.entity]
    sensitive = any(entity.columns[c].sensitive for c in entity.key)
    return Reject(record.place, record.key, f"不符合校验「{rule.name}」：须{rule.words}", sensitive)
