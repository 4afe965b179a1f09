"""人数（家庭成员 当（…））and the like: resolved to a derived column of the entity the rows refer to."""

from typing import Protocol

from attrs import evolve

from ..engine.operators.calendar_parts import YEAR_OF
from ..engine.operators.counts import BY_COMPARISON, REVERSED
from ..engine.operators.exact import SHARE
from ..engine.origin import Span
from ..engine.program import Aggregate, AggregateKind, Apply, Expression, Fact, GroupKey
from ..engine.types import (
    BooleanType,
    DateType,
    DecimalType,
    IntegerType,
    MoneyRateType,
    MoneyType,
    PercentType,
    ReferenceType,
    Type,
    UnroundedType,
    YearType,
    describe_type,
)
from . import syntax as s
from .format_expressions import expression_text
from .literals import chinese_number
from .problems import aggregating as g
from .problems import checking as p
from .scope import Scope

COUNTING = ("人数", "件数")
JUDGING = {"存在": AggregateKind.EXISTS, "全部": AggregateKind.ALL}
_ADDABLE = (MoneyType, MoneyRateType, IntegerType, DecimalType, PercentType)
_MEASURED = (*_ADDABLE, YearType)
_DATED = (DateType,)


class RowChecker(Protocol):
    """What an aggregate asks of whoever checks expressions about rows."""

    @property
    def scope(self) -> Scope:
        """What names mean."""

    @property
    def entity(self) -> str:
        """The entity whose row is in hand."""

    def at(self, entity: str) -> "RowChecker":
        """The same for rows of another entity."""

    def condition(self, syntax: s.Expression) -> Expression | None:
        """An expression that must be 是非."""

    def expression(
        self, syntax: s.Expression, expected: Type | None = None, *, event: bool = False
    ) -> Expression | None:
        """Resolve and type."""

    def path(self, syntax: s.Path, expected: Type | None = None, *, event: bool = False) -> Expression | None:
        """A name or a chain of 的."""


def aggregate(checker: RowChecker, syntax: s.Aggregate, *, event: bool = False) -> Fact | None:
    """The derived column an aggregate stands for, as a fact of the row in hand; None where a problem was reported.

    `event` is True where a date that has not happened yet is an answer (triggers, proofs): rows without their 履行 date
    then do not count, and 最早 and 最晚 need no 无则.
    """
    scope, entity = checker.scope, checker.entity
    over = syntax.rows.names[0]
    if over.text not in scope.entities:
        near = scope.nearest(over.text, tuple(scope.entities))
        scope.report(p.UnknownName(over.span, over.text, "台账或数据表", near))
        return None
    rows = checker.at(over.text)
    keys = _keys(checker, rows, syntax)
    measured = _measured(rows, syntax, event)
    where = rows.condition(syntax.condition) if syntax.condition is not None else None
    if keys is None or measured is None or (syntax.condition is not None and where is None):
        return None
    kind, value, type_, rank = measured
    happens = event and isinstance(value, Fact) and isinstance(type_, DateType)
    otherwise = _otherwise(checker, syntax, kind, type_, happens)
    if otherwise is _FAILED:
        return None
    found = Aggregate(
        name=expression_text(syntax),
        entity=entity,
        kind=kind,
        over=over.text,
        keys=keys,
        type=type_,
        where=where,
        value=value,
        otherwise=otherwise if not isinstance(otherwise, _Failed) else None,
        rank=rank,
        event=happens,
        span=syntax.span,
    )
    return _register(scope, found, syntax.span)


def with_bounds(scope: Scope, comparison: Expression | None) -> Expression | None:
    """A comparison of 人数 or 件数 with a number, decided as soon as the sure rows settle it (semantics.md, Unknown)."""
    if not isinstance(comparison, Apply) or len(comparison.arguments) != 2:
        return comparison
    word = comparison.operator.name
    left, right = comparison.arguments
    if word not in BY_COMPARISON:
        return comparison
    counted, other = _counted(scope, left), right
    if counted is None:
        counted, other, word = _counted(scope, right), left, REVERSED[word]
    if counted is None:
        return comparison
    count, column = counted
    bounds = tuple(_bound(scope, count, column, kind) for kind in (AggregateKind.LEAST, AggregateKind.MOST))
    return Apply(BY_COMPARISON[word], (count, *bounds, other), BooleanType(), comparison.span)


# ---------- which rows belong ----------


