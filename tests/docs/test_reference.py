"""The pages under docs/ say what is true: their rules load, their tables are those of the code."""

import json
import re
from datetime import date
from pathlib import Path

import guiju
import pytest
from guiju.dsl.load import examine
from guiju.dsl.words import CLAUSE_WORDS, OPERATOR_WORDS, STATEMENT_WORDS
from guiju.engine.operators import ALL_OPERATORS
from guiju.engine.outcome import Result
from guiju.reports.reference import FAMILIES, between, rooms, written
from guiju.reports.summary import summary
from guiju.reports.summary_schema import summary_schema
from jsonschema import Draft202012Validator, ValidationError

DOCS = Path(guiju.__file__).parent / "docs"
LANGUAGE = (DOCS / "language.md").read_text("utf-8")
FENCE = re.compile(r"(?ms)^```(\w+)(?: (\S+))?\n(.*?)^```$")


def test_what_is_written_from_code_is_up_to_date():
    stale = [path.name for path, text in written(DOCS).items() if path.read_text("utf-8") != text]
    assert stale == [], "run: make docs"


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="no place for rooms"):
        between("# Architecture\n", "rooms", "")


def test_the_tables_hold_every_operator():
    assert {o.name for row in FAMILIES.values() for o in row} == {o.name for o in ALL_OPERATORS}
    assert sum(map(len, FAMILIES.values())) == len(ALL_OPERATORS)


def test_the_rooms_hold_every_module():
    root = Path(guiju.__file__).parent
    names = {
        p.relative_to(root).as_posix()
        for room in ("dsl", "engine", "reports", "policy")
        for p in (root / room).rglob("*.py")
    }
    listed = set(re.findall(r"`([a-z_/]+\.py)`", rooms()))
    assert listed <= names
    assert {n for n in names - listed if not n.endswith("__init__.py")} == set()
    assert all(re.search(r"\| \S.* \|$", line) for line in rooms().splitlines() if line.startswith("| `"))


def test_the_rules_of_the_language_page_are_one_policy(tmp_path):
    for kind, name, text in FENCE.findall(LANGUAGE):
        if kind == "policy":
            with (tmp_path / "规则.policy").open("a", encoding="utf-8") as file:
                file.write(text)
        elif name and kind != "version":
            (tmp_path / name).write_text(text, "utf-8")
    loaded = examine(tmp_path)
    assert [d.message for d in loaded.diagnostics if d.code != "GJ223"] == []
    missed = [m for r in loaded.policy.rehearse() for m in r.misses]
    assert [(m.expectation.rule, m.expected, m.got) for m in missed] == []
    assert len(loaded.policy.program.examples) == 6


def test_the_later_version_on_the_language_page_holds(tmp_path):
    first = tmp_path / "2020-01-01"
    first.mkdir()
    test_the_rules_of_the_language_page_are_one_policy(first)
    versions = [(name, text) for kind, name, text in FENCE.findall(LANGUAGE) if kind == "version"]
    for name, text in versions:
        (tmp_path / name).mkdir()
        (tmp_path / name / "规则.policy").write_text(text, "utf-8")
    assert [name for name, _ in versions] == ["2024-01-01"]
    loaded = examine(tmp_path)
    assert [d.message for d in loaded.diagnostics if d.code != "GJ223"] == []
    missed = [m for r in loaded.policy.rehearse() for m in r.misses]
    assert [(m.expectation.rule, m.expected, m.got) for m in missed] == []
    assert len(loaded.policy.program.examples) == 8


def test_the_language_page_names_every_word():
    missing = [w for w in (*STATEMENT_WORDS, *CLAUSE_WORDS, *OPERATOR_WORDS) if w not in LANGUAGE]
    assert set(missing) <= {"在册", "自", "按标准"}, missing


EXPORT = """编号,年龄,系统受理日期,窗口受理日期,办结日期,受理单位
1,85,,2020-09-28,2020-10-20,某街道
2,85,,2020-09-28,2020-10-12,某街道
3,,,2020-09-28,,某街道
4,八十,,2020-09-28,,某街道
"""


def checked(tmp_path):
    test_the_rules_of_the_language_page_are_one_policy(tmp_path)
    export = tmp_path / "老人.csv"
    export.write_text(EXPORT, "utf-8")
    policy = examine(tmp_path).policy
    result: Result = policy.check(policy.read([export]), as_of=date(2020, 10, 31))
    return summary(policy.program, result)


def test_the_output_of_check_fits_its_schema(tmp_path):
    schema = summary_schema()
    Draft202012Validator.check_schema(schema)
    document = json.loads(json.dumps(checked(tmp_path)))
    Draft202012Validator(schema).validate(document)
    for part in ("violations", "undetermined", "rejects", "readings", "duties", "classifications", "inputs"):
        assert document[part], f"the export shows no {part}"
    # The schema is tight: a key more, a key less and a word that is no breach are refused.
    for harm in (
        lambda d: d.update(more=1),
        lambda d: d.pop("targets"),
        lambda d: d["violations"][0].update(kind="待履行"),
        lambda d: d["violations"][0].update(days_late="4"),
    ):
        broken = json.loads(json.dumps(document))
        harm(broken)
        with pytest.raises(ValidationError):
            Draft202012Validator(schema).validate(broken)
