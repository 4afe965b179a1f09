"""A policy of several versions: each put together, checked and sealed, then all of them as one."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from attrs import evolve, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.origin import SourceText, Span
from ..engine.program import Column, Entity, Program, Rename
from ..engine.types import CodeType, Type, describe_type
from . import syntax as s
from .citations import AmendingDocument
from .consolidate import Consolidated, VersionText, consolidate
from .parse import parse
from .problems import amending as a
from .problems import checking as p
from .problems import consistency
from .problems.duties import TriggerCycle
from .quote import SourceDocument
from .respace import Names

UNUSED: Final = p.UnusedFact.code
T = TypeVar("T")


@frozen
class ReadVersion:
    """A version's folder as read: its files, and what could not be read of them."""

    folder: Path
    sources: tuple[SourceText, ...]
    modules: tuple[s.Module, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def text(self) -> VersionText:
        """What the folder says."""
        statements = tuple(x for m in self.modules for x in m.statements)
        return VersionText(self.folder.name, statements, Span(self.sources[0], 0, 0))


def read_version(folder: Path, sources: tuple[SourceText, ...], names: Names) -> ReadVersion:
    """Parse the rule files of one version; `names` are those that any version declares."""
    parsed = [parse(source, names) for source in sources]
    return ReadVersion(folder, sources, tuple(m for m, _ in parsed), tuple(d for _, found in parsed for d in found))


@frozen
class Whole:
    """The versions put together: each as a module to check, the documents that later ones cite, and what is wrong."""

    versions: tuple[Consolidated, ...]
    modules: tuple[s.Module, ...]
    amending: Mapping[str, AmendingDocument]
    diagnostics: tuple[Diagnostic, ...]


def put_together(
    read: tuple[ReadVersion, ...], load_source: Callable[[s.SourceFile], SourceText | Diagnostic]
) -> Whole:
    """Every version whole."""
    versions, problems = consolidate(tuple(v.text for v in read))
    modules = tuple(
        s.Module(own.sources[0], (*version.statements, *version.transitions, *version.examples))
        for own, version in zip(read, versions, strict=True)
    )
    amending: dict[str, AmendingDocument] = {}
    found = list(problems)
    for own in read[1:]:
        document, diagnostics = _document(own, load_source)
        found.extend(diagnostics)
        amending.update((source.path, document) for source in own.sources)
    return Whole(versions, modules, amending, (*found, *_repeated_examples(versions), *cycles_across(versions)))


def closed_codes(versions: tuple[Consolidated, ...]) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """For each version the values that a 代码表 had before and has no more; exports and 示例 may still hold them."""
    before: dict[str, dict[str, None]] = {}
    found = []
    for version in versions:
        own = {x.name.text: [v.text for v in x.values] for x in version.statements if isinstance(x, s.CodesStatement)}
        found.append({name: tuple(v for v in before.get(name, ()) if v not in values) for name, values in own.items()})
        for name, values in own.items():
            before.setdefault(name, {}).update(dict.fromkeys(values))
    return tuple(found)


def _document(
    version: ReadVersion, load_source: Callable[[s.SourceFile], SourceText | Diagnostic]
) -> tuple[AmendingDocument, tuple[Diagnostic, ...]]:
    """The document a later version cites, and what is wrong with it."""
    policy = version.text.policy
    clauses = policy.clauses if policy else ()
    title = next((c.text for c in clauses if isinstance(c, s.Title)), f"《{version.folder.name}修改》")
    named = next((c for c in clauses if isinstance(c, s.SourceFile)), None)
    if named is None:
        return AmendingDocument(title, None), ()
    source = load_source(named)
    if isinstance(source, Diagnostic):
        return AmendingDocument(title, None, unreadable=True), (source,)
    if not source.text.strip():
        problem = consistency.EmptySource(named.span, named.path)
        return AmendingDocument(title, None, unreadable=True), (problem.to_diagnostic(),)
    return AmendingDocument(title, SourceDocument(source)), ()


def cycles_across(versions: tuple[Consolidated, ...]) -> tuple[Diagnostic, ...]:
    """Duties that arise from each other under different versions; a cycle within one version its own check reports.

    What a duty arises from may be governed by another version, so that all versions together must be free of cycles.
    """
    edges: dict[str, dict[str, Span]] = {}
    for version in versions:
        for statement in version.statements:
            if isinstance(statement, s.DutyStatement):
                for clause in (c for c in statement.clauses if isinstance(c, s.Arises)):
                    edges.setdefault(statement.name.text, {})[clause.duty.text] = clause.span
    for name in edges:
        path = _way_back(name, edges)
        if path is not None and not any(_is_within(path, version) for version in versions):
            return (TriggerCycle(edges[path[-2]][path[-1]], path).to_diagnostic(),)
    return ()


def _way_back(name: str, edges: Mapping[str, Mapping[str, Span]]) -> tuple[str, ...] | None:
    """A way from a duty over those it arises from back to itself."""
    waiting: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for following in edges.get(path[-1], {}):
            if following == name:
                return (*path, following)
            if following not in seen:
                seen.add(following)
                waiting.append((*path, following))
    return None


def _is_within(path: tuple[str, ...], version: Consolidated) -> bool:
    """Whether one version has every step of a cycle."""
    steps = {
        (x.name.text, c.duty.text)
        for x in version.statements
        if isinstance(x, s.DutyStatement)
        for c in x.clauses
        if isinstance(c, s.Arises)
    }
    return steps.issuperset(pairwise(path))


def _repeated_examples(versions: tuple[Consolidated, ...]) -> tuple[Diagnostic, ...]:
    """示例 of different versions under one name; within a version the check reports them."""
    seen: dict[str, tuple[int, Span]] = {}
    found = []
    for number, version in enumerate(versions):
        for name in (x.name for x in version.examples):
            first, place = seen.setdefault(name.value, (number, name.span))
            if first != number:
                found.append(consistency.ExampleNameTwice(name.span, name.value, place).to_diagnostic())
    return tuple(found)


def distinct(found: tuple[tuple[Diagnostic, ...], ...], read: tuple[ReadVersion, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics of every version, each once; a fact is unused only where no version since it stands uses it."""
    home = {source.path: number for number, version in enumerate(read) for source in version.sources}
    kept: dict[Diagnostic, int] = {}
    for diagnostics in found:
        for diagnostic in diagnostics:
            kept[diagnostic] = kept.get(diagnostic, 0) + 1
    return tuple(d for d, times in kept.items() if d.code != UNUSED or times == len(read) - _since(d, home))


def _since(diagnostic: Diagnostic, home: Mapping[str, int]) -> int:
    place = diagnostic.labels[0].place
    return home[place.source.path] if isinstance(place, Span) else 0


# ---------- all as one ----------


def as_one(programs: tuple[Program, ...], versions: tuple[Consolidated, ...]) -> Program:
    """One Program that holds every version: what reports, readers and the command ask."""
    latest = programs[-1]
    digest = sha256("".join(program.digest for program in programs).encode()).hexdigest()
    program = evolve(
        latest,
        in_force=programs[0].in_force,
        of_version=None,
        entities=union_of_entities(programs, versions)[0],
        derived=_latest(programs, lambda v: {x.name: x for x in v.derived}),
        duties=_latest(programs, lambda v: {x.name: x for x in v.duties}),
        benefits=_latest(programs, lambda v: {x.name: x for x in v.benefits}),
        targets=_latest(programs, lambda v: {x.name: x for x in v.targets}),
        funds=_latest(programs, lambda v: {x.name: x for x in v.funds}),
        validations=_latest(programs, lambda v: {x.name: x for x in v.validations}),
        examples=tuple(example for program in programs for example in program.examples),
        bearers={name: members for program in programs for name, members in program.bearers.items()},
        readings=tuple(dict.fromkeys(r for program in programs for r in program.readings)),
        digest=digest,
        versions=programs,
        renames=renames_of(versions[-1]),
    )
    return with_later_names(program, versions[-1])


def renames_of(version: Consolidated) -> tuple[Rename, ...]:
    """Every 改称 up to a version."""
    merged = version.merged
    parties = (r for r in version.renames if r.kind == "主体")
    return tuple(Rename(r.name.text, r.renamed.text, r.since, r.renamed.text in merged) for r in parties)


def with_later_names(program: Program, version: Consolidated) -> Program:
    """A policy whose 台账 know by which names they go from which day on."""
    names: dict[str, list[tuple[date, str]]] = {}
    for rename in version.renames:
        if rename.kind == "台账":
            names.setdefault(version.ledgers[rename.renamed.text], []).append((rename.since, rename.renamed.text))
    entities = {
        name: evolve(entity, later_names=tuple(sorted(names[name]))) if name in names else entity
        for name, entity in program.entities.items()
    }
    return evolve(program, entities=entities)


def _latest(programs: tuple[Program, ...], rules: Callable[[Program], Mapping[str, T]]) -> tuple[T, ...]:
    """Every rule of any version, the latest of each name; those still in force first, as the latest version has them."""
    found: dict[str, T] = {}
    for program in reversed(programs):
        for name, rule in rules(program).items():
            found.setdefault(name, rule)
    return tuple(found.values())


def union_of_entities(
    programs: tuple[Program, ...], versions: tuple[Consolidated, ...]
) -> tuple[dict[str, Entity], tuple[Diagnostic, ...]]:
    """Every entity with the fields of all versions, and fields whose type changes."""
    found: dict[str, Entity] = {}
    problems: list[Diagnostic] = []
    places: dict[tuple[str, str], Span] = {}
    for program, version in zip(programs, versions, strict=True):
        written = dict(_field_places(version))
        for entity in program.entities.values():
            before = found.get(entity.name)
            if before is None:
                found[entity.name] = entity
                continue
            columns = dict(before.columns)
            for column in entity.columns.values():
                old = columns.get(column.name)
                columns[column.name] = column if old is None else _joined(old, column)
                field = (entity.name, column.name)
                if old is not None and not _same_type(old.type, column.type) and field in written and field in places:
                    types = (describe_type(column.type), describe_type(old.type))
                    problem = a.ColumnChangesType(written[field], *field, *types, places[field])
                    problems.append(problem.to_diagnostic())
            found[entity.name] = evolve(entity, columns=columns)
        places.update(written)
    return found, tuple(problems)


def _field_places(version: Consolidated) -> Iterator[tuple[tuple[str, str], Span]]:
    """Where each field of a version is declared."""
    for statement in version.statements:
        if isinstance(statement, s.LedgerStatement | s.DataTableStatement):
            fields = (c for c in statement.clauses if isinstance(c, s.Field))
            yield from (((statement.name.text, c.name.text), c.span) for c in fields)


def _same_type(old: Type, new: Type) -> bool:
    """Whether one export can be read for both: a 代码表 may gain and lose values."""
    if isinstance(old, CodeType) and isinstance(new, CodeType):
        return old.name == new.name
    return old == new


def _joined(old: Column, new: Column) -> Column:
    """A field as both versions have it: a 代码表 with the values of both."""
    type_: Type = new.type
    if isinstance(new.type, CodeType) and isinstance(old.type, CodeType):
        type_ = evolve(new.type, values=tuple(dict.fromkeys((*new.type.values, *old.type.values))))
    return evolve(new, type=type_, key=new.key or old.key, sensitive=new.sensitive or old.sensitive)
