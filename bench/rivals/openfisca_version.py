"""The same rules as OpenFisca-Core has them: a variable each, numpy over everybody. States and sums only, no lines.

Dates are days since 1970, facts codes and truth values integers; what is missing is UNKNOWN. It gives the counts and the
sums; lists of missing facts, obligations as lines and reasons are not computed, so it has less to do than the others.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.periods import Instant
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from ..bulk_rules import AS_OF
from .frames import read_people
from .handwritten_duckdb import COUNTIES, DUTIES, PLAIN, SENT, date_tables

UNKNOWN = -(10**6)
STATES = ("不适用", "无法判定", "待履行", "按期履行", "存疑", "客观不能", "逾期履行", "逾期未履行")
NONE, OPEN, PENDING, KEPT, BETWEEN, EXCUSED, LATE, OVERDUE = range(8)
EPOCH = np.datetime64("1970-01-01")
NOW = int((np.datetime64(AS_OF) - EPOCH).astype(int))
START, ABOLISHED = (int((np.datetime64(day) - EPOCH).astype(int)) for day in ("2012-01-01", "2013-12-28"))
DATES = ("释放日期", "释放日期确定日期", "回归日期", "回执日期", "信息采录日期", "有重新违法犯罪倾向认定日期", *SENT,
         *(column for _, _, column in PLAIN))  # fmt: skip
TRUTHS = ("无家可归", "无亲可投", "无业可就", "有重新违法犯罪倾向")
Population = Callable[[str, Instant], np.ndarray]
Formula = Callable[[Population, Instant], np.ndarray] | None
person = build_entity(key="person", plural="persons", label="刑释解教人员", is_person=True)


def day_table(place: int) -> tuple[int, np.ndarray]:
    """A table of due days by day, and its first day."""
    rows = date_tables()
    cells = [UNKNOWN if row[place] is None else _number(row[place]) for row in rows]
    return _number(rows[0][0]), np.array(cells)


def _number(day: date | str) -> int:
    return int((np.datetime64(day) - EPOCH).astype(int))


def variable(name: str, formula: Formula = None) -> type[Variable]:
    """A variable of whole numbers."""
    body = {"value_type": int, "entity": person, "definition_period": periods.DateUnit.DAY, "default_value": UNKNOWN}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def both(*parts: np.ndarray) -> np.ndarray:
    """且 with UNKNOWN."""
    false, unknown = (np.any([p == value for p in parts], axis=0) for value in (0, UNKNOWN))
    return np.where(false, 0, np.where(unknown, UNKNOWN, 1))


def either(*parts: np.ndarray) -> np.ndarray:
    """或 with UNKNOWN."""
    true, unknown = (np.any([p == value for p in parts], axis=0) for value in (1, UNKNOWN))
    return np.where(true, 1, np.where(unknown, UNKNOWN, 0))


def done(p: Population, t: Instant, column: str) -> np.ndarray:
    """A date of performance that had come, else UNKNOWN."""
    day = p(column, t)
    return np.where(day <= NOW, day, UNKNOWN)


def plain(column: str) -> Formula:
    """The state of a duty without a term."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        released, day = p("释放日期", t), done(p, t, column)
        return np.select([released == UNKNOWN, released < START, day != UNKNOWN], [OPEN, NONE, KEPT], PENDING)

    return formula


def inform(p: Population, t: Instant) -> np.ndarray:
    """监所传递信息."""
    sent = np.array([done(p, t, column) for column in SENT])
    day = np.where((sent == UNKNOWN).any(axis=0), UNKNOWN, sent.max(axis=0))
    released, set_on, province = p("释放日期", t), p("释放日期确定日期", t), p("监所省区", t)
    due = p("一个月前", t)
    from_labour = (due >= ABOLISHED) & (p("刑满", t) == 0)
    tests = [
        (province != UNKNOWN) & (province != 1), released == UNKNOWN, (due < START) | from_labour, province == UNKNOWN,
        (day == UNKNOWN) & (due >= NOW), (day != UNKNOWN) & (day <= due), set_on == UNKNOWN, set_on > due, day != UNKNOWN,
    ]  # fmt: skip
    return np.select(tests, [NONE, OPEN, NONE, OPEN, PENDING, KEPT, OPEN, EXCUSED, LATE], OVERDUE)


