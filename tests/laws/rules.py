"""定义, 界定, 标准, 职责, 待遇, 定性要求 and 示例 of a generated policy."""

from .beyond import aggregated, by_year
from .declarations import grounds
from .expressions import ATOM, DAYS, SUM, Author
from .figures import by_code, carve, dated
from .statement import Clause, Statement
from .world import (
    BEARER,
    BOOLEAN,
    DATE,
    INTEGER,
    MOMENT,
    MONEY,
    PERCENT,
    PERIOD,
    RATE,
    TEXT,
    Column,
    Entity,
    Kind,
    World,
)

Rules = list[tuple[str, str]]
"""The kind and name of every rule so far; of a derived column its kind of value."""
MARKS = ("（一）", "（二）", "（三）", "（四）", "（五）")
STATES = ("不适用", "无法判定", "待履行", "按期履行", "逾期未履行", "存疑")


def _subject(world: World, *, ledger: bool = False) -> Entity:
    return world.pick(world.ledgers() if ledger or world.chance(0.85) else world.entities.values())


def _derive(world: World, rules: Rules, entity: Entity, name: str, kind: Kind, *, monthly: bool = False) -> None:
    entity.columns.append(Column(name, kind, derived=True, monthly=monthly))
    rules.append((kind.name, name))


def definition(world: World, rules: Rules) -> Statement:
    """定义 of any kind of value."""
    entity = _subject(world)
    author = Author(world, entity)
    listed = [Kind("代码表", c) for c in world.codes if world.reads(entity, Kind("代码表", c))]
    kind = world.pick((DATE, DATE, MONEY, INTEGER, PERIOD, TEXT, BOOLEAN, BEARER, PERCENT, RATE, *listed))
    value = author.value(kind, 2)
    proofs = kind == DATE and world.chance(0.5)
    words = author.proof() if proofs else value.words
    name = world.fresh("定义")
    _derive(world, rules, entity, name, kind, monthly=proofs or value.monthly)
    return Statement(f"定义 {name} 对 {entity.name}", (Clause(f"等于 {words}"), *grounds(world)))


def classification(world: World, rules: Rules) -> Statement:
    """界定 with provisos."""
    entity = _subject(world)
    author = Author(world, entity)
    clauses = [Clause(f"当 {author.condition()}")]
    for _ in range(world.pick((0, 0, 1, 2))):
        clauses.append(Clause(f"但 {author.boolean(1).words} 的除外{world.pick(('', '。'))}", "但"))
    name = world.fresh("界定")
    carve(world, author, name, BOOLEAN)
    _derive(world, rules, entity, name, BOOLEAN)
    return Statement(f"界定 {name} 对 {entity.name}", (*clauses, *grounds(world)))


def counted(world: World, rules: Rules) -> list[Statement]:
    """界定 that count rows of others, for whatever they refer to, and that ask for figures by place and year."""
    found = []
    for entity in world.entities.values():
        author = Author(world, entity)
        for ask in (aggregated, aggregated, by_year):
            words = ask(author)
            if words:
                name = world.fresh("界定")
                found.append(Statement(f"界定 {name} 对 {entity.name}", (Clause(f"当 {words}"), *grounds(world))))
                _derive(world, rules, entity, name, BOOLEAN)
    return found


def standard(world: World, rules: Rules) -> Statement:
    """标准, exclusive or first of its rows, with 其余 and 未规定."""
    entity = _subject(world)
    author = Author(world, entity)
    kind = world.pick((MONEY, MONEY, MONEY, INTEGER, PERIOD, PERCENT, DATE, TEXT, BEARER))
    count = world.rng.randint(1, 4)
    values = [author.value(kind, 1) for _ in range(count)]
    by_day = kind not in (DATE, PERIOD) and world.chance(0.2)
    words = [dated(world, author, kind) if by_day and world.chance(0.6) else author.at(SUM, v) for v in values]
    for number in range(1, count):
        words[number] = "未规定" if world.chance(0.15) else words[number]
    rows = [f"{MARKS[n]} {author.boolean(1).words}：{w}；" for n, w in enumerate(words)]
    monthly = any(v.monthly for v in values)
    if world.chance(0.5):
        last = author.value(kind, 1)
        monthly = monthly or last.monthly
        rows.append(f"{MARKS[count]}其余：{world.pick((author.at(SUM, last), author.at(SUM, last), '未规定'))}。")
    name = world.fresh("标准")
    monthly = carve(world, author, name, kind) or monthly
    listed = by_code(world, author, kind) if world.chance(0.15) else ""
    _derive(world, rules, entity, name, kind, monthly=monthly)
    added = (" 就高", " 累加") if kind in (MONEY, INTEGER, PERCENT) else ()
    mode = world.pick(("", " 互斥", " 依次", " 依次", *added))
    if listed:
        return Statement(f"标准 {name} 对 {entity.name}", (Clause(listed), *grounds(world)))
    return Statement(f"标准 {name} 对 {entity.name}{mode}", (*(Clause(r, "分项") for r in rows), *grounds(world)))


