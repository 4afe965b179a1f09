"""Rules that are right, each with 示例 worked out by hand: loaded beside the shared 台账, canonical, and rehearsed."""

import shutil
from pathlib import Path

import pytest
from guiju.dsl.format import format_module
from guiju.dsl.load import load

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted(p for p in (CASES / "figures").glob("*.policy") if p.stem != "台账")


def _lay_out(folder: Path, path: Path) -> None:
    shutil.copy(CASES / "figures" / "台账.policy", folder)
    shutil.copy(CASES / "统筹地区.csv", folder)
    for file in (path, *(CASES / "figures").glob("*.csv")):
        shutil.copy(file, folder)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rules_do_what_their_examples_say(path: Path, tmp_path: Path):
    _lay_out(tmp_path, path)
    policy = load(tmp_path)
    rehearsals = policy.rehearse()
    assert rehearsals, "a good case without 示例 proves nothing"
    missed = [(r.example.name, m.expectation.rule, m.expected, m.got) for r in rehearsals for m in r.misses]
    assert missed == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_they_are_canonical(path: Path, tmp_path: Path):
    _lay_out(tmp_path, path)
    module = next(m for m in load(tmp_path).modules if Path(m.source.path).name == path.name)
    assert format_module(module) == path.read_text("utf-8")
