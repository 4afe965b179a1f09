"""`policy form`: what the blank workbook asks for, and that a filled one is read back as it was filled in."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.form_sheets import GUIDE, LISTS
from guiju.engine.program import EntityKind
from guiju.engine.types import (
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    ReferenceType,
    YearType,
)
from guiju.reports.form import write_form
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

TESTS = Path(__file__).parents[1]
GOOD = sorted((TESTS / "cases" / "good").glob("*.policy"))
VERSIONED = TESTS / "cases" / "good-versions" / "居家养老服务补贴"
DAY = date(2024, 6, 30)
ROWS = 9

EVERY_KIND = """政策 填报
  标题 《填报办法》
  施行 2020年1月1日

主体 监所 包括 监狱、看守所
主体 街道

代码表 类别：城镇、农村

台账 单位
  · 编号：文本 主键
  · 名称：文本

台账 老人
  · 编号：文本 主键
  · 年度：年度 主键
  · 姓名：文本 敏感
  · 年龄：整数 周岁
  · 月收入：金额
  · 津贴：金额率 每月
  · 系数：小数
  · 比例：百分比
  · 困难：是非 须认定
  · 类别：类别
  · 受理日期：日期
  · 办结日期：日期 履行
  · 报案时刻：时刻
  · 起始月份：月份
  · 监所：监所
  · 街道：街道
  · 任一主体：主体
  · 单位：单位
  适用日 受理日期

界定 困难老人 对 老人
  依据 《填报办法》
  当 困难 且 单位 的 名称 为 "甲" 且 年龄 不少于 60周岁
