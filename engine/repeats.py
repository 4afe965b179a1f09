"""The periods in which a repeated duty is owed for a row, and what proves each (semantics.md, Obligation state).

A period counts iff its first day is not after the as-of date and it lies within 在册. One that was performed before the
row left the stock counts too, so that what was performed stays performed. What falls due only when a period is over
(次月10日) is proved in the period that follows: what was done before reported of an earlier one.
"""

from collections.abc import Callable, Mapping
from datetime import date

from attrs import define, field, frozen

from .facts.partial import PartialTable
from .facts.tables import Record, Table
from .program import Expression, RecordProof, Repetition
from .recurrence import Stretch, following, stretches
from .types import NOT_YET, CauseKind, Unknown, Value, merge, unknown

Reader = Callable[[Expression, Record, date], Value]
"""Gives the value of an expression about a row, which may be of any entity, under a governing date."""
Referred = Callable[[str, str, Record], Value]
"""Gives the value of a column (entity, column) of a row."""


@frozen
class Occurrence:
    """One period of a repeated duty for a row: the day due and the proof that falls inside it."""

    stretch: Stretch
    due: date
    done: Value


@define
class Proofs:
    """Finds the first proof inside a period. Rows of other 台账 are sorted by the case they refer to, once."""

    tables: Mapping[str, Table]
    value: Reader
    column: Referred
    _referring: dict[tuple[str, str], dict[str, list[Record]]] = field(factory=dict)

    def within(self, stretch: Stretch, proof: Expression | RecordProof, record: Record, governing: date) -> Value:
        """The first date of proof inside a period, NOT_YET where there is none, or why it cannot be told.

        Dated figures are those of the day that governs the duty (semantics.md, Versions).
        """
        if not isinstance(proof, RecordProof):
            return _inside(stretch, (self.value(proof, record, governing),))
        if proof.entity not in self.tables:
            # An export without that 台账 proves nothing either way.
            return unknown(CauseKind.MISSING, proof.entity)
        table = self.tables[proof.entity]
        if isinstance(table, PartialTable):
            table.ask([proof.link], (record.key,))
        rows = self._rows(proof).get(record.key, [])
        return _inside(stretch, tuple(self._dated(proof, stretch, row, governing) for row in rows))

    def astray(self, proof: RecordProof, entity: str) -> int:
        """How many rows of proof refer to no row of `entity`: they prove nothing, and somebody must look at them."""
        table, cases = self.tables.get(proof.entity), self.tables.get(entity)
        keys = (self.column(proof.entity, proof.link, row) for row in (table.records if table else ()))
        return sum(not isinstance(key, str) or cases is None or key not in cases.by_key for key in keys)

    def _dated(self, proof: RecordProof, stretch: Stretch, row: Record, governing: date) -> Value:
        """The date of a row that matches; the condition is only asked of rows that may fall into the period."""
        day = self.value(proof.date, row, governing)
        if proof.condition is None or day is NOT_YET or (isinstance(day, date) and day not in stretch):
            return day
        matches = self.value(proof.condition, row, governing)
        if matches is False:
            return NOT_YET
        open_ = [v for v in (day, matches) if isinstance(v, Unknown)]
        return merge(*open_) if open_ else day

    def _rows(self, proof: RecordProof) -> dict[str, list[Record]]:
        slot = (proof.entity, proof.link)
        if slot not in self._referring:
            rows: dict[str, list[Record]] = {}
            for row in self.tables[proof.entity].at_hand:
                key = self.column(proof.entity, proof.link, row)
                if isinstance(key, str):
                    rows.setdefault(key, []).append(row)
            self._referring[slot] = rows
        return self._referring[slot]


def occurrences(
    repetition: Repetition, record: Record, ends: tuple[date, Value], proofs: Proofs, as_of: date
) -> tuple[Occurrence, ...]:
    """The periods owed for a row. `ends` are the ends of 在册; the second is NOT_YET while the row is in stock."""
    since, until = ends
    found = []
    for stretch in stretches(repetition.recurrence, since, as_of):
        if isinstance(until, date) and stretch.first > until:
            break
        after = repetition.due.is_after(repetition.recurrence)
        window = following(repetition.recurrence, stretch) if after else stretch
        done = proofs.within(window, repetition.proof, record, stretch.first)
        cut_short = isinstance(until, date) and until < stretch.last
        if not cut_short or (isinstance(done, date) and isinstance(until, date) and done <= min(until, as_of)):
            found.append(Occurrence(stretch, stretch.due(repetition.due), done))
    return tuple(found)


def _inside(stretch: Stretch, days: tuple[Value, ...]) -> Value:
    open_ = [day for day in days if isinstance(day, Unknown)]
    if open_:
        return merge(*open_)
    return min((day for day in days if isinstance(day, date) and day in stretch), default=NOT_YET)
