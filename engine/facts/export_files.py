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
    ParquetUnsupported,
    PathMissing,
    PathUnreadable,
    UnsupportedSuffix,
)
from .json_file import read_json, read_json_lines
from .problem import Problem
from .sheets import Sheet
from .table_problems import IgnoredFile

_PARQUET = ".parquet"
_JUNK = (".", "~$", "thumbs.db", "desktop.ini")
"""How the names of files begin that systems and Office leave beside the real ones."""


@frozen
class ExportFiles:
    """Every sheet of an export, in the order of paths given, and notices about files left aside."""

    sheets: tuple[Sheet, ...] = field(repr=False)
    notices: tuple[Diagnostic, ...] = ()


def read_files(paths: Sequence[Path]) -> ExportFiles:
    """Read every file of an export.

    Raises Refusal with the problems of all files that cannot be read.
    """
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
    sheets: list[Sheet] = []
    for path in files:
        try:
            sheets.extend(_read(path, path.name if names[path.name] == 1 else str(path)))
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        raise Refusal(tuple(problems))
    return ExportFiles(tuple(sheets), tuple(notice.diagnostic() for notice in notices))


def read_bytes(path: Path, source: str) -> bytes:
    """The whole content of a file.

    Raises Refusal where it is missing, cannot be read or is empty.
    """
    try:
        data = path.read_bytes()
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
    files = [p for p in inside if p.suffix.lower() in (*SUFFIXES, _PARQUET)]
    others = tuple(p.name for p in inside if p not in files)
    if not files:
        raise NoExport(str(path), others).refusal()
    return files, others


def _read(path: Path, source: str) -> Iterator[Sheet]:
    suffix = path.suffix.lower()
    stem = path.stem
    if suffix == _PARQUET and path.exists():
        raise ParquetUnsupported(source).refusal()
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
        case _:
            yield read_json_lines(data, source, stem)
