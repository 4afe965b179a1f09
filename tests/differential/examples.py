"""The rows of every 示例 of a policy as one export: each under keys of its own, so that they stand side by side."""

from collections import defaultdict

from attrs import evolve
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts, Record, Table, key_of
from guiju.engine.program import Entity, EntityKind, Program
from guiju.engine.rehearse import example_facts
from guiju.engine.types import Known, ReferenceType


def rows_of_examples(policy: Policy) -> Facts:
    """The export; a 台账 in which no 示例 sets a row has none."""
    program = policy.program
    found: dict[str, list[Record]] = defaultdict(list)
    for number, example in enumerate(program.examples):
        facts = example_facts(program, policy.reference, example)
        for name, table in facts.tables.items():
            entity = program.entities[name]
            if entity.kind is EntityKind.LEDGER:
                found[name].extend(_renamed(program, entity, r, f"{number}号") for r in table.records)
    tables = {name: Table(name, tuple(records)) for name, records in found.items()}
    return Facts({**policy.reference, **tables})


def beside(facts: Facts, more: Facts, policy: Policy) -> Facts:
    """The rows of two exports in one; 数据表 are the policy's own."""
    tables = dict(facts.tables)
    for name, table in more.tables.items():
        if name not in policy.reference:
            before = tables[name].records if name in tables else ()
            tables[name] = Table(name, (*before, *table.records))
    return evolve(facts, tables=tables)


def _renamed(program: Program, entity: Entity, record: Record, mark: str) -> Record:
    """The row under a key that no other example has, and its references with it."""

    def cell(name: str, value: Known | None) -> Known | None:
        declared = entity.columns[name].type
        leads = isinstance(declared, ReferenceType) and program.entities[declared.entity].kind is EntityKind.LEDGER
        return f"{mark}{value}" if isinstance(value, str) and (leads or name in entity.key) else value

    values = {name: cell(name, value) for name, value in record.values.items()}
    return evolve(record, key=key_of(values, entity.key), values=values)
