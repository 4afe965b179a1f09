"""数据表 with dated rows: the same rules over their rows as these stand from one day on, and from the next.

A county that changes its class has one row more, with the day in the column 自. Each such day makes a stage of the
version in force, which governs like a version of its own: by the governing date of the rule that asks, so that every
sum goes by the class of its own budget year.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve

from ..engine.facts.reference import DatedTable
from ..engine.facts.tables import Table
from ..engine.program import Column, Entity, Program
from .consolidate import Consolidated
from .policy import Policy, Texts
from .versions import as_one


def stages_of(program: Program, tables: Mapping[str, DatedTable]) -> Iterator[tuple[Program, Mapping[str, Table]]]:
    """A version over its 数据表 as they stand when it comes into force, then from each later day on.

    示例 belong to the first alone; of 过渡 only 原规定 passes over a stage, too, as it does over the version.
    """
    days = sorted({since for table in tables.values() for since, _ in table.later if since > program.in_force})
    yield _over(program, tables, program.in_force)
    kept = tuple(transition for transition in program.transitions if not transition.new)
    for day in days:
        stage = evolve(program, in_force=day, of_version=program.in_force, examples=(), transitions=kept)
        yield _over(stage, tables, day)


def _over(program: Program, tables: Mapping[str, DatedTable], day: date) -> tuple[Program, Mapping[str, Table]]:
    held = {name: table.on(day) for name, table in tables.items()}
    entities = {
        name: evolve(entity, columns=_dated(entity, tables[name], day)) if name in tables else entity
        for name, entity in program.entities.items()
    }
    return evolve(program, entities=entities), held


def _dated(entity: Entity, table: DatedTable, day: date) -> Mapping[str, Column]:
    """The columns, each with the day since which it has not changed: a rule that reads no other is the same rule."""
    if not table.later:
        return entity.columns
    return {name: evolve(c, since=table.unchanged_since(name, day)) for name, c in entity.columns.items()}


def by_day(first: Policy, later: tuple[Policy, ...], version: Consolidated) -> Policy:
    """The stages of a policy that has one version only, as one policy."""
    stages = (first, *later)
    programs = tuple(evolve(stage.program, tables=stage.reference) for stage in stages)
    program = as_one(programs, (version,) * len(stages))
    texts = Texts(first.modules, (version,))
    return Policy(program, stages[-1].reference, first.folder, lambda: texts)
