"""The command: exit codes, what goes to which stream, messages in Chinese, and names that stay masked."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from attrs import frozen
from guiju.cli import main
from guiju.dsl.load import DEFAULT_POLICY
from openpyxl import Workbook, load_workbook

COMMANDS = (
    *("form", "check", "why", "notice", "allocate", "budget", "bulletin", "template"),
    *("lint", "fmt", "test", "coverage", "show", "explain", "demo"),
)
NAMES = ("张三丰", "李时珍", "王羲之", "赵孟頫", "钱大昕", "孙思邈")
NUMBERS = ("640104198001010011", "640104198001010022", "640104198001010033", "640104198001010044")
LEDGER = "老人"

RULES = """政策 高龄津贴
  标题 《高龄津贴发放办法》
  施行 2020年1月1日
  原文 "原文.txt"

主体 街道、民政局

台账 老人
  · 编号：文本 主键
  · 姓名：文本 敏感
  · 监护人：主体 敏感
  · 年龄：整数 周岁
  · 受理街道：街道
  · 受理日期：日期
  · 办结日期：日期 履行
  · 发放日期：日期 履行

界定 高龄 对 老人
  依据 第一条
  当 年龄 不少于 80周岁

职责 办结
  依据 「10个工作日内办结」
  对 老人 当 高龄
  由 受理街道
  应 "办结"
  期限 受理日期 起 10个工作日 内
  完成于 办结日期
  督办 民政局

待遇 津贴
  依据 「每人发放100元」
  对 老人 当 高龄
  由 民政局 发给 监护人
  一次性 数额 100元
  以 发放日期 为准

示例 "八十岁"
  设 年龄 为 80周岁
  则 高龄 为 是
"""
SOURCE = "第一条　年满八十周岁的老人，每人发放100元。\n第二条　街道应当自受理申请之日起10个工作日内办结。\n"
HEADER = ("编号", "姓名", "监护人", "年龄", "受理街道", "受理日期", "办结日期", "发放日期")
AS_OF = ("--as-of", "2024-06-30")


@frozen
class Ran:
    """What one run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in arguments])
        printed = capsys.readouterr()
        return Ran(int(stop.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "高龄津贴", RULES)


@pytest.fixture
def secret_key_rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "敏感主键", RULES.replace("· 编号：文本 主键", "· 编号：文本 主键 敏感"))


def write_rules(folder: Path, rules: str) -> Path:
    folder.mkdir()
    (folder / "规则.policy").write_text(rules, "utf-8")
    (folder / "原文.txt").write_text(SOURCE, "utf-8")
    return folder


Cells = Sequence[object]


def row(number: int, *, age: int | None = 85, received: object = date(2024, 5, 6), done: object = None) -> list[object]:
    paid = date(2024, 6, 1) if age and age >= 80 else None
    return [NUMBERS[number], NAMES[number], f"{NAMES[number]}之子", age, "城东街道", received, done, paid]


