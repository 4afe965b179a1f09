"""A small policy and its results, made by hand, for the tests of what a check prints and writes."""

from datetime import date, timedelta

from guiju.engine.operators.logic import LOGIC
from guiju.engine.origin import CellPlace, Citation
from guiju.engine.outcome import (
    Entitlement,
    Finding,
    InputCount,
    Obligation,
    Reject,
    Result,
    State,
    Trace,
    TraceLine,
    Undetermined,
)
from guiju.engine.program import (
    Apply,
    Benefit,
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
    OpenNorm,
    Party,
    Program,
    Reading,
)
from guiju.engine.types import BearerType, BooleanType, Cause, CauseKind, DateType, MoneyType, TextType
from guiju.engine.workdays import Calendar, CalendarTable

AS_OF = date(2012, 12, 31)
LEDGER = "刑释解教人员"
RECEIPT, HANDOVER, SUBSIDY = "司法所反馈回执", "监所传递信息", "重点人员衔接补助"
BOOLEAN, DATE, MONEY, BEARER = BooleanType(), DateType(), MoneyType(), BearerType()


def fact(column, type_=DATE, **more):
    return Fact(LEDGER, (), column, type_, **more)


def heading(name, clause, *readings):
    return Heading(name, (Citation(clause, quotation="……"),), tuple(Reading(text, name) for text in readings))


def duty(name, clause, bearer, trigger, done, applies=None):
    due = fact(trigger)
    return Duty(
        heading(name, clause),
        LEDGER,
        bearer,
        "办理",
        applies or Const(True, BOOLEAN),
        fact(done, event=True),
        Deadline(Direction.FORWARD, due, due, due, "5个工作日"),
    )


def program(*, key_sensitive=False, bearer_sensitive=False):
    columns = [
        Column("编号", TextType(), key=True, sensitive=key_sensitive),
        Column("姓名", TextType(), sensitive=True),
        Column("衔接司法所", BEARER, sensitive=bearer_sensitive),
        Column("信息收到日期", DATE),
        Column("回执日期", DATE, proof=True),
        Column("释放日期", DATE),
        Column("送达日期", DATE, proof=True),
        Column("接回日期", DATE),
        Column("无家可归", BOOLEAN),
        Column("无亲可投", BOOLEAN),
    ]
    entity = Entity(LEDGER, EntityKind.LEDGER, {c.name: c for c in columns}, ("编号",))
    both = next(o for o in LOGIC if o.name == "且")
    homeless = Derived(
        heading("三无人员", "第6项", "原文未定义三无，按安置帮教口径"),
        DerivedKind.CLASSIFICATION,
        LEDGER,
        Apply(both, (fact("无家可归", BOOLEAN), fact("无亲可投", BOOLEAN)), BOOLEAN),
        BOOLEAN,
    )
    unused = Derived(
        heading("无人使用的定义", "第9项", "没有结果依据它"),
        DerivedKind.DEFINITION,
        LEDGER,
        Const(True, BOOLEAN),
        BOOLEAN,
    )
    benefit = Benefit(
        heading(SUBSIDY, "第21项"),
        LEDGER,
        fact("三无人员", BOOLEAN),
        Party("接回县区的县级财政", Const("同心县财政局", BEARER)),
        None,
        Const(20000, MONEY),
        fact("接回日期"),
    )
    receipt_bearer = Party("衔接司法所", fact("衔接司法所", BEARER))
    norm = OpenNorm(heading("推进社会化", "第30项", "只作分工"), ("司法行政部门",), "推进社区矫正工作社会化")
    readings = (
        Reading("原文未载施行日期，按下年度预算推定", "宁夏特殊人群帮扶"),
        *homeless.heading.readings,
        *unused.heading.readings,
        *norm.heading.readings,
    )
    return Program(
        name="宁夏特殊人群帮扶",
        title="《关于加强和创新特殊人群管理教育帮扶工作的实施方案》",
        in_force=date(2012, 1, 1),
        issuer=None,
        number=None,
        entities={LEDGER: entity},
        derived=(homeless, unused),
        duties=(
            duty(HANDOVER, "第4项", Party("监所", Const("银川监狱", BEARER)), "释放日期", "送达日期"),
            duty(RECEIPT, "第12项", receipt_bearer, "信息收到日期", "回执日期"),
        ),
        benefits=(benefit,),
        open_norms=(norm,),
        non_norms=(),
        examples=(),
        bearers={},
        calendar=Calendar(CalendarTable("中国", (), ())),
        source=None,
        readings=readings,
        digest="3f9a1c",
    )