def _keys(checker: RowChecker, rows: RowChecker, syntax: s.Aggregate) -> tuple[GroupKey, ...] | None:
    """The reference to go by, given or the only one there is, and the year."""
    year = _year(checker, rows, syntax.at) if syntax.at is not None else None
    if syntax.at is not None and year is None:
        return None
    if syntax.via is not None:
        link = _given_link(checker, rows, syntax.via)
        return None if link is None else (link, *((year,) if year else ()))
    direct = _references(checker.scope, rows.entity, checker.entity)
    if len(direct) > 1:
        checker.scope.report(g.SeveralWays(syntax.rows.span, rows.entity, checker.entity, direct))
        return None
    if direct:
        link = GroupKey(_column(checker.scope, rows.entity, direct[0]), None)
        return (link, *((year,) if year else ()))
    return _shared(checker, rows, syntax, year)


def _shared(
    checker: RowChecker, rows: RowChecker, syntax: s.Aggregate, year: GroupKey | None
) -> tuple[GroupKey, ...] | None:
    """Without a reference of their own rows belong by year, and by the place that both refer to."""
    if year is None:
        checker.scope.report(g.NoWayBack(syntax.rows.span, rows.entity, checker.entity))
        return None
    own = _links(checker.scope, checker.entity)
    pairs = [(theirs, mine) for theirs, t in _links(checker.scope, rows.entity) for mine, o in own if t == o]
    if len(pairs) > 1:
        ways = tuple(dict.fromkeys(theirs for theirs, _ in pairs))
        checker.scope.report(g.SeveralWays(syntax.rows.span, rows.entity, checker.entity, ways))
        return None
    if not pairs and own:
        checker.scope.report(g.NoWayBack(syntax.rows.span, rows.entity, checker.entity))
        return None
    return (*(_pair(checker, rows.entity, theirs, mine) for theirs, mine in pairs), year)


def _given_link(checker: RowChecker, rows: RowChecker, via: s.Path) -> GroupKey | None:
    found = rows.path(via)
    if found is None:
        return None
    if isinstance(found.type, ReferenceType):
        if found.type.entity == checker.entity:
            return GroupKey(found, None)
        own = _references(checker.scope, checker.entity, found.type.entity)
        if len(own) == 1:
            return GroupKey(found, _column(checker.scope, checker.entity, own[0]))
    checker.scope.report(g.NotALink(via.span, via.text, checker.entity))
    return None


def _year(checker: RowChecker, rows: RowChecker, at: s.Path) -> GroupKey | None:
    found = rows.path(at, event=True)
    if found is None:
        return None
    columns = checker.scope.entities[checker.entity].columns.values()
    years = tuple(c.name for c in columns if isinstance(c.type, YearType))
    if len(years) != 1:
        checker.scope.report(g.NoYear(at.span, checker.entity))
        return None
    own = _column(checker.scope, checker.entity, years[0])
    match found.type:
        case YearType():
            return GroupKey(found, own)
        case DateType():
            return GroupKey(Apply(YEAR_OF, (found,), YearType(), found.span), own)
        case _:
            checker.scope.report(p.UnexpectedType(at.span, "于", "年度或日期", describe_type(found.type)))
            return None


def _links(scope: Scope, entity: str) -> tuple[tuple[str, str], ...]:
    columns = scope.entities[entity].columns.values()
    return tuple((c.name, c.type.entity) for c in columns if isinstance(c.type, ReferenceType))


def _references(scope: Scope, entity: str, target: str) -> tuple[str, ...]:
    return tuple(name for name, leads_to in _links(scope, entity) if leads_to == target)


def _pair(checker: RowChecker, over: str, theirs: str, mine: str) -> GroupKey:
    return GroupKey(_column(checker.scope, over, theirs), _column(checker.scope, checker.entity, mine))


def _column(scope: Scope, entity: str, name: str) -> Fact:
    scope.used.add((entity, name))
    return Fact(entity, (), name, scope.entities[entity].columns[name].type)


# ---------- what they come to ----------

_Measured = tuple[AggregateKind, Expression | None, Type, int]


def _measured(rows: RowChecker, syntax: s.Aggregate, event: bool) -> _Measured | None:
    word = syntax.function.text
    over = rows.entity
    if word in COUNTING or word in JUDGING:
        if len(syntax.rows.names) > 1:
            rows.scope.report(g.WrongShape(syntax.rows.span, word, "台账的名称，不带列", f"{word}（{over} 当（…））"))
            return None
        if word == "全部" and syntax.condition is None:
            rows.scope.report(g.WrongShape(syntax.span, word, "条件", f"全部（{over} 当（…））"))
            return None
        kind = JUDGING.get(word, AggregateKind.COUNT)
        type_: Type = BooleanType() if word in JUDGING else IntegerType("人" if word == "人数" else None)
        return kind, None, type_, 1
    return _column_measured(rows, syntax, event)


