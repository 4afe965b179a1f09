"""Files kept between runs in the user's cache folder, so that a command starts quickly; deleting them is harmless.

What is kept is read with pickle, which does whatever its bytes say. So only a folder and files of the user's own, that
nobody else may write to, are trusted: whoever can write there can already run programs as that user. A file ends in a
hash of what it holds: one cut short or mixed up is never used. It is put in place in one step, so that processes
starting at once cannot harm each other.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

_HASH_SIZE: Final = 32
_PACKAGE: Final = Path(__file__).parents[1]


def cache_folder() -> Path | None:
    """The user's cache folder for guiju, made if need be; None where it cannot be had or others may write to it."""
    try:
        folder = _user_cache() / "guiju"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except (OSError, RuntimeError):  # no home, or a home that is read-only: the cache is only a convenience
        return None


def sound_content(path: Path) -> bytes | None:
    """What a cache file holds, None where it is absent, damaged or not to be trusted."""
    try:
        content, private = path.read_bytes(), _is_private(path)
    except OSError:  # absent or not readable: build anew
        return None
    kept, digest = content[:-_HASH_SIZE], content[-_HASH_SIZE:]
    return kept if private and sha256(kept).digest() == digest else None


def keep(content: bytes, path: Path) -> None:
    """Put a cache file in place in one step, so that no other process ever sees half of it."""
    with suppress(OSError), NamedTemporaryFile(dir=path.parent, prefix=".building-", delete=False) as file:
        # A full or read-only disk: what was built is there, only the next start will not be quicker.
        temporary = Path(file.name)
        try:
            file.write(content + sha256(content).digest())
            file.close()
            temporary.replace(path)
        except OSError:
            file.close()
            temporary.unlink(missing_ok=True)


def leave_the_latest(folder: Path, kind: str, most: int) -> None:
    """Of the files of one kind (policy: policy-….bin) those made longest ago make room."""
    with suppress(OSError):  # another process may be tidying up, too
        copies = sorted(folder.glob(f"{kind}-*.bin"), key=lambda f: f.stat().st_mtime, reverse=True)
        for copy in copies[most:]:
            copy.unlink(missing_ok=True)


def modules_of(rooms: Iterable[str]) -> Iterator[str]:
    """Name, size and time of each file in folders of the package: what depends on them is stale once one of them changes.

    Raises OSError where they cannot be looked at.
    """
    for room in rooms:
        with os.scandir(_PACKAGE / room) as entries:
            for entry in sorted((e for e in entries if e.is_file()), key=lambda e: e.name):
                status = entry.stat()
                yield f"{entry.path}\n{status.st_size}\n{status.st_mtime_ns}\n"


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin" and "XDG_CACHE_HOME" not in os.environ:
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _is_private(path: Path) -> bool:
    """Whether a file or folder is the user's own and nobody else may write to it."""
    if sys.platform == "win32":
        return True
    status = path.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
