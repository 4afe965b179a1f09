"""Every statement and clause has a good case and a bad one; every form of expression and every operator a good one.

Good are the policies of tests/cases and the shipped one. Bad are the cases of tests/cases/bad of which a message points
into a statement or clause of the kind: the innermost of each.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from attrs import fields, has
from guiju.dsl import syntax as s
from guiju.dsl.load import SHIPPED, examine
from guiju.dsl.parse import parse, read_source
from guiju.engine.operators import ALL_OPERATORS
from guiju.engine.operators.operator import Operator
from guiju.engine.origin import SourceText, Span
from guiju.engine.program import Apply

from .bad_cases import CASES, MARK, RULES

GOOD = (
    *sorted((CASES.parent / "good").glob("*.policy")),
    *sorted(p for p in (CASES.parent / "good-versions").iterdir() if p.is_dir()),
    *sorted(p.parent for p in SHIPPED.glob("*/*.policy")),
)
STATEMENTS, CLAUSES, EXPRESSIONS = (set(get_args(x)) for x in (s.Statement, s.Clause, s.Expression))


def nodes(value: object) -> Iterator[s.Node]:
    """A node and everything in it."""
    if isinstance(value, tuple):
        for part in value:
            yield from nodes(part)
    elif has(type(value)) and isinstance(value, s.Node | s.Module):
        if isinstance(value, s.Node):
            yield value
        for field in fields(type(value)):
            yield from nodes(getattr(value, field.name))


def applied(value: object) -> Iterator[str]:
    """The operators anywhere in a Program."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from applied(part)
    elif isinstance(value, dict):
        yield from applied(tuple(value.values()))
    elif has(type(value)) and not isinstance(value, Span):
        if isinstance(value, Apply):
            yield value.operator.name
        for field in fields(type(value)):
            yield from applied(getattr(value, field.name))


def figures() -> Iterator[Path]:
    """Each of the cases of figures in a folder of its own, beside the 台账 they share."""
    shared = CASES.parent / "figures"
    for file in sorted(shared.glob("*.policy")):
        folder = Path(tempfile.mkdtemp())
        for beside in (shared / "台账.policy", CASES.parent / "统筹地区.csv", shared / "平均工资.csv", file):
            shutil.copy(beside, folder)
        yield folder


@cache
def good() -> tuple[frozenset[type], frozenset[str]]:
    """The kinds of node and the operators of the good cases."""
    kinds: set[type] = set()
    operators: set[str] = set()
    for path in dict.fromkeys((*GOOD, *figures())):
        files = [path] if path.is_file() else sorted(path.rglob("*.policy"))
        for file in files:
            kinds |= {type(n) for n in nodes(parse(read_source(file))[0])}
        policy = examine(path).policy
        assert policy is not None, path
        for version in policy.program.versions or (policy.program,):
            parts = (version.derived, version.duties, version.benefits, version.aggregates, version.validations)
            operators |= set(applied((*parts, version.targets, version.funds)))
    return frozenset(kinds), frozenset(operators)


PLACE = re.compile(r"^  (?:(.+?):)?([0-9]+):([0-9]+) \[(.*?)\]")
LINES_BEFORE = {"sums": 3}
"""How many lines the runner of a family puts before the text of a case."""


@cache
def bad() -> frozenset[type]:
    """The kinds of node that a message of a bad case points into: the innermost statement, clause and expression."""
    found: set[type] = set()
    for path in sorted(CASES.glob("*.txt")):
        program, _, messages = path.read_text("utf-8").partition(MARK)
        before = LINES_BEFORE.get(path.name.split("-")[0], 0)
        places = [m for m in map(PLACE.match, messages.splitlines()) if m is not None]
        for part in f"{RULES}\n{program}".split("\n=== "):
            name, _, text = part.partition("\n")
            lines, module = text.splitlines(keepends=True), parse(SourceText(name, text))[0]
            for match in places:
                line = int(match[2]) - before
                if Path(match[1] or RULES).name == Path(name).name and 0 < line <= len(lines):
                    at = sum(map(len, lines[: line - 1])) + int(match[3]) - 1
                    found |= set(around(module, at, at + len(match[4])))
    return frozenset(found)


def around(module: s.Module, start: int, end: int) -> Iterator[type]:
    """The innermost statement, clause and expression at a place."""
    holding = [n for n in nodes(module) if n.span.start <= start and end <= n.span.end]
    for kinds in (STATEMENTS, CLAUSES, EXPRESSIONS):
        found = [n for n in holding if type(n) in kinds]
        if found:
            yield type(min(found, key=lambda n: n.span.end - n.span.start))


INSIDE = {s.AmendStatement, s.AddStatement}
"""What is wrong with these is wrong with the statement they hold."""
NEVER_WRONG = {s.Explanation}
"""Words of the author, as many as he likes."""


@pytest.mark.parametrize("kind", sorted(STATEMENTS | CLAUSES | EXPRESSIONS, key=lambda k: k.__name__))
def test_a_good_case_has_it(kind: type):
    assert kind in good()[0]


@pytest.mark.parametrize("kind", sorted((STATEMENTS | CLAUSES) - INSIDE - NEVER_WRONG, key=lambda k: k.__name__))
def test_a_bad_case_shows_what_can_be_wrong_with_it(kind: type):
    assert kind in bad()


@pytest.mark.parametrize("operator", ALL_OPERATORS, ids=lambda o: o.name)
def test_a_good_case_uses_the_operator(operator: Operator):
    assert operator.name in good()[1]
