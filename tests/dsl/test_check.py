"""Every mistake of meaning has a case: a small policy and the messages it gets, in tests/cases/bad/check-*.txt."""

from collections import Counter
from pathlib import Path

import pytest
from guiju.dsl.load import Loaded, examine
from guiju.dsl.problems import checking, consistency, sources, unread

from .bad_cases import diagnose, family, hold, lay_out, problems, program_of, shown

FILES = family("check")


def examine_rules(program: str, folder: Path) -> Loaded:
    lay_out(program, folder)
    return examine(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    return tmp_path / "政策"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, folder: Path):
    lay_out(program_of(path), folder)
    hold(path, diagnose(folder), folder=folder)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_comes_twice(path: Path, folder: Path):
    lay_out(program_of(path), folder)
    seen = Counter((d.code, d.message, d.labels[0].place if d.labels else None) for d in diagnose(folder))
    assert [message for message, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_has_place_reason_and_remedy(path: Path, folder: Path):
    lay_out(program_of(path), folder)
    for diagnostic in diagnose(folder):
        if not diagnostic.code.startswith("GJ2"):
            continue
        assert diagnostic.labels
        assert diagnostic.message
        assert diagnostic.help or diagnostic.notes
        words = "".join((diagnostic.message, *diagnostic.notes, *diagnostic.help, *(x.text for x in diagnostic.labels)))
        assert not any(name in words for name in ("Type", "None", "Error", "()", "「」"))


def test_every_problem_has_a_case():
    assert {p.code for p in problems(checking, consistency, sources, unread)} - shown(FILES) == set()
