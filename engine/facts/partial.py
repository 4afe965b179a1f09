"""Tables of which only part was read: they tell what else they are asked for, so that it can be fetched."""

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from ..types import Known
from .tables import KEY_SEPARATOR, Record, Table

if TYPE_CHECKING:
    from ..program import Entity, Expression


class WholeNeeded(Exception):  # no mistake of anybody
    """What is asked rests on every row of a 台账."""

    def __init__(self, entity: str) -> None:
        super().__init__(entity)
        self.entity = entity


@frozen
class Place:
    """A column of a row, or of the row that references lead to from it."""

    path: tuple[str, ...]
    column: str


@frozen
class Ask:
    """The rows of an entity whose columns have these values, each spelled as tables.key_of does."""

    entity: str
    places: tuple[Place, ...]
    values: tuple[str, ...]


@define
class Asked:
    """What was asked for: `open` is not yet fetched, in the order in which it was asked."""

    answered: set[Ask] = field(factory=set)
    open: dict[Ask, None] = field(factory=dict)

    def add(self, ask: Ask) -> None:
        """Note what is asked for, once."""
        if ask not in self.answered:
            self.open[ask] = None

    def take(self) -> tuple[Ask, ...]:
        """What is open, which then counts as answered."""
        taken = tuple(self.open)
        self.answered.update(taken)
        self.open.clear()
        return taken


class PartialTable(Table):
    """A 台账 of which some rows were read: every row with one of the keys, and of the groups, that were asked for.

    Raises WholeNeeded where somebody goes through all rows.
    """

    def __init__(self, entity: "Entity", rows: tuple[Record, ...], asked: Asked) -> None:
        for name, value in (("entity", entity.name), ("_declared", entity), ("_rows", rows), ("_asked", asked)):
            object.__setattr__(self, name, value)

    _declared: "Entity"
    _rows: tuple[Record, ...]
    _asked: Asked

    @property
    def records(self) -> tuple[Record, ...]:
        """Nobody has them all. Raises WholeNeeded."""
        raise WholeNeeded(self.entity)

    @property
    def at_hand(self) -> tuple[Record, ...]:
        """The rows read so far."""
        return self._rows

    @cached_property
    def by_key(self) -> "_AskingRows":
        """The rows by key; a key that is looked up and not there is asked for."""
        return _AskingRows(self)

    def ask(self, grouping: "Sequence[Expression | str]", key: Sequence[Known]) -> None:
        """Ask for the rows of a group: those of which each part of the grouping, a column or an expression, is as the key.

        Raises WholeNeeded where no part of the grouping is a column that could be looked for.
        """
        sought = [(place, str(value)) for part, value in zip(grouping, key, strict=True) if (place := place_of(part))]
        if not sought:
            raise WholeNeeded(self.entity)
        self._asked.add(Ask(self.entity, tuple(p for p, _ in sought), tuple(v for _, v in sought)))

    def called(self, column: str, text: str) -> tuple[Record, ...]:
        """The rows that bear a name, which are asked for."""
        self._asked.add(Ask(self.entity, (Place((), column),), (text,)))
        return tuple(record for record in self._rows if record.values[column] == text)

    def replaced(self, record: Record) -> "PartialTable":
        """The table with another row in place of the one with its key."""
        rows = tuple(record if r.key == record.key else r for r in self._rows)
        return PartialTable(self._declared, rows, self._asked)

    def ask_key(self, key: str) -> None:
        """Ask for the rows with a key."""
        for ask in asks_of(self._declared, key):
            self._asked.add(ask)


class _AskingRows(dict[str, Record]):
    """Rows by key that tell which key was looked up in vain."""

    def __init__(self, table: PartialTable) -> None:
        super().__init__((record.key, record) for record in table.at_hand)
        self._table = table

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 # as dict has it
        """The row with a key."""
        found = super().get(key)
        if found is None:
            self._table.ask_key(key)
            return default
        return found


def asks_of(entity: "Entity", key: str) -> tuple[Ask, ...]:
    """What to ask for to get the rows with a key: one ask, or where a part may hold the separator itself several."""
    places = tuple(Place((), name) for name in entity.key)
    return tuple(Ask(entity.name, places, parts) for parts in _parts(key, len(places)))


def place_of(part: "Expression | str") -> Place | None:
    """Where the value of a grouping is looked for; None where it is worked out in some other way."""
    from ..program import Fact  # noqa: PLC0415 - program imports tables

    if isinstance(part, str):
        return Place((), part)
    return Place(part.path, part.column) if isinstance(part, Fact) else None


def _parts(key: str, number: int) -> tuple[tuple[str, ...], ...]:
    """Every way to take a key apart into so many parts."""
    pieces = key.split(KEY_SEPARATOR)
    cuts = combinations(range(1, len(pieces)), number - 1)
    return tuple(
        tuple(KEY_SEPARATOR.join(pieces[a:b]) for a, b in zip((0, *cut), (*cut, len(pieces)), strict=True))
        for cut in cuts
    )
