"""主体, 代码表, 数据表 and 台账: what there is, before any rule."""

from attrs import evolve

from ..engine.origin import Span
from ..engine.program import COMPANIONS, Column, Entity, EntityKind
from ..engine.types import (
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    ReferenceType,
    TextType,
    Type,
    YearType,
    describe_type,
)
from . import syntax as s
from .clauses import Clauses
from .constants import literal
from .parameters import declare_figure, declare_table
from .problems import checking as p
from .problems import consistency
from .scope import Bearers, Declaration, Scope

BUILT_IN: dict[str, Type] = {
    "是非": BooleanType(),
    "小数": DecimalType(),
    "金额": MoneyType(),
    "百分比": PercentType(),
    "日期": DateType(),
    "时刻": MomentType(),
    "年度": YearType(),
    "月份": MonthType(),
    "文本": TextType(),
}
RATE_UNITS = ("月", "年", "季度", "半年", "周", "日", "天", "人", "户", "次", "件")
"""What a 金额率 may be per."""
LABELS = ("名称", "姓名")
"""Columns that say how a row is called, where an entity has one."""
FORBIDDEN = ("民族", "宗教", "信仰", "指纹", "虹膜", "人脸", "基因", "行踪", "轨迹")
"""Words in the names of facts that may not be declared (个人信息保护法第六条、第二十八条; domain notes, Privacy)."""


