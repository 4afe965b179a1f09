"""Reading a column of the export: what is missing, what only proves a performance, what must be determined by somebody."""

from datetime import date

from .case import Case, Evaluator
from .obligation import event_date
from .program import COMPANIONS, Column
from .types import NOT_YET, CauseKind, Unknown, Value, unknown


def stored_reader(entity: str, column: Column, as_of: date, *, event: bool) -> Evaluator:
    """Reads a stored column as of the end of a day; `event` says that 尚未发生 is an answer."""
    name = column.name
    if column.determined:
        return _determined_reader(entity, column, as_of)
    missing = unknown(CauseKind.MISSING, f"{entity}.{name}")
    if column.proof:
        return _proof_reader(name, NOT_YET if event else missing, missing, as_of)

    def read(case: Case) -> Value:
        value = case.record.values[name]
        return missing if value is None else value

    return read


def _proof_reader(name: str, absent: Value, missing: Unknown, as_of: date) -> Evaluator:
    """履行: empty, or dated after as-of, is not yet; a column the export does not have at all is 未知."""

    def read(case: Case) -> Value:
        value = case.record.values[name]
        if value is None:
            return missing if name in case.record.absent else absent
        if type(value) is date:  # what nearly all are
            return absent if value > as_of else value
        day = event_date(value)
        return absent if day is not None and day > as_of else value

    return read


def _determined_reader(entity: str, column: Column, as_of: date) -> Evaluator:
    """须认定: counts only with 认定机关, 认定日期 (not after as-of) and 认定依据; otherwise 未认定."""
    name = column.name
    open_: Value = unknown(CauseKind.UNDETERMINED_BY_AUTHORITY, f"{entity}.{name}")
    companions = tuple(name + suffix for suffix in COMPANIONS)

    def read(case: Case) -> Value:
        values = case.record.values
        value = values[name]
        if value is None:
            return open_
        settled = [values.get(c) for c in companions]
        if None in settled:
            return open_
        if any(isinstance(s, date) and (event_date(s) or s) > as_of for s in (*settled, value)):
            return open_
        return value

    return read