def month_before(p: Population, t: Instant) -> np.ndarray:
    """释放日期 前 1个月; the last day of a shorter month."""
    released = p("释放日期", t)
    days = EPOCH + np.where(released == UNKNOWN, 0, released)
    month = days.astype("datetime64[M]")
    within = (days - month.astype("datetime64[D]")).astype(int)
    before = (month - 1).astype("datetime64[D]")
    length = (month.astype("datetime64[D]") - before).astype(int)
    due = ((before + np.minimum(within, length - 1)) - EPOCH).astype(int)
    return np.where(released == UNKNOWN, UNKNOWN, due)


def looked_up(table: tuple[int, np.ndarray], day: np.ndarray) -> np.ndarray:
    """What a table says of a day."""
    first, cells = table
    inside = (day >= first) & (day < first + len(cells))
    return np.where(inside, cells[np.clip(day - first, 0, len(cells) - 1)], UNKNOWN)


def timed(trigger: np.ndarray, due: np.ndarray, extended: np.ndarray, day: np.ndarray) -> list[np.ndarray]:
    """The lines of the table of states from an unknown due date on."""
    did = day != UNKNOWN
    return [
        (extended == UNKNOWN) | (did & (day < trigger)),
        ~did & (extended >= NOW),
        did & (day <= due),
        did & (day <= extended),
        did,
    ]


def receipt(p: Population, t: Instant) -> np.ndarray:
    """司法所反馈回执."""
    first, second = done(p, t, "系统送达司法所日期"), done(p, t, "通知书送达司法所日期")
    informed = np.where(first == UNKNOWN, second, np.where(second == UNKNOWN, first, np.minimum(first, second)))
    due = looked_up(FIVE, informed)
    tests = timed(informed, due, due, done(p, t, "回执日期"))
    return np.select([informed < START, *tests], [NONE, OPEN, PENDING, KEPT, KEPT, LATE], OVERDUE)


def record(p: Population, t: Instant) -> np.ndarray:
    """派出所采录信息."""
    returned = p("回归日期", t)
    extended = np.where(returned == UNKNOWN, UNKNOWN, looked_up(ROLLED, returned + 3))
    tests = timed(returned, returned + 3, extended, done(p, t, "信息采录日期"))
    outside = (returned < START) | (returned > NOW)
    return np.select([returned == UNKNOWN, outside, *tests], [OPEN, NONE, OPEN, PENDING, KEPT, BETWEEN, LATE], OVERDUE)


def without_all(p: Population, t: Instant) -> np.ndarray:
    """三无人员."""
    return both(*(p(name, t) for name in ("无家可归", "无亲可投", "无业可就")))


def key_person(p: Population, t: Instant) -> np.ndarray:
    """重点人员."""
    day, authority = p("有重新违法犯罪倾向认定日期", t), p("认定齐全", t)
    valid = (authority == 1) & (day != UNKNOWN) & (day <= NOW)
    judged = np.where(valid, p("有重新违法犯罪倾向", t), UNKNOWN)
    return either(judged, both(p("刑满", t), p("危害国家安全", t)), p("三无人员", t))


def amount(p: Population, t: Instant) -> np.ndarray:
    """重点人员衔接补助: nothing is 0."""
    here, there = p("监所所在县区", t), p("接回县区", t)
    known = (here != UNKNOWN) & (there != UNKNOWN)
    province = p("监所省区", t)
    same_city = p("监所地市", t) == p("接回地市", t)
    same_province = province == p("接回省区", t)
    sums = np.select([here == there, same_city, same_province, province == 2], [20000, 30000, 50000, 0], 100000)
    fetched = done(p, t, "接回日期")
    is_ours = p("接回省区", t) == 1
    return np.where(known & is_ours & (fetched >= START) & (p("重点人员", t) == 1), sums, 0)


