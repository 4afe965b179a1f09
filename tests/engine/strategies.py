"""Random policies over the world of builders.py, right in type, and rows for them with facts missing."""

from datetime import date, timedelta
from random import Random

from attrs import frozen
from guiju.engine.operators.arithmetic import ADD, MULTIPLY, SUBTRACT
from guiju.engine.operators.calculation import ADD_COUNTS, MULTIPLY_COUNTS, SUBTRACT_COUNTS
from guiju.engine.operators.comparison import BY_WORD, EQUAL, MEMBER, WITHIN_RANKS
from guiju.engine.operators.dates import (
    AFTER,
    ALL_HAPPENED,
    BEFORE,
    EARLIEST,
    FIRST_TO_HAPPEN,
    LARGEST,
    LATEST,
    SMALLEST,
)
from guiju.engine.operators.logic import AND, AT_LEAST, NOT, OR
from guiju.engine.operators.presence import IS_KNOWN
from guiju.engine.periods import PeriodUnit
from guiju.engine.program import COMPANIONS, facts_of
from guiju.engine.types import CauseKind, unknown
from hypothesis import strategies as st

from . import builders as b

AS_OF = b.AS_OF
DAYS = st.integers(-40, 40).map(lambda n: AS_OF + timedelta(days=n))
CODES = st.sampled_from(b.GRADE.values)
COUNTS = st.integers(-2, 4)
SUMS = st.integers(0, 3).map(lambda n: n * 10_000)

EVENTS = ("信息日期", "回执日期")
"""履行 facts that triggers and proofs read as events; 领取日期 is only ever read as a plain fact."""


@frozen
class Sources:
    """What an expression may read: the derived columns so far, and whether 已知 may be asked."""

    derived: tuple = ()
    presence: bool = False

    def of(self, type_, *, event=False):
        return [b.read(d, event=event) for d in self.derived if d.type == type_ and (d.event or not event)]


def constants(values, type_):
    return values.map(lambda v: b.Const(v, type_))


def one_of(draw, *choices):
    """Draw a choice, then from it: cheaper and better spread than a tree of strategies."""
    return draw(st.sampled_from(choices))()


def several(draw, make, most=3):
    return [make() for _ in range(draw(st.integers(2, most)))]


def boolean(draw, sources, depth):
    here = [b.fact(c) for c in ("甲", "乙", "丙", "倾向")]
    reads = [*here, *here, b.fact("边远", path=("接回县区",)), *sources.of(b.BOOLEAN)]

    def leaf():
        return draw(st.sampled_from([*reads, b.TRUE, b.FALSE]))

    if depth == 0:
        return leaf()

    def inner():
        return boolean(draw, sources, depth - 1)

    def at_least():
        items = several(draw, inner, 4)
        return b.apply(AT_LEAST, b.Const(draw(st.integers(1, len(items))), b.INTEGER), *items)

    def known():
        return b.apply(IS_KNOWN, draw(st.sampled_from([*here, b.fact("回执日期", event=True)])))

    logic = (
        lambda: b.apply(AND, *several(draw, inner)),
        lambda: b.apply(OR, *several(draw, inner)),
        lambda: b.apply(NOT, inner()),
        at_least,
    )
    return one_of(draw, leaf, *logic, *logic, *tests_of(draw, sources, depth), *((known,) if sources.presence else ()))


def tests_of(draw, sources, depth):
    """Comparisons of each type and membership."""
    measured = [BY_WORD[w] for w in ("超过", "不超过", "不少于", "不满", "为", "不为")]
    dated = [BY_WORD[w] for w in ("早于", "晚于", "不早于", "不晚于")]

    def pair(make):
        return make(draw, sources, depth - 1), make(draw, sources, depth - 1)

    grade = b.fact("等级")

    def ranked():
        ends = [b.Const(draw(CODES), b.GRADE) for _ in range(2)]
        return b.apply(WITHIN_RANKS, grade, *ends, b.Const("、".join(b.GRADE.values), b.TEXT))

    return (
        lambda: b.apply(draw(st.sampled_from(measured)), *pair(integer)),
        lambda: b.apply(draw(st.sampled_from(measured)), *pair(money)),
        lambda: b.apply(draw(st.sampled_from(dated)), *pair(day)),
        lambda: b.apply(MEMBER, grade, *(b.Const(draw(CODES), b.GRADE) for _ in range(2))),
        lambda: b.apply(EQUAL, b.fact("地市", path=("接回县区",)), b.Const("银川市", b.TEXT)),
        ranked,
    )


