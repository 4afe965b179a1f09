"""Frames: the rows of one relation with columns computed beside them, layer upon layer, and written out in stages.

A column rests on columns of its own frame (a layer above them), or is read from another frame or a table by a key (a
stage above it: the other's rows must all be there first). Nothing is computed twice: a column is held once a text.
"""

from collections.abc import Iterable, Iterator
from typing import Union

from attrs import define, field, frozen
from sqlglot import exp

from ..lowering.base import written
from .layout import KEY, ROW, quoted

COMPUTED = "#"
"""How the names of computed columns begin; no declared name is given such a number."""
FLAGS = "#flags"
"""How the names of columns of flags begin."""
ROOM = 60
"""How many flags one column has."""


@frozen
class Table:
    """A relation that is there before the plan runs."""

    name: str


@define(eq=False)
class Grouping:
    """The rows of a frame brought together by keys: `query` makes its table from the frame's, called `source` in it.

    `columns` are those of the frame that it reads.
    """

    name: str
    frame: "Frame"
    columns: "tuple[str, ...]"
    query: str

    def stage(self) -> int:
        """When it can be made."""
        return self.frame.stage_of_all(self.columns) + 1


Target = Union[Table, Grouping, "Frame"]


@define(eq=False)
class Join:
    """Rows of another relation found by equality of keys; at most one for each row."""

    target: Target
    on: tuple[tuple[str, str], ...]
    number: int
    reads: dict[str, str] = field(factory=dict)
    """Columns read, by their name there and then here."""


@frozen(eq=False)
class Column:
    """A computed column: an expression over its frame, or what a join reads."""

    name: str
    expression: exp.Expression | None
    refs: tuple[str, ...]
    join: Join | None = None
    read: str = ""


@define(eq=False)
class Flags:
    """Conditions kept in one column, a bit for each that holds: columns of yes and no take three times as long to write."""

    name: str
    of: list[str] = field(factory=list)

    @property
    def refs(self) -> tuple[str, ...]:
        """The columns of the conditions."""
        return tuple(self.of)

    @property
    def cell(self) -> str:
        """The SQL of the column."""
        return " + ".join(f"CASE WHEN {quoted(name)} THEN {1 << bit} ELSE 0 END" for bit, name in enumerate(self.of))


