"""Files among the rules that nobody reads are told at every loading, and nothing else that lies there is."""

import shutil
from pathlib import Path

import guiju
import pytest
from guiju.dsl.load import DEFAULT_POLICY, examine
from guiju.engine.diagnostic import Diagnostic, Refusal
from guiju.engine.origin import CellPlace

FIRST = """政策 高龄津贴
  施行 2020年1月1日
  原文 "办法.txt"

主体 街道

数据表 镇 "镇.csv"
  · 代码：文本 主键
  · 类别：文本

参数 津贴标准：金额 对 镇 逐年 "津贴标准.csv"

台账 老人
  · 编号：文本 主键
  · 年龄：整数 岁
  · 户籍镇：镇

界定 甲类镇的老人 对 老人
  依据 「年满八十周岁」
  当 户籍镇 的 类别 为 "甲"

来源 民政局 对 老人
  取自 "高龄人员"
  · 编号 取自 "序号"
"""
LATER = "政策 高龄津贴\n  施行 2022年1月1日\n"
TOWNS = "代码,类别\n01,甲\n"
CHANGED = "代码,类别\n01,乙\n"
FIGURES = "镇,年度,津贴标准\n01,2020年度,100元\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Two versions with everything that may lie among them."""
    home = tmp_path / "高龄津贴"
    lay(home, {"2020-01-01/规则.policy": FIRST, "2020-01-01/办法.txt": "第一条　年满八十周岁的老人发放津贴。\n"})
    lay(home, {"2020-01-01/镇.csv": TOWNS, "2020-01-01/津贴标准.csv": FIGURES, "2022-01-01/修改.policy": LATER})
    return home


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def told(path: Path) -> list[tuple[str, str]]:
    """Code and file of every message about a file."""
    diagnostics = examine(path).diagnostics
    assert all(d.code in ("GJ238", "GJ239", "GJ240", "GJ223", "GJ222") for d in diagnostics), diagnostics
    return [(d.code, file_of(d, path)) for d in diagnostics if d.code.startswith(("GJ238", "GJ239", "GJ240"))]


def file_of(diagnostic: Diagnostic, folder: Path) -> str:
    place = diagnostic.labels[0].place
    assert isinstance(place, CellPlace)
    return Path(place.source).relative_to(folder).as_posix()


def test_the_shipped_policy_has_no_such_file():
    assert examine(DEFAULT_POLICY).diagnostics == ()
    assert guiju.load().notices == ()


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "2020-01-01/README.txt", "说明.txt", "2020-01-01/镇的说明.txt", "附件/镇.docx", "2020-01-01/办法.docx",
        "填报.xlsx", "镇填报.xlsx", "老人.csv", "2020-01-01/老人（六月）.csv", "高龄人员.csv", "~$镇.xlsx", ".镇.csv.swp",
        "文书/通知.md.j2", "2022-01-01/决定.txt", "存档/镇.csv", "镇.csv.bak", "来源/某局.txt", "镇.pdf",
    ],
)  # fmt: skip
def test_what_has_nothing_to_do_with_rules_is_let_be(policy: Path, name: str):
    lay(policy, {name: "代码,类别\n"})
    assert told(policy) == []


def test_an_export_under_another_name_is_let_be(policy: Path):
    (policy / "六月.csv").write_bytes("编号,年龄,户籍镇\n1,80,01\n".encode("gb18030"))
    assert told(policy) == []


def test_an_offices_map_is_let_be(policy: Path):
    lay(policy, {"2020-01-01/来源/某局.policy": '# 某局\n来源 某局 对 老人\n  · 编号 取自 "证号"\n'})
    assert told(policy) == []


