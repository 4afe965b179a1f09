"""Every tests/cases/good/sums-*.policy loads without an error, is canonical text, and its 示例 come true."""

from pathlib import Path

import pytest
from attrs import evolve
from guiju.dsl.format import format_module
from guiju.dsl.load import load
from guiju.dsl.parse import parse, read_source

CASES = Path(__file__).parents[1] / "cases" / "good"
FILES = sorted(CASES.glob("sums-*.policy"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rehearsal(path: Path):
    rehearsals = load(path).rehearse()
    assert rehearsals
    missed = [(r.example.name, m.expectation.rule, m.expected, m.got) for r in rehearsals for m in r.misses]
    assert missed == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_order_of_statements_does_not_matter(path: Path, tmp_path: Path):
    module, _ = parse(read_source(path))
    turned = evolve(module, statements=module.statements[::-1], comments=())
    (tmp_path / path.name).write_text(format_module(turned), "utf-8")
    for data in CASES.glob("*.csv"):
        (tmp_path / data.name).write_bytes(data.read_bytes())
    assert all(rehearsal.passed for rehearsal in load(tmp_path / path.name).rehearse())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_canonical(path: Path):
    source = read_source(path)
    module, diagnostics = parse(source)
    assert diagnostics == ()
    assert format_module(module) == source.text