def write_csv(path: Path, rows: Sequence[Cells], header: Cells = HEADER) -> Path:
    lines = [",".join("" if c is None else str(c) for c in cells) for cells in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def breached(tmp_path: Path) -> Path:
    """Two people, one row twice: one duty in time, one ten days late."""
    late = row(1, done=date(2024, 5, 27))
    return write_csv(tmp_path / "老人.csv", [row(0, done=date(2024, 5, 8)), late, late])


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A good row, a date that is none, one key with two rows, a blank key, an age unknown."""
    other = row(2)
    other[1] = NAMES[4]
    nobody = row(3, received="2024-05-06")
    nobody[0] = None
    rows = [row(0), row(1, received="2024年13月6日"), row(2), other, nobody, row(3, age=None)]
    return write_csv(tmp_path / "老人.csv", rows)


# ---------- help and usage ----------


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(run: Run, option: str):
    shown = run(option)
    assert shown.code == 0
    assert shown.err == ""
    assert all(re.search(rf"^  {command}  ", shown.out, re.MULTILINE) for command in COMMANDS)
    assert in_chinese(shown.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_is_in_chinese(run: Run, command: str):
    shown = run(command, "--help")
    assert shown.code == 0
    assert shown.err == ""
    assert shown.out.startswith(f"用法：policy {command} ")
    assert in_chinese(shown.out)
    assert "\n选项：\n" in shown.out


FORMS = ("docx", "pdf", "html", "xlsx", "md", "txt")
ALLOWED = {
    "policy",
    "text",
    "json",
    "sarif",
    "JUnit",
    "demo",
    "list",
    "copy",
    "duckdb",
    "spark",
    "Spark",
    "reference",
    *FORMS,
    *COMMANDS,
}


def in_chinese(text: str) -> bool:
    """True where no English word stands besides codes, names of commands, options, formats and files."""
    words = re.findall(r"(?<![-.\w「\[])[A-Za-z]{2,}(?!\w*\.)", text)
    return all(word in ALLOWED for word in words)


def test_version(run: Run):
    shown = run("--version")
    assert shown.code == 0
    assert re.search(r"\d+\.\d+\.\d+", shown.out)


@pytest.mark.parametrize("module", ["guiju", "guiju.cli"])
def test_the_module_is_the_same_command(module: str):
    found = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True)
    assert re.search(r"\d+\.\d+\.\d+", found.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "缺少数据"),
        (("why", "a.csv"), "缺少编号"),
        (("notice", "a.csv"), "--out"),
        (("chekc", "a.csv"), "没有「chekc」这个命令"),
        (("check", "a.csv", "--nope"), "没有「--nope」这个选项"),
        (("check", "a.csv", "--as-of", "昨天"), "「昨天」不是日期，请写成 2022-06-30"),
        (("check", "a.csv", "--as-of", "2023-02-29"), "「2023-02-29」不是日期"),
        (("check", "没有.csv"), "找不到「没有.csv」"),
        (("check", "a.csv", "--policy", "没有"), "「没有」里没有规则文件"),
        (("lint", "没有"), "「没有」里没有规则文件"),
        (("test", "没有"), "「没有」里没有规则文件"),
    ],
)
def test_usage_mistakes_are_told_in_chinese(run: Run, arguments: tuple[str, ...], said: str):
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert in_chinese(ran.err)


@pytest.mark.parametrize("day", ["2024-06-30", "2024/6/30", "20240630", "2024年6月30日"])
def test_dates_as_officers_write_them(run: Run, rules: Path, breached: Path, day: str):
    assert "截至：2024-06-30" in run("check", breached, "--policy", rules, "--as-of", day).out


# ---------- check ----------


def test_nothing_wrong(run: Run, rules: Path, tmp_path: Path):
    export = write_csv(tmp_path / "老人.csv", [row(0, done=date(2024, 5, 8))])
    ran = run("check", export, "--policy", rules, *AS_OF)
    assert (ran.code, ran.err) == (0, "")
    assert "没有发现违规" in ran.out


def test_violations(run: Run, rules: Path, breached: Path):
    ran = run("check", breached, "--policy", rules, *AS_OF)
    assert ran.code == 1
    assert NUMBERS[1] in ran.out
    assert "逾期履行" in ran.out


def test_rejected_rows_without_violations(run: Run, rules: Path, tmp_path: Path):
    export = write_csv(tmp_path / "老人.csv", [row(0, done=date(2024, 5, 8)), row(1, received="2024年13月6日")])
    ran = run("check", export, "--policy", rules, *AS_OF)
    assert ran.code == 3
    assert "第3行 「受理日期」列" in ran.out


def test_violations_outweigh_rejects(run: Run, rules: Path, mixed: Path):
    assert run("check", mixed, "--policy", rules, *AS_OF).code == 1


def test_counts_reconcile(run: Run, rules: Path, mixed: Path):
    ran = run("check", mixed, "--policy", rules, *AS_OF, "--format", "json")
    document = json.loads(ran.out)
    (read,) = document["inputs"]
    assert (read["read"], read["evaluated"], read["duplicates"], read["rejected"]) == (6, 2, 0, 4)
    assert len({(r["row"]) for r in document["rejects"]}) == read["rejected"]
    (duty,) = document["duties"]
    assert sum(duty["counts"].values()) == read["evaluated"]
    (classification,) = document["classifications"]
    assert classification["counts"] == {"是": 1, "否": 0, "未知": 1}
    assert len(document["violations"]) == duty["counts"]["逾期未履行"] == 1
    (violation,) = document["violations"]
    assert (violation["due"], violation["days_late"]) == ("2024-05-17", 44)
    assert {u["rule"] for u in document["undetermined"]} == {"高龄", "办结"}
    assert document["as_of"] == "2024-06-30"


def test_json_keys_stand_in_the_order_agreed(run: Run, rules: Path, mixed: Path):
    document = json.loads(run("check", mixed, "--policy", rules, *AS_OF, "--format", "json").out)
    assert list(document) == [
        "policy", "as_of", "inputs", "duties", "classifications", "violations", "undetermined", "findings",
        "entitlements", "targets", "readings", "rejects", "truncated",
    ]  # fmt: skip


def test_duplicates_count_once(run: Run, rules: Path, breached: Path):
    document = json.loads(run("check", breached, "--policy", rules, *AS_OF, "--format", "json").out)
    (read,) = document["inputs"]
    assert (read["read"], read["evaluated"], read["duplicates"], read["rejected"]) == (3, 2, 1, 0)
    assert sum(e["amount_fen"] for e in document["entitlements"]) == 2 * 100 * 100


def test_same_input_gives_the_same_bytes(run: Run, rules: Path, mixed: Path):
    arguments = ("check", mixed, "--policy", rules, *AS_OF, "--format", "json")
    assert run(*arguments) == run(*arguments)


def test_limit_cuts_lists_and_says_so(run: Run, rules: Path, mixed: Path):
    document = json.loads(run("check", mixed, "--policy", rules, *AS_OF, "--format", "json", "--limit", "1").out)
    assert len(document["rejects"]) == 1
    assert document["truncated"]["rejects"] == 4
    assert "violations" not in document["truncated"]


def test_unknown_header_is_said_on_stderr(run: Run, rules: Path, tmp_path: Path):
    export = write_csv(tmp_path / "老人.csv", [[*row(0, done=date(2024, 5, 8)), "x"]], (*HEADER, "备注"))
    ran = run("check", export, "--policy", rules, *AS_OF)
    assert ran.code == 0
    assert "「备注」" in ran.err
    assert "备注" not in ran.out


def test_misspelt_header_is_told_with_the_right_one(run: Run, rules: Path, tmp_path: Path):
    header = tuple(h.replace("办结日期", "办结曰期") for h in HEADER)
    export = write_csv(tmp_path / "老人.csv", [row(0, done=date(2024, 5, 8))], header)
    ran = run("check", export, "--policy", rules, *AS_OF)
    assert "办结曰期" in ran.err
    assert "办结日期" in ran.err


def test_missing_key_column_cannot_run(run: Run, rules: Path, tmp_path: Path):
    export = write_csv(tmp_path / "老人.csv", [row(0)[1:]], HEADER[1:])
    ran = run("check", export, "--policy", rules, *AS_OF)
    assert (ran.code, ran.out) == (2, "")
    assert "编号" in ran.err


def test_sheet_of_another_name_cannot_run(run: Run, rules: Path, tmp_path: Path):
    book = Workbook()
    book.active.title = "花名册"
    book.active.append(["序号", "住址"])
    book.active.append([1, "城东"])
    book.save(tmp_path / "导出.xlsx")
    ran = run("check", tmp_path / "导出.xlsx", "--policy", rules, *AS_OF)
    assert (ran.code, ran.out) == (2, "")
    assert LEDGER in ran.err


@pytest.mark.parametrize("name", ["老人.xlsx", "老人.xls", "老人.json", "老人.jsonl"])
def test_file_that_is_not_what_its_name_says(run: Run, rules: Path, tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"\x00\x01not what it says\xff")
    ran = run("check", tmp_path / name, "--policy", rules, *AS_OF)
    assert (ran.code, ran.out) == (2, "")
    assert name in ran.err
    assert "Traceback" not in ran.err


def test_empty_file_cannot_run(run: Run, rules: Path, tmp_path: Path):
    (tmp_path / "老人.csv").write_bytes(b"")
    ran = run("check", tmp_path / "老人.csv", "--policy", rules, *AS_OF)
    assert (ran.code, ran.out) == (2, "")


def test_workbook_and_csv_agree(run: Run, rules: Path, mixed: Path, tmp_path: Path):
    book = Workbook()
    book.active.title = LEDGER
    for line in mixed.read_text("utf-8").splitlines():
        book.active.append([cell or None for cell in line.split(",")])
    book.save(tmp_path / "导出.xlsx")
    keys = ("duties", "classifications", "violations", "undetermined", "entitlements")
    first = json.loads(run("check", mixed, "--policy", rules, *AS_OF, "--format", "json").out)
    second = json.loads(run("check", tmp_path / "导出.xlsx", "--policy", rules, *AS_OF, "--format", "json").out)
    assert [first[k] for k in keys] == [second[k] for k in keys]


def test_policy_with_three_mistakes_is_refused_whole(run: Run, tmp_path: Path, breached: Path):
    broken = (
        RULES.replace("当 年龄 不少于", "当 年纪 不少于").replace("100元\n", "100人\n").replace("第一条\n", "第九条\n")
    )
    folder = write_rules(tmp_path / "错", broken)
    ran = run("check", breached, "--policy", folder, *AS_OF)
    assert (ran.code, ran.out) == (2, "")
    assert all(
        said in ran.err for said in ("没有叫「年纪」", "「数额」后面要写金额", "原文里没有第九条", "共 3 个错误")
    )


# ---------- why ----------


def test_why_explains_one_rule(run: Run, rules: Path, breached: Path):
    ran = run("why", breached, NUMBERS[1], "办结", "--policy", rules, *AS_OF)
    assert (ran.code, ran.err) == (0, "")
    assert "「10个工作日内办结」" in ran.out
    assert "2024年5月17日" in ran.out
    assert "逾期履行" in ran.out
    assert "津贴" not in ran.out


def test_why_explains_every_rule_in_json(run: Run, rules: Path, breached: Path):
    traces = json.loads(run("why", breached, NUMBERS[0], "--policy", rules, *AS_OF, "--format", "json").out)
    assert [t["rule"] for t in traces] == ["办结", "津贴", "高龄"]


def test_what_if(run: Run, rules: Path, breached: Path):
    ask = ("why", breached, NUMBERS[1], "办结", "--policy", rules, *AS_OF)
    assert "职责 办结：逾期履行" in run(*ask).out
    assert "职责 办结：按期履行" in run(*ask, "--if", "办结日期=2024-05-17").out
    assert "职责 办结：不适用" in run(*ask, "--if", "年龄=79").out
    assert "职责 办结：无法判定" in run(*ask, "--if", "年龄=未知").out
    assert "职责 办结：逾期未履行" in run(*ask, "--if", "办结日期=未知", "--if", "年龄＝80").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("640",), "没有编号为「640」的一行"),
        ((NUMBERS[0], "办理"), "没有叫「办理」的规则"),
        ((NUMBERS[0], "--if", "办结日=2024-05-17"), "「办结日期」"),
        ((NUMBERS[0], "--if", "办结日期=昨天"), "不是日期"),
        ((NUMBERS[0], "--if", "办结日期"), "没有写等号"),
    ],
)
def test_why_asked_of_what_is_not_there(run: Run, rules: Path, breached: Path, arguments: tuple[str, ...], said: str):
    ran = run("why", breached, *arguments, "--policy", rules, *AS_OF)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


# ---------- masking ----------


def leaks(text: str, *, numbers: bool = False) -> list[str]:
    return [word for word in (*NAMES, *(NUMBERS if numbers else ())) if word in text]


def masked_runs(export: Path, rules: Path) -> list[tuple[object, ...]]:
    common = ("--policy", rules, *AS_OF)
    return [
        ("check", export, *common),
        ("check", export, *common, "--format", "json"),
        *(("why", export, number, *common) for number in NUMBERS),
        *(("why", export, number, *common, "--format", "json") for number in NUMBERS),
        ("why", export, NUMBERS[0], "津贴", *common),
        ("why", export, NUMBERS[0], "津贴", *common, "--if", "年龄=八十"),
        ("lint", rules),
        ("lint", rules, "--format", "json"),
        ("test", rules),
    ]


def test_names_are_masked_in_every_output(run: Run, rules: Path, mixed: Path):
    found = [(arguments[0], leaks(run(*arguments).all)) for arguments in masked_runs(mixed, rules)]
    assert [leak for leak in found if leak[1]] == []


def test_names_are_shown_when_asked(run: Run, rules: Path, breached: Path):
    shown = run("why", breached, NUMBERS[0], "--policy", rules, *AS_OF, "--unmask").out
    assert NAMES[0] in shown
    assert "***" not in shown


def test_sensitive_key_is_masked_too(run: Run, secret_key_rules: Path, mixed: Path):
    for form in ("text", "json"):
        ran = run("check", mixed, "--policy", secret_key_rules, *AS_OF, "--format", form)
        assert ran.code == 1
        assert leaks(ran.all, numbers=True) == []
    shown = run("check", mixed, "--policy", secret_key_rules, *AS_OF, "--unmask").out
    assert NUMBERS[0] in shown


def test_sensitive_reject_is_masked(run: Run, tmp_path: Path):
    folder = write_rules(tmp_path / "敏感日期", RULES.replace("· 受理日期：日期", "· 受理日期：日期 敏感"))
    export = write_csv(tmp_path / "老人.csv", [row(0, received="王羲之")])
    for form in ("text", "json"):
        ran = run("check", export, "--policy", folder, *AS_OF, "--format", form)
        assert ran.code == 3
        assert leaks(ran.all) == []
    assert "王羲之" in run("check", export, "--policy", folder, *AS_OF, "--unmask").out


# ---------- lint, fmt, test ----------


def test_shipped_policy_is_clean_and_its_examples_pass(run: Run):
    assert run("lint") == Ran(0, "没有发现问题\n", "")
    ran = run("test")
    assert ran.code == 0
    assert re.search(r"示例共(\d+)个：符合\1个，不符合0个", ran.out)


def test_lint_shows_place_reason_and_remedy(run: Run, tmp_path: Path):
    folder = write_rules(tmp_path / "错", RULES.replace("当 年龄 不少于", "当 年纪 不少于"))
    ran = run("lint", folder)
    assert ran.code == 2
    assert "规则.policy:20:5" in ran.out
    assert "当 年纪 不少于" in ran.out
    assert "是不是要写「年龄」" in ran.out


def test_lint_in_json(run: Run, tmp_path: Path):
    folder = write_rules(tmp_path / "错", RULES.replace("当 年龄 不少于", "当 年纪 不少于"))
    ran = run("lint", folder, "--format", "json")
    assert (ran.code, ran.err) == (2, "")
    (diagnostic,) = json.loads(ran.out)
    place = diagnostic["labels"][0]["place"]
    assert (diagnostic["code"], diagnostic["severity"]) == ("GJ201", "错误")
    assert (place["line"], place["column"], place["end_column"], place["text"]) == (20, 5, 7, "年纪")


def test_lint_of_warnings_only_succeeds(run: Run, tmp_path: Path):
    folder = write_rules(tmp_path / "警", RULES.replace("  依据 第一条\n", ""))
    ran = run("lint", folder)
    assert ran.code == 0
    assert "警告[GJ222]" in ran.out


def test_fmt_writes_once(run: Run, rules: Path):
    file = rules / "规则.policy"
    file.write_text(RULES.replace("  依据", "依据").replace("（", "("), "utf-8")
    untidy = file.read_text("utf-8")
    for option in ("--check", "--diff"):
        ran = run("fmt", rules, option)
        assert ran.code == 1
        assert file.read_text("utf-8") == untidy
    assert "\n+  依据 第一条" in run("fmt", rules, "--diff").out
    assert run("fmt", rules).code == 0
    tidy = file.read_text("utf-8")
    assert tidy != untidy
    assert run("fmt", rules, "--check") == Ran(0, "", "格式都已统一\n")
    assert run("fmt", rules).code == 0
    assert file.read_text("utf-8") == tidy
    assert sorted(p.name for p in rules.iterdir()) == ["原文.txt", "规则.policy"]


def test_fmt_leaves_broken_files_alone(run: Run, rules: Path):
    file = rules / "规则.policy"
    broken = RULES.replace("当 年龄 不少于", "当 不少于").replace("  依据", "依据")
    file.write_text(broken, "utf-8")
    ran = run("fmt", rules)
    assert ran.code == 2
    assert "规则.policy" in ran.err
    assert file.read_text("utf-8") == broken


def test_shipped_policy_keeps_its_meaning_when_formatted(run: Run, tmp_path: Path):
    copy = tmp_path / "副本"
    copytree(DEFAULT_POLICY, copy)
    before = run("test", copy)
    run("fmt", copy)
    assert run("fmt", copy, "--check").code == 0
    assert run("test", copy) == before
    assert run("lint", copy).code == 0


def test_test_shows_what_was_expected(run: Run, rules: Path):
    file = rules / "规则.policy"
    file.write_text(RULES.replace("则 高龄 为 是", "则 高龄 为 否"), "utf-8")
    ran = run("test", rules)
    assert ran.code == 1
    assert "高龄：应为否，实为是" in ran.out
    assert "符合0个，不符合1个" in ran.out
    (outcome,) = json.loads(run("test", rules, "--format", "json").out)
    assert outcome["passed"] is False
    assert (outcome["misses"][0]["expected"], outcome["misses"][0]["got"]) == ("否", "是")


def test_test_of_broken_rules_cannot_run(run: Run, rules: Path):
    (rules / "规则.policy").write_text(RULES.replace("年满", "").replace("第一条", "第九条"), "utf-8")
    ran = run("test", rules)
    assert (ran.code, ran.out) == (2, "")


# ---------- documents ----------


def files_below(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def text_of(path: Path) -> str:
    """Everything a file says: cells of a workbook, text inside a .docx, else its characters."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return "\n".join(str(cell) for sheet in book for cells in sheet.values for cell in cells if cell is not None)
    if path.suffix == ".docx":
        with ZipFile(path) as packed:
            return "\n".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if "xml" in name
            )
    return path.read_bytes().decode("utf-8", "replace")