@pytest.mark.parametrize(
    "name",
    [
        "镇 (1).csv", "镇（2）.csv", "镇 - 副本.csv", "镇表.csv", "镇.xlsx", "镇.csv.xlsx", "镇.txt", "镇.et", "鎮.csv", "镇2023.csv",
        "新镇.csv", "津贴标准最新.csv", "津贴标谁.csv", "随便.csv", "镇.CSV", "日历/甘肃.csv", "中国.csv",
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["2020-01-01", "2022-01-01", "2024-01-01", "."])
def test_a_file_that_seems_to_be_meant_is_warned_of(policy: Path, folder: str, name: str):
    lay(policy, {f"{folder}/{name}": TOWNS})
    assert told(policy) == [("GJ238", (Path(folder) / name).as_posix())]
    assert guiju.load(policy).program.name == "高龄津贴"


@pytest.mark.parametrize("name", ["镇.csv", "津贴标准.csv", "日历/中国.csv", "日历/中国.年份.csv"])
@pytest.mark.parametrize("folder", ["2022-01-01", "2024-01-01", "."])
def test_a_file_called_as_the_rules_name_one_is_refused(policy: Path, folder: str, name: str):
    lay(policy, {f"{folder}/{name}": CHANGED})
    assert told(policy) == [("GJ239", (Path(folder) / name).as_posix())]
    with pytest.raises(Refusal):
        guiju.load(policy)


def test_a_mere_copy_is_warned_of(policy: Path):
    lay(policy, {"2022-01-01/镇.csv": TOWNS})
    assert told(policy) == [("GJ238", "2022-01-01/镇.csv")]
    (notice,) = guiju.load(policy).notices
    assert "内容相同" in notice.notes[0]


def test_the_first_version_alone_is_not_refused_for_what_lies_in_a_later_one(policy: Path):
    lay(policy, {"2022-01-01/镇.csv": CHANGED})
    assert told(policy / "2020-01-01") == []
    assert [code for code, _ in told_of(policy / "2022-01-01", policy)] == ["GJ239"]


def told_of(path: Path, folder: Path) -> list[tuple[str, str]]:
    found = (d for d in examine(path).diagnostics if d.code.startswith("GJ23"))
    return [(d.code, file_of(d, folder)) for d in found]


def test_a_later_version_that_declares_a_table_anew_reads_its_own_file(policy: Path):
    """And a file of either is read, so that nothing is said."""
    declared = FIRST[FIRST.index("数据表") : FIRST.index("参数")]
    lay(policy, {"2022-01-01/修改.policy": f"{LATER}\n{declared}", "2022-01-01/镇.csv": TOWNS.replace("甲", "乙")})
    assert told(policy) == []
    (row,) = guiju.load(policy).reference["镇"].records
    assert row.values["类别"] == "乙"


def test_a_link_to_the_file_that_is_read_is_read(policy: Path):
    (policy / "2022-01-01" / "镇.csv").symlink_to(policy / "2020-01-01" / "镇.csv")
    assert told(policy) == []


def test_a_table_in_a_folder_of_its_own(policy: Path):
    rules = policy / "2020-01-01" / "规则.policy"
    rules.write_text(FIRST.replace('"镇.csv"', '"数据/镇.csv"'), "utf-8")
    lay(policy, {"2020-01-01/数据/镇.csv": TOWNS})
    (policy / "2020-01-01" / "镇.csv").unlink()
    assert told(policy) == []
    lay(policy, {"2022-01-01/数据/镇.csv": CHANGED, "2020-01-01/数据/镇 (1).csv": TOWNS, "2020-01-01/镇.csv": TOWNS})
    assert told(policy) == [
        ("GJ239", "2022-01-01/数据/镇.csv"),
        ("GJ238", "2020-01-01/镇.csv"),
        ("GJ238", "2020-01-01/数据/镇 (1).csv"),
    ]


def test_rule_files_among_others_mean_nothing_by_themselves(policy: Path):
    """The corpus of a folder of single files: what lies beside one may be for another."""
    drafts = policy.parent / "草稿"
    shutil.copytree(policy / "2020-01-01", drafts)
    lay(drafts, {"另一套.policy": FIRST, "县区.csv": TOWNS})
    assert told_of(drafts / "规则.policy", drafts) == []
    (drafts / "另一套.policy").unlink()
    assert told_of(drafts / "规则.policy", drafts) == [("GJ238", "县区.csv")]


def test_a_broken_policy_is_told_of_rules_that_are_not_read(policy: Path):
    lay(policy, {"2020-01-01/台账.policy.txt": "", "2020-01-01/规则.policy": FIRST.replace("年龄：整数", "年龄：")})
    loaded = examine(policy)
    assert loaded.policy is None
    (unread,) = (d for d in loaded.diagnostics if d.code == "GJ240")
    assert file_of(unread, policy) == "2020-01-01/台账.policy.txt"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.usefixtures("kept")
def test_a_kept_policy_warns_each_time_and_sees_what_is_laid_there_later(policy: Path):
    assert [guiju.load(policy).notices for _ in range(2)] == [(), ()]
    lay(policy, {"2022-01-01/镇 (1).csv": TOWNS})
    first, second = guiju.load(policy).notices, guiju.load(policy).notices
    assert [d.code for d in first] == ["GJ238"]
    assert second == first
    (policy / "2022-01-01" / "镇 (1).csv").unlink()
    lay(policy, {"2022-01-01/镇.csv": CHANGED})
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            guiju.load(policy)
        assert [d.code for d in refused.value.diagnostics if d.is_error] == ["GJ239"]
    (policy / "2022-01-01" / "镇.csv").unlink()
    assert guiju.load(policy).notices == ()
