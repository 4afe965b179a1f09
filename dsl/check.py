"""Syntax to Program: every statement resolved, typed and desugared, every mistake reported."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.example_case import ExampleCase
from ..engine.office_map import OfficeMap
from ..engine.origin import SourceText, Span
from ..engine.program import (
    Benefit,
    Column,
    Derived,
    Duty,
    Entity,
    EntityKind,
    Fund,
    NonNorm,
    OpenNorm,
    Program,
    Reading,
    Target,
    Validation,
)
from ..engine.workdays import Calendar
from . import syntax as s
from .citations import AmendingDocument, Citer
from .clauses import Clauses
from .consolidate import Repeal, names_of
from .declarations import declare_bearers, declare_codes, declare_entities, declare_figures, declare_names
from .derivations import Derivations
from .duties import Duties
from .examples import Examples
from .exceptions import Exceptions
from .funds import Funds
from .offices import Offices, validation
from .problems import checking as p
from .problems import consistency, sources
from .quote import SourceDocument
from .scope import Scope
from .transitions import check_transitions

LoadSource = Callable[[s.SourceFile], SourceText | Diagnostic]
LoadCalendar = Callable[[s.Calendars | None, Span], Calendar | tuple[Diagnostic, ...]]


@frozen
class Surroundings:
    """What rules name but do not hold: the source document and the calendars, read by whoever knows the folder.

    `amending` are the documents of later versions, by the rule files of each; `repealed` is what stands no more;
    `closed_codes` are the values that earlier versions gave a 代码表 and this one does not.
    """

    source: LoadSource
    calendar: LoadCalendar
    amending: Mapping[str, AmendingDocument] = field(factory=dict)
    repealed: Mapping[str, Repeal] = field(factory=dict)
    closed_codes: Mapping[str, tuple[str, ...]] = field(factory=dict)


@frozen
class Checked:
    """The outcome of a check: a Program where there was no error, and everything that was noticed."""

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]


def check(modules: tuple[s.Module, ...], surroundings: Surroundings, nowhere: Span) -> Checked:
    """Check the rule files of one version together. `nowhere` is the place of what is missing altogether."""
    statements = tuple(x for m in modules for x in m.statements)
    scope = Scope(repealed=surroundings.repealed, closed_codes=surroundings.closed_codes)
    for declare in (declare_names, declare_bearers, declare_codes, declare_entities, declare_figures):
        declare(scope, statements)
    policy = _policy(scope, statements, nowhere)
    source = _source(scope, policy, surroundings)
    calendar = _calendar(scope, policy, surroundings)
    citer = _citer(scope, statements, source, surroundings)
    rules = _rules(scope, citer, statements)
    transitions = check_transitions(rules.derivations, statements, (*rules.duties, *rules.benefits))
    cases = _cases(scope, rules, statements)
    if scope.failed or policy is None or calendar is None:
        return Checked(None, in_text_order(scope.diagnostics))
    _unused(scope)
    clauses = Clauses(scope, "政策", policy.name, policy.clauses)
    heading = citer.heading(clauses, must_cite=False)
    in_force, expires = clauses.one(s.InForce), clauses.one(s.Expires)
    program = Program(
        name=policy.name.text,
        title=_title(clauses) or policy.name.text,
        in_force=in_force.value if in_force else date.min,
        expires=expires.value if expires else None,
        issuer=_issuer(clauses),
        number=_number(clauses),
        entities=scope.entities,
        derived=tuple(scope.derived.values()),
        aggregates=tuple(scope.aggregates.values()),
        duties=rules.duties,
        benefits=rules.benefits,
        open_norms=rules.open_norms,
        non_norms=rules.non_norms,
        validations=rules.validations,
        targets=rules.targets,
        funds=rules.funds,
        offices=rules.offices,
        examples=cases,
        bearers={b.name: b.members for b in scope.bearers.values()},
        calendar=calendar,
        source=source,
        readings=(*heading.readings, *_declared_readings(statements), *rules.readings(tuple(scope.derived.values()))),
        digest="",
        warnings=in_text_order(scope.diagnostics),
        transitions=transitions,
    )
    return Checked(program, program.warnings)


def _citer(
    scope: Scope, statements: tuple[s.Statement, ...], source: SourceText | None, surroundings: Surroundings
) -> Citer:
    """What verifies 依据 against the source document, and against those of later versions."""
    headers = [x for x in statements if isinstance(x, s.PolicyStatement)]
    named = any(isinstance(c, s.SourceFile) for x in headers for c in x.clauses)
    document = SourceDocument(source) if source else None
    return Citer(scope, document, unreadable=named and source is None, amending=surroundings.amending)


def _cases(scope: Scope, rules: "_Rules", statements: tuple[s.Statement, ...]) -> tuple[ExampleCase, ...]:
    """The 示例, resolved against the rules; of those repealed they may still ask what became of them."""
    examples = Examples(
        scope,
        frozenset(d.name for d in rules.duties) | scope.repealed_rules(s.DutyStatement, s.ProhibitionStatement),
        frozenset(b.name for b in rules.benefits) | scope.repealed_rules(s.BenefitStatement),
        {t.name: t for t in rules.targets},
        {f.name: f for f in rules.funds},
        frozenset(v.name for v in rules.validations),
    )
    cases = [examples.example(x) for x in statements if isinstance(x, s.ExampleStatement)]
    _example_names(scope, statements)
    return tuple(case for case in cases if case is not None)


def _declared_readings(statements: tuple[s.Statement, ...]) -> tuple[Reading, ...]:
    """The 解释 of 主体, 代码表, 数据表, 台账 and 来源: how what there is was read, before any rule."""
    declaring = s.BearersStatement | s.CodesStatement | s.DataTableStatement | s.LedgerStatement | s.OfficeStatement
    return tuple(
        Reading(clause.text, "、".join(name.text for name in names_of(statement)))
        for statement in statements
        if isinstance(statement, declaring)
        for clause in statement.clauses
        if isinstance(clause, s.Explanation)
    )


def in_text_order(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by file and place; those about no place in the rules come last."""

    def place(found: Diagnostic) -> tuple[bool, str, int]:
        first = found.labels[0].place if found.labels else None
        return (False, first.source.path, first.start) if isinstance(first, Span) else (True, "", 0)

    return tuple(sorted(diagnostics, key=place))


