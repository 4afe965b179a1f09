"""Mistakes in aggregates, 经费, 目标, 来源 and 校验: program and message side by side in tests/cases/bad/sums-*.txt.

Each file is checked as a whole policy. Re-record as test_bad_cases.py says, and read every line.
"""

import os
from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.dsl.problems import aggregating, base

from .test_bad_cases import MARK, render

CASES = Path(__file__).parents[1] / "cases" / "bad"
FILES = sorted(CASES.glob("sums-*.txt"))
RECORD = os.environ.get("GUIJU_RECORD") == "1"
HEAD = "政策 某某\n  施行 2012年1月1日\n\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path):
    program, _, expected = path.read_text("utf-8").partition(MARK)
    rules = tmp_path / "规则.policy"
    rules.write_text(HEAD + program, "utf-8")
    wrong = [d for d in examine(rules).diagnostics if d.is_error]
    assert wrong, "the case holds no mistake"
    actual = "".join(map(render, wrong))
    if RECORD:
        path.write_text(program + MARK + actual, "utf-8")
        return
    assert actual == expected


def test_every_problem_has_a_case():
    shown = {
        line.split()[0] for path in FILES for line in path.read_text("utf-8").splitlines() if line.startswith("GJ")
    }
    codes = {
        problem.code
        for problem in vars(aggregating).values()
        if isinstance(problem, type) and issubclass(problem, base.Problem) and problem is not base.Problem
    }
    assert codes - shown == {"GJ372"}, "test_offices.py covers the file of --map"
