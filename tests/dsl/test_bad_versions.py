"""Every mistake in what later versions change has a case: whole small policies in tests/cases/bad/versions-*.txt.

After a change of wording run

    GUIJU_RECORD=1 pytest tests/dsl/test_bad_versions.py

and read every line of the difference before keeping it. A file holds each file of the policy after a line `=== path`,
then a line `---`, then the messages as in test_check.py.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from guiju.dsl.problems import amending, base

from .test_check import diagnose, render

CASES = Path(__file__).parents[1] / "cases" / "bad"
FILES = sorted(CASES.glob("versions-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
MARK = "---\n"
BESIDE = "=== "


def lay_out(program: str, folder: Path) -> None:
    """Write the files of a case."""
    for part in program.split(BESIDE)[1:]:
        name, _, text = part.partition("\n")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    return tmp_path / "政策"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, folder: Path):
    program, _, expected = path.read_text("utf-8").partition(MARK)
    lay_out(program, folder)
    diagnostics = diagnose(folder)
    actual = "".join(map(render, diagnostics)).replace(f"{folder}{os.sep}", "")
    if RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected
    assert any(d.is_error for d in diagnostics)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_comes_twice(path: Path, folder: Path):
    lay_out(path.read_text("utf-8").partition(MARK)[0], folder)
    seen = Counter((d.code, d.message, d.labels[0].place if d.labels else None) for d in diagnose(folder))
    assert [message for message, times in seen.items() if times > 1] == []


def test_every_problem_has_a_case():
    shown = {
        line.split()[0] for path in FILES for line in path.read_text("utf-8").partition(MARK)[2].splitlines() if line
    }
    codes = {
        x.code
        for x in vars(amending).values()
        if isinstance(x, type) and issubclass(x, base.Problem) and x is not base.Problem
    }
    assert codes - shown == set()