# ---------- 职责 ----------


def duty(world: World, rules: Rules) -> Statement:
    """职责 with any of its clauses."""
    entity = _subject(world, ledger=True)
    author = Author(world, entity)
    name = world.fresh("职责")
    by = f"由 {author.holder()}"
    if world.chance(0.15):
        by = f"由 {author.holder()} 牵头 {author.holder()}、{author.holder()} 配合"
    toward, done = _toward(world, author)
    deadline = _deadline(world, author)
    if world.chance(0.3):
        toward, (deadline, done) = "", _special(world, author)
    clauses = [
        f"对 {entity.name}",
        by,
        '应 "办理、反馈（1份）"',
        f"期限 {deadline}",
        f"完成于 {done}",
        *([toward] if toward else []),
    ]
    if world.chance(0.5):
        clauses.append(f"当 {author.condition(1)}")
    if world.chance(0.3):
        clauses.append(f"客观不能当 {author.condition(1)}")
    if world.chance(0.3):
        clauses.append(f"督办 {author.holder()}")
    rules.append(("职责", name))
    carve(world, author, name, None)
    return Statement(f"职责 {name}", (*(Clause(c) for c in clauses), *grounds(world)))


def _toward(world: World, author: Author) -> tuple[str, str]:
    """向 or 分别向 with its channels, and the 完成于 that fits."""
    form = world.pick(("", "向", "或", "分别向"))
    channels = world.pick(((), ("系统",), ("系统", "「通知 书」")))
    through = f" 经 {'、'.join(channels)}" if channels else ""
    parties = [author.holder() for _ in range(2)]
    done = author.proof()
    match form:
        case "向":
            return f"向 {'、'.join(parties)}{through}", done
        case "或":
            return f"向 {' 或 '.join(parties)}{through}", done
        case "分别向":
            stored = [p for p, c in world.reads(author.entity, DATE, far=False) if c.proof]
            cells = [world.pick(stored) for _ in range(len(parties) * max(1, len(channels)))]
            return f"分别向 {'、'.join(parties)}{through}", f"齐备（{'、'.join(cells)}）"
        case _:
            return "", done


EVERY = (
    "每年",
    "每年",
    "每年 至迟 6月30日",
    "每年 至迟 次年1月31日",
    "每半年 至迟 末月20日",
    "每季度 至迟 季后15日",
    "每月 至迟 次月10日",
)


def _special(world: World, author: Author) -> tuple[str, str]:
    """A deadline in hours, or one each period where the 台账 says what is in stock; with the proof that fits."""
    name = author.entity.name
    moments = [c for c in author.entity.columns if c.kind == MOMENT]
    proofs = [c.name for c in author.entity.columns if c.proof and c.kind == DATE]
    if name not in world.stock or world.chance(0.3):
        plain, done = (next(c.name for c in moments if c.proof is proof) for proof in (False, True))
        hours = world.pick((f"{plain} 起 48小时 内", f"{plain} 前 24小时"))
        return hours, world.pick((done, world.pick(proofs)))
    linked = [e for e in world.ledgers() if [r.kind.of for r in e.references].count(name) == 1]
    every = world.pick(EVERY) + world.pick(("", "", " 顺延", " 提前"))
    if linked and world.rows and world.chance(0.6):
        over = world.pick(linked)
        date = world.pick([c.name for c in over.columns if c.proof and c.kind == DATE])
        matching = f" 当 {author.about(over).boolean(0).words}" if world.chance(0.5) else ""
        return every, f"本期（{over.name} 的 {date}{matching}）"
    return every, f"本期（{world.pick(proofs)}）"


