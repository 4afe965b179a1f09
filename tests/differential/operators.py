"""One operator on arguments given as plain values, worked out by the database."""

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from guiju.dsl.load import load
from guiju.engine.backends.session import connect, run, small_table
from guiju.engine.lowering.base import Lowered, joined, literal, no_causes, one_cause, sql
from guiju.engine.lowering.causes import decoded, encoded
from guiju.engine.operators.operator import Operator
from guiju.engine.periods import Period
from guiju.engine.plan.layout import sql_type
from guiju.engine.plan.occasion import Occasion
from guiju.engine.plan.rulebook import Ground, Rulebook
from guiju.engine.plan.scope import Workbench
from guiju.engine.plan.statements import Making
from guiju.engine.types import (
    NOT_YET,
    BooleanType,
    DateType,
    IntegerType,
    MomentType,
    MoneyType,
    PeriodType,
    TextType,
    Type,
    Unknown,
    UnroundedType,
    Value,
)
from guiju.policy import demo

PLAN = Path(demo.__file__).parents[1] / "ningxia-special-groups" / "2012-01-01"
_TYPES: dict[type, Type] = {
    bool: BooleanType(),
    int: IntegerType(),
    date: DateType(),
    datetime: MomentType(),
    Fraction: UnroundedType(MoneyType()),
    Period: PeriodType(),
    str: TextType(),
}
_ROWS = "一行"
PROGRAM = load(PLAN).program


def type_at(row: Operator, place: int | None) -> Type:
    """The type of an argument, or of the result (None), as the examples of the row show it."""
    shown = (
        e.result if place is None else e.arguments[place]
        for e in row.examples
        if place is None or place < len(e.arguments)
    )
    return next((_TYPES[type(v)] for v in shown if type(v) in _TYPES), IntegerType())


def in_sql(row: Operator, arguments: tuple[Value, ...]) -> Value:
    """The value of an operator, its arguments being columns of a table of one row."""
    rules = Rulebook(PROGRAM, Ground(Occasion(date(2012, 5, 20), frozenset())))
    frame = rules.ground.frame(_ROWS)

    def column(expression):
        return frame.hold(expression, always=True)

    def given(value: Value, type_: Type) -> Lowered:
        if isinstance(value, Unknown):
            # LIST_SORT keeps the causes from being a constant that the database could work out beforehand.
            causes = sql("LIST_SORT(:c)", c=joined([one_cause(c) for c in sorted(value.causes, key=encoded)]))
            return Lowered(column(sql(f"CAST(NULL AS {sql_type(type_)})")), type_, column(causes))
        if value is NOT_YET:
            return Lowered(column(sql(f"CAST(NULL AS {sql_type(type_)})")), type_, None, True)
        return Lowered(column(literal(value)), _TYPES[type(value)], constant=value)

    lowered = row.lower(
        Workbench(frame, rules), [given(v, type_at(row, n)) for n, v in enumerate(arguments)], type_at(row, None)
    )
    causes = lowered.causes if lowered.causes is not None else no_causes()
    names = [column(lowered.value).name, column(causes).name]
    return _read(rules, frame, names)


def _read(rules, frame, names) -> Value:
    making = Making()
    table = making.want(frame, names)
    connection = connect(threads=1)
    connection.execute(f"""CREATE TABLE "{_ROWS}" AS SELECT 0::BIGINT AS "#row", '甲' AS "#key" """)
    for small in rules.ground.small_tables():
        small_table(connection, small)
    run(connection, making.statements())
    value, causes = connection.execute(f'SELECT "{names[0]}", "{names[1]}" FROM "{table}"').fetchone()
    connection.close()
    if causes is not None:
        assert value is None, "a value that is unknown is NULL"
        return Unknown(frozenset(map(decoded, causes)))
    if isinstance(value, dict):
        return Fraction(value["n"], value["d"])
    return NOT_YET if value is None else value
