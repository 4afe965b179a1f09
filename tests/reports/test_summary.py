"""The JSON document of a check against cli.md: keys in order, sums that agree, cuts that say so, nothing sensitive."""

import json
from datetime import date
from itertools import permutations

import pytest
from attrs import evolve
from guiju.engine.outcome import State
from guiju.reports.summary import summary, summary_json

from . import samples

KEYS = {
    "policy": ["name", "versions", "digest"],
    "inputs": ["entity", "source", "read", "evaluated", "duplicates", "rejected"],
    "duties": ["rule", "clause", "bearer", "counts"],
    "classifications": ["rule", "entity", "counts"],
    "violations": [
        "rule",
        "kind",
        "clause",
        "bearer",
        "entity",
        "key",
        "trigger",
        "due",
        "done",
        "days_late",
        "reason",
        "period",
    ],
    "undetermined": ["rule", "entity", "key", "missing", "causes", "period"],
    "findings": ["kind", "rule", "clause", "entity", "key", "places"],
    "entitlements": (
        [
            "rule",
            "clause",
            "payer",
            "payee",
            "per",
            "budget_year",
            "headcount",
            "rate_fen",
            "amount_fen",
            "budgeted_fen",
            "stage",
            "other_readings",
            *("place", "kind", "basis", "basis_day", "headcount_bounds", "amount_bounds_fen", "due_fen", "gap_fen"),
        ]
    ),
    "readings": ["rule", "text"],
    "rejects": ["source", "row", "column", "value", "reason"],
}
TOP = [
    "policy",
    "as_of",
    "inputs",
    "duties",
    "classifications",
    "violations",
    "undetermined",
    "findings",
    "entitlements",
    "targets",
    "readings",
    "rejects",
    "truncated",
]


def made(**changes):
    return summary(samples.program(), samples.result(**changes))


def test_every_key_is_there_and_in_the_order_of_the_specification():
    document = json.loads(summary_json(samples.program(), samples.result()))
    assert list(document) == TOP
    for name, keys in KEYS.items():
        entries = document[name] if name != "policy" else [document[name]]
        assert entries, f"nothing to see in {name}"
        assert all(list(entry) == keys for entry in entries), name


def test_violations_say_who_what_when_and_how_late():
    first, second, third = made()["violations"]
    assert first == {
        "rule": "司法所反馈回执",
        "kind": "逾期未履行",
        "clause": "第12项",
        "bearer": "河西镇司法所",
        "entity": "刑释解教人员",
        "key": "A001",
        "trigger": "2012-04-26",
        "due": "2012-05-04",
        "done": None,
        "days_late": 241,
        "reason": "",
        "period": "",
    }
    assert (second["key"], second["kind"], second["done"], second["days_late"]) == ("A003", "逾期履行", "2012-05-07", 3)
    assert third["rule"] == "监所传递信息"


def test_the_due_date_is_the_one_moved_off_rest_days():
    late = samples.obligation("B", State.OVERDUE, due=date(2012, 5, 1), due_extended=date(2012, 5, 2), days_late=9)
    assert made(obligations=(late,))["violations"][0]["due"] == "2012-05-02"


def test_every_state_of_a_duty_is_counted_and_the_counts_are_those_of_the_result():
    for entry in made()["duties"]:
        assert set(entry["counts"]) == {state.value for state in State}
        assert sum(entry["counts"].values()) == 1015
    assert {e["rule"]: e["bearer"] for e in made()["duties"]} == {
        "监所传递信息": "监所",
        "司法所反馈回执": "衔接司法所",
    }


def test_sums_due_add_up_and_are_grouped_by_payer_year_and_amount():
    found = made()["entitlements"]
    groups = [(e["payer"], e["per"]["年度"], e["rate_fen"], e["headcount"], e["amount_fen"]) for e in found]
    assert groups == [
        (None, None, 20000, 1, 20000),
        ("同心县财政局", 2011, 20000, 1, 20000),
        ("同心县财政局", 2012, 20000, 2, 40000),
        ("同心县财政局", 2012, 30000, 1, 30000),
    ]
    assert sum(e["amount_fen"] for e in found) == sum(e.amount_fen for e in samples.result().entitlements)


def test_readings_are_those_the_outputs_rest_on():
    texts = {entry["rule"]: entry["text"] for entry in made()["readings"]}
    assert list(texts) == ["宁夏特殊人群帮扶", "三无人员"]
    without = made(classification_counts={}, entitlements=())["readings"]
    assert [entry["rule"] for entry in without] == ["宁夏特殊人群帮扶"]
    through_benefit = made(classification_counts={})["readings"]
    assert [entry["rule"] for entry in through_benefit] == ["宁夏特殊人群帮扶", "三无人员"]


def test_a_duty_that_cannot_be_decided_is_listed_once_with_what_it_lacks():
    undecided = [
        samples.obligation(key, State.UNDECIDED, causes=(samples.MISSING_DATE,), trigger=None, due=None)
        for key in ("A010", "A009")
    ]
    found = made(obligations=tuple(undecided))["undetermined"]
    assert [(u["key"], u["missing"]) for u in found] == [
        ("A009", ["刑释解教人员.信息收到日期"]),
        ("A010", ["刑释解教人员.信息收到日期"]),
        ("A007", []),
    ]
    assert found[2]["causes"] == ["日历：1999年"]


def test_lists_are_cut_at_the_limit_and_the_whole_length_is_told():
    document = summary(samples.program(), samples.result(), limit=1)
    totals = {"violations": 3, "undetermined": 2, "findings": 2, "entitlements": 4, "rejects": 2}
    assert document["truncated"] == totals
    assert all(len(document[name]) == 1 for name in totals)
    assert document["inputs"][1]["source"] == "补报.csv"
    whole = summary(samples.program(), samples.result(), limit=None)
    assert whole["truncated"] == {}
    assert document["violations"] == whole["violations"][:1]
    assert summary(samples.program(), samples.result(), limit=3)["truncated"] == {"entitlements": 4}


def test_the_same_result_in_any_order_gives_the_same_bytes():
    result = samples.result()
    expected = summary_json(samples.program(), result)
    assert expected.endswith("}\n")
    assert "司法所" in expected
    lists = ("inputs", "obligations", "entitlements", "undetermined", "findings", "rejects")
    for name in lists:
        for order in permutations(getattr(result, name)):
            assert summary_json(samples.program(), evolve(result, **{name: order})) == expected
    counts = dict(reversed([(k, dict(reversed(v.items()))) for k, v in result.duty_counts.items()]))
    assert summary_json(samples.program(), evolve(result, duty_counts=counts)) == expected


def test_sensitive_values_appear_only_where_asked():
    program, result = samples.program(), samples.result()
    assert "张三" not in summary_json(program, result)
    assert "张三" in summary_json(program, result, unmask=True)
    assert "2012年13月1日" in summary_json(program, result)


@pytest.mark.parametrize("key", [f"A00{n}" for n in range(1, 10)])
def test_keys_of_cases_are_masked_where_the_key_is_sensitive(key):
    assert key not in summary_json(samples.program(key_sensitive=True), samples.result())


def test_a_bearer_named_by_a_sensitive_fact_is_masked_and_an_agency_is_not():
    text = summary_json(samples.program(bearer_sensitive=True), samples.result())
    assert "河西镇司法所" not in text
    assert "银川监狱" in text
    assert "河西镇司法所" in summary_json(samples.program(bearer_sensitive=True), samples.result(), unmask=True)
