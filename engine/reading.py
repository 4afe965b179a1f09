"""Which rules read an aggregate, and how the way its rows are grouped is called, for findings about rows that went astray."""

from collections.abc import Iterator

from .operators.calendar_parts import YEAR_OF
from .program import Aggregate, Apply, Benefit, Derived, Duty, Expression, Fact, Program, Target, facts_of

_Rule = Derived | Duty | Benefit | Target


def ways_of(aggregate: Aggregate) -> str:
    """What the rows of an aggregate are grouped by, in the words of the policy."""
    return "、".join(_words(key.row) for key in aggregate.keys)


def first_reader(program: Program, aggregate: Aggregate) -> str:
    """The first rule that reads an aggregate, in the order of the Program; its own name where none does."""
    return next(_readers(program, aggregate), aggregate.name)


def _words(row: Expression) -> str:
    match row:
        case Fact(words=words):
            return words
        case Apply(operator=operator, arguments=(day,)) if operator is YEAR_OF:
            return _words(day)
        case _:
            return ""


def _readers(program: Program, aggregate: Aggregate) -> Iterator[str]:
    rules: tuple[_Rule, ...] = (*program.derived, *program.duties, *program.benefits, *program.targets)
    for rule in rules:
        for expression in _expressions(rule):
            if any(fact.column == aggregate.name for fact in facts_of(expression)):
                yield rule.name


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
