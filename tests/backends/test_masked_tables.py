"""Parquet tables of a check mask what the workbook masks, and show it where that is asked for."""

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import guiju
import openpyxl
import pytest
from guiju.cli import main
from guiju.engine.backends import masked
from guiju.engine.backends.check_export import ExportCheck

RULES = """政策 走访
  施行 2020年1月1日

主体 街道、民政局

台账 老人
  · 证号：文本 主键 敏感
  · 监护人：主体 敏感
  · 账户人：主体 敏感
  · 街道：街道
  · 年龄：整数 周岁
  · 受理日期：日期
  · 走访日期：日期 履行
  · 办结日期：日期 履行
  · 发放日期：日期
  · 实发：金额
  · 已访：整数 次

台账 小区
  · 编号：文本 主键
  · 组长：主体 敏感
  · 已访：整数 次
  · 检查日期：日期
  · 登记日期：日期 履行

定义 送养人 对 老人
  依据 《办法》第四条
  等于 监护人

职责 走访
  依据 《办法》第一条
  对 老人 当 年龄 不少于 80周岁
  由 送养人、民政局
  应 "走访"
  期限 受理日期 起 10天 内 不顺延
  完成于 走访日期

职责 办结
  依据 《办法》第二条
  对 老人
  由 街道
  应 "办结"
  期限 受理日期 起 10天 内 不顺延
  完成于 办结日期

职责 登记
  依据 《办法》第三条
  对 小区
  由 组长
  应 "登记"
  期限 检查日期 起 10天 内 不顺延
  完成于 登记日期

待遇 津贴
  依据 《办法》第五条
  对 老人 当 年龄 不少于 80周岁
  由 账户人 发给 监护人
  一次性 数额 100元
  以 发放日期 为准
  核对 实发

目标 访遍
  依据 《办法》第六条
  对 小区
  由 组长
  要求 已访 不少于 2次
  期限 至迟 2023年12月31日

校验 年龄像话 对 老人
  依据 《办法》第七条
  须 年龄 不满 120周岁
"""
SECRETS = ("640104198001010011", "640104198001010022", "640104198001010033", "张三丰", "李时珍", "王羲之", "孙思邈")
OLD = """证号,监护人,账户人,街道,年龄,受理日期,走访日期,办结日期,发放日期,实发
640104198001010011,张三丰,孙思邈,城东街道,85,2024-05-01,2024-05-20,,2024-06-01,60元
640104198001010022,李时珍,孙思邈,城西街道,,2024-05-01,,2024-05-02,2024-06-01,
640104198001010033,张三丰,,城西街道,130,2024-05-01,2024-05-03,2024-05-30,2024-06-01,100元
640104198001010033-错,张三丰,,城西街道,八十,2024-05-01,,,,
,张三丰,,城西街道,81,2024-05-01,,,,
"""
BLOCKS = """编号,组长,已访,检查日期,登记日期
甲,王羲之,1,2024-05-01,
乙,,3,2024-05-01,2024-05-02
"""
LIMIT = 100


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "规则.policy").write_text(RULES, "utf-8")
    return tmp_path / "政策"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    (tmp_path / "数据").mkdir()
    (tmp_path / "数据" / "老人.csv").write_text(OLD, "utf-8")
    (tmp_path / "数据" / "小区.csv").write_text(BLOCKS, "utf-8")
    return tmp_path / "数据"


def checked(export: Path, rules: Path, out: Path, *more: str) -> Path:
    """What `policy check` writes with its tables."""
    with pytest.raises(SystemExit) as stop:
        main(["check", str(export), "--policy", str(rules), "--as-of", "2024-06-30", "--out", str(out), *more])
    assert stop.value.code == 1
    return out


def table(folder: Path, name: str, columns: str, where: str = "TRUE") -> Counter[tuple]:
    return Counter(
        duckdb.sql(f"SELECT {columns} FROM read_parquet('{folder / name}.parquet') WHERE {where}").fetchall()
    )


def sheet(folder: Path, name: str, *headings: str) -> Counter[tuple]:
    first, *rows = openpyxl.load_workbook(folder / "结果.xlsx")[name].iter_rows(values_only=True)
    return Counter(tuple(row[first.index(h)] for h in headings) for row in rows)


