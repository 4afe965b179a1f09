"""参数: dated figures written in the rules, and figures by place and year read from a file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.facts.tables import Record, Table, key_of
from ..engine.operators.dated import LOOK_UP
from ..engine.origin import Span
from ..engine.program import Apply, Column, Const, Entity, EntityKind, Expression, Fact, Program
from ..engine.types import (
    CauseKind,
    ReferenceType,
    TextType,
    Type,
    YearType,
    describe_type,
    unknown,
)
from . import syntax as s
from .names import nearest
from .problems import checking as p
from .problems import figures as f
from .scope import Figure, Scope
from .values import Checks, in_order, series

ReadLiteral = Callable[[s.Literal], Const]
"""Turns a literal of the syntax into a constant."""
YEAR = "年度"
"""The column of a 参数's file that holds the year."""


# ---------- declaring ----------


def declare_figure(scope: Scope, statement: s.ParameterStatement, literal: ReadLiteral) -> Figure | None:
    """A 参数 with its values; None where one of them is wrong."""
    name, written = statement.name.text, statement.value
    if written is None:
        return None
    if isinstance(written, s.Dated) and not in_order(scope, written):
        return None
    parts: list[tuple[date | None, s.Expression]] = [(None, written)]
    if isinstance(written, s.Dated):
        parts = [(v.start, v.value) for v in written.values]
    consts = [(start, value, _constant(scope, name, value, literal)) for start, value in parts]
    given = [(value, const) for _, value, const in consts if isinstance(const, Const)]
    if any(const is None for *_, const in consts) or not given:
        if not given and all(const is not None for *_, const in consts):
            scope.report(f.NotConstant(written.span, name))
        return None
    type_ = given[0][1].type
    for value, const in given:
        if const.type != type_:
            found = (describe_type(type_), describe_type(const.type))
            scope.report(p.WrongType(value.span, f"参数 {name}", found, "各档的值同类", (given[0][0].span, value.span)))
            return None
    none = Const(unknown(CauseKind.UNPROVIDED, name), type_)
    return Figure(name, type_, tuple((d, c if isinstance(c, Const) else none) for d, _, c in consts))


def _constant(scope: Scope, name: str, value: s.Expression, literal: ReadLiteral) -> Const | bool | None:
    """The constant of a literal, True for 未规定, None (reported) for anything that is worked out."""
    if isinstance(value, s.UnprovidedLiteral):
        return True
    if isinstance(value, s.Path | s.UnknownLiteral) or not isinstance(value, s.Literal):
        scope.report(f.NotConstant(value.span, name))
        return None
    return literal(value)


def declare_table(scope: Scope, statement: s.ParameterStatement, type_: Type) -> Figure | None:
    """A 参数 by place and year: its file becomes a 数据表 with the place and 年度 as key."""
    name, place = statement.name.text, statement.place
    if place is None or statement.path is None:
        return None
    target = scope.entities.get(place.text)
    if target is None or target.kind is not EntityKind.REFERENCE or len(target.key) != 1:
        tables = tuple(e.name for e in scope.entities.values() if e.kind is EntityKind.REFERENCE)
        scope.report(
            p.UnknownName(place.span, place.text, "数据表（主键只有一列的）", scope.nearest(place.text, tables))
        )
        return None
    columns = {
        place.text: Column(place.text, ReferenceType(place.text), key=True),
        YEAR: Column(YEAR, YearType(), key=True),
        name: Column(name, type_),
    }
    scope.entities[name] = Entity(
        name, EntityKind.REFERENCE, columns, (place.text, YEAR), data_path=statement.path, span=statement.name.span
    )
    return Figure(name, type_, place=place.text)


# ---------- using ----------


def figure_value(checker: Checks, figure: Figure, span: Span) -> Expression | None:
    """A 参数 named in an expression."""
    if figure.place is not None:
        checker.scope.report(f.YearMissing(span, figure.name))
        return None
    if figure.values[0][0] is None:
        return evolve(figure.values[0][1], span=span)
    cells = tuple((start, value) for start, value in figure.values if start is not None)
    return series(checker.entity, figure.name, cells, span)


def lookup(checker: Checks, syntax: s.Lookup) -> Expression | None:
    """（X 于 Y）: the figure of the row's place, or of the place a chain of 的 leads to."""
    *steps, last = syntax.figure.names
    figures = checker.scope.figures
    figure = figures.get(last.text)
    if figure is None or figure.place is None:
        yearly = tuple(name for name, known in figures.items() if known.place is not None)
        if last.text not in checker.scope.failed_rules:
            checker.scope.report(f.NotYearly(last.span, last.text, checker.scope.nearest(last.text, yearly)))
        return None
    place = _named_place(checker, figure.place, tuple(steps)) if steps else _own_place(checker, figure, last)
    year = checker.expression(syntax.year, YearType())
    if place is None or year is None:
        return None
    if not isinstance(year.type, YearType):
        checker.scope.report(
            p.UnexpectedType(syntax.year.span, "于", "年度（如 2012年度，受伤日期 的 年度）", describe_type(year.type))
        )
        return None
    arguments = (Const(figure.name, TextType()), place, year, Const(0, figure.type))
    return Apply(LOOK_UP, arguments, figure.type, syntax.span)


