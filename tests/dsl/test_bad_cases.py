"""Every mistake of text has a case in tests/cases/bad/syntax-*.txt; bad_cases.py says how they are run and recorded."""

from collections import Counter
from pathlib import Path

import pytest
from guiju.dsl.parse import parse
from guiju.dsl.problems import (
    aggregating,
    amending,
    checking,
    consistency,
    corners,
    duties,
    figures,
    sources,
    syntax,
    unread,
    values,
)
from guiju.engine.origin import SourceText

from .bad_cases import RULES, family, hold, problems, program_of, shown

FILES = family("syntax")
# What no text in a case file can show: bytes, and sizes of megabytes; test_parse.py covers them.
ELSEWHERE = {"GJ102", "GJ129"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path):
    _, diagnostics = parse(SourceText(RULES, program_of(path)))
    hold(path, diagnostics)


def test_every_problem_has_a_case():
    assert {p.code for p in problems(syntax, values)} - shown(FILES) - ELSEWHERE == set()


def test_codes_are_not_shared():
    modules = (syntax, values, checking, sources, unread, consistency, duties, corners, figures, amending, aggregating)
    codes = Counter(p.code for p in set(problems(*modules)))
    assert [code for code, times in codes.items() if times > 1] == []
