"""`policy fmt` over files: which rule files are not in the canonical text, and what would change."""

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from attrs import frozen

from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.origin import SourceText, Span
from .format import format_module
from .load import DEFAULT_POLICY, RULES
from .parse import read, read_source
from .problems.syntax import MissingSpace
from .respace import Names, declared_names
from .syntax import Module


@frozen
class Change:
    """A file whose text is not canonical."""

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        """The change as a unified diff."""
        name = str(self.path)
        lines = unified_diff(self.before.splitlines(), self.after.splitlines(), name, name, lineterm="")
        return "\n".join(lines)

    def write(self) -> None:
        """Put the canonical text in place of the file, in one step."""
        temporary = self.path.with_name(f".{self.path.name}.tmp")
        temporary.write_text(self.after, encoding="utf-8")
        temporary.replace(self.path)


def format_files(paths: Sequence[Path]) -> tuple[Change, ...]:
    """What formatting would change in rule files, or in every rule file below the folders named.

    Raises Refusal with every syntax mistake; then nothing may be written.
    """
    changes: list[Change] = []
    problems: list[Diagnostic] = []
    for path in _rule_files(paths or (DEFAULT_POLICY,)):
        source = read_source(path)
        module, found = _spaced(source, _names_beside(path))
        problems.extend(found)
        if not found:
            text = format_module(module)
            if text != source.text:
                changes.append(Change(path, source.text, text))
    if problems:
        raise Refusal(tuple(problems))
    return tuple(changes)


def _rule_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    files = (sorted(p.rglob(RULES)) if p.is_dir() else [p] for p in paths)
    return tuple(dict.fromkeys(f for found in files for f in found))


def _names_beside(path: Path) -> Names:
    """The names that the rule files of one folder declare together."""
    return declared_names([read_source(p) for p in sorted({path, *path.parent.glob(RULES)})])


def _spaced(source: SourceText, names: Names) -> tuple[Module, tuple[Diagnostic, ...]]:
    """A rule file read with every forgotten space put in that can go in only one way."""
    text = source.text
    while True:
        module, problems = read(SourceText(source.path, text), names)
        repairs = [p for p in problems if isinstance(p, MissingSpace) and p.certain and isinstance(p.place, Span)]
        if not repairs:
            return module, tuple(p.to_diagnostic() for p in problems)
        for repair in sorted(repairs, key=_start, reverse=True):
            start = _start(repair)
            text = text[:start] + repair.split + text[start + len(repair.found) :]


def _start(repair: MissingSpace) -> int:
    return repair.place.start if isinstance(repair.place, Span) else 0