def test_results_are_written_and_masked(run: Run, rules: Path, mixed: Path, tmp_path: Path):
    out = tmp_path / "结果"
    ran = run("check", mixed, "--policy", rules, *AS_OF, "--out", out)
    assert ran.code == 1
    files = files_below(out)
    assert files
    assert [(f.name, leaks(text_of(f))) for f in files if leaks(text_of(f))] == []
    assert any(NUMBERS[0] in text_of(f) for f in files)
    assert all(str(f) in ran.err for f in files)


def test_sensitive_keys_are_masked_in_files(run: Run, secret_key_rules: Path, mixed: Path, tmp_path: Path):
    out = tmp_path / "结果"
    run("check", mixed, "--policy", secret_key_rules, *AS_OF, "--out", out)
    run("notice", mixed, "--policy", secret_key_rules, *AS_OF, "--out", out / "通知")
    files = files_below(out)
    assert files
    assert [(f.name, leaks(text_of(f), numbers=True)) for f in files if leaks(text_of(f), numbers=True)] == []


def test_results_are_the_same_bytes(run: Run, rules: Path, mixed: Path, tmp_path: Path):
    run("check", mixed, "--policy", rules, *AS_OF, "--out", tmp_path / "一")
    run("check", mixed, "--policy", rules, *AS_OF, "--out", tmp_path / "二")
    first, second = ({f.name: f.read_bytes() for f in files_below(tmp_path / n)} for n in ("一", "二"))
    assert first == second


