"""The rules as OpenFisca-Core has them: a variable for each thing that is found, lines of results included."""

from collections.abc import Callable
from functools import reduce

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import EnumArray
from openfisca_core.periods import Instant
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from .handwritten_duckdb import SENT
from .openfisca_values import (
    ABOLISHED,
    ABROAD,
    BITS,
    CITY_OF,
    DAY,
    FACTS,
    FEN,
    FIVE,
    HOME,
    INFORM,
    INPUTS,
    NOW,
    NOWHERE,
    PLAIN_DUTIES,
    PROVINCE_OF,
    PROVINCES,
    REASON,
    RECEIPT,
    RECORD,
    ROLLED,
    START,
    STATE,
    TRUTH,
    UNKNOWN,
    WITHOUT_ALL,
    Formula,
    Kind,
    Population,
    Reason,
    State,
    Truth,
    bits,
    both,
    chosen,
    earlier,
    either,
    lacking,
    looked_up,
    missing,
    plus,
)


def done(column: str) -> Formula:
    """The day of performance, if it had come."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        day = p(column, t)
        return np.where(day <= NOW, day, np.int32(UNKNOWN))

    return formula


def day_alone(source: str, formula: Callable[[np.ndarray], np.ndarray]) -> Formula:
    """What rests on a day alone: worked out once for each day there is, then looked up for everybody."""

    def for_everybody(p: Population, t: Instant) -> np.ndarray:
        days = p(source, t)
        first = np.min(days, where=days != UNKNOWN, initial=NOW)
        cells = formula(np.arange(first, max(first, days.max(initial=first)) + 1))
        return looked_up((first - 1, np.array([UNKNOWN, *cells, UNKNOWN], dtype=np.int32)), days)

    return for_everybody


def month_before(days: np.ndarray) -> np.ndarray:
    """前 1个月; the last day of a shorter month."""
    given = days.astype("datetime64[D]")
    month = given.astype("datetime64[M]")
    within = given - month.astype("datetime64[D]")
    before = (month - 1).astype("datetime64[D]")
    return (before + np.minimum(within, month.astype("datetime64[D]") - before - 1)).astype(int)


def all_sent(p: Population, t: Instant) -> np.ndarray:
    """The day on which the last of six was served, if all were."""
    sent = [p(f"{column}已到", t) for column in SENT]
    return np.where(reduce(np.minimum, sent) == UNKNOWN, np.int32(UNKNOWN), reduce(np.maximum, sent))


def plain(duty: str) -> Formula:
    """The state of a duty without a term."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        released = p("释放日期", t)
        return chosen(
            State.PENDING, (released == UNKNOWN, State.OPEN), (released < START, State.NONE),
            (p(f"{duty}_履行", t) != UNKNOWN, State.KEPT),
        )  # fmt: skip

    return formula


def inform(p: Population, t: Instant) -> np.ndarray:
    """监所传递信息."""
    day, due = p(f"{INFORM}_履行", t), p(f"{INFORM}_末日", t)
    set_on, province = p("释放日期确定日期", t), PROVINCE_OF[p("监所所在县区", t)]
    from_labour = (due >= ABOLISHED) & (p("刑满释放", t) == Truth.NO)
    did = day != UNKNOWN
    return chosen(
        State.OVERDUE, ((province != NOWHERE) & (province != PROVINCES.index(HOME)), State.NONE),
        (due == UNKNOWN, State.OPEN), ((due < START) | from_labour, State.NONE), (province == NOWHERE, State.OPEN),
        (~did & (due >= NOW), State.PENDING), (did & (day <= due), State.KEPT), (set_on == UNKNOWN, State.OPEN),
        (set_on > due, State.EXCUSED), (did, State.LATE),
    )  # fmt: skip