def _deadline(world: World, author: Author) -> str:
    """期限 in each of its forms with the options that fit."""
    form = world.pick(("起", "起", "起", "前", "前", "至迟", "立即", "未规定"))
    if form == "立即":
        return "「立即」"
    if form == "未规定":
        return form
    if form == "至迟":
        return f"至迟 {author.at(SUM, author.day(1))}"
    base = author.day(1) if world.chance(0.5) else author.leaf(DATE)
    moment = author.at(ATOM, base)
    period = author.period(monthly=not base.monthly)
    options = [o for o in ("含当日",) if world.chance(0.3)]
    options += [world.pick(("顺延", "不顺延") if form == "起" else ("提前",))] * world.chance(0.4)
    if period.monthly and any(m in period.words for m in "月年") and "「" not in period.words:
        options += ["按月末对月末"] * world.chance(0.4)
    world.rng.shuffle(options)
    return " ".join((moment, form, period.words, *(["内"] if form == "起" else []), *options))


def benefit(world: World, rules: Rules) -> Statement:
    """待遇."""
    entity = _subject(world, ledger=True)
    author = Author(world, entity)
    name = world.fresh("待遇")
    to = f" 发给 {author.holder()}" if world.chance(0.6) else ""
    clauses = [
        f"对 {entity.name}",
        f"由 {author.holder()}{to}",
        f"一次性 数额 {author.at(SUM, author.value(MONEY, 2))}",
    ]
    if world.chance(0.7):
        clauses.append(f"当 {author.condition(1)}")
    if world.chance(0.5):
        clauses.append(f"以 {author.proof()} 为准")
    rules.append(("待遇", name))
    return Statement(f"待遇 {name}", (*(Clause(c) for c in clauses), *grounds(world)))


def open_norm(world: World) -> Statement:
    """定性要求 or 非规范: listed, never decided."""
    if world.chance(0.3):
        return Statement(
            f"非规范 {world.fresh('说明')}", (Clause('解释 "说明意义，不设职责"', "解释"), *grounds(world))
        )
    clauses = [Clause(f"由 {world.pick(world.bearers)}")] if world.chance(0.7) else []
    return Statement(f"定性要求 {world.fresh('要求')}", (*clauses, *grounds(world)))


# ---------- 示例 ----------


def example(world: World, rules: Rules, number: int) -> Statement:
    """示例; what it expects need not come true."""
    day = world.pick(DAYS)
    clauses = [Clause(f"截至 {day}")]
    entity = _subject(world, ledger=True)
    for column in entity.columns:
        if column.derived or "主键" in column.modifiers or world.chance(0.4):
            continue
        clauses.append(Clause(f"设 {entity.name} 的 {column.name} 为 {_given(world, entity, column)}"))
    for kind, name in (world.pick(rules) for _ in range(world.rng.randint(1, 3))):
        clauses.append(Clause(f"则 {_row_of(world, name)}{_expected(world, kind, name)}", "则"))
    return Statement(f'示例 "例{number}"', tuple(clauses))


def _row_of(world: World, rule: str) -> str:
    """A rule about a 数据表 is asked of one of its rows, named by its key."""
    owners = (e for e in world.entities.values() if any(c.derived and c.name == rule for c in e.columns))
    owner = next(owners, None)
    return f'{owner.name} "01" 的 ' if owner is not None and not owner.ledger else ""


def _given(world: World, entity: Entity, column: Column) -> str:
    if world.chance(0.15):
        return "未知"
    match column.kind:
        case Kind("代码表", of):
            return world.pick(world.codes[of or ""])
        case Kind("引用", of):
            return '"1"' if world.entities[of or ""].ledger else world.pick(('"01"', '"东县"'))
        case Kind("主体"):
            return '"某某所"'
        case _:
            return Author(world, entity).literal(column.kind)


def _expected(world: World, kind: str, name: str) -> str:
    cause = f"{name} 的 原因 为 {world.pick(('缺失', '未认定', '（缺失、未规定）', '无'))}"
    match kind:
        case "职责":
            state = f"{name} 的 状态 为 {world.pick(STATES)}"
            return world.pick((state, state, f"{name} 的 期限 为 {world.pick(DAYS)}", f"{name} 的 主体 为 未知", cause))
        case "待遇":
            return world.pick((f"{name} 的 数额 为 200元", f"{name} 为 未知", f"{name} 的 付款 为 未知", cause))
        case "是非":
            return world.pick((f"{name} 为 是", f"{name} 为 未知", f"{name} 的 待补事实 为 无", cause))
        case _:
            return world.pick((f"{name} 为 未知", f"{name} 为 未规定", cause))