def test_notices_go_to_whoever_is_late(run: Run, rules: Path, breached: Path, tmp_path: Path):
    out = tmp_path / "通知"
    ran = run("notice", breached, "--policy", rules, *AS_OF, "--out", out, "--issuer", "某县民政局")
    assert ran.code == 0
    files = files_below(out)
    assert {f.suffix for f in files} >= {".docx", ".html"}
    (page,) = [f for f in files if f.suffix == ".html"]
    words = text_of(page)
    assert "城东街道" in words
    assert "某县民政局" in words
    assert NUMBERS[1] in words
    assert NUMBERS[0] not in words
    assert [leaks(text_of(f)) for f in files if leaks(text_of(f))] == []


def test_notices_by_a_register_are_issued_once(run: Run, rules: Path, breached: Path, tmp_path: Path):
    arguments = (
        "notice",
        breached,
        "--policy",
        rules,
        *AS_OF,
        "--out",
        tmp_path / "通知",
        "--register",
        tmp_path / "登记.csv",
    )
    first = run(*arguments, "--name-template", "{编号:03}_{单位}", "--form", "html,txt")
    assert first.code == 0
    names = sorted(f.name for f in files_below(tmp_path / "通知"))
    assert [name[:4] for name in names] == ["001_", "001_"]
    assert "已登记1份" in first.out
    register = (tmp_path / "登记.csv").read_text("utf-8-sig")
    assert all(name in register for name in names)
    assert leaks(register) == []
    again = run(*arguments)
    assert (again.code, "没有新的违规" in again.out) == (0, True)
    assert (tmp_path / "登记.csv").read_text("utf-8-sig") == register
    assert sorted(f.name for f in files_below(tmp_path / "通知")) == names


