"""The same rules as a loop over rows in plain Python; Polars only reads and writes the files."""

import csv
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ..bulk_rules import AS_OF
from .frames import read_people
from .handwritten_duckdb import BEARERS, BEFORE, BETWEEN, COUNTIES, DUTIES, PLAIN, SENT, date_tables

Row = dict[str, Any]
START, ABOLISHED = date(2012, 1, 1), date(2013, 12, 28)
LATE = ("逾期履行", "逾期未履行")
NONE = ("无家可归", "无亲可投", "无业可就")
SCHEMAS = {
    "obligations": {
        "duty": pl.String, "key": pl.String, "bearer": pl.String, "state": pl.String, "trigger": pl.Date, "due": pl.Date,
        "due_extended": pl.Date, "done": pl.Date, "days_late": pl.Int64, "reason": pl.String, "unserved": pl.List(pl.String),
    },
    "violations": {"duty": pl.String, "bearer": pl.String, "n": pl.Int64},
    "undetermined": {"rule": pl.String, "key": pl.String, "missing": pl.List(pl.String)},
    "entitlements": {
        "key": pl.String, "payer": pl.String, "payee": pl.String, "amount_fen": pl.Int64, "date": pl.Date,
    },
    "sums": {"payer": pl.String, "year": pl.Int64, "n": pl.Int64, "amount_fen": pl.Int64},
    "duty_counts": {"duty": pl.String, "state": pl.String, "n": pl.Int64},
    "classification_counts": {"rule": pl.String, "yes": pl.Int64, "no": pl.Int64, "open": pl.Int64},
}  # fmt: skip