def integer(draw, sources, depth):
    def leaf():
        facts = [b.fact("人数"), b.fact("人口", path=("接回县区",)), *sources.of(b.INTEGER)]
        return draw(st.one_of(st.sampled_from(facts), constants(COUNTS, b.INTEGER)))

    if depth <= 0:
        return leaf()
    operator = draw(st.sampled_from([None, ADD_COUNTS, SUBTRACT_COUNTS, MULTIPLY_COUNTS, LARGEST, SMALLEST]))
    if operator is None:
        return leaf()
    return b.apply(operator, *(integer(draw, sources, depth - 1) for _ in range(2)), type_=b.INTEGER)


def money(draw, sources, depth):
    def leaf():
        facts = [b.fact("补助"), *sources.of(b.MONEY)]
        return draw(st.one_of(st.sampled_from(facts), constants(SUMS, b.MONEY)))

    if depth <= 0:
        return leaf()
    operator = draw(st.sampled_from([None, ADD, SUBTRACT, MULTIPLY, LARGEST, SMALLEST]))
    if operator is None:
        return leaf()
    left = money(draw, sources, depth - 1)
    right = integer(draw, sources, depth - 1) if operator is MULTIPLY else money(draw, sources, depth - 1)
    return b.apply(operator, left, right, type_=b.MONEY)


def period(draw):
    unit = draw(st.sampled_from([PeriodUnit.WORKING_DAY, PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH]))
    return b.period(draw(st.sampled_from((1, 2, 5, 12))), unit)


def flags(draw):
    return draw(st.sampled_from((b.TRUE, b.FALSE))), draw(st.sampled_from((b.TRUE, b.FALSE)))


def day(draw, sources, depth):
    """A date read as a plain fact: where it is absent it is unknown."""

    def leaf():
        columns = ("释放日期", "释放日期", "领取日期", "鉴定日期", "批次日期", *EVENTS)
        facts = [b.fact(c) for c in columns]
        return draw(st.one_of(st.sampled_from([*facts, *sources.of(b.DATE)]), constants(DAYS, b.DATE)))

    if depth <= 0:
        return leaf()

    def inner():
        return day(draw, sources, depth - 1)

    def offset():
        return b.counted(draw(st.sampled_from((AFTER, BEFORE))), inner(), period(draw), *flags(draw))

    def extreme():
        return b.apply(draw(st.sampled_from((EARLIEST, LATEST))), *several(draw, inner), type_=b.DATE)

    def happened():
        return b.happened(event(draw, sources, depth))

    return one_of(draw, leaf, offset, extreme, happened)


def event(draw, sources, depth):
    """A date that may not have happened yet: a trigger or a proof."""

    def leaf():
        happening = [b.fact(c, event=True) for c in EVENTS]
        return draw(st.sampled_from([*happening, *happening, b.fact("释放日期"), *sources.of(b.DATE, event=True)]))

    def inner():
        return event(draw, sources, depth - 1)

    def joined():
        operator = draw(st.sampled_from((FIRST_TO_HAPPEN, ALL_HAPPENED)))
        return b.apply(operator, *several(draw, inner), type_=b.DATE)

    if depth <= 0:
        return leaf()
    return one_of(draw, leaf, joined, lambda: b.counted(AFTER, inner(), period(draw)))


# ---------- rules ----------


def standard(draw, sources, name):
    def value():
        if draw(st.integers(0, 5)) == 0:
            return b.Const(unknown(CauseKind.UNPROVIDED, name), b.MONEY)
        return money(draw, sources, 1)

    rows = [(boolean(draw, sources, 1), value()) for _ in range(draw(st.integers(1, 4)))]
    otherwise = [(None, value())] if draw(st.booleans()) else []
    return b.standard(name, [*rows, *otherwise], first=draw(st.booleans()))


def derived(draw, sources, number):
    name = f"派生{number}"

    def happening():
        found = event(draw, sources, 2)
        return b.definition(name, found, event=any(f.event for f in facts_of(found)))

    return one_of(
        draw,
        lambda: b.classification(name, boolean(draw, sources, 3)),
        lambda: b.classification(name, boolean(draw, sources, 3)),
        lambda: standard(draw, sources, name),
        lambda: standard(draw, sources, name),
        lambda: b.definition(name, integer(draw, sources, 2)),
        lambda: b.definition(name, day(draw, sources, 2)),
        happening,
    )


