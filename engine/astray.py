"""归属不明: rows that belong to no row known, because their reference is missing or leads nowhere (semantics.md, Unknown).

They are left out of every group and told of once for each way of grouping, so that no number passes for complete.
"""

from collections.abc import Iterator

from .interpret import Interpreter
from .operators.calendar_parts import YEAR_OF
from .outcome import Finding
from .program import Aggregate, Apply, Benefit, Derived, Duty, Expression, Fact, Program, Target, facts_of

ASTRAY = "归属不明"


def astray(interpreter: Interpreter) -> tuple[Finding, ...]:
    """One finding for each entity and way of grouping that leaves rows out."""
    program = interpreter.program
    found: dict[tuple[str, str], Finding] = {}
    for aggregate in program.aggregates:
        rows = interpreter.groups(aggregate).astray
        ways = "、".join(_words(key.row) for key in aggregate.keys)
        if rows and (aggregate.over, ways) not in found:
            rule = next(_readers(program, aggregate), aggregate.name)
            text = f"{aggregate.over}有{rows}行归属不明，没有计入"
            found[aggregate.over, ways] = Finding(ASTRAY, rule, aggregate.over, "", (ways,), text)
    return tuple(found.values())


def _words(row: Expression) -> str:
    match row:
        case Fact(words=words):
            return words
        case Apply(operator=operator, arguments=(day,)) if operator is YEAR_OF:
            return _words(day)
        case _:
            return ""


def _readers(program: Program, aggregate: Aggregate) -> Iterator[str]:
    """The rules that read an aggregate, in the order of the Program."""
    rules: tuple[_Rule, ...] = (*program.derived, *program.duties, *program.benefits, *program.targets)
    for rule in rules:
        for expression in _expressions(rule):
            if any(fact.column == aggregate.name for fact in facts_of(expression)):
                yield rule.name


_Rule = Derived | Duty | Benefit | Target


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
