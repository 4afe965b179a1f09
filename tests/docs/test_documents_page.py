"""docs/documents.zh.md: every command on the page runs as written and writes what the page says."""

import re
import shlex
from pathlib import Path

import guiju
import pytest
from guiju.cli import policy as command
from guiju.reports.dispatch_register import read_register
from guiju.reports.name_template import FIELDS

PAGE = (Path(guiju.__file__).parent / "docs" / "documents.zh.md").read_text("utf-8")
BLOCKS = re.findall(r"(?ms)^```(\S*)\n(.*?)^```$", PAGE)
COMMANDS = [line for kind, text in BLOCKS if not kind for line in text.splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which all commands of the page ran, one after the other, and what each of them said and returned."""
    folder = tmp_path_factory.mktemp("页")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in COMMANDS:
            name, *words = shlex.split(line)
            assert name == "policy"
            try:
                command.main(args=words, prog_name="policy", standalone_mode=False)
            except SystemExit as end:
                assert (words[0], end.code) in (("check", 1), (words[0], 0)), line  # noqa: PT017 # a check finds breaches
            if words[:2] == ["template", "copy"]:
                (letter,) = (text for kind, text in BLOCKS if kind == "{.template}")
                (folder / "模板" / "催办函.md.j2").write_text(letter, "utf-8")
    return folder


def stems(folder):
    return {path.name.partition(".")[0] for path in folder.iterdir()}


def test_the_page_has_every_command_that_writes_documents():
    assert {line.split()[1] for line in COMMANDS} == {
        "demo", "allocate", "notice", "budget", "bulletin", "template", "check"
    }  # fmt: skip


def test_the_commands_write_what_the_page_says(place):
    assert {"任务分工表", "部门分工表", "部门责任清单-司法所", "重点任务时间表", "原文与规则对照表"} <= stems(
        place / "文书"
    )
    assert any(name.startswith("督办通知书-") for name in stems(place / "文书"))
    assert {path.suffix for path in (place / "通报").glob("考核通报.*")} == {
        ".docx", ".pdf", ".html", ".xlsx", ".md", ".txt"
    }  # fmt: skip
    assert {"经费测算表", "重点人员衔接补助明细表"} <= stems(place / "经费")
    assert {"考核通报", "缺失数据清单", "缺失数据明细"} <= stems(place / "通报")
    assert "回执单-NX2013-00001" in stems(place / "个案")
    assert "注1：" in next((place / "逐项").glob("*.html")).read_text("utf-8")
    assert (place / "结果" / "report.html").is_file()
    letter = next((place / "催办").glob("*.html")).read_text("utf-8")
    assert "请填写回执单" in letter


def test_the_demonstration_shows_some_of_every_kind(place):
    shown = stems(place / "样例" / "文书")
    single = {
        "任务分工表",
        "部门分工表",
        "重点任务时间表",
        "经费测算表",
        "重点人员衔接补助明细表",
        "考核通报",
        "缺失数据清单",
    }
    assert single <= shown
    counts = {
        kind: sum(name.startswith(f"{kind}-") for name in shown) for kind in ("部门责任清单", "接回通知", "回执单")
    }
    assert counts["部门责任清单"] == counts["接回通知"] == 3
    assert 1 <= counts["回执单"] <= 3
    assert any(name.startswith("督办通知书-") for name in shown)


def test_what_was_registered_on_the_page(place):
    entries = read_register(place / "发文登记.xlsx").entries
    assert {entry.kind for entry in entries} == {"督办通知书", "接回通知"}
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0].files[0].startswith("001_")
    assert all((place / "发文" / name).is_file() for entry in entries for name in entry.files)


def test_the_fields_of_names_are_all_told():
    assert set(re.findall(r"`\{([^:`}%]+)\}`", PAGE)) == set(FIELDS)
