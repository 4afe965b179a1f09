"""A compiled policy is kept between runs; whatever becomes of the copy, the policy is the one that the files say."""

import os
import pickle
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import guiju
import pytest
from attrs import astuple
from guiju.dsl import load as fresh
from guiju.dsl import policy_cache
from guiju.dsl.rule_texts import rule_texts
from guiju.dsl.shipped import DEFAULT_POLICY
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.tables import Table

from ..kept_copies import Harm, resealed

CASES = Path(__file__).parent.parent / "cases"
POLICIES = (
    DEFAULT_POLICY,
    *(
        p
        for group in ("good", "good-versions")
        for p in sorted((CASES / group).iterdir())
        if p.is_dir() or p.suffix == ".policy"
    ),
)
RULES = "政策 高龄津贴\n  施行 2020年1月1日\n\n主体 街道\n\n台账 老人\n  · 编号：文本 主键\n  · 年龄：整数 周岁\n\n"
OLD = "界定 高龄 对 老人\n  当 年龄 不少于 80周岁\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "guiju"


@pytest.fixture
def rules(tmp_path):
    home = tmp_path / "高龄津贴"
    home.mkdir()
    (home / "规则.policy").write_text(RULES + OLD, "utf-8")
    return home


@pytest.fixture
def reads(monkeypatch):
    """How often the rules themselves were read."""
    seen = []
    read = policy_cache._read
    monkeypatch.setattr(policy_cache, "_read", lambda path: seen.append(path) or read(path))
    return seen


def copies(folder):
    return sorted(folder.glob("policy-*.bin"))


def everything(policy):
    """All there is, places in rule files and reference data of versions included, which do not count for ==."""
    return astuple(policy.program), {n: t.records for n, t in policy.reference.items()}, policy.folder


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: p.stem)
def test_a_copy_is_the_same_as_the_policy(path, reads):
    loaded = fresh.examine(path)
    if loaded.policy is None:
        with pytest.raises(Refusal) as refused:
            guiju.load(path)
        assert refused.value.diagnostics == loaded.diagnostics
        return
    guiju.load(path)
    copy = guiju.load(path)
    assert dict(copy.rule_texts) == rule_texts(loaded.policy)
    assert len(reads) == 1
    assert everything(copy) == everything(loaded.policy)
    assert copy == loaded.policy
    assert copy.texts() == loaded.policy.texts()


def test_the_second_start_imports_neither_parser_nor_checker(rules, tmp_path):
    (tmp_path / "老人.csv").write_text("编号,年龄\n1,85\n", "utf-8")
    call = "from guiju.cli import main\nimport sys\ntry: main(sys.argv[1:])\nfinally: print(*sorted(sys.modules))"
    command = [sys.executable, "-c", call, "check", str(tmp_path / "老人.csv"), "--policy", str(rules)]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2))
    assert first.returncode == second.returncode == 0
    assert first.stdout.splitlines()[:-1] == second.stdout.splitlines()[:-1]
    loaded = set(second.stdout.splitlines()[-1].split())
    heavy = {"lark", "docx", "markdown_it", "jinja2", "xlsxwriter", "cattrs", "duckdb", "pandas"}
    assert not loaded & (
        heavy
        | {"guiju.reports.output_folder"}
        | {"guiju.dsl.check", "guiju.dsl.parse", "guiju.dsl.syntax", "guiju.dsl.load"}
    )
    assert "lark" in first.stdout.splitlines()[-1].split()


def renamed(text):
    return text.replace("80周岁", "90周岁")


@pytest.mark.parametrize("change", ["a rule", "a new file", "a file gone", "a calendar of its own"])
def test_a_stale_copy_is_not_used(rules, reads, change):
    (rules / "空.policy").write_text("主体 居委会\n", "utf-8")
    guiju.load(rules)
    match change:
        case "a rule":
            (rules / "规则.policy").write_text(renamed(RULES + OLD), "utf-8")
        case "a new file":
            (rules / "又一个.policy").write_text("主体 司法所\n", "utf-8")
        case "a file gone":
            (rules / "空.policy").unlink()
        case "a calendar of its own":
            (rules / "日历").mkdir()
            for file in (DEFAULT_POLICY.parent / "calendars").glob("中国*.csv"):
                shutil.copy(file, rules / "日历")
    again = guiju.load(rules)
    assert len(reads) == 2
    assert everything(again) == everything(fresh.load(rules))
    guiju.load(rules)
    assert len(reads) == 2