def obligation(key, state, *, duty=RECEIPT, late=None, bearer="河西镇司法所", **more):
    due = date(2012, 5, 4)
    dates = {"trigger": date(2012, 4, 26), "due": due, "due_extended": due}
    if late is not None:
        dates["done"] = due + timedelta(late)
    return Obligation(duty, LEDGER, key, bearer, state, **{"days_late": late, **dates, **more})


def entitlement(key, amount=20000, payer="同心县财政局", day=date(2012, 6, 1)):
    return Entitlement(SUBSIDY, LEDGER, key, payer, None, amount, day)


MISSING_DATE = Cause(CauseKind.MISSING, f"{LEDGER}.信息收到日期")
CALENDAR_1999 = Cause(CauseKind.CALENDAR, "1999年")


def result(**changes):
    parts = {
        "as_of": AS_OF,
        "inputs": (
            InputCount(LEDGER, "名册.xlsx 工作表「人员」", 1009, 1004, 2, 3),
            InputCount(LEDGER, "补报.csv", 11, 11, 0, 0),
        ),
        "obligations": (
            obligation("A003", State.LATE, late=3),
            obligation("A001", State.OVERDUE, days_late=241),
            obligation("A002", State.ON_TIME, done=date(2012, 5, 2)),
            obligation("A005", State.PENDING, due=date(2013, 1, 5), due_extended=date(2013, 1, 7)),
            obligation(
                "A001",
                State.OVERDUE,
                duty=HANDOVER,
                bearer="银川监狱",
                days_late=30,
                missing_cells=("公安机关（释放通知书）", "司法所（管理系统）"),
            ),
        ),
        "duty_counts": {
            RECEIPT: {State.LATE: 1, State.OVERDUE: 1, State.ON_TIME: 1, State.PENDING: 1, State.NOT_APPLICABLE: 1011},
            HANDOVER: {State.OVERDUE: 1, State.NOT_APPLICABLE: 1014},
        },
        "classification_counts": {"三无人员": {"是": 2, "否": 1000, "未知": 13}},
        "entitlements": (
            entitlement("A002"),
            entitlement("A001"),
            entitlement("A003", amount=30000),
            entitlement("A005", day=date(2011, 12, 31)),
            entitlement("A006", payer=None, day=None),
        ),
        "undetermined": (
            Undetermined(RECEIPT, LEDGER, "A009", (f"{LEDGER}.信息收到日期",), (MISSING_DATE,)),
            Undetermined(SUBSIDY, LEDGER, "A007", (), (CALENDAR_1999,)),
        ),
        "findings": (
            Finding("矛盾", RECEIPT, LEDGER, "A008", ("回执日期", "信息收到日期"), "回执早于收到"),
            Finding("冲突", "三无人员", LEDGER, "A002", ("（一）", "（三）")),
        ),
        "rejects": (
            Reject(CellPlace("名册.xlsx", "人员", 30, "释放日期"), "2012年13月1日", "不是日期"),
            Reject(CellPlace("名册.xlsx", "人员", 12, "姓名"), "张三", "太长", sensitive=True),
        ),
    }
    return Result(**{**parts, **changes})


def trace():
    person = TraceLine("姓名", "张三", notes=("张三 另有曾用名",), sensitive=True)
    received = TraceLine("信息收到日期", "2012-04-26", notes=("导出第3行",))
    due = TraceLine(
        "期限",
        "2012-05-04",
        (Citation("第12项"), Citation("第二百零三条", document="《民法典》")),
        ("跳过 4月28日（调休上班除外）",),
        (received, person),
    )
    return Trace(
        RECEIPT,
        "职责",
        "逾期未履行",
        (Citation("第12项", ("四、保障措施", "（二）衔接"), "填写回执单于5个工作日内向监所反馈"),),
        ("以先到者为准",),
        (TraceLine("适用", "是", (Citation("第12项"),)), due),
    )
