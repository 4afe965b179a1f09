"""Which known names an unknown one may have been meant to be."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from .names import folded

LIKENESS = 0.5
"""Two of four characters in common is the least that is worth suggesting (释放时间, 释放日期)."""


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Find the candidates most like a word, best first; a name that holds the other counts as very like."""
    wanted = folded(word)
    if not wanted:
        return ()
    matcher: SequenceMatcher[str] = SequenceMatcher(b=wanted, autojunk=False)
    scored = []
    for candidate in candidates:
        text = folded(candidate)
        matcher.set_seq1(text)
        held = min(len(text), len(wanted)) >= 2 and (text in wanted or wanted in text)
        if held or matcher.quick_ratio() >= LIKENESS:
            likeness = matcher.ratio() + (0.5 if held else 0.0)
            if wanted.isdigit():
                # codes run from the large to the small: 640199 is nearer to 640104 than to 140109
                likeness += _common_start(text, wanted) / len(wanted)
            if likeness >= LIKENESS:
                scored.append((-likeness, candidate))
    return tuple(name for _, name in sorted(scored)[:limit])


def _common_start(first: str, second: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
