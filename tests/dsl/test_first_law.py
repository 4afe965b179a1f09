"""Laws of values, on random rules of every operator over the shared 台账.

A checked rule never meets a type error; supplying a missing fact never changes a known result; once every open fact is
supplied the result is decided, whatever they say.
"""

import random
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from guiju.dsl.load import examine
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.origin import CellPlace
from guiju.engine.types import CauseKind, Unknown

CASES = Path(__file__).parents[1] / "cases"
AS_OF = date(2013, 5, 1)
SUMS = ("工资", "奖金")
DAYS = ("受伤日期", "出生日期", "申请日期")
FLAGS = ("特殊", "更特殊", "农村")
UNITS = {"工龄": "年", "人数": "人", "总人数": "人"}
HEAD = """参数 最低工资：自 2012年1月1日 起 1100元，自 2013年1月1日 起 1300元
参数 平均工资：金额率 每月 对 统筹地区 逐年 "平均工资.csv"
"""
FIGURES = "统筹地区,年度,平均工资\n银川,2011,3000\n银川,2012,3300\n石嘴山,2012,2900\n"


class Writer:
    """Writes random values of a type, in the words of the language."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def any(self, *choices):
        return self.rng.choice(choices)()

    def sum(self, depth: int) -> str:
        """A whole sum."""
        more, pick = depth - 1, self.rng.choice
        if depth <= 0:
            return pick((*SUMS, "最低工资", f"{self.rng.randint(0, 9000)}元"))
        return self.any(
            lambda: f"（{self.sum(more)} {pick('+-')} {self.sum(more)}）",
            lambda: f"（{self.loose(more)} {pick(('四舍五入到', '进一到', '舍去到'))} {pick('元角分')}）",
            lambda: f"（{self.sum(more)} {pick(('封顶', '保底'))} {self.sum(more)}）",
            lambda: f"（{self.sum(more)} {pick(('超过', '不超过'))} {self.sum(more)} 的部分）",
            lambda: f"（{self.sum(more)} 超过 {self.sum(more)} 至 {self.sum(more)} 的部分）",
            lambda: f"（{self.sum(more)} {pick(('低于', '少于'))} {self.sum(more)} 的差额）",
            lambda: f"（月标准 × {self.count('月', more)}）",
            lambda: f"（（平均工资 于 {pick(DAYS)} 的 {pick(('年度', '上一年度'))}）× 6个月）",
            lambda: f"最大（{self.sum(more)}、{self.sum(more)}）",
            lambda: f"（{self.sum(more)} × {self.count('人', more)}）",
        )

    def loose(self, depth: int) -> str:
        """A sum in need of rounding."""
        return self.any(
            lambda: f"{self.sum(depth)} × {self.share(depth)}",
            lambda: f"{self.sum(depth)} ÷ {self.count('人', depth)}",
            lambda: f"（{self.sum(depth)} + {self.sum(depth)} × {self.share(depth)}）÷ {self.count('年', depth)}",
            lambda: f"{self.sum(depth)} ×（{self.count('人', depth)} ÷ {self.count('人', depth)}）",
            lambda: f"{self.sum(depth)} × 33.3% 封顶 {self.sum(depth)}",
        )

    def share(self, depth: int) -> str:
        plain = ("比例", f"{self.rng.randint(0, 200)}%")
        return self.rng.choice((*plain, f"（比例 + 1% × {self.count('年', depth - 1)}）", "系数"))

    def count(self, unit: str, depth: int) -> str:
        own = [name for name, of in UNITS.items() if of == unit] + (["月数"] if unit == "月" else [])
        if depth <= 0 or self.rng.random() < 0.4:
            return self.rng.choice(own)
        span = f"（{self.rng.choice(DAYS)} 至 {self.rng.choice(DAYS)}）的"
        return {
            "人": f"（{self.count('人', depth - 1)} + {self.count('人', depth - 1)}）",
            "年": f"{span} 年数",
            "月": f"{span} {self.rng.choice(('足月数', '月份数'))}",
        }[unit]

    def test(self, depth: int) -> str:
        more, pick = depth - 1, self.rng.choice
        if depth <= 0:
            return pick(FLAGS)
        return self.any(
            lambda: f"（{self.test(more)} {pick('且或')} {self.test(more)}）",
            lambda: f"非 {self.test(0)}",
            lambda: f"{self.sum(more)} {pick(('超过', '不低于', '为', '不满'))} {self.sum(more)}",
            lambda: f"{self.sum(more)} 为 {self.sum(0)} 以上 {pick(('不满', '不超过'))} {self.sum(0)}",
            lambda: f"（{pick(DAYS)} 至 {pick(DAYS)}）的 {pick(('天数', '工作日数'))} 不超过 0",
            lambda: f"（出生日期 至 {pick(DAYS)}）的 周岁 为 3周岁 以上 18周岁 以下",
            lambda: f"{pick(DAYS)} 的 次月 早于 {pick(DAYS)} 的 当月",
            lambda: "发现时刻 后 48小时 早于 2012年7月1日14时00分",
            lambda: f"等级 属于 {pick(('一级 至 二级', '（一级、四级）'))}",
        )

    def rules(self) -> str:
        mode = self.rng.choice(("", " 依次", " 就高", " 累加"))
        value = f"自 2010年1月1日 起 {self.sum(1)}，自 2012年6月1日 起 {self.sum(0)}"
        otherwise = self.rng.choice((f"  （三）其余：{self.sum(0)}。\n", ""))
        table = f"  （一）{self.test(2)}：{self.sum(2)}；\n  （二）{self.test(1)}：{value}；\n{otherwise}"
        coded = f"标准 按 对 职工\n  按 等级：一级（{self.sum(1)}），二级、三级 100元，其余 未规定\n"
        carve = f"例外 外 于 表\n  当 {self.test(1)}\n  则 {self.sum(1)}\n\n例外 又 于 表\n  当 {self.test(1)}\n  则 300元\n"
        order = self.rng.choice(("", "  优先于 外\n"))
        inner = f"例外 里层 于 外\n  当 {self.test(0)}\n  则 {self.rng.choice(('不适用', '400元'))}\n"
        yes = f"界定 判 对 职工\n  当 {self.test(3)}\n  但 {self.test(1)} 的除外\n"
        whole = f"定义 数 对 职工\n  等于 {self.sum(3)}\n"
        return f"{HEAD}\n标准 表 对 职工{mode}\n{table}\n{coded.replace('标准 按 ', '标准 码 ')}\n{carve}{order}\n{inner}\n{yes}\n{whole}"

    def facts(self) -> dict:
        rng = self.rng
        day = lambda: date(rng.randint(2009, 2013), rng.randint(1, 12), rng.randint(1, 28))  # noqa: E731 # short
        return {
            "编号": "一", "工资": rng.randint(0, 10**6), "奖金": rng.randint(0, 10**6),
            "月标准": rng.randint(0, 10**6), "每人标准": 100, "月数": rng.randint(0, 40), "工龄": rng.randint(0, 40),
            "人数": rng.randint(0, 3), "总人数": rng.randint(0, 300), "得分": 3, "系数": rng.randint(0, 3 * 10**6),
            "比例": rng.randint(0, 10**6), "等级": rng.choice(("一级", "二级", "三级", "四级")),
            "地区": rng.choice(("6401", "6402")), "受伤日期": day(), "出生日期": day(), "申请日期": day(),
            "办结日期": None, "发现时刻": datetime(2012, 6, rng.randint(1, 30), 14, 30), "缴费月份": date(2012, 6, 1),
            "退休年度": 2012, "特殊": rng.random() < 0.5, "更特殊": rng.random() < 0.5, "农村": rng.random() < 0.5,
        }  # fmt: skip


def _policy(tmp_path: Path, writer: Writer):
    shutil.copy(CASES / "figures" / "台账.policy", tmp_path)
    shutil.copy(CASES / "统筹地区.csv", tmp_path)
    (tmp_path / "平均工资.csv").write_text(FIGURES, "utf-8")
    text = writer.rules()
    (tmp_path / "规则.policy").write_text(text, "utf-8")
    loaded = examine(tmp_path)
    assert loaded.policy is not None, ([d.message for d in loaded.diagnostics if d.is_error], text)
    return loaded.policy, text


def _values(policy, facts: dict) -> dict:
    table = Table("职工", (Record("一", facts, CellPlace("表")),))
    interpreter = Interpreter(policy.program, Facts({**policy.reference, "职工": table}), AS_OF)
    case = Case(table.records[0])
    return {d.name: interpreter.column("职工", d.name, case) for d in policy.program.derived}


@pytest.mark.parametrize("seed", range(30))
def test_more_facts_never_change_a_known_result(tmp_path: Path, seed: int):
    writer = Writer(seed)
    policy, text = _policy(tmp_path, writer)
    for _ in range(12):
        full = writer.facts()
        hidden = [name for name in full if name != "编号" and writer.rng.random() < 0.3]
        partial = {name: None if name in hidden else value for name, value in full.items()}
        before, after = _values(policy, partial), _values(policy, full)
        for name, value in before.items():
            if not isinstance(value, Unknown):
                assert after[name] == value, (name, text)
            elif not any(c.kind is CauseKind.MISSING and c.subject.startswith("职工.") for c in value.causes):
                assert isinstance(after[name], Unknown), (name, value, text)


@pytest.mark.parametrize("seed", range(30))
def test_open_facts_decide_once_supplied(tmp_path: Path, seed: int):
    writer = Writer(1000 + seed)
    policy, text = _policy(tmp_path, writer)
    for _ in range(12):
        full = writer.facts()
        partial = {n: None if n != "编号" and writer.rng.random() < 0.3 else v for n, v in full.items()}
        for name, value in _values(policy, partial).items():
            if not isinstance(value, Unknown):
                continue
            open_ = {f.split(".", 1)[1] for f in value.open_facts() if f.startswith("职工.")}
            supplied = {n: full[n] if n in open_ else v for n, v in partial.items()}
            now = _values(policy, supplied)[name]
            left = {f for f in now.open_facts() if f.startswith("职工.")} if isinstance(now, Unknown) else set()
            assert left == set(), (name, left, text)
