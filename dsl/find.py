"""Which policies a path given by an author holds: one file, one policy, or a folder of several policies."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..engine.diagnostic import Refusal
from .load import DEFAULT_POLICY, RULES
from .problems.asking import no_rule_files


def policies_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every policy below the paths, each once, in order; the shipped policy where no path is given.

    A folder is one policy where it holds rule files itself or in folders named by a date in force; else each of its
    folders is looked into. Raises Refusal for a path without rules.
    """
    found: list[Path] = []
    for path in paths or (DEFAULT_POLICY,):
        below = list(_below(path))
        if not below:
            raise Refusal((no_rule_files(str(path)),))
        found.extend(below)
    return tuple(dict.fromkeys(found))


def _below(path: Path) -> Iterator[Path]:
    if path.is_file() or _is_policy(path):
        yield path
    elif path.is_dir():
        for folder in sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith(".")):
            yield from _below(folder)


def _is_policy(folder: Path) -> bool:
    if any(folder.glob(RULES)):
        return True
    versions = (v for v in folder.iterdir() if v.name[:4].isdigit()) if folder.is_dir() else ()
    return any(any(version.glob(RULES)) for version in versions)
