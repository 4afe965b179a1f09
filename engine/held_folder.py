"""Folders for the files of one run: they go when it ends, and those that a killed run left behind go when the next begins.

A folder is held by the lock on a file beside it, which the system lets go of however a run ends. What is not held
belongs to nobody any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".lock"
SPILL = "guiju-"
"""How the names of folders begin in which the database puts what does not fit into memory."""


@frozen
class HeldFolder:
    """A folder of this run's own. Use `hold_folder`, then `close`; or `held_folder` in a with statement."""

    path: Path
    lock: "BaseFileLock"

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        rmtree(self.path, ignore_errors=True)
        self.lock.release()
        _lock_of(self.path).unlink(missing_ok=True)


def hold_folder(parent: Path, prefix: str) -> HeldFolder:
    """Make a folder in `parent` for this run alone, and clear those under the same prefix that nobody holds any more.

    Raises OSError where none can be made.
    """
    from filelock import FileLock  # noqa: PLC0415 - kept out of the start of every command

    _clear(parent, prefix)
    path = parent / f"{prefix}{token_hex(6)}"
    lock = FileLock(_lock_of(path), thread_local=False)
    with suppress(NotImplementedError):  # a network drive without locks: what is left there stays
        lock.acquire()  # before the folder is there: nobody may find it and nobody holding it
    try:
        path.mkdir(mode=0o700)
    except OSError:
        lock.release()
        _lock_of(path).unlink(missing_ok=True)
        raise
    return HeldFolder(path, lock)


@contextmanager
def held_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder as of `hold_folder` that goes when the block ends, however it ends."""
    held = hold_folder(parent, prefix)
    try:
        yield held.path
    finally:
        held.close()


def _clear(parent: Path, prefix: str) -> None:
    """Remove what killed runs left; what another user left, only that user may remove."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - kept out of the start of every command

    for left in parent.glob(f"{prefix}*/"):
        if left.is_symlink() or not _lock_of(left).exists():
            continue
        lock = FileLock(_lock_of(left), timeout=0)
        try:
            lock.acquire()
        except (Timeout, OSError, NotImplementedError):  # at work, another user's, or nobody can know
            continue
        HeldFolder(left, lock).close()


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{LOCK}")
