"""Who may import whom, and how little `policy --help` loads."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import guiju
import pytest

ROOT = Path(guiju.__file__).resolve().parent
ROOMS = ("engine", "dsl", "reports", "policy")
HEAVY = ("lark", "docx", "xlsxwriter", "jinja2", "python_calamine", "markdown_it", "cattrs", "tqdm", "duckdb", "pandas")


def modules(room: str) -> list[Path]:
    return sorted(p for p in (ROOT / room).rglob("*.py") if "__pycache__" not in p.parts)


def imported(path: Path) -> set[str]:
    """The modules of guiju that a file imports, below the package: engine.types, dsl.load …"""
    here = path.relative_to(ROOT).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.ImportFrom(level=level, module=module, names=names) if level > 0:
                base = (*here[: len(here) - level], *(module.split(".") if module else ()))
                found |= {".".join((*base, name.name)) for name in names}
            case ast.ImportFrom(module=module) if module and module.split(".")[0] == "guiju":
                found.add(module.removeprefix("guiju."))
            case ast.Import(names=names):
                found |= {n.name.removeprefix("guiju.") for n in names if n.name.startswith("guiju.")}
    return found


def rooms_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def test_contracts_hold():
    command = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout
    assert "0 kept" not in ran.stdout


def test_contracts_cover_the_rooms():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = [contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers"]
    wanted = ["guiju.cli", "guiju.dsl | guiju.reports", "guiju.engine"]
    assert [layer for found in layers for layer in found if layer in wanted] == wanted


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("engine", {"dsl", "reports", "cli", "policy"}),
        ("dsl", {"reports", "cli", "policy"}),
        ("reports", {"dsl", "cli", "policy"}),
        ("policy", {"dsl", "cli"}),
    ],
)
def test_imports_run_one_way(room: str, forbidden: set[str]):
    assert modules(room)
    offenders = {str(p.relative_to(ROOT)): rooms_of(p) & forbidden for p in modules(room)}
    assert {name: found for name, found in offenders.items() if found} == {}


def test_inside_the_package_imports_are_relative():
    absolute = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (*modules(room), ROOT / "cli.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").split(".")[0] == "guiju"
    ]
    assert absolute == []


def test_interpreter_knows_no_plan():
    assert not any("plan" in name for name in imported(ROOT / "engine" / "interpret.py"))


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]):
    program = (
        "import sys\nfrom guiju.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('loaded', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = ran.stdout.splitlines()[-1].split()
    assert loaded[0] == "loaded"
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_no_file_holds_two_ideas():
    long = {str(p.relative_to(ROOT)): lines for room in ROOMS for p in modules(room) if (lines := length(p)) > 750}
    assert long == {}


def test_the_language_keeps_to_short_files_and_functions():
    """Each file of dsl/ under 500 lines, each function under 51."""
    assert {str(p.relative_to(ROOT)) for p in modules("dsl") if length(p) > 500} == set()
    functions = (
        (f"{path.relative_to(ROOT)} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in modules("dsl")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert {name for name, lines in functions if lines > 50} == set()


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_clock_below_the_command():
    """The same policy, facts and as-of date give the same result: only the command may ask what day it is."""
    asking = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in modules(room)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "urandom")
    ]
    assert asking == []
