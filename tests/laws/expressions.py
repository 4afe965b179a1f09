"""Expressions right in type, as text: parentheses stand where the grammar needs them, and now and then elsewhere."""

from collections.abc import Callable

from attrs import frozen

from .beyond import aggregated, by_year, day_of, spanned
from .world import (
    BEARER,
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    MEASURED,
    MONEY,
    PERCENT,
    PERIOD,
    RATE,
    TEXT,
    TEXTS,
    YEAR,
    Entity,
    Kind,
    World,
)

OR, AND, NOT, COMPARE, SUM, ADDITION, PRODUCT, OFFSET, ATOM = range(9)
"""Levels of the grammar, loosest first."""
MARKS = (
    ("（一）", "（二）", "（三）", "（四）"),
    ("1.", "2.", "3.", "4."),
    ("（1）", "（2）", "（3）", "（4）"),
)
DAYS = (
    "2012年1月31日",
    "2012-02-29",
    "2012年4月26日",
    "2023年12月31日",
    "2024年2月29日",
    "1900年1月1日",
    "2199年12月31日",
)
COUNTED = {"整数": ("0", "1", "3", "60"), "金额": ("0元", "200元", "1.5万元", "0.01元"), "百分比": ("20%", "12‰", "0%")}
PERIODS = ("5个工作日", "1个工作日", "3天", "30日", "2周")
MONTHS = ("1个月", "6个月", "1年", "13个月")


@frozen
class Text:
    """An expression: its words, its level, whether it is a date that rests on months or a period of months."""

    words: str
    level: int = ATOM
    monthly: bool = False


