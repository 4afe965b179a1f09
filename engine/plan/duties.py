"""What becomes of a duty for a row, in SQL: its dates and the state they give (semantics.md, Obligation state).

Says the same as engine/interpret_duty.py with obligation.py, hours.py and judgement.py.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from sqlglot import exp

from ..governing import read_by
from ..lowering.base import Lowered, any_of, any_unknown, case, chain, joined, literal, no_causes, one_cause, sql, text
from ..obligation import CONTRADICTION
from ..outcome import State
from ..program import PERIOD_FIRST, Direction, Duty, Modality, Requirement
from ..renames import names_on
from ..types import BooleanType, DateType, MomentType
from .decisions import DecisionSql, Line, decided

if TYPE_CHECKING:
    from .scope import Scope

_DOUBT = "在末日与顺延后的末日之间履行，条文未写明休息日是否顺延"
_DOUBT_HOURS = "只记了履行的日期，不知道是否在末时以前"
NO_PERIOD = "没有应履行的期次"


@frozen(eq=False)
class DutyFactsSql:
    """What a decision rests on; None where the duty has no such part."""

    applies: Lowered
    trigger: Lowered | None
    due: Lowered | None
    extended: Lowered | None
    forward: bool
    done: Lowered
    impossible: Lowered

    @property
    def needed(self) -> tuple[Lowered, ...]:
        """What must be known before there can be any state."""
        parts = (self.applies, self.trigger, self.due, self.extended, self.done)
        return tuple(p for p in parts if p is not None)


@frozen(eq=False)
class DutySql:
    """One obligation as columns; dates NULL where not known."""

    duty: Duty
    scope: "Scope"
    facts: DutyFactsSql
    decision: DecisionSql
    by_date: DecisionSql
    bearers: tuple[Lowered, ...]
    trigger: exp.Expression
    due: exp.Expression
    extended: exp.Expression
    done: exp.Expression
    days_late: exp.Expression
    missing_cells: exp.Expression


def known(value: bool) -> Lowered:
    """A condition known beforehand."""
    return Lowered(literal(value), BooleanType(), constant=value)


def not_yet() -> Lowered:
    """尚未发生."""
    return Lowered(sql("CAST(NULL AS DATE)"), DateType(), None, True)


def lower_duty(scope: "Scope", duty: Duty) -> DutySql:
    """A duty on a row: of a repeated one within the period the row stands in."""
    scope = _governed(scope, duty)
    if duty.modality is Modality.MUST_NOT:
        return _prohibition(scope, duty)
    facts = _facts(scope, duty)
    by_date = _in_hours_words(scope, facts, _by_date(scope, duty, _in_days(scope, facts)))
    return _finished(scope, duty, facts, by_date, _shown(scope, duty, by_date))


def _facts(scope: "Scope", duty: Duty) -> DutyFactsSql:
    deadline = duty.deadline
    due = scope.value(deadline.strict) if deadline else None
    moved = deadline is not None and deadline.extended is not deadline.strict
    return DutyFactsSql(
        applies=scope.value(duty.applies),
        trigger=_trigger(scope, duty),
        due=due,
        extended=scope.value(deadline.extended) if deadline and moved else due,
        forward=bool(deadline and deadline.direction is Direction.FORWARD),
        done=_held(scope, scope.value(duty.done)) if duty.done else not_yet(),
        impossible=scope.value(duty.impossible) if duty.impossible else known(False),
    )


def _held(scope: "Scope", value: Lowered) -> Lowered:
    """A value that many lines compare: worked out once."""
    return evolve(value, value=scope.frame.hold(value.value))


def _governed(scope: "Scope", duty: Duty) -> "Scope":
    """A row as a duty sees it: under the duty's own date where it has one, else the 台账's."""
    plain = scope.plain
    if not any(map(scope.rules.depends_on_date, read_by(duty))):
        return plain
    if duty.date is not None:
        return plain.governed_by(plain.value(duty.date))
    if duty.repetition is not None:
        return plain.governed_by(plain.given[PERIOD_FIRST])
    if duty.modality is not Modality.MUST_NOT:
        trigger = _trigger(plain, duty)
        return plain if trigger is None else plain.governed_by(trigger)
    if duty.breached_on is None:
        return plain
    return plain.governed_by(_where_waiting(plain.value(duty.breached_on), plain.own_date()))


def _where_waiting(day: Lowered, otherwise: Lowered) -> Lowered:
    """A day, or another where it has not come."""
    if not day.may_wait:
        return day
    value = case([(day.is_waiting, otherwise.value)], day.value)
    if day.causes is None and otherwise.causes is None:
        return Lowered(value, day.type, None, otherwise.may_wait)
    why = case([(day.is_waiting, otherwise.why)], day.why)
    return Lowered(value, day.type, why, otherwise.may_wait)


def _trigger(scope: "Scope", duty: Duty) -> Lowered | None:
    """What a duty arises from: 触发, else the date its 期限 counts from; with both, both must have come."""
    counted = duty.deadline.trigger if duty.deadline else None
    events = [scope.value(e) for e in (duty.arises, counted) if e is not None]
    if len(events) < 2:
        return events[0] if events else None
    first, second = events
    if not second.may_wait:
        return first
    waits = scope.frame.hold(second.is_waiting)
    causes = None if first.causes is None else case([(waits, no_causes())], first.causes)
    return Lowered(case([(waits, sql("NULL"))], first.value), first.type, causes, True)


# ---------- hours ----------


def _day(lowered: Lowered | None) -> Lowered | None:
    return None if lowered is None else day_of(lowered)


def day_of(lowered: Lowered) -> Lowered:
    """A day; of a 时刻 its day."""
    if not isinstance(lowered.type, MomentType):
        return lowered
    return Lowered(sql("CAST(:v AS DATE)", v=lowered.value), DateType(), lowered.causes, lowered.may_wait)


def _in_days(scope: "Scope", facts: DutyFactsSql) -> DutyFactsSql:
    """The same facts with days for moments, moved by a day where hours and minutes decide (hours.py)."""
    due, done, trigger = facts.due, facts.done, facts.trigger
    if due is None or not isinstance(due.type, MomentType):
        return evolve(
            facts, trigger=_day(trigger), due=_day(due), extended=_day(facts.extended), done=_day(done) or done
        )
    hold = scope.frame.hold
    end = hold(sql("CAST(:d AS DATE)", d=due.value))
    strict = last = end
    moved = done.value
    if isinstance(done.type, MomentType):
        late = hold(
            sql("COALESCE(:done > :due AND CAST(:done AS DATE) = :end, FALSE)", done=moved, due=due.value, end=end)
        )
        strict = last = hold(sql("CASE WHEN :l THEN :e - 1 ELSE :e END", l=late, e=end))
        if facts.forward and trigger is not None and isinstance(trigger.type, MomentType):
            moved = sql(
                "CASE WHEN :d < :t AND :e IS NOT NULL THEN :t - INTERVAL '1 day' ELSE :d END",
                d=moved, t=trigger.value, e=end,
            )  # fmt: skip
        moved = hold(sql("CAST(:m AS DATE)", m=moved))
    else:
        strict = hold(sql("CASE WHEN :d = :e THEN :e - 1 ELSE :e END", d=moved, e=end))
    return evolve(
        facts,
        trigger=_day(trigger),
        due=Lowered(strict, DateType(), due.causes, due.may_wait),
        extended=Lowered(last, DateType(), due.causes, due.may_wait),
        done=Lowered(moved, DateType(), done.causes, done.may_wait),
    )


def _in_hours_words(scope: "Scope", facts: DutyFactsSql, decision: DecisionSql) -> DecisionSql:
    if facts.due is None or not isinstance(facts.due.type, MomentType):
        return decision
    reason = case([(decision.is_(State.DOUBTFUL), text(_DOUBT_HOURS))], decision.reason)
    return evolve(decision, reason=scope.frame.hold(reason))


# ---------- the table of states ----------


def _is_false(condition: Lowered) -> exp.Expression:
    return sql(":c IS FALSE", c=condition.value)


def _all_causes(*values: Lowered | None) -> exp.Expression:
    return joined([v.causes for v in values if v is not None])


def _by_date(scope: "Scope", duty: Duty, facts: DutyFactsSql) -> DecisionSql:
    """The state under the version in force on the governing date."""
    lines = [Line(_is_false(facts.applies), State.NOT_APPLICABLE, "不在适用范围")]
    if facts.trigger is not None:
        lines.append(Line(facts.trigger.is_waiting, State.NOT_APPLICABLE, "未触发"))
    lines.extend(_outside_time(scope, duty, facts))
    lines.extend(_undecidable(scope, facts))
    lines.extend(_performance(scope, facts)[:-1])
    return decided(scope.frame, lines, _performance(scope, facts)[-1])


def _undecidable(scope: "Scope", facts: DutyFactsSql) -> list[Line]:
    lines = []
    as_of = literal(scope.rules.occasion.as_of)
    if facts.forward and facts.trigger is not None:
        lines.append(Line(sql(":t > :d", t=facts.trigger.value, d=as_of), State.NOT_APPLICABLE, "未触发"))
    why = _all_causes(*facts.needed, facts.impossible)
    lines.append(Line(any_unknown(facts.needed), State.UNDECIDED, "", why))
    if facts.forward and facts.trigger is not None:
        before = sql(":d < :t", d=facts.done.value, t=facts.trigger.value)
        lines.append(Line(before, State.UNDECIDED, CONTRADICTION.subject, one_cause(CONTRADICTION)))
    return lines


def _performance(scope: "Scope", facts: DutyFactsSql) -> list[Line]:
    as_of = literal(scope.rules.occasion.as_of)
    performed = scope.frame.hold(sql("COALESCE(:d <= :a, FALSE)", d=facts.done.value, a=as_of))
    if facts.due is None or facts.extended is None:
        return [Line(performed, State.ON_TIME), Line(sql("TRUE"), State.PENDING)]
    due, extended, done = facts.due.value, facts.extended.value, facts.done.value
    lines = []
    if facts.due.may_wait or facts.extended.may_wait:
        no_day = scope.frame.hold(sql(":d IS NULL OR :e IS NULL", d=due, e=extended))
        lines.append(Line(sql(":n AND :p", n=no_day, p=performed), State.ON_TIME))
        lines.append(Line(sql(":n AND :d IS NULL", n=no_day, d=due), State.PENDING, "中止中"))
        lines.append(Line(no_day, State.PENDING))
    lines.append(Line(sql("NOT :p AND :a <= :e", p=performed, a=as_of, e=extended), State.PENDING))
    lines.append(Line(sql(":d <= :due", d=done, due=due), State.ON_TIME))
    lines.append(Line(sql(":d <= :e", d=done, e=extended), State.DOUBTFUL, _DOUBT))
    lines.append(Line(facts.impossible.is_unknown, State.UNDECIDED, "", facts.impossible.causes))
    lines.append(Line(facts.impossible.value, State.IMPOSSIBLE))
    lines.append(Line(performed, State.LATE))
    lines.append(Line(sql("TRUE"), State.OVERDUE))
    return lines


def own_date(scope: "Scope", duty: Duty, facts: DutyFactsSql) -> Lowered | None:
    """The date that governs a duty by its own text: 以……为准, else the first day of its period, else its trigger."""
    if duty.date is not None:
        return scope.plain.value(duty.date)
    return scope.given.get(PERIOD_FIRST, facts.trigger)


def _outside_time(scope: "Scope", duty: Duty, facts: DutyFactsSql) -> list[Line]:
    """Outside the version in force or the duty's own 适用期间, or the governing date is open."""
    own = own_date(scope, duty, facts)
    lines = []
    if own is not None and own.may_wait:
        lines.append(Line(own.is_waiting, State.NOT_APPLICABLE, "未触发"))
    governing = _day(own) if own is not None else scope.plain.own_date()
    if governing is None:
        raise TypeError(duty.name)
    if governing.causes is not None:
        why = joined([governing.causes, *(v.causes for v in (*facts.needed, facts.impossible))])
        lines.append(Line(governing.is_unknown, State.UNDECIDED, "", why))
    program = scope.rules.program
    start = literal(scope.rules.holds_from)
    early = sql(":g < :s", g=governing.value, s=start)
    if facts.extended is not None:
        early = sql(":g < :s OR (:g IS NOT NULL AND :e < :s)", g=governing.value, e=facts.extended.value, s=start)
    lines.append(Line(early, State.NOT_APPLICABLE, "在政策施行之前"))
    if program.expires is not None:
        late = sql(":g > :e", g=governing.value, e=literal(program.expires))
        lines.append(Line(late, State.NOT_APPLICABLE, "政策已失效"))
    if duty.applicable is not None:
        lines.extend(_outside_period(scope, duty, facts, own, governing))
    return lines


