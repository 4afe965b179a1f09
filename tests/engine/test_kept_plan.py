"""A compiled plan is kept between runs; whatever becomes of the copy, the plan is the one of the policy and the occasion."""

import csv
import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from errno import EROFS
from pathlib import Path

import guiju
import pytest
from attrs import evolve
from guiju.dsl.load import load
from guiju.dsl.shipped import DEFAULT_POLICY
from guiju.engine import cache_folder
from guiju.engine.backends.duckdb import TABLES, check, lines
from guiju.engine.backends.session import connect
from guiju.engine.backends.typed_tables import fill
from guiju.engine.diagnostic import Refusal
from guiju.engine.kept_data import digest_of, frozen, thawed
from guiju.engine.plan import kept_plan
from guiju.engine.plan.compile import compile_plan
from guiju.engine.plan.kept_plan import plan_of
from guiju.engine.plan.occasion import Occasion
from guiju.engine.plan.plan import Plan

from ..kept_copies import Harm, resealed

CASES = Path(__file__).parent.parent / "cases"
GOOD = (*sorted((CASES / "good").glob("*.policy")), *sorted((CASES / "good-versions").iterdir()))
DAY = date(2014, 6, 30)
RULES = """政策 安置基地
  施行 2012年1月1日

主体 民政局

代码表 地区类别：川区、山区

数据表 县区 "县区.csv"
  · 代码：文本 主键
  · 名称：文本
  · 类别：地区类别

台账 基地
  · 编号：文本 主键
  · 县区：县区
  · 床位数：整数 张
  · 建成日期：日期 履行
  · 上报日期：日期 履行

定义 已建床位 对 县区
  等于 合计（基地 的 床位数 当（建成日期 已知））

标准 应建床位 对 县区
  依据 《办法》
  （一）类别 为 山区：10张；
  （二）类别 为 川区：20张。

目标 床位够数
  依据 《办法》
  对 县区
  要求 已建床位 不少于 应建床位
  期限 至迟 2014年6月30日

职责 上报
  依据 《办法》
  对 基地
  由 民政局
  应 "上报"
  期限 建成日期 起 5个工作日 内
  完成于 上报日期

校验 先建成后上报 对 基地
  须 上报日期 不早于 建成日期
  严重
"""
LATER = """政策 安置基地
  标题 《修改安置基地办法的决定》
  施行 2014年1月1日

修改 标准 应建床位：
  依据 《决定》
  改（一）类别 为 山区：12张。
"""
BASES = (
    "1,1,25,2012-09-28,2012-10-11",
    "2,2,9,2014-06-03,2014-06-20",
    "3,2,5,2014-06-03,2014-06-01",
    "4,2,,2014-06-27,",
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "guiju"


@pytest.fixture
def compiles(monkeypatch):
    """How often a plan was put together."""
    seen = []
    made = kept_plan._compiled
    monkeypatch.setattr(kept_plan, "_compiled", lambda *given: seen.append(given) or made(*given))
    return seen


def write(home, *, later=LATER, east="山区"):
    """The policy; `east` is what one county became in 2013."""
    for name, rules in (("2012-01-01", RULES), ("2014-01-01", later)):
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name / "规则.policy").write_text(rules, "utf-8")
    rows = ("代码,名称,类别,自", "1,东县,川区,", "2,西县,山区,", f"1,东县,{east},2013-05-01")
    (home / "2012-01-01" / "县区.csv").write_text("\n".join((*rows, "")), "utf-8")
    return home


@pytest.fixture
def rules(tmp_path):
    return write(tmp_path / "安置基地")


@pytest.fixture
def export(tmp_path):
    file = tmp_path / "基地.csv"
    file.write_text("\n".join(("编号,县区,床位数,建成日期,上报日期", *BASES, "")), "utf-8")
    return file


def occasion(program, **other):
    sheets = {"absent": (frozenset(),), "sheets": ("基地.csv",)}
    given = {"as_of": DAY, "tables": frozenset(program.entities), "sent": frozenset({"基地"}), **sheets, **other}
    return Occasion(**given)


def copies(folder):
    return sorted(folder.glob("plan-*.bin"))


