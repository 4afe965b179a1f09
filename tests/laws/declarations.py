"""政策, 主体, 代码表, 数据表 and 台账 of a generated policy, with the CSV of each 数据表."""

import csv
import io

from .statement import Clause, Statement
from .world import (
    BEARER,
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    MOMENT,
    MONEY,
    PERCENT,
    TEXT,
    YEAR,
    Column,
    Entity,
    Kind,
    World,
    bare,
)

SOURCE = "".join(f"第{n}条　{w}应当依照本办法办理。\n" for n, w in zip("一二三四五六", "甲乙丙丁戊己", strict=True))
QUOTABLE = (*(f"第{n}条" for n in "一二三"), *(f"「{w}应当依照本办法办理」" for w in "甲乙丙丁戊己"))
OUTSIDE = ("《民法典》第二百零三条", "《民法典》", "《关于〈甲〉的通知》「第二条的话」")


def header(world: World) -> Statement:
    """政策, which always names its source and its own calendar."""
    clauses = [
        Clause('原文 "原文.txt"'),
        Clause(f"施行 {world.pick(('2012年1月1日', '1900-01-01', '2012年4月1日', '2024年2月29日'))}"),
        Clause("日历 中国"),
    ]
    maybe = ("标题 《某某办法》", "发文机关 甲部、「标准」", '文号 "甲发〔2012〕1号"', "失效 2024年12月31日")
    clauses += [Clause(text) for text in maybe if world.chance(0.3)]
    return Statement(f"政策 {world.fresh('办法')}", (*clauses, *grounds(world, 0.2)))


def grounds(world: World, share: float = 0.5) -> tuple[Clause, ...]:
    """依据 and 解释 a statement may carry."""
    found = []
    if world.chance(share):
        items = [world.pick((*QUOTABLE, *OUTSIDE)) for _ in range(world.rng.randint(1, 2))]
        found.append(Clause(f"依据 {'、'.join(items)}", "依据"))
    if world.chance(share / 2):
        found.append(Clause('解释 "原文未写，按惯例"', "解释"))
    return tuple(found)


def codes(world: World) -> list[Statement]:
    """An ordered list, and one without order."""
    statements = []
    for order in (world.pick(("由重到轻", "由低到高")), ""):
        name = world.fresh("等级")
        values = tuple(world.fresh("级") for _ in range(world.rng.randint(2, 4)))
        world.codes[name] = values
        if order:
            world.ordered.add(name)
        listed = "、".join(values)
        behind = world.chance(0.5) and order
        head = f"代码表 {name}：{listed} {order}" if behind else f"代码表 {name} {order}：{listed}"
        statements.append(Statement(head))
    return statements


def bearers(world: World) -> list[Statement]:
    """主体: plain ones, a group, a member declared by itself, and one for each row of a 数据表."""
    plain = [world.fresh("机关") for _ in range(world.rng.randint(2, 3))]
    group, members = world.fresh("单位"), [world.fresh("所") for _ in range(2)]
    world.bearers += [*plain, group, *members]
    statements = [
        Statement(f"主体 {'、'.join(plain)}", grounds(world, 0.1)),
        Statement(f"主体 {group} 包括 {'、'.join(members)}"),
    ]
    if world.chance(0.3):
        statements.append(Statement(f"主体 {members[0]}"))
    for table in world.tables():
        if world.chance(0.6):
            name = world.fresh("县级机关")
            world.of_place[name] = table.name
            statements.append(Statement(f"主体 {name} 按 {table.name}"))
    return statements


# ---------- 数据表 ----------


def tables(world: World) -> tuple[list[Statement], dict[str, str]]:
    """One or two 数据表, the second referred to by the first, and the CSV of each."""
    statements: list[Statement] = []
    files = {"原文.txt": SOURCE}
    above: Entity | None = None
    for number in range(world.rng.randint(1, 2)):
        table = Entity(world.fresh("县"), ledger=False, path=f"资料{number}.csv")
        table.columns = [
            Column(world.fresh("代码"), TEXT, ("主键",)),
            Column("名称", TEXT),
            Column(world.fresh("边远"), BOOLEAN),
            Column(world.fresh("人口"), Kind("整数", "人")),
            Column(world.fresh("标准额"), MONEY),
            Column(world.fresh("设立日期"), DATE),
            Column(world.fresh("类别"), Kind("代码表", world.pick(world.codes))),
        ]
        if above is not None:
            table.columns.append(Column(world.fresh("所属"), Kind("引用", above.name)))
        world.entities[table.name] = table
        fields = tuple(Clause(field_text(c)) for c in table.columns)
        statements.append(Statement(f'数据表 {table.name} "{table.path}"', fields))
        files[table.path] = _csv_of(world, table)
        above = table
    return statements, files


