"""Mistakes in aggregates, 经费, 目标, 来源 and 校验, each checked as a whole policy: tests/cases/bad/sums-*.txt."""

from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.dsl.problems import aggregating

from .bad_cases import RULES, family, hold, problems, program_of, shown

FILES = family("sums")
HEAD = "政策 某某\n  施行 2012年1月1日\n\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path):
    rules = tmp_path / RULES
    rules.write_text(HEAD + program_of(path), "utf-8")
    hold(path, [d for d in examine(rules).diagnostics if d.is_error])


def test_every_problem_has_a_case():
    codes = {p.code for p in problems(aggregating)}
    assert codes - shown(FILES) == {"GJ372"}, "test_offices.py covers the file of --map"