def _outside_period(
    scope: "Scope", duty: Duty, facts: DutyFactsSql, own: Lowered | None, governing: Lowered
) -> list[Line]:
    """Outside 适用期间 on the governing date; without one, on the day of performance, else the last day so far."""
    dated = own is not None or scope.rules.program.entities[duty.entity].effective is not None
    as_of = literal(scope.rules.occasion.as_of)
    extended = facts.extended.value if facts.extended is not None else sql("CAST(NULL AS DATE)")
    parts = {"d": facts.done.value, "e": extended, "a": as_of}
    day = sql("COALESCE(:d, CASE WHEN :e < :a THEN :e ELSE :a END)", **parts)
    if dated:
        day = sql("COALESCE(:g, :day)", g=governing.value, day=day)
    day = scope.frame.hold(day)
    start, end = (_day(scope.value(e)) if e is not None else None for e in duty.applicable or ())
    tests = []
    if start is not None:
        tests.append(sql("COALESCE(:d < :s, FALSE)", d=day, s=start.value))
        tests.append(start.is_waiting)
    if end is not None:
        tests.append(sql("COALESCE(:d > :e, FALSE)", d=day, e=end.value))
    lines = [Line(any_of(tests), State.NOT_APPLICABLE, "不在适用期间")]
    ends = [v for v in (start, end) if v is not None]
    if any(v.causes is not None for v in ends):
        lines.append(Line(any_unknown(ends), State.UNDECIDED, "", _all_causes(*ends)))
    return lines


