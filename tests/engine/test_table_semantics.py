"""依次 互斥 就高 累加 按 and 例外 with unknowns, against every way the unknowns may turn out.

First law (semantics.md): supplying a missing fact never changes a known result. So a known result must be that of every
completion; and where a rule promises to be known, it must be.
"""

import random
from itertools import product

import pytest
from guiju.engine.operators.exceptions import EXCEPT
from guiju.engine.operators.ladders import BY_CODE, HIGHEST, TOTAL
from guiju.engine.operators.tables import EXCLUSIVE, FIRST
from guiju.engine.types import CauseKind, Unknown, unknown

VALUES = (100, 200, 300)
OPEN = "开"
NOTHING = ("未规定",)
CONFLICT = ("冲突",)


def missing(name):
    return unknown(CauseKind.MISSING, name)


def plain(result):
    """A result as an oracle gives it: a number, 未规定 or 冲突."""
    if not isinstance(result, Unknown):
        return result
    kinds = {c.kind for c in result.causes}
    if kinds == {CauseKind.UNPROVIDED}:
        return NOTHING
    return CONFLICT if kinds == {CauseKind.CONFLICT} else OPEN


def first(rows):
    return next((v for c, v in rows if c), NOTHING)


def exclusive(rows):
    found = [v for c, v in rows if c]
    return CONFLICT if len(found) > 1 else found[0] if found else NOTHING


def highest(rows):
    return max((v for c, v in rows if c), default=NOTHING)


def total(rows):
    found = [v for c, v in rows if c]
    return sum(found) if found else NOTHING


MODES = {
    "依次": (FIRST, ("甲", "（一）、（二）、（三）、（四）"), first),
    "互斥": (EXCLUSIVE, ("甲", "（一）、（二）、（三）、（四）"), exclusive),
    "就高": (HIGHEST, ("甲",), highest),
    "累加": (TOTAL, ("甲", 10**16), total),
}


@pytest.mark.parametrize("mode", MODES)
def test_known_results_hold_however_unknowns_turn_out(mode):
    operator, head, oracle = MODES[mode]
    rng = random.Random(mode)
    known = 0
    for _ in range(1_500):
        rows = [(rng.choice((True, False, OPEN)), rng.choice(VALUES)) for _ in range(rng.randint(1, 4))]
        cells = [x for i, (c, v) in enumerate(rows) for x in (missing(f"甲.{i}") if c == OPEN else c, v)]
        result = plain(operator.evaluate(*head, *cells))
        slots = [i for i, (c, _) in enumerate(rows) if c == OPEN]
        outcomes = set()
        for turned in product((True, False), repeat=len(slots)):
            settled = dict(zip(slots, turned, strict=True))
            outcomes.add(oracle([(settled.get(i, c), v) for i, (c, v) in enumerate(rows)]))
        if result != OPEN:
            known += 1
            assert outcomes == {result}
        elif not slots:
            pytest.fail(f"nothing is open, yet {rows} is not decided")
    assert known > 300


def test_two_exclusive_rows_that_hold_conflict_whatever_else_is_open():
    head = ("甲", "（一）、（二）、（三）")
    result = EXCLUSIVE.evaluate(*head, True, 100, missing("甲.乙"), 200, True, 300)
    assert plain(result) == CONFLICT
    assert next(iter(result.causes)).places == ("（一）", "（三）")


def test_rows_that_do_not_hold_may_have_unknown_values():
    assert HIGHEST.evaluate("甲", False, missing("甲.乙"), True, 100) == 100
    assert TOTAL.evaluate("甲", 10**16, False, missing("甲.乙"), True, 100) == 100
    assert BY_CODE.evaluate("甲", "一级", "一级", 100, "二级", missing("甲.乙")) == 100


# ---------- 例外 ----------


def carved(base, exceptions):
    """semantics.md, Exceptions, for conditions that are all settled."""
    holding = [e for e in exceptions if e[2]]
    left = [e for e in holding if not any(e[0] in other[1] for other in holding)]
    values = {e[3] for e in left} or {base}
    return values.pop() if len(values) == 1 else CONFLICT


def random_exceptions(rng):
    names = ["甲", "乙", "丙", "丁"][: rng.randint(1, 4)]
    return [
        # Only earlier names are beaten, so that priorities never run in a ring.
        (name, [n for n in names[:i] if rng.random() < 0.4], rng.choice((True, False, OPEN)), rng.choice(VALUES))
        for i, name in enumerate(names)
    ]


def test_exceptions_against_every_completion():
    rng = random.Random(7)
    tally = {OPEN: 0, "known": 0, CONFLICT: 0}
    for _ in range(4_000):
        base, exceptions = rng.choice(VALUES), random_exceptions(rng)
        cells = [
            x
            for name, beats, condition, value in exceptions
            for x in (name, "、".join(beats), missing(f"甲.{name}") if condition == OPEN else condition, value)
        ]
        result = plain(EXCEPT.evaluate("补助", base, *cells))
        slots = [i for i, e in enumerate(exceptions) if e[2] == OPEN]
        outcomes = set()
        for turned in product((True, False), repeat=len(slots)):
            settled = dict(zip(slots, turned, strict=True))
            outcomes.add(carved(base, [(n, b, settled.get(i, c), v) for i, (n, b, c, v) in enumerate(exceptions)]))
        tally[result if result in (OPEN, CONFLICT) else "known"] += 1
        if result == OPEN:
            assert slots
        else:
            assert outcomes == {result}
    assert min(tally.values()) > 100


def test_agreeing_values_need_no_order():
    assert EXCEPT.evaluate("补助", 200, "甲", "", True, 300, "乙", "", True, 300) == 300
    assert EXCEPT.evaluate("补助", 200, "甲", "", missing("甲.乙"), 200) == 200
