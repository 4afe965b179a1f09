"""The rows of one sheet, typed column by column; bad cells with their reasons."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from ..outcome import Reject
from ..program import Entity
from ..types import Known
from .cells import CellReader
from .headers import Layout
from .office_sheets import BlankingReader
from .sheets import RawCell, RawRow, Sheet, Unusable, is_blank, is_blank_row, shown
from .tables import key_of
from .unreadable import Unreadable


@frozen
class TypedRow:
    """One row: its number, its key (None where that is blank or unreadable), and its values in declared order.

    `values` is None where a cell was bad.
    """

    sheet: Sheet = field(repr=False)
    number: int
    key: str | None
    values: tuple[Known | None, ...] | None


@frozen
class TypedSheet:
    """Every row read from a sheet, good or bad, and the bad cells.

    `broken` counts rows without cells; `absent` names the declared columns the sheet does not have.
    """

    sheet: Sheet = field(repr=False)
    rows: tuple[TypedRow, ...] = field(repr=False)
    rejects: tuple[Reject, ...] = ()
    broken: int = 0
    absent: frozenset[str] = frozenset()


@frozen
class _BadCell:
    index: int
    column: str
    shown: str
    reason: str


def type_rows(
    sheet: Sheet, layout: Layout, entity: Entity, readers: Mapping[str, CellReader | BlankingReader]
) -> TypedSheet:
    """Type the rows below the header. Blank rows are no rows."""
    rows, broken = rows_of(sheet, layout)
    columns: list[Sequence[Known | None]] = []
    bad: list[_BadCell] = []
    for name in entity.columns:
        position = layout.columns.get(name)
        if position is None:
            columns.append([None] * len(rows))
        else:
            cells = [row.cells[position] if position < len(row.cells) else None for row in rows]
            columns.append(_read_column(name, cells, readers[name], bad))
    names = tuple(entity.columns)
    values = list(zip(*columns, strict=True))
    bad.extend(_blank_keys(values, entity, {(cell.index, cell.column) for cell in bad}))
    return TypedSheet(
        sheet=sheet,
        rows=_typed(sheet, rows, values, bad, entity),
        rejects=(*broken, *_rejects(sheet, rows, bad, entity, names)),
        broken=len(broken),
        absent=frozenset(names) - frozenset(layout.columns),
    )


def rows_of(sheet: Sheet, layout: Layout) -> tuple[list[RawRow], tuple[Reject, ...]]:
    """The rows below the header that can be taken apart, and those that cannot."""
    broken = [Reject(sheet.place(row.number), "", row.reason) for row in sheet.broken]
    rows = []
    for row in _unmerged(sheet, layout):
        extra = row.cells[layout.width :]
        if sheet.rigid and extra and not is_blank_row(extra):
            reason = f"这一行有{len(row.cells)}格，列名只有{layout.width}个；格内有逗号时，用英文双引号括住整格"
            broken.append(Reject(sheet.place(row.number), "", reason))
        elif not is_blank_row(row.cells):
            rows.append(row)
    return rows, tuple(broken)


def _unmerged(sheet: Sheet, layout: Layout) -> Sequence[RawRow]:
    """The rows below the header with each merged range filled with the value that shows."""
    rows = sheet.rows[layout.first :]
    merges = [merge for merge in sheet.merges if merge.first_row > layout.header_row]
    if not merges:
        return rows
    cells = {row.number: list(row.cells) for row in rows}
    for merge in merges:
        top = cells.get(merge.first_row, [])
        value = top[merge.first_column] if merge.first_column < len(top) else None
        for number in range(merge.first_row, merge.last_row + 1):
            line = cells.setdefault(number, [])
            line.extend([None] * (merge.last_column + 1 - len(line)))
            line[merge.first_column : merge.last_column + 1] = [value] * (merge.last_column + 1 - merge.first_column)
    return [RawRow(number, line) for number, line in sorted(cells.items())]


def _read_column(
    name: str, cells: Sequence[RawCell], read: CellReader | BlankingReader, bad: list[_BadCell]
) -> list[Known | None]:
    """Read a column; equal cells are read once."""
    known: dict[tuple[type, RawCell], Known | Unreadable | None] = {}
    values: list[Known | None] = []
    for index, cell in enumerate(cells):
        value: Known | Unreadable | None
        if cell is None:
            value = None
        elif (type(cell), cell) in known:
            value = known[type(cell), cell]
        else:
            value = known[type(cell), cell] = read_cell(cell, read)
        if isinstance(value, Unreadable):
            bad.append(_BadCell(index, name, shown(cell), value.reason))
            value = None
        values.append(value)
    return values


def read_cell(cell: RawCell, read: CellReader | BlankingReader) -> Known | Unreadable | None:
    """Read one cell; None where it is blank or stands for 未知."""
    if isinstance(cell, Unusable):
        return Unreadable(cell.reason)
    return None if is_blank(cell) else read(cell)


def _blank_keys(
    values: Sequence[tuple[Known | None, ...]], entity: Entity, known_bad: set[tuple[int, str]]
) -> list[_BadCell]:
    names = tuple(entity.columns)
    return [
        _BadCell(index, name, "", "主键是空的，不知是哪一条")
        for name in entity.key
        for position in (names.index(name),)
        for index, row in enumerate(values)
        if row[position] is None and (index, name) not in known_bad
    ]


def _typed(
    sheet: Sheet,
    rows: Sequence[RawRow],
    values: Sequence[tuple[Known | None, ...]],
    bad: Sequence[_BadCell],
    entity: Entity,
) -> tuple[TypedRow, ...]:
    names = tuple(entity.columns)
    keys = [(name, names.index(name)) for name in entity.key]
    faulty = {cell.index for cell in bad}
    keyless = {cell.index for cell in bad if cell.column in entity.key}
    typed = []
    for index, (row, line) in enumerate(zip(rows, values, strict=True)):
        key = None if index in keyless else key_of({name: line[p] for name, p in keys}, entity.key)
        typed.append(TypedRow(sheet, row.number, key, None if index in faulty else line))
    return tuple(typed)


def _rejects(
    sheet: Sheet, rows: Sequence[RawRow], bad: list[_BadCell], entity: Entity, names: tuple[str, ...]
) -> tuple[Reject, ...]:
    """One Reject a bad cell, by row and then in the order of the declaration."""
    order = {name: position for position, name in enumerate(names)}
    bad.sort(key=lambda cell: (cell.index, order[cell.column]))
    return tuple(
        Reject(
            sheet.place(rows[cell.index].number, cell.column),
            cell.shown,
            cell.reason,
            entity.columns[cell.column].sensitive,
        )
        for cell in bad
    )
