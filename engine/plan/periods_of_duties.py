"""Obligations of repeated duties as lines of results: those of each period, and of rows for which none can be told."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..lowering.base import case, sql, text
from ..outcome import State
from ..program import Duty
from .decisions import DecisionSql
from .duties import DutyFactsSql, DutySql, known, lower_duty, not_yet, shown
from .layout import ROW, quoted
from .outputs import Instances, Offer, Outputs, add_obligations
from .repeats import CASE, LABEL, PERIOD, RepeatedSql, lower_repeated

if TYPE_CHECKING:
    from .scope import Scope


def add_repeated(
    outputs: Outputs,
    place: tuple[int, str, int],
    held: Sequence[tuple[int, Duty, "Scope"]],
    in_force: Sequence[date | None],
) -> None:
    """A repeated duty: number and name of its entity and its own number in `place`."""
    (_, duty, scope), *more = held
    if more or in_force[0] is not None or duty.repetition is None:
        raise scope.rules.cannot("几个版本里都有的按期重复的职责", duty.name)
    entity_number, entity, number = place
    repeated = lower_repeated(scope, duty, duty.repetition)
    found = lower_duty(repeated.scope, duty)
    counts = repeated.frame.hold(repeated.counts, always=True).name
    rows = Instances(repeated.frame, entity, entity_number, CASE, PERIOD, LABEL, counts)
    add_obligations(outputs, rows, [Offer(number, found)])
    undecided = scope.frame.hold(sql(":c IS NOT NULL", c=repeated.causes), always=True)
    offer = Offer(number, _no_period(scope, duty, repeated), None, undecided)
    add_obligations(outputs, Instances(scope.frame, entity, entity_number), [offer])
    _count_none(outputs, scope, repeated, duty, (counts, undecided.name))


def _no_period(scope: "Scope", duty: Duty, repeated: RepeatedSql) -> DutySql:
    """A repeated duty whose stock is unknown: one obligation that cannot be decided."""
    state = scope.frame.hold(
        case(
            [(sql(":c IS NOT NULL", c=repeated.causes), text(State.UNDECIDED.value))], text(State.NOT_APPLICABLE.value)
        )
    )
    decision = DecisionSql(state, text(""), repeated.causes)
    none = sql("CAST(NULL AS DATE)")
    facts = DutyFactsSql(known(True), None, None, None, False, not_yet(), known(False))
    parties = duty.bearers or (duty.bearer,)
    bearers = tuple(shown(scope, scope.value(p.expression)) for p in parties)
    cells = sql("CAST([] AS TEXT[])")
    late = sql("CAST(NULL AS BIGINT)")
    return DutySql(duty, scope, facts, decision, decision, bearers, none, none, none, none, late, cells)


def _count_none(outputs: Outputs, scope: "Scope", repeated: RepeatedSql, duty: Duty, names: tuple[str, str]) -> None:
    """A row without any period counts as 不适用."""
    counts, undecided = names
    periods = outputs.making.want(repeated.frame, [ROW, CASE, counts])
    rows = outputs.making.want(scope.frame, [ROW, undecided])
    some = f"SELECT {quoted(CASE)} FROM {quoted(periods)} WHERE {quoted(counts)}"
    outputs.count(
        duty.name,
        f"SELECT count(*) FROM {quoted(rows)} WHERE NOT {quoted(undecided)} AND {quoted(ROW)} NOT IN ({some})",
    )