def _column_measured(rows: RowChecker, syntax: s.Aggregate, event: bool) -> _Measured | None:
    word, (_, *steps) = syntax.function.text, syntax.rows.names
    if not steps:
        rows.scope.report(g.WrongShape(syntax.rows.span, word, "台账的一列", f"{word}（{rows.entity} 的 列名）"))
        return None
    value = rows.path(s.Path(tuple(steps), span=syntax.rows.span), event=event)
    if value is None:
        return None
    kind, wanted, words, rank = _meaning(word)
    if rank < 1:
        rows.scope.report(g.NoSuchRank(syntax.function.span, word))
        return None
    if wanted and not isinstance(value.type, wanted):
        rows.scope.report(g.Unaddable(syntax.function.span, word, describe_type(value.type), words, syntax.rows.span))
        return None
    match kind, value.type:
        case AggregateKind.KINDS, _:
            return kind, value, IntegerType(), rank
        case AggregateKind.MEAN, MoneyType() | MoneyRateType() | IntegerType() | DecimalType() | PercentType() as of:
            return kind, value, UnroundedType(of), rank
        case _:
            return kind, value, value.type, rank


def _meaning(word: str) -> tuple[AggregateKind, tuple[type[Type], ...], str, int]:
    """The kind, the types it takes (none: any), how a message calls these, and the rank."""
    match word:
        case "种数":
            return AggregateKind.KINDS, (), "", 1
        case "合计":
            return AggregateKind.SUM, _ADDABLE, "金额或数目的一列", 1
        case "平均":
            return AggregateKind.MEAN, _ADDABLE, "金额或数目的一列", 1
        case "最早":
            return AggregateKind.SMALLEST, _DATED, "日期的一列", 1
        case "最晚":
            return AggregateKind.LARGEST, _DATED, "日期的一列", 1
        case "最大":
            return AggregateKind.LARGEST, _MEASURED, "金额或数目的一列", 1
        case "最小":
            return AggregateKind.SMALLEST, _MEASURED, "金额或数目的一列", 1
        case _:
            kind = AggregateKind.LARGEST if word.endswith("大") else AggregateKind.SMALLEST
            return kind, _MEASURED, "金额或数目的一列", chinese_number(word[1:-1])


class _Failed:
    """Stands for an answer that was refused."""


_FAILED = _Failed()


def _otherwise(
    checker: RowChecker, syntax: s.Aggregate, kind: AggregateKind, type_: Type, happens: bool
) -> Expression | _Failed | None:
    """What stands in where no row counts: needed by 最大 and the like, senseless for the others."""
    needs = kind in (AggregateKind.LARGEST, AggregateKind.SMALLEST, AggregateKind.MEAN)
    wanted = type_.of if isinstance(type_, UnroundedType) else type_
    if syntax.otherwise is None:
        if needs and not happens:
            checker.scope.report(g.NoOtherwise(syntax.function.span, syntax.function.text))
            return _FAILED
        return None
    if not needs:
        checker.scope.report(g.NeedlessOtherwise(syntax.otherwise.span, syntax.function.text))
        return _FAILED
    found = checker.expression(syntax.otherwise, wanted)
    if found is None:
        return _FAILED
    if found.type != wanted:
        checker.scope.report(
            p.UnexpectedType(syntax.otherwise.span, "无则", describe_type(wanted), describe_type(found.type))
        )
        return _FAILED
    share = isinstance(type_, UnroundedType) and isinstance(wanted, DecimalType | PercentType)
    # The mean of shares is the exact share itself, and so is what stands in for it.
    return Apply(SHARE, (found,), type_, found.span) if share else found


# ---------- columns ----------


def _register(scope: Scope, found: Aggregate, span: Span | None) -> Fact:
    """Note the column once for all who read it; in event contexts it is another one."""
    name = f"{found.name}（已发生）" if found.event else found.name
    scope.aggregates.setdefault((found.entity, name), evolve(found, name=name))
    return Fact(found.entity, (), name, found.type, event=found.event, span=span)


def _counted(scope: Scope, expression: Expression) -> tuple[Fact, Aggregate] | None:
    """A number of rows behind a fact: an aggregate itself, or a 定义 that is nothing else."""
    if not isinstance(expression, Fact):
        return None
    entity = expression.entity
    for step in expression.path:
        entity = scope.entities[entity].reference(step) or entity
    derived = scope.derived.get(expression.column)
    if derived is not None and derived.entity == entity and isinstance(derived.expression, Fact):
        inner = _counted(scope, derived.expression)
        if inner is None or inner[0].path:
            return None
        return expression, inner[1]
    found = scope.aggregates.get((entity, expression.column))
    return (expression, found) if found is not None and found.kind is AggregateKind.COUNT else None


def _bound(scope: Scope, count: Fact, column: Aggregate, kind: AggregateKind) -> Fact:
    name = f"{column.name}的{'下限' if kind is AggregateKind.LEAST else '上限'}"
    bound = evolve(column, name=name, kind=kind)
    scope.aggregates.setdefault((column.entity, name), bound)
    return Fact(count.entity, count.path, name, column.type, span=count.span)
