"""Cells of a column by the values they stand for, whatever their spelling: what few rows are found by."""

from collections.abc import Sequence

from attrs import field, frozen

from ..facts.cells import CellReader
from ..facts.office_sheets import BlankingReader
from ..facts.text_cells import read_key, read_text
from ..facts.typed_rows import read_cell
from ..facts.unreadable import Unreadable
from ..types import Type
from .bulk_facts.blanks import trimmed
from .bulk_facts.column_sql import common_value, left_over, value_type
from .bulk_facts.odd_cells import decoder
from .bulk_facts.raw_rows import RawRows
from .bulk_facts.workspace import Workspace, quoted


@frozen
class Sought:
    """How the cells of a column are found: `common` is the SQL of the text of their value in a common spelling.

    `odd` is the table (id, cell) of all other cells, and `ids` which of them stand for which text. `plain` where every
    cell is a text that only needs trimming.
    """

    cell: str
    common: str | None
    plain: bool = False
    odd: str | None = None
    ids: dict[str, list[int]] = field(factory=dict, repr=False)


def sought(workspace: Workspace, raw: RawRows, name: str, type_: Type, reader: CellReader | BlankingReader) -> Sought:
    """Find out how a column spells its values; cells in uncommon spellings are read once."""
    column, cell = raw.columns[name], quoted(name)
    if reader in (read_text, read_key) and column.kind == "VARCHAR" and not column.tagged:
        return Sought(cell, None, plain=True)
    common = common_value(cell, column, type_, reader)
    query = f"SELECT DISTINCT {cell} AS cell FROM {raw.view} WHERE {left_over(cell, column, common, reader)}"
    odd = workspace.table(f"AS SELECT row_number() OVER () AS id, cell FROM ({query})")
    take = decoder(column)
    ids: dict[str, list[int]] = {}
    for number, found in workspace.rows(f"SELECT id, cell FROM {odd}"):
        value = read_cell(take(found), reader)
        if value is not None and not isinstance(value, Unreadable):
            ids.setdefault(str(value), []).append(number)
    return Sought(cell, _text(common, value_type(type_)) if common else None, odd=odd if ids else None, ids=ids)


def spelled(column: Sought, texts: Sequence[str], values: list[object]) -> str:
    """SQL: whether a cell stands for one of the texts, or might; what it is given by ? is added to `values`."""
    if column.plain:
        return _trimmed_to(column.cell, texts, values)
    parts = []
    if column.common is not None:
        values.append(list(texts))
        parts.append(f"{column.common} IN (SELECT unnest(?::VARCHAR[]))")
    ids = [number for text in texts for number in column.ids.get(text, ())]
    if ids:
        values.append(ids)
        parts.append(f"{column.cell} IN (SELECT cell FROM {column.odd} WHERE id IN (SELECT unnest(?::BIGINT[])))")
    return f"({' OR '.join(parts)})" if parts else "false"


def _trimmed_to(cell: str, texts: Sequence[str], values: list[object]) -> str:
    """SQL for texts. Only a cell that is longer than a text can be that text with blanks: most are not even looked at."""
    if len(texts) == 1:
        text = texts[0]
        values.extend((text, text, text))
        longer = f"strlen({cell}) > {len(text.encode())}"
        return f"({cell} = ? OR ({longer} AND contains({cell}, ?) AND {trimmed(cell)} = ?))"
    values.extend((list(texts), list(texts)))
    longer = f"strlen({cell}) > {min(len(text.encode()) for text in texts)}"
    among = "IN (SELECT unnest(?::VARCHAR[]))"
    return f"({cell} {among} OR ({longer} AND {trimmed(cell)} {among}))"


def _text(value: str, kind: str) -> str:
    """SQL: a value as tables.key_of spells it."""
    return (
        f"CASE WHEN {value} THEN 'True' WHEN NOT {value} THEN 'False' END"
        if kind == "BOOLEAN"
        else f"CAST({value} AS VARCHAR)"
    )