FIVE, ROLLED = day_table(1), day_table(2)
FORMULAS = {
    "一个月前": month_before, "监所传递信息": inform, "司法所反馈回执": receipt, "派出所采录信息": record,
    "三无人员": without_all, "重点人员": key_person, "重点人员衔接补助": amount,
    **{DUTIES[n]: plain(column) for n, _, column in PLAIN},
}  # fmt: skip
COUNTED = (*DUTIES, "三无人员", "重点人员", "重点人员衔接补助")
PLACES = ("监所所在县区", "接回县区", "监所地市", "接回地市", "监所省区", "接回省区")
INPUTS = (*DATES, *TRUTHS, *PLACES, "刑满", "危害国家安全", "认定齐全")


class OpenFiscaVersion:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.system = TaxBenefitSystem([person])
        for name in dict.fromkeys((*INPUTS, *FORMULAS)):
            self.system.add_variable(variable(name, FORMULAS.get(name)))

    def load(self, people: Path) -> None:
        """Read the export into arrays of numbers."""
        counties = pl.read_csv(COUNTIES, infer_schema=False)
        rows = read_people(people)
        numbers = {name: pl.col(name).cast(pl.Int32) for name in (*DATES, *TRUTHS)}
        numbers["刑满"] = (pl.col("人员类别") == "刑满释放").cast(pl.Int32)
        numbers["危害国家安全"] = (pl.col("罪名类别") == "危害国家安全罪").cast(pl.Int32)
        whole = pl.col("有重新违法犯罪倾向认定机关").is_not_null() & pl.col("有重新违法犯罪倾向认定依据").is_not_null()
        numbers["认定齐全"] = whole.cast(pl.Int32)
        codes = {value: n for n, value in enumerate(counties["代码"])}
        provinces = {"宁夏回族自治区": 1, "境外": 2}
        for value in counties["省区"]:
            provinces.setdefault(value, len(provinces) + 1)
        cities = {value: n for n, value in enumerate(counties["地市"].unique(maintain_order=True))}
        for side, place in (("监所", "监所所在县区"), ("接回", "接回县区")):
            numbers[place] = pl.col(place).replace_strict(codes, return_dtype=pl.Int32)
            for what, words in (("地市", cities), ("省区", provinces)):
                of = {row["代码"]: words[row[what]] for row in counties.iter_rows(named=True)}
                numbers[side + what] = pl.col(place).replace_strict(of, return_dtype=pl.Int32)
        table = rows.select(**{name: cell.fill_null(UNKNOWN) for name, cell in numbers.items()})
        self.arrays = {name: table[name].to_numpy() for name in INPUTS}
        self.size = len(rows)

    def decide(self) -> None:
        """Decide every rule."""
        simulation = SimulationBuilder().build_default_simulation(self.system, self.size)
        for name, cells in self.arrays.items():
            simulation.set_input(name, AS_OF.isoformat(), cells)
        self.found = {name: simulation.calculate(name, AS_OF.isoformat()) for name in COUNTED}

    def write(self, folder: Path) -> None:
        """Decide every rule and write the counts."""
        self.decide()
        lines = [
            (duty, STATES[state], int(n))
            for duty in DUTIES
            for state, n in zip(*np.unique(self.found[duty], return_counts=True), strict=True)
        ]
        schema = {"duty": pl.String, "state": pl.String, "n": pl.Int64}
        pl.DataFrame(lines, schema, orient="row").write_parquet(folder / "duty_counts.parquet")
        classes = [
            (rule, *(int((self.found[rule] == value).sum()) for value in (1, 0, UNKNOWN)))
            for rule in ("三无人员", "重点人员")
        ]
        schema: dict[str, type[pl.DataType]] = {"rule": pl.String, "yes": pl.Int64, "no": pl.Int64, "open": pl.Int64}
        pl.DataFrame(classes, schema, orient="row").write_parquet(folder / "classification_counts.parquet")