@frozen
class _Rules:
    derivations: Derivations
    duties: tuple[Duty, ...]
    benefits: tuple[Benefit, ...]
    open_norms: tuple[OpenNorm, ...]
    non_norms: tuple[NonNorm, ...]
    validations: tuple[Validation, ...] = ()
    offices: tuple[OfficeMap, ...] = ()
    targets: tuple[Target, ...] = ()
    funds: tuple[Fund, ...] = ()

    def readings(self, derived: tuple[Derived, ...]) -> tuple[Reading, ...]:
        """Every 解释 of the rules that give results."""
        headings = [r.heading for r in derived] + [r.heading for r in self.duties]
        headings += [r.heading for r in self.benefits] + [r.heading for r in self.open_norms]
        headings += [r.heading for r in self.targets] + [r.heading for r in self.funds]
        return tuple(reading for heading in headings for reading in heading.readings)


def _rules(scope: Scope, citer: Citer, statements: tuple[s.Statement, ...]) -> _Rules:
    derivations = Derivations(scope, citer, Exceptions.of(scope, citer, statements))
    duties = Duties(scope, citer, derivations)
    funds = Funds(scope, citer, derivations)
    found_funds: list[Fund | None] = []
    targets: list[Target | None] = []
    validations: list[Validation | None] = []
    offices: list[OfficeMap | None] = []
    made: tuple[list[Duty | None], list[Benefit | None], list[OpenNorm | None], list[NonNorm]] = ([], [], [], [])
    for statement in statements:
        match statement:
            case s.DefinitionStatement() | s.ClassificationStatement() | s.StandardStatement():
                derivations.derive(statement.name.text, statement.name.span)
            case s.DutyStatement():
                made[0].append(duties.duty(statement))
            case s.ProhibitionStatement():
                made[0].append(duties.prohibition(statement))
            case s.BenefitStatement():
                made[1].append(duties.benefit(statement))
            case s.OpenNormStatement():
                made[2].append(duties.open_norm(statement))
            case s.NonNormStatement():
                made[3].append(duties.non_norm(statement))
            case s.FundStatement():
                found_funds.append(funds.fund(statement))
            case s.TargetStatement():
                targets.append(funds.target(statement))
            case s.ValidationStatement():
                validations.append(validation(derivations, citer, statement))
            case s.OfficeStatement():
                offices.append(Offices(scope).office(statement))
            case _:
                continue
    return _Rules(
        derivations,
        tuple(x for x in made[0] if x is not None),
        tuple(x for x in made[1] if x is not None),
        tuple(x for x in made[2] if x is not None),
        tuple(made[3]),
        tuple(x for x in validations if x is not None),
        tuple(x for x in offices if x is not None),
        tuple(x for x in targets if x is not None),
        tuple(x for x in found_funds if x is not None),
    )


