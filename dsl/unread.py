"""Files in the folders of a policy that nobody reads: an officer lays data or rules there and believes they count.

A file counts where the rules name it, beside the very rule file that does. What is called just like one of them elsewhere
in the policy is refused; what looks as if it were meant for one (县区 (1).csv, 县区.xlsx), and any CSV that is neither
named nor an export of cases, is warned of. Everything else that lies there, 原文, templates, forms, notes, is let be.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import field, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.origin import CellPlace
from ..engine.program import Entity, EntityKind, Program
from . import syntax as s
from .names import nearest
from .parameters import YEAR
from .problems.unread import NamedFile, UnreadData, UnreadFile, UnreadRules

RULES = "*.policy"
CALENDARS, LETTERS = "日历", "文书"
"""The folders of a policy's own calendars and templates."""
TEXTS = (".csv", ".tsv")
TABLES = (*TEXTS, ".txt", ".xlsx", ".xls", ".xlsm", ".et", ".ods", ".json", ".jsonl", ".parquet")
"""Endings that a list may have."""
_MARKS = re.compile(
    r"[\s_\-—.()\[\]【】、]|副本|复件|复制|拷贝|copyof|copy|最新|更新|终稿|定稿|修改|修订|调整|final|new|old|v?\d+|[年月日版后稿新旧]"
    r"|[表册]|名单|清单|名录|目录|数据|资料"
)
"""What people and Excel add to the name of a list."""
_MISNAMED = re.compile(r"(?i)\.policy(\.(txt|csv|docx?))?$")
"""How the name of a rule file may end; the right way in small letters with nothing after it."""


@frozen
class Named:
    """What the rules of a policy name: files, and the 台账 that an export of cases may be called by, with their columns."""

    files: tuple[NamedFile, ...] = ()
    ledgers: Mapping[str, frozenset[str]] = field(factory=dict)
    texts: tuple[Path, ...] = ()
    """The rules and the documents they rest on."""


def named_in(program: Program, statements: Iterable[s.Statement], folder: Path, texts: Iterable[Path]) -> Named:
    """What the rules of one version name; `folder` is that of its rule files, or of the first version's."""
    files = [
        _data_file(entity, folder)
        for entity in program.entities.values()
        if entity.kind is EntityKind.REFERENCE and entity.data_path is not None and _is_below(entity.data_path)
    ]
    written = [c for x in statements if isinstance(x, s.PolicyStatement) for c in x.clauses]
    clause = next((c for c in written if isinstance(c, s.Calendars)), None)
    home = Path(clause.span.source.path).parent if clause is not None else folder
    for table in program.calendar.tables:
        for name in (f"{CALENDARS}/{table.name}.csv", f"{CALENDARS}/{table.name}.年份.csv"):
            place = clause.span if clause is not None else None
            files.append(NamedFile(f"日历「{table.name}」", table.name, name, home, place, spare=True))
    ledgers = {e.name: frozenset(e.columns) for e in program.entities.values() if e.kind is EntityKind.LEDGER}
    ledgers |= {renamed.new: frozenset() for renamed in program.renames}
    for office in program.offices:
        headers = frozenset(header for titles in office.headers.values() for header in titles)
        ledgers |= {title: headers | ledgers.get(title, frozenset()) for title in (*office.sheets, office.entity)}
    return Named(tuple(files), ledgers, tuple(texts))


def _is_below(path: str) -> bool:
    """Whether a path leads nowhere but below the folder it is taken from."""
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def _data_file(entity: Entity, folder: Path) -> NamedFile:
    home = Path(entity.span.source.path).parent if entity.span is not None else folder
    yearly = entity.key[1:] == (YEAR,) and entity.name in entity.columns  # that of a 参数
    word = "参数" if yearly else "数据表"
    return NamedFile(
        f"{word}「{entity.name}」", entity.name, entity.data_path or "", home, entity.span, dated=not yearly
    )


def joined(parts: Iterable[Named]) -> Named:
    """What several versions name."""
    all_parts = tuple(parts)
    files = {(f.home, f.path): f for part in all_parts for f in part.files}
    ledgers: dict[str, frozenset[str]] = {}
    for part in all_parts:
        for name, columns in part.ledgers.items():
            ledgers[name] = columns | ledgers.get(name, frozenset())
    return Named(tuple(files.values()), ledgers, tuple(path for part in all_parts for path in part.texts))


def folders_of(path: Path, versions: Sequence[Path]) -> tuple[Path, ...]:
    """The folders in which files of a policy may lie, `path` being what was asked for and `versions` what is read of it.

    A policy folder also means itself and those of its folders named by a date, rules or not. A rule file among others
    that belongs to no version means nothing: what lies beside it may be for them.
    """
    if path.is_file():
        return (path.parent,) if len(tuple(path.parent.glob(RULES))) == 1 else ()
    inner = () if is_dated(path) else (path, *(v for v in sorted(path.iterdir()) if v.is_dir() and is_dated(v)))
    return tuple(dict.fromkeys((*versions, *inner)))


def is_dated(folder: Path) -> bool:
    """Whether a folder is named by a day, as those of versions are."""
    try:
        date.fromisoformat(folder.resolve().name)
    except ValueError:
        return False
    return True


# ---------- data ----------