def timed(duty: str, out_of_scope: Callable[[np.ndarray], np.ndarray], not_begun: State) -> Formula:
    """The state of a duty that begins with an event."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        trigger, day = p(f"{duty}_起算", t), p(f"{duty}_履行", t)
        due, extended = p(f"{duty}_末日", t), p(f"{duty}_顺延", t)
        did = day != UNKNOWN
        return chosen(
            State.OVERDUE, (trigger == UNKNOWN, not_begun), (out_of_scope(trigger), State.NONE),
            ((extended == UNKNOWN) | (did & (day < trigger)), State.OPEN), (~did & (extended >= NOW), State.PENDING),
            (did & (day <= due), State.KEPT), (did & (day <= extended), State.BETWEEN), (did, State.LATE),
        )  # fmt: skip

    return formula


def days_late(duty: str) -> Formula:
    """Days from the extended date to performance, or to the day of the check."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        state, day = p(duty, t), p(f"{duty}_履行", t)
        until = np.where(day == UNKNOWN, np.int32(NOW), day)
        late = (state == State.LATE) | (state == State.OVERDUE)
        return np.where(late, until - p(f"{duty}_顺延", t), np.int32(UNKNOWN))

    return formula


def reason(duty: str) -> Formula:
    """Why a state is open or in doubt."""

    def formula(p: Population, t: Instant) -> np.ndarray:
        state, day = p(duty, t), p(f"{duty}_履行", t)
        early = (day != UNKNOWN) & (day < p(f"{duty}_起算", t)) & (p(f"{duty}_顺延", t) != UNKNOWN)
        return chosen(
            Reason.NONE, ((state == State.OPEN) & early, Reason.BEFORE), (state == State.BETWEEN, Reason.BETWEEN)
        )

    return formula


def unserved(p: Population, t: Instant) -> np.ndarray:
    """Who was not served, of those late."""
    parts = bits(*((n, p(f"{column}已到", t) == UNKNOWN) for n, column in enumerate(SENT)))
    return np.where(p(f"{INFORM}_逾期天数", t) == UNKNOWN, np.int32(0), parts)


def judged(p: Population, t: Instant) -> np.ndarray:
    """有重新违法犯罪倾向, where an authority had judged so in due form."""
    day = p("有重新违法犯罪倾向认定日期", t)
    valid = (p("认定齐全", t) == Truth.YES) & (day != UNKNOWN) & (day <= NOW)
    return EnumArray(np.where(valid, p("有重新违法犯罪倾向", t), np.int16(Truth.UNKNOWN.index)), Truth)


def missing_of_person(p: Population, t: Instant) -> np.ndarray:
    """What 重点人员 lacks where it is open."""
    security, without = p("危安刑满", t) == Truth.UNKNOWN, p("三无人员", t) == Truth.UNKNOWN
    found = bits(
        (FACTS.index("有重新违法犯罪倾向"), p("有效认定", t) == Truth.UNKNOWN),
        (FACTS.index("人员类别"), security & missing(p, t, "刑满释放")),
        (FACTS.index("罪名类别"), security & missing(p, t, "危害国家安全罪")),
        *((FACTS.index(name), without & missing(p, t, name)) for name in WITHOUT_ALL),
    )
    return np.where(p("重点人员", t) == Truth.UNKNOWN, found, np.int32(0))


def rate(p: Population, t: Instant) -> np.ndarray:
    """衔接补助标准, by where from and where to."""
    here, there = p("监所所在县区", t), p("接回县区", t)
    province = PROVINCE_OF[here]
    unknown = (here == NOWHERE) | (there == NOWHERE)
    tests = [unknown, here == there, CITY_OF[here] == CITY_OF[there], province == PROVINCE_OF[there]]
    tests.append(province == PROVINCES.index(ABROAD))
    return np.select(tests, [np.int32(fen) for fen in (UNKNOWN, 20000, 30000, 50000, UNKNOWN)], np.int32(100000))


def amount(p: Population, t: Instant) -> np.ndarray:
    """重点人员衔接补助: nothing is 0, UNKNOWN is open."""
    province, key_person = PROVINCE_OF[p("接回县区", t)], p("重点人员", t)
    ours = (province == NOWHERE) | (province == PROVINCES.index(HOME))
    may_be = ours & (p("乡镇街道接回_履行", t) >= START) & (key_person != Truth.NO)
    sums = np.where(key_person == Truth.UNKNOWN, np.int32(UNKNOWN), p("衔接补助标准", t))
    return np.where(may_be, sums, np.int32(0))


def missing_of_amount(p: Population, t: Instant) -> np.ndarray:
    """What 重点人员衔接补助 lacks where it is open."""
    return p("重点人员_缺失", t) | lacking(p, t, "监所所在县区", "接回县区")


