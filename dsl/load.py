"""From a policy folder to a Program: reads rule files, source text, reference data and calendars, then checks them."""

from hashlib import sha256
from pathlib import Path

from attrs import evolve, frozen

from .. import __version__
from ..engine.calendar_file import CalendarTable, read_calendar
from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.facts.reference import read_reference
from ..engine.facts.tables import Table
from ..engine.origin import SourceText, Span
from ..engine.program import EntityKind, Program
from ..engine.workdays import Calendar
from . import syntax as s
from .check import Checked, Surroundings, check
from .example_keys import settle_references
from .parameters import settle_figures
from .parse import parse, read_source
from .policy import Policy
from .problems import checking as p
from .problems.asking import no_rule_files, several_versions
from .respace import declared_names
from .rule_keys import settle_rules
from .table_references import dangling_references

SHIPPED = Path(__file__).resolve().parent.parent / "policy"
"""The policies and calendars that come with the product."""

DEFAULT_POLICY = SHIPPED / "ningxia-special-groups"
NATIONAL_CALENDAR = "中国"
RULES = "*.policy"


@frozen
class Loaded:
    """What came of loading: the policy where nothing was wrong, and every diagnostic."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]


def load(path: Path) -> Policy:
    """Load a policy. Raises Refusal with every diagnostic where it holds an error."""
    loaded = examine(path)
    if loaded.policy is None:
        raise Refusal(loaded.diagnostics)
    return loaded.policy


def examine(path: Path) -> Loaded:
    """Load a policy and collect all diagnostics, warnings and advice included.

    Raises Refusal where the folder or a file of it cannot be read at all.
    """
    folder, files = rule_files(path)
    modules: list[s.Module] = []
    diagnostics: list[Diagnostic] = []
    sources = [read_source(f) for f in files]
    names = declared_names(sources)
    for source in sources:
        module, problems = parse(source, names)
        modules.append(module)
        diagnostics.extend(problems)
    nowhere = Span(sources[0], 0, 0)
    checked = check(tuple(modules), _surroundings(folder), nowhere)
    if diagnostics:
        return Loaded(None, (*diagnostics, *_not_from_broken(checked, diagnostics)))
    if checked.program is None:
        return Loaded(None, checked.diagnostics)
    return _with_data(checked, checked.program, tuple(modules), sources, folder)


def rule_files(path: Path) -> tuple[Path, tuple[Path, ...]]:
    """The folder of a version and its rule files, sorted by name. Raises Refusal where there are none.

    `path` is a policy folder with one folder a version, a version's folder, or one rule file.
    """
    if path.is_file():
        return path.parent, (path,)
    files = tuple(sorted(path.glob(RULES)))
    if files:
        return path, files
    versions = sorted(v for v in path.iterdir() if v.is_dir() and any(v.glob(RULES))) if path.is_dir() else []
    if len(versions) == 1:
        return rule_files(versions[0])
    if versions:
        raise Refusal((several_versions(str(path), tuple(v.name for v in versions)),))
    raise Refusal((no_rule_files(str(path)),))


def _not_from_broken(checked: Checked, broken: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Checking problems that a statement left out for its syntax cannot have caused: quotations, types, duplicates."""
    caused = (p.UnknownName.code, p.UnknownType.code, p.NoPolicyStatement.code, p.UnusedFact.code)
    return tuple(d for d in checked.diagnostics if d.code not in caused)


def _surroundings(folder: Path) -> Surroundings:
    return Surroundings(
        source=lambda clause: _source_text(folder, clause),
        calendar=lambda clause, place: _calendar(folder, clause, place),
    )


def _source_text(folder: Path, clause: s.SourceFile) -> SourceText | Diagnostic:
    path = folder / clause.path
    if not _beside(folder, path) or not path.is_file():
        return p.FileProblem(clause.span, clause.path, "规则旁边没有这个文件").to_diagnostic()
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
            problems.append(p.NoCalendar(names.get(name, place), name, "没有这个日历文件").to_diagnostic())
            continue
        try:
            tables[name] = read_calendar(home, name)
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        return tuple(problems)
    regional = tuple(table for name, table in tables.items() if name != NATIONAL_CALENDAR)
    return Calendar(tables[NATIONAL_CALENDAR], regional)


def _with_data(
    checked: Checked, program: Program, modules: tuple[s.Module, ...], sources: list[SourceText], folder: Path
) -> Loaded:
    """Read the 数据表 the program names, and seal everything with a digest."""
    reference: dict[str, Table] = {}
    problems: list[Diagnostic] = []
    digest = sha256(f"guiju {__version__} {program.calendar.digest()}".encode())
    for source in (*sources, *((program.source,) if program.source else ())):
        digest.update(source.text.encode())
    for entity in program.entities.values():
        if entity.kind is not EntityKind.REFERENCE or entity.data_path is None:
            continue
        path = folder / entity.data_path
        if not _beside(folder, path) or not path.is_file():
            span = entity.span or Span(sources[0], 0, 0)
            problems.append(p.FileProblem(span, entity.data_path, "规则旁边没有这个文件").to_diagnostic())
            continue
        table, found = read_reference(entity, path)
        problems.extend(found)
        reference[entity.name] = table
        digest.update(path.read_bytes())
    if not problems:
        figures = settle_figures(program, reference)
        problems.extend(figures.diagnostics)
        reference = dict(figures.reference)
    rules = settle_rules(program, reference)
    settled = settle_references(program, reference)
    problems.extend((*rules.diagnostics, *settled.diagnostics))
    problems.extend(dangling_references(program, reference))
    if any(d.is_error for d in problems):
        return Loaded(None, (*checked.diagnostics, *problems))
    sealed = evolve(rules.program, examples=settled.examples, digest=digest.hexdigest())
    return Loaded(Policy(sealed, reference, modules, folder), (*checked.diagnostics, *problems))
