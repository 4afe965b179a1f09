"""What a run leaves behind that is killed, finds the disk full or has too little memory: nothing half done, and words."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from guiju.engine.backends.duckdb import TABLES as DATABASE_TABLES
from guiju.engine.held_folder import hold_folder
from guiju.policy.demo.workbook import write_demo_workbook
from guiju.reports import output_folder
from guiju.reports.output_folder import TABLES
from guiju.reports.writers import whole_file
from guiju.reports.writers.staged import staged

KILLED = """
import importlib, os, signal, sys
module = importlib.import_module("guiju.reports.{module}")
calls = 0
whole = module.{name}
def killing(*arguments, **more):
    global calls
    calls += 1
    if calls == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*arguments, **more)
module.{name} = killing
from guiju.cli import main
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样例") / "样例.xlsx"
    write_demo_workbook(path, people=300)
    return path


def killed(tmp: Path, module: str, name: str, at: int, *arguments: object) -> None:
    """Run the command, killed at the call of a function of reports with this number; `tmp` is its folder for passing files."""
    code = KILLED.format(module=module, name=name, at=at)
    words = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(words, check=False, capture_output=True, env={**os.environ, "TMPDIR": str(tmp)})
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()


def shown(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_killed_check_leaves_the_results_of_the_one_before(run, export, tmp_path, monkeypatch, engine):
    spill, out = tmp_path / "暂存", tmp_path / "结果"
    spill.mkdir()
    asked = ("check", export, "--as-of", "2022-06-30", "--engine", engine, "--out", out)
    out.mkdir()
    (out / "summary.json").write_text("旧", "utf-8")
    killed(spill, "output_folder", "write_report", 1, *asked)
    assert shown(out) == {"summary.json": "旧".encode()}
    monkeypatch.setenv("TMPDIR", str(spill))
    assert run(*asked).code == 1
    assert {"summary.json", "结果.xlsx", "按期履行.csv", "report.html"} <= shown(out).keys()
    assert len(list(out.iterdir())) == len(shown(out)), "what the killed run left is cleared"


def test_a_run_killed_while_it_decides_leaves_no_spilled_data_for_long(export, tmp_path):
    spill, out = tmp_path / "暂存", tmp_path / "结果"
    spill.mkdir()
    asked = ("check", export, "--as-of", "2022-06-30", "--engine", "duckdb", "--spill", spill, "--out", out)
    killed(tmp_path, "report_lists", "listed", 1, *asked)
    assert list(spill.glob("guiju-*/"))
    hold_folder(spill, "guiju-").close()
    assert list(spill.iterdir()) == []


def test_a_run_killed_at_its_second_document_leaves_none(run, export, tmp_path):
    out = tmp_path / "文书"
    asked = ("notice", export, "--as-of", "2022-06-30", "--engine", "reference", "--form", "txt", "--out", out)
    killed(tmp_path, "writers.formats", "_writer", 2, *asked)
    assert shown(out) == {}
    assert len([path for folder in out.glob(".*/") for path in folder.iterdir()]) == 1
    assert run(*asked).code == 0
    assert len(shown(out)) > 1
    assert len(list(out.iterdir())) == len(shown(out)), "what the killed run left is cleared"


def test_a_killed_demo_leaves_nothing_half_done(run, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    out = tmp_path / "演示"
    killed(tmp_path, "output_folder", "write_report", 1, "demo", out, "--people", "150")
    hidden = [path.relative_to(out) for path in out.rglob("*") if path.is_file()]
    assert len(hidden) > 10, "it was killed when most was made"
    assert all(any(part.startswith(".") for part in path.parts) for path in hidden), "and nothing is in its place"
    assert run("demo", out, "--people", "150").code == 0
    there = [path.relative_to(out) for path in out.rglob("*")]
    assert {"样例数据.xlsx", "report.html", "任务分工表.docx"} <= {path.name for path in there}
    assert not any(part.startswith(".") for path in there for part in path.parts), "what the killed run left is cleared"


def test_a_template_that_fails_at_the_second_letter_leaves_none(run, export, tmp_path):
    templates, out = tmp_path / "模板", tmp_path / "文书"
    templates.mkdir()
    day = "{{ 日期 if 文号.endswith('〕1号') else '某日' }}"
    head = "{# 个案文书：台账 刑释解教人员；职责 乡镇街道接回 #}\n"
    text = f"{head}---\n种类：通知\n文号：{{{{ 文号 }}}}\n日期：{day}\n---\n\n# 接人\n"
    (templates / "接人.md.j2").write_text(text, "utf-8")
    asked = ("notice", export, "--as-of", "2013-03-31", "--engine", "reference", "--type", "接人", "--form", "txt")
    for more in ((), ("--register", tmp_path / "登记簿.xlsx")):
        ran = run(*asked, "--template", templates, "--out", out, *more)
        assert (ran.code, ran.out) == (2, "")
        assert "首部的日期「某日」写法不对" in ran.err
        assert not out.exists()


def test_a_folder_that_is_held_is_left_alone(tmp_path):
    with staged(tmp_path) as aside:
        (aside / "甲").write_text("甲", "utf-8")
        with staged(tmp_path) as other:
            (other / "乙").write_text("乙", "utf-8")
        assert (aside / "甲").exists()
        assert shown(tmp_path) == {"乙": "乙".encode()}
    assert shown(tmp_path) == {"甲": "甲".encode(), "乙": "乙".encode()}
    assert len(list(tmp_path.iterdir())) == 2


def test_what_fails_leaves_nothing(tmp_path):
    (tmp_path / "在").mkdir()
    (tmp_path / "在" / "旧").write_text("旧", "utf-8")

    def fail_in(folder: Path) -> None:
        with staged(folder, ("旧",)) as aside:
            (aside / "甲").write_text("甲", "utf-8")
            raise ValueError("坏")

    for folder in (tmp_path / "在", tmp_path / "新"):
        with pytest.raises(ValueError, match="坏"):
            fail_in(folder)
    assert shown(tmp_path / "在") == {"旧": "旧".encode()}
    assert not (tmp_path / "新").exists()


def test_what_would_pass_for_this_run_is_removed(tmp_path):
    for name in ("旧表", "别的"):
        (tmp_path / name).write_text("旧", "utf-8")
    with staged(tmp_path, ("旧表", "新表", "没有")) as aside:
        (aside / "新表").write_text("新", "utf-8")
    assert shown(tmp_path) == {"别的": "旧".encode(), "新表": "新".encode()}


def test_every_table_of_a_check_is_known_as_its_file():
    assert set(TABLES) == set(DATABASE_TABLES)


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_full_disk_is_told_by_the_name_of_the_file(run, export, tmp_path, monkeypatch, engine):
    def full(file: object, content: bytes, path: Path) -> None:
        if path.name == "结果.xlsx":
            raise OSError(errno.ENOSPC, "No space left on device")
        filled(file, content, path)

    filled = whole_file._fill
    monkeypatch.setattr(whole_file, "_fill", full)
    out = tmp_path / "结果"
    ran = run("check", export, "--as-of", "2022-06-30", "--engine", engine, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert f"「{out / '结果.xlsx'}」失败：磁盘满了" in ran.err
    assert "腾出空间" in ran.err
    assert not out.exists()


def test_too_little_memory_outside_the_database_is_told(run, export, tmp_path, monkeypatch):
    def short(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(output_folder, "write_report", short)
    ran = run("check", export, "--as-of", "2022-06-30", "--engine", "reference", "--out", tmp_path / "结果")
    assert (ran.code, ran.out) == (2, "")
    assert "内存不够" in ran.err
    assert "关闭其他程序" in ran.err
    assert not (tmp_path / "结果").exists()
