"""One export read by Python and by the database, side by side."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from guiju.engine.backends.bulk_facts import read_bulk
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.export import read_export
from guiju.engine.facts.tables import Record, Table
from guiju.engine.office_map import OfficeMap
from guiju.engine.origin import CellPlace
from guiju.engine.program import Column, Entity, EntityKind
from guiju.engine.types import (
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
    ReferenceType,
    TextType,
    YearType,
)
from hypothesis import Phase, settings

LONG = os.environ.get("GUIJU_LONG") == "1"


def looked_at(examples):
    """So many examples, ten times as many with GUIJU_LONG=1, without minutes spent on making a failing one smaller."""
    return settings(
        max_examples=examples * 10 if LONG else examples,
        deadline=None,
        derandomize=not LONG,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )


def entity(name, *columns, key, kind=EntityKind.LEDGER, label=None):
    return Entity(name, kind, {c.name: c for c in columns}, key, label=label)


COUNTY = entity(
    "县区",
    Column("代码", TextType(), key=True),
    Column("名称", TextType()),
    key=("代码",),
    kind=EntityKind.REFERENCE,
    label="名称",
)
PEOPLE = entity(
    "人员",
    Column("编号", TextType(), key=True),
    Column("姓名", TextType(), sensitive=True),
    Column("释放", DateType()),
    Column("补助", MoneyType()),
    Column("人数", IntegerType("人")),
    Column("在册", BooleanType()),
    Column("类别", CodeType("类别", ("刑满释放", "解除劳教"))),
    Column("县区", ReferenceType("县区")),
    Column("比例", PercentType()),
    Column("系数", DecimalType()),
    Column("时刻", MomentType()),
    Column("月份", MonthType()),
    Column("年度", YearType()),
    Column("月标准", MoneyRateType("月")),
    Column("责任人", BearerType()),
    key=("编号",),
)
VISITS = entity(
    "走访",
    Column("人员", ReferenceType("人员"), key=True),
    Column("日期", DateType(), key=True),
    Column("次数", IntegerType("次"), sensitive=True),
    Column("已访", BooleanType()),
    key=("人员", "日期"),
)
ENTITIES = {"县区": COUNTY, "人员": PEOPLE, "走访": VISITS}
_COUNTIES = (("640104", "兴庆区"), ("640105", "西夏区"), ("640323", "城区"), ("640402", "城区"))
REFERENCE = {
    "县区": Table("县区", tuple(Record(c, {"代码": c, "名称": n}, CellPlace("县区.csv")) for c, n in _COUNTIES))
}
OFFICE = OfficeMap(
    "某局",
    "人员",
    sheets=("花名册",),
    headers={"编号": ("档案号",), "释放": ("出狱日",)},
    values={"类别": {"刑释": "刑满释放", "其他": None}, "在册": {"在": "是", "不详": None}, "姓名": {"佚名": None}},
)


def by_python(paths, entities=ENTITIES, maps=()):
    """What the reference reader says: rows by entity, counts, rejects, notices; or its refusal."""
    try:
        facts = read_export(paths, entities, REFERENCE, maps=maps)
    except Refusal as refusal:
        return refusal.diagnostics
    rows = {
        name: [
            (number, r.key, r.place.source, r.place.sheet, r.absent, r.place.row, *map(kinded, r.values.values()))
            for number, r in enumerate(table.records)
        ]
        for name, table in facts.tables.items()
    }
    return rows, facts.inputs, facts.rejects, facts.notices


def by_database(paths, entities=ENTITIES, maps=(), threads=2, lasting=None):
    """What the bulk reader says, in the same shape; with a folder for files that last, tables may be views of them."""
    with duckdb.connect(config={"threads": threads}) as connection:
        try:
            facts = read_bulk(connection, paths, entities, REFERENCE, maps, lasting=lasting)
        except Refusal as refusal:
            return refusal.diagnostics
        rows = {name: _rows(connection, facts, name) for name in entities}
        left = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '#bulk')")
        assert left.fetchone() == (0,)
        return rows, facts.inputs, facts.rejects(), facts.notices


def kinded(value):
    """A value with its kind, since True equals 1."""
    return type(value).__name__, value


def _rows(connection, facts, name):
    found = connection.execute(f'SELECT * FROM "{name}" ORDER BY "#row"').fetchall()
    sheets = [(s.place.source, s.place.sheet, s.absent) for s in facts.sheets]
    return [(row, key, *sheets[sheet], line, *map(kinded, values)) for row, key, sheet, line, *values in found]


def same(paths, entities=ENTITIES, maps=(), threads=2):
    """Read by both; gives what the reference reader says once they agree."""
    paths = [Path(p) for p in paths]
    expected = by_python(paths, entities, maps)
    assert by_database(paths, entities, maps, threads) == expected
    with TemporaryDirectory() as folder:
        assert by_database(paths, entities, maps, threads, Path(folder)) == expected
    return expected
