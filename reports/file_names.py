"""File names that Windows accepts, from the names of agencies."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80
"""Characters of a name without its ending: with a folder before it the path stays below Windows' 260."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\..*)?", re.IGNORECASE)


def safe_stem(name: str) -> str:
    """The name as a file name without its ending: forbidden characters become _, nothing at the end is dropped."""
    kept = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).strip()[:LONGEST].rstrip(" .")
    if not kept:
        return "_"
    return f"_{kept}" if _RESERVED.fullmatch(kept) else kept


def distinct_stems(names: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """A safe name each; names that come out alike, also but for upper and lower case, are numbered -2, -3.

    So are names that come out as one of `others`, which are there already.
    """
    taken = {other.casefold() for other in others}
    stems: list[str] = []
    for name in names:
        base = stem = safe_stem(name)
        number = 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{base[: LONGEST - len(str(number)) - 1]}-{number}"
        taken.add(stem.casefold())
        stems.append(stem)
    return stems
