"""The header of a sheet: which row it is, and which column holds which declared fact."""

from collections import defaultdict
from collections.abc import Mapping

from attrs import field, frozen

from ..diagnostic import Diagnostic, Refusal
from ..program import Entity
from .columns import column_letters
from .names import folded
from .nearest import nearest
from .sheets import RawCell, RawRow, Sheet, is_blank, is_blank_row, shown
from .table_problems import (
    DroppedColumns,
    DuplicateHeader,
    MisspelledColumn,
    MissingColumns,
    MissingKeyColumn,
)

HEADER_WITHIN = 10
"""Rows from the top among which the header is looked for, below titles."""


@frozen
class Layout:
    """Where the declared columns of an entity stand in one sheet.

    `columns` maps a declared column to its place from 0 (absent ones are left out); `first` is the place in
    Sheet.rows of the first row below the header; `width` how many cells the header row has.
    """

    header_row: int
    columns: Mapping[str, int]
    first: int
    width: int
    notices: tuple[Diagnostic, ...] = field(default=(), repr=False)


def has_key(sheet: Sheet, entity: Entity) -> bool:
    """Whether a sheet has a header that names every key column of an entity."""
    position = _header_position(sheet, entity)
    return position is not None and not _missing_key(sheet.rows[position], entity)


def layout_of(sheet: Sheet, entity: Entity) -> Layout:
    """Find the header of a sheet that is not blank and match it with the declared columns.

    Raises Refusal where a key column is missing or a declared column stands twice.
    """
    position = _header_position(sheet, entity)
    row = sheet.rows[position] if position is not None else RawRow(1, ())
    found = _found(row.cells)
    declared = {folded(name): name for name in entity.columns}
    columns = {declared[text]: places[0] for text, places in found.items() if text in declared}
    _refuse_faults(sheet, entity, row, found)
    return Layout(
        header_row=row.number,
        columns={name: columns[name] for name in entity.columns if name in columns},
        first=0 if position is None else position + 1,
        width=len(row.cells),
        notices=_notices(sheet, entity, row, columns, position or 0),
    )


def _header_position(sheet: Sheet, entity: Entity) -> int | None:
    """The first row that is not blank; where that lacks the key and a row soon below has it, that one."""
    rows = [i for i, row in enumerate(sheet.rows[: HEADER_WITHIN + 50]) if not is_blank_row(row.cells)]
    with_key = (i for i in rows[:HEADER_WITHIN] if not _missing_key(sheet.rows[i], entity))
    return next(with_key, rows[0] if rows else None)


def _missing_key(row: RawRow, entity: Entity) -> tuple[str, ...]:
    names = {folded(shown(cell)) for cell in row.cells}
    return tuple(name for name in entity.key if folded(name) not in names)


def _found(cells: "tuple[RawCell, ...] | list[RawCell] | object") -> dict[str, list[int]]:
    raise NotImplementedError
