"""References from one 数据表 to another: each must lead to a row."""

from collections.abc import Iterator, Mapping

from ..engine.diagnostic import Diagnostic
from ..engine.facts.tables import Table
from ..engine.program import Program
from ..engine.types import ReferenceType
from .problems.consistency import NoRowToReferTo


def dangling_references(program: Program, reference: Mapping[str, Table]) -> Iterator[Diagnostic]:
    """Rows of a 数据表 that refer to a row another 数据表 does not have."""
    for table in reference.values():
        for name, column in program.entities[table.entity].columns.items():
            if not isinstance(column.type, ReferenceType) or column.type.entity not in reference:
                continue
            target = reference[column.type.entity]
            for record in table.records:
                written = record.values[name]
                if written is not None and str(written) not in target.by_key:
                    yield NoRowToReferTo(
                        record.place, table.entity, record.key, name, str(written), target.entity
                    ).to_diagnostic()
