"""Which rules read an aggregate, and how the way its rows are grouped is called, for findings about rows that went astray."""

from .operators.calendar_parts import YEAR_OF
from .program import Aggregate, Apply, Benefit, Derived, Duty, Expression, Fact, Program, Target, facts_of

_Rule = Derived | Duty | Benefit | Target


def ways_of(aggregate: Aggregate) -> str:
    """What the rows of an aggregate are grouped by, in the words of the policy."""
    return "、".join(_words(key.row) for key in aggregate.keys)


def first_reader(program: Program, aggregate: Aggregate) -> str:
    """The rule to name for rows that a way of grouping leaves out: the first by name of those that group so.

    Definitions come before duties, these before sums. By name, since the order of statements means nothing; the name of
    the aggregate itself where no rule reads it.
    """
    way = (aggregate.over, ways_of(aggregate))
    alike = {a.name for a in program.aggregates if (a.over, ways_of(a)) == way}
    for rules in (program.derived, program.duties, program.benefits, program.targets):
        found = [rule.name for rule in rules if _reads(rule, alike)]
        if found:
            return min(found)
    return min(alike)


def _words(row: Expression) -> str:
    match row:
        case Fact(words=words):
            return words
        case Apply(operator=operator, arguments=(day,)) if operator is YEAR_OF:
            return _words(day)
        case _:
            return ""


def _reads(rule: _Rule, aggregates: set[str]) -> bool:
    return any(fact.column in aggregates for expression in _expressions(rule) for fact in facts_of(expression))


def _expressions(rule: _Rule) -> tuple[Expression, ...]:
    match rule:
        case Derived(expression=expression):
            return (expression,)
        case Target(applies=applies, requirement=requirement):
            return (applies, requirement)
        case Benefit(applies=applies, amount=amount):
            return (applies, amount)
        case Duty(applies=applies, done=done, deadline=deadline):
            due = (deadline.strict,) if deadline else ()
            return (applies, *((done,) if done else ()), *due)