# ---------- what is shown ----------


def _shown(scope: "Scope", duty: Duty, decision: DecisionSql) -> DecisionSql:
    """The state that results show, from the one that the dates give."""
    if duty.modality is Modality.MAY:
        return _permitted(scope, decision)
    decision = _with_requirements(scope, decision, duty.requirements)
    if not duty.personal:
        return decision
    words = case(
        [(sql(":r <> ''", r=decision.reason), sql(":s || '（' || :r || '）'", s=decision.state, r=decision.reason))],
        decision.state,
    )
    breach = decision.is_(State.LATE, State.OVERDUE, State.DEFECTIVE, State.BREACHED)
    return decided(scope.frame, [Line(breach, State.TO_VERIFY, words)], decision)


def _permitted(scope: "Scope", decision: DecisionSql) -> DecisionSql:
    lines = [
        Line(decision.is_(State.PENDING), State.OPEN, decision.reason, decision.causes),
        Line(decision.is_(State.ON_TIME, State.DOUBTFUL), State.USED),
        Line(decision.is_(State.LATE), State.EXPIRED, "期限届满后才行使"),
        Line(decision.is_(State.OVERDUE), State.EXPIRED),
    ]
    return decided(scope.frame, lines, decision)


def _with_requirements(scope: "Scope", decision: DecisionSql, requirements: Sequence[Requirement]) -> DecisionSql:
    """A performance in time that misses a requirement is 不合要求; a late one says so."""
    if not requirements:
        return decision
    judged = [(r.words, scope.settled(scope.value(r.condition))) for r in requirements]
    missed = scope.frame.hold(any_of([sql(":v IS FALSE", v=v.value) for _, v in judged]))
    listed = [sql("CASE WHEN :v IS FALSE THEN :w END", v=v.value, w=text(f"不符合要求：{w}")) for w, v in judged]
    names = {f"w{n}": part for n, part in enumerate(listed)}
    words = sql(f"CONCAT_WS('；', {', '.join(f':{n}' for n in names)})", **names)
    in_time = decision.is_(State.ON_TIME, State.DOUBTFUL)
    values = [v for _, v in judged]
    lines = [
        Line(chain("AND", [decision.is_(State.LATE), missed]), State.LATE, words, decision.causes),
        Line(chain("AND", [in_time, missed]), State.DEFECTIVE, words),
        Line(chain("AND", [in_time, any_unknown(values)]), State.UNDECIDED, "", _all_causes(*values)),
    ]
    return decided(scope.frame, lines, decision)