class Author:
    """Writes expressions about one entity."""

    def __init__(self, world: World, entity: Entity) -> None:
        self.world = world
        self.entity = entity
        self.rng = world.rng

    def at(self, level: int, text: Text) -> str:
        """The words where the grammar wants at least a level."""
        if text.level < level or self.world.chance(0.08):
            return f"（{text.words}）"
        return text.words

    def one_of(self, *choices: Callable[[], Text]) -> Text:
        return self.world.pick(choices)()

    # ---------- values ----------

    def value(self, kind: Kind, depth: int = 1) -> Text:
        """A value of a kind."""
        match kind:
            case Kind("是非"):
                return self.boolean(depth)
            case Kind("日期"):
                return self.day(depth)
            case Kind("期间"):
                return self.period()
            case Kind("金额" | "整数" | "百分比" | "小数"):
                return self.number(kind, depth)
            case _:
                return self.leaf(kind)

    def leaf(self, kind: Kind) -> Text:
        """A column of a kind, or a literal where there is none or as luck has it."""
        reads = self.world.reads(self.entity, kind)
        figures = [name for name, given in self.world.figures.items() if given == kind]
        if figures and self.world.chance(0.3):
            return Text(self.world.pick(figures))
        if reads and (kind.name in ("代码表", "引用") or self.world.chance(0.75)):
            path, column = self.world.pick(reads)
            return Text(path, ATOM, column.monthly)
        return Text(self.literal(kind))

    def literal(self, kind: Kind) -> str:
        pick = self.world.pick
        match kind:
            case Kind("整数", unit):
                return pick(COUNTED["整数"]) + (unit or "")
            case Kind("金额" | "百分比"):
                return pick(COUNTED[kind.name])
            case Kind("小数"):
                return pick(("0.5", "1.25", "3.000001"))
            case Kind("金额率"):
                return pick(("每月1000元", "每月0.5元"))
            case Kind("年度"):
                return pick(("2012年度", "2024年度"))
            case Kind("日期"):
                return pick(DAYS)
            case Kind("时刻"):
                return f"{pick(DAYS[2:6])}{pick(('8时30分', '0时00分', '23时59分'))}"
            case Kind("是非"):
                return pick(("是", "否"))
            case Kind("主体"):
                return pick(self.world.bearers)
            case Kind("期间"):
                return pick(PERIODS)
            case _:
                return f'"{pick(TEXTS)}"'

    def number(self, kind: Kind, depth: int) -> Text:
        """A sum, count, percentage or decimal."""

        def calculated() -> Text:
            left, right = self.number(kind, depth - 1), self.number(kind, depth - 1)
            words = f"{self.at(ADDITION, left)} {self.world.pick('+-')} {self.at(PRODUCT, right)}"
            return Text(words, ADDITION)

        def multiplied() -> Text:
            if kind.name not in ("金额", "整数"):
                return calculated()
            other = Kind("整数", self.world.pick((None, "人"))) if kind == MONEY else INTEGER
            left, right = self.number(kind, depth - 1), self.number(other, 0)
            if kind == MONEY and self.world.chance(0.3):
                left, right = right, left
            return Text(f"{self.at(PRODUCT, left)} × {self.at(OFFSET, right)}", PRODUCT)

        def extreme() -> Text:
            if kind.name not in ("金额", "整数"):
                return calculated()
            return self.call(("最大", "最小"), lambda: self.number(kind, depth - 1))

        if depth <= 0 or self.world.chance(0.3):
            return self.leaf(kind)
        bounded = () if kind == DECIMAL else (lambda: self.bounded(kind, depth), lambda: self.part(kind, depth))
        return self.one_of(calculated, multiplied, extreme, *bounded)

    def bounded(self, kind: Kind, depth: int) -> Text:
        """封顶, 保底, and of sums a share rounded to a whole."""
        if kind == MONEY and self.world.chance(0.5):
            base, share = self.number(MONEY, depth - 1), self.number(PERCENT, 0)
            how = f"{self.world.pick(('四舍五入到', '进一到', '舍去到'))} {self.world.pick('元角分')}"
            return Text(f"{self.at(PRODUCT, base)} × {self.at(OFFSET, share)} {how}", SUM)
        value, limit = self.number(kind, depth - 1), self.number(kind, 0)
        return Text(f"{self.at(SUM, value)} {self.world.pick(('封顶', '保底'))} {self.at(ADDITION, limit)}", SUM)

    def part(self, kind: Kind, depth: int) -> Text:
        """What lies over a bound, between two, or is wanting below one."""
        value, low, high = self.at(SUM, self.number(kind, depth - 1)), *self.bounds(kind)
        forms = (f"超过 {low} 的部分", f"超过 {low} 至 {high} 的部分", f"低于 {high} 的差额")
        return Text(f"（{value} {self.world.pick(forms)}）")

    def bounds(self, kind: Kind) -> tuple[str, str]:
        """Two literals, the lower first."""
        known = {"整数": ("1", "60"), "金额": ("0.01元", "1.5万元"), "百分比": ("12‰", "20%")}
        low, high = known[kind.name]
        return low + (kind.of or ""), high + (kind.of or "")

    def ranged(self) -> Text:
        """为 A 以上 B 以下 and its like."""
        kind = self.world.pick((MONEY, INTEGER, Kind("整数", "人"), PERCENT))
        low, high = self.bounds(kind)
        forms = (f"{low} 以上", f"{high} 以下", f"{low} 以上 {high} 以内", f"{low} 以上 不满 {high}")
        return Text(f"{self.at(SUM, self.number(kind, 1))} 为 {self.world.pick(forms)}", COMPARE)

    def call(self, functions: tuple[str, ...], make: Callable[[], Text]) -> Text:
        items = [make() for _ in range(self.rng.randint(1, 3))]
        words = "、".join(self.at(SUM, i) for i in items)
        return Text(f"{self.world.pick(functions)}（{words}）", ATOM, any(i.monthly for i in items))

    def day(self, depth: int) -> Text:
        """A date; 先到 and 齐备 among them."""

        def offset() -> Text:
            base = self.day(depth - 1)
            period = self.period(monthly=not base.monthly)
            words = f"{self.at(ATOM, base)} {self.world.pick('前后')} {period.words}"
            return Text(words, OFFSET, base.monthly or period.monthly)

        def called() -> Text:
            return self.call(("最早", "最晚", "先到", "齐备"), lambda: self.day(depth - 1))

        def within() -> Text:
            found = day_of(self)
            return Text(found) if found else self.leaf(DATE)

        if depth <= 0 or self.world.chance(0.3):
            return self.leaf(DATE)
        return self.one_of(offset, offset, called, called, within)

    def period(self, *, monthly: bool = True) -> Text:
        reads = [(p, c) for p, c in self.world.reads(self.entity, PERIOD, far=False) if monthly or not c.monthly]
        if reads and self.world.chance(0.4):
            path, column = self.world.pick(reads)
            return Text(path, ATOM, column.monthly)
        if monthly and self.world.chance(0.4):
            return Text(self.world.pick(MONTHS), ATOM, True)
        return Text(self.world.pick(PERIODS))

    # ---------- conditions ----------

    def boolean(self, depth: int) -> Text:
        """A condition that is no list."""

        def negated() -> Text:
            return Text(f"非 {self.at(COMPARE, self.boolean(depth - 1))}", NOT)

        def chain() -> Text:
            word, level = self.world.pick((("且", AND), ("或", OR)))
            parts = [self.at(level + 1, self.boolean(depth - 1)) for _ in range(self.rng.randint(2, 3))]
            return Text(f" {word} ".join(parts), level)

        if depth <= 0 or self.world.chance(0.2):
            return self.leaf(BOOLEAN)
        tests = (self.comparison, self.membership, self.comparison, self.ranged, self.beyond)
        asked = (self.known,) if self.world.presence else ()
        return self.one_of(negated, chain, chain, *tests, *asked)

    def comparison(self) -> Text:
        kinds = (MONEY, INTEGER, Kind("整数", "人"), PERCENT, DECIMAL, YEAR, DATE, DATE, TEXT, BOOLEAN, BEARER, RATE)
        kind = self.world.pick((*kinds, *self.listed()))
        if kind.name in ("代码表", "引用"):
            return self.equality(kind)
        words = ["为", "不为"]
        if kind.name in MEASURED:
            words += ["超过", "不超过", "不少于", "少于", "低于", "不低于", "不满"]
        if kind == DATE:
            words = ["早于", "晚于", "不早于", "不晚于", "为"]
        left, right = self.value(kind, 1), self.value(kind, 1)
        return Text(f"{self.at(SUM, left)} {self.world.pick(words)} {self.at(SUM, right)}", COMPARE)

    def beyond(self) -> Text:
        """A condition on a span, on the rows that refer to this one, or on a figure of a year."""
        found = self.world.pick((spanned, aggregated, aggregated, by_year))(self)
        return Text(found or spanned(self), COMPARE)

    def about(self, entity: Entity) -> "Author":
        """The same for rows of another entity."""
        return Author(self.world, entity)

    def listed(self) -> list[Kind]:
        """The kinds of the entity's codes and references."""
        return [c.kind for c in self.entity.columns if c.kind.name in ("代码表", "引用")]

    def equality(self, kind: Kind) -> Text:
        """为 between a code or reference and one of its values."""
        if kind.name == "代码表":
            right = self.world.pick(self.world.codes[kind.of or ""])
        elif self.world.entities[kind.of or ""].ledger:
            right = '"1"'
        else:
            right = self.world.pick(('"01"', '"02"', '"东县"'))
        if self.world.chance(0.3):
            right = self.leaf(kind).words
        return Text(f"{self.leaf(kind).words} {self.world.pick(('为', '不为'))} {right}", COMPARE)

    def membership(self) -> Text:
        word = self.world.pick(("属于", "不属于"))
        codes = [k for k in self.listed() if k.name == "代码表"]
        if codes and self.world.chance(0.7):
            kind = self.world.pick(codes)
            values = self.world.codes[kind.of or ""]
            if kind.of in self.world.ordered and self.world.chance(0.6):
                span = f"{self.world.pick(values)} 至 {self.world.pick(values)}"
                return Text(f"{self.leaf(kind).words} {word} {span}", COMPARE)
            items = "、".join(self.world.pick(values) for _ in range(self.rng.randint(1, 3)))
            return Text(f"{self.leaf(kind).words} {word}（{items}）", COMPARE)
        kind = self.world.pick((TEXT, BEARER, INTEGER, DATE))
        items = "、".join(self.at(SUM, self.value(kind, 0)) for _ in range(self.rng.randint(1, 3)))
        return Text(f"{self.at(SUM, self.leaf(kind))} {word} （{items}）", COMPARE)

    def known(self) -> Text:
        kinds = {c.kind for c in self.entity.columns}
        stored = [p for k in sorted(kinds, key=str) for p, c in self.world.reads(self.entity, k) if not c.derived]
        return Text(f"{self.world.pick(stored)} {self.world.pick(('已知', '未知'))}", COMPARE)

    # ---------- lists ----------

    def condition(self, depth: int = 2) -> str:
        """A whole condition: often a list, perhaps behind 且 or 或."""
        if self.world.chance(0.5):
            return self.boolean(depth).words + self.world.pick(("", "", "；", "。"))
        return self.listing(0)

    def listing(self, level: int) -> str:
        before = self.world.pick(
            ("", "", f"{self.at(AND, self.boolean(1))} 或 ", f"{self.at(NOT, self.boolean(1))} 且 ")
        )
        count = self.rng.randint(1, 4)
        heads = ("下列之一", "下列全部", f"下列至少{self.rng.randint(1, count)}项")
        lines = [f"{before}{self.world.pick(heads)}："]
        for number in range(count):
            last = number == count - 1
            if level < 2 and self.world.chance(0.2):
                lines.append(MARKS[level][number] + " " + self.listing(level + 1))
            else:
                lines.append(f"{MARKS[level][number]} {self.boolean(1).words}{'。' if last and level == 0 else '；'}")
        return "\n    ".join(lines)

    # ---------- duty holders and events ----------

    def holder(self) -> str:
        """A duty holder: named, by a fact, or of a place."""
        kinds = {c.kind for e in self.world.entities.values() for c in e.columns if c.kind.name == "主体"}
        paths = [p for k in sorted(kinds, key=str) for p, _ in self.world.reads(self.entity, k)]
        for step in self.entity.references:
            paths.extend(f"{step.name} 的 {n}" for n, per in self.world.of_place.items() if per == step.kind.of)
        return self.world.pick((*paths, *self.world.bearers))

    def proof(self) -> str:
        """A date that may not have happened yet."""
        proofs = [p for p, c in self.world.reads(self.entity, DATE, far=False) if c.proof]
        if not proofs or self.world.chance(0.1):
            return self.at(SUM, self.day(1))
        if self.world.chance(0.45):
            chosen = "、".join(self.world.pick(proofs) for _ in range(self.rng.randint(2, 3)))
            return f"{self.world.pick(('先到', '齐备'))}（{chosen}）"
        return self.world.pick(proofs)