def _csv_of(world: World, table: Entity) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([bare(c.name) for c in table.columns])
    for key, label in (("01", "东县"), ("02", "西县"), ("03", "a b")):
        writer.writerow([_cell(world, c, key, label) for c in table.columns])
    return out.getvalue()


def _cell(world: World, column: Column, key: str, label: str) -> str:
    if "主键" in column.modifiers:
        return key
    if column.name == "名称":
        return label
    choices = {
        "是非": ("是", "否"),
        "整数": ("3", "0", "60"),
        "金额": ("200", "0.01"),
        "日期": ("2012-04-26", "2024-02-29"),
        "引用": ("01", "02"),
    }
    known = choices.get(column.kind.name) or [bare(c) for c in world.codes[column.kind.of or ""]]
    return world.pick((*known, ""))


# ---------- 台账 ----------


def field_text(column: Column) -> str:
    """A column as its line declares it."""
    kind = column.kind
    type_ = kind.of if kind.name in ("代码表", "引用") else kind.name
    if kind.name == "主体" and kind.of:
        type_ = kind.of
    if kind.name == "整数" and kind.of:
        type_ = f"整数 {kind.of}"
    return " ".join((f"· {column.name}：{type_}", *column.modifiers))


def ledgers(world: World) -> list[Statement]:
    """One or two 台账; the second may refer to the first."""
    return [_ledger(world) for _ in range(2 if world.counting else world.pick((1, 1, 2)))]


def _ledger(world: World) -> Statement:
    ledger = Entity(world.fresh("人员"), ledger=True)
    ledger.columns = [Column("编号", TEXT, ("主键", *(("敏感",) if world.chance(0.1) else ())))]
    if world.chance(0.15):
        ledger.columns.append(Column(world.fresh("批次"), YEAR, ("主键",)))
    ledger.columns += _facts(world)
    clauses = [Clause(field_text(c), "主键" if "主键" in c.modifiers else "") for c in ledger.columns]
    days = [c.name for c in ledger.columns if c.kind == DATE]
    if world.chance(0.4):
        clauses.append(Clause(f"适用日 {world.pick(days)}"))
    happened = [c.name for c in ledger.columns if c.kind == DATE and c.proof]
    if world.chance(0.5):
        world.stock[ledger.name] = (world.pick(days), world.pick(happened))
        clauses.append(Clause("在册 自 {} 至 {}".format(*world.stock[ledger.name])))
    world.entities[ledger.name] = ledger
    return Statement(f"台账 {ledger.name}", tuple(clauses))


def _facts(world: World) -> list[Column]:
    """Columns of every type, 履行 and 须认定 among them."""
    kinds = [BOOLEAN] * 3 + [DATE] * 2
    kinds += [INTEGER, Kind("整数", "人"), DECIMAL, MONEY, PERCENT, YEAR, TEXT, BEARER]
    kinds += [Kind("代码表", c) for c in world.codes]
    kinds += [Kind("引用", t.name) for t in world.tables()]
    kinds += [Kind("引用", e.name) for e in world.ledgers() if len(e.key) == 1]
    kinds.append(Kind("主体", world.pick(world.bearers)))
    columns = []
    for kind in kinds:
        if world.chance(0.1):
            continue
        hidden = ("敏感",) if world.chance(0.1) else ()
        columns.append(Column(world.fresh(kind.name), kind, hidden))
    columns += [Column(world.fresh("办结日期"), DATE, ("履行",)) for _ in range(world.rng.randint(2, 5))]
    columns += [Column(world.fresh("时刻"), MOMENT, m) for m in ((), ("履行",))]
    columns.append(Column(world.fresh("倾向"), BOOLEAN, ("须认定",)))
    columns.append(Column(world.fresh("鉴定日期"), DATE, ("须认定",)))
    if world.chance(0.3):
        columns.append(Column("姓名", TEXT, ("敏感",)))
    return columns