def _prohibition(scope: "Scope", duty: Duty) -> DutySql:
    """A 禁止 for a row, with the day of the breach as its trigger."""
    on = scope.value(duty.breached_on) if duty.breached_on is not None else None
    broken = scope.settled(scope.value(duty.breach)) if duty.breach is not None else known(False)
    applies = scope.settled(scope.value(duty.applies))
    facts = DutyFactsSql(applies, on, None, None, False, not_yet(), known(False))
    happened = sql(":b IS TRUE", b=broken.value)
    if on is not None and on.may_wait:
        happened = sql(":b IS TRUE AND NOT :w", b=broken.value, w=on.is_waiting)
    happened = scope.frame.hold(happened)
    settled = scope.frame.hold(sql(":a IS FALSE OR :b", a=applies.value, b=broken.is_unknown))
    lines = [Line(sql("NOT :s AND :h AND :w", s=settled, h=happened, w=line.when), line.state, line.reason, line.causes)
             for line in _outside_time(scope, duty, facts)]  # fmt: skip
    undated = evolve(facts, trigger=None)
    lines += [Line(sql("NOT :s AND NOT :h AND :w", s=settled, h=happened, w=line.when), line.state, line.reason, line.causes)
              for line in _outside_time(scope, duty, undated)]  # fmt: skip
    lines.append(Line(_is_false(applies), State.NOT_APPLICABLE, "不在适用范围"))
    lines.append(Line(sql(":b IS FALSE AND :a", b=broken.value, a=applies.value), State.KEPT))
    parts = [v for v in (applies, broken, on) if v is not None]
    open_ = scope.frame.hold(any_unknown(parts))
    if on is not None:
        later = sql("COALESCE(:o > :d, FALSE)", o=on.value, d=literal(scope.rules.occasion.as_of))
        lines.append(Line(sql("NOT :u AND (:w OR :l)", u=open_, w=on.is_waiting, l=later), State.KEPT))
    lines.append(Line(open_, State.UNDECIDED, "", _all_causes(*parts)))
    decision = decided(scope.frame, lines, Line(sql("TRUE"), State.BREACHED))
    return _finished(scope, duty, facts, decision, _shown(scope, duty, decision))