@define(eq=False)
class Frame:
    """Rows and what is computed of them. `base` gives the rows: a table, or rows made from other frames' (`Derivation`)."""

    name: str
    base: "Table | Derivation"
    columns: dict[str, Column | Flags] = field(factory=dict)
    _held: dict[str, str] = field(factory=dict)
    _joins: dict[tuple[object, ...], Join] = field(factory=dict)
    _stages: dict[str, int] = field(factory=dict)
    wanted: dict[int, set[str]] = field(factory=dict)
    late: set[str] = field(factory=set)
    """Columns made only to be shown: told where they are read (late.py)."""
    numbers: set[str] = field(factory=set)
    """Columns that hold the number of the line that decided, or of the version that governs: tables keep them."""
    kept: set[str] = field(factory=set)
    """Columns that tables keep for what is told late."""
    _flags: dict[int, list[Flags]] = field(factory=dict)
    _flagged: dict[str, exp.Expression] = field(factory=dict)

    def hold(self, expression: exp.Expression, *, always: bool = False, late: bool = False) -> exp.Expression:
        """A column for an expression; a literal needs none, unless `always`. `late` where it is made only to be shown."""
        if isinstance(expression, exp.Column) or (not always and _is_literal(expression)):
            return expression
        words = written(expression)
        name = self._held.get(words)
        if name is None:
            name = self._held[words] = f"{COMPUTED}{len(self.columns)}"
            refs = tuple(dict.fromkeys(column.name for column in expression.find_all(exp.Column)))
            self.columns[name] = Column(name, expression, refs)
            if late:
                self.late.add(name)
        return column(name)

    def read(self, target: Target, on: tuple[tuple[exp.Expression, str], ...], name: str) -> exp.Expression:
        """A column of another relation, of the row whose keys equal columns of this frame; NULL where there is none."""
        keys = tuple((self.hold(own, always=True).name, there) for own, there in on)
        slot: tuple[object, ...] = (target if isinstance(target, Table) else id(target), keys)
        if isinstance(target, Frame) and name.startswith(COMPUTED):
            slot = (*slot, target.stage(name))
        join = self._joins.get(slot)
        if join is None:
            join = self._joins[slot] = Join(target, keys, len(self._joins))
        own = join.reads.get(name)
        if own is None:
            own = join.reads[name] = f"{COMPUTED}{len(self.columns)}"
            self.columns[own] = Column(own, None, tuple(k for k, _ in keys), join, name)
        return column(own)

    def flag(self, condition: exp.Expression) -> exp.Expression:
        """Whether a condition holds (never NULL), told from a bit that is kept for it."""
        while isinstance(condition, exp.Paren):
            condition = condition.this
        if _is_literal(condition):
            return condition
        name = self.hold(condition).name
        if name not in self._flagged:
            flags = self._with_room(self.stage(name))
            self._flagged[name] = _bit(flags.name, 1 << len(flags.of))
            flags.of.append(name)
        return self._flagged[name].copy()

    def _with_room(self, stage: int) -> Flags:
        """Flags that can be had at a stage, with room for one more."""
        every = self._flags.setdefault(stage, [])
        if not every or len(every[-1].of) == ROOM:
            every.append(Flags(f"{FLAGS}{stage}.{len(every)}"))
            self.columns[every[-1].name] = every[-1]
        return every[-1]

    # ---------- when ----------

    def stage(self, name: str) -> int:
        """When a column can be had: 0 where it rests on tables alone."""
        found = self._stages.get(name)
        if found is None:
            self._stages[name] = found = self._stage(name)
        return found

    def _stage(self, name: str) -> int:
        start = self.base.stage() if isinstance(self.base, Derivation) else 0
        held = self.columns.get(name)
        if held is None:
            return start
        after = max((self.stage(r) for r in held.refs), default=start)
        if isinstance(held, Flags):
            return max(start, after)
        match held.join:
            case None:
                return max(start, after)
            case Join(target=Table()):
                return max(start, after)
            case Join(target=Grouping() as grouping):
                return max(start, after, grouping.stage() + 1)
            case Join(target=Frame() as frame):
                return max(start, after, frame.stage(held.read) + 1)
        raise TypeError(f"{name}: no such join")

    def stage_of_all(self, names: Iterable[str]) -> int:
        """When some columns can be had together."""
        return max((self.stage(n) for n in names), default=self.stage(ROW))

    def want(self, names: Iterable[str], stage: int) -> None:
        """Ask for columns in the table written at a stage."""
        self.wanted.setdefault(stage, {ROW, KEY}).update(names)

    def table(self, stage: int) -> str:
        """The name of the table written at a stage."""
        return f"{self.name}#{stage}"


@define(eq=False)
class Derivation:
    """Rows made from those of other frames. `query` reads their tables, each called as in `reads` (name → frame, columns)."""

    query: str
    reads: dict[str, tuple[Frame, tuple[str, ...]]]

    def stage(self) -> int:
        """When its rows can be made."""
        return max((f.stage_of_all(names) + 1 for f, names in self.reads.values()), default=0)


def column(name: str) -> exp.Expression:
    """A column by name."""
    return exp.Column(this=exp.Identifier(this=name, quoted=True))


def _bit(name: str, bit: int) -> exp.Expression:
    """Whether a column of flags has a bit."""
    among = exp.Paren(this=exp.BitwiseAnd(this=column(name), expression=exp.Literal.number(bit)))
    return exp.NEQ(this=among, expression=exp.Literal.number(0))


def bits_of(expression: exp.Expression) -> dict[str, int]:
    """The columns of flags that an expression reads, with all the bits it asks for."""
    found: dict[str, int] = {}
    for node in expression.find_all(exp.BitwiseAnd):
        if isinstance(node.this, exp.Column) and node.this.name.startswith(FLAGS):
            found[node.this.name] = found.get(node.this.name, 0) | int(node.expression.name)
    return found


