"""A compiled policy kept between runs, so that a command that checks ten cases need not read the rules anew.

Reading the shipped rules takes some 0.5 s with the parser, reading the copy 0.03 s without it. A copy is used only while
everything it was made from is the same: every file of the policy folder, the shipped calendars, the path the policy was
asked for by, the engine (its version, and size and time of each of its modules, for those who change them) and Python.
A policy keeps one copy; a copy that is stale, damaged or foreign is built anew in silence.

The copy is a pickle, since nothing reads ten thousand small objects faster. `cache_folder` trusts only what nobody but
the user can write; beyond that, nothing but the engine's own data classes can come out of a copy.
"""

import os
import pickle
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs

from .. import __version__
from ..engine.facts.tables import Table
from ..engine.operators import ALL_OPERATORS
from ..engine.operators.operator import Operator
from ..engine.program import Program
from ..engine.uncollected import uncollected
from .cache_folder import cache_folder, keep, sound_content
from .policy import Policy, Texts
from .shipped import PACKAGE, SHIPPED

RULES = "*.policy"
MOST_FILES, MOST_BYTES = 1_000, 16_000_000
"""A folder beyond this is no mere policy (a home folder, say): it is read anew each time."""
MOST_COPIES = 24

_PLAIN = (("datetime", "date"), ("datetime", "datetime"), ("fractions", "Fraction"))


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
            _leave_the_latest(folder)
    return policy


def fingerprint(path: Path) -> bytes | None:
    """A hash of everything a policy is made from; None where that is too much to look through or cannot be read."""
    total = sha256(f"{__version__}\n{sys.version}\n{path}\n".encode())
    try:
        for module in _modules():
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


def _modules() -> Iterator[str]:
    """Name, size and time of each file that the meaning of rules rests on."""
    for room in ("dsl", "dsl/problems", "engine", "engine/facts", "engine/operators"):
        with os.scandir(PACKAGE / room) as entries:
            for entry in sorted((e for e in entries if e.is_file()), key=lambda e: e.name):
                status = entry.stat()
                yield f"{entry.path}\n{status.st_size}\n{status.st_mtime_ns}\n"


def _read(path: Path) -> Policy:
    from .load import load as read

    return read(path)


def _texts(path: Path) -> Callable[[], Texts]:
    """The rules as written, for the few who ask: read then."""
    return cache(lambda: _read(path).texts())


# ---------- the copy ----------


def _frozen(policy: Policy) -> bytes:
    copy = BytesIO()
    for program in (policy.program, *policy.program.versions):
        program.calendar.is_working_day(program.in_force)  # lays it out, which takes longer than reading it laid out
    _Pickler(copy, protocol=5).dump(
        (policy.program, dict(policy.reference), os.fspath(policy.folder), policy.rule_texts)
    )
    return copy.getvalue()


def _thawed(copy: bytes, path: Path) -> Policy:
    with uncollected():  # a third of the time
        program, reference, folder, texts = _Unpickler(BytesIO(copy)).load()
    if not (isinstance(program, Program) and isinstance(reference, Mapping) and isinstance(texts, Mapping)):
        raise pickle.UnpicklingError("not a policy")
    tables: dict[str, Table] = dict(reference)
    return Policy(program, tables, Path(folder), _texts(path), texts)


def operator_at(place: int) -> Operator:
    """The operator at a place of the table."""
    return ALL_OPERATORS[place]


def _by_place(operator: Operator) -> tuple[Callable[[int], Operator], tuple[int]]:
    """Operators are functions, which no copy can hold: it names their place in the table."""
    place = next((n for n, other in enumerate(ALL_OPERATORS) if other is operator), None)
    if place is None:
        raise pickle.PicklingError(f"operator {operator.name} is not in the table")
    return operator_at, (place,)


class _Pickler(pickle.Pickler):
    """Writes a copy from which every object is made anew as it was made first: that takes half as long as filling it in."""

    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 # one of the many forms that pickle takes
        """How an object is made: operators by their place, data classes of their fields, others as ever."""
        if isinstance(obj, Operator):
            return _by_place(obj)
        kind: Any = type(obj)  # mypy takes a class for something that cannot be hashed
        fields = _made_of(kind)
        return NotImplemented if fields is None else (kind, tuple([getattr(obj, name) for name in fields]))


@cache
def _made_of(kind: Hashable) -> tuple[str, ...] | None:
    """The fields of a data class that takes them all in their order and does no more; None of any other class."""
    if not isinstance(kind, type) or not attrs.has(kind) or hasattr(kind, "__attrs_post_init__"):
        return None
    fields = attrs.fields(kind)
    is_plain = all(f.init and not f.kw_only and f.converter is None for f in fields)
    return tuple(f.name for f in fields) if is_plain else None


class _Unpickler(pickle.Unpickler):
    """Reads a copy; nothing but the engine's own classes and plain values can come out of it."""

    def find_class(self, module: str, name: str) -> object:
        """The class of a name, where it is one that a Program is made of."""
        engine = __name__.removesuffix("dsl.policy_cache") + "engine."
        if (module, name) == (__name__, operator_at.__name__):
            return operator_at
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found: object = super().find_class(module, name) if module.startswith(engine) else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a policy")


def _leave_the_latest(folder: Path) -> None:
    """The copies made longest ago make room."""
    with suppress(OSError):  # another process may be tidying up, too
        copies = sorted(folder.glob("policy-*.bin"), key=lambda f: f.stat().st_mtime, reverse=True)
        for copy in copies[MOST_COPIES:]:
            copy.unlink(missing_ok=True)
