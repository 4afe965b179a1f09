"""来源 and 校验: an office's own headers and values, and what the data itself must satisfy."""

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.facts.names import folded
from ..engine.office_map import OfficeMap
from ..engine.origin import Span
from ..engine.program import Column, Entity, EntityKind, Program, Validation
from ..engine.types import BearerType, BooleanType, CodeType, ReferenceType, TextType, describe_type
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .derivations import Derivations
from .examples import wanted_of
from .parse import parse, read_source
from .problems import aggregating as g
from .problems import checking as p
from .rule_words import rule_words
from .scope import Scope


@frozen
class Offices:
    """Checks 来源 against the 台账 that are declared."""

    scope: Scope

    def office(self, statement: s.OfficeStatement) -> OfficeMap | None:
        """One 来源; None where its 台账 is wrong."""
        clauses = Clauses(self.scope, "来源", statement.name, statement.clauses)
        clauses.allow(s.For, s.FromSheets, s.FromColumn)
        for_ = clauses.need(s.For, "对 刑释解教人员")
        entity = self._ledger(for_) if for_ is not None else None
        if entity is None:
            return None
        sheets = clauses.one(s.FromSheets)
        headers: dict[str, tuple[str, ...]] = {}
        values: dict[str, Mapping[str, str | None]] = {}
        taken: dict[str, Span] = {}
        for clause in clauses.all(s.FromColumn):
            column = self._column(entity, clause)
            if column is None:
                continue
            self._once(clause.headers, taken)
            headers[column.name] = tuple(h.value for h in clause.headers)
            if clause.values:
                values[column.name] = self._values(column, clause.values)
        titles = tuple(t.value for t in sheets.titles) if sheets else ()
        return OfficeMap(statement.name.text, entity.name, titles, headers, values)

    def _ledger(self, clause: s.For) -> Entity | None:
        found = self.scope.entities.get(clause.entity.text)
        if found is not None and found.kind is EntityKind.LEDGER:
            return found
        ledgers = tuple(e.name for e in self.scope.entities.values() if e.kind is EntityKind.LEDGER)
        near = self.scope.nearest(clause.entity.text, ledgers)
        self.scope.report(p.UnknownName(clause.entity.span, clause.entity.text, "台账", near))
        return None

    def _column(self, entity: Entity, clause: s.FromColumn) -> Column | None:
        found = entity.columns.get(clause.column.text)
        if found is None:
            near = self.scope.nearest(clause.column.text, tuple(entity.columns))
            self.scope.report(p.UnknownName(clause.column.span, clause.column.text, "字段", near, entity.name))
        return found

    def _once(self, written: tuple[s.TextLiteral, ...], taken: dict[str, Span]) -> None:
        """A header, or a value of one column, stands for one thing only."""
        for text in written:
            first = taken.setdefault(folded(text.value), text.span)
            if first is not text.span:
                self.scope.report(g.TakenTwice(text.span, text.value, first))

    def _values(self, column: Column, maps: tuple[s.FromValue, ...]) -> Mapping[str, str | None]:
        taken: dict[str, Span] = {}
        found: dict[str, str | None] = {}
        for item in maps:
            self._once(item.written, taken)
            known, meant = self._meant(column, item.value)
            if not known:
                self.scope.report(p.NotALiteral(item.value.span, column.name, wanted_of(column.type)))
            found.update(dict.fromkeys((w.value for w in item.written), meant))
        return found

    def _meant(self, column: Column, value: s.Literal | s.Path) -> tuple[bool, str | None]:
        """Whether a value fits a column, and how the policy writes it; None for 未知."""
        text = value.names[0].text if isinstance(value, s.Path) and len(value.names) == 1 else None
        match value, column.type:
            case s.UnknownLiteral(), _:
                return True, None
            case s.BooleanLiteral(value=yes), BooleanType():
                return True, "是" if yes else "否"
            case s.TextLiteral(value=words), TextType() | BearerType() | ReferenceType():
                return True, words
            case _, CodeType(values=values):
                return text in values, text
            case s.Path(), TextType() | BearerType() | ReferenceType():
                return text is not None, text
            case _:
                return False, describe_type(column.type)


def validation(derivations: Derivations, citer: Citer, statement: s.ValidationStatement) -> Validation | None:
    """One 校验; None where it is wrong."""
    clauses = Clauses(derivations.scope, "校验", statement.name, statement.clauses)
    clauses.allow(s.For, s.Demanded, s.SeverityClause)
    heading = citer.heading(clauses, must_cite=False)
    entity = derivations.subject(clauses)
    demanded = clauses.need(s.Demanded, "须 释放日期 不早于 入监日期")
    severity = clauses.one(s.SeverityClause)
    if entity is None or demanded is None:
        return None
    condition = derivations.checker(entity).condition(demanded.condition)
    if condition is None:
        return None
    words = rule_words(demanded.condition)
    return Validation(heading, entity, condition, words, severity is not None and severity.severe)


def read_map(path: Path, program: Program) -> tuple[OfficeMap, ...]:
    """The 来源 of a file that lies outside the policy (--map). Raises Refusal with every mistake in it."""
    module, diagnostics = parse(read_source(path))
    scope = Scope(entities=dict(program.entities))
    problems: list[Diagnostic] = list(diagnostics)
    maps = []
    for statement in module.statements:
        if isinstance(statement, s.OfficeStatement):
            maps.append(Offices(scope).office(statement))
        else:
            problems.append(g.NotAMap(statement.span).to_diagnostic())
    problems.extend(scope.diagnostics)
    if any(d.is_error for d in problems):
        raise Refusal(tuple(problems))
    return tuple(m for m in maps if m is not None)
