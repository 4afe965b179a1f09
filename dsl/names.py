"""Nearest names: what a misspelt name may have meant."""

import unicodedata
from collections.abc import Iterable
from typing import Final

_LOOKALIKES: Final = {
    **dict.fromkeys(map(ord, "〇○OoＯｏ"), "0"),
    **dict.fromkeys(map(ord, "lIｌＩ"), "1"),
    **dict.fromkeys(map(ord, "〔［【[〈"), "("),
    **dict.fromkeys(map(ord, "〕］】]〉"), ")"),
    **dict.fromkeys(map(ord, "帐"), "账"),
    **dict.fromkeys(map(ord, " 　的·・•_「」"), None),
}
_FAR: Final = 100.0


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The candidates a reader would take for `name`, nearest first, at most `limit`.

    Counts as near: the same but for look-alikes (full-width digits, （ and (, 〇 and 0, a 的 or space inside);
    one containing the other; few characters changed for the length. Equal distances keep the order given.
    """
    plain = _plain(name)
    ranked = []
    for order, candidate in enumerate(dict.fromkeys(candidates)):
        if candidate == name:
            continue
        distance = _distance(plain, _plain(candidate))
        if distance < _FAR:
            ranked.append((distance, order, candidate))
    return tuple(candidate for _, _, candidate in sorted(ranked)[:limit])


def _plain(name: str) -> str:
    """The name with look-alikes made the same."""
    return unicodedata.normalize("NFKC", name[:64]).translate(_LOOKALIKES).casefold()


def _distance(first: str, second: str) -> float:
    """0 for look-alikes, up to 1 for containment, above that for changed characters; _FAR where not alike."""
    if first == second:
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return _FAR
    if shorter in longer and len(shorter) >= 2:
        return 1 - len(shorter) / len(longer)
    changed = _edits(first, second)
    allowed = max(1, len(longer) // 3) if len(longer) >= 2 else 0
    return 1.0 + changed / len(longer) if changed <= allowed else _FAR


def _edits(first: str, second: str) -> int:
    """Characters to insert, drop, replace or swap with the neighbour to turn one word into the other."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        row = [i]
        for j, right in enumerate(second, 1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, previous = previous, row
    return previous[-1]
