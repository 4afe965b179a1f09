"""The text of every rule as it stands in each version, for reports that lead from a number to the rule behind it."""

from collections.abc import Iterator
from datetime import date

from .consolidate import names_of
from .format import format_module
from .policy import Policy, RuleTexts
from .syntax import ExampleStatement, Module, Statement


def rule_texts(policy: Policy) -> RuleTexts:
    """By the name of a rule, its canonical text with the date in force of the first version that says it so.

    A rule that no version changes has one text; 示例 are left out.
    """
    found: dict[str, list[tuple[date, str]]] = {}
    for in_force, statement in _statements(policy):
        text = format_module(Module(statement.span.source, (statement,))).strip("\n")
        for name in names_of(statement):
            texts = found.setdefault(name.text, [])
            if not texts or texts[-1][1] != text:
                texts.append((in_force, text))
    return {name: tuple(texts) for name, texts in found.items()}


def _statements(policy: Policy) -> Iterator[tuple[date, Statement]]:
    """Every statement but 示例, version by version."""
    if policy.versions:
        for version in policy.versions:
            yield from ((version.in_force, statement) for statement in version.statements)
        return
    for module in policy.modules:
        for statement in module.statements:
            if not isinstance(statement, ExampleStatement):
                yield policy.program.in_force, statement
