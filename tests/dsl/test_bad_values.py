"""Every mistake in figures has a case: a rule beside the shared 台账, in tests/cases/bad/values-*.txt.

Advice and the wish for 依据 or a deadline are left out.
"""

import shutil
from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.dsl.problems import figures

from .bad_cases import CASES, family, hold, lay_out, problems, program_of, shown

FILES = family("values")
BESIDE_THE_POINT = {"GJ221", "GJ222", "GJ223"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path):
    shutil.copy(CASES.parent / "figures" / "台账.policy", tmp_path)
    shutil.copy(CASES.parent / "统筹地区.csv", tmp_path)
    lay_out(program_of(path), tmp_path)
    hold(path, [d for d in examine(tmp_path).diagnostics if d.code not in BESIDE_THE_POINT], rules="")


def test_every_problem_has_a_case():
    assert {p.code for p in problems(figures)} - shown(FILES) == set()
