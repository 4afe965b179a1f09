"""Which rules look beyond the row they are about, at rows of another 台账 or of the same."""

from .program import (
    Aggregate,
    Benefit,
    Derived,
    Duty,
    EachRow,
    EntityKind,
    Fact,
    Program,
    RecordProof,
    Target,
    Validation,
)
from .rule_parts import parts_of


def stands_alone(program: Program, entity: str) -> bool:
    """Whether what the rules say of a row of a 台账 rests on that row and on 数据表 only, in every version."""
    rules: tuple[Duty | Benefit | Target | Derived | Validation, ...] = (
        *program.duties,
        *program.benefits,
        *program.targets,
        *program.derived,
        *program.validations,
    )
    own = [rule for rule in rules if rule.entity == entity]
    versions = all(stands_alone(version, entity) for version in program.versions)
    return versions and not any(_looks_elsewhere(program, rule, set()) for rule in own)


def _looks_elsewhere(program: Program, rule: object, seen: set[tuple[str, str]]) -> bool:
    """`seen` are the derived columns gone through already."""
    for part in parts_of(rule):
        match part:
            case RecordProof():
                return True
            case EachRow(entity=entity) if program.entities[entity].kind is EntityKind.LEDGER:
                return True
            case Fact() if _leads_elsewhere(program, part, seen):
                return True
            case _:
                continue
    return False


def _leads_elsewhere(program: Program, fact: Fact, seen: set[tuple[str, str]]) -> bool:
    entity = fact.entity
    for step in fact.path:
        target = program.entities[entity].reference(step)
        if target is None or program.entities[target].kind is EntityKind.LEDGER:
            return True
        entity = target
    if (entity, fact.column) in seen:
        return False
    seen.add((entity, fact.column))
    columns: tuple[Aggregate | Derived, ...] = (*program.aggregates, *program.derived)
    behind = [column for column in columns if (column.entity, column.name) == (entity, fact.column)]
    return any(isinstance(column, Aggregate) or _looks_elsewhere(program, column, seen) for column in behind)
