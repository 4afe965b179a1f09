"""The CSV of a 数据表 into a Table. It belongs to the policy, so whatever is wrong with it is an error of the policy."""

from pathlib import Path

from ..diagnostic import Diagnostic, Refusal
from ..origin import CellPlace
from ..program import Entity
from .cells import Surroundings
from .delimited import read_delimited
from .export_files import read_bytes
from .file_problems import NothingInside
from .headers import layout_of
from .identity import settle
from .table_problems import ReferenceFault
from .tables import Table
from .typed_rows import type_rows


def read_reference(entity: Entity, path: Path) -> tuple[Table, tuple[Diagnostic, ...]]:
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
        return Table(entity.name, ()), refusal.diagnostics
    surroundings = Surroundings({}, {})
    readers = {name: surroundings.reader(column) for name, column in entity.columns.items()}
    typed = type_rows(sheet, layout, entity, readers)
    settled = settle(entity, (typed,))
    missing = tuple(f"缺少声明的「{name}」列" for name in entity.columns if name not in layout.columns)
    undeclared = tuple(f"「{name}」列没有在「数据表」语句里声明" for name in layout.dropped)
    faults = [ReferenceFault(entity.name, sheet.place(layout.header_row), fault) for fault in (*missing, *undeclared)]
    faults.extend(
        ReferenceFault(entity.name, reject.place, f"{_value(reject.value)}{reject.reason}")
        for reject in settled.rejects
    )
    counted = {record.place.row for record in settled.records} | {reject.place.row for reject in settled.rejects}
    faults.extend(
        ReferenceFault(entity.name, _twice(source, row.number), f"「{row.key}」这一行写了两次")
        for row in typed.rows
        if row.number not in counted
    )
    return Table(entity.name, settled.records), tuple(fault.diagnostic() for fault in faults)


def _value(shown: str) -> str:
    return f"「{shown}」" if shown else ""


def _twice(source: str, row: int) -> CellPlace:
    return CellPlace(source, None, row)
