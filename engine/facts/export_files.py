"""Paths to sheets: folders are opened one level deep, each file goes to the reader its name calls for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import field, frozen

from ..diagnostic import Diagnostic, Refusal
from .delimited import read_delimited
from .excel import read_workbook
from .file_problems import (
    SUFFIXES,
    NoExport,
    NothingInside,
    PathMissing,
    PathUnreadable,
    UnsupportedSuffix,
)
from .json_file import read_json, read_json_lines
from .parquet_file import read_parquet
from .problem import Problem
from .sheets import Sheet
from .table_problems import IgnoredFile

_JUNK = (".", "~$", "thumbs.db", "desktop.ini")
"""How the names of files begin that systems and Office leave beside the real ones."""


@frozen
class ExportFiles:
    """Every sheet of an export, in the order of paths given, and notices about files left aside."""

    sheets: tuple[Sheet, ...] = field(repr=False)
    notices: tuple[Diagnostic, ...] = ()


@frozen
class FoundFiles:
    """The files of an export with the names messages call them by; notices and problems met while looking."""

    files: tuple[tuple[Path, str], ...]
    notices: tuple[Diagnostic, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """Find every file of an export, in the order of paths given."""
    files: list[Path] = []
    notices: list[Problem] = []
    problems: list[Diagnostic] = [] if paths else [NoExport().diagnostic()]
    for path in paths:
        try:
            found, ignored = _files_of(path)
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
        else:
            files.extend(found)
            notices.extend([IgnoredFile(path.name, ignored)] if ignored else [])
    names = Counter(path.name for path in files)
    called = tuple((path, path.name if names[path.name] == 1 else str(path)) for path in files)
    return FoundFiles(called, tuple(notice.diagnostic() for notice in notices), tuple(problems))


def read_files(paths: Sequence[Path]) -> ExportFiles:
    """Read every file of an export.

    Raises Refusal with the problems of all files that cannot be read.
    """
    found = find_files(paths)
    problems = list(found.problems)
    sheets: list[Sheet] = []
    for path, source in found.files:
        try:
            sheets.extend(read_file(path, source))
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        raise Refusal(tuple(problems))
    return ExportFiles(tuple(sheets), found.notices)


def read_bytes(path: Path, source: str) -> bytes:
    """The whole content of a file.

    Raises Refusal where it is missing, cannot be read or is empty.
    """
    return read_start(path, source, -1)


def read_start(path: Path, source: str, size: int = 1000) -> bytes:
    """The first bytes of a file, all of them where `size` is below 0. Raises Refusal as read_bytes does."""
    try:
        with path.open("rb") as file:
            data = file.read(size)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise PathMissing(source).refusal() from error
    except OSError as error:
        raise PathUnreadable(source, error.strerror or type(error).__name__).refusal() from error
    if not data:
        raise NothingInside(source).refusal()
    return data


def _files_of(path: Path) -> tuple[list[Path], tuple[str, ...]]:
    """The files to read under a path, and the names of those left aside."""
    try:
        if not path.is_dir():
            return [path], ()
        inside = sorted((p for p in path.iterdir() if p.is_file()), key=lambda p: p.name)
    except OSError as error:
        raise PathUnreadable(str(path), error.strerror or type(error).__name__).refusal() from error
    inside = [p for p in inside if not p.name.lower().startswith(_JUNK)]
    files = [p for p in inside if p.suffix.lower() in SUFFIXES]
    others = tuple(p.name for p in inside if p not in files)
    if not files:
        raise NoExport(str(path), others).refusal()
    return files, others


def read_file(path: Path, source: str) -> Iterator[Sheet]:
    """Read the sheets of one file.

    Raises Refusal where it cannot be read or its kind is not known.
    """
    suffix = path.suffix.lower()
    stem = path.stem
    if suffix not in SUFFIXES and path.exists():
        raise UnsupportedSuffix(source).refusal()
    data = read_bytes(path, source)
    match suffix:
        case ".xlsx" | ".xls":
            yield from read_workbook(data, source, stem, suffix)
        case ".csv" | ".tsv":
            yield read_delimited(data, source, stem)
        case ".json":
            yield from read_json(data, source, stem)
        case ".parquet":
            yield read_parquet(path, data, source)
        case _:
            yield read_json_lines(data, source, stem)
