"""A case export into typed tables: the one entrance for whoever evaluates cases."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..diagnostic import Diagnostic, Refusal
from ..office_map import OfficeMap
from ..outcome import InputCount, Reject
from ..program import Entity
from .cells import CellReader, Surroundings
from .columns import column_letters
from .export_files import ExportFiles, read_files
from .given_rows import sheet_of
from .headers import Layout, layout_of
from .identity import settle
from .matching import match_sheets
from .office_sheets import BlankingReader, Offices
from .sheets import RawCell, Sheet
from .table_problems import MergedCells
from .tables import Facts, Record, Table
from .typed_rows import TypedSheet, type_rows


def read_export(
    paths: Sequence[Path],
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    progress: Callable[[str, int], None] | None = None,
    maps: tuple[OfficeMap, ...] = (),
) -> Facts:
    """Read a case export: workbooks, folders or files (cli.md, EXPORT).

    `entities` are those of the Program, `reference` the rows of its 数据表, which the result repeats in `tables`
    beside one table for every 台账 (empty where the export has none). `progress` is called after each sheet with
    the name of its 台账 and the rows read from it. Rows that cannot be read are in `rejects`; for every 台账 and
    source, read = evaluated + duplicates + rejected.

    `maps` are the 来源: what offices call sheets, columns and values.

    Raises Refusal, with every problem found, where nothing can be evaluated.
    """
    return _read(read_files(paths), entities, reference, progress, maps)


def read_rows(
    rows: Mapping[str, Sequence[Mapping[str, RawCell]]],
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    maps: tuple[OfficeMap, ...] = (),
) -> Facts:
    """Take rows that a program hands over, by 台账, for an export that holds them: same values, rejects and notices."""
    sheets = tuple(sheet_of(name, given) for name, given in rows.items())
    return _read(ExportFiles(sheets), entities, reference, None, maps)


def _read(
    files: ExportFiles,
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    progress: Callable[[str, int], None] | None,
    maps: tuple[OfficeMap, ...],
) -> Facts:
    offices = Offices(maps, entities)
    matched = match_sheets(offices.translated(files.sheets), entities)
    layouts = layouts_of(matched.sheets)
    notices = [*files.notices, *matched.notices]
    surroundings = Surroundings(entities, reference)
    typed: dict[str, list[TypedSheet]] = defaultdict(list)
    readers: dict[str, Mapping[str, CellReader | BlankingReader]] = {}
    for (entity, sheet), layout in zip(matched.sheets, layouts, strict=True):
        if entity.name not in readers:
            readers[entity.name] = {
                name: offices.reader(entity.name, name, surroundings.reader(c)) for name, c in entity.columns.items()
            }
        rows = type_rows(sheet, layout, entity, readers[entity.name])
        typed[entity.name].append(rows)
        notices.extend((*layout.notices, *merge_notice(sheet, layout, entity)))
        if progress is not None:
            progress(entity.name, len(rows.rows) + rows.broken)
    return _facts(entities, reference, typed, tuple(notices))


def layouts_of(sheets: Sequence[tuple[Entity, Sheet]]) -> list[Layout]:
    """Find the header of every sheet. Raises Refusal with the problems of all."""
    layouts: list[Layout] = []
    problems: list[Diagnostic] = []
    for entity, sheet in sheets:
        try:
            layouts.append(layout_of(sheet, entity))
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        raise Refusal(tuple(problems))
    return layouts


def merge_notice(sheet: Sheet, layout: Layout, entity: Entity) -> tuple[Diagnostic, ...]:
    """Tell of merged cells that touch a declared column below the header."""
    declared = set(layout.columns.values())
    ranges = tuple(
        f"{column_letters(m.first_column)}{m.first_row}:{column_letters(m.last_column)}{m.last_row}"
        for m in sheet.merges
        if m.first_row > layout.header_row and declared.intersection(range(m.first_column, m.last_column + 1))
    )
    if not ranges:
        return ()
    return (MergedCells(sheet.called, entity.name, sheet.place(), ranges).diagnostic(),)


def _facts(
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    typed: Mapping[str, Sequence[TypedSheet]],
    notices: tuple[Diagnostic, ...],
) -> Facts:
    tables: dict[str, Table] = {}
    inputs: list[InputCount] = []
    rejects: list[Reject] = []
    for name, entity in entities.items():
        if name in reference:
            tables[name] = reference[name]
            continue
        records: tuple[Record, ...] = ()
        if name in typed:
            settled = settle(entity, typed[name])
            records = settled.records
            inputs.extend(settled.inputs)
            rejects.extend(settled.rejects)
        tables[name] = Table(name, records)
    return Facts(tables, tuple(inputs), tuple(rejects), notices)
