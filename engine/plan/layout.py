"""How a table of typed rows lies in a database: its columns and their SQL types, for readers and for the plan."""

from collections.abc import Iterator

from ..program import Entity
from ..types import (
    BooleanType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    Type,
    UnroundedType,
    YearType,
)

ROW, KEY, SHEET, LINE = "#row", "#key", "#sheet", "#line"
"""The columns every table has before its declared ones."""
NARROW_ROW = f'CAST("{ROW}" AS UINTEGER)'
"""A row to sort by: a table has fewer than 4,294,967,296."""
EXACT_SQL = "STRUCT(n HUGEINT, d HUGEINT)"
"""A number not yet rounded: a fraction in lowest terms, its denominator positive."""


def sql_type(type_: Type) -> str:
    """The SQL type that holds the values of a type; 期间 as its words (5 工作日)."""
    match type_:
        case BooleanType():
            return "BOOLEAN"
        case IntegerType() | DecimalType() | PercentType() | MoneyType() | MoneyRateType() | YearType():
            return "BIGINT"
        case DateType() | MonthType():
            return "DATE"
        case MomentType():
            return "TIMESTAMP"
        case UnroundedType():
            return EXACT_SQL
        case _:
            return "VARCHAR"


def columns_of(entity: Entity) -> Iterator[tuple[str, str]]:
    """Name and SQL type of every column of an entity's table, in order."""
    yield from ((ROW, "BIGINT"), (KEY, "VARCHAR"), (SHEET, "INTEGER"), (LINE, "BIGINT"))
    yield from ((name, sql_type(column.type)) for name, column in entity.columns.items())


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