def _is_literal(expression: exp.Expression) -> bool:
    plain = exp.Literal | exp.Null | exp.Boolean
    return isinstance(expression, plain) or (isinstance(expression, exp.Cast) and isinstance(expression.this, plain))


# ---------- statements ----------


def layers_of(frame: Frame, names: Iterable[str], given: frozenset[str]) -> list[list[Column | Flags]]:
    """The computed columns that some columns rest on, by layer; `given` are there already."""
    level: dict[str, int] = {}
    for name in names:
        _level(frame, name, given, level)
    layers: list[list[Column | Flags]] = [[] for _ in range(max(level.values(), default=0))]
    for name, at in level.items():
        if at:
            layers[at - 1].append(frame.columns[name])
    return layers


def _level(frame: Frame, name: str, given: frozenset[str], level: dict[str, int]) -> int:
    if name not in level:
        held = None if name in given else frame.columns.get(name)
        below = (_level(frame, r, given, level) for r in held.refs) if held else ()
        level[name] = 0 if held is None else 1 + max(below, default=0)
    return level[name]


def rests_on(frame: Frame, names: Iterable[str], given: frozenset[str]) -> Iterator[str]:
    """Every column among those given, and every stored one, that some columns rest on."""
    seen: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        held = None if name in given else frame.columns.get(name)
        if held is None:
            yield name
        else:
            todo.extend(held.refs)


def select(frame: Frame, source: str, given: frozenset[str], names: Iterable[str]) -> str:
    """The query that gives columns of a frame from a relation that has the `given` ones."""
    wanted = list(dict.fromkeys(names))
    layers = layers_of(frame, wanted, given)
    needed: list[set[str]] = [set(wanted)]
    for layer in reversed(layers):
        own = {c.name for c in layer}
        below = (needed[0] - own) | {r for c in layer if c.name in needed[0] for r in c.refs}
        needed.insert(0, below)
    query = source
    for number, layer in enumerate(layers):
        above = needed[number + 1]
        computed = [c for c in layer if c.name in above]
        made = {c.name for c in computed}
        kept = [quoted(n) for n in sorted(above - made)]
        cells = [*kept, *(_cell(c) for c in computed)]
        joins = {c.join.number: c.join for c in computed if isinstance(c, Column) and c.join is not None}
        joined = "".join(f"\nLEFT JOIN {_joined(j, made)} ON {_on(j)}" for _, j in sorted(joins.items()))
        query = f"SELECT {', '.join(cells) or '1'}\nFROM {_as_source(query, number)}{joined}"
    if not layers:
        return f"SELECT {', '.join(quoted(n) for n in wanted)} FROM {source}"
    return f"SELECT {', '.join(quoted(n) for n in wanted)} FROM (\n{query}\n) AS frame"


def _as_source(query: str, number: int) -> str:
    return f"{query} AS frame" if number == 0 else f"(\n{query}\n) AS frame"


def _cell(held: Column | Flags) -> str:
    if isinstance(held, Flags):
        return f"{held.cell} AS {quoted(held.name)}"
    if held.expression is not None:
        return f"{written(held.expression)} AS {quoted(held.name)}"
    return f"joined{held.join.number if held.join else 0}.{quoted(held.name)} AS {quoted(held.name)}"


def _joined(join: Join, made: set[str]) -> str:
    """The other relation, its columns renamed so that none is taken for one of the frame."""
    keys = [f"{quoted(there)} AS {quoted(f'@{join.number} {n}')}" for n, (_, there) in enumerate(join.on)]
    reads = [f"{quoted(there)} AS {quoted(own)}" for there, own in join.reads.items() if own in made]
    return f"(SELECT {', '.join((*keys, *reads))} FROM {quoted(_table(join))}) AS joined{join.number}"


def _on(join: Join) -> str:
    pairs = (
        f"frame.{quoted(own)} = joined{join.number}.{quoted(f'@{join.number} {n}')}"
        for n, (own, _) in enumerate(join.on)
    )
    return " AND ".join(pairs)


def _table(join: Join) -> str:
    match join.target:
        case Table(name=name):
            return name
        case Grouping(name=name):
            return name
        case Frame() as frame:
            return frame.table(max(frame.stage(there) for there in join.reads))
