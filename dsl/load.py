"""From a policy folder to a Program: reads rule files, source text, reference data and calendars, then checks them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from os.path import relpath
from pathlib import Path

from attrs import evolve, frozen

from .. import __version__
from ..engine.calendar_file import CalendarTable, read_calendar
from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.facts.reference import DatedTable, read_reference
from ..engine.facts.tables import Table
from ..engine.origin import SourceText, Span
from ..engine.program import Entity, EntityKind, Program
from ..engine.workdays import Calendar
from . import syntax as s
from .check import Checked, Surroundings, check, in_text_order
from .consolidate import Consolidated, VersionText, consolidate
from .dated_data import by_day, stages_of
from .example_keys import settle_references
from .parameters import settle_figures
from .parse import parse, read_source
from .policy import Policy, Texts
from .problems import checking as p
from .problems.asking import no_rule_files
from .problems.figures import NoHost
from .problems.sources import FileProblem, NoCalendar, NoPolicyStatement, NoSource
from .respace import declared_names
from .rule_keys import settle_rules
from .shipped import DEFAULT_POLICY, SHIPPED
from .table_references import dangling_references
from .unread import Named, folders_of, is_dated, joined, named_in, unread_data, unread_rules
from .versions import (
    ReadVersion,
    Whole,
    as_one,
    closed_codes,
    distinct,
    put_together,
    read_version,
    renames_of,
    union_of_entities,
    with_later_names,
)

__all__ = ["DEFAULT_POLICY", "RULES", "SHIPPED", "Loaded", "examine", "load", "rule_files", "version_folders"]

NATIONAL_CALENDAR = "中国"
RULES = "*.policy"


@frozen
class Loaded:
    """What came of loading: the policy where nothing was wrong, and every diagnostic."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]
    later: tuple[Policy, ...] = ()
    """The same rules over their 数据表 as those stand from later days on (dated rows, dated_data.py)."""
    named: Named | None = None
    """What the rules name; None where they are too broken to tell."""


def load(path: Path) -> Policy:
    """Load a policy. Raises Refusal with every diagnostic where it holds an error."""
    loaded = examine(path)
    if loaded.policy is None:
        raise Refusal(loaded.diagnostics)
    return loaded.policy


def examine(path: Path) -> Loaded:
    """Load a policy and collect all diagnostics, warnings and advice included; a file of a version within its policy.

    Raises Refusal where the folder or a file of it cannot be read at all.
    """
    path = _policy_of_file(path)
    folders = version_folders(path)
    if len(folders) > 1:
        return _with_unread(_examine_versions(folders), path, folders, [f for v in folders for f in v.glob(RULES)])
    folder, files = rule_files(path)
    return _with_unread(_examine_one(folder, files), path, (folder,), files)


def _with_unread(loaded: Loaded, path: Path, versions: tuple[Path, ...], files: Iterable[Path]) -> Loaded:
    """What was loaded, and what lies in its folders and nobody reads: told at every loading, as results rest on it."""
    folders = folders_of(path, versions)
    found = unread_rules(folders, files)
    if loaded.named is not None:
        found = (*unread_data(folders, loaded.named), *found)
    policy = evolve(loaded.policy, notices=found) if loaded.policy is not None else None
    if any(d.is_error for d in found):
        policy = None
    return evolve(loaded, policy=policy, diagnostics=(*loaded.diagnostics, *found))


def _named(program: Program, statements: tuple[s.Statement, ...], folder: Path, sources: Sequence[SourceText]) -> Named:
    """What the rules of one version name; `sources` are its rule files."""
    texts = (*sources, *((program.source,) if program.source is not None else ()))
    return named_in(program, statements, folder, (Path(text.path) for text in texts))


