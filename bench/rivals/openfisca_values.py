"""Values as OpenFisca-Core's variables hold them, and what numpy does with them for everybody at once.

Days are whole numbers since 1970, in OpenFisca's integers (32 bits, half of its dates); truth values, states and reasons
are Enums; places are numbers of counties; what is missing or who was not served is a set of bits. What is not known has a
value of its own, the default of its variable.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import Instant

from ..bulk_rules import AS_OF
from .handwritten_duckdb import BEFORE, BETWEEN, COUNTIES, DUTIES, PLAIN, SENT, date_tables


class Truth(Enum):
    """In the order in which 且 is the least and 或 the greatest."""

    NO = "否"
    UNKNOWN = "未知"
    YES = "是"


class State(Enum):
    """What became of a duty."""

    NONE = "不适用"
    OPEN = "无法判定"
    PENDING = "待履行"
    KEPT = "按期履行"
    BETWEEN = "存疑"
    EXCUSED = "客观不能"
    LATE = "逾期履行"
    OVERDUE = "逾期未履行"


class Reason(Enum):
    """Why a state is open or in doubt."""

    NONE = ""
    BEFORE = BEFORE
    BETWEEN = BETWEEN


Population = Callable[[str, Instant], np.ndarray]
Formula = Callable[[Population, Instant], np.ndarray]
Kind = dict[str, Any]
UNKNOWN, NOWHERE = -(10**6), -1
DAY: Kind = {"value_type": int, "default_value": UNKNOWN}
PLACE: Kind = {"value_type": int, "default_value": NOWHERE}
FEN: Kind = {"value_type": int, "default_value": UNKNOWN}
BITS: Kind = {"value_type": int, "default_value": 0}
TRUTH: Kind = {"value_type": Enum, "possible_values": Truth, "default_value": Truth.UNKNOWN}
STATE: Kind = {"value_type": Enum, "possible_values": State, "default_value": State.NONE}
REASON: Kind = {"value_type": Enum, "possible_values": Reason, "default_value": Reason.NONE}


def number_of(day: date | str) -> int:
    """Days since 1970."""
    return int(np.datetime64(day).astype("datetime64[D]").astype(int))


NOW, START, ABOLISHED = number_of(AS_OF), number_of("2012-01-01"), number_of("2013-12-28")
PLAIN_DUTIES = {DUTIES[n]: column for n, _, column in PLAIN}
INFORM, RECEIPT, RECORD = DUTIES[0], DUTIES[3], DUTIES[6]
WITHOUT_ALL = ("无家可归", "无亲可投", "无业可就")
INPUTS: dict[str, Kind] = {
    **dict.fromkeys(
        ("释放日期", "释放日期确定日期", "回归日期", "回执日期", "信息采录日期", "有重新违法犯罪倾向认定日期", *SENT,
         *PLAIN_DUTIES.values()), DAY),
    **dict.fromkeys(("有重新违法犯罪倾向", *WITHOUT_ALL, "认定齐全", "刑满释放", "危害国家安全罪"), TRUTH),
    **dict.fromkeys(("监所所在县区", "接回县区"), PLACE),
}  # fmt: skip
FACTS = tuple(sorted(
    (*WITHOUT_ALL, "释放日期", "释放日期确定日期", "回归日期", "有重新违法犯罪倾向", "人员类别", "罪名类别", "监所所在县区", "接回县区")
))  # fmt: skip
"""Facts that may be missing where something is open, in the order they are listed."""

COUNTRY = pl.read_csv(COUNTIES, infer_schema=False)
HOME, ABROAD = "宁夏回族自治区", "境外"
PROVINCES = COUNTRY["省区"].unique(maintain_order=True).to_list()


def of_county(column: str) -> np.ndarray:
    """By a county's number, its city's or province's; NOWHERE of nowhere, which stands last."""
    words = {word: n for n, word in enumerate(COUNTRY[column].unique(maintain_order=True))}
    return np.array([*(words[word] for word in COUNTRY[column]), NOWHERE], dtype=np.int32)


def day_cells(place: int) -> tuple[int, np.ndarray]:
    """A table of due days, UNKNOWN at both ends, and its first day."""
    rows = date_tables()
    cells = [UNKNOWN if row[place] is None else number_of(row[place]) for row in rows]
    return number_of(rows[0][0]) - 1, np.array([UNKNOWN, *cells, UNKNOWN], dtype=np.int32)


CITY_OF, PROVINCE_OF = of_county("地市"), of_county("省区")
FIVE, ROLLED = day_cells(1), day_cells(2)


def looked_up(table: tuple[int, np.ndarray], days: np.ndarray) -> np.ndarray:
    """What a table says of days; UNKNOWN outside of it."""
    first, cells = table
    return cells.take(days - first, mode="clip")


def chosen(default: Enum, *cases: tuple[np.ndarray, Enum]) -> EnumArray:
    """The value of the first case that holds."""
    found = np.full(cases[0][0].shape, default.index, dtype=np.int16)
    for test, value in reversed(cases):
        np.copyto(found, np.int16(value.index), where=test)
    return EnumArray(found, type(default))


def both(*parts: np.ndarray) -> np.ndarray:
    """且."""
    return reduce(np.minimum, parts)


def either(*parts: np.ndarray) -> np.ndarray:
    """或."""
    return reduce(np.maximum, parts)


def earlier(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The earlier of two days, either of which may be unknown."""
    least = np.minimum(first, second)
    return np.where(least == UNKNOWN, np.maximum(first, second), least)


def plus(days: np.ndarray, more: int) -> np.ndarray:
    """So many days later."""
    return np.where(days == UNKNOWN, np.int32(UNKNOWN), days + np.int32(more))


def missing(p: Population, t: Instant, name: str) -> np.ndarray:
    """Whether an input is not known."""
    return p(name, t) == INPUTS[name]["default_value"]


def bits(*tests: tuple[int, np.ndarray]) -> np.ndarray:
    """The numbers of those tests that hold, as a set."""
    return reduce(np.bitwise_or, (test * np.int32(1 << number) for number, test in tests))


def lacking(p: Population, t: Instant, *names: str) -> np.ndarray:
    """Those facts that are missing, as a set."""
    return bits(*((FACTS.index(name), missing(p, t, name)) for name in names))
