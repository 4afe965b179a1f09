"""The common spellings of each type as SQL; whatever else stands in a cell is left to the readers of engine/facts.

Every expression here gives the value those readers give, or NULL: never a value they would refuse.
"""

from ...facts.cells import CellReader
from ...facts.names import BLANKS
from ...facts.office_sheets import BlankingReader
from ...facts.text_cells import TOTALS, read_key, read_text
from ...types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    ReferenceType,
    TextType,
    Type,
    UnroundedType,
    YearType,
)
from .blanks import is_bare, is_blank, is_not_bare, last_of, trimmed
from .raw_rows import RawColumn
from .tagged import TAG
from .workspace import literal

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_DAYS = "BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'"
_TEXTS = (read_text, read_key)
_DAMAGED = "[0-9](?:\\.[0-9]+)?[eE]\\+[0-9]{2}"
_NUMBER_FORMS = {
    IntegerType: ("[+-]?[0-9]{1,9}(?:\\.0+)?", 0),
    MoneyType: ("[+-]?[0-9]{1,13}(?:\\.[0-9]{1,2}0*)?", 2),
    MoneyRateType: ("[+-]?[0-9]{1,13}(?:\\.[0-9]{1,2}0*)?", 2),
    DecimalType: ("[+-]?[0-9]{1,2}(?:\\.[0-9]{1,6}0*)?", 6),
    PercentType: ("[+-]?0(?:\\.[0-9]{1,6}0*)?", 6),
    YearType: ("(?:19|20|21)[0-9]{2}(?:\\.0+)?", 0),
}
"""The spelling of a number that is surely within the limits of its type, and the places that its unit shifts it."""


def value_type(type_: Type) -> str:
    """The DuckDB type of a column's values (engine/backends/typed_tables.py)."""
    match type_:
        case BooleanType():
            return "BOOLEAN"
        case IntegerType() | MoneyType() | MoneyRateType() | DecimalType() | PercentType() | YearType():
            return "BIGINT"
        case DateType() | MonthType():
            return "DATE"
        case MomentType():
            return "TIMESTAMP"
        case TextType() | BearerType() | CodeType() | ReferenceType():
            return "VARCHAR"
        case PeriodType() | UnroundedType():
            raise TypeError("no column holds lengths of time, nor numbers that are not rounded")


def left_over(cell: str, column: RawColumn, common: str | None, reader: CellReader | BlankingReader) -> str:
    """SQL: whether a cell is not blank and in no common spelling (`common` is what common_value gave for it)."""
    if column.kind != "VARCHAR":
        filled = f"{cell} IS NOT NULL"
    elif common and reader in _TEXTS:
        tagged = f" OR starts_with({cell}, '{TAG}')" if column.tagged else ""
        return f"({_not_a_text(cell, reader)}{tagged})"
    else:
        filled = f"NOT {is_blank(cell)}"
    return f"({common}) IS NULL AND {filled}" if common else filled


def common_value(cell: str, column: RawColumn, type_: Type, reader: CellReader | BlankingReader) -> str | None:
    """SQL: the value of a cell in a common spelling, else NULL; None where no spelling is worth it.

    A column in an office's own words (BlankingReader) has none: any spelling may mean something else there.
    """
    if isinstance(reader, BlankingReader):
        return None
    kind = column.kind
    if kind == "VARCHAR":
        found = _of_text(cell, type_, reader)
        return f"CASE WHEN NOT starts_with({cell}, '{TAG}') THEN {found} END" if found and column.tagged else found
    match type_:
        case BooleanType() if kind == "BOOLEAN":
            return cell
        case DateType() if kind == "DATE":
            return f"CASE WHEN {cell} {_DAYS} THEN {cell} END"
        case DateType() if kind == "TIMESTAMP":
            day = f"CAST({cell} AS DATE)"
            return f"CASE WHEN {day} {_DAYS} AND {cell} = {day} THEN {day} END"
        case MomentType() if kind == "TIMESTAMP":
            return f"CASE WHEN CAST({cell} AS DATE) {_DAYS} THEN date_trunc('minute', {cell}) END"
        case _ if reader in _TEXTS and kind in _WHOLE:
            return f"CAST({cell} AS VARCHAR)"
        case _ if kind in (*_WHOLE, "DOUBLE") or kind.startswith("DECIMAL"):
            return _number(f"CAST({cell} AS VARCHAR)", type_)
    return None


