"""Which expressions depend on the governing date, so that only those are worked out once a date."""

from .program import GOVERNING, Expression, Program, facts_of


def governed_columns(program: Program) -> frozenset[tuple[str, str]]:
    """The derived columns, as (entity, name), whose value depends on who asks.

    They read a dated figure, directly or through another column, and set no date of their own.
    """
    found: set[tuple[str, str]] = set()
    for derived in program.derived:
        if derived.date is None and is_governed(program, derived.expression, frozenset(found)):
            found.add((derived.entity, derived.name))
    return frozenset(found)


def is_governed(program: Program, expression: Expression, governed: frozenset[tuple[str, str]]) -> bool:
    """Whether an expression reads the governing date or a column that depends on it."""
    for fact in facts_of(expression):
        if fact.column == GOVERNING:
            return True
        entity = fact.entity
        for step in fact.path:
            entity = program.entities[entity].reference(step) or entity
        if (entity, fact.column) in governed:
            return True
    return False
