"""The parser's tables kept between runs in the user's cache folder, so that a command need not build them anew.

Building them takes some 0.4 s, reading them 0.05 s. A cache file is named by everything it depends on, so one of
another version is never used; `cache_folder` sees to damaged and foreign ones.
"""

import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from lark import Lark
from lark import __version__ as lark_version

from ..engine.cache_folder import cache_folder, keep, sound_content


def cached_parser(grammar: str, build: Callable[[], Lark], postlex: object) -> Lark:
    """The parser of a grammar, from the cache where it holds a sound copy, else built and kept for the next time.

    Works without a cache where none can be had. `postlex` is what `build` gives to Lark; it is not kept.
    """
    folder = cache_folder()
    if folder is None:
        return build()
    version = f"{grammar}\n{lark_version}\n{sys.version}"
    path = folder / f"grammar-{sha256(version.encode()).hexdigest()[:24]}.bin"
    kept = sound_content(path)
    if kept is not None:
        parser = Lark.__new__(Lark)
        # What Lark.load does, which has no way to hand in the post-lexer that was left out of the file.
        return parser._load(BytesIO(kept), postlex=postlex)
    parser = build()
    _keep(parser, path)
    return parser


def _keep(parser: Lark, path: Path) -> None:
    tables = BytesIO()
    parser.save(tables, exclude_options=("postlex",))
    keep(tables.getvalue(), path)
