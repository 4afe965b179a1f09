"""Files written whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempfile import _TemporaryFileWrapper


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place in one step: until it is complete, what stood there before stays.

    Raises OSError where the folder cannot be written to or the file is held open by another program.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}.", suffix=".tmp", delete=False) as file:
            _fill(file, content, path)
    except OSError as error:
        error.filename = str(path)  # it names the file aside, or none
        raise


def _fill(file: "_TemporaryFileWrapper[bytes]", content: bytes, path: Path) -> None:
    temporary = Path(file.name)
    try:
        file.write(content)
        file.close()
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        _abandon(file)
        temporary.unlink(missing_ok=True)
        raise


def _abandon(file: "_TemporaryFileWrapper[bytes]") -> None:
    """Close a file that will not be used: that what is left in its buffer cannot be written does not matter."""
    with suppress(OSError):
        file.close()


def _umask() -> int:
    """The mask of permissions new files get; it can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
