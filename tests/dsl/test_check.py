"""Every mistake of meaning has a case: a small policy and the messages it gets, in tests/cases/bad/check-*.txt.

After a change of wording run

    GUIJU_RECORD=1 pytest tests/dsl/test_check.py

and read every line of the difference before keeping it. A file is the rules, then each file that stands beside them
after a line `=== name`, then a line `---`, then the messages as in test_bad_cases.py: code, severity and sentence;
line and column, the underlined words, what stands beside them; notes; help.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from guiju.dsl.load import Loaded, examine
from guiju.dsl.problems import base, checking
from guiju.engine.diagnostic import Diagnostic, Label, Refusal
from guiju.engine.origin import Span

CASES = Path(__file__).parents[1] / "cases" / "bad"
FILES = sorted(CASES.glob("check-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
RULES = "规则.policy"
MARK = "---\n"
BESIDE = "=== "
# The grammar refuses these words before the checker sees them.
REFUSED_BY_GRAMMAR = {"GJ215", "GJ233"}
# Declared for a clause the language does not have yet.
NOT_RAISED = {"GJ235"}


def lay_out(program: str, folder: Path) -> None:
    """Write the rules and the files beside them as a case holds them."""
    name, lines = RULES, []
    files = {}
    for line in program.splitlines(keepends=True):
        if line.startswith(BESIDE):
            files[name] = "".join(lines)
            name, lines = line.removeprefix(BESIDE).strip(), []
        else:
            lines.append(line)
    files[name] = "".join(lines)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def diagnose(folder: Path) -> tuple[Diagnostic, ...]:
    try:
        loaded = examine(folder)
    except Refusal as refusal:
        return refusal.diagnostics
    return loaded.diagnostics


def examine_rules(program: str, folder: Path) -> Loaded:
    lay_out(program, folder)
    return examine(folder)


def render(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code} {diagnostic.severity.value}：{diagnostic.message}"]
    lines.extend(f"  {place_of(label)} {label.text}".rstrip() for label in diagnostic.labels)
    lines.extend(f"  说明：{note}" for note in diagnostic.notes)
    lines.extend(f"  建议：{hint}" for hint in diagnostic.help)
    return "\n".join(lines) + "\n"


def place_of(label: Label) -> str:
    if not isinstance(label.place, Span):
        return label.place.describe()
    line, column = label.place.source.position(label.place.start)
    file = Path(label.place.source.path).name
    return f"{'' if file == RULES else file + ':'}{line}:{column} [{label.place.text}]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    return tmp_path / "政策"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, folder: Path):
    program, _, expected = path.read_text("utf-8").partition(MARK)
    lay_out(program, folder)
    diagnostics = diagnose(folder)
    assert diagnostics, "the case holds no mistake"
    actual = "".join(map(render, diagnostics)).replace(f"{folder}{os.sep}", "")
    if RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_comes_twice(path: Path, folder: Path):
    lay_out(path.read_text("utf-8").partition(MARK)[0], folder)
    seen = Counter((d.code, d.message, d.labels[0].place if d.labels else None) for d in diagnose(folder))
    assert [message for message, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_has_place_reason_and_remedy(path: Path, folder: Path):
    lay_out(path.read_text("utf-8").partition(MARK)[0], folder)
    for diagnostic in diagnose(folder):
        if not diagnostic.code.startswith("GJ2"):
            continue
        assert diagnostic.labels
        assert diagnostic.message
        assert diagnostic.help or diagnostic.notes
        words = "".join((diagnostic.message, *diagnostic.notes, *diagnostic.help, *(x.text for x in diagnostic.labels)))
        assert not any(name in words for name in ("Type", "None", "Error", "()", "「」"))


def test_every_problem_has_a_case():
    shown = {
        line.split()[0]
        for path in FILES
        for line in path.read_text("utf-8").partition(MARK)[2].splitlines()
        if line.startswith("GJ2")
    }
    assert {problem.code for problem in problems()} - shown == REFUSED_BY_GRAMMAR | NOT_RAISED


def test_codes_are_not_shared():
    codes = Counter(problem.code for problem in problems())
    assert [code for code, times in codes.items() if times > 1] == []


def problems() -> list[type[base.Problem]]:
    return [
        x
        for x in vars(checking).values()
        if isinstance(x, type) and issubclass(x, base.Problem) and x is not base.Problem
    ]
