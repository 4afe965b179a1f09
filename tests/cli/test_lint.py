"""`policy lint`: errors, warnings and advice told apart, as text, JSON and SARIF, over one policy or several."""

import json
import shutil

import pytest
from jsonschema import Draft7Validator

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "message": TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": False,
                    "properties": {
                        **{
                            name: {"type": "integer", "minimum": 1}
                            for name in ("startLine", "startColumn", "endLine", "endColumn")
                        },
                        "snippet": TEXT,
                    },
                },
            },
        },
    },
}
# What the 2.1.0 schema asks of the parts guiju writes: required keys, closed objects, closed lists of words.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {"id": {"type": "string"}, "fullDescription": TEXT},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {"type": "array", "items": LOCATION},
                                "relatedLocations": {"type": "array", "uniqueItems": True, "items": LOCATION},
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif_has_the_structure_of_the_standard(run, policy, rewrite):
    rewrite(policy, "年龄：整数 岁", "年龄：整数 岁\n  · 年龄：整数 岁\n  · 住址：文本")
    rewrite(policy, "  依据 《老年人权益保障法》\n", "")
    ran = run("lint", policy, "--format", "sarif")
    log = json.loads(ran.out)
    Draft7Validator(SARIF).validate(log)
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [(r["ruleId"], r["level"]) for r in results] == [("GJ202", "error"), ("GJ222", "warning")]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == ["GJ202", "GJ222"]
    region = results[0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (7, 5, 7)
    assert region["snippet"] == {"text": "年龄"}
    assert results[0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert ran.code == 2


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_warnings_and_advice_alone_are_no_failure(run, policy, form, rewrite):
    rewrite(policy, "  依据 《老年人权益保障法》\n", "")
    rewrite(policy, "年龄：整数 岁", "年龄：整数 岁\n  · 住址：文本")
    ran = run("lint", policy, "--format", form)
    assert ran.code == 0
    assert "GJ222" in ran.out
    assert "GJ223" in ran.out


def test_text_counts_errors_warnings_and_advice_apart(run, policy, rewrite):
    rewrite(policy, "  依据 《老年人权益保障法》\n", "")
    rewrite(policy, "年龄：整数 岁", "年龄：整数 岁\n  · 住址：文本")
    assert run("lint", policy).out.endswith("共 1 个警告、1 条建议\n")


def test_a_folder_of_several_policies(run, policy, rewrite):
    second = policy.with_name("另一套")
    shutil.copytree(policy, second)
    rewrite(second, "年龄 不少于", "年令 不少于")
    ran = run("lint", policy.parent, "--format", "json")
    assert [d["code"] for d in json.loads(ran.out)] == ["GJ201"]
    assert ran.code == 2
    assert run("lint", policy).out == "没有发现问题\n"


def test_one_unreadable_policy_does_not_hide_the_others(run, policy, rewrite):
    second = policy.with_name("另一套")
    shutil.copytree(policy, second)
    rewrite(second, "年龄 不少于", "年令 不少于")
    (file,) = policy.rglob("*.policy")
    file.write_bytes(b"\xff\xff\xff")
    ran = run("lint", policy.parent, "--format", "json")
    assert sorted(d["code"] for d in json.loads(ran.out)) == ["GJ102", "GJ201"]


def test_a_path_without_rules(run, tmp_path):
    ran = run("lint", tmp_path)
    assert ran.code == 2
    assert "GJ604" in ran.err


def test_a_file_nobody_reads_is_warned_of_by_every_command(run, policy, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "老人.csv").write_text("编号,年龄\n1,85\n", "utf-8")
    (policy / "2020-01-01" / "年龄标准.csv").write_text("代码\n01\n", "utf-8")
    assert "警告[GJ238]：没有规则读「年龄标准.csv」" in run("lint", policy).out
    check = ("check", tmp_path / "老人.csv", "--policy", policy, "--format", "json")
    first, second = run(*check), run(*check)
    assert first.code == second.code == 0
    assert "[GJ238]" in first.err
    assert second.err == first.err
    assert json.loads(second.out)["policy"]["name"] == "高龄津贴"
    for command in (("test", policy), ("show", policy), ("form", "--policy", policy, "--out", tmp_path / "填报.xlsx")):
        assert "[GJ238]" in run(*command).err
