"""Obligations of repeated duties as lines of results: those of each period, and of rows for which none can be told."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from sqlglot import exp

from ..lowering.base import Lowered, any_of, case, chain, joined, literal, no_causes, sql, text
from ..outcome import State
from ..program import PERIOD_FIRST, Duty
from .decisions import DecisionSql, Line, decided
from .duties import DutyFactsSql, DutySql, known, not_yet, shown
from .frames import Frame, column
from .layout import ROW, quoted
from .obligation_lines import Instances, Offer, add_obligations
from .outputs import Outputs
from .repeats import CASE, LABEL, PERIOD, RepeatedSql, lower_repeated
from .versions import Versions, governing

if TYPE_CHECKING:
    from .scope import Scope


@frozen(eq=False)
class _Version:
    """A duty as one version has it: its periods (None where it is not repeated there), and which are its own.

    `mine` says so of a row of `periods`, `mine_without` of a row of the entity, for the obligation without a period;
    `owed` whether it governs the period, NULL where it may, and why.
    """

    duty: Duty
    scope: "Scope"
    in_force: date | None
    periods: RepeatedSql | None
    mine: exp.Expression | None
    mine_without: exp.Expression
    without: DutySql
    owed: tuple[exp.Expression, exp.Expression] | None = None


def add_repeated(
    outputs: Outputs,
    place: tuple[int, str, int],
    held: Sequence[tuple[int, Duty, "Scope"]],
    in_force: Sequence[date | None],
    policy: Versions,
) -> None:
    """A repeated duty, each period under the version that governs it.

    `place` is number and name of its entity, and its own number; `in_force` the days of all versions.
    """
    entity_number, entity, number = place
    versions: list[_Version] = []
    for n, duty, scope in held:
        versions.append(_version(duty, scope, _Among(policy, n, in_force[n]), versions))
    for order, version in enumerate(versions):
        if version.periods is not None and version.mine is not None:
            found = _in_doubt(version, version.scope.rules.duty(version.periods.scope, version.duty))
            counts = version.periods.frame.hold(version.mine, always=True).name
            rows = Instances(version.periods.frame, entity, entity_number, CASE, PERIOD, LABEL, counts, order)
            add_obligations(outputs, rows, [Offer(number, found, version.in_force)])
        offer = Offer(number, version.without, version.in_force, version.mine_without)
        without = Instances(version.scope.frame, entity, entity_number, version=order)
        add_obligations(outputs, without, [offer])
    _count_none(outputs, versions)


@frozen(eq=False)
class _Among:
    """A version among all: its number, and the day it came into force, None where it is the only one."""

    policy: Versions
    number: int
    in_force: date | None

    def owed(self, duty: Duty, within: "Scope", day: Lowered) -> tuple[exp.Expression, exp.Expression]:
        """Whether the version governs a matter of a day, NULL where it may, and why that is open."""
        if self.in_force is None:
            return literal(True), no_causes()
        return self.policy.owed(self.number, duty.name, within, day)


def _version(duty: Duty, scope: "Scope", among: _Among, before: Sequence[_Version]) -> _Version:
    """What a version makes of a duty, less what one before it has made its own."""
    hold = scope.frame.hold
    seen_without = [v.mine_without for v in before]
    if duty.repetition is None:
        found = scope.rules.duty(scope, duty)
        owed, _ = among.owed(duty, scope, governing(scope, duty))
        own = hold(_unless(seen_without, sql(":o IS NOT FALSE", o=owed)), always=True)
        return _Version(duty, scope, among.in_force, None, None, own, found)
    periods = lower_repeated(scope, duty, duty.repetition)
    frame = periods.frame
    seen = [_seen(frame, v) for v in before if v.periods is not None]
    day = periods.scope.given[PERIOD_FIRST] if duty.date is None else governing(periods.scope, duty)
    owed, causes = among.owed(duty, periods.scope, day)
    there = chain("AND", [periods.counts, sql(":o IS NOT FALSE", o=owed)])
    mine = frame.hold(_unless(seen, there), always=True)
    own = hold(_unless(seen_without, sql(":c IS NOT NULL", c=periods.causes)), always=True)
    without = _no_period(scope, duty, periods)
    return _Version(duty, scope, among.in_force, periods, mine, own, without, (owed, causes))


def _in_doubt(version: _Version, found: DutySql) -> DutySql:
    """A period that another version may govern is undecided."""
    if version.owed is None or version.in_force is None:
        return found
    owed, causes = version.owed
    open_ = Line(sql(":o IS NULL", o=owed), State.UNDECIDED, "", joined([causes, found.decision.causes]))
    frame = found.scope.frame
    late = case([(sql(":o IS NULL", o=owed), sql("NULL"))], found.days_late)
    cells = case([(sql(":o IS NULL", o=owed), sql("CAST([] AS TEXT[])"))], found.missing_cells)
    decision = decided(frame, [open_], found.decision)
    return evolve(found, decision=decision, days_late=frame.hold(late), missing_cells=frame.hold(cells))


def _unless(seen: Sequence[exp.Expression], there: exp.Expression) -> exp.Expression:
    return chain("AND", [there, sql("NOT (:s)", s=any_of(seen))]) if seen else there


def _seen(frame: Frame, version: _Version) -> exp.Expression:
    """Whether an earlier version has made the same period of the same row its own."""
    if version.periods is None or version.mine is None:
        raise TypeError(version.duty.name)
    other = version.periods.frame
    on = ((column(CASE), CASE), (column(LABEL), LABEL))
    return sql("COALESCE(:m, FALSE)", m=frame.read(other, on, other.hold(version.mine, always=True).name))


def _no_period(scope: "Scope", duty: Duty, repeated: RepeatedSql) -> DutySql:
    """A repeated duty whose stock is unknown: one obligation that cannot be decided."""
    undecided = sql(":c IS NOT NULL", c=repeated.causes)
    state = case([(undecided, text(State.UNDECIDED.value))], text(State.NOT_APPLICABLE.value))
    decision = DecisionSql(scope.frame.hold(state), text(""), repeated.causes)
    none = sql("CAST(NULL AS DATE)")
    facts = DutyFactsSql(known(True), None, None, None, False, not_yet(), known(False))
    parties = duty.bearers or (duty.bearer,)
    bearers = tuple(shown(scope, scope.value(p.expression)) for p in parties)
    cells = sql("CAST([] AS TEXT[])")
    late = sql("CAST(NULL AS BIGINT)")
    return DutySql(duty, scope, facts, decision, decision, bearers, none, none, none, none, late, cells)


def _count_none(outputs: Outputs, versions: Sequence[_Version]) -> None:
    """A row for which no version has any period counts as 不适用."""
    frame = versions[0].scope.frame
    without = [v.mine_without.name for v in versions]
    rows = outputs.making.want(frame, [ROW, *without])
    tests = [f"NOT {quoted(name)}" for name in without]
    for version in versions:
        if version.periods is not None and version.mine is not None:
            mine = version.periods.frame.hold(version.mine, always=True).name
            table = outputs.making.want(version.periods.frame, [ROW, CASE, mine])
            some = f"SELECT {quoted(CASE)} FROM {quoted(table)} WHERE {quoted(mine)}"
            tests.append(f"{quoted(ROW)} NOT IN ({some})")
    query = f"SELECT count(*) FROM {quoted(rows)} WHERE {' AND '.join(tests)}"
    outputs.count(versions[0].duty.name, query)
