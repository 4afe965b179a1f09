"""`policy test`: 示例 over several policies, chosen by name, reported as text, JSON and JUnit XML."""

import json
import shutil
from xml.etree import ElementTree as Xml


def test_junit_of_several_policies(run, policy, tmp_path, rewrite):
    second = policy.with_name("另一套")
    shutil.copytree(policy, second)
    rewrite(second, "政策 高龄津贴", "政策 另一套")
    rewrite(second, "设 年龄 为 79岁", "设 年龄 为 80岁")
    file = tmp_path / "结果.xml"
    ran = run("test", policy, second, "--junit", file)
    assert ran.code == 1
    root = Xml.fromstring(file.read_bytes())
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures")) == ("4", "1")
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("高龄津贴", "2", "0"),
        ("另一套", "2", "1"),
    ]
    (failure,) = root.iter("failure")
    assert failure.get("message") == "高龄老人：应为否，实为是"
    assert "年龄" in failure.text
    passed = next(c for c in root.iter("testcase") if c.get("name") == "八十岁")
    assert list(passed) == []
    assert passed.get("line") == "12"


def test_junit_holds_no_character_xml_forbids(run, policy, tmp_path, rewrite):
    rewrite(policy, '"八十岁"', '"八十\x01岁 <&>"')
    file = tmp_path / "结果.xml"
    run("test", policy, "--junit", file)
    names = [c.get("name") for c in Xml.fromstring(file.read_bytes()).iter("testcase")]
    assert names[0] == "八十�岁 <&>"


def test_a_name_chooses(run, policy, rewrite):
    rewrite(policy, "设 年龄 为 79岁", "设 年龄 为 80岁")
    assert run("test", policy, "-k", "八十").code == 0
    ran = run("test", policy, "-k", "七十九", "--format", "json")
    assert ran.code == 1
    assert [r["example"] for r in json.loads(ran.out)] == ["七十九岁"]


def test_a_name_nobody_has(run, policy):
    ran = run("test", policy, "-k", "百岁")
    assert ran.code == 2
    assert "「八十岁」、「七十九岁」" in ran.err


def test_a_failure_shows_expected_got_and_why(run, policy, rewrite):
    rewrite(policy, "设 年龄 为 79岁", "设 年龄 为 80岁")
    out = run("test", policy).out
    assert "高龄老人：应为否，实为是" in out
    assert "· 年龄：80岁" in out
