"""Every mistake of text has a case: a program and the message it gets, side by side in tests/cases/bad/syntax-*.txt.

After a change of wording run

    GUIJU_RECORD=1 pytest tests/dsl/test_bad_cases.py

and read every line of the difference before keeping it. A file is the program, a line `---`, then the messages:
code, severity and sentence; line and column, the underlined words, what stands beside them; notes; help.
"""

import os
from pathlib import Path

import pytest
from guiju.dsl.parse import parse
from guiju.dsl.problems import base, syntax, values
from guiju.engine.diagnostic import Diagnostic
from guiju.engine.origin import SourceText, Span

CASES = Path(__file__).parents[1] / "cases" / "bad"
FILES = sorted(CASES.glob("syntax-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
MARK = "---\n"
# What no text in a case file can show: bytes, and sizes of megabytes; test_parse.py covers them.
ELSEWHERE = {"GJ102", "GJ129"}


def render(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code} {diagnostic.severity.value}：{diagnostic.message}"]
    for label in diagnostic.labels:
        assert isinstance(label.place, Span)
        line, column = label.place.source.position(label.place.start)
        lines.append(f"  {line}:{column} [{label.place.text}] {label.text}".rstrip())
    lines.extend(f"  说明：{note}" for note in diagnostic.notes)
    lines.extend(f"  建议：{hint}" for hint in diagnostic.help)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path):
    program, _, expected = path.read_text("utf-8").partition(MARK)
    _, diagnostics = parse(SourceText("规则.policy", program))
    assert diagnostics, "the case holds no mistake"
    actual = "".join(map(render, diagnostics))
    if RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected


def test_every_problem_has_a_case():
    shown = {
        line.split()[0] for path in FILES for line in path.read_text("utf-8").splitlines() if line.startswith("GJ1")
    }
    codes = {
        problem.code
        for module in (syntax, values)
        for problem in vars(module).values()
        if isinstance(problem, type) and issubclass(problem, base.Problem) and problem is not base.Problem
    }
    assert codes - shown - ELSEWHERE == set()


def test_codes_are_not_shared():
    classes = {
        problem
        for module in (syntax, values)
        for problem in vars(module).values()
        if isinstance(problem, type) and issubclass(problem, base.Problem) and problem is not base.Problem
    }
    assert len({problem.code for problem in classes}) == len(classes)
