"""Every mistake in figures has a case: a rule beside the shared 台账, and the message it gets, in values-*.txt.

After a change of wording run

    GUIJU_RECORD=1 pytest tests/dsl/test_bad_values.py

and read every line of the difference before keeping it. A file is the rule, files it names (`=== name`), a line `---`,
then the messages. Advice and the wish for 依据 or a deadline are left out.
"""

import os
import shutil
from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.dsl.problems import base, figures
from guiju.engine.diagnostic import Diagnostic
from guiju.engine.origin import Span

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted((CASES / "bad").glob("values-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
MARK = "---\n"
BESIDE_THE_POINT = {"GJ221", "GJ222", "GJ223"}


def render(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code} {diagnostic.severity.value}：{diagnostic.message}"]
    for label in diagnostic.labels:
        if isinstance(label.place, Span):
            line, column = label.place.source.position(label.place.start)
            words = " ".join(label.place.text.split())
            lines.append(f"  {Path(label.place.source.path).name}:{line}:{column} [{words}] {label.text}".rstrip())
        else:
            lines.append(f"  {label.place.describe()} {label.text}".rstrip())
    lines.extend(f"  说明：{note}" for note in diagnostic.notes)
    lines.extend(f"  建议：{hint}" for hint in diagnostic.help)
    return "\n".join(lines) + "\n"


def lay_out(folder: Path, text: str) -> None:
    """The shared 台账, the rule, and the files behind it."""
    shutil.copy(CASES / "figures" / "台账.policy", folder)
    shutil.copy(CASES / "统筹地区.csv", folder)
    rule, *files = text.split("=== ")
    (folder / "规则.policy").write_text(rule, "utf-8")
    for file in files:
        name, _, content = file.partition("\n")
        (folder / name).write_text(content, "utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path):
    text, _, expected = path.read_text("utf-8").partition(MARK)
    lay_out(tmp_path, text)
    diagnostics = [d for d in examine(tmp_path).diagnostics if d.code not in BESIDE_THE_POINT]
    assert diagnostics, "the case holds no mistake"
    actual = "".join(map(render, diagnostics))
    if RECORD:
        path.write_text(text + MARK + actual, "utf-8")
        return
    assert actual == expected


def _classes() -> set[type[base.Problem]]:
    found = (p for p in vars(figures).values() if isinstance(p, type) and issubclass(p, base.Problem))
    return {p for p in found if p is not base.Problem}


def test_every_problem_has_a_case():
    shown = {
        line.split()[0] for path in FILES for line in path.read_text("utf-8").splitlines() if line.startswith("GJ3")
    }
    assert {p.code for p in _classes()} - shown == set()


def test_codes_are_not_shared():
    assert len({p.code for p in _classes()}) == len(_classes())