def not_itself(cell: str, column: RawColumn, type_: Type, reader: CellReader | BlankingReader) -> str | None:
    """SQL: whether a cell may mean something else than the very value it holds.

    None where only a look at the different cells could tell, `false` where no cell can.
    """
    if isinstance(reader, BlankingReader):
        return None
    match type_, column.kind:
        case _, "VARCHAR" if reader in _TEXTS:
            return f"{is_not_bare(cell)} OR {_maybe_refused(cell, reader)}"
        case BooleanType(), "BOOLEAN":
            return "false"
        case DateType(), "DATE":
            return f"{cell} NOT {_DAYS}"
    return None


def _of_text(cell: str, type_: Type, reader: CellReader) -> str | None:
    if reader in _TEXTS:
        other = f"CASE WHEN NOT ({_not_a_text(cell, reader)}) THEN nullif({trimmed(cell)}, '') END"
        return f"CASE WHEN {is_bare(cell)} AND NOT {_maybe_refused(cell, reader)} THEN {cell} ELSE {other} END"
    match type_:
        case BooleanType():
            return f"CASE {cell} WHEN '是' THEN true WHEN '否' THEN false END"
        case DateType():
            # What the database takes for a date of this form the reader does too; LIKE is three times as fast as a pattern.
            day = f"TRY_CAST({cell} AS DATE)"
            return f"CASE WHEN {cell} LIKE '____-__-__' AND {day} {_DAYS} THEN {day} END"
        case MomentType():
            moment = f"TRY_CAST({cell} AS TIMESTAMP)"
            form = f"regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?')"
            in_range = f"CAST({moment} AS DATE) {_DAYS} AND CAST(substr({cell}, 12, 2) AS INTEGER) < 24"
            return f"CASE WHEN {form} AND {in_range} THEN date_trunc('minute', {moment}) END"
        case _:
            return _number(cell, type_)


def _maybe_refused(cell: str, reader: CellReader) -> str:
    """SQL: whether a text without blanks at its ends may be one that its reader refuses: told by how it begins and ends."""
    damaged = f"{cell} BETWEEN '0' AND ':' AND contains({cell}, '+')"
    if reader is not read_key:
        return f"({damaged})"
    ends = ", ".join(sorted({str(ord(word[-1])) for word in TOTALS}))
    return f"({damaged} OR {last_of(cell)} IN ({ends}))"


def _not_a_text(cell: str, reader: CellReader | BlankingReader) -> str:
    """SQL: whether a text is one that its reader refuses."""
    return f"{_damaged(cell)} OR {_total(cell)}" if reader is read_key else _damaged(cell)


def _total(cell: str) -> str:
    """SQL: whether a text stands for a row of totals."""
    words = ", ".join(map(literal, sorted(TOTALS)))
    bare = f"regexp_replace({cell}, {literal(f'[{BLANKS}]')}, '', 'g')"
    return f"CASE WHEN contains({cell}, '计') THEN {bare} IN ({words}) ELSE false END"


def _damaged(cell: str) -> str:
    """SQL: whether a text is a long number of which a spreadsheet left a power of ten. Only one with a + can be."""
    matches = f"regexp_full_match({cell}, {literal(f'[{BLANKS}]*{_DAMAGED}[{BLANKS}]*')})"
    return f"CASE WHEN contains({cell}, '+') THEN {matches} ELSE false END"


def _number(text: str, type_: Type) -> str | None:
    """SQL: a number spelled out, in the unit of its type."""
    form = _NUMBER_FORMS.get(type(type_))
    if form is None:
        return None
    spelling, places = form
    exact = f"CAST({text} AS DECIMAL(18,{places}))"
    scaled = exact if places == 0 else f"CAST({exact} AS DECIMAL(24,{places})) * {10**places}::DECIMAL(8,0)"
    return f"CASE WHEN regexp_full_match({text}, '{spelling}') THEN CAST({scaled} AS BIGINT) END"
