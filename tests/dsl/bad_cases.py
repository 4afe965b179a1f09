"""Mistakes and the messages they get, side by side in tests/cases/bad: one runner for every family of cases.

A file is the rules, then each file that stands beside them after a line `=== name`, then a line `---`, then the
messages: code, severity and sentence; line and column, the underlined words, what stands beside them; notes; help.
The name of a file says its family (syntax-, check-, duty-, sums-, values-, versions-), each run by a test of its own.
After a change of wording run

    GUIJU_RECORD=1 pytest tests/dsl -k message

and read every line of the difference before keeping it.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from guiju.dsl.load import examine
from guiju.dsl.problems import base
from guiju.engine.diagnostic import Diagnostic, Label, Refusal
from guiju.engine.origin import Span

CASES = Path(__file__).parents[1] / "cases" / "bad"
RULES = "规则.policy"
MARK = "---\n"
_BESIDE = "=== "
_RECORD = os.environ.get("GUIJU_RECORD") == "1"


def family(prefix: str) -> list[Path]:
    """The cases of a family, in order."""
    return sorted(CASES.glob(f"{prefix}-*.txt"))


def program_of(path: Path) -> str:
    """What a case is made of, without its messages."""
    return path.read_text("utf-8").partition(MARK)[0]


def lay_out(program: str, folder: Path) -> None:
    """Write the rules and the files beside them as a case holds them; a case may be nothing but named files."""
    files: dict[str, list[str]] = {RULES: []}
    name = RULES
    for line in program.splitlines(keepends=True):
        if line.startswith(_BESIDE):
            name = line.removeprefix(_BESIDE).strip()
            files[name] = []
        else:
            files[name].append(line)
    for path, lines in files.items():
        if path == RULES and not lines and len(files) > 1:
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("".join(lines), "utf-8")


def diagnose(folder: Path) -> tuple[Diagnostic, ...]:
    """What is said of the policy in a folder, refused or not."""
    try:
        return examine(folder).diagnostics
    except Refusal as refusal:
        return refusal.diagnostics


def render(diagnostic: Diagnostic, *, rules: str = RULES) -> str:
    """A message as cases hold it; the file of a place is named unless it is `rules`."""
    lines = [f"{diagnostic.code} {diagnostic.severity.value}：{diagnostic.message}"]
    lines.extend(f"  {_place_of(label, rules)} {label.text}".rstrip() for label in diagnostic.labels)
    lines.extend(f"  说明：{note}" for note in diagnostic.notes)
    lines.extend(f"  建议：{hint}" for hint in diagnostic.help)
    return "\n".join(lines) + "\n"


def _place_of(label: Label, rules: str) -> str:
    if not isinstance(label.place, Span):
        return label.place.describe()
    line, column = label.place.source.position(label.place.start)
    file = Path(label.place.source.path).name
    return f"{'' if file == rules else file + ':'}{line}:{column} [{' '.join(label.place.text.split())}]"


def hold(path: Path, diagnostics: Iterable[Diagnostic], *, folder: Path | None = None, rules: str = RULES) -> None:
    """Hold what was said against what a case says, or record it; `folder` is left out of the messages."""
    program, _, expected = path.read_text("utf-8").partition(MARK)
    actual = "".join(render(d, rules=rules) for d in diagnostics)
    assert actual, "the case holds no mistake"
    if folder is not None:
        actual = actual.replace(f"{folder}{os.sep}", "")
    if _RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected


def shown(paths: Iterable[Path]) -> set[str]:
    """The codes that some cases show."""
    lines = (line for path in paths for line in path.read_text("utf-8").partition(MARK)[2].splitlines())
    return {line.split()[0] for line in lines if line.startswith("GJ")}


def problems(*modules: ModuleType) -> list[type[base.Problem]]:
    """The mistakes that some modules of dsl/problems hold."""
    found = (x for module in modules for x in vars(module).values() if isinstance(x, type))
    return [x for x in found if issubclass(x, base.Problem) and x is not base.Problem]
