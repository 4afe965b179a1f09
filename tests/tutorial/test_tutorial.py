"""The tutorial is run as it is written: its files made, its commands called, their output held against the page.

Fences on the page: 写 FILE makes a file, 改 FILE replaces the first line by the second in it, 命令 holds `$ policy …`
with what it prints; a line …… stands for any lines.
"""

import re
import shlex
from pathlib import Path

import guiju
import pytest
from guiju.cli import main
from guiju.dsl.fates import fates
from guiju.dsl.load import load

PAGE = (Path(guiju.__file__).parent / "docs" / "tutorial.zh.md").read_text("utf-8")
FENCE = re.compile(r"(?ms)^```(写|改|命令)(?: (\S+))?\n(.*?)^```$")
STEPS = FENCE.findall(PAGE)
POLICY = Path(__file__).parent / "高龄津贴"
SKIPPED = "……"
CODES = {"lint": {0, 2}, "test": {0, 1}, "check": {1, 2}, "coverage": {0, 1}}


def call(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    words = shlex.split(command)
    with pytest.raises(SystemExit) as stop:
        main(words[1:])
    assert int(stop.value.code or 0) in CODES.get(words[1], {0}), command
    captured = capsys.readouterr()
    return captured.out + captured.err


def pattern(shown: str) -> str:
    """What a command prints, as a regular expression."""
    parts = re.split(rf"(?m)^{SKIPPED}\n", shown)
    return r"(?:.*\n)*?".join(re.escape(part) for part in parts)


def commands(text: str) -> list[tuple[str, str]]:
    found = re.findall(r"(?ms)^\$ (policy .*?)\n(.*?)(?=^\$ |\Z)", text)
    assert found
    return found


def test_the_tutorial_as_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for kind, name, text in STEPS:
        match kind:
            case "写":
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_text(text, "utf-8")
            case "改":
                old, new = text.splitlines()
                assert old in Path(name).read_text("utf-8")
                Path(name).write_text(Path(name).read_text("utf-8").replace(old, new), "utf-8")
            case "命令":
                for command, shown in commands(text):
                    printed = call(command, capsys)
                    assert re.fullmatch(pattern(shown), printed), f"{command}\n{printed}"
    made = {p.relative_to("高龄津贴").as_posix(): p.read_text("utf-8") for p in Path("高龄津贴").rglob("*.*")}
    kept = {p.relative_to(POLICY).as_posix(): p.read_text("utf-8") for p in POLICY.rglob("*.*")}
    assert made == kept
    documents = sorted(p.name for p in Path("文书").iterdir())
    assert {Path(name).suffix for name in documents} == {".docx", ".html"}
    assert any("任务分工表" in name for name in documents)
    assert any("河西街道" in name for name in documents)
    for page in Path("文书").glob("*.html"):
        assert "张二" not in page.read_text("utf-8")
    results = {p.name for p in Path("结果").iterdir() if p.suffix != ".parquet"}
    assert results == {"summary.json", "report.html", "结果.xlsx", "按期履行.csv"}
    assert call("policy fmt --check 高龄津贴", capsys) == "格式都已统一\n"


def test_the_page_has_no_other_fences():
    assert PAGE.count("```") == 2 * len(STEPS)
    assert {kind for kind, _, _ in STEPS} == {"写", "改", "命令"}


def test_what_is_left_out_is_marked():
    assert re.fullmatch(pattern("甲\n……\n丁\n"), "甲\n乙\n丙\n丁\n")
    assert not re.fullmatch(pattern("甲\n丁\n"), "甲\n乙\n丁\n")


def test_every_sentence_of_both_documents_became_something():
    told = fates(load(POLICY))
    assert {fate.document for fate in told} == {"", "《关于修改〈高龄津贴发放办法〉的决定》"}
    assert [fate.text for fate in told if not fate.kind] == []