@pytest.mark.parametrize(
    ("option", "code"),
    [(("--register", "登记.docx"), "GJ844"), (("--name-template", "{单位名}"), "GJ846")],
)
def test_wrong_registers_and_names_are_told_before_anything_is_read(run: Run, tmp_path: Path, option, code):
    ran = run("notice", tmp_path / "没有这个.csv", "--out", tmp_path / "通知", *option)
    assert (ran.code, code in ran.err) == (2, True)
    assert not (tmp_path / "通知").exists()


def test_the_report_page_masks_and_leads_to_rules(run: Run, rules: Path, breached: Path, tmp_path: Path):
    run("check", breached, "--policy", rules, *AS_OF, "--out", tmp_path / "结果")
    page = (tmp_path / "结果" / "report.html").read_text("utf-8")
    assert leaks(page) == []
    assert "受理日期 起 10个工作日 内" in page


def test_allocation_names_every_duty(run: Run, rules: Path, tmp_path: Path):
    ran = run("allocate", "--policy", rules, "--out", tmp_path / "分工")
    assert ran.code == 0
    (page,) = [f for f in files_below(tmp_path / "分工") if f.suffix == ".html"]
    assert "受理日期起10个工作日内" in text_of(page)
    assert "街道" in text_of(page)
    assert leaks(text_of(page)) == []


