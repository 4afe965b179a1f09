"""Files written whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place in one step: until it is complete, what stood there before stays.

    Raises OSError where the folder cannot be written to or the file is held open by another program.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}.", suffix=".tmp", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.close()
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        except BaseException:
            file.close()
            temporary.unlink(missing_ok=True)
            raise


def _umask() -> int:
    """The mask of permissions new files get; it can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
