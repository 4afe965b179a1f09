"""The CSV of a 数据表 into a Table. It belongs to the policy, so whatever is wrong with it is an error of the policy.

Its rows may be dated: in a column 自, which no 数据表 declares, stands the day from which on a row holds in place of the
row with the same key before it; a row without a day holds from the beginning.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from attrs import evolve, frozen

from ..diagnostic import Diagnostic, Refusal
from ..origin import CellPlace
from ..program import Entity
from .cells import Surroundings
from .date_cells import read_date
from .delimited import read_delimited
from .export_files import read_bytes
from .file_problems import NothingInside
from .headers import Layout, layout_of
from .identity import Settled, settle
from .sheets import RawRow, Sheet, is_blank, shown
from .table_problems import ReferenceFault
from .tables import Record, Table
from .typed_rows import TypedSheet, type_rows
from .unreadable import Unreadable

SINCE = "自"
"""The column that dates rows."""


@frozen
class DatedTable:
    """A 数据表 as it stands from the beginning, and as it stands from later days on, the first of them first."""

    first: Table
    later: tuple[tuple[date, Table], ...] = ()

    def on(self, day: date) -> Table:
        """The rows that hold on a day."""
        return next((table for since, table in reversed(self.later) if since <= day), self.first)

    def unchanged_since(self, column: str, day: date) -> date | None:
        """The last day up to which a column of some row came to hold another value; None: as from the beginning."""
        stages = ((None, self.first), *self.later)
        changes = (
            since
            for (_, before), (since, after) in pairwise(stages)
            if since is not None and since <= day and _values(before, column) != _values(after, column)
        )
        return max(changes, default=None)


def _values(table: Table, column: str) -> Mapping[str, object]:
    return {record.key: record.values[column] for record in table.records}


def read_reference(entity: Entity, path: Path) -> tuple[DatedTable, tuple[Diagnostic, ...]]:
    """Read the rows of a 数据表 from its CSV; references to other 数据表 are kept as written.

    The second part holds every error: a file that cannot be read, a declared column that is missing, one that is
    not declared, a bad cell, a blank key, a row that stands twice. Raises nothing a policy's author can cause.
    """
    source = entity.data_path or path.name
    try:
        sheet = read_delimited(read_bytes(path, source), source, path.stem)
        if sheet.is_blank:
            raise NothingInside(source).refusal()
        layout = layout_of(sheet, entity)
    except Refusal as refusal:
        return DatedTable(Table(entity.name, ())), refusal.diagnostics
    missing = tuple(f"缺少声明的「{name}」列" for name in entity.columns if name not in layout.columns)
    undeclared = tuple(f"「{name}」列没有在「数据表」语句里声明" for name in layout.dropped if name != SINCE)
    faults = [ReferenceFault(entity.name, sheet.place(layout.header_row), fault) for fault in (*missing, *undeclared)]
    stages, undated = _stages(entity, sheet, layout)
    faults.extend(undated)
    held: dict[str, Record] = {}
    tables: dict[date | None, Table] = {}
    for since, rows in stages.items():
        records, wrong = _rows(entity, evolve(sheet, rows=rows, broken=() if since else sheet.broken), layout)
        held |= {record.key: record for record in records}
        tables[since] = Table(entity.name, tuple(held.values()))
        faults.extend(wrong)
    later = tuple((since, table) for since, table in tables.items() if since is not None)
    return DatedTable(tables[None], later), tuple(fault.diagnostic() for fault in faults)


def _stages(
    entity: Entity, sheet: Sheet, layout: Layout
) -> tuple[Mapping[date | None, tuple[RawRow, ...]], list[ReferenceFault]]:
    """The rows, header included, by the day from which they hold; first those without one, then by day."""
    head, body = tuple(sheet.rows[: layout.first]), sheet.rows[layout.first :]
    if SINCE in entity.columns or SINCE not in layout.dropped:
        return {None: (*head, *body)}, []
    position = next(n for n, cell in enumerate(head[-1].cells) if not is_blank(cell) and shown(cell) == SINCE)
    found: dict[date | None, list[RawRow]] = {None: []}
    faults: list[ReferenceFault] = []
    for row in body:
        cell = row.cells[position] if position < len(row.cells) else None
        day = None if is_blank(cell) else read_date(cell)
        if isinstance(day, Unreadable):
            place = evolve(sheet.place(row.number), column=SINCE)
            faults.append(ReferenceFault(entity.name, place, f"{_value(shown(cell))}{day.reason}"))
            continue
        found.setdefault(day, []).append(row)
    ordered = sorted(found, key=lambda day: day or date.min)
    return {day: (*head, *found[day]) for day in ordered}, faults


def _rows(entity: Entity, sheet: Sheet, layout: Layout) -> tuple[tuple[Record, ...], Iterator[ReferenceFault]]:
    """The rows of one day as records, and what is wrong with them."""
    surroundings = Surroundings({}, {})
    readers = {name: surroundings.reader(column) for name, column in entity.columns.items()}
    typed = type_rows(sheet, layout, entity, readers)
    settled = settle(entity, (typed,))
    return settled.records, _faults(entity, sheet.source, typed, settled)


def _faults(entity: Entity, source: str, typed: TypedSheet, settled: Settled) -> Iterator[ReferenceFault]:
    for reject in settled.rejects:
        yield ReferenceFault(entity.name, reject.place, f"{_value(reject.value)}{reject.reason}")
    counted = {record.place.row for record in settled.records} | {reject.place.row for reject in settled.rejects}
    for row in typed.rows:
        if row.number not in counted:
            yield ReferenceFault(entity.name, _twice(source, row.number), f"「{row.key}」这一行写了两次")


def _value(shown: str) -> str:
    return f"「{shown}」" if shown else ""


def _twice(source: str, row: int) -> CellPlace:
    return CellPlace(source, None, row)
