"""Forgotten spaces: a run such as 当无家可归且无亲可投 read as the keywords, declared names and literals it is made of.

A reading counts where the statement, so spaced, can be read on past the run. One reading is a repair that the formatter
makes; several are shown and nothing is changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ..engine.origin import SourceText, Span
from .literals import kind_of
from .problems.syntax import MissingSpace
from .split import Piece, split
from .words import KEYWORDS, RESERVED

Names = frozenset[str]
"""The names a policy declares."""

Reach = Callable[[str], int]
"""How far a statement can be read: the offset of what cannot be, or more than its length."""

TYPES: Final = ("是非", "整数", "小数", "金额", "百分比", "日期", "时刻", "年度", "月份", "期间", "文本")
_WORDS: Final = KEYWORDS | frozenset(TYPES)
_TOKEN: Final = re.compile(
    r'[#＃][^\n]*|"[^"\n]*"|“[^”\n]*”|＂[^＂\n]*＂|《[^》\n]*》|「(?P<quoted>[^「」\n]*)」|(?P<word>\w+)|(?P<sign>[^\s\w])'
)
_DOTS: Final = ("·", "・", "•", "‧")
_COLONS: Final = ("：", ":")
_LONGEST_RUN: Final = 60
_MOST_READINGS: Final = 12


def declared_names(sources: Iterable[SourceText]) -> Names:
    """Every name the files declare, whether or not their statements can be read.

    A name run together with its 对 (三无人员对刑释解教人员) is taken for what stands before it.
    """
    found: set[str] = set()
    entities: set[str] = set()
    heads: list[tuple[str, bool]] = []
    for source in sources:
        for piece in split(source).pieces:
            tokens = [_plain(m) for m in _TOKEN.finditer(source.text, piece.start + len(piece.word), piece.end)]
            names = list(_names_of(piece.word, tokens))
            found.update(names)
            if piece.word in ("台账", "数据表"):
                entities.update(names[:1])
            elif names and "对" in names[0]:
                heads.append((names[0], "对" in tokens))
    for name, has_subject in heads:
        front = next((f for e in entities if (f := name.removesuffix(f"对{e}")) not in (name, "")), None)
        if front is not None and not has_subject:
            found.discard(name)
            found.add(front)
    return frozenset(found)


def _plain(match: re.Match[str]) -> str:
    """A token of the scan; a quoted name without its marks, text and comments as nothing."""
    return match["quoted"] or match["word"] or match["sign"] or ""


def _names_of(word: str, tokens: list[str]) -> Iterator[str]:
    """The names one statement declares: its own, its fields, the values of a 代码表, the members of a 主体."""
    in_list = word == "主体"
    for before, token in zip(("", *tokens), tokens, strict=False):
        is_name = token[:1].isalpha() and token not in RESERVED
        if token in ("包括", *_COLONS) and word in ("主体", "代码表"):
            in_list = True
        elif token in ("依据", "解释", "按"):
            in_list = False
        elif is_name and (before in ("", *_DOTS) or in_list):
            yield token


def readings(run: str, names: Names) -> tuple[tuple[str, ...], ...]:
    """Every way to cut a run into two or more keywords, declared names and literals; none where there are too many."""
    if not 2 <= len(run) <= _LONGEST_RUN:
        return ()

    counted = _counts(run, names)
    if counted[0] > _MOST_READINGS:
        return ()

    def cuts(start: int) -> Iterator[tuple[str, ...]]:
        if start == len(run):
            yield ()
        for end in range(start + 1, len(run) + 1):
            if counted[end] and _is_word(run[start:end], names):
                yield from ((run[start:end], *rest) for rest in cuts(end))

    return tuple(parts for parts in cuts(0) if len(parts) > 1)


def _counts(run: str, names: Names) -> list[int]:
    """For each place in a run, in how many ways what follows can be cut into words."""
    counted = [0] * len(run) + [1]
    for start in reversed(range(len(run))):
        ends = range(start + 1, len(run) + 1)
        counted[start] = sum(counted[end] for end in ends if counted[end] and _is_word(run[start:end], names))
    return counted


def _is_word(part: str, names: Names) -> bool:
    return part in names or part in _WORDS or _is_literal(part)


def _is_literal(part: str) -> bool:
    return part[0].isdigit() and kind_of(part) not in ("BAD_NUMBER", "NUMBER")


def missing_space(
    run: Span, piece: Piece, candidates: tuple[tuple[str, ...], ...], reach: Reach
) -> MissingSpace | None:
    """The problem of a run without its spaces; None where no reading lets the statement be read on past it.

    `candidates` are all its readings: one left out might be the one meant.
    """
    text = run.source.text
    before, after = text[piece.start : run.start], text[run.end : piece.end]
    reached: dict[str, int] = {}
    for parts in candidates:
        spaced = " ".join(parts)
        # What lies past the run counts from the end, so that readings with more spaces do not seem to get further.
        reached[spaced] = reach(before + spaced + after) - len(before) - len(spaced)
    furthest = max(reached.values(), default=0)
    fitting = [spaced for spaced, offset in reached.items() if offset == furthest]
    if not fitting or furthest <= 0:
        return None
    return MissingSpace(
        run, run.text, fitting[0], _repaired_line(run, fitting[0]), tuple(fitting), certain=len(fitting) == 1
    )


def _repaired_line(run: Span, spaced: str) -> str:
    number, column = run.source.position(run.start)
    line = run.source.line(number)
    return (line[: column - 1] + spaced + line[column - 1 + run.end - run.start :]).strip()
