"""The files of an export, each opened by the way its name calls for; large tables stay where they are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from ...diagnostic import Diagnostic, Refusal
from ...facts.export_files import find_files, read_file
from .csv_sheet import open_csv
from .json_lines_sheet import open_json_lines
from .parquet_sheet import open_parquet
from .raw_rows import OpenSheet
from .whole_sheet import WholeSheet
from .workspace import Workspace


@frozen
class OpenFiles:
    """Every sheet of an export, in the order of paths given, and notices about files left aside."""

    sheets: tuple[OpenSheet, ...]
    notices: tuple[Diagnostic, ...] = ()


def open_files(workspace: Workspace, paths: Sequence[Path]) -> OpenFiles:
    """Open every file of an export.

    Raises Refusal with the problems of all files that cannot be read.
    """
    found = find_files(paths)
    problems = list(found.problems)
    sheets: list[OpenSheet] = []
    for path, source in found.files:
        try:
            sheets.extend(_sheets_of(workspace, path, source))
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
    if problems:
        raise Refusal(tuple(problems))
    return OpenFiles(tuple(sheets), found.notices)


def _sheets_of(workspace: Workspace, path: Path, source: str) -> Iterator[OpenSheet]:
    match path.suffix.lower():
        case ".csv" | ".tsv":
            yield open_csv(workspace, path, source)
        case ".parquet":
            yield open_parquet(workspace, path, source)
        case ".jsonl":
            yield open_json_lines(workspace, path, source)
        case _:
            for sheet in read_file(path, source):
                yield WholeSheet(sheet)