@pytest.mark.parametrize("path", [DEFAULT_POLICY, *GOOD], ids=lambda p: p.stem)
def test_a_copy_is_the_same_as_the_plan(path, compiles):
    program = load(path).program
    when = Occasion(date(2022, 6, 30), frozenset(program.entities))
    wanted = compile_plan(program, when)
    assert plan_of(program, when) == plan_of(program, when) == wanted
    assert len(compiles) == 1
    assert wanted.statements


def decided(policy, export):
    facts = policy.read([export])
    with connect(threads=1) as connection:
        found = check(policy.program, fill(connection, policy.program, facts), DAY)
        listed = [n for n in TABLES if not n.endswith("counts")]
        counts = {n: sorted(connection.table(f'"{TABLES[n]}"').fetchall()) for n in TABLES if n not in listed}
        return counts | {n: connection.execute(lines(found, n)).fetchall() for n in listed}


def test_a_second_check_finds_the_same_and_compiles_nothing(rules, export, compiles):
    policy = guiju.load(rules)
    first = decided(policy, export)
    assert {line[4] for line in first["obligations"]} == {"按期履行", "逾期履行", "待履行"}
    assert first["targets"]
    assert first["undetermined"]
    assert decided(guiju.load(rules), export) == first
    assert len(compiles) == 1