def _examine_one(folder: Path, files: tuple[Path, ...]) -> Loaded:
    """Load a policy of one version."""
    modules: list[s.Module] = []
    diagnostics: list[Diagnostic] = []
    sources = [read_source(f) for f in files]
    names = declared_names(sources)
    for source in sources:
        module, problems = parse(source, names)
        modules.append(module)
        diagnostics.extend(problems)
    nowhere = Span(sources[0], 0, 0)
    version = VersionText(folder.name, tuple(x for m in modules for x in m.statements), nowhere)
    (whole,), problems = consolidate((version,))
    checked = check((s.Module(sources[0], (*whole.statements, *whole.examples)),), _surroundings(folder), nowhere)
    if diagnostics:
        return Loaded(None, (*diagnostics, *_not_from_broken(checked, diagnostics)))
    if checked.program is None or problems:
        return Loaded(None, in_text_order((*problems, *checked.diagnostics)))
    program = with_later_names(evolve(checked.program, renames=renames_of(whole)), whole)
    loaded = _with_data(checked, program, tuple(modules), sources, folder)
    loaded = evolve(loaded, named=_named(program, whole.statements, folder, sources))
    if loaded.policy is None or not loaded.later:
        return loaded
    return evolve(loaded, policy=by_day(loaded.policy, loaded.later, whole), later=())


def version_folders(path: Path) -> tuple[Path, ...]:
    """The folders of the versions that a path means, by name.

    A policy folder means all of its versions; the folder of a later version means that one, put together from those
    before it; the folder of the first, or a file that belongs to no version, means itself.
    """
    if not path.is_dir():
        return (path,)
    if not any(path.glob(RULES)):
        return tuple(sorted(v for v in path.iterdir() if v.is_dir() and any(v.glob(RULES))))
    if not is_dated(path):
        return (path,)
    beside = (v for v in path.resolve().parent.iterdir() if v.is_dir() and is_dated(v) and any(v.glob(RULES)))
    earlier = sorted(v for v in beside if v.name < path.resolve().name)
    return (*(path.parent / v.name if path.parent.name else v for v in earlier), path)


def _policy_of_file(path: Path) -> Path:
    """The policy that a rule file of a version belongs to: it can only be read together with all the others."""
    if not path.is_file() or not is_dated(path.resolve().parent):
        return path
    home = path.resolve().parent.parent
    return home if path.is_absolute() else Path(relpath(home))


def _examine_versions(folders: tuple[Path, ...]) -> Loaded:
    """Load a policy of several versions: each checked as a whole, then all as one."""
    files = tuple(tuple(sorted(folder.glob(RULES))) for folder in folders)
    sources = tuple(tuple(read_source(file) for file in group) for group in files)
    names = declared_names([source for group in sources for source in group])
    read = tuple(read_version(*pair, names) for pair in zip(folders, sources, strict=True))
    broken = tuple(d for version in read for d in version.diagnostics)
    surroundings = _surroundings_of_clauses(folders[0])
    whole = put_together(read, surroundings.source)
    surroundings = evolve(surroundings, amending=whole.amending)
    checked = [
        check((module,), evolve(surroundings, repealed=version.repealed, closed_codes=closed), own.text.nowhere)
        for own, version, module, closed in zip(
            read, whole.versions, whole.modules, closed_codes(whole.versions), strict=True
        )
    ]
    if broken:
        found = distinct(tuple(_not_from_broken(c, list(broken)) for c in checked), read)
        return Loaded(None, (*broken, *found))
    found = (*whole.diagnostics, *distinct(tuple(c.diagnostics for c in checked), read))
    programs = tuple(c.program for c in checked if c.program is not None)
    if any(d.is_error for d in found) or len(programs) < len(checked):
        return Loaded(None, in_text_order(found))
    return _versions_with_data(read, whole, tuple(checked), programs, found)


