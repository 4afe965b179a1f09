"""The one entrance of bulk reading: what read_export does, for exports of millions of rows."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...diagnostic import Diagnostic
from ...facts.cells import CellReader, Surroundings
from ...facts.export import layouts_of, merge_notice
from ...facts.matching import match_sheets
from ...facts.office_sheets import BlankingReader, Offices
from ...facts.tables import Table
from ...office_map import OfficeMap
from ...outcome import InputCount
from ...program import Entity
from ..shortage import refusing_shortage
from ..typed_tables import SheetSource
from .bulk_facts import REJECTS, BulkFacts
from .csv_at_once import typed_at_once
from .identity import settle
from .open_files import OpenFiles, open_files
from .stage import MatchedSheet, SheetCells, add_sheet, new_stage, sheet_cells
from .standing import held, stand
from .typed_table import create_table, write_table
from .workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, int], None]
"""Called after each sheet with the name of its 台账 and the rows read from it."""


def read_bulk(
    connection: "DuckDBPyConnection",
    paths: Sequence[Path],
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    maps: tuple[OfficeMap, ...] = (),
    progress: Progress | None = None,
    lasting: Path | None = None,
) -> BulkFacts:
    """Read a case export into typed tables of `connection` (engine/backends/typed_tables.py), one an entity.

    Takes the same arguments as engine/facts/export.read_export and gives the same rows, counts, rejects and notices,
    but no row of a CSV, Parquet or JSON-lines file is kept in memory by Python. Tables of the same names are
    replaced; a 台账 without a sheet gets an empty table. Files needed on the way lie in the connection's
    temp_directory, or where the system keeps such files. In `lasting` files may be left that tables are views of: the
    caller removes it when he has no more use for the tables.

    Raises Refusal, with every problem found, where nothing can be evaluated, or where memory or disk do not suffice.
    """
    with (
        refusing_shortage(connection),
        tempfile.TemporaryDirectory(dir=_scratch(connection), prefix="guiju-") as folder,
    ):
        workspace = Workspace(connection, Path(folder), lasting)
        try:
            return _read(workspace, open_files(workspace, paths), entities, reference, maps, progress)
        finally:
            workspace.clear()


def _read(
    workspace: Workspace,
    files: OpenFiles,
    entities: Mapping[str, Entity],
    reference: Mapping[str, Table],
    maps: tuple[OfficeMap, ...],
    progress: Progress | None,
) -> BulkFacts:
    offices = Offices(maps, entities)
    matched, notices = matched_sheets(files, offices, entities)
    surroundings = Surroundings(entities, reference)
    sheets = [SheetSource(m.sheet.place(), frozenset(e.columns) - frozenset(m.layout.columns)) for e, m in matched]
    workspace.run(
        f'CREATE OR REPLACE TABLE "{REJECTS}" ("order" BIGINT, entity VARCHAR, source VARCHAR, sheet VARCHAR, '
        '"row" BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, sensitive BOOLEAN)'
    )
    inputs: list[InputCount] = []
    for name, entity in entities.items():
        own = [m for e, m in matched if e.name == name]
        if name in reference:
            write_table(workspace, entity, reference[name], sheets)
        elif own:
            readers = {
                column: offices.reader(name, column, surroundings.reader(c)) for column, c in entity.columns.items()
            }
            judge = partial(_judged, workspace, entity, readers, surroundings)
            inputs.extend(_read_entity(workspace, entity, own, judge, progress))
        else:
            create_table(workspace, entity)
    return BulkFacts(
        connection=workspace.connection,
        sheets=tuple(sheets),
        tables=frozenset(entities),
        sent=frozenset(entity.name for entity, _ in matched),
        inputs=tuple(inputs),
        reject_count=workspace.number(f'SELECT count(*) FROM "{REJECTS}"'),
        notices=notices,
    )


def matched_sheets(
    files: OpenFiles, offices: Offices, entities: Mapping[str, Entity]
) -> tuple[list[tuple[Entity, MatchedSheet]], tuple[Diagnostic, ...]]:
    """The sheets of every 台账 with their layouts, and what there is to say of them."""
    heads = offices.translated([sheet.head for sheet in files.sheets])
    rows = {id(head): sheet for head, sheet in zip(heads, files.sheets, strict=True)}
    found = match_sheets(heads, entities)
    layouts = layouts_of(found.sheets)
    notices = [*files.notices, *found.notices]
    matched: list[tuple[Entity, MatchedSheet]] = []
    for number, ((entity, head), layout) in enumerate(zip(found.sheets, layouts, strict=True)):
        matched.append((entity, MatchedSheet(number, head, layout, rows[id(head)])))
        notices.extend((*layout.notices, *merge_notice(head, layout, entity)))
    return matched, tuple(notices)


def _read_entity(
    workspace: Workspace,
    entity: Entity,
    sheets: Sequence[MatchedSheet],
    judge: Callable[[MatchedSheet], SheetCells],
    progress: Progress | None,
) -> tuple[InputCount, ...]:
    judged = ((m, judge(m)) for m in held(workspace, sheets))
    if len(sheets) == 1:
        (only,) = judged
        counts = stand(workspace, entity, *only)
        if counts is not None:
            if progress is not None:
                progress(entity.name, counts[0].read)
            return counts
        judged = (each for each in (only,))
    stage = new_stage(workspace, entity)
    for matched, cells in judged:
        read = add_sheet(workspace, stage, matched, cells)
        if progress is not None:
            progress(entity.name, read)
    return settle(workspace, stage, sheets)


def _judged(
    workspace: Workspace,
    entity: Entity,
    readers: Mapping[str, CellReader | BlankingReader],
    surroundings: Surroundings,
    matched: MatchedSheet,
) -> SheetCells:
    """The rows of a sheet in the database, and what their cells mean."""
    found = typed_at_once(workspace, entity, matched, readers, surroundings)
    return found or sheet_cells(workspace, entity, matched, readers)


def _scratch(connection: "DuckDBPyConnection") -> str | None:
    """The folder the database spills into, where it is one that exists."""
    (found,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    return found if found and Path(found).is_dir() else None
