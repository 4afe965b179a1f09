import io
import json

import pytest
import xlsxwriter
from guiju.engine.diagnostic import Refusal
from guiju.engine.facts.export import read_export
from guiju.engine.facts.tables import Record, Table
from guiju.engine.origin import CellPlace
from guiju.engine.program import Column, Entity, EntityKind
from guiju.engine.types import (
    BooleanType,
    CodeType,
    DateType,
    IntegerType,
    MoneyType,
    ReferenceType,
    TextType,
)


def entity(name, *columns, key="编号", kind=EntityKind.LEDGER, label=None):
    keys = (key,) if isinstance(key, str) else key
    return Entity(name, kind, {c.name: c for c in columns}, keys, label=label)


COUNTY = entity(
    "县区",
    Column("代码", TextType(), key=True),
    Column("名称", TextType()),
    key="代码",
    kind=EntityKind.REFERENCE,
    label="名称",
)
PEOPLE = entity(
    "刑释人员",
    Column("编号", TextType(), key=True),
    Column("姓名", TextType(), sensitive=True),
    Column("释放日期", DateType()),
    Column("补助", MoneyType()),
    Column("家庭人数", IntegerType("人")),
    Column("在册", BooleanType()),
    Column("类别", CodeType("类别", ("刑满释放", "解除劳教"))),
    Column("县区", ReferenceType("县区")),
)
CORRECTION = entity(
    "社区矫正人员",
    Column("编号", TextType(), key=True),
    Column("刑释编号", ReferenceType("刑释人员")),
)


@pytest.fixture
def people():
    return PEOPLE


@pytest.fixture(scope="session")
def entities():
    return {"县区": COUNTY, "刑释人员": PEOPLE}


@pytest.fixture
def two_ledgers(entities):
    return {**entities, "社区矫正人员": CORRECTION}


@pytest.fixture(scope="session")
def counties():
    rows = (("640104", "兴庆区"), ("640105", "西夏区"), ("640323", "城区"), ("640402", "城区"))
    place = CellPlace("县区.csv")
    return {"县区": Table("县区", tuple(Record(c, {"代码": c, "名称": n}, place) for c, n in rows))}


@pytest.fixture
def make(tmp_path):
    """Writes a file of the export: bytes, text, JSON or sheets of rows."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif name.endswith(".json"):
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        else:
            path.write_bytes(workbook_bytes(content))
        return path

    return write


def workbook_bytes(sheets, prepare=None, **options):
    """A workbook of named sheets of rows; `prepare` may do more to it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd", **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if prepare is not None:
        prepare(book)
    book.close()
    return buffer.getvalue()


@pytest.fixture
def build_workbook():
    return workbook_bytes


@pytest.fixture
def read(entities, counties):
    """Reads paths as an export of the sample policy (or of other entities)."""

    def read_paths(*paths, of=None, progress=None):
        return read_export(paths, of or entities, counties, progress)

    return read_paths


@pytest.fixture
def refused(read):
    """The diagnostics of an export that cannot be evaluated."""

    def diagnostics(*paths, of=None):
        with pytest.raises(Refusal) as refusal:
            read(*paths, of=of)
        assert all(d.is_error and d.message and d.help for d in refusal.value.diagnostics)
        return refusal.value.diagnostics

    return diagnostics