def test_the_same_time_and_size_do_not_deceive(rules, reads):
    file = rules / "规则.policy"
    guiju.load(rules)
    before = file.stat()
    file.write_text(renamed(RULES + OLD), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    (changed,) = guiju.load(rules).program.derived
    assert "90" in changed.expression.span.text


def test_another_engine_makes_its_own(rules, reads, monkeypatch):
    guiju.load(rules)
    monkeypatch.setattr(policy_cache, "__version__", "99.0.0")
    guiju.load(rules)
    assert len(reads) == 2


def test_a_version_added_beside_is_seen(tmp_path, reads):
    home = tmp_path / "政策"
    shutil.copytree(DEFAULT_POLICY, home)
    version = home / "2012-01-01"
    guiju.load(version)
    (home / "2011-01-01").mkdir()
    shutil.copytree(version, home / "2011-01-01", dirs_exist_ok=True)
    with pytest.raises(Refusal):  # the second restates the first word for word, which no version may
        guiju.load(version)


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:400] + bytes([data[400] ^ 1]) + data[401:],
        lambda data: data + b"x",
        lambda data: resealed(data[:-100]),
        lambda data: resealed(data[:32] + pickle.dumps((1, 2, 3))),
        lambda data: resealed(data[:32] + pickle.dumps("text")),
    ],
    ids=["empty", "cut short", "one bit turned", "too long", "cut and sealed", "no policy", "no tuple"],
)
def test_a_damaged_copy_is_not_used_and_is_replaced(rules, folder, reads, harm):
    guiju.load(rules)
    (copy,) = copies(folder)
    copy.write_bytes(harm(copy.read_bytes()))
    assert everything(guiju.load(rules)) == everything(fresh.load(rules))
    assert len(reads) == 2
    guiju.load(rules)
    assert len(reads) == 2
    assert copies(folder) == [copy]


@pytest.mark.parametrize("call", [os.mkdir, Path, Table.__init__], ids=["a system call", "a path", "a method"])
def test_a_copy_can_make_nothing_but_the_engines_data(rules, folder, tmp_path, call):
    guiju.load(rules)
    (copy,) = copies(folder)
    evil = copy.read_bytes()[:32] + pickle.dumps(Harm(call, str(tmp_path / "made")))
    with pytest.raises(pickle.UnpicklingError):
        policy_cache._thawed(evil[32:], rules)
    copy.write_bytes(resealed(evil))
    assert guiju.load(rules).program.name == "高龄津贴"
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the user's folders by other means than modes")
def test_copies_are_for_the_user_alone(rules, folder, reads):
    guiju.load(rules)
    (copy,) = copies(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not stat.S_IMODE(copy.stat().st_mode) & 0o077
    copy.chmod(0o620)
    guiju.load(rules)
    assert len(reads) == 2
    folder.chmod(0o770)
    guiju.load(rules)
    assert len(reads) == 3


def test_without_a_cache_folder_policies_load_all_the_same(rules, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert guiju.load(rules).program.name == "高龄津贴"


def test_a_folder_too_large_or_with_links_elsewhere_is_read_anew(rules, reads, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (rules / "link").symlink_to(tmp_path / "elsewhere")
    guiju.load(rules)
    guiju.load(rules)
    (rules / "link").unlink()
    monkeypatch.setattr(policy_cache, "MOST_FILES", 3)
    guiju.load(rules)
    assert len(reads) == 3


def test_old_copies_make_room(rules, folder, monkeypatch):
    monkeypatch.setattr(policy_cache, "MOST_COPIES", 2)
    for number in range(4):
        shutil.copytree(rules, rules.parent / f"政策{number}")
        guiju.load(rules.parent / f"政策{number}")
    assert len(copies(folder)) == 2


def test_a_policy_with_mistakes_is_told_each_time(rules):
    (rules / "规则.policy").write_text(RULES + OLD.replace("年龄", "年纪"), "utf-8")
    for _ in range(2):
        with pytest.raises(Refusal):
            guiju.load(rules)


def test_a_copy_decides_as_the_policy_does(rules, reads):
    fresh_policy, _, copy = fresh.load(rules), guiju.load(rules), guiju.load(rules)
    assert len(reads) == 1
    answers = [p.checker(date(2024, 5, 31)).check({"编号": "1", "年龄": 85}) for p in (fresh_policy, copy)]
    assert answers[0] == answers[1]
    assert answers[0].classes == {"高龄": True}
