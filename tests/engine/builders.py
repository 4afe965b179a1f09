"""A small policy world built from the nodes of engine/program.py, for tests of what evaluation means."""

from datetime import date

from guiju.dsl.expressions import happened
from guiju.engine.calendar_file import CalendarDay, CalendarTable, DayKind
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.operators.dates import AFTER, BEFORE, ROLL_FORWARD
from guiju.engine.operators.logic import AND, NOT, OR
from guiju.engine.operators.tables import EXCLUSIVE, FIRST
from guiju.engine.origin import CellPlace, Citation
from guiju.engine.periods import Period, PeriodUnit
from guiju.engine.program import (
    COMPANIONS,
    Apply,
    Benefit,
    Cell,
    Column,
    Const,
    Deadline,
    Derived,
    DerivedKind,
    Direction,
    Duty,
    Entity,
    EntityKind,
    Fact,
    Heading,
    Party,
    Program,
    Row,
)
from guiju.engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    IntegerType,
    MoneyType,
    PeriodType,
    ReferenceType,
    TextType,
)
from guiju.engine.workdays import Calendar

__all__ = ["Cell", "PeriodUnit", "happened"]

LEDGER, COUNTY = "人员", "县区"
BOOLEAN, INTEGER, MONEY, DATE, TEXT = BooleanType(), IntegerType(), MoneyType(), DateType(), TextType()
BEARER, PERIOD, TO_COUNTY = BearerType(), PeriodType(), ReferenceType(COUNTY)
GRADE = CodeType("类别", ("一类", "二类", "三类"), ordered=True)
IN_FORCE, AS_OF = date(2012, 1, 1), date(2012, 5, 20)
TRUE, FALSE = Const(True, BOOLEAN), Const(False, BOOLEAN)

NOTICE = "国办发明电〔2011〕45号"
HOLIDAYS = tuple(CalendarDay(date(2012, *d), DayKind.REST, "劳动节", NOTICE) for d in ((4, 29), (4, 30), (5, 1)))
MAKE_UP = (CalendarDay(date(2012, 4, 28), DayKind.WORK, "劳动节", NOTICE),)
CALENDAR = Calendar(CalendarTable("中国", (*MAKE_UP, *HOLIDAYS), ((2012, NOTICE),)))


def companions(name):
    types = dict(zip(COMPANIONS, (TEXT, DATE, TEXT), strict=True))
    return [Column(name + suffix, type_, companion_of=name) for suffix, type_ in types.items()]


LEDGER_COLUMNS = (
    Column("编号", TEXT, key=True),
    Column("姓名", TEXT, sensitive=True),
    Column("甲", BOOLEAN),
    Column("乙", BOOLEAN),
    Column("丙", BOOLEAN),
    Column("人数", INTEGER),
    Column("补助", MONEY),
    Column("等级", GRADE),
    Column("释放日期", DATE),
    Column("信息日期", DATE, proof=True),
    Column("回执日期", DATE, proof=True),
    Column("领取日期", DATE, proof=True),
    Column("倾向", BOOLEAN, determined=True),
    *companions("倾向"),
    Column("鉴定日期", DATE, determined=True),
    *companions("鉴定日期"),
    Column("司法所", BEARER),
    Column("接回县区", TO_COUNTY),
    Column("批次日期", DATE),
)
COUNTY_COLUMNS = (
    Column("代码", TEXT, key=True),
    Column("名称", TEXT),
    Column("地市", TEXT),
    Column("人口", INTEGER),
    Column("边远", BOOLEAN),
)
COUNTY_ROWS = {
    "A": {"代码": "A", "名称": "兴庆区", "地市": "银川市", "人口": 700, "边远": False},
    "B": {"代码": "B", "名称": "同心县", "地市": "吴忠市", "人口": 300, "边远": True},
}


def entities(effective=None):
    ledger = {c.name: c for c in LEDGER_COLUMNS}
    counties = {c.name: c for c in COUNTY_COLUMNS}
    return {
        LEDGER: Entity(LEDGER, EntityKind.LEDGER, ledger, ("编号",), effective=effective),
        COUNTY: Entity(COUNTY, EntityKind.REFERENCE, counties, ("代码",), label="名称"),
    }


# ---------- expressions ----------


def fact(column, *, event=False, path=()):
    columns = COUNTY_COLUMNS if path else LEDGER_COLUMNS
    return Fact(LEDGER, path, column, next(c.type for c in columns if c.name == column), event=event)


def read(derived, *, event=False):
    return Fact(LEDGER, (), derived.name, derived.type, event=event)


def apply(operator, *arguments, type_=BOOLEAN):
    return Apply(operator, arguments, type_)


def both(*conditions):
    return apply(AND, *conditions)


def negated(condition):
    return apply(NOT, condition)


def period(count, unit=PeriodUnit.WORKING_DAY):
    return Const(Period(unit, count), PERIOD)