def test_a_second_run_needs_no_sqlglot(rules, export):
    call = "from guiju.cli import main\nimport sys\ntry: main(sys.argv[1:])\nfinally: print('sqlglot' in sys.modules)"
    given = ["check", str(export), "--policy", str(rules), "--engine", "duckdb", "--as-of", str(DAY)]
    runs = [
        subprocess.run([sys.executable, "-c", call, *given], capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    (*first, loaded), (*second, loaded_again) = (run.stdout.splitlines() for run in runs)
    assert first == second
    assert runs[0].returncode == runs[1].returncode == 1
    assert (loaded, loaded_again) == ("True", "False")


def test_runs_at_once_do_not_harm_each_other(rules, folder, compiles):
    program = guiju.load(rules).program
    script = (
        "import sys, guiju\nfrom pathlib import Path\nfrom datetime import date\n"
        "from guiju.engine.kept_data import frozen\nfrom guiju.engine.plan.kept_plan import plan_of\n"
        "from guiju.engine.plan.occasion import Occasion\nprogram = guiju.load(Path(sys.argv[1])).program\n"
        f"when = Occasion(date({DAY.year}, {DAY.month}, {DAY.day}), frozenset(program.entities))\n"
        "sys.stdout.buffer.write(frozen(plan_of(program, when)))"
    )
    call = [sys.executable, "-c", script, str(rules)]
    runs = [subprocess.Popen(call, stdout=subprocess.PIPE) for _ in range(3)]
    when = Occasion(DAY, frozenset(program.entities))
    wanted = compile_plan(program, when)
    assert [thawed(run.communicate()[0]) for run in runs] == [wanted] * 3
    assert len(copies(folder)) == 1
    assert not list(folder.glob(".building-*"))
    assert plan_of(program, when) == wanted
    assert not compiles


def changed_rule(home: Path):
    write(home, later=LATER.replace("12张", "13张"))


def same_row(home: Path):
    write(home, east="川区")


def other_calendar(home: Path):
    """The very calendar, but for one day; and every other policy keeps its own."""
    for version in ("2012-01-01", "2014-01-01"):
        (home / version / "日历").mkdir()
        for file in (DEFAULT_POLICY.parent / "calendars").glob("中国*.csv"):
            rows = list(csv.reader(file.read_text("utf-8").splitlines()))
            with (home / version / "日历" / file.name).open("w", encoding="utf-8", newline="") as copy:
                csv.writer(copy).writerows(row for row in rows if row[0] != "2012-10-01")


@pytest.mark.parametrize("change", [changed_rule, same_row, other_calendar], ids=lambda change: change.__name__)
def test_another_policy_has_a_plan_of_its_own(rules, compiles, change: Callable[[Path], None]):
    before = guiju.load(rules).program
    old = plan_of(before, occasion(before))
    change(rules)
    program = load(rules).program
    wanted = compile_plan(program, occasion(program))
    assert wanted != old
    assert plan_of(program, occasion(program)) == wanted
    assert plan_of(before, occasion(before)) == old
    assert len(compiles) == 2


def without_duties(program):
    return evolve(program, duties=())


def without_changed_rows(program):
    first, *others = program.versions
    return evolve(program, versions=(evolve(first, tables=others[-1].tables), *others))


@pytest.mark.parametrize("change", [without_duties, without_changed_rows], ids=lambda change: change.__name__)
def test_a_program_put_together_otherwise_has_a_plan_of_its_own(rules, compiles, change):
    program = load(rules).program
    other = change(program)
    assert other.digest == program.digest
    wanted = compile_plan(other, occasion(other))
    assert plan_of(program, occasion(program)) == compile_plan(program, occasion(program)) != wanted
    assert plan_of(other, occasion(other)) == wanted
    assert len(compiles) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"as_of": DAY + timedelta(1)},
        {"tables": frozenset({"基地"})},
        {"sent": frozenset({"别的"}), "tables": frozenset({"县区"})},
        {"absent": (frozenset({"上报日期"}),)},
        {"sheets": ("别的.csv",)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_occasion_has_a_plan_of_its_own(rules, compiles, other):
    program = load(rules).program
    old = plan_of(program, occasion(program))
    wanted = compile_plan(program, occasion(program, **other))
    assert wanted != old
    assert plan_of(program, occasion(program, **other)) == wanted
    assert plan_of(program, occasion(program)) == old
    assert len(compiles) == 2


@pytest.mark.parametrize("part", ["version", "modules_of"])
def test_another_engine_makes_its_own(rules, compiles, monkeypatch, part):
    program = load(rules).program
    plan_of(program, occasion(program))
    other = {"version": lambda name: f"99 of {name}", "modules_of": lambda rooms: ["another"]}
    monkeypatch.setattr(kept_plan, part, other[part])
    plan_of(program, occasion(program))
    assert len(compiles) == 2


def test_every_module_that_plans_rest_on_is_looked_at():
    seen = "".join(cache_folder.modules_of(kept_plan.ROOMS))
    script = (
        "import sys, guiju.engine.plan.compile\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('guiju.engine.')), sep='\\n')"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    needed = ran.stdout.split()
    assert len(needed) > 100
    assert [file for file in needed if f"{file}\n" not in seen] == []


def test_a_module_changed_makes_plans_stale(tmp_path, monkeypatch):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "module.py").write_text("1\n", "utf-8")
    monkeypatch.setattr(cache_folder, "_PACKAGE", tmp_path)
    before = list(cache_folder.modules_of(["room"]))
    os.utime(tmp_path / "room" / "module.py", ns=(1, 1))
    (once,) = cache_folder.modules_of(["room"])
    (tmp_path / "room" / "module.py").write_text("12\n", "utf-8")
    os.utime(tmp_path / "room" / "module.py", ns=(1, 1))
    (twice,) = cache_folder.modules_of(["room"])
    assert len({*before, once, twice}) == 3


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:400] + bytes([data[400] ^ 1]) + data[401:],
        lambda data: data + b"x",
        lambda data: resealed(data[:-100]),
        lambda data: resealed(data[:32] + pickle.dumps((1, 2, 3))),
        lambda data: resealed(bytes(32) + frozen(Plan(()))),
    ],
    ids=["empty", "cut short", "one bit turned", "too long", "cut and sealed", "no plan", "of something else"],
)
def test_a_damaged_copy_is_not_used_and_is_replaced(rules, folder, compiles, harm):
    program = load(rules).program
    plan = plan_of(program, occasion(program))
    (copy,) = copies(folder)
    copy.write_bytes(harm(copy.read_bytes()))
    assert plan_of(program, occasion(program)) == plan
    assert len(compiles) == 2
    assert plan_of(program, occasion(program)) == plan
    assert len(compiles) == 2
    assert copies(folder) == [copy]


