"""From columns that are wanted to the tables that hold them, in the order they can be made."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from attrs import define, field

from .frames import Column, Derivation, Flags, Frame, Grouping, Join, Table, rests_on, select
from .layout import quoted
from .plan import Statement


@define
class Making:
    """Finds out which columns of which frames are needed, and at what stage."""

    frames: dict[int, Frame] = field(factory=dict)
    groupings: dict[int, Grouping] = field(factory=dict)
    _seen: set[tuple[int, str]] = field(factory=set)

    def want(self, frame: Frame, names: Iterable[str]) -> str:
        """Ask for columns of a frame in one table; the table's name."""
        names = tuple(dict.fromkeys(names))
        stage = frame.stage_of_all(names)
        frame.want(names, stage)
        self._enter(frame)
        for name in names:
            self._reach(frame, name)
        return frame.table(stage)

    def _enter(self, frame: Frame) -> None:
        if id(frame) in self.frames:
            return
        self.frames[id(frame)] = frame
        if isinstance(frame.base, Derivation):
            for other, names in frame.base.reads.values():
                self.want(other, names)

    def _reach(self, frame: Frame, name: str) -> None:
        todo = [name]
        while todo:
            name = todo.pop()
            held = frame.columns.get(name)
            if isinstance(held, Flags):
                todo.extend(held.refs)  # there may be more of them than when they were last asked for
            if held is None or isinstance(held, Flags) or (id(frame), name) in self._seen:
                continue
            self._seen.add((id(frame), name))
            todo.extend(held.refs)
            self._follow(held)

    def _follow(self, held: Column) -> None:
        """Ask for what a column is read from."""
        match held.join:
            case Join(target=Frame() as other):
                self.want(other, (held.read, *(there for _, there in held.join.on)))
            case Join(target=Grouping() as grouping):
                self.groupings[id(grouping)] = grouping
                self.want(grouping.frame, grouping.columns)
            case _:
                pass

    def statements(self) -> Iterator[Statement]:
        """Every table, each after those it reads."""
        for frame in self.frames.values():
            _carry(frame)
        last = max((s for f in self.frames.values() for s in f.wanted), default=-1)
        for stage in range(last + 1):
            for grouping in self.groupings.values():
                if grouping.stage() == stage:
                    source = grouping.frame.table(grouping.frame.stage_of_all(grouping.columns))
                    yield Statement(grouping.name, grouping.query.format(source=quoted(source)))
            for frame in self.frames.values():
                if stage in frame.wanted:
                    yield Statement(frame.table(stage), _table(frame, stage))


def _carry(frame: Frame) -> None:
    """A later table starts from the one before: whatever it rests on and was there already is kept in that one."""
    stages = sorted(frame.wanted, reverse=True)
    for stage, before in pairwise(stages):
        given = frozenset(n for n in frame.columns if frame.stage(n) <= before)
        frame.wanted[before].update(rests_on(frame, frame.wanted[stage], given))


def _table(frame: Frame, stage: int) -> str:
    earlier = [s for s in frame.wanted if s < stage]
    names = sorted(frame.wanted[stage])
    if earlier:
        before = max(earlier)
        return select(frame, quoted(frame.table(before)), frozenset(frame.wanted[before]), names)
    match frame.base:
        case Table(name=name):
            return select(frame, quoted(name), frozenset(), names)
        case Derivation(query=query, reads=reads):
            tables = {slot: quoted(f.table(f.stage_of_all(columns))) for slot, (f, columns) in reads.items()}
            return select(frame, f"(\n{query.format(**tables)}\n)", frozenset(), names)
