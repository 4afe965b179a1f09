"""目标 in SQL: met, missed, still open or not to be decided, for each row. Says the same as engine/targets.py."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from ..lowering.base import Lowered, any_of, any_unknown, case, joined, literal, no_causes, sql, text
from ..outcome import BreachKind, TargetState
from ..program import Expression, Target
from ..types import DecimalType, IntegerType, MoneyRateType, MoneyType, PercentType, YearType
from .duties import shown
from .frames import Frame
from .layout import KEY, ROW, quoted
from .open_lines import Doubt, row_place
from .outputs import Outputs, day_words, words
from .result_tables import BREACHES, PLACE, TARGETS
from .sums import value_words
from .versions import Governed

if TYPE_CHECKING:
    from sqlglot import exp

    from .scope import Scope


@frozen(eq=False)
class TargetSql:
    """A 目标 on a row: whether it applies at all, its outcome, and why it cannot be decided."""

    asked: "exp.Expression"
    state: "exp.Expression"
    due: "exp.Expression"
    bearer: "exp.Expression"
    measured: "exp.Expression"
    required: "exp.Expression"
    reason: "exp.Expression"
    causes: "exp.Expression"


@frozen(eq=False)
class TargetOffer:
    """A 目标 as one version has it, and for which rows."""

    found: TargetSql
    version: date | None = None
    chosen: "exp.Expression | None" = None


@frozen(eq=False)
class TargetPlace:
    """A 目标, its number, that of its entity, and whether all rows of one rule stand before those of the next."""

    target: Target
    number: int
    entity_number: int
    by_rule: bool = False


def lower_target(scope: "Scope", target: Target) -> TargetSql:
    """A 目标 on a row of its entity, under the dated figures of the last day of its period."""
    hold = scope.frame.hold
    due = scope.settled(scope.value(target.due)) if target.due is not None else None
    if due is not None:
        scope = scope.governed_by(due)
    applies = scope.settled(scope.value(target.applies))
    met = scope.settled(scope.value(target.requirement))
    day = hold(sql("CAST(:d AS DATE)", d=due.value) if due is not None else sql("CAST(NULL AS DATE)"))
    in_force, as_of = literal(scope.rules.holds_from), literal(scope.rules.occasion.as_of)
    asked = hold(sql(":a IS NOT FALSE AND COALESCE(:d >= :f, TRUE)", a=applies.value, d=day, f=in_force), always=True)
    causes = _causes(scope, asked, applies, met, due)
    late = sql("COALESCE(:a > :d, FALSE)", a=as_of, d=day)
    lines = [
        (sql(":c IS NOT NULL", c=causes), text(TargetState.UNDECIDED.value)),
        (met.value, text(TargetState.MET.value)),
        (late, text(TargetState.MISSED.value)),
    ]
    bearer = shown(scope, scope.value(target.bearer.expression)).value if target.bearer else sql("CAST(NULL AS TEXT)")
    return TargetSql(
        asked=asked,
        state=hold(case(lines, text(TargetState.PENDING.value)), always=True),
        due=day,
        bearer=bearer,
        measured=_number(scope, target.measured),
        required=_number(scope, target.required),
        reason=_reason(scope, target),
        causes=causes,
    )


def _reason(scope: "Scope", target: Target) -> "exp.Expression":
    """What was reached and what was asked, in words."""
    told = []
    for word, expression in (("完成", target.measured), ("要求", target.required)):
        if expression is None:
            continue
        value = scope.settled(scope.value(expression))
        names = [quoted(scope.frame.hold(e, always=True).name) for e in (value.value, value.why)]
        told.append(f"'{word}' || {value_words(names[0], names[1], expression.type)}")
    return sql(" || '，' || ".join(told) or "''")


def undated_target(found: Sequence[TargetSql], governed: Governed) -> TargetSql:
    """A 目标 no version can be told to govern: undecided, unless no version would apply."""
    causes = joined([governed.causes, *(f.causes for f in found)])
    none, no_day = sql("CAST(NULL AS BIGINT)"), sql("CAST(NULL AS DATE)")
    last = list(reversed(found))
    return TargetSql(
        asked=any_of([f.asked for f in found]),
        state=text(TargetState.UNDECIDED.value),
        due=case([(f.asked, f.due) for f in last], no_day),
        bearer=case([(f.asked, f.bearer) for f in last], sql("CAST(NULL AS TEXT)")),
        measured=case([(f.asked, f.measured) for f in last], none),
        required=case([(f.asked, f.required) for f in last], none),
        reason=text(""),
        causes=causes,
    )


def add_target(outputs: Outputs, frame: Frame, of: TargetPlace, offers: Sequence[TargetOffer]) -> Doubt:
    """The lines of one 目标, its breaches, and where it cannot be decided."""
    doubts = []
    for offer in offers:
        asked = offer.found.asked
        if offer.chosen is not None:
            asked = frame.hold(sql(":c AND :a", c=offer.chosen, a=asked), always=True)
        _add(outputs, frame, of, offer, asked)
        doubts.append((asked, offer.found.causes))
    return Doubt(3_000 + of.number, of.target.name, case(doubts, no_causes()))


def _causes(
    scope: "Scope", asked: "exp.Expression", applies: Lowered, met: Lowered, due: Lowered | None
) -> "exp.Expression":
    """Why it cannot be decided; an unknown date matters only while the target is not met."""
    parts = [applies, met]
    tests = [any_unknown(parts)]
    lists = [applies.causes, met.causes]
    if due is not None and due.causes is not None:
        unmet = sql(":m IS FALSE AND :u", m=met.value, u=due.is_unknown)
        tests.append(unmet)
        lists.append(case([(unmet, due.causes)], no_causes()))
    open_ = sql(" OR ".join(f"(:t{n})" for n in range(len(tests))), **{f"t{n}": t for n, t in enumerate(tests)})
    return scope.frame.hold(case([(sql(":a AND (:o)", a=asked, o=open_), joined(lists))], no_causes()), always=True)


def _number(scope: "Scope", expression: Expression | None) -> "exp.Expression":
    if expression is None:
        return sql("CAST(NULL AS BIGINT)")
    value = scope.value(expression)
    numbers = IntegerType | DecimalType | MoneyType | MoneyRateType | PercentType | YearType
    return value.value if isinstance(value.type, numbers) else sql("CAST(NULL AS BIGINT)")


def _add(outputs: Outputs, frame: Frame, of: TargetPlace, offer: TargetOffer, asked: "exp.Expression") -> None:
    found, target = offer.found, of.target
    parts = {
        "asked": asked, "state": found.state, "due": found.due, "bearer": found.bearer,
        "measured": found.measured, "required": found.required, "reason": found.reason,
    }  # fmt: skip
    names = {n: frame.hold(e, always=True).name for n, e in parts.items()}
    table = quoted(outputs.making.want(frame, [ROW, KEY, *names.values()]))
    row = row_place(of.number if of.by_rule else None)
    place = ("1", str(of.entity_number), row, str(3_000 + of.number), "0", "0")
    cells = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, place, strict=True))
    at = {n: quoted(name) for n, name in names.items()}
    entity, version = words(target.entity), day_words(offer.version)
    outputs.add(
        TARGETS,
        f"SELECT {cells}, {words(target.name)} AS target, {entity} AS entity, {quoted(KEY)} AS key, "
        f"{at['measured']} AS measured, {at['required']} AS required, {at['state']} AS state, {at['due']} AS due, "
        f"{at['bearer']} AS bearer, {version} AS version FROM {table} WHERE {at['asked']}",
    )
    missed = f"{at['asked']} AND {at['state']} = {words(TargetState.MISSED.value)}"
    outputs.add(
        BREACHES,
        f"SELECT {cells}, {words(target.name)} AS rule, {words(BreachKind.MISSED_TARGET.value)} AS kind, "
        f"{at['bearer']} AS bearer, {entity} AS entity, {quoted(KEY)} AS key, {at['due']} AS due, "
        f"{at['reason']} AS reason, {version} AS version FROM {table} WHERE {missed}",
    )
