"""A compiled policy kept between runs, so that a command that checks ten cases need not read the rules anew.

Reading the shipped rules takes some 0.5 s with the parser, reading the copy 0.03 s without it. A copy is used only while
everything it was made from is the same: every file of the policy folder, the shipped calendars, the path the policy was
asked for by, the engine (its version, and size and time of each of its modules, for those who change them) and Python.
A policy keeps one copy; a copy that is stale, damaged or foreign is built anew in silence.

The copy is a pickle. `engine/cache_folder` trusts only what nobody but the user can write; beyond that, nothing but the
engine's own data classes can come out of a copy (`engine/kept_data`).
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from .. import __version__
from ..engine.cache_folder import cache_folder, keep, leave_the_latest, modules_of, sound_content
from ..engine.facts.tables import Table
from ..engine.kept_data import frozen, thawed
from ..engine.program import Program
from .policy import Policy, Texts
from .shipped import SHIPPED

RULES = "*.policy"
MOST_FILES, MOST_BYTES = 1_000, 16_000_000
"""A folder beyond this is no mere policy (a home folder, say): it is read anew each time."""
MOST_COPIES = 24
ROOMS = ("dsl", "dsl/problems", "engine", "engine/facts", "engine/operators")
"""The folders of the package that the meaning of rules rests on."""


def load(path: Path) -> Policy:
    """A policy, from its copy where that is sound, else read and kept. Raises Refusal where it holds an error."""
    folder, made_from = cache_folder(), fingerprint(path)
    if folder is None or made_from is None:
        return _read(path)
    home = folder / f"policy-{sha256(os.fspath(path.absolute()).encode()).hexdigest()[:24]}.bin"
    kept = sound_content(home)
    if kept is not None and kept.startswith(made_from):
        with suppress(Exception):  # a copy that fails in whatever way is no copy: the rules themselves are at hand
            return _thawed(kept[len(made_from) :], path)
    policy = _read(path)
    if fingerprint(path) == made_from:  # nobody changed a file while it was read
        with suppress(pickle.PicklingError):
            keep(made_from + _frozen(policy), home)
            leave_the_latest(folder, "policy", MOST_COPIES)
    return policy


def fingerprint(path: Path) -> bytes | None:
    """A hash of everything a policy is made from; None where that is too much to look through or cannot be read."""
    total = sha256(f"{__version__}\n{sys.version}\n{path}\n".encode())
    try:
        for module in modules_of(ROOMS):
            total.update(module.encode())
        for file in _files((*_roots(path), SHIPPED / "calendars")):
            content = file.read_bytes()
            total.update(f"{file}\n{len(content)}\n".encode() + content)
    except (OSError, _TooMuchError):
        return None
    return total.digest()


class _TooMuchError(Exception):
    """More files than a policy has, or folders that lie elsewhere."""


def _roots(path: Path) -> list[Path]:
    """The folders whose files may count: of a version among several, those of the others, too."""
    if path.is_file():
        return [path.parent]
    version = path.resolve()
    if not version.name[:1].isdigit() or not any(path.glob(RULES)):
        return [path]
    return sorted(v for v in version.parent.iterdir() if v.name[:1].isdigit() and v.is_dir())


def _files(roots: Sequence[Path]) -> Iterator[Path]:
    """Every file below some folders, in order. Raises _TooMuchError past the limits, and for folders linked to."""
    number, size = 0, 0
    for folder, folders, names in (place for root in roots for place in os.walk(root)):
        folders.sort()
        if any((Path(folder) / name).is_symlink() for name in folders):
            raise _TooMuchError
        for name in sorted(names):
            file = Path(folder) / name
            number, size = number + 1, size + file.stat().st_size
            if number > MOST_FILES or size > MOST_BYTES:
                raise _TooMuchError
            yield file


def _read(path: Path) -> Policy:
    from .load import load as read

    return read(path)


def _texts(path: Path) -> Callable[[], Texts]:
    """The rules as written, for the few who ask: read then."""
    return cache(lambda: _read(path).texts())


# ---------- the copy ----------


def _frozen(policy: Policy) -> bytes:
    for program in (policy.program, *policy.program.versions):
        program.calendar.is_working_day(program.in_force)  # lays it out, which takes longer than reading it laid out
    return frozen(
        (policy.program, dict(policy.reference), os.fspath(policy.folder), dict(policy.rule_texts), policy.notices)
    )


def _thawed(copy: bytes, path: Path) -> Policy:
    match thawed(copy):
        case Program() as program, Mapping() as reference, str() as folder, Mapping() as texts, tuple() as notices:
            tables: dict[str, Table] = dict(reference)
            return Policy(program, tables, Path(folder), _texts(path), texts, notices)
        case _:
            raise pickle.UnpicklingError("not a policy")