class PlainPython:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.five, self.rolled = ({row[0]: row[place] for row in date_tables()} for place in (1, 2))
        with COUNTIES.open(encoding="utf-8-sig", newline="") as file:
            self.counties = {row["代码"]: row for row in csv.DictReader(file)}

    def load(self, people: Path) -> None:
        """Read the export."""
        self.people = read_people(people)

    def decide(self) -> None:
        """Decide every rule of one row after the other."""
        self.tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
        self.states: Counter[tuple[str, str]] = Counter()
        self.classes: Counter[tuple[str, bool | None]] = Counter()
        self.late: Counter[tuple[str, str]] = Counter()
        self.sums: dict[tuple[str, int], list[int]] = {}
        for row in self.people.iter_rows(named=True):
            self._duties(row)
            self._benefit(row, *self._person(row))
        self._finish()

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables."""
        self.decide()
        for name, schema in SCHEMAS.items():
            pl.DataFrame(self.tables[name], schema=schema, orient="row").write_parquet(folder / f"{name}.parquet")

    # ---------- duties ----------

    def _duties(self, row: Row) -> None:
        released = row["释放日期"]
        for number, _, column in PLAIN:
            done = _done(row[column])
            state = None
            if released is None:
                state = "无法判定"
            elif released >= START:
                state = "按期履行" if done else "待履行"
            self._obligation(row, number, state, None, None, None, done)
            if state == "无法判定":
                self._open(DUTIES[number], row, ["释放日期"])
        self._inform(row, released)
        self._receipt(row)
        self._record(row)

    def _inform(self, row: Row, released: date | None) -> None:
        sent = [_done(row[column]) for column in SENT]
        done = None if None in sent else max(sent)  # type: ignore[type-var]  # none of them is None here
        due = _month_before(released) if released else None
        county = self.counties.get(row["监所所在县区"])
        state: str | None = None
        if county is not None and county["省区"] != "宁夏回族自治区":
            state = None
        elif released is None or due is None:
            state = "无法判定"
        elif due < START or (due >= ABOLISHED and row["人员类别"] not in (None, "刑满释放")):
            state = None
        elif county is None:
            state = "无法判定"
        elif done is None and due >= AS_OF:
            state = "待履行"
        elif done is not None and done <= due:
            state = "按期履行"
        elif row["释放日期确定日期"] is None:
            state = "无法判定"
        elif row["释放日期确定日期"] > due:
            state = "客观不能"
        else:
            state = LATE[done is None]
        unserved = [w for w, s in zip(SENT.values(), sent, strict=True) if s is None] if state in LATE else []
        self._obligation(row, 0, state, released, due, due, done, "", unserved)
        if state == "无法判定":
            names = ("释放日期", "监所所在县区", "释放日期确定日期")
            self._open(DUTIES[0], row, [n for n in names if row[n] is None])

    def _receipt(self, row: Row) -> None:
        known = [d for d in (_done(row["系统送达司法所日期"]), _done(row["通知书送达司法所日期"])) if d]
        informed = min(known) if known else None
        done = _done(row["回执日期"])
        if informed is None or informed < START:
            self._obligation(row, 3, None, informed, None, None, done)
            return
        due = self.five[informed]
        self._timed(row, 3, informed, due, due, done)

    def _record(self, row: Row) -> None:
        returned, done = row["回归日期"], _done(row["信息采录日期"])
        if returned is None:
            self._obligation(row, 6, "无法判定", None, None, None, done)
            self._open(DUTIES[6], row, ["回归日期"])
        elif returned < START or returned > AS_OF:
            self._obligation(row, 6, None, returned, None, None, done)
        else:
            due = returned + timedelta(3)
            self._timed(row, 6, returned, due, self.rolled[due], done)

    def _timed(
        self, row: Row, number: int, trigger: date, due: date | None, extended: date | None, done: date | None
    ) -> None:
        state, reason = "", ""
        if due is None or extended is None or (done is not None and done < trigger):
            state, reason = "无法判定", "" if extended is None else BEFORE
        elif done is None:
            state = "待履行" if extended >= AS_OF else LATE[1]
        elif done <= due:
            state = "按期履行"
        elif done <= extended:
            state, reason = "存疑", BETWEEN
        else:
            state = LATE[0]
        self._obligation(row, number, state, trigger, due, extended, done, reason)
        if state == "无法判定":
            self._open(DUTIES[number], row, [])

    def _obligation(
        self, row: Row, number: int, state: str | None, trigger: date | None, due: date | None, extended: date | None,
        done: date | None, reason: str = "", unserved: list[str] | None = None,
    ) -> None:  # fmt: skip
        duty, bearer = DUTIES[number], row[BEARERS[number]]
        self.states[duty, state or "不适用"] += 1
        if state is None:
            return
        days = None
        if state in LATE:
            self.late[duty, bearer] += 1
            days = ((done or AS_OF) - extended).days if extended else None
        line = (duty, row["编号"], bearer, state, trigger, due, extended, done, days, reason, unserved or [])
        self.tables["obligations"].append(line)

    def _open(self, rule: str, row: Row, missing: list[str]) -> None:
        words = sorted(f"刑释解教人员.{name}" for name in missing)
        self.tables["undetermined"].append((rule, row["编号"], words))

    # ---------- persons and sums ----------

    def _person(self, row: Row) -> tuple[bool | None, list[str]]:
        """Whether 重点人员, and the facts that would tell."""
        none = _all([row[n] for n in NONE])
        self.classes["三无人员", none] += 1
        open_none = [n for n in NONE if row[n] is None] if none is None else []
        if none is None:
            self._open("三无人员", row, open_none)
        judged = row["有重新违法犯罪倾向"]
        day = row["有重新违法犯罪倾向认定日期"]
        if row["有重新违法犯罪倾向认定机关"] is None or row["有重新违法犯罪倾向认定依据"] is None or not _done(day):
            judged = None
        kind, crime = row["人员类别"], row["罪名类别"]
        kinds = [None if kind is None else kind == "刑满释放", None if crime is None else crime == "危害国家安全罪"]
        security = _all(kinds)
        parts = (judged, security, none)
        found = True if True in parts else None if None in parts else False
        self.classes["重点人员", found] += 1
        if found is not None:
            return found, []
        missing = ["有重新违法犯罪倾向"] if judged is None else []
        missing += [n for n in ("人员类别", "罪名类别") if security is None and row[n] is None]
        missing += open_none
        self._open("重点人员", row, missing)
        return None, missing

    def _benefit(self, row: Row, person: bool | None, missing: list[str]) -> None:
        fetched = _done(row["接回日期"])
        if person is False or fetched is None or fetched < START:
            return
        there = self.counties.get(row["接回县区"])
        if there is not None and there["省区"] != "宁夏回族自治区":
            return
        amount = self._amount(row)
        open_ = [n for n in ("监所所在县区", "接回县区") if row[n] is None]
        if person is None:
            self._open("重点人员衔接补助", row, [*missing, *open_])
        elif amount is None:
            self._open("重点人员衔接补助", row, open_)
        else:
            payer = self.counties[row["接回县区"]]["名称"] + "县级财政"
            self.tables["entitlements"].append((row["编号"], payer, row["接回单位"], amount, fetched))
            total = self.sums.setdefault((payer, fetched.year), [0, 0])
            total[0] += 1
            total[1] += amount

    def _amount(self, row: Row) -> int | None:
        here, there = self.counties.get(row["监所所在县区"]), self.counties.get(row["接回县区"])
        if here is None or there is None:
            return None
        if here is there:
            return 20000
        if here["地市"] == there["地市"]:
            return 30000
        if here["省区"] == there["省区"]:
            return 50000
        return None if here["省区"] == "境外" else 100000

    def _finish(self) -> None:
        self.tables["violations"] = [(*key, n) for key, n in self.late.items()]
        self.tables["sums"] = [(*key, *total) for key, total in self.sums.items()]
        self.tables["duty_counts"] = [(*key, n) for key, n in self.states.items()]
        self.tables["classification_counts"] = [
            (rule, *(self.classes[rule, value] for value in (True, False, None))) for rule in ("三无人员", "重点人员")
        ]


def _done(day: date | None) -> date | None:
    return day if day is not None and day <= AS_OF else None


def _all(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _month_before(day: date) -> date:
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