def same(source: str) -> Formula:
    """The very value of another variable."""
    return lambda p, t: p(source, t)


def truth(join: Callable[..., np.ndarray], *names: str) -> Formula:
    """A truth value joined from others."""
    return lambda p, t: join(*(p(name, t) for name in names))


def open_duty(duty: str, *names: str) -> Formula:
    """What a duty lacks where it is open."""
    return lambda p, t: np.where(p(duty, t) == State.OPEN, lacking(p, t, *names), np.int32(0))


FORMULAS: dict[str, tuple[Kind, Formula]] = {
    **{f"{column}已到": (DAY, done(column)) for column in SENT},
    INFORM: (STATE, inform),
    f"{INFORM}_起算": (DAY, same("释放日期")),
    f"{INFORM}_末日": (DAY, day_alone("释放日期", month_before)),
    f"{INFORM}_顺延": (DAY, same(f"{INFORM}_末日")),
    f"{INFORM}_履行": (DAY, all_sent),
    f"{INFORM}_未送达": (BITS, unserved),
    f"{INFORM}_缺失": (BITS, open_duty(INFORM, "释放日期", "监所所在县区", "释放日期确定日期")),
    RECEIPT: (STATE, timed(RECEIPT, lambda informed: informed < START, State.NONE)),
    f"{RECEIPT}_起算": (DAY, lambda p, t: earlier(*(p(f"{column}已到", t) for column in tuple(SENT)[4:]))),
    f"{RECEIPT}_末日": (DAY, lambda p, t: looked_up(FIVE, p(f"{RECEIPT}_起算", t))),
    f"{RECEIPT}_顺延": (DAY, same(f"{RECEIPT}_末日")),
    f"{RECEIPT}_履行": (DAY, done("回执日期")),
    RECORD: (STATE, timed(RECORD, lambda returned: (returned < START) | (returned > NOW), State.OPEN)),
    f"{RECORD}_起算": (DAY, same("回归日期")),
    f"{RECORD}_末日": (DAY, lambda p, t: plus(p("回归日期", t), 3)),
    f"{RECORD}_顺延": (DAY, lambda p, t: looked_up(ROLLED, p(f"{RECORD}_末日", t))),
    f"{RECORD}_履行": (DAY, done("信息采录日期")),
    f"{RECORD}_缺失": (BITS, open_duty(RECORD, "回归日期")),
    **{f"{duty}_逾期天数": (DAY, days_late(duty)) for duty in (INFORM, RECEIPT, RECORD)},
    **{f"{duty}_理由": (REASON, reason(duty)) for duty in (RECEIPT, RECORD)},
    **{duty: (STATE, plain(duty)) for duty in PLAIN_DUTIES},
    **{f"{duty}_履行": (DAY, done(column)) for duty, column in PLAIN_DUTIES.items()},
    **{f"{duty}_缺失": (BITS, open_duty(duty, "释放日期")) for duty in PLAIN_DUTIES},
    "三无人员": (TRUTH, truth(both, *WITHOUT_ALL)),
    "三无人员_缺失": (BITS, lambda p, t: lacking(p, t, *WITHOUT_ALL)),
    "有效认定": (TRUTH, judged),
    "危安刑满": (TRUTH, truth(both, "刑满释放", "危害国家安全罪")),
    "重点人员": (TRUTH, truth(either, "有效认定", "危安刑满", "三无人员")),
    "重点人员_缺失": (BITS, missing_of_person),
    "衔接补助标准": (FEN, rate),
    "重点人员衔接补助": (FEN, amount),
    "重点人员衔接补助_缺失": (BITS, missing_of_amount),
}


def rules() -> TaxBenefitSystem:
    """Every variable, of inputs and of rules."""
    person = build_entity(key="person", plural="persons", label="刑释解教人员", is_person=True)
    system = TaxBenefitSystem([person])
    always = {"entity": person, "definition_period": periods.DateUnit.DAY}
    for name, kind in INPUTS.items():
        system.add_variable(type(name, (Variable,), {**always, **kind}))
    for name, (kind, formula) in FORMULAS.items():
        system.add_variable(type(name, (Variable,), {**always, **kind, "formula": formula}))
    return system
