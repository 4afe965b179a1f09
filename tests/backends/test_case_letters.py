"""Documents about one case each out of a large export: those of the interpreter, made from the rows of their cases alone."""

from datetime import date

import guiju
import pytest
from attrs import evolve
from guiju.dsl.document_check import check_in_database
from guiju.dsl.policy import Policy
from guiju.engine.backends import check_export
from guiju.engine.backends.cases_called import Called, obligations_of
from guiju.engine.backends.check_export import ExportCheck
from guiju.engine.outcome import State
from guiju.reports.case_letters import OWED

from .command import files, ran

DAY = date(2022, 6, 30)


@pytest.fixture(scope="module")
def some_keys(export) -> tuple[str, ...]:
    records = guiju.load().read([export]).tables["刑释解教人员"].records
    return tuple(record.key for record in records[::45])


@pytest.mark.parametrize("more", [(), ("--reckoning",), ("--unmask",), ("--key",)])
@pytest.mark.parametrize("kind", ["接回通知", "回执单"])
def test_letters_are_those_of_the_interpreter(kind, more, export, some_keys, tmp_path, capsys, monkeypatch):
    words = [word for key in reversed(some_keys) for word in ("--key", key)] if more == ("--key",) else more
    written = {}
    for engine in ("reference", "duckdb"):
        if engine == "duckdb":
            monkeypatch.setattr(Policy, "read", lambda *_, **__: pytest.fail("the whole export was read"))
        common = ("--as-of", DAY, "--form", "md", "--out", tmp_path / engine, "--engine", engine)
        code, out, _ = ran(capsys, "notice", export, "--type", kind, *common, *words)
        assert code == 0
        written[engine] = (out.replace(engine, ""), files(tmp_path / engine))
    assert written["duckdb"] == written["reference"]
    assert len(written["duckdb"][1]) >= (len(some_keys) if more == ("--key",) else 2)


def test_a_case_that_is_not_there_is_told(export, some_keys, tmp_path, capsys):
    told = {}
    for engine in ("reference", "duckdb"):
        code, out, told[engine] = ran(
            capsys, "notice", export, "--type", "回执单", "--key", some_keys[0], "--key", "没有这个人",
            "--as-of", DAY, "--out", tmp_path / "出", "--engine", engine,
        )  # fmt: skip
        assert (code, out) == (2, "")
        assert "[GJ826]" in told[engine]
    assert told["duckdb"] == told["reference"]
    assert files(tmp_path) == {}


def test_a_kind_there_is_none_of_is_told_before_anything_is_read(tmp_path, capsys):
    code, _, err = ran(capsys, "notice", tmp_path / "没有.csv", "--type", "接回通告", "--out", tmp_path / "出")
    assert code == 2
    assert "[GJ825]" in err


@pytest.mark.parametrize("keys", [(), ("P",)])
def test_no_row_is_read_that_no_letter_is_about(export, some_keys, keys):
    policy = guiju.load()
    wanted = some_keys if keys else ()
    called = Called("刑释解教人员", ("司法所反馈回执",), frozenset(OWED), wanted)
    with policy.check_export([export], as_of=DAY) as found:
        cases = found.cases()
        result, about = found.called(called, cases)
        keys = wanted or [o.key for o in result.obligations]  # fewer than are fetched at a time
        there = {record.key for record in about(keys[0]).tables["刑释解教人员"].at_hand}
    owing = {o.key for o in result.obligations if o.state in OWED}
    assert there == set(wanted or owing)
    assert 0 < len(there) < 500
    assert {o.duty for o in result.obligations} == {"司法所反馈回执"}


def test_a_letter_that_would_accuse_wrongly_stops_the_run(export, tmp_path, capsys, monkeypatch):
    def wrong(found: ExportCheck, called: Called) -> tuple[object, ...]:
        right = obligations_of(found, called)
        place = next(n for n, o in enumerate(right) if o.state is State.OVERDUE)
        return (*right[:place], evolve(right[place], days_late=9_999), *right[place + 1 :])

    monkeypatch.setattr(check_export, "obligations_of", wrong)
    code, out, err = ran(
        capsys, "notice", export, "--type", "回执单", "--as-of", DAY, "--out", tmp_path / "出", "--engine", "duckdb"
    )
    assert (code, out) == (2, "")
    assert "[GJ556]" in err
    assert "逾期9999天" in err
    assert files(tmp_path) == {}


def test_an_explanation_asks_for_no_more_than_its_case(export):
    policy = guiju.load()
    called = Called("刑释解教人员", ("司法所反馈回执",), frozenset(OWED))
    with check_in_database(policy, [export], DAY, called) as found:
        first = next(o for o in found.result.obligations if o.due is not None)
        facts = policy.read([export])
        assert found.explain(first) == policy.explain(facts, first.key, first.duty, as_of=DAY)
