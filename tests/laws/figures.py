"""参数, dated values, 按 and 例外 of a generated policy."""

from .expressions import SUM, Author
from .statement import Clause, Statement
from .world import INTEGER, MONEY, PERCENT, Kind, World

STARTS = ("1900年1月1日", "2012年3月1日", "2024年1月1日")


def parameters(world: World) -> list[Statement]:
    """参数, plain or by day."""
    statements = []
    for _ in range(world.rng.randint(0, 2)):
        kind = world.pick((MONEY, MONEY, INTEGER, PERCENT))
        name = world.fresh("参数")
        values = [Author(world, world.ledgers()[0]).literal(kind) for _ in STARTS]
        first = world.rng.randint(0, 2)
        given = list(zip(STARTS, values, strict=True))[first:]
        words = "，".join(f"自 {day} 起 {value}" for day, value in given) if world.chance(0.7) else values[0]
        statements.append(Statement(f"参数 {name}：{words}"))
        world.figures[name] = kind
    return statements


def dated(world: World, author: Author, kind: Kind) -> str:
    """The value of a row with the days from which it holds."""
    days = STARTS[world.rng.randint(0, 2) :]
    return "，".join(f"自 {day} 起 {author.at(SUM, author.value(kind, 0))}" for day in days)


def by_code(world: World, author: Author, kind: Kind) -> str:
    """按 a code of the row: one value each, or 其余; nothing where the row has no code."""
    reads = [(p, of) for of in world.codes for p, _ in world.reads(author.entity, Kind("代码表", of))]
    if not reads or kind not in (MONEY, INTEGER, PERCENT):
        return ""
    path, of = world.pick(reads)
    values = list(world.codes[of])
    listed = [f"{v} {world.pick((author.literal(kind), f'（{author.value(kind, 1).words}）'))}" for v in values]
    if world.chance(0.4):
        listed = [*listed[:1], f"其余 {author.literal(kind)}"]
    return f"按 {path}：{'，'.join(listed)}。"


def carve(world: World, author: Author, host: str, kind: Kind | None) -> bool:
    """例外 to a rule that is about to be written, and perhaps one to that; `kind` None for a 职责.

    Tells whether a value of one rests on months.
    """
    names: list[str] = []
    monthly = False
    for _ in range(world.pick((0, 0, 0, 1, 2))):
        name = world.fresh("例外")
        value = author.value(kind, 1) if kind is not None else None
        monthly = monthly or (value is not None and value.monthly)
        result = "不适用" if value is None else author.at(SUM, value)
        clauses = [Clause(f"当 {author.boolean(1).words}"), Clause(f"则 {result}")]
        if names and world.chance(0.5):
            clauses.append(Clause(f"优先于 {names[0]}"))
        world.pending.append(Statement(f"例外 {name} 于 {host}", tuple(clauses)))
        names.append(name)
    if names and world.chance(0.3):
        inner = (Clause(f"当 {author.boolean(1).words}"), Clause("则 不适用"))
        world.pending.append(Statement(f"例外 {world.fresh('例外')} 于 {names[0]}", inner))
    return monthly
