"""Obligations as lines of results: each row crossed with the duties, in one pass over the table of their entity."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import define, field, frozen
from sqlglot import exp

from ..lowering.base import written
from ..outcome import State
from .duties import DutySql
from .frames import Frame
from .in_order import InOrder, Unfolded
from .late import Told
from .layout import KEY, ROW, quoted
from .open_lines import OpenLine
from .outputs import Outputs, day_words, each_of, one_of, ordered, placed, unfolded, words
from .result_tables import OBLIGATION_COLUMNS, OBLIGATIONS, PLACE, UNDETERMINED, type_of


@frozen(eq=False)
class Offer:
    """A duty as one version has it: where it stands among the duties, from when the version is, and for which rows."""

    number: int
    found: DutySql
    version: date | exp.Expression | None = None
    chosen: exp.Expression | None = None


@frozen(eq=False)
class Instances:
    """Rows of a frame that obligations are made of: the case's row, the period, and which of them count.

    `version` is the place of the version they are of, by which the periods of a row are told in order.
    """

    frame: Frame
    entity: str
    entity_number: int
    row: str = ROW
    period: str | None = None
    label: str | None = None
    counts: str | None = None
    version: int = 0

    @property
    def names(self) -> list[str]:
        """The columns that say which row, which period, and whether it counts."""
        return [n for n in (self.row, self.period, self.label, self.counts) if n is not None]

    @property
    def part(self) -> str:
        """Where a period stands among those of its row."""
        return f"{self.version * 1_000_000} + {quoted(self.period) if self.period else 0}"


@frozen(eq=False)
class _EachRow:
    """Everyone of a group, who each owe the duty: the relation, what it is crossed in by, and whether nobody is in it."""

    crossed: str
    nobody: str


def add_obligations(outputs: Outputs, rows: Instances, offers: Sequence[Offer]) -> None:
    """The obligations of duties on the rows of one frame: one pass, each row crossed with the duties."""
    plain = [(o, b) for o in offers if o.found.duty.each_row is None for b in range(len(o.found.bearers))]
    if plain:
        _Lines(outputs, rows, plain).add()
    for offer in offers:
        group = _group(offer)
        if group is not None:
            _Lines(outputs, rows, [(offer, 0)], group.crossed).add()
            _count_unowed(outputs, rows, offer, group.nobody)


def _group(offer: Offer) -> _EachRow | None:
    """Those of whom each owes a duty, where it says so."""
    each = offer.found.duty.each_row
    if each is None:
        return None
    table, label = quoted(offer.found.scope.rules.table(each.entity).name), quoted(each.label)
    listed = (
        f"(SELECT row_number() OVER (ORDER BY {quoted(ROW)}) - 1 AS place, {label} || {words(each.kind)} AS called "
        f"FROM {table} WHERE {label} IS NOT NULL) AS each_row"
    )
    return _EachRow(f" CROSS JOIN {listed}", f"(SELECT count({label}) FROM {table}) = 0")


def _count_unowed(outputs: Outputs, rows: Instances, offer: Offer, nobody: str) -> None:
    """A row whose duty nobody owes counts as 不适用."""
    chosen = None if offer.chosen is None else rows.frame.hold(offer.chosen, always=True).name
    names = [n for n in (ROW, rows.counts, chosen) if n is not None]
    table = outputs.making.want(rows.frame, names)
    tests = " AND ".join((nobody, *(quoted(n) for n in names[1:])))
    outputs.count(offer.found.duty.name, f"SELECT count(*) FROM {quoted(table)} WHERE {tests}")


Cells = Mapping[str, tuple[str, str]]
"""The columns of one obligation by name: the SQL of each, and of what type it is."""


def _read(name: str) -> str:
    """A column of obligations, read from lines that are crossed or unfolded."""
    return ordered(name) if name == "causes" else quoted(name)


@define(eq=False)
class _Lines:
    """The obligations of some duties, each with one of its bearers, on the rows of one frame; `each` crosses in a group."""

    outputs: Outputs
    rows: Instances
    owed: Sequence[tuple[Offer, int]]
    each: str = ""
    told: Told = field(init=False)
    cells: list[Cells] = field(init=False)
    chosen: list[str | None] = field(init=False)
    table: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.told = Told(self.rows.frame)
        for found in (offer.found for offer, _ in self.owed):
            for day in (found.trigger, found.due, found.extended, found.done):
                self.told.cell(day)  # first of all, since conditions can be told from them
        self.cells = [self._cells(offer, bearer) for offer, bearer in self.owed]
        self.chosen = [self.told.cell(o.chosen) if o.chosen is not None else None for o, _ in self.owed]
        wanted = [ROW, KEY, *self.rows.names, *self.told.kept]
        self.table = quoted(self.outputs.making.want(self.rows.frame, wanted))

    def add(self) -> None:
        """Into the tables of obligations, of what is undecided, and of counts."""
        self.outputs.add(OBLIGATIONS, self._obligations())
        self.outputs.places.append(self._fixed())
        self.outputs.in_order.setdefault(self.rows.entity_number, []).append(self._in_order())
        for (offer, bearer), cells, chosen in zip(self.owed, self.cells, self.chosen, strict=True):
            if not bearer:
                self.outputs.add(UNDETERMINED, self._undecided(offer, cells, chosen))
        # 不适用 is counted and never written.
        self.outputs.counts.append(
            f"SELECT {self._one_of('duty')} AS duty, {self._one_of('state')} AS state, count(*) AS n "
            f"FROM {self._source} WHERE {' AND '.join(self._counted) or 'TRUE'} GROUP BY 1, 2"
        )

    def _cells(self, offer: Offer, bearer: int) -> Cells:
        found, hold = offer.found, self.rows.frame.hold
        version = offer.version
        since = self.told.cell(version) if isinstance(version, exp.Expression) else day_words(version)
        parts = {
            "bearer": found.bearers[bearer].value,
            "trigger": found.trigger,
            "due": found.due,
            "due_extended": found.extended,
            "done": found.done,
            "days_late": found.days_late,
            "missing_cells": found.missing_cells,
        }
        tests = {
            "none": hold(found.decision.is_(State.NOT_APPLICABLE), late=True),
            "open": hold(found.decision.is_(State.UNDECIDED), late=True),
        }
        return {
            "duty": self._word("duty", exp.Literal.string(found.duty.name)),
            "state": self._word("state", found.decision.state),
            "reason": self._word("reason", found.decision.reason),
            "version": (since, "DATE"),
            "causes": (self.told.causes(found.decision.causes), type_of("causes")),
            **{name: (self.told.cell(part), type_of(name)) for name, part in parts.items()},
            **{name: (self.told.cell(test), "BOOLEAN") for name, test in tests.items()},
        }

    def _word(self, name: str, expression: exp.Expression) -> tuple[str, str]:
        """A column that chooses among few words, as one of a type of their own where it can be."""
        typed, kind = self.outputs.word_types.typed(name, self.told.told(expression))
        return self.told.said(typed), kind or type_of(name)

    # ---------- lines ----------

    @property
    def _source(self) -> str:
        return f"{self.table} CROSS JOIN range({len(self.owed)}) AS duties(k){self.each}"

    @property
    def _counted(self) -> list[str]:
        """Tests of whether there is such an obligation, 不适用 or not."""
        tests = [one_of([c or "TRUE" for c in self.chosen], "BOOLEAN")] if any(self.chosen) else []
        return [*tests, quoted(self.rows.counts)] if self.rows.counts else tests

    def _one_of(self, name: str) -> str:
        """A column by the number of the duty."""
        return one_of(self._each(name), self._kind(name))

    def _each(self, name: str) -> list[str]:
        return [cells[name][0] for cells in self.cells]

    def _kind(self, name: str) -> str:
        kinds = {cells[name][1] for cells in self.cells}
        return kinds.pop() if len(kinds) == 1 else type_of(name)

    def _obligations(self) -> str:
        cells = ", ".join(f"{self._cell(name, self._one_of)} AS {quoted(name)}" for name in OBLIGATION_COLUMNS)
        tests = " AND ".join((f"NOT {self._one_of('none')}", *self._counted))
        lines = f"SELECT {placed(self._place())}, {cells} FROM {self._source} WHERE {tests}"
        names = ", ".join(_read(n) for n in OBLIGATION_COLUMNS)
        return f"SELECT {', '.join(PLACE)}, {names} FROM ({lines})"

    def _in_order(self) -> InOrder | None:
        """The same lines unfolded row by row; None where a row has several periods or owes to everyone of a group."""
        if self.each or self.rows.period:
            return None
        columns = tuple(Unfolded(n, self._cell(n, self._unfolded), _read(n)) for n in OBLIGATION_COLUMNS)
        owed = [
            f"NOT ({none}) AND ({chosen})" if chosen else f"NOT ({none})"
            for none, chosen in zip(self._each("none"), self.chosen, strict=True)
        ]
        return InOrder(self.rows.entity_number, self.table, columns, unfolded(self._by_place(owed), "BOOLEAN"))

    def _by_place(self, values: Sequence[str]) -> list[str]:
        """What belongs to each duty and bearer, in the order of their lines."""
        places = [(offer.number, bearer, n) for n, (offer, bearer) in enumerate(self.owed)]
        return [values[n] for *_, n in sorted(places)]

    def _unfolded(self, name: str) -> str:
        return each_of(self._by_place(self._each(name)), self._kind(name))

    def _cell(self, name: str, of_duty: Callable[[str], str]) -> str:
        """A column of obligations, `of_duty` where it differs from duty to duty."""
        match name:
            case "entity":
                typed, _ = self.outputs.word_types.typed(name, exp.Literal.string(self.rows.entity))
                return written(typed)
            case "key":
                return quoted(KEY)
            case "period":
                return quoted(self.rows.label) if self.rows.label else "''"
            case "bearer" if self.each:
                return "called"
            case _:
                return of_duty(name)

    def _place(self) -> tuple[str, ...]:
        rule = one_of([str(1_000 + offer.number) for offer, _ in self.owed], "INTEGER")
        bearer = "place" if self.each else one_of([str(bearer) for _, bearer in self.owed], "INTEGER")
        return ("1", str(self.rows.entity_number), quoted(self.rows.row), rule, self.rows.part, bearer)

    def _fixed(self) -> tuple[str | None, ...]:
        """What each column of the place is where it is the same on all lines, else None."""
        rules = {str(1_000 + offer.number) for offer, _ in self.owed}
        bearers = {str(bearer) for _, bearer in self.owed}
        return (
            "1",
            str(self.rows.entity_number),
            None,
            rules.pop() if len(rules) == 1 else None,
            None if self.rows.period else self.rows.part,
            None if self.each or len(bearers) > 1 else bearers.pop(),
        )

    def _undecided(self, offer: Offer, cells: Cells, chosen: str | None) -> str:
        counts = quoted(self.rows.counts) if self.rows.counts else None
        asked = (cells["open"][0], chosen, counts, "place = 0" if self.each else None)
        test = " AND ".join(f"({t})" for t in asked if t is not None)
        rule = str(1_000 + offer.number)
        place = ("1", str(self.rows.entity_number), quoted(self.rows.row), rule, self.rows.part, "0")
        line = OpenLine(offer.found.duty.name, self.rows.entity, place, cells["causes"][0], self.rows.label)
        own = [n for n in (self.rows.row, self.rows.period, self.rows.label) if n is not None]
        return line.query(self.told, f"{self.table}{self.each}", own, test)
