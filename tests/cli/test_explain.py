"""`policy explain`: every code has its page, and every example on a page does what the page says."""

import re
import shlex
from pathlib import Path

import guiju
import pytest
from guiju.dsl.load import examine
from guiju.engine.diagnostic import Refusal
from guiju.reports.explanations import PREMISE_FILE, codes, explanation
from guiju.reports.rendering import fill

ROOT = Path(guiju.__file__).parent
PRODUCT = [
    ROOT / "cli.py",
    *(p for room in ("dsl", "engine", "reports", "policy") for p in (ROOT / room).rglob("*.py")),
]
POLICY = "高龄津贴"
BESIDE = "=== "
# What no text on a page can show (bytes, megabytes), or no rule can reach today.
TOLD_IN_WORDS = {
    "GJ102", "GJ129", "GJ227", "GJ401", "GJ402", "GJ422", "GJ423", "GJ424", "GJ425", "GJ426", "GJ502", "GJ508", "GJ509",
    "GJ510", "GJ535", "GJ542", "GJ543",
    "GJ544", "GJ545", "GJ556", "GJ811", "GJ820", "GJ821", "GJ823", "GJ829", "GJ830", "GJ831", "GJ832",
    "GJ840", "GJ841", "GJ842", "GJ843", "GJ844", "GJ845", "GJ846", "GJ847", "GJ848",
}  # fmt: skip


FIELDS = {"单位": "甲局", "件数": 3}
"""What the templates of the GJ8 pages are filled with."""


def declared_codes():
    """Every code of the product, wherever its wording stands."""
    written = re.compile(r'"(GJ\d{3})"')
    return {code for path in PRODUCT for code in written.findall(path.read_text("utf-8"))}


def lay_out(example, folder):
    """Write an example's files; its first part, rules or commands, is handed back."""
    (folder / POLICY).mkdir()
    name, parts = "", {"": []}
    for line in example.splitlines():
        if line.startswith(BESIDE):
            name = line.removeprefix(BESIDE).strip()
            parts[name] = []
        else:
            parts[name].append(line)
    first = "".join(f"{line}\n" for line in parts.pop(""))
    is_command = first.startswith("policy ")
    stands_alone = re.search(r"(?m)^政策 ", first) or not re.search(r"(?m)^[^#\n]", first)
    if is_command or not stands_alone:  # what lies there unread is warned of
        (folder / POLICY / "县区.csv").write_text("代码,名称\n640106,金凤区\n640104,兴庆区\n", "utf-8")
    premise = "" if stands_alone else PREMISE_FILE.read_text("utf-8")
    (folder / POLICY / "1.policy").write_text(premise if is_command else f"{premise}\n{first}", "utf-8")
    for path, lines in parts.items():
        place = folder / path if is_command else folder / POLICY / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(f"{line}\n" for line in lines) if any(lines) else "", "utf-8")
    return first if is_command else ""


def fill_template(example, folder):
    (folder / "试.md.j2").write_text(example + "\n", "utf-8")
    try:
        fill("试.md.j2", FIELDS, folder)
    except Refusal as refusal:
        return {d.code for d in refusal.diagnostics}
    return set()


def run_example(example, folder, run, monkeypatch, *, is_template):
    """The codes an example meets with: as a template, a command, or rules."""
    if is_template:
        return fill_template(example, folder)
    command = lay_out(example, folder)
    if not command:
        try:
            return {d.code for d in examine(folder / POLICY).diagnostics}
        except Refusal as refusal:
            return {d.code for d in refusal.diagnostics}
    monkeypatch.chdir(folder)
    words = shlex.split(command)[1:]
    if words[0] in ("check", "why", "notice", "budget", "bulletin"):
        words += ["--policy", POLICY, "--as-of", "2020-06-01"]
    ran = run(*words)
    return {code for code in codes() if f"[{code}]" in ran.err + ran.out}


def test_every_code_has_a_page_and_every_page_a_code():
    assert set(codes()) == declared_codes()


@pytest.mark.parametrize("code", codes())
def test_the_wrong_example_is_wrong_and_the_right_one_right(code, tmp_path, run, monkeypatch):
    found = explanation(code)
    assert found.text.endswith("。")
    assert found.wrong.runs is found.right.runs is (code not in TOLD_IN_WORDS)
    if not found.wrong.runs:
        return
    for name, example in (("wrong", found.wrong), ("right", found.right)):
        (tmp_path / name).mkdir()
        is_template = code.startswith("GJ8") and not example.text.startswith("policy ")
        met = run_example(example.text, tmp_path / name, run, monkeypatch, is_template=is_template)
        assert (code in met) is (name == "wrong"), met
    assert not [d for d in met if d[2] in "1278" and d not in ("GJ223", "GJ821")], (
        met
    )  # the latter hangs on the machine's fonts


def test_a_page_as_text(run):
    ran = run("explain", "gj201")
    assert ran.code == 0
    assert ran.out.startswith("GJ201　没有声明的名称\n\n规则里用到的每个名称都要先声明")
    assert "错误的写法：\n    界定 高龄 对 老人\n" in ran.out


def test_all_codes_are_listed(run):
    out = run("explain").out
    assert [line.split("　")[0].strip() for line in out.splitlines() if line.startswith("  GJ")] == list(codes())


def test_a_code_there_is_not(run):
    ran = run("explain", "GJ999")
    assert ran.code == 2
    assert "GJ608" in ran.err


def test_the_premise_can_be_seen(run):
    assert run("explain", "例子").out == PREMISE_FILE.read_text("utf-8")
