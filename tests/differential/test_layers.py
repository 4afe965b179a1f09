"""Rules that rest on each other layer upon layer, long tables and long chains: each is worked out once, in either engine."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.outcome import TraceLine
from guiju.engine.plan.compile import compile_plan
from guiju.engine.plan.occasion import Occasion
from guiju.engine.types import Unknown, Value

from .both import column_differences, differences

HEAD = """政策 叠加
  施行 2012年1月1日

台账 人员
  · 编号：文本 主键
  · 底数：金额
  · 年龄：整数 岁
"""
AS_OF = date(2013, 1, 1)
MONEY_LIMIT = 10**16


def policy_of(folder: Path, *statements: str) -> Policy:
    path = folder / "规则.policy"
    path.write_text("\n".join((HEAD, *statements)), "utf-8")
    return load(path)


def people(policy: Policy, **columns: tuple[str, ...]) -> Facts:
    rows = zip(*columns.values(), strict=True)
    return policy.facts(
        {"人员": [{"编号": str(n), **dict(zip(columns, row, strict=True))} for n, row in enumerate(rows)]}
    )


def value(policy: Policy, facts: Facts, name: str, key: str) -> Value:
    """The value of a rule for a row by the interpreter, once the database is known to say the same."""
    assert column_differences(policy.program, facts, AS_OF) == []
    assert differences(policy, facts, AS_OF) == []
    return Interpreter(policy.program, facts, AS_OF).column("人员", name, Case(facts.tables["人员"].by_key[key]))


def layers(count: int, formula: str) -> list[str]:
    """Each layer by a formula of the one below it; the lowest of 底数."""
    names = ["底数", *(f"第{n}层" for n in range(1, count + 1))]
    return [f"定义 {name} 对 人员\n  等于 {formula.format(below)}\n" for below, name in pairwise(names)]


def test_what_is_doubled_again_and_again_is_worked_out_once_a_layer(tmp_path: Path):
    """Written out in full, the fortieth layer would hold 底数 2⁴⁰ times; the plan grows by as much with every layer."""
    policy = policy_of(tmp_path, *layers(40, "{0} + {0}"))
    facts = people(policy, 底数=("0.01", "", "1000"))
    assert value(policy, facts, "第40层", "0") == 2**40
    unknown, beyond = (value(policy, facts, "第40层", key) for key in ("1", "2"))
    assert isinstance(unknown, Unknown)
    assert unknown.open_facts() == ("人员.底数",)
    assert 100_000 * 2**36 < MONEY_LIMIT < 100_000 * 2**37
    assert value(policy, facts, "第36层", "2") == 100_000 * 2**36
    assert isinstance(beyond, Unknown)
    assert [cause.kind.value for cause in beyond.causes] == ["溢出"]


def test_the_plan_grows_no_faster_than_the_layers(tmp_path: Path):
    sizes = [
        sum(
            len(str(statement))
            for statement in compile_plan(policy.program, Occasion(AS_OF, frozenset({"人员"}))).statements
        )
        for policy in (policy_of(tmp_path, *layers(n, "{0} + {0}"), TOP.format(n)) for n in (5, 10, 20))
    ]
    assert sizes[1] > sizes[0]
    assert sizes[2] - sizes[1] < 3 * (sizes[1] - sizes[0])


TOP = "界定 有余 对 人员\n  依据 《办法》\n  当 第{0}层 超过 1元\n"


def test_a_trace_tells_what_is_named_on_many_ways_no_more_than_some_times(tmp_path: Path):
    """Each layer names the one below in two rows: told in full each time, there would be 2²⁵ lines."""
    names = ["底数", *(f"第{n}层" for n in range(1, 26))]
    policy = policy_of(
        tmp_path,
        *(
            f"标准 {name} 对 人员 依次\n  依据 《办法》\n  （一）{below} 超过 5元：{below}；\n  （二）其余：{below}。\n"
            for below, name in pairwise(names)
        ),
    )
    (traces,) = policy.explain(people(policy, 底数=("9",)), "0", as_of=AS_OF, rule="第25层")
    lines = list(every_line(traces.lines))
    assert len(lines) < 3 * 2 * 8 * 25
    assert any("怎样得来见上文" in line.notes for line in lines)
    assert any(line.words == "底数" and line.value == "9元" for line in lines)


def every_line(lines: Iterable[TraceLine]) -> Iterator[TraceLine]:
    for line in lines:
        yield line
        yield from every_line(line.children)


def test_a_table_of_two_hundred_rows_is_decided_by_its_first_that_holds(tmp_path: Path):
    rows = "".join(f"  （{numeral(n)}）年龄 为 {n}岁：{n}元；\n" for n in range(1, 200))
    policy = policy_of(tmp_path, f"标准 按岁 对 人员 依次\n  依据 《办法》\n{rows}  （二百）其余：1000元。\n")
    facts = people(policy, 年龄=("1", "199", "200", ""))
    assert [value(policy, facts, "按岁", key) for key in "012"] == [100, 19_900, 100_000]
    assert isinstance(value(policy, facts, "按岁", "3"), Unknown)


@pytest.mark.parametrize(
    ("word", "comparison", "ages"), [("且", "不为", ("200", "201", "")), ("或", "为", ("201", "200", ""))]
)
def test_a_chain_of_two_hundred_terms(tmp_path: Path, word: str, comparison: str, ages: tuple[str, ...]):
    """Only the last of them decides for somebody of 200; nobody of 201 is among them."""
    chain = f" {word} ".join(f"年龄 {comparison} {n}岁" for n in range(101, 201))
    policy = policy_of(tmp_path, f"界定 命中 对 人员\n  依据 《办法》\n  当 {chain}\n")
    facts = people(policy, 年龄=ages)
    assert [value(policy, facts, "命中", key) for key in "01"] == [False, True]
    assert isinstance(value(policy, facts, "命中", "2"), Unknown)


def numeral(number: int) -> str:
    """1 to 199 as item marks are written."""
    digits = "〇一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    head = "一百" if hundreds else ""
    ten = "" if tens == 1 and not hundreds else digits[tens]
    middle = f"{ten}十" if tens else "零" if hundreds and ones else ""
    return head + middle + (digits[ones] if ones else "")