"""


def policy_of(tmp_path, text, **files):
    folder = tmp_path / "规则"
    folder.mkdir()
    (folder / "1.policy").write_text(text, "utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    return load(folder)


def form_of(policy, path, day=DAY):
    write_form(policy.program, policy.reference, path, day=day)
    return load_workbook(path)


def validations(sheet):
    """The check of each column by its header."""
    letters = {get_column_letter(n): cell.value for n, cell in enumerate(sheet[1], start=1)}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        (area,) = str(rule.sqref).split()
        first, last = area.split(":")
        assert (first[-1], last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == ("2", "1048576")
        found[letters[first[:-1]]] = rule
    return found


def offered(book, rule):
    """What a drop-down lists, wherever the values stand."""
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    sheet, area = rule.formula1.lstrip("=").split("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][area.replace("$", "")]]


def entry(rng, type_, number, choices, tables, entities):
    """What somebody types into a cell, and the value it stands for."""
    amount = rng.randrange(10_000_000)
    match type_:
        case BooleanType():
            answer = rng.choice(choices)
            return answer, answer == "是"
        case CodeType():
            answer = rng.choice(choices)
            return answer, answer
        case IntegerType():
            return amount % 1000, amount % 1000
        case MoneyType() | MoneyRateType():
            return amount / 100, amount
        case DecimalType():
            return 0.25, 250_000
        case PercentType():
            return "150%", 1_500_000
        case DateType():
            day = date.fromordinal(date(2012, 1, 1).toordinal() + amount % 3000)
            return day, day
        case MomentType():
            return datetime(2012, 7, 1, 14, 30), datetime(2012, 7, 1, 14, 30)
        case YearType():
            return 2012 + number, 2012 + number
        case MonthType():
            return "2012年7月", date(2012, 7, 1)
        case ReferenceType(entity=name) if entities[name].kind is EntityKind.REFERENCE:
            answer = choices[number % len(choices)]
            (row,) = (r for r in tables[name].records if answer in (r.key, r.values[entities[name].label or ""]))
            return answer, row.key
        case _ if choices:
            answer = rng.choice(choices)
            return answer, answer
        case _:
            return f"00{number}", f"00{number}"


def fill(policy, path, day=DAY):
    """Fill a form with rows of every column; returns what each sheet must be read as."""
    book = form_of(policy, path, day)
    version = policy.program.version_at(day)
    rng, expected = Random(path.name), {}
    for entity in (e for e in version.entities.values() if e.kind is EntityKind.LEDGER):
        sheet = book[policy.program.entities[entity.name].called(day)[:31]]
        assert [cell.value for cell in sheet[1]] == list(entity.columns)
        rules = validations(sheet)
        rows = []
        for number in range(ROWS):
            row = {}
            for place, column in enumerate(entity.columns.values(), start=1):
                rule = rules.get(column.name)
                choices = offered(book, rule) if rule is not None and rule.type == "list" else []
                typed, value = entry(rng, column.type, number, choices, policy.reference, version.entities)
                sheet.cell(number + 2, place, typed)
                row[column.name] = value
            rows.append(row)
        expected[entity.name] = rows
    book.save(path)
    return expected


def assert_read_back(policy, path, expected):
    facts = policy.read([path])
    assert facts.rejects == ()
    assert not [n.message for n in facts.notices if GUIDE in n.message or LISTS in n.message]
    for entity, rows in expected.items():
        assert [{name: r.values[name] for name in rows[0]} for r in facts.tables[entity].records] == rows
    policy.check(facts, as_of=DAY)


@pytest.mark.parametrize("rules", [*GOOD, VERSIONED, DEFAULT_POLICY], ids=lambda p: p.stem)
def test_a_filled_form_is_read_back_without_a_single_reject(rules, tmp_path):
    policy = load(rules)
    path = tmp_path / "填报.xlsx"
    assert_read_back(policy, path, fill(policy, path))


def test_every_kind_of_column_is_read_back(tmp_path):
    policy = policy_of(tmp_path, EVERY_KIND)
    path = tmp_path / "填报.xlsx"
    expected = fill(policy, path)
    assert len(expected["老人"][0]) == 21
    assert_read_back(policy, path, expected)


def test_what_excel_refuses(tmp_path):
    book = form_of(policy_of(tmp_path, EVERY_KIND), tmp_path / "表.xlsx")
    rules = validations(book["老人"])
    kinds = {name: rule.type for name, rule in rules.items()}
    assert kinds == {
        "年度": "whole",
        "年龄": "whole",
        "月收入": "custom",
        "津贴": "custom",
        "系数": "custom",
        "比例": "custom",
        "困难": "list",
        "困难认定日期": "date",
        "类别": "list",
        "受理日期": "date",
        "办结日期": "date",
        "报案时刻": "date",
        "监所": "list",
    }
    assert offered(book, rules["困难"]) == ["是", "否"]
    assert offered(book, rules["类别"]) == ["城镇", "农村"]
    assert offered(book, rules["监所"]) == ["监狱", "看守所"]
    open_lists = [name for name, rule in rules.items() if not rule.showErrorMessage]
    assert open_lists == ["监所"]  # an office goes by its own name: the list only offers kinds
    for name, rule in rules.items():
        assert f"「{name}」这一列" in rule.error, name
        assert rule.allow_blank
    assert rules["月收入"].formula1 == "AND(ISNUMBER(E2),ROUND(E2,2)=E2)"
    assert (rules["年度"].formula1, rules["年度"].formula2) == ("1900", "2199")


def test_the_header_is_locked_and_the_cells_below_are_not(tmp_path):
    sheet = form_of(policy_of(tmp_path, EVERY_KIND), tmp_path / "表.xlsx")["老人"]
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows  # openpyxl tells what is forbidden
    assert not sheet.protection.deleteRows
    assert sheet.protection.insertColumns
    assert all(cell.protection.locked for cell in sheet[1])
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in "AEKV")
    assert sheet.freeze_panes == "C2"


def test_days_and_numbers_look_like_days_and_sums(tmp_path):
    sheet = form_of(policy_of(tmp_path, EVERY_KIND), tmp_path / "表.xlsx")["老人"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    shown = {name: sheet.column_dimensions[letters[name]].number_format for name in letters}
    assert (shown["受理日期"], shown["报案时刻"], shown["月收入"]) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00")
    assert (shown["编号"], shown["比例"], shown["年度"]) == ("@", "@", "0")


def test_comments_say_how_to_fill_in_and_who_needs_it(tmp_path):
    sheet = form_of(policy_of(tmp_path, EVERY_KIND), tmp_path / "表.xlsx")["老人"]
    said = {cell.value: cell.comment.text for cell in sheet[1]}
    assert "填「是」或「否」" in said["困难"]
    assert "有权机关" in said["困难"]
    assert "用于：困难老人（《填报办法》）" in said["困难"]
    assert "「困难」才算数" in said["困难认定机关"]
    assert "用于：困难老人" in said["困难认定依据"]
    assert "敏感" in said["姓名"]
    assert "用于" not in said["姓名"]
    assert "与「年度」合起来不能重复" in said["编号"]
    assert "尚未发生" in said["办结日期"]
    assert "空着就是未知" in said["受理日期"]
    assert "适用日" in said["受理日期"]
    assert "单位：周岁" in said["年龄"]
    assert "「单位」表里那一行的编号" in said["单位"]
    assert "用于：困难老人" in said["单位"]


def test_the_rules_named_read_the_column(tmp_path):
    policy = load(DEFAULT_POLICY)
    book = form_of(policy, tmp_path / "表.xlsx", date(2012, 6, 30))
    said = {(s.title, c.value): c.comment.text for s in book for c in s[1] if c.comment is not None}
    assert "衔接补助标准（第6项）" in said["刑释解教人员", "监所所在县区"]
    assert "县级社区矫正工作经费（第3项）" in said["县区年度", "社区矫正经费预算数"]
    assert "高校毕业生实习服务（第2项）" in said["自治区年度", "派遣高校毕业生人数"]
    assert "地级市建成过渡性安置基地（第7项）" in said["过渡性安置基地", "建成日期"]  # through 件数（…）
    assert "功能齐全（第7项）" in said["过渡性安置基地", "食宿功能"]


def test_long_lists_stand_on_a_sheet_nobody_sees(tmp_path):
    policy = load(DEFAULT_POLICY)
    book = form_of(policy, tmp_path / "表.xlsx", date(2012, 6, 30))
    assert book[LISTS].sheet_state == "veryHidden"
    counties = offered(book, validations(book["县区年度"])["县区"])
    assert {"兴庆区", "海原县", "灵武市"} <= set(counties)
    assert len(counties) == len(policy.reference["县区"].records)
    read = Counter(counties)
    assert max(read.values()) == 1


def test_two_rows_of_one_name_are_offered_by_key(tmp_path):
    text = EVERY_KIND.replace("台账 单位\n", '数据表 单位 "单位.csv"\n')
    rows = "编号,名称\nA1,城关镇\nA2,城关镇\nA3,兴隆镇\n"
    policy = policy_of(tmp_path, text, 单位=rows)
    path = tmp_path / "表.xlsx"
    book = form_of(policy, path)
    assert offered(book, validations(book["老人"])["单位"]) == ["A1", "A2", "兴隆镇"]
    assert_read_back(policy, path, fill(policy, path))


def test_the_first_sheet_tells_policy_version_and_how_to_check(tmp_path):
    book = form_of(load(DEFAULT_POLICY), tmp_path / "表.xlsx", date(2012, 6, 30))
    assert book.sheetnames[0] == GUIDE
    text = "\n".join(str(c.value) for row in book[GUIDE].iter_rows() for c in row if c.value)
    for words in (
        "《关于加强和创新特殊人群管理教育帮扶工作的实施方案》",
        "2012年1月1日施行的版本",
        "policy check",
        "未知",
    ):
        assert words in text
    ledgers = [n for n in book.sheetnames if n not in (GUIDE, LISTS)]
    declared = load(DEFAULT_POLICY).program.version_at(date(2012, 6, 30)).entities.values()
    assert ledgers == [e.called(date(2012, 6, 30)) for e in declared if e.kind is EntityKind.LEDGER]
    assert all(name in text for name in ledgers)


def test_a_form_is_of_the_version_of_its_day(tmp_path):
    policy = load(VERSIONED)
    forms = [form_of(policy, tmp_path / f"{day}.xlsx", day) for day in (date(2020, 6, 1), date(2024, 6, 1))]
    texts = ["\n".join(str(c.value) for row in b[GUIDE].iter_rows() for c in row if c.value) for b in forms]
    assert "2020年1月1日施行的版本" in texts[0]
    assert "2024年1月1日施行的版本" in texts[1]


def test_the_same_form_has_the_same_bytes(tmp_path):
    for name in "甲乙":
        form_of(load(VERSIONED), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "甲.xlsx").read_bytes() == (tmp_path / "乙.xlsx").read_bytes()


def ledger(name):
    return f"政策 填报\n  标题 《填报办法》\n  施行 2020年1月1日\n\n台账 {name}\n  · 编号：文本 主键\n"


def test_a_ledger_may_be_called_like_a_sheet_of_the_form(tmp_path):
    policy = policy_of(tmp_path, ledger(GUIDE))
    path = tmp_path / "表.xlsx"
    expected = fill(policy, path)
    assert load_workbook(path).sheetnames == [f"{GUIDE}（2）", GUIDE]
    facts = policy.read([path])
    assert [r.key for r in facts.tables[GUIDE].records] == [row["编号"] for row in expected[GUIDE]]


def test_a_long_name_is_cut_and_still_read(tmp_path):
    policy = policy_of(tmp_path, ledger("甲" * 40))
    path = tmp_path / "表.xlsx"
    assert_read_back(policy, path, fill(policy, path))


@pytest.mark.parametrize("names", [("「收入/支出」",), ("甲" * 31 + "乙", "甲" * 31 + "丙")])
def test_names_no_worksheet_can_bear_are_refused(tmp_path, names):
    text = ledger(names[0]) + "".join(f"\n台账 {name}\n  · 编号：文本 主键\n" for name in names[1:])
    policy = policy_of(tmp_path, text)
    with pytest.raises(Refusal) as refused:
        write_form(policy.program, policy.reference, tmp_path / "表.xlsx", day=DAY)
    assert [d.code for d in refused.value.diagnostics] == ["GJ856"]
    assert not (tmp_path / "表.xlsx").exists()


WITH_READINGS = (
    EVERY_KIND.replace(
        "代码表 类别：城镇、农村", '代码表 类别：城镇、农村\n  解释 "原文没有写怎么分，按户籍登记"'
    ).replace("  适用日 受理日期", '  适用日 受理日期\n  解释 "老人以登记在册的为准。"')
    + '\n来源 街道办 对 老人 取自 "花名册"\n  · 编号 取自 "档案号"\n  解释 "花名册的档案号就是编号"\n'
)


def test_the_guide_says_how_the_text_was_read_in_each_sheet(tmp_path):
    guide = form_of(policy_of(tmp_path, WITH_READINGS), tmp_path / "表.xlsx")[GUIDE]
    rows = [row[0].value for row in guide.iter_rows() if row[0].value]
    first = next(n for n, words in enumerate(rows) if words.startswith("采用的解释"))
    assert rows[first + 1 : first + 4] == [
        "「老人」老人以登记在册的为准",
        "「老人」街道办：花名册的档案号就是编号",
        "「老人」类别：原文没有写怎么分，按户籍登记",
    ]
    assert rows[first + 4] == "各列怎么填"


def test_a_policy_without_readings_has_no_such_section(tmp_path):
    guide = form_of(policy_of(tmp_path, EVERY_KIND), tmp_path / "表.xlsx")[GUIDE]
    rows = [row[0].value for row in guide.iter_rows()]
    assert not any(str(words).startswith("采用的解释") for words in rows)