def declare_names(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """Note every declared name once; a name declared twice is reported with both places."""
    for statement in statements:
        names = statement.names if isinstance(statement, s.BearersStatement) else (statement.name,)
        for name in (*names, *(statement.members if isinstance(statement, s.BearersStatement) else ())):
            local = s.PolicyStatement | s.TransitionStatement | s.OfficeStatement
            if isinstance(name, s.TextLiteral) or isinstance(statement, local):
                continue
            first = scope.declared.get(name.text)
            if first is None:
                scope.declared[name.text] = Declaration(statement, name.span)
            elif not _same_bearer(first.statement, statement):
                scope.report(p.DuplicateName(name.span, name.text, first.span))


def _same_bearer(first: s.Statement, second: s.Statement) -> bool:
    """A duty holder may be a member of a group and also be declared by itself."""
    return first is not second and isinstance(first, s.BearersStatement) and isinstance(second, s.BearersStatement)


def declare_bearers(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """主体: groups, members, and one for each row of an entity."""
    places: dict[str, Span] = {}
    for statement in statements:
        if not isinstance(statement, s.BearersStatement):
            continue
        members = tuple(m.text for m in statement.members)
        per = statement.per.text if statement.per else None
        for name in statement.names:
            first = places.setdefault(name.text, name.span)
            if first is not name.span and scope.bearers[name.text] != Bearers(name.text, members, per):
                scope.report(p.DuplicateName(name.span, name.text, first))
                continue
            scope.bearers[name.text] = Bearers(name.text, members, per)
        for member in statement.members:
            scope.bearers.setdefault(member.text, Bearers(member.text))


def declare_codes(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """代码表: closed lists; a value that stands twice is reported."""
    for statement in statements:
        if not isinstance(statement, s.CodesStatement):
            continue
        seen: dict[str, Span] = {}
        for value in statement.values:
            if value.text in seen:
                scope.report(p.DuplicateName(value.span, value.text, seen[value.text]))
            seen.setdefault(value.text, value.span)
        name = statement.name.text
        scope.codes[name] = CodeType(name, tuple(seen), statement.order is not None)


def declare_entities(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """台账 and 数据表 with their columns."""
    entities = tuple(x for x in statements if isinstance(x, s.LedgerStatement | s.DataTableStatement))
    names = tuple(e.name.text for e in entities)
    for statement in entities:
        kind = EntityKind.LEDGER if isinstance(statement, s.LedgerStatement) else EntityKind.REFERENCE
        clauses = Clauses(scope, kind.value, statement.name, statement.clauses)
        clauses.allow(s.Field, s.EffectiveDate, s.InStock)
        columns = _columns(scope, clauses, names)
        key = tuple(c.name for c in columns.values() if c.key)
        if not key:
            scope.report(p.NoKey(statement.name.span, kind.value, statement.name.text))
        effective = clauses.one(s.EffectiveDate)
        scope.entities[statement.name.text] = Entity(
            name=statement.name.text,
            kind=kind,
            columns=columns,
            key=key or tuple(columns)[:1],
            label=next((c for c in LABELS if c in columns), None),
            effective=effective.column.text if effective else None,
            data_path=statement.path if isinstance(statement, s.DataTableStatement) else None,
            span=statement.name.span,
            in_stock=_in_stock(scope, clauses, columns),
        )
    _check_places(scope, statements)
    _check_dates(scope, statements)


def _in_stock(scope: Scope, clauses: Clauses, columns: dict[str, Column]) -> tuple[str, str] | None:
    """在册 自 A 至 B: two columns that hold dates."""
    clause = clauses.one(s.InStock)
    if clause is None:
        return None
    for name in (clause.start, clause.end):
        column = columns.get(name.text)
        if column is None:
            near = scope.nearest(name.text, tuple(columns))
            scope.report(p.UnknownName(name.span, name.text, "字段", near, clauses.title))
        elif not isinstance(column.type, DateType):
            scope.report(p.UnexpectedType(name.span, "在册", "日期", describe_type(column.type)))
        scope.used.add((clauses.title, name.text))
    return clause.start.text, clause.end.text


def _columns(scope: Scope, clauses: Clauses, entities: tuple[str, ...]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    places: dict[str, Span] = {}
    for field in clauses.all(s.Field):
        name = field.name.text
        earlier = columns.get(name)
        if earlier is not None and earlier.companion_of is not None and name not in places:
            own = _column(field, _type(scope, field.type, entities) or earlier.type)
            places[name] = field.name.span
            columns[name] = _as_companion(scope, own, earlier, places)
            continue
        if name in columns:
            scope.report(p.DuplicateName(field.name.span, name, places.get(name, field.name.span)))
            continue
        if any(word in name for word in FORBIDDEN):
            scope.report(p.ForbiddenFact(field.name.span, name))
        type_ = _type(scope, field.type, entities)
        if type_ is None and not any(m.text == "主键" for m in field.modifiers):
            scope.failed_rules.add(name)  # reported already: what reads it is not told that it is no fact
            continue
        column = _column(field, type_ or TextType())
        columns[name], places[name] = column, field.name.span
        scope.places[clauses.title, name] = field.name.span
        if column.determined:
            for companion in _companions(column):
                own = columns.setdefault(companion.name, companion)
                if own is not companion:
                    columns[companion.name] = _as_companion(scope, own, companion, places)
    return columns


def _as_companion(scope: Scope, own: Column, companion: Column, places: dict[str, Span]) -> Column:
    """A field declared by itself that is also the companion of a 须认定 fact; its type must be the companion's."""
    fact = companion.companion_of or ""
    if own.type != companion.type:
        wanted = describe_type(companion.type)
        scope.report(consistency.CompanionOfAnotherType(places[own.name], own.name, fact, wanted, places[fact]))
    return evolve(own, type=companion.type, companion_of=fact)


def _column(field: s.Field, type_: Type) -> Column:
    words = {m.text for m in field.modifiers}
    return Column(
        name=field.name.text,
        type=type_,
        key="主键" in words,
        sensitive="敏感" in words,
        proof="履行" in words,
        determined="须认定" in words,
    )


def _companions(column: Column) -> tuple[Column, ...]:
    types: tuple[Type, ...] = (TextType(), DateType(), TextType())
    pairs = zip(COMPANIONS, types, strict=True)
    return tuple(Column(column.name + suffix, type_, companion_of=column.name) for suffix, type_ in pairs)


def _type(scope: Scope, written: s.TypeName, entities: tuple[str, ...]) -> Type | None:
    if written.text == "整数":
        return IntegerType("月" if written.unit == "个月" else written.unit)
    if written.text == "金额率" and written.unit is not None:
        return _rate(scope, written, written.unit)
    known = BUILT_IN.get(written.text) or scope.codes.get(written.text) or scope.bearer_type(written.text)
    if known is not None:
        return known
    if written.text in entities:
        return ReferenceType(written.text)
    candidates = (*BUILT_IN, "整数", "主体", *scope.codes, *entities, *scope.bearers)
    scope.report(p.UnknownType(written.span, written.text, scope.nearest(written.text, candidates)))
    return None


def _rate(scope: Scope, written: s.TypeName, unit: str) -> Type | None:
    """金额率 每月."""
    if not unit.startswith("每") or unit[1:] not in RATE_UNITS:
        known = tuple(f"金额率 每{u}" for u in RATE_UNITS)
        scope.report(p.UnknownType(written.span, f"金额率 {unit}", scope.nearest(f"金额率 {unit}", known)))
        return None
    return MoneyRateType(unit[1:])


def declare_figures(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """参数, once every entity is known."""
    for statement in statements:
        if not isinstance(statement, s.ParameterStatement):
            continue
        Clauses(scope, "参数", statement.name, statement.clauses).allow()
        if statement.value is not None:
            figure = declare_figure(scope, statement, literal)
        else:
            type_ = _type(scope, statement.type, tuple(scope.entities)) if statement.type else MoneyType()
            figure = declare_table(scope, statement, type_) if type_ is not None else None
        if figure is None:
            scope.failed_rules.add(statement.name.text)
        else:
            scope.figures[figure.name] = figure


def _check_places(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """主体 按 X needs an entity X; 适用日 needs a column."""
    for statement in statements:
        if isinstance(statement, s.BearersStatement) and statement.per and statement.per.text not in scope.entities:
            near = scope.nearest(statement.per.text, tuple(scope.entities))
            scope.report(p.UnknownName(statement.per.span, statement.per.text, "台账或数据表", near))
            scope.failed_rules.update(n.text for n in statement.names)
        if isinstance(statement, s.LedgerStatement):
            entity = scope.entities[statement.name.text]
            for clause in statement.clauses:
                if isinstance(clause, s.EffectiveDate) and clause.column.text not in (
                    *entity.columns,
                    *scope.failed_rules,
                ):
                    near = scope.nearest(clause.column.text, tuple(entity.columns))
                    scope.report(p.UnknownName(clause.column.span, clause.column.text, "字段", near, entity.name))


def _check_dates(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    """适用日 is a date, 履行 a date or a 时刻."""
    for statement in statements:
        if not isinstance(statement, s.LedgerStatement | s.DataTableStatement):
            continue
        columns = scope.entities[statement.name.text].columns
        for clause in statement.clauses:
            match clause:
                case s.EffectiveDate(column=name) if name.text in columns:
                    type_ = columns[name.text].type
                    if not isinstance(type_, DateType):
                        scope.report(p.UnexpectedType(name.span, "适用日", "日期", describe_type(type_)))
                case s.Field(name=name) if name.text in columns and columns[name.text].proof:
                    type_ = columns[name.text].type
                    if not isinstance(type_, DateType | MomentType):
                        scope.report(consistency.ProofNotADate(clause.type.span, name.text, describe_type(type_)))
                case _:
                    continue
