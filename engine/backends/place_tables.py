"""Rows of typed tables with what leads to their places alone: keys, references, and the words of rows referred to."""

from collections.abc import Mapping

from ..facts.tables import Record, Table
from ..origin import CellPlace
from ..plan.layout import quoted
from ..program import Entity, Program
from ..types import BearerType, CodeType, ReferenceType, TextType
from .typed_tables import TypedTables

_NOWHERE = CellPlace("")


def place_tables(program: Program, typed: TypedTables) -> Mapping[str, Table]:
    """The tables for reports that place cases; columns that neither lead to a place nor name one are left out."""
    targets = {e.reference(column) for e in program.entities.values() for column in e.columns}
    return {
        name: _table(typed, entity, _columns(entity, is_place=name in targets))
        for name, entity in program.entities.items()
        if name in typed.tables
    }


def _columns(entity: Entity, *, is_place: bool) -> list[str]:
    kinds = (ReferenceType, TextType, CodeType, BearerType) if is_place else (ReferenceType,)
    return [name for name, column in entity.columns.items() if isinstance(column.type, kinds)]


def _table(typed: TypedTables, entity: Entity, columns: list[str]) -> Table:
    wanted = ", ".join(quoted(name) for name in ("#key", *columns))
    rows = typed.connection.execute(f'SELECT {wanted} FROM {quoted(entity.name)} ORDER BY "#row"').fetchall()
    return Table(
        entity.name, tuple(Record(key, dict(zip(columns, cells, strict=True)), _NOWHERE) for key, *cells in rows)
    )
