"""What a generated policy has declared so far: kinds of value, entities with their columns, and names for all of it."""

from random import Random

from attrs import define, field, frozen

from .statement import Statement

TEXTS = ("甲", "银川市", "某某单位", "第6项", "a b", "且")
UNITS = (None, "人", "次")
PLAIN = "县区人员释放回执补助帮教街道低保考核"
AWKWARD = (
    "状态",
    "期限",
    "标准",
    "a b",
    "3年级",
    "甲（乙）",
    "人数",
    "最大",
    "先到",
    "依次",
    "主键",
    "第6项",
    "每月100元",
)
"""Names that are reserved, or words elsewhere, or hold what no bare name holds: written 「…」."""


@frozen
class Kind:
    """A type as the text names it; `of` is its unit, code list, group of duty holders or entity."""

    name: str
    of: str | None = None


BOOLEAN, MONEY, DATE, YEAR, TEXT = Kind("是非"), Kind("金额"), Kind("日期"), Kind("年度"), Kind("文本")
MOMENT = Kind("时刻")
PERCENT, DECIMAL, PERIOD, INTEGER, BEARER = Kind("百分比"), Kind("小数"), Kind("期间"), Kind("整数"), Kind("主体")
RATE = Kind("金额率", "月")
MEASURED = ("整数", "小数", "金额", "金额率", "百分比", "年度")


@frozen
class Column:
    """A stored or derived column. `monthly`: a date found by counting months, or a period that may be of months."""

    name: str
    kind: Kind
    modifiers: tuple[str, ...] = ()
    derived: bool = False
    monthly: bool = False

    @property
    def proof(self) -> bool:
        return "履行" in self.modifiers


@define
class Entity:
    """A 台账 or 数据表 with what can be read of its rows."""

    name: str
    ledger: bool
    columns: list[Column] = field(factory=list)
    path: str = ""

    @property
    def references(self) -> list[Column]:
        return [c for c in self.columns if c.kind.name == "引用"]

    @property
    def key(self) -> list[Column]:
        return [c for c in self.columns if "主键" in c.modifiers]


@define
class World:
    """Everything declared, by name as the text writes it. `pending` holds 例外 to the rule just written."""

    rng: Random
    presence: bool
    codes: dict[str, tuple[str, ...]] = field(factory=dict)
    ordered: set[str] = field(factory=set)
    bearers: list[str] = field(factory=list)
    of_place: dict[str, str] = field(factory=dict)
    entities: dict[str, Entity] = field(factory=dict)
    awkward: list[str] = field(factory=lambda: list(AWKWARD))
    figures: dict[str, Kind] = field(factory=dict)
    pending: list[Statement] = field(factory=list)
    named: int = 0
    rows: bool = True
    """Whether rows that refer to a row are counted, and figures of a year asked for."""
    counting: bool = False
    """Whether rules that do either are sure to be there."""
    yearly: dict[str, str] = field(factory=dict)
    """参数 by place and year, with the 数据表 of the place."""
    stock: dict[str, tuple[str, str]] = field(factory=dict)
    """The ends of 在册, by 台账."""

    def chance(self, share: float) -> bool:
        return self.rng.random() >= 1 - share

    def pick(self, choices):
        return self.rng.choice(list(choices))

    def fresh(self, words: str) -> str:
        """A name not used before, now and then one that must stand in 「」."""
        self.named += 1
        if self.awkward and self.chance(0.06):
            return f"「{self.awkward.pop(self.rng.randrange(len(self.awkward)))}」"
        if self.chance(0.05):
            return f"「{words}{self.named} {self.pick(PLAIN)}」"
        return f"{words}{_letters(self.named)}{self.pick(('', '_A', '7'))}"

    def ledgers(self) -> list[Entity]:
        return [e for e in self.entities.values() if e.ledger]

    def tables(self) -> list[Entity]:
        return [e for e in self.entities.values() if not e.ledger]

    def reads(self, entity: Entity, kind: Kind, *, far: bool = True) -> list[tuple[str, Column]]:
        """The paths to columns of a kind that a rule about an entity may read, through references too."""
        found = [(c.name, c) for c in entity.columns if c.kind == kind]
        for step in entity.references if far else ():
            target = self.entities[step.kind.of or ""]
            found.extend((f"{step.name} 的 {path}", c) for path, c in self.reads(target, kind, far=False))
        return found


def bare(name: str) -> str:
    """A name without its 「」."""
    return name.strip("「」")


def _letters(number: int) -> str:
    digits = "一二三四五六七八九〇甲乙丙丁戊己庚辛壬癸"
    return "".join(digits[(number // 20**p) % 20] for p in range(2))
