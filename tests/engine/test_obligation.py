"""The state of an obligation against the nine lines of the design, restated here as a table over plain days."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from guiju.engine.obligation import CONTRADICTION, Facts, decide, event_date
from guiju.engine.outcome import State
from guiju.engine.types import NOT_YET, Cause, CauseKind, Unknown, unknown

ZERO = date(2012, 5, 7)


def day(n):
    return ZERO + timedelta(days=n)


NEVER, OPEN = "尚未", "未知"
SUBJECTS = ("applies", "trigger", "due", "extended", "done", "impossible")
OPEN_VALUES = {name: unknown(CauseKind.MISSING, f"人员.{name}") for name in SUBJECTS}

TRIGGERS = (NEVER, OPEN, 0, 3)
DUES = ((OPEN, OPEN), (4, 4), (4, 6))
DONES = (NEVER, OPEN, -1, 0, 2, 4, 5, 6, 7, 9)
DAYS = tuple(range(-2, 11))
THREE = (True, False, OPEN)


def as_value(subject, given):
    if given is OPEN:
        return OPEN_VALUES[subject]
    if given is NEVER:
        return NOT_YET
    return given if isinstance(given, bool) else day(given)


def facts(applies, trigger, dues, forward, done, impossible, as_of):
    """A trigger of None and dues of None stand for a duty without either."""
    due, extended = dues if dues is not None else (None, None)
    given = {"applies": applies, "trigger": trigger, "due": due, "extended": extended, "done": done}
    values = {n: None if v is None else as_value(n, v) for n, v in given.items()}
    return Facts(forward=forward, impossible=as_value("impossible", impossible), as_of=day(as_of), **values)


def combinations():
    deadlines = [*product(TRIGGERS, DUES, (True, False)), *product((None,), (*DUES, None), (False,))]
    for (trigger, dues, forward), applies, done, impossible, as_of in product(deadlines, THREE, DONES, THREE, DAYS):
        if dues is None and done is OPEN:
            continue
        yield applies, trigger, dues, forward, done, impossible, as_of


# One line a row: the state, and what makes it so. x is the performance that has happened by as-of, or None.
LINES = (
    (State.NOT_APPLICABLE, lambda f: f.applies is False),
    (State.NOT_APPLICABLE, lambda f: f.trigger == NEVER),
    (State.NOT_APPLICABLE, lambda f: f.forward and f.trigger_day is not None and f.trigger_day > f.as_of),
    (State.UNDECIDED, lambda f: OPEN in (f.applies, f.trigger, f.due)),
    (State.UNDECIDED, lambda f: f.done == OPEN),
    (State.UNDECIDED, lambda f: f.forward and f.x is not None and f.x < f.trigger_day),
    (State.PENDING, lambda f: f.x is None and (f.due is None or f.as_of <= f.extended)),
    (State.ON_TIME, lambda f: f.x is not None and (f.due is None or f.x <= f.due)),
    (State.DOUBTFUL, lambda f: f.x is not None and f.x <= f.extended),
    (State.IMPOSSIBLE, lambda f: f.impossible is True),
    (State.UNDECIDED, lambda f: f.impossible == OPEN),
    (State.LATE, lambda f: f.x is not None),
    (State.OVERDUE, lambda f: True),
)


class Plain:
    """One combination in plain numbers, as the lines above read it."""

    def __init__(self, applies, trigger, dues, forward, done, impossible, as_of):
        self.applies, self.trigger, self.forward = applies, trigger, forward
        self.done, self.impossible, self.as_of = done, impossible, as_of
        self.due, self.extended = dues if dues is not None else (None, None)
        self.trigger_day = None if trigger in (None, NEVER, OPEN) else trigger
        self.x = done if isinstance(done, int) and done <= as_of else None


def restated(combination):
    plain = Plain(*combination)
    return next(state for state, holds in LINES if holds(plain))


ALL = tuple(combinations())
DECIDED = {c: decide(facts(*c)) for c in ALL}


def test_every_combination_has_the_state_of_the_first_line_that_matches():
    differing = [(c, DECIDED[c].state, restated(c)) for c in ALL if DECIDED[c].state is not restated(c)]
    assert differing == []
    assert len(ALL) > 30_000
    assert {d.state for d in DECIDED.values()} == {state for state, _ in LINES}


def test_every_line_of_the_table_decides_some_combination():
    deciding = {next(i for i, (_, holds) in enumerate(LINES) if holds(plain)) for plain in (Plain(*c) for c in ALL)}
    assert deciding == set(range(len(LINES)))


SETTLED = (State.ON_TIME, State.LATE, State.DOUBTFUL, State.IMPOSSIBLE)


def test_over_time_nothing_leaves_a_performed_or_excused_state():
    for combination in ALL:
        *fixed, as_of = combination
        if as_of != DAYS[0]:
            continue
        states = [DECIDED[(*fixed, d)].state for d in DAYS]
        for earlier, later in pairwise(states):
            assert earlier not in SETTLED or later is earlier, (fixed, states)


def test_over_time_a_state_only_moves_forward():
    onward = {
        State.NOT_APPLICABLE: set(State),
        State.PENDING: set(State) - {State.NOT_APPLICABLE},
        State.OVERDUE: {State.OVERDUE, State.LATE},
        State.UNDECIDED: set(State) - {State.NOT_APPLICABLE, State.PENDING},
    }
    for combination in ALL:
        *fixed, as_of = combination
        if as_of == DAYS[-1]:
            continue
        now, next_day = DECIDED[combination].state, DECIDED[(*fixed, as_of + 1)].state
        assert next_day in onward.get(now, {now}), (combination, now, next_day)


def supplied(value, known):
    return known if value is OPEN else (value,)


def completed(combination):
    """Every way of supplying what is missing, in whole or in part."""
    applies, trigger, dues, forward, done, impossible, as_of = combination
    return product(
        supplied(applies, THREE),
        supplied(trigger, (OPEN, 0, 3)),
        DUES if dues == (OPEN, OPEN) else (dues,),
        (forward,),
        supplied(done, DONES),
        supplied(impossible, THREE),
        (as_of,),
    )


def with_missing():
    return [c for c in ALL if OPEN in (c[0], c[1], c[4], c[5]) or c[2] == (OPEN, OPEN)]


def test_supplying_a_missing_fact_never_changes_a_known_state():
    known = [c for c in with_missing() if DECIDED[c].state is not State.UNDECIDED]
    assert len(known) > 5_000
    for combination in known:
        states = {DECIDED[c].state for c in completed(combination)}
        assert states == {DECIDED[combination].state}, combination


def opened(combination):
    return {c.subject.removeprefix("人员.") for c in DECIDED[combination].causes if c.kind is CauseKind.MISSING}


def test_once_every_open_fact_is_supplied_the_state_is_decided_whatever_they_say():
    """Supplied are the facts the decision names and no others; what then is undecided is a contradiction."""
    names = ("applies", "trigger", "due", None, "done", "impossible", None)
    for combination in with_missing():
        missing = opened(combination)
        for completion in completed(combination):
            follows = all(
                (new not in (OPEN, (OPEN, OPEN)) if name in missing else new == old)
                for name, old, new in zip(names, combination, completion, strict=True)
            )
            if follows and DECIDED[completion].state is State.UNDECIDED:
                assert DECIDED[completion].causes == {CONTRADICTION}, (combination, completion)


def test_never_pending_after_the_extended_due_date():
    for combination, decision in DECIDED.items():
        dues, as_of = combination[2], combination[-1]
        if decision.state is State.PENDING and dues is not None:
            assert as_of <= dues[1], combination


def test_a_violation_needs_a_known_due_date_that_has_passed_and_no_proof_within_it():
    for combination, decision in DECIDED.items():
        applies, trigger, dues, _, done, impossible, as_of = combination
        if decision.state.is_violation:
            assert applies is True
            assert impossible is False
            assert OPEN not in (trigger, done, *dues)
            assert as_of > dues[1]
            assert done == NEVER or done > dues[1]


def test_what_is_undecided_names_a_cause_and_nothing_else_does():
    for combination, decision in DECIDED.items():
        assert bool(decision.causes) is (decision.state is State.UNDECIDED), combination


def test_a_performance_after_as_of_does_not_exist_yet():
    for combination, decision in DECIDED.items():
        *fixed, done, impossible, as_of = combination
        if isinstance(done, int) and done > as_of:
            assert DECIDED[(*fixed, NEVER, impossible, as_of)] == decision


@pytest.mark.parametrize(
    ("done", "as_of", "state"),
    [
        (None, 6, State.PENDING),
        (None, 7, State.OVERDUE),
        (4, 4, State.ON_TIME),
        (5, 5, State.DOUBTFUL),
        (6, 6, State.DOUBTFUL),
        (7, 7, State.LATE),
        (7, 6, State.PENDING),
    ],
)
def test_the_days_around_a_due_date_and_its_extension(done, as_of, state):
    given = facts(True, 0, (4, 6), True, NEVER if done is None else done, False, as_of)
    assert decide(given).state is state


def test_a_contradiction_is_named_as_such():
    decision = decide(facts(True, 0, (4, 4), True, -1, False, 5))
    assert decision.causes == {CONTRADICTION}
    assert next(iter(decision.causes)).kind is CauseKind.CONTRADICTION
    assert decision.reason


def test_a_backward_period_may_be_performed_before_its_base_day_and_counts_before_it_comes():
    assert decide(facts(True, 9, (4, 4), False, 0, False, 2)).state is State.ON_TIME
    assert decide(facts(True, 9, (4, 4), False, NEVER, False, 5)).state is State.OVERDUE


def test_the_reasons_for_not_applying_differ():
    out_of_scope = decide(facts(False, 0, (4, 4), True, NEVER, False, 9))
    untriggered = decide(facts(True, NEVER, (4, 4), True, NEVER, False, 9))
    assert out_of_scope.reason != untriggered.reason
    assert untriggered.reason == "未触发"
    assert decide(facts(OPEN, 3, (4, 4), True, NEVER, False, 2)).reason == "未触发"


def test_a_cause_no_fact_can_mend_is_kept():
    year = Unknown(frozenset((Cause(CauseKind.CALENDAR, "2013年"),)))
    given = Facts(True, ZERO, year, year, True, NOT_YET, False, day(3))
    assert decide(given).causes == year.causes


def test_an_event_date_is_a_date_that_has_happened():
    assert [event_date(v) for v in (ZERO, NOT_YET, OPEN_VALUES["due"], None)] == [ZERO, None, None, None]