def _named_place(checker: Checks, place: str, steps: tuple[s.Name, ...]) -> Expression | None:
    span = steps[0].span.to(steps[-1].span)
    found = checker.path(s.Path(steps, span=span))
    if found is not None and found.type != ReferenceType(place):
        checker.scope.report(p.UnexpectedType(span, "的", f"指向「{place}」的字段", describe_type(found.type)))
        return None
    return found


def _own_place(checker: Checks, figure: Figure, name: s.Name) -> Expression | None:
    """The row itself where it is a place, else its one reference to a place."""
    entity = checker.scope.entities[checker.entity]
    place = figure.place or ""
    if entity.name == place:
        return Fact(place, (), entity.key[0], ReferenceType(place), span=name.span)
    fields = tuple(c.name for c in entity.columns.values() if c.type == ReferenceType(place))
    if len(fields) != 1:
        checker.scope.report(f.PlaceUnclear(name.span, figure.name, place, entity.name, fields))
        return None
    checker.scope.used.add((entity.name, fields[0]))
    return Fact(entity.name, (), fields[0], ReferenceType(place), span=name.span)


# ---------- the files ----------


@frozen
class SettledFigures:
    """Reference data with every place of a 参数 as a key, and what was wrong."""

    reference: Mapping[str, Table]
    diagnostics: tuple[Diagnostic, ...]


def settle_figures(program: Program, reference: Mapping[str, Table]) -> SettledFigures:
    """Turn the places of 参数 files, written by name or key, into keys; check the years that rules name outright."""
    diagnostics: list[Diagnostic] = []
    settled = dict(reference)
    for entity in program.entities.values():
        place = entity.reference(entity.key[0]) if entity.kind is EntityKind.REFERENCE else None
        if place is not None and entity.key[1:] == (YEAR,) and entity.name in entity.columns and place in reference:
            rows = _rows(entity, program.entities[place], reference[place], reference[entity.name], diagnostics)
            settled[entity.name] = Table(entity.name, rows)
    diagnostics.extend(_years_not_covered(program, settled))
    return SettledFigures(settled, tuple(diagnostics))


def _rows(
    entity: Entity, place: Entity, places: Table, table: Table, diagnostics: list[Diagnostic]
) -> tuple[Record, ...]:
    named: dict[str, str] = {}
    for record in places.records:
        label = record.values[place.label] if place.label else None
        if isinstance(label, str):
            named[label] = "" if label in named else record.key
    rows = []
    for record in table.records:
        written = str(record.values[place.name])
        key = written if written in places.by_key else named.get(written)
        if not key:
            near = nearest(written, (*named, *places.by_key))
            where = evolve(record.place, column=place.name)
            diagnostics.append(f.UnknownPlace(where, entity.name, written, place.name, near).to_diagnostic())
            continue
        values = {**record.values, place.name: key}
        rows.append(evolve(record, key=key_of(values, entity.key), values=values))
    return tuple(rows)


def _years_not_covered(program: Program, reference: Mapping[str, Table]) -> Iterator[Diagnostic]:
    for use in program_expressions(program):
        if not isinstance(use, Apply) or use.operator is not LOOK_UP:
            continue
        name, year = use.arguments[0], use.arguments[2]
        if not isinstance(name, Const) or not isinstance(year, Const) or not isinstance(year.value, int):
            continue
        table = reference.get(str(name.value))
        years = sorted({v for r in table.records if isinstance(v := r.values[YEAR], int)}) if table else []
        if year.value not in years and year.span is not None:
            yield f.YearNotCovered(year.span, str(name.value), year.value, tuple(years)).to_diagnostic()


def program_expressions(program: Program) -> Iterator[Expression]:
    """Every expression of the rules and every part of it, once each."""
    roots: list[Expression] = [d.expression for d in program.derived]
    roots += [b.amount for b in program.benefits] + [b.applies for b in program.benefits]
    roots += [d.applies for d in program.duties]
    seen: set[int] = set()
    while roots:
        expression = roots.pop()
        if id(expression) in seen:
            continue
        seen.add(id(expression))
        yield expression
        if isinstance(expression, Apply):
            roots.extend(expression.arguments)