def _versions_with_data(
    read: tuple[ReadVersion, ...],
    whole: Whole,
    checked: tuple[Checked, ...],
    programs: tuple[Program, ...],
    found: tuple[Diagnostic, ...],
) -> Loaded:
    """Read the 数据表 of each version, seal it, and put all together as one policy."""
    _, problems = union_of_entities(programs, whole.versions)
    sealed: list[tuple[Policy, Consolidated]] = []
    named: list[Named] = []
    ends = (*(version.in_force for version in whole.versions[1:]), date.max)
    for number, (own, plain, program) in enumerate(zip(read, checked, programs, strict=True)):
        sources = [source for earlier in read[: number + 1] for source in earlier.sources]
        sources += [a.document.source for a in whole.amending.values() if a.document is not None]
        loaded = _with_data(plain, program, own.modules, sources, own.folder)
        problems = (*problems, *(d for d in loaded.diagnostics if d not in plain.diagnostics and d not in problems))
        named.append(_named(program, whole.modules[number].statements, read[0].folder, sources))
        if loaded.policy is not None:
            stages = (loaded.policy, *loaded.later)
            sealed.extend((stage, whole.versions[number]) for stage in stages if stage.program.in_force < ends[number])
    names = joined(named)
    if any(d.is_error for d in problems):
        return Loaded(None, (*found, *problems), named=names)
    renames = renames_of(whole.versions[-1])
    references = _shared([policy.reference for policy, _ in sealed])
    versions = tuple(
        evolve(policy.program, tables=tables, renames=renames)
        for (policy, _), tables in zip(sealed, references, strict=True)
    )
    modules = tuple(module for own in read for module in own.modules)
    program = as_one(versions, tuple(version for _, version in sealed))
    texts = Texts(modules, whole.versions, whole.amending)
    policy = Policy(program, references[-1], read[0].folder.parent, lambda: texts)
    return Loaded(policy, (*found, *problems), named=names)


def _shared(references: Sequence[Mapping[str, Table]]) -> list[dict[str, Table]]:
    """数据表 that are the same in several versions as one table, which is kept once and looked up in once."""
    known: dict[str, list[Table]] = {}
    shared: list[dict[str, Table]] = []
    for reference in references:
        shared.append({})
        for name, table in reference.items():
            alike = known.setdefault(name, [])
            if table not in alike:
                alike.append(table)
            shared[-1][name] = alike[alike.index(table)]
    return shared


def rule_files(path: Path) -> tuple[Path, tuple[Path, ...]]:
    """The folder of a version and its rule files, sorted by name. Raises Refusal where there are none.

    `path` is a policy folder (then the first version counts), a version's folder, or one rule file.
    """
    if path.is_file():
        return path.parent, (path,)
    files = tuple(sorted(path.glob(RULES)))
    if files:
        return path, files
    versions = sorted(v for v in path.iterdir() if v.is_dir() and any(v.glob(RULES))) if path.is_dir() else []
    if versions:
        return rule_files(versions[0])
    raise Refusal((no_rule_files(str(path)),))


