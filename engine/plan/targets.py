"""目标 in SQL: met, missed, still open or not to be decided, for each row. Says the same as engine/targets.py."""

from typing import TYPE_CHECKING

from ..lowering.base import Lowered, any_unknown, case, joined, literal, no_causes, sql, text
from ..outcome import BreachKind, TargetState
from ..program import Expression, Target
from ..types import DecimalType, IntegerType, MoneyRateType, MoneyType, PercentType, YearType
from .duties import shown
from .layout import KEY, ROW, quoted
from .outputs import BREACHES, PLACE, TARGETS, Doubt, Outputs, row_place, words
from .sums import value_words

if TYPE_CHECKING:
    from sqlglot import exp

    from .scope import Scope


def add_target(
    outputs: Outputs, scope: "Scope", target: Target, number: int, entity_number: int, *, by_rule: bool = False
) -> Doubt:
    """The lines of one 目标, its breaches, and where it cannot be decided."""
    hold = scope.frame.hold
    due = scope.settled(scope.value(target.due)) if target.due is not None else None
    if due is not None:
        # Dated figures are those of the last day of its period.
        scope = scope.governed_by(due)
    applies = scope.settled(scope.value(target.applies))
    met = scope.settled(scope.value(target.requirement))
    day = sql("CAST(:d AS DATE)", d=due.value) if due is not None else sql("CAST(NULL AS DATE)")
    in_force, as_of = literal(scope.rules.holds_from), literal(scope.rules.occasion.as_of)
    asked = hold(sql(":a IS NOT FALSE AND COALESCE(:d >= :f, TRUE)", a=applies.value, d=day, f=in_force), always=True)
    causes = _causes(scope, asked, applies, met, due)
    late = sql("COALESCE(:a > :d, FALSE)", a=as_of, d=day)
    state = case(
        [
            (sql(":c IS NOT NULL", c=causes), text(TargetState.UNDECIDED.value)),
            (met.value, text(TargetState.MET.value)),
            (late, text(TargetState.MISSED.value)),
        ],
        text(TargetState.PENDING.value),
    )
    bearer = shown(scope, scope.value(target.bearer.expression)).value if target.bearer else sql("CAST(NULL AS TEXT)")
    parts = {
        "asked": asked, "state": state, "due": day, "bearer": bearer,
        "measured": _number(scope, target.measured), "required": _number(scope, target.required),
    }  # fmt: skip
    sides = [
        (word, scope.settled(scope.value(e)), e)
        for word, e in (("完成", target.measured), ("要求", target.required))
        if e
    ]
    for n, (_, value, _) in enumerate(sides):
        parts[f"side{n}"] = value.value
        parts[f"why{n}"] = value.causes if value.causes is not None else no_causes()
    names = {n: hold(e, always=True).name for n, e in parts.items()}
    _add(
        outputs,
        scope,
        target,
        (number, entity_number, number if by_rule else None),
        names,
        [(w, e) for w, _, e in sides],
    )
    return Doubt(3_000 + number, target.name, causes)


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


def _add(
    outputs: Outputs,
    scope: "Scope",
    target: Target,
    numbers: tuple[int, int, int | None],
    names: dict[str, str],
    sides: list[tuple[str, Expression]],
) -> None:
    table = quoted(outputs.making.want(scope.frame, [ROW, KEY, *names.values()]))
    place = ("1", str(numbers[1]), row_place(numbers[2]), str(3_000 + numbers[0]), "0", "0")
    cells = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, place, strict=True))
    at = {n: quoted(name) for n, name in names.items()}
    outputs.add(
        TARGETS,
        f"SELECT {cells}, {words(target.name)} AS target, {words(target.entity)} AS entity, {quoted(KEY)} AS key, "
        f"{at['measured']} AS measured, {at['required']} AS required, {at['state']} AS state, {at['due']} AS due, "
        f"{at['bearer']} AS bearer, CAST(NULL AS DATE) AS version FROM {table} WHERE {at['asked']}",
    )
    told = [f"'{w}' || {value_words(at[f'side{n}'], at[f'why{n}'], e.type)}" for n, (w, e) in enumerate(sides)]
    reason = " || '，' || ".join(told) or "''"
    outputs.add(
        BREACHES,
        f"SELECT {cells}, {words(target.name)} AS rule, {words(BreachKind.MISSED_TARGET.value)} AS kind, "
        f"{at['bearer']} AS bearer, {words(target.entity)} AS entity, {quoted(KEY)} AS key, {at['due']} AS due, "
        f"{reason} AS reason, CAST(NULL AS DATE) AS version FROM {table} WHERE {at['asked']} AND {at['state']} = {words(TargetState.MISSED.value)}",
    )
