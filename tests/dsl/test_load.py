"""Loading a policy folder: which files count, what refuses, and a digest that covers everything a result rests on."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import DEFAULT_POLICY, examine, load, rule_files
from guiju.dsl.outline import chinese
from guiju.engine.diagnostic import Refusal
from guiju.engine.origin import Span

RULES = """政策 高龄津贴
  施行 2020年1月1日
  原文 "原文.txt"

数据表 镇 "镇.csv"
  · 代码：文本 主键
  · 名称：文本

台账 老人
  · 编号：文本 主键
  · 年龄：整数
  · 户籍镇：镇
"""
CLASSIFICATION = """界定 高龄 对 老人
  依据 「年满八十周岁」
  当 年龄 不少于 80 且 户籍镇 已知
"""
SOURCE = "第一条　年满八十周岁的老人发放津贴。\n"
TABLE = "代码,名称\n01,东镇\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    version = tmp_path / "高龄津贴" / "2020-01-01"
    version.mkdir(parents=True)
    write(version, {"1台账.policy": RULES, "2界定.policy": CLASSIFICATION, "原文.txt": SOURCE, "镇.csv": TABLE})
    return version


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def codes_of(path: Path) -> list[str]:
    try:
        return [d.code for d in examine(path).diagnostics]
    except Refusal as refusal:
        return [d.code for d in refusal.diagnostics]


def test_shipped_policy_loads_without_errors_or_warnings():
    loaded = examine(DEFAULT_POLICY)
    assert loaded.policy is not None
    assert loaded.diagnostics == ()


def test_policy_folder_and_its_one_version_are_the_same(folder: Path):
    assert load(folder).program.digest == load(folder.parent).program.digest
    assert load(folder.parent).folder == folder


def test_rules_of_all_files_stand_together(folder: Path):
    policy = load(folder)
    assert [d.name for d in policy.program.derived] == ["高龄"]
    assert [m.source.path for m in policy.modules] == [str(folder / "1台账.policy"), str(folder / "2界定.policy")]
    assert set(policy.reference) == {"镇"}


def test_a_file_of_a_version_is_loaded_with_the_others(folder: Path):
    assert rule_files(folder / "1台账.policy") == (folder, (folder / "1台账.policy",))
    assert [d.name for d in load(folder / "1台账.policy").program.derived] == ["高龄"]


def test_a_file_of_no_version_is_loaded_by_itself(folder: Path):
    undated = folder.rename(folder.with_name("草稿"))
    assert load(undated / "1台账.policy").program.derived == ()


def test_names_are_shared_across_files(folder: Path):
    write(folder, {"3再.policy": CLASSIFICATION})
    found = examine(folder)
    assert [d.code for d in found.diagnostics] == ["GJ202"]
    (second, first) = found.diagnostics[0].labels
    assert second.place.describe().startswith(str(folder / "3再.policy"))
    assert first.place.describe().startswith(str(folder / "2界定.policy"))


def test_mistakes_of_several_files_come_in_one_run(folder: Path):
    write(
        folder,
        {"2界定.policy": CLASSIFICATION.replace("年龄", "年纪"), "3坏.policy": "界定 乙 对 老人\n  当 年龄 年龄\n"},
    )
    found = examine(folder)
    assert found.policy is None
    assert any(d.code.startswith("GJ1") for d in found.diagnostics)
    with pytest.raises(Refusal) as refusal:
        load(folder)
    assert refusal.value.diagnostics == found.diagnostics


def test_syntax_mistake_does_not_blame_what_it_hides(folder: Path):
    write(folder, {"1台账.policy": RULES.replace("· 年龄：整数", "· 年龄：")})
    assert not {"GJ201", "GJ214", "GJ226"} & set(codes_of(folder))


def test_folder_without_rules(tmp_path: Path):
    assert codes_of(tmp_path) == ["GJ604"]
    assert codes_of(tmp_path / "没有") == ["GJ604"]


def test_a_later_version_without_changes_is_the_first_again(folder: Path):
    later = folder.parent / "2021-01-01"
    later.mkdir()
    write(later, {"规则.policy": "政策 高龄津贴\n  施行 2021年1月1日\n"})
    program = load(folder.parent).program
    assert program.dates_in_force == (date(2020, 1, 1), date(2021, 1, 1))
    assert [d.name for d in program.derived] == ["高龄"]
    assert load(folder).program.dates_in_force == (date(2020, 1, 1),)
    assert load(later).program.dates_in_force == program.dates_in_force


def test_every_version_counts_for_the_digest(folder: Path):
    later = folder.parent / "2021-01-01"
    later.mkdir()
    write(later, {"规则.policy": "政策 高龄津贴\n  施行 2021年1月1日\n"})
    first = load(folder.parent).program.digest
    write(later, {"规则.policy": "政策 高龄津贴\n  施行 2021年1月2日\n"})
    assert load(folder.parent).program.digest not in (first, load(folder).program.digest)


def test_file_in_the_office_encoding_reads_the_same(folder: Path):
    before = load(folder).program
    (folder / "2界定.policy").write_bytes(CLASSIFICATION.encode("gb18030"))
    assert load(folder).program.derived == before.derived
    (folder / "2界定.policy").write_bytes(CLASSIFICATION.encode("utf-8-sig"))
    assert load(folder).program.derived == before.derived


@pytest.mark.parametrize("name", ["2界定.policy", "原文.txt"])
def test_file_in_no_encoding_is_refused_with_its_place(folder: Path, name: str):
    (folder / name).write_bytes("政策".encode() + b"\xff\xff\x80")
    with pytest.raises(Refusal) as refusal:
        examine(folder)
    assert name in refusal.value.diagnostics[0].labels[0].place.describe()


@pytest.mark.parametrize(
    "name",
    ["1台账.policy", "2界定.policy", "原文.txt", "镇.csv"],
)
def test_digest_covers_every_file(folder: Path, name: str):
    before = load(folder).program.digest
    assert load(folder).program.digest == before
    path = folder / name
    text = path.read_text("utf-8")
    path.write_text(text + ("02,西镇\n" if name.endswith("csv") else "\n# 附注\n"), "utf-8")
    assert load(folder).program.digest != before


def test_digest_covers_the_calendar(folder: Path):
    before = load(folder).program.digest
    (folder / "日历").mkdir()
    write(
        folder / "日历",
        {
            "某市.csv": "日期,类型,名称,来源\n2020-03-03,休,建市日,某市通知\n",
            "某市.年份.csv": "年份,依据\n2020,某市通知\n",
        },
    )
    assert load(folder).program.digest == before
    write(folder, {"1台账.policy": RULES.replace("  原文", "  日历 中国、某市\n  原文")})
    with_calendar = load(folder).program.digest
    write(
        folder / "日历",
        {"某市.csv": "日期,类型,名称,来源\n2020-03-04,休,建市日,某市通知\n"},
    )
    assert len({before, with_calendar, load(folder).program.digest}) == 3


def test_own_calendar_is_kept(folder: Path):
    (folder / "日历").mkdir()
    write(
        folder / "日历",
        {
            "某市.csv": "日期,类型,名称,来源\n2020-03-03,休,建市日,某市通知\n",
            "某市.年份.csv": "年份,依据\n2020,某市通知\n",
        },
    )
    duty = """主体 街道