def _not_from_broken(checked: Checked, broken: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Checking problems that a statement left out for its syntax cannot have caused: quotations, types, duplicates."""
    caused = tuple(c.code for c in (p.UnknownName, p.UnknownType, NoPolicyStatement, p.UnusedFact, NoSource, NoHost))
    return tuple(d for d in checked.diagnostics if d.code not in caused)


def _surroundings_of_clauses(folder: Path) -> Surroundings:
    """Files beside the very rule file that names them; of several versions each has its own."""

    def home(clause: s.Node | None) -> Path:
        return Path(clause.span.source.path).parent if clause is not None else folder

    equal: dict[str, Calendar] = {}

    def calendar(clause: s.Calendars | None, place: Span) -> Calendar | tuple[Diagnostic, ...]:
        found = _calendar(home(clause), clause, place)
        # Versions that go by the same days share one calendar: it is laid out, kept and compared once.
        return equal.setdefault(found.digest(), found) if isinstance(found, Calendar) else found

    return Surroundings(source=lambda clause: _source_text(home(clause), clause), calendar=calendar)


def _surroundings(folder: Path) -> Surroundings:
    return Surroundings(
        source=lambda clause: _source_text(folder, clause),
        calendar=lambda clause, place: _calendar(folder, clause, place),
    )


def _source_text(folder: Path, clause: s.SourceFile) -> SourceText | Diagnostic:
    path = folder / clause.path
    if not _beside(folder, path) or not path.is_file():
        return FileProblem(clause.span, clause.path, "规则旁边没有这个文件").to_diagnostic()
    return read_source(path)


def _beside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _calendar(folder: Path, clause: s.Calendars | None, place: Span) -> Calendar | tuple[Diagnostic, ...]:
    """The national calendar and the regional ones named, from the policy's own 日历 folder or as shipped."""
    tables: dict[str, CalendarTable] = {}
    problems: list[Diagnostic] = []
    names = {n.text: n.span for n in clause.names} if clause else {}
    for name in dict.fromkeys((NATIONAL_CALENDAR, *names)):
        own = folder / "日历"
        home = own if (own / f"{name}.csv").is_file() else SHIPPED / "calendars"
        if not (home / f"{name}.csv").is_file():
            problems.append(NoCalendar(names.get(name, place), name, "没有这个日历文件").to_diagnostic())
            continue
        try:
            tables[name] = read_calendar(home, name)
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        return tuple(problems)
    regional = tuple(table for name, table in tables.items() if name != NATIONAL_CALENDAR)
    return Calendar(tables[NATIONAL_CALENDAR], regional)


def _home(entity: Entity, folder: Path) -> Path:
    """The folder of the rule file that declares an entity: a 数据表 may stand in an earlier version."""
    return Path(entity.span.source.path).parent if entity.span is not None else folder


def _with_data(
    checked: Checked, program: Program, modules: tuple[s.Module, ...], sources: list[SourceText], folder: Path
) -> Loaded:
    """Read the 数据表 the program names, and seal everything with a digest."""
    tables: dict[str, DatedTable] = {}
    problems: list[Diagnostic] = []
    digest = sha256(f"guiju {__version__} {program.calendar.digest()}".encode())
    for source in (*sources, *((program.source,) if program.source else ())):
        digest.update(source.text.encode())
    for entity in program.entities.values():
        if entity.kind is not EntityKind.REFERENCE or entity.data_path is None:
            continue
        path = _home(entity, folder) / entity.data_path
        if not _beside(_home(entity, folder), path) or not path.is_file():
            span = entity.span or Span(sources[0], 0, 0)
            problems.append(FileProblem(span, entity.data_path, "规则旁边没有这个文件").to_diagnostic())
            continue
        table, found = read_reference(entity, path)
        problems.extend(found)
        tables[entity.name] = table
        digest.update(path.read_bytes())
    program = evolve(program, digest=digest.hexdigest())
    policies: list[Policy] = []
    texts = Texts(modules)
    for stage, reference in stages_of(program, tables):
        sealed, found = _sealed(stage, reference, complete=not problems)
        problems.extend(d for d in found if d not in problems)
        policies.append(Policy(sealed, sealed.tables, folder, lambda: texts))
    if any(d.is_error for d in problems):
        return Loaded(None, (*checked.diagnostics, *problems))
    return Loaded(policies[0], (*checked.diagnostics, *problems), tuple(policies[1:]))


def _sealed(
    program: Program, reference: Mapping[str, Table], *, complete: bool
) -> tuple[Program, tuple[Diagnostic, ...]]:
    """A program that names the rows of its 数据表 by key, over these; `complete` where all of them could be read."""
    problems: list[Diagnostic] = []
    if complete:
        figures = settle_figures(program, reference)
        problems.extend(figures.diagnostics)
        reference = figures.reference
    rules = settle_rules(program, reference)
    settled = settle_references(program, reference)
    problems.extend((*rules.diagnostics, *settled.diagnostics))
    problems.extend(dangling_references(program, reference))
    return evolve(rules.program, examples=settled.examples, tables=reference), tuple(problems)
