"""How names and texts are compared: full and half width are the same, blanks and invisible characters do not count."""

import re
import unicodedata

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
BLANKS = (
    _INVISIBLE
    + " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
"""Characters nobody sees."""
_DELETE = dict.fromkeys(map(ord, _INVISIBLE))
_HAS_ONE_FORM = re.compile(r"[0-9A-Za-z\u4e00-\u9fa5]*").fullmatch
"""Texts of which normal form and comparison leave everything as it is: nearly all."""


def stripped(text: str) -> str:
    """A text without blanks and invisible characters at its ends."""
    return text.strip(BLANKS)


def folded(name: str) -> str:
    """A name as it is compared: full width made half width, without any blank, line break or invisible character."""
    if _HAS_ONE_FORM(name):
        return name
    return "".join(unicodedata.normalize("NFKC", name).translate(_DELETE).split())
