"""Which function reads the cells of a column: one per type, chosen once per column."""

from collections.abc import Callable, Mapping
from functools import partial

from attrs import field, frozen

from ..program import Column, Entity, EntityKind
from ..types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    Known,
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
from .date_cells import read_date, read_moment, read_month, read_period
from .names import folded
from .number_cells import read_decimal, read_integer, read_money, read_money_rate, read_percent, read_year
from .sheets import RawCell
from .tables import Table
from .text_cells import code_reader, lookup_of, read_boolean, read_key, read_text, suggester
from .unreadable import Unreadable

CellReader = Callable[[RawCell], Known | Unreadable]
"""Turns a cell that is not blank into a value of the column's type, or says why it is none."""


@frozen
class Surroundings:
    """What references are read against: every entity, and the rows of the 数据表 read so far."""

    entities: Mapping[str, Entity]
    reference: Mapping[str, Table]
    _names: dict[str, "_RowNames"] = field(factory=dict, init=False, repr=False)

    def reader(self, column: Column) -> CellReader:
        """The reader of a column."""
        if column.key and isinstance(column.type, TextType):
            return read_key
        return self._reader(column.type, column.sensitive, ())

    def _reader(self, type_: Type, sensitive: bool, passed: tuple[str, ...]) -> CellReader:
        match type_:
            case BooleanType():
                return read_boolean
            case IntegerType(unit=unit):
                return partial(read_integer, unit=unit)
            case MoneyType():
                return read_money
            case MoneyRateType(per=per):
                return partial(read_money_rate, per=per)
            case DecimalType():
                return read_decimal
            case PercentType():
                return read_percent
            case DateType():
                return read_date
            case MomentType():
                return read_moment
            case PeriodType():
                return read_period
            case YearType():
                return read_year
            case MonthType():
                return read_month
            case UnroundedType():
                raise TypeError("no column holds numbers that are not rounded")
            case TextType() | BearerType():
                return read_text
            case CodeType():
                return code_reader(type_, sensitive)
            case UnroundedType():
                raise TypeError("a column holds no unrounded number")
            case ReferenceType(entity=name):
                return self._reference_reader(name, sensitive, passed)

    def _reference_reader(self, name: str, sensitive: bool, passed: tuple[str, ...]) -> CellReader:
        target = self.entities.get(name)
        table = self.reference.get(name)
        if target is not None and target.kind is EntityKind.REFERENCE and table is not None:
            if name not in self._names:
                self._names[name] = _RowNames.of(target, table)
            return _row_reader(self._names[name], sensitive)
        if target is None or len(target.key) != 1 or name in passed:
            return read_text
        key = target.columns[target.key[0]]
        of_key = self._reader(key.type, sensitive, (*passed, name))
        return read_text if of_key is read_text else _spelled_as_key(of_key)


def _spelled_as_key(of_key: CellReader) -> CellReader:
    """A reference to a row that may not be there: its key as the other side writes it (tables.key_of)."""

    def read(cell: RawCell) -> str | Unreadable:
        value = of_key(cell)
        return value if isinstance(value, Unreadable) else str(value)

    return read


@frozen
class _RowNames:
    """What rows of a 数据表 may be called: keys, and labels that exactly one row bears."""

    table: str
    keys: frozenset[str]
    by_key: Mapping[str, str]
    by_label: Mapping[str, str]
    candidates: tuple[str, ...]

    @classmethod
    def of(cls, target: Entity, table: Table) -> "_RowNames":
        """Gather them, once for all columns that refer to a table."""
        keys = frozenset(record.key for record in table.records)
        labels = _labels(target, table)
        candidates = (*(label for label, _ in labels), *sorted(keys))
        return cls(target.name, keys, lookup_of((key, key) for key in keys), lookup_of(labels), candidates)


def _row_reader(names: _RowNames, sensitive: bool) -> CellReader:
    """A reference to a row of a 数据表, by its key or by its label where exactly one row bears it."""
    keys, by_key, by_label = names.keys, names.by_key, names.by_label
    suggest = suggester(names.candidates, sensitive)

    def read(cell: RawCell) -> str | Unreadable:
        text = read_text(cell)
        if isinstance(text, Unreadable) or text in keys:
            return text
        name = by_key.get(folded(text)) or by_label.get(folded(text))
        return name if name is not None else Unreadable(f"数据表「{names.table}」里没有这一行{suggest(text)}")

    return read


def _labels(target: Entity, table: Table) -> tuple[tuple[str, str], ...]:
    """The label and key of every row that has a label."""
    if target.label is None:
        return ()
    named = ((record.values[target.label], record.key) for record in table.records)
    return tuple((label, key) for label, key in named if isinstance(label, str))
