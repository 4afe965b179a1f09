"""The parser's tables kept between runs in the user's cache folder, so that a command need not build them anew.

Building them takes some 0.4 s, reading them 0.05 s. A cache file is named by everything it depends on and ends in a
hash of what it holds: a file cut short, mixed up or of another version is never used. It is put in place in one step,
so that processes starting at once cannot harm each other. Lark reads the file with pickle, so only a file of the
user's own, that nobody else may write to, is trusted.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from lark import Lark
from lark import __version__ as lark_version

_HASH_SIZE: Final = 32


def cached_parser(grammar: str, build: Callable[[], Lark], postlex: object) -> Lark:
    """The parser of a grammar, from the cache where it holds a sound copy, else built and kept for the next time.

    Works without a cache where none can be had. `postlex` is what `build` gives to Lark; it is not kept.
    """
    folder = _cache_folder()
    if folder is None:
        return build()
    version = f"{grammar}\n{lark_version}\n{sys.version}"
    path = folder / f"grammar-{sha256(version.encode()).hexdigest()[:24]}.bin"
    kept = _sound_content(path)
    if kept is not None:
        parser = Lark.__new__(Lark)
        # What Lark.load does, which has no way to hand in the post-lexer that was left out of the file.
        return parser._load(BytesIO(kept), postlex=postlex)
    parser = build()
    _keep(parser, path)
    return parser


def _cache_folder() -> Path | None:
    """The user's cache folder for guiju, made if need be; None where it cannot be had or others may write to it."""
    try:
        folder = _user_cache() / "guiju"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except (OSError, RuntimeError):  # no home, or a home that is read-only: the cache is only a convenience
        return None


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


def _sound_content(path: Path) -> bytes | None:
    """What a cache file holds, None where it is absent, damaged or not to be trusted."""
    try:
        content, private = path.read_bytes(), _is_private(path)
    except OSError:  # absent or not readable: build anew
        return None
    kept, digest = content[:-_HASH_SIZE], content[-_HASH_SIZE:]
    return kept if private and sha256(kept).digest() == digest else None


def _keep(parser: Lark, path: Path) -> None:
    """Put a parser's tables in place in one step, so that no other process ever sees half of them."""
    tables = BytesIO()
    parser.save(tables, exclude_options=("postlex",))
    content = tables.getvalue()
    with suppress(OSError), NamedTemporaryFile(dir=path.parent, prefix=".building-", delete=False) as file:
        # A full or read-only disk: the parser is there, only the next start will not be quicker.
        temporary = Path(file.name)
        try:
            file.write(content + sha256(content).digest())
            file.close()
            temporary.replace(path)
        except OSError:
            file.close()
            temporary.unlink(missing_ok=True)