def duty(draw, sources, number):
    base = event(draw, sources, 1)
    include, month_end = flags(draw)
    options = {"include": include, "month_end": month_end}
    deadline = one_of(
        draw,
        lambda: b.forward(base, period(draw), rolls=draw(st.sampled_from((True, False, None))), **options),
        lambda: b.backward(base, period(draw), **options),
        lambda: b.at_latest(base),
        lambda: b.at_latest(b.Const(draw(DAYS), b.DATE)),
    )
    impossible = boolean(draw, sources, 1) if draw(st.booleans()) else None
    done = event(draw, sources, 1)
    applies = boolean(draw, sources, 2)
    return b.duty(f"职责{number}", applies=applies, deadline=deadline, done=done, impossible=impossible)


def benefit(draw, sources, number):
    governing = event(draw, sources, 0) if draw(st.booleans()) else None
    return b.benefit(f"待遇{number}", applies=boolean(draw, sources, 2), amount=money(draw, sources, 2), day=governing)


@st.composite
def programs(draw, *, presence=False):
    """A Program of a few derived columns that build on each other, with duties and benefits that read them."""
    found = ()
    for number in range(draw(st.integers(1, 4))):
        found = (*found, derived(draw, Sources(found, presence), number))
    sources = Sources(found, presence)
    duties = tuple(duty(draw, sources, n) for n in range(draw(st.integers(0, 2))))
    benefits = tuple(benefit(draw, sources, n) for n in range(draw(st.integers(0, 1))))
    return b.program(
        derived=found,
        duties=duties,
        benefits=benefits,
        effective=draw(st.sampled_from((None, "批次日期"))),
        in_force=draw(st.sampled_from((b.IN_FORCE, AS_OF - timedelta(days=15), AS_OF + timedelta(days=5)))),
    )


# ---------- rows ----------


def around(rng):
    return AS_OF + timedelta(days=rng.randint(-40, 40))


def past(rng):
    return AS_OF - timedelta(days=rng.randint(0, 40))


def flag(rng):
    return rng.random() < 0.5


def among(*values):
    return lambda rng: rng.choice(values)


COMPANION_VALUES = (among("司法局"), past, among("决定书"))
SETTLED = ("倾向", "鉴定日期")
FACTS = {
    "姓名": among("张三"),
    "甲": flag,
    "乙": flag,
    "丙": flag,
    "人数": lambda rng: rng.randint(-2, 4),
    "补助": lambda rng: rng.randint(0, 3) * 10_000,
    "等级": among(*b.GRADE.values),
    "释放日期": around,
    "领取日期": past,
    "批次日期": around,
    "倾向": flag,
    "鉴定日期": past,
    "司法所": among("城关司法所"),
    "接回县区": among(*b.COUNTY_ROWS),
    **{name + s: make for name in SETTLED for s, make in zip(COMPANIONS, COMPANION_VALUES, strict=True)},
    **dict.fromkeys(EVENTS, around),
}


def supplied_value(rng, column):
    """A value a missing fact may turn out to have; of a 履行 column, an empty cell too: 尚未发生 is no gap."""
    return None if column in EVENTS and rng.random() < 0.3 else FACTS[column](rng)


@frozen
class Supply:
    """One row three times: with facts missing, with some of those supplied, and with all.

    A 履行 column that is hidden is one its sheet did not have at all.
    """

    key: str
    values: dict
    hidden: frozenset
    still_hidden: frozenset

    def row(self, hidden):
        values = {n: None if n in hidden else v for n, v in self.values.items()}
        return b.record(self.key, absent=[e for e in EVENTS if e in hidden], **values)

    @property
    def stages(self):
        return tuple(self.row(hidden) for hidden in (self.hidden, self.still_hidden, frozenset()))


def supply(rng, key="1"):
    share, kept = rng.choice((0.1, 0.3, 0.7)), rng.random()
    hidden = [n for n in FACTS if rng.random() < share]
    values = {n: supplied_value(rng, n) for n in FACTS}
    return Supply(key, values, frozenset(hidden), frozenset(n for n in hidden if rng.random() < kept))


def supplies(count):
    """So many rows with facts to supply, from one seed: drawn one by one they would cost more than what they test."""
    return st.integers(0, 2**32).map(Random).map(lambda rng: [supply(rng, str(n)) for n in range(count)])


ODD = {
    "接回县区": "没有的县",
    "释放日期": date(2199, 12, 31),
    "信息日期": date(1900, 1, 1),
    "人数": 10**9,
    "补助": 10**16,
}


def odd_row(rng, key):
    """A row as an export may hold it, dangling references and figures at the limits included."""
    found = supply(rng, key)
    row = found.row(found.hidden)
    strange = {n: v for n, v in ODD.items() if rng.random() < 0.15}
    return b.Record(key, {**row.values, **strange}, row.place, row.absent - set(strange))


def rows(count):
    return st.integers(0, 2**32).map(Random).map(lambda rng: tuple(odd_row(rng, str(n)) for n in range(count)))