def secrets_in(folder: Path) -> set[tuple[str, str]]:
    """(file, secret) wherever a secret stands in what a run left, the cells of tables and workbooks read."""
    found = set()
    for path in folder.iterdir():
        match path.suffix:
            case ".parquet":
                text = str(duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall())
            case ".xlsx":
                text = str([list(s.iter_rows(values_only=True)) for s in openpyxl.load_workbook(path)])
            case _:
                text = path.read_text("utf-8")
        found |= {(path.name, secret) for secret in SECRETS if secret in text}
    return found


@pytest.mark.parametrize("unmask", [False, True])
def test_tables_hold_what_the_workbook_shows(rules: Path, export: Path, tmp_path: Path, unmask: bool):
    more = ("--unmask",) if unmask else ()
    folder = checked(export, rules, tmp_path / "果", "--engine", "duckdb", *more)
    late = "state IN ('逾期履行', '逾期未履行')"
    obligations = table(folder, "obligations", "duty, COALESCE(bearer, '未知'), key", late)
    assert obligations == sheet(folder, "违规", "职责", "责任主体", "个案")
    paid = table(folder, "entitlements", "benefit, key, COALESCE(payer, '未知'), payee")
    assert paid == sheet(folder, "待遇", "待遇", "个案", "支付单位", "领取人")
    assert table(folder, "undetermined", "rule, key") == sheet(folder, "无法判定", "规则", "个案")
    assert table(folder, "findings", "rule, key") == sheet(folder, "发现", "规则", "个案")
    assert table(folder, "targets", "target, key, bearer") == sheet(folder, "目标", "目标", "个案", "责任主体")
    breaches = table(folder, "breaches", "rule, key, COALESCE(bearer, '未知')")
    headings = [c.value for c in openpyxl.load_workbook(folder / "结果.xlsx")["经费目标与支付的违规"][1]]
    holder = next(h for h in headings if h in ("责任主体", "责任单位"))
    assert breaches == sheet(folder, "经费目标与支付的违规", "规则", "个案", holder)
    assert len(obligations) > 2
    assert len(paid) > 0
    assert len(breaches) > 1


def test_what_is_masked_and_what_not(rules: Path, export: Path, tmp_path: Path):
    folder = checked(export, rules, tmp_path / "果", "--engine", "duckdb")
    assert table(folder, "obligations", "duty, bearer, key", "duty <> '办结'") >= Counter(
        {("走访", "***", "***"): 2, ("走访", "民政局", "***"): 2, ("登记", "***", "甲"): 1, ("登记", None, "乙"): 1}
    )
    assert set(table(folder, "obligations", "bearer", "duty = '办结'")) == {("城东街道",), ("城西街道",)}
    assert table(folder, "breaches", "rule, kind, bearer, key", "rule = '访遍'") == Counter(
        {("访遍", "未达目标", "***", "甲"): 1}
    )


def test_no_file_of_a_run_tells_a_secret(rules: Path, export: Path, tmp_path: Path, capsys, monkeypatch):
    checked(export, rules, tmp_path / "小", "--engine", "duckdb")
    assert secrets_in(tmp_path / "小") == set()
    whole = ExportCheck.result
    monkeypatch.setattr(ExportCheck, "result", lambda self, limit: whole(self, LIMIT, held_whole=0))
    checked(export, rules, tmp_path / "大", "--engine", "duckdb", "--format", "json")
    assert "只列数目" in (printed := capsys.readouterr()).err
    assert secrets_in(tmp_path / "大") == set()
    assert not [s for s in SECRETS if s in printed.out + printed.err]
    shown = secrets_in(checked(export, rules, tmp_path / "全", "--engine", "duckdb", "--unmask"))
    assert {s for name, s in shown if name.endswith(".parquet")} == set(SECRETS)


def test_masking_leaves_the_tables_themselves(rules: Path, export: Path, tmp_path: Path):
    """Documents and excerpts of the same check read them again, by the true keys."""
    policy = guiju.load(rules)
    with policy.check_export([export], as_of=date(2024, 6, 30)) as found:
        before = found.result(LIMIT)
        found.write_tables(tmp_path / "果")
        assert found.result(LIMIT) == before
    assert SECRETS[0] in {o.key for o in before.obligations}


def test_a_column_forgotten_is_noticed(rules: Path, export: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(masked, "PARTIES", {k: v[:1] for k, v in masked.PARTIES.items()})  # no payees
    folder = checked(export, rules, tmp_path / "果", "--engine", "duckdb")
    assert secrets_in(folder) == {("entitlements.parquet", "张三丰")}