def _policy(scope: Scope, statements: tuple[s.Statement, ...], nowhere: Span) -> s.PolicyStatement | None:
    found = [x for x in statements if isinstance(x, s.PolicyStatement)]
    if len(found) != 1:
        place, first = (found[1].name.span, found[0].name.span) if found else (nowhere, None)
        scope.report(sources.NoPolicyStatement(place, len(found), first))
        return None
    clauses = Clauses(scope, "政策", found[0].name, found[0].clauses)
    clauses.allow(s.Title, s.Issuer, s.DocumentNumber, s.InForce, s.Expires, s.SourceFile, s.Calendars)
    in_force, expires = clauses.need(s.InForce, "施行 2012年1月1日"), clauses.one(s.Expires)
    if in_force is not None and expires is not None and expires.value < in_force.value:
        scope.report(consistency.ExpiresBeforeInForce(expires.span, in_force.span))
    return found[0]


def _source(scope: Scope, policy: s.PolicyStatement | None, surroundings: Surroundings) -> SourceText | None:
    clause = next((c for c in policy.clauses if isinstance(c, s.SourceFile)), None) if policy else None
    if clause is None:
        return None
    found = surroundings.source(clause)
    if isinstance(found, Diagnostic):
        scope.diagnostics.append(found)
        return None
    if not found.text.strip():
        scope.report(consistency.EmptySource(clause.span, clause.path))
        return None
    return found


def _calendar(scope: Scope, policy: s.PolicyStatement | None, surroundings: Surroundings) -> Calendar | None:
    if policy is None:
        return None
    clause = next((c for c in policy.clauses if isinstance(c, s.Calendars)), None)
    found = surroundings.calendar(clause, policy.name.span)
    if isinstance(found, Calendar):
        return found
    scope.diagnostics.extend(found)
    return None


def _example_names(scope: Scope, statements: tuple[s.Statement, ...]) -> None:
    seen: dict[str, Span] = {}
    for name in (x.name for x in statements if isinstance(x, s.ExampleStatement)):
        if name.value in seen:
            scope.report(consistency.ExampleNameTwice(name.span, name.value, seen[name.value]))
        seen.setdefault(name.value, name.span)


def _unused(scope: Scope) -> None:
    """Advice about stored columns that nothing reads: only what a duty needs may be collected."""
    for entity in scope.entities.values():
        for column in entity.columns.values():
            if (entity.name, column.name) not in scope.used and not _needs_no_reader(entity, column):
                scope.report(p.UnusedFact(scope.places[entity.name, column.name], column.name, entity.name))


def _needs_no_reader(entity: Entity, column: Column) -> bool:
    return (
        column.key
        or column.companion_of is not None
        or column.name in (entity.label, entity.effective)
        or entity.kind is EntityKind.REFERENCE
    )


def _title(clauses: Clauses) -> str | None:
    clause = clauses.one(s.Title)
    return clause.text if clause else None


def _issuer(clauses: Clauses) -> str | None:
    clause = clauses.one(s.Issuer)
    return "、".join(n.text for n in clause.names) if clause else None


def _number(clauses: Clauses) -> str | None:
    clause = clauses.one(s.DocumentNumber)
    return clause.text if clause else None
