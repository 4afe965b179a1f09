"""A small policy and its results, made by hand, for the tests of documents."""

from datetime import date

from guiju.engine.operators.dates import AFTER, BEFORE, ROLL_FORWARD
from guiju.engine.origin import Citation, SourceText
from guiju.engine.outcome import Obligation, Result, State
from guiju.engine.periods import Period, PeriodUnit
from guiju.engine.program import (
    Apply,
    Benefit,
    Column,
    Const,
    Deadline,
    Direction,
    Duty,
    Entity,
    EntityKind,
    Fact,
    Heading,
    OpenNorm,
    Party,
    Program,
    Reading,
)
from guiju.engine.types import BearerType, BooleanType, DateType, MoneyType, PeriodType, TextType
from guiju.engine.workdays import Calendar, CalendarTable

LEDGER = "刑释解教人员"
DATE, BOOLEAN, BEARER = DateType(), BooleanType(), BearerType()
AS_OF = date(2012, 5, 20)
SOURCE = "2、先有的一句。\n4、乙单位负责后写的一句。甲单位负责填写回执单于5个工作日内向监所反馈。\n"


def heading(name, clause="第4项", quotation="", readings=(), document=None):
    citations = (Citation(clause, (), quotation, document),) if clause else ()
    return Heading(name, citations, tuple(Reading(text, name) for text in readings))


def bearer(words, column="承办单位"):
    return Party(words, Fact(LEDGER, (), column, BEARER))


def party(words):
    return Party(words, Const(words, BEARER))


def deadline(direction, count, unit, words, *, roll=None, include=False):
    """`roll` is None (never moves), True (moves) or "open" (the text leaves it open)."""
    start = Fact(LEDGER, (), "信息收到日期", DATE)
    period = Const(Period(unit, count), PeriodType())
    options = (Const(include, BOOLEAN), Const(False, BOOLEAN))
    operator = AFTER if direction is Direction.FORWARD else BEFORE
    due = Apply(operator, (start, period, *options), DATE)
    rolled = Apply(ROLL_FORWARD, (due,), DATE)
    strict = rolled if roll is True else due
    return Deadline(direction, start, strict, rolled if roll else due, words)


FIVE_DAYS = deadline(Direction.FORWARD, 5, PeriodUnit.WORKING_DAY, "信息收到日期起5个工作日内")


def duty(name, *, by=None, limit=FIVE_DAYS, action="填写回执单向监所反馈", **more):
    return Duty(
        more.pop("heading", None) or heading(name),
        LEDGER,
        by or bearer("司法所"),
        action,
        Const(True, BOOLEAN),
        Fact(LEDGER, (), "回执日期", DATE, event=True),
        limit,
        **more,
    )


def benefit(name, payer, **more):
    return Benefit(
        more.pop("heading", None) or heading(name, "第6项"),
        LEDGER,
        Const(True, BOOLEAN),
        party(payer),
        more.pop("payee", None),
        Const(20000, MoneyType()),
        None,
    )


def norm(name, bearers=(), clause="第2项", quotation="", readings=()):
    return OpenNorm(heading(name, clause, quotation, readings), bearers, name)


def program(*duties, benefits=(), norms=(), key_sensitive=False, bearers=None, readings=(), **more):
    columns = [
        Column("编号", TextType(), key=True, sensitive=key_sensitive),
        Column("姓名", TextType(), sensitive=True),
        Column("承办单位", BEARER),
        Column("当事人", BEARER, sensitive=True),
        Column("信息收到日期", DATE),
        Column("回执日期", DATE, proof=True),
    ]
    entity = Entity(LEDGER, EntityKind.LEDGER, {c.name: c for c in columns}, ("编号",))
    return Program(
        name="试行",
        title=more.get("title", "《试行办法》"),
        in_force=date(2012, 1, 1),
        issuer=None,
        number=None,
        entities={LEDGER: entity},
        derived=(),
        duties=duties,
        benefits=benefits,
        open_norms=norms,
        non_norms=(),
        examples=(),
        bearers=bearers or {},
        calendar=Calendar(CalendarTable("中国", (), ())),
        source=SourceText("原文.txt", SOURCE),
        readings=readings,
        digest="0123456789abcdef",
    )


def breach(duty_name, key, by="兴庆区司法所", state=State.OVERDUE, **more):
    due = more.pop("due", date(2012, 5, 4))
    return Obligation(
        duty=duty_name,
        entity=LEDGER,
        key=key,
        bearer=by,
        state=state,
        trigger=date(2012, 4, 26),
        due=due,
        due_extended=more.pop("extended", due),
        days_late=more.pop("late", 16),
        **more,
    )


def result(*obligations):
    return Result(AS_OF, (), obligations, {}, {}, (), (), (), ())