def test_output_folder_that_cannot_be_made(run: Run, rules: Path, breached: Path, tmp_path: Path):
    (tmp_path / "占用").write_text("x", "utf-8")
    ran = run("check", breached, "--policy", rules, *AS_OF, "--out", tmp_path / "占用" / "里面")
    assert ran.code == 2
    assert "占用" in ran.err
    assert "Traceback" not in ran.err


def test_demo_tells_what_to_look_at(run: Run, tmp_path: Path):
    ran = run("demo", tmp_path / "演示", "--people", "200")
    assert ran.code == 0
    files = files_below(tmp_path / "演示")
    assert {".xlsx", ".docx", ".html"} <= {f.suffix for f in files}
    named = re.findall(rf"{re.escape(str(tmp_path))}[^\s（]*", ran.out)
    assert len(named) >= 4
    assert all(Path(word).exists() for word in named)


# ---------- the process ----------


def policy(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
    command = Path(sys.executable).parent / "policy"
    return subprocess.Popen([command, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def test_reader_that_closes_early_is_no_mistake(rules: Path, breached: Path):
    process = policy("check", breached, "--policy", rules, *AS_OF, "--format", "json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.wait(timeout=30)
    process.stderr.close()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert process.returncode in (0, 1)


def test_no_colour_off_a_terminal(rules: Path, tmp_path: Path):
    (rules / "规则.policy").write_text(RULES.replace("年龄 不少于", "年纪 不少于"), "utf-8")
    process = policy("lint", rules, env={**os.environ, "FORCE_COLOR": ""})
    out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert b"\x1b[" not in out + err


# ---------- nothing in English, nothing sensitive ----------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "a.csv", "--format", "xml"), "只能写 text、json"),
        (("check", "a.csv", "--limit", "-1"), "要写不小于0的整数"),
        (("check", "a.csv", "--limit", "x"), "要写不小于0的整数"),
        (("demo", "--people", "1"), "要写100至1000000的整数"),
        (("check", "a.csv", "--as-of"), "「--as-of」后面要写值"),
        (("why", "a.csv", "1", "b", "c"), "多写了：c"),
        (("fmt", "没有.policy"), "没有这个文件"),
    ],
)
def test_every_refusal_of_the_command_line_is_in_chinese(run: Run, arguments: tuple[str, ...], said: str):
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.all
    english = ("required", "x>=", "is not", "requires", "unexpected", "No such file", "valid", "range")
    assert not any(words in ran.all for words in english)


def test_options_that_must_be_given_say_so(run: Run):
    shown = run("allocate", "--help").out
    assert re.search(r"--out .*必须写", shown)


def test_no_command_is_no_mistake(run: Run):
    ran = run()
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("用法：policy")


CALLED = (
    RULES
    + "\n定义 称呼 对 老人\n  等于 姓名\n\n标准 名册 对 老人\n  依据 第一条\n  （一）高龄：姓名；\n  （二）其余：编号。\n"
)


@pytest.mark.parametrize("rule", ["称呼", "名册"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_why_masks_what_is_derived_from_a_sensitive_fact(run: Run, tmp_path: Path, rule: str, form: str):
    folder = write_rules(tmp_path / "称呼", CALLED)
    export = write_csv(tmp_path / "老人.csv", [row(0)])
    asked = ("why", export, NUMBERS[0], rule, "--policy", folder, *AS_OF, "--format", form)
    masked, shown = run(*asked), run(*asked, "--unmask")
    assert (masked.code, shown.code) == (0, 0)
    assert NAMES[0] not in masked.all
    assert NAMES[0] in shown.out


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        ("姓名=李时珍", "姓名=***"),
        ("姓名李时珍", "没有写等号"),
        ("姓明=李时珍", "是不是要写「姓名」"),
        ("年龄=八十岁", "年龄=八十岁"),
        ("年龄=90", "年龄=90"),
    ],
)
def test_why_does_not_repeat_a_sensitive_assumption(run: Run, tmp_path: Path, rules: Path, assumed: str, said: str):
    export = write_csv(tmp_path / "老人.csv", [row(0)])
    ran = run("why", export, NUMBERS[0], "高龄", "--policy", rules, *AS_OF, "--if", assumed)
    assert said in ran.all
    assert "李时珍" not in ran.all


def test_why_masks_a_sensitive_key(run: Run, tmp_path: Path, secret_key_rules: Path):
    export = write_csv(tmp_path / "老人.csv", [row(0)])
    asked = ("why", export, NUMBERS[0], "高龄", "--policy", secret_key_rules, *AS_OF)
    assert NUMBERS[0] not in run(*asked).all
    assert run(*asked, "--unmask").out.startswith(NUMBERS[0])
    missing = run("why", export, NUMBERS[1], "高龄", "--policy", secret_key_rules, *AS_OF)
    assert missing.code == 2
    assert NUMBERS[1] not in missing.all


def test_a_sensitive_date_that_cannot_be_read_is_not_repeated(run: Run, tmp_path: Path):
    folder = write_rules(tmp_path / "敏感日期", RULES.replace("· 受理日期：日期", "· 受理日期：日期 敏感"))
    export = write_csv(tmp_path / "老人.csv", [row(0)])
    ran = run("why", export, NUMBERS[0], "办结", "--policy", folder, *AS_OF, "--if", "受理日期=李时珍")
    assert ran.code == 2
    assert "李时珍" not in ran.all
