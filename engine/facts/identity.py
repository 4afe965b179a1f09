"""Which rows count: equal rows collapse, one key with different rows is rejected (semantics: Identity)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from ..outcome import InputCount, Reject
from ..program import Entity
from .sheets import Sheet
from .tables import Record
from .typed_rows import TypedRow, TypedSheet

PLACES_SHOWN = 5
"""So many places are named where rows of one key differ."""


@frozen
class Settled:
    """The rows of one 台账 that count, the fate of all rows by source, and every reject."""

    records: tuple[Record, ...] = field(repr=False)
    inputs: tuple[InputCount, ...] = ()
    rejects: tuple[Reject, ...] = ()


def settle(entity: Entity, sheets: Sequence[TypedSheet]) -> Settled:
    """Sort out duplicates and conflicts among all the rows of a 台账, whichever file they come from.

    A row with a bad cell cannot equal another: where its key stands on a good row too, that one is in conflict.
    """
    groups: dict[str, list[TypedRow]] = defaultdict(list)
    for sheet in sheets:
        for row in sheet.rows:
            if row.key is not None:
                groups[row.key].append(row)
    conflicts = {key: rows for key, rows in groups.items() if len(rows) > 1 and _differ(rows)}
    records: list[Record] = []
    evaluated: Counter[str] = Counter()
    duplicates: Counter[str] = Counter()
    names = tuple(entity.columns)
    absent = {id(sheet.sheet): sheet.absent for sheet in sheets}
    for key, rows in groups.items():
        first = rows[0]
        if key not in conflicts and first.values is not None:
            values = dict(zip(names, first.values, strict=True))
            place = first.sheet.place(first.number)
            records.append(Record(key, values, place, absent[id(first.sheet)]))
            evaluated[first.sheet.source] += 1
            duplicates.update(row.sheet.source for row in rows[1:])
    return Settled(tuple(records), _counts(entity, sheets, evaluated, duplicates), _rejects(entity, sheets, conflicts))


def _differ(rows: Sequence[TypedRow]) -> bool:
    """Whether rows of one key are not all the same; rows that are all bad are rejected already."""
    good = [row.values for row in rows if row.values is not None]
    return bool(good) and (len(good) < len(rows) or any(values != good[0] for values in good))


def _counts(
    entity: Entity, sheets: Sequence[TypedSheet], evaluated: Counter[str], duplicates: Counter[str]
) -> tuple[InputCount, ...]:
    read: dict[str, int] = {}
    for sheet in sheets:
        source = sheet.sheet.source
        read[source] = read.get(source, 0) + len(sheet.rows) + sheet.broken
    return tuple(
        InputCount(
            entity=entity.name,
            source=source,
            read=rows,
            evaluated=evaluated[source],
            duplicates=duplicates[source],
            rejected=rows - evaluated[source] - duplicates[source],
        )
        for source, rows in read.items()
    )


def _rejects(entity: Entity, sheets: Sequence[TypedSheet], conflicts: dict[str, list[TypedRow]]) -> tuple[Reject, ...]:
    """Every reject in the order of the export: bad cells, and good rows in conflict."""
    reasons = {key: _reason(entity, rows) for key, rows in conflicts.items()}
    rejects: list[Reject] = []
    for sheet in sheets:
        found = list(sheet.rejects)
        found.extend(_conflict(entity, row, reasons[row.key]) for row in _in_conflict(sheet, conflicts) if row.key)
        rejects.extend(sorted(found, key=lambda reject: reject.place.row or 0))
    return tuple(rejects)


def _in_conflict(sheet: TypedSheet, conflicts: dict[str, list[TypedRow]]) -> Iterable[TypedRow]:
    return (row for row in sheet.rows if row.values is not None and row.key in conflicts)


def _conflict(entity: Entity, row: TypedRow, reason: str) -> Reject:
    sensitive = any(entity.columns[name].sensitive for name in entity.key)
    return Reject(row.sheet.place(row.number, "、".join(entity.key)), row.key or "", reason, sensitive)


def _reason(entity: Entity, rows: Sequence[TypedRow]) -> str:
    places = [_place(row, rows[0].sheet) for row in rows[:PLACES_SHOWN]]
    many = f"等共{len(rows)}{rows[0].sheet.counter}" if len(rows) > PLACES_SHOWN else ""
    good = [row.values for row in rows if row.values is not None]
    differing = [f"「{name}」" for position, name in enumerate(entity.columns) if len({v[position] for v in good}) > 1]
    if len(good) < len(rows):
        differing.append("有读不出的单元格")
    return f"同一主键有内容不同的{len(rows)}{rows[0].sheet.counter}：{'、'.join(places)}{many}（差别：{'、'.join(differing)}）"


def _place(row: TypedRow, home: Sheet) -> str:
    number = f"第{row.number}{row.sheet.counter}"
    return number if row.sheet is home else f"{row.sheet.called}{number}"