def unread_data(folders: Sequence[Path], named: Named) -> tuple[Diagnostic, ...]:
    """What lies in the folders and is not read: errors for files called as the rules name one, warnings for others."""
    known = {i for i in map(_identity, (*(f.place for f in named.files), *named.texts)) if i is not None}
    found: list[Diagnostic] = []
    for folder in folders:
        for path, files in _by_path(named.files).items():
            identity = _identity(folder / path)
            if identity is not None and identity not in known:
                known.add(identity)
                found.append(_elsewhere(folder / path, files[-1]))
    for folder, inner in _places(folders, named.files):
        for file in _files(folder / inner):
            if _identity(file) not in known:
                found.extend(_unnamed(file, inner, named))
    return tuple(found)


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file apart, by whatever name it is called; None where there is none."""
    if not file.is_file():
        return None
    seen = file.stat()
    return seen.st_dev, seen.st_ino


def _by_path(files: Iterable[NamedFile]) -> Mapping[str, list[NamedFile]]:
    grouped: dict[str, list[NamedFile]] = {}
    for file in files:
        grouped.setdefault(file.path, []).append(file)
    return grouped


def _places(folders: Iterable[Path], files: Iterable[NamedFile]) -> Iterator[tuple[Path, Path]]:
    """The folders to look into, each with the way down from the policy's."""
    inner = dict.fromkeys((Path(), *(Path(f.path).parent for f in files)))
    return ((folder, way) for folder in folders for way in inner if (folder / way).is_dir())


def _files(folder: Path) -> Iterator[Path]:
    """Files that somebody may have laid there: no hidden ones, nor those by which Excel marks an open workbook."""
    return (f for f in sorted(folder.iterdir()) if f.is_file() and not f.name.startswith((".", "~$")))


def _elsewhere(file: Path, meant: NamedFile) -> Diagnostic:
    """An error of a file called as the rules name one; a warning where it is but a copy of the one they read."""
    place = CellPlace(str(file))
    if meant.is_there and meant.place.read_bytes() == file.read_bytes():
        return UnreadFile(place, file.name, meant, same=True).to_diagnostic()
    return UnreadData(place, meant).to_diagnostic()


def _unnamed(file: Path, inner: Path, named: Named) -> Iterator[Diagnostic]:
    """A warning of a file that no rule names, where it looks as if it were meant for them."""
    ending, bare = _parted(file.name)
    if ending not in TABLES:
        return
    calendars = tuple(f for f in named.files if Path(f.path).parent.name == CALENDARS)
    data = tuple(f for f in named.files if f not in calendars)
    place, candidates = CellPlace(str(file)), calendars if inner.name == CALENDARS else data
    meant = next((f for f in (*candidates, *calendars) if _plain(bare) in map(_plain, _titles(f))), None)
    if meant is None:
        if ending not in TEXTS or _is_export(file, bare, named):
            return
        meant = _alike(bare, candidates)
    paths = tuple(dict.fromkeys(f"「{f.path}」" for f in candidates))
    calendar = bare.removesuffix(".年份") if meant is None and inner.name == CALENDARS else ""
    is_text = ending in (*TEXTS, ".txt")
    yield UnreadFile(place, file.name, meant, paths, is_text, calendar).to_diagnostic()


def _titles(file: NamedFile) -> tuple[str, str]:
    """What a file may be known by: the name in the rules, and its own without ending."""
    return file.name, _parted(file.path)[1]


def _parted(name: str) -> tuple[str, str]:
    """The ending of a file's name, and what stands before it; of several (县区.csv.xlsx) the last, before all."""
    bare, last = Path(name), Path(name).suffix.casefold()
    while bare.suffix.casefold() in TABLES:
        bare = bare.with_suffix("")
    return last, bare.name


def _plain(name: str) -> str:
    """A name without what people and Excel add to it."""
    normal = unicodedata.normalize("NFKC", name).casefold()
    return _MARKS.sub("", normal) or normal


def _alike(bare: str, files: Sequence[NamedFile]) -> NamedFile | None:
    """The file whose name is most like a name."""
    names = {title: f for f in reversed(files) for title in _titles(f)}
    return next((names[title] for title in nearest(_plain(bare), names)), None)


def _is_export(file: Path, bare: str, named: Named) -> bool:
    """Whether a file holds cases: it is called by a 台账, or has three of its columns."""
    if any(ledger == bare or (len(ledger) > 1 and ledger in bare) for ledger in named.ledgers):
        return True
    with file.open("rb") as opened:
        first = opened.readline(10_000)
    try:
        words = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = first.decode("gb18030", "replace")
    headers = {cell.strip().strip('"') for cell in re.split(r"[,\t]", words)}
    return any(len(headers & columns) >= 3 for columns in named.ledgers.values())


# ---------- rules ----------


def unread_rules(folders: Sequence[Path], read: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """Warnings of files of rules that are not read: a level too deep, or with another ending (规则.policy.txt)."""
    files = {_identity(file) for file in read}
    found: list[Diagnostic] = []
    for folder in folders:
        for file in _files(folder):
            renamed = _MISNAMED.sub(".policy", file.name)
            if renamed != file.name:
                place, other = CellPlace(str(file)), (folder / renamed).is_file()
                found.append(UnreadRules(place, file.name, renamed, other).to_diagnostic())
        for file in _deeper(folder):
            if _identity(file) not in files and not _is_map(file):
                files.add(_identity(file))
                name = file.relative_to(folder).as_posix()
                found.append(UnreadRules(CellPlace(str(file)), name).to_diagnostic())
    return tuple(found)


def _deeper(folder: Path) -> Iterator[Path]:
    inner = (f for f in sorted(folder.iterdir()) if f.is_dir() and not f.name.startswith(".") and f.name != LETTERS)
    return (file for below in inner for file in sorted(below.glob(RULES)))


def _is_map(file: Path) -> bool:
    """Whether a file holds 来源 alone: an office's own words, which it names with --map."""
    lines = file.read_bytes().decode("utf-8-sig", "replace").splitlines()
    return all(
        line.startswith("来源") for line in lines if line.strip() and not line.startswith((" ", "\t", "　", "#", "·"))
    )