def _finished(scope: "Scope", duty: Duty, facts: DutyFactsSql, by_date: DecisionSql, decision: DecisionSql) -> DutySql:
    """The columns of an obligation."""
    hold = scope.frame.hold
    none = sql("CAST(NULL AS DATE)")
    trigger, due, extended, done = (
        hold(d.value) if (d := _day(f)) is not None else none
        for f in (facts.trigger, facts.due, facts.extended, facts.done)
    )
    as_of = literal(scope.rules.occasion.as_of)
    late = sql(
        "CASE WHEN :is_late THEN CAST(CASE WHEN :done <= :a THEN :done ELSE :a END - :e AS BIGINT) END",
        is_late=decision.is_(State.LATE, State.OVERDUE), done=done, a=as_of, e=extended,
    )  # fmt: skip
    parties = duty.bearers or (duty.bearer,)
    return DutySql(
        duty=duty,
        scope=scope,
        facts=facts,
        decision=decision,
        by_date=by_date,
        bearers=tuple(shown(scope, scope.value(p.expression)) for p in parties),
        trigger=trigger,
        due=due,
        extended=extended,
        done=done,
        days_late=hold(late, late=True),
        missing_cells=hold(_missing_cells(scope, duty, decision), late=True),
    )


def shown(scope: "Scope", party: Lowered) -> Lowered:
    """A party by the name it bears on the as-of date: 改称 changes the name shown, never the party."""
    value = scope.frame.hold(scope.rules.names.shown(scope.frame.hold(party.value)))
    return Lowered(value, party.type, party.causes, party.may_wait)


def _missing_cells(scope: "Scope", duty: Duty, decision: DecisionSql) -> exp.Expression:
    """The recipients and channels not served, where that is a breach."""
    nothing = sql("CAST([] AS TEXT[])")
    if not duty.cells:
        return nothing
    names = names_on(scope.rules.program, scope.rules.occasion.as_of)
    facts = [(names.shown(cell.words), scope.settled(scope.value(cell.fact))) for cell in duty.cells]
    waiting = [(words, scope.frame.hold(fact.is_waiting)) for words, fact in facts]
    parts = {f"c{n}": sql("CASE WHEN :w THEN :t END", w=w, t=text(words)) for n, (words, w) in enumerate(waiting)}
    listed = sql(f"LIST_FILTER([{', '.join(f':{n}' for n in parts)}], LAMBDA x: x IS NOT NULL)", **parts)
    breach = decision.is_(State.LATE, State.OVERDUE, State.DEFECTIVE, State.BREACHED)
    if duty.alternatives:
        breach = chain("AND", [breach, *(w for _, w in waiting)])
    return case([(breach, listed)], nothing)


def outcome_of(scope: "Scope", found: DutySql, outcome: str) -> Lowered:
    """The day after the last day of a duty that is overdue, or the day it was performed (semantics.md, 触发)."""
    by_date = found.by_date
    undecided = scope.frame.hold(by_date.is_(State.UNDECIDED))
    if outcome == "逾期":
        late = by_date.is_(State.LATE, State.OVERDUE)
        value = sql("CASE WHEN :l THEN :e + 1 END", l=late, e=found.extended)
    else:
        as_of = literal(scope.rules.occasion.as_of)
        parts = {"u": undecided, "n": by_date.is_(State.NOT_APPLICABLE), "d": found.done, "a": as_of}
        value = sql("CASE WHEN NOT :u AND NOT (:n) AND :d <= :a THEN :d END", **parts)
    return Lowered(scope.frame.hold(value), DateType(), case([(undecided, by_date.causes)], no_causes()), True)
