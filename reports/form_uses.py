"""Which rules need a column: those that read it, by name and clause, as a form tells whoever fills it in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from ..engine.origin import Span
from ..engine.program import (
    Apply,
    Benefit,
    Const,
    Derived,
    Duty,
    Entity,
    Fact,
    Fund,
    Heading,
    Program,
    RecordProof,
    Target,
    Validation,
)

T = TypeVar("T")
ColumnName = tuple[str, str]
"""A 台账 or 数据表 and one of its columns."""


def column_uses(program: Program) -> Mapping[ColumnName, tuple[Heading, ...]]:
    """The rules that read each column, in the order of the program; what an aggregate reads its readers read."""
    through = {(a.entity, a.name): frozenset(_read(program, a)) for a in program.aggregates}
    uses: defaultdict[ColumnName, dict[str, Heading]] = defaultdict(dict)
    rules: tuple[Derived | Duty | Benefit | Fund | Target | Validation, ...] = (
        *program.derived,
        *program.duties,
        *program.benefits,
        *program.funds,
        *program.targets,
        *program.validations,
    )
    for rule in rules:
        for column in _with_aggregates(frozenset(_read(program, rule)), through):
            uses[column][rule.heading.name] = rule.heading
    return {column: tuple(headings.values()) for column, headings in uses.items()}


def _with_aggregates(
    columns: frozenset[ColumnName], through: Mapping[ColumnName, frozenset[ColumnName]]
) -> frozenset[ColumnName]:
    reached = columns
    while more := frozenset(c for a in reached for c in through.get(a, ())) - reached:
        reached |= more
    return reached


def _read(program: Program, rule: object) -> Iterator[ColumnName]:
    """Every column a rule reads, the references on the way to it included."""
    for fact in _nodes(rule, Fact):
        yield from _along(program.entities, fact)
    if isinstance(rule, Fund):
        yield from _of_fund(program, rule)
    for proof in _nodes(rule, RecordProof):
        yield (proof.entity, proof.link)


def _of_fund(program: Program, fund: Fund) -> Iterator[ColumnName]:
    """The days of 在册 by which heads count, and the row that is held against the sum."""
    if fund.headcount is not None:
        over = program.entities.get(fund.headcount.over)
        for column in (over.in_stock or ()) if over is not None else ():
            yield (fund.headcount.over, column)
    if fund.budget is not None:
        names = (fund.budget.place, fund.budget.year, fund.budget.column)
        yield from ((fund.budget.entity, name) for name in names if name is not None)


def _along(entities: Mapping[str, Entity], fact: Fact) -> Iterator[ColumnName]:
    entity: str | None = fact.entity
    for name in (*fact.path, fact.column):
        if entity is None or entity not in entities:
            return
        yield (entity, name)
        entity = entities[entity].reference(name)


def _nodes(node: object, wanted: type[T]) -> Iterator[T]:
    """Every part of a rule that is of a kind, wherever it stands."""
    if isinstance(node, wanted):
        yield node
    match node:
        case Heading() | Span() | Const() | Fact():
            return
        case Apply(arguments=arguments):
            parts: tuple[object, ...] = arguments
        case tuple():
            parts = node
        case _:
            # attrs classes alone have parts; everything else that stands in a rule is a word or a number
            parts = tuple(getattr(node, a.name) for a in getattr(type(node), "__attrs_attrs__", ()))
    for part in parts:
        yield from _nodes(part, wanted)