def counted(operator, base, length, include=FALSE, month_end=FALSE):
    return Apply(operator, (base, length, include, month_end), DATE)


# ---------- rules ----------


def heading(name):
    return Heading(name, (Citation("第六项", quotation="……"),))


def definition(name, expression, event=False):
    return Derived(heading(name), DerivedKind.DEFINITION, LEDGER, expression, expression.type, event)


def classification(name, expression):
    return Derived(
        heading(name), DerivedKind.CLASSIFICATION, LEDGER, expression, BOOLEAN, rows=(Row("", expression, None),)
    )


def standard(name, rows, *, first):
    """A 标准 from (condition or None for 其余, value) pairs, desugared as the checker does."""
    marks = [f"（{'一二三四五六七八九'[i]}）" for i in range(len(rows))]
    conditions = tuple(c for c, _ in rows if c is not None)
    otherwise = TRUE if first or not conditions else negated(apply(OR, *conditions))
    cells = [e for c, v in rows for e in (otherwise if c is None else c, v)]
    head = (Const(name, TEXT), Const("、".join(marks), TEXT))
    type_ = rows[0][1].type
    written = tuple(Row(m, c, v) for m, (c, v) in zip(marks, rows, strict=True))
    table = Apply(FIRST if first else EXCLUSIVE, (*head, *cells), type_)
    return Derived(heading(name), DerivedKind.STANDARD, LEDGER, table, type_, rows=written)


def forward(base, length, *, rolls=None, include=FALSE, month_end=FALSE):
    """期限 base 起 length 内; `rolls` True for 顺延, False for 不顺延, None where the text says neither."""
    due = counted(AFTER, base, length, include, month_end)
    moved = Apply(ROLL_FORWARD, (due,), DATE)
    strict, extended = {True: (moved, moved), False: (due, due), None: (due, moved)}[rolls]
    return Deadline(Direction.FORWARD, base, strict, extended, "起若干日内")


def backward(base, length, *, include=FALSE, month_end=FALSE):
    due = counted(BEFORE, base, length, include, month_end)
    return Deadline(Direction.BACKWARD, base, due, due, "前若干日")


def at_latest(day):
    return Deadline(Direction.FIXED, None if isinstance(day, Const) else day, day, day, "至迟某日")


RECEIPT = "司法所反馈回执"


def duty(name=RECEIPT, *, applies=TRUE, deadline=None, done=None, impossible=None, bearer=None, cells=()):
    return Duty(
        heading(name),
        LEDGER,
        Party("司法所", bearer or fact("司法所")),
        "反馈回执",
        applies,
        done or fact("回执日期", event=True),
        deadline or forward(fact("信息日期", event=True), period(5), rolls=False),
        impossible=impossible,
        cells=cells,
    )


def benefit(name="衔接补助", *, applies=TRUE, amount=None, day=None):
    payer = Party("县级财政", Const("县级财政", BEARER))
    return Benefit(heading(name), LEDGER, applies, payer, None, amount or fact("补助"), day)


def program(*, derived=(), duties=(), benefits=(), effective=None, in_force=IN_FORCE, examples=()):
    return Program(
        name="试验",
        title="《试验》",
        in_force=in_force,
        issuer=None,
        number=None,
        entities=entities(effective),
        derived=tuple(derived),
        duties=tuple(duties),
        benefits=tuple(benefits),
        open_norms=(),
        non_norms=(),
        examples=tuple(examples),
        bearers={"司法所": ()},
        calendar=CALENDAR,
        source=None,
        readings=(),
        digest="",
    )


# ---------- rows ----------


def settled(name, value, on=date(2012, 4, 1)):
    """A 须认定 fact with its companions filled."""
    return {name: value, **dict(zip((name + s for s in COMPANIONS), ("司法局", on, "决定书"), strict=True))}


def record(key="1", absent=(), **values):
    """A row of the 台账; facts not given are missing."""
    empty = {c.name: None for c in LEDGER_COLUMNS}
    return Record(key, {**empty, "编号": key, **values}, CellPlace("人员.csv"), frozenset(absent))


def facts(*records):
    counties = tuple(Record(k, v, CellPlace("县区.csv")) for k, v in COUNTY_ROWS.items())
    return Facts({LEDGER: Table(LEDGER, tuple(records)), COUNTY: Table(COUNTY, counties)})


def interpreter(program_, *records, as_of=AS_OF):
    return Interpreter(program_, facts(*records), as_of)


def evaluated(expression, row=None, *, as_of=AS_OF, **more):
    """The value of one expression for one row."""
    row = row or record()
    return interpreter(program(**more), row, as_of=as_of).value(expression, Case(row))


def obliged(duty_, row, *, as_of=AS_OF, **more):
    """The obligation of one duty for one row."""
    return interpreter(program(duties=(duty_,), **more), row, as_of=as_of).obligation(duty_, Case(row))
