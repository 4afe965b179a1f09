"""The header of a sheet: which row it is, and which column holds which declared fact."""

from collections import defaultdict
from collections.abc import Container, Mapping
from itertools import islice

from attrs import field, frozen

from ..diagnostic import Diagnostic, Refusal
from ..program import Entity
from .columns import column_letters
from .names import folded
from .nearest import nearest
from .parquet_problems import UnfitColumn
from .problem import Problem
from .sheets import RawCell, RawRow, Sheet, is_blank, is_blank_row, shown
from .table_problems import (
    DroppedColumns,
    DuplicateHeader,
    MissingColumns,
    MissingKeyColumn,
    MisspelledColumn,
)

HEADER_WITHIN = 10
"""Rows from the top among which the header is looked for, below titles."""


@frozen
class Layout:
    """Where the declared columns of an entity stand in one sheet.

    `columns` maps a declared column to its place from 0 (absent ones are left out); `first` is the place in
    Sheet.rows of the first row below the header; `width` how many cells the header row has; `dropped` the columns
    that are not declared.
    """

    header_row: int
    columns: Mapping[str, int]
    first: int
    width: int
    dropped: tuple[str, ...] = ()
    notices: tuple[Diagnostic, ...] = field(default=(), repr=False)


def has_key(sheet: Sheet, entity: Entity) -> bool:
    """Whether a sheet has a header that names every key column of an entity."""
    position = _header_position(sheet, entity)
    return position is not None and not _missing_key(sheet.rows[position], entity)


def layout_of(sheet: Sheet, entity: Entity) -> Layout:
    """Find the header of a sheet that is not blank and match it with the declared columns.

    Raises Refusal where a key column is missing, a declared column stands twice or holds what is no cell.
    """
    position = _header_position(sheet, entity) or 0
    row = sheet.rows[position] if sheet.rows else RawRow(1, ())
    found = _positions(row)
    _refuse_faults(sheet, entity, row, found)
    columns = {name: found[folded(name)][0] for name in entity.columns if folded(name) in found}
    dropped = _dropped(sheet, row, position, {folded(name) for name in entity.columns})
    return Layout(
        header_row=row.number,
        columns=columns,
        first=position + 1,
        width=len(row.cells),
        dropped=dropped,
        notices=_notices(sheet, entity, row, columns, dropped),
    )


def _header_position(sheet: Sheet, entity: Entity) -> int | None:
    """The first row that is not blank; where that lacks the key and a row soon below has it, that one."""
    filled = (i for i, row in enumerate(sheet.rows) if not is_blank_row(row.cells))
    within = HEADER_WITHIN if sheet.has_titles else 1
    rows = list(islice(filled, within))
    with_key = (i for i in rows if not _missing_key(sheet.rows[i], entity))
    return next(with_key, rows[0] if rows else None)


def _missing_key(row: RawRow, entity: Entity) -> tuple[str, ...]:
    names = {folded(shown(cell)) for cell in row.cells}
    return tuple(name for name in entity.key if folded(name) not in names)


def _positions(row: RawRow) -> dict[str, list[int]]:
    """Where each name stands in the header; blank cells are left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, cell in enumerate(row.cells):
        if not is_blank(cell):
            found[folded(shown(cell))].append(position)
    return found


def _refuse_faults(sheet: Sheet, entity: Entity, row: RawRow, found: Mapping[str, list[int]]) -> None:
    place = sheet.place(row.number or None)
    faults: list[Problem] = [
        DuplicateHeader(sheet.called, entity.name, place, name, tuple(f"{column_letters(p)}列" for p in positions))
        for name in entity.columns
        if len(positions := found.get(folded(name), ())) > 1
    ]
    faults.extend(
        UnfitColumn(sheet.called, entity.name, place, name, sheet.unfit[position])
        for name in entity.columns
        for position in found.get(folded(name), ())
        if position in sheet.unfit
    )
    missing = _missing_key(row, entity)
    if missing:
        headers = tuple(_header_words(cell) for cell in row.cells if not is_blank(cell))
        names = {folded(name) for name in entity.columns}
        declared = tuple(name for name in headers if folded(name) in names)
        faults.append(MissingKeyColumn(sheet.called, entity.name, place, missing, headers, declared))
    if faults:
        raise Refusal(tuple(fault.diagnostic() for fault in faults))


def _notices(
    sheet: Sheet, entity: Entity, row: RawRow, columns: Mapping[str, int], dropped: tuple[str, ...]
) -> tuple[Diagnostic, ...]:
    place = sheet.place(row.number or None)
    missing = tuple(name for name in entity.columns if name not in columns)
    likely = {name: nearest(name, missing) for name in dropped}
    notices: list[Problem] = [
        MisspelledColumn(sheet.called, entity.name, place, name, near) for name, near in likely.items() if near
    ]
    plainly = tuple(name for name in dropped if not likely[name])
    if plainly:
        notices.append(DroppedColumns(sheet.called, entity.name, place, plainly))
    if missing:
        notices.append(MissingColumns(sheet.called, entity.name, place, missing))
    return tuple(notice.diagnostic() for notice in notices)


def _dropped(sheet: Sheet, row: RawRow, position: int, declared: Container[str]) -> tuple[str, ...]:
    """The columns that are not declared, those without a header but with cells below included."""
    named = [_header_words(cell) for cell in row.cells if not is_blank(cell) and folded(shown(cell)) not in declared]
    if sheet.rigid:
        return tuple(dict.fromkeys(named))
    width = max((len(other.cells) for other in sheet.rows[position:]), default=0)
    bare = (
        p
        for p in range(width)
        if (p >= len(row.cells) or is_blank(row.cells[p]))
        and any(p < len(other.cells) and not is_blank(other.cells[p]) for other in sheet.rows[position + 1 :])
    )
    return (*dict.fromkeys(named), *(f"{column_letters(p)}列（没有列名）" for p in bare))


def _header_words(cell: RawCell) -> str:
    """A header on one line and not too long, as messages show it."""
    words = " ".join(shown(cell).split())
    return words if len(words) <= 40 else f"{words[:40]}…"
