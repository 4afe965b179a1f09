"""Every mistake in what later versions change has a case: whole small policies in tests/cases/bad/versions-*.txt."""

from collections import Counter
from pathlib import Path

import pytest
from guiju.dsl.problems import amending

from .bad_cases import diagnose, family, hold, lay_out, problems, program_of, shown

FILES = family("versions")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    return tmp_path / "政策"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, folder: Path):
    lay_out(program_of(path), folder)
    diagnostics = diagnose(folder)
    hold(path, diagnostics, folder=folder)
    assert any(d.is_error for d in diagnostics)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_comes_twice(path: Path, folder: Path):
    lay_out(program_of(path), folder)
    seen = Counter((d.code, d.message, d.labels[0].place if d.labels else None) for d in diagnose(folder))
    assert [message for message, times in seen.items() if times > 1] == []


def test_every_problem_has_a_case():
    assert {p.code for p in problems(amending)} - shown(FILES) == set()