台账 申请
  · 编号：文本 主键
  · 受理日期：日期
  · 办结日期：日期 履行
职责 办结
  对 申请
  由 街道
  应 "办结"
  期限 受理日期 起 1个工作日 内
  完成于 办结日期
示例 "次日放假"
  设 受理日期 为 2020年3月2日
  截至 2020年3月2日
  则 办结 的 期限 为 2020年3月4日
"""
    write(folder, {"1台账.policy": RULES.replace("  原文", "  日历 中国、某市\n  原文"), "3办结.policy": duty})
    assert [r.passed for r in load(folder).rehearse()] == [True]


def test_reference_rows_are_read(folder: Path):
    (row,) = load(folder).reference["镇"].records
    assert row.key == "01"
    assert row.values["名称"] == "东镇"


def test_a_table_may_have_two_hundred_rows(folder: Path):
    rows = "".join(f"  （{chinese(n)}）年龄 为 {n}：{n}元；\n" for n in range(1, 200))
    write(folder, {"3标准.policy": f"标准 津贴 对 老人\n  依据 第一条\n{rows}  （二百）其余：0元。\n"})
    (table,) = (d for d in load(folder).program.derived if d.name == "津贴")
    assert [row.mark for row in table.rows[99:101]] == ["（一百）", "（一百零一）"]
    assert len(table.rows) == 200


def test_diagnostics_come_in_the_order_of_the_text(folder: Path):
    write(folder, {"2界定.policy": CLASSIFICATION.replace("年龄", "年纪").replace("满八十", "满九十")})
    write(folder, {"1台账.policy": RULES + "  · 申请日期：日其\n"})
    places = [d.labels[0].place for d in examine(folder).diagnostics]
    assert len(places) > 2
    order = [(p.source.path, p.start) for p in places if isinstance(p, Span)]
    assert len(order) == len(places)
    assert order == sorted(order)
