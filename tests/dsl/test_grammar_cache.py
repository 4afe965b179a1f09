"""The parser's tables are kept between runs; whatever happens to the file, the parser is the same."""

import subprocess
import sys
from pathlib import Path

import pytest
from guiju.dsl.grammar_cache import cached_parser
from guiju.dsl.lexing import WholeWords
from guiju.dsl.parse import GRAMMAR, build_parser

GRAMMAR_TEXT = GRAMMAR.read_text("utf-8")
TEXT = "职责 反馈\n  对 人员 当 甲 且 乙\n  由 司法所\n  期限 收到日期 起 5个工作日 内\n"
EXPECTED = build_parser().parse(TEXT)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "guiju"


def parser(build=build_parser):
    return cached_parser(GRAMMAR_TEXT, build, WholeWords())


def never():
    raise AssertionError("built although there is a sound copy")


def test_the_second_start_builds_nothing(folder):
    first = parser()
    (file,) = folder.iterdir()
    second = parser(never)
    for made in (first, second):
        tree = made.parse(TEXT)
        assert tree == EXPECTED
        assert (tree.meta.start_pos, tree.meta.end_pos) == (EXPECTED.meta.start_pos, EXPECTED.meta.end_pos)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:1000],
        lambda data: data[:-1],
        lambda data: data[:500] + bytes([data[500] ^ 1]) + data[501:],
        lambda data: data + b"x",
    ],
    ids=["empty", "cut short", "last byte lost", "one bit turned", "too long"],
)
def test_a_damaged_copy_is_not_used_and_is_replaced(folder, harm):
    parser()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(harm(whole))
    assert parser().parse(TEXT) == EXPECTED
    assert parser(never).parse(TEXT) == EXPECTED
    assert [f.name for f in folder.iterdir()] == [file.name]


def test_a_copy_others_may_write_to_is_not_trusted(folder):
    parser()
    (file,) = folder.iterdir()
    file.chmod(0o666)
    built = []
    parser(lambda: built.append(1) or build_parser())
    assert built
    parser(never)


def test_another_grammar_has_another_copy(folder):
    parser()
    built = []
    cached_parser(GRAMMAR_TEXT + "\n// changed", lambda: built.append(1) or build_parser(), WholeWords())
    assert built
    assert len(list(folder.iterdir())) == 2


def test_no_folder_for_a_cache_is_no_obstacle(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    assert parser().parse(TEXT) == EXPECTED


def test_processes_that_start_at_once_leave_one_sound_copy(folder):
    program = f"from guiju.dsl.parse import _parser; assert _parser().parse({TEXT!r}).data == 'duty'"
    started = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(3)]
    assert [p.wait(60) for p in started] == [0, 0, 0]
    assert len(list(folder.iterdir())) == 1
    assert parser(never).parse(TEXT) == EXPECTED
    assert Path(folder).stat().st_mode & 0o022 == 0