@pytest.mark.parametrize("call", [os.mkdir, Path, Plan.__init__], ids=["a system call", "a path", "a method"])
def test_a_copy_can_make_nothing_but_the_engines_data(rules, folder, tmp_path, call):
    program = load(rules).program
    plan = plan_of(program, occasion(program))
    (copy,) = copies(folder)
    evil = pickle.dumps(Harm(call, str(tmp_path / "made")))
    with pytest.raises(pickle.UnpicklingError):
        thawed(evil)
    copy.write_bytes(resealed(copy.read_bytes()[:32] + evil))
    assert plan_of(program, occasion(program)) == plan
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the user's folders by other means than modes")
def test_copies_are_for_the_user_alone(rules, folder, compiles):
    program = load(rules).program
    plan_of(program, occasion(program))
    (copy,) = copies(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not stat.S_IMODE(copy.stat().st_mode) & 0o077
    copy.chmod(0o620)
    plan_of(program, occasion(program))
    assert len(compiles) == 2
    folder.chmod(0o770)
    plan_of(program, occasion(program))
    assert len(compiles) == 3


def test_without_a_cache_folder_plans_are_made_all_the_same(rules, monkeypatch, tmp_path):
    program = load(rules).program
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert plan_of(program, occasion(program)) == compile_plan(program, occasion(program))


def test_where_nothing_can_be_written_plans_are_made_all_the_same(rules, folder, monkeypatch):
    def refuse(**_given):
        raise OSError(EROFS, "Read-only file system")

    program = load(rules).program
    monkeypatch.setattr(cache_folder, "NamedTemporaryFile", refuse)
    assert plan_of(program, occasion(program)) == compile_plan(program, occasion(program))
    assert copies(folder) == []


def test_old_copies_make_room(rules, folder, monkeypatch):
    program = load(rules).program
    monkeypatch.setattr(kept_plan, "MOST_COPIES", 2)
    for number in range(4):
        plan_of(program, occasion(program, as_of=DAY + timedelta(number)))
    assert len(copies(folder)) == 2


def test_what_cannot_be_said_is_told_each_time(folder, rules):
    program = load(rules).program
    alike = evolve(program, entities=program.entities | dict.fromkeys(("a", "A"), program.entities["基地"]))
    alike = evolve(alike, entities={n: evolve(e, name=n) for n, e in alike.entities.items()})
    for _ in range(2):
        with pytest.raises(Refusal):
            plan_of(alike, occasion(alike))
    assert copies(folder) == []


def test_nothing_of_the_rows_is_in_a_copy(rules, tmp_path, folder):
    file = tmp_path / "基地.csv"
    file.write_text("编号,县区,床位数,建成日期,上报日期\n甲乙丙丁戊,2,7777777,2014-06-03,\n", "utf-8")
    found = decided(guiju.load(rules), file)
    assert found["obligations"][0][2] == "甲乙丙丁戊"
    (copy,) = copies(folder)
    content = copy.read_bytes()
    assert "床位数".encode() in content
    assert "甲乙丙丁戊".encode() not in content
    assert b"7777777" not in content


def test_a_digest_is_the_same_in_every_process():
    script = (
        "import guiju\nfrom attrs import evolve\nfrom guiju.engine.kept_data import digest_of\n"
        "program = guiju.load().program\nprint(digest_of(program).hex())\n"
        "print(digest_of(evolve(program, duties=program.duties[:3])).hex())\n"
        "print(digest_of((frozenset('天地玄黄宇宙洪荒'),)).hex())"
    )
    seen = set()
    for seed in "012":  # the first reads the rules, the others their copy
        ran = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        seen.add(tuple(ran.stdout.split()))
    ((whole, fewer, letters),) = seen
    assert len({whole, fewer, letters}) == 3


def test_a_digest_sees_what_equality_leaves_out(rules):
    program = load(rules).program
    digest = digest_of(program)
    assert digest_of(load(rules).program) == digest
    program.calendar.is_working_day(DAY)  # what a calendar works out is none of what it is made of
    hash(program.calendar)
    assert digest_of(program) == digest
    swapped = without_changed_rows(program)
    assert swapped == program
    assert digest_of(swapped) != digest
    entity = program.entities["县区"]
    kind = evolve(entity.columns["类别"].type, values=("川区", "山区", "滩区"))
    columns = {**entity.columns, "类别": evolve(entity.columns["类别"], type=kind)}
    more = evolve(program, entities={**program.entities, "县区": evolve(entity, columns=columns)})
    assert more == program
    assert digest_of(more) != digest
