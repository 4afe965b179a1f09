"""Cuts a rule file at its statement words, so that each statement is parsed, and can fail, by itself.

Also gathers the comments and finds what no piece could be parsed with: quotes and brackets without partner.
"""

import re
from typing import Final

from attrs import define, field, frozen

from ..engine.origin import SourceText, Span
from .names import nearest
from .problems.base import Problem
from .problems.syntax import TextOutsideStatement, UnclosedQuote, UnpairedBracket
from .problems.values import OutOfLimits, TooDeep
from .syntax import Comment
from .words import INTRODUCERS, STATEMENT_WORDS, keyword_meant

MAX_DEPTH: Final = 32
MAX_PIECE: Final = 100_000
"""Characters a single statement may have."""

_SCAN: Final = re.compile(
    r"""(?P<comment>[#＃][^\n]*)
    |(?P<text>"[^"\n]*"|“[^”\n]*”|＂[^＂\n]*＂
        |「[^「」\n]*(?:「[^「」\n]*」[^「」\n]*)*」|《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》)
    |(?P<unclosed>["“＂「《])[^\n]*
    |(?P<word>\w+)
    |(?P<newline>\n)
    |(?P<open>[（(])
    |(?P<close>[）)])
    |(?P<blank>[^\S\n]+|\ufeff)
    |(?P<sign>.)""",
    re.VERBOSE,
)
_CLOSING: Final = {'"': '"', "“": "”", "＂": "＂", "「": "」", "《": "》"}
_STARTS: Final = frozenset(STATEMENT_WORDS)
_BEARER_AS_NAME: Final = frozenset(("：", ":", "的"))
"""Before 主体 where it is a type or what a 示例 asks of a rule."""


@frozen
class Piece:
    """The text of one statement: from its statement word to the next one; `problem` bars it from being parsed."""

    word: str
    start: int
    end: int
    problem: Problem | None


@frozen
class Split:
    """A file cut into statements. `leading` is the problem of words before the first one."""

    pieces: tuple[Piece, ...]
    comments: tuple[Comment, ...]
    leading: Problem | None


@define
class _Open:
    """The piece being read, and where its brackets that still lack a partner stand."""

    word: str
    start: int
    problem: Problem | None = None
    brackets: list[int] = field(factory=list)


def split(source: SourceText) -> Split:
    """Cut the text; linear in its length."""
    return _Splitter(source).run()


class _Splitter:
    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.pieces: list[Piece] = []
        self.comments: list[Comment] = []
        self.leading: Problem | None = None
        self.current: _Open | None = None
        self.previous = ""
        self.first_on_line = True

    def run(self) -> Split:
        for match in _SCAN.finditer(self.source.text):
            kind = match.lastgroup
            if kind == "blank":
                continue
            if kind == "newline":
                self.first_on_line = True
                continue
            if kind == "comment":
                self._comment(match)
                continue
            if kind == "word" and self._begins_statement(match.group()):
                self._close(match.start())
                self.current = _Open(match.group(), match.start())
            elif self.current is None:
                self._stray(match)
            else:
                self._inside(self.current, kind, match)
            self.previous = match.group()
            self.first_on_line = False
        self._close(len(self.source.text))
        return Split(tuple(self.pieces), tuple(self.comments), self.leading)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def _comment(self, match: re.Match[str]) -> None:
        written = match.group().rstrip()
        span = self._span(match.start(), match.start() + len(written))
        self.comments.append(Comment(written[1:].strip(), self.first_on_line, span=span))

    def _begins_statement(self, word: str) -> bool:
        if word not in _STARTS:
            return self.first_on_line and keyword_meant(word) in _STARTS and self.previous not in INTRODUCERS
        if word == "主体" and self.previous in _BEARER_AS_NAME:
            return False
        return self.first_on_line or self.previous not in INTRODUCERS

    def _stray(self, match: re.Match[str]) -> None:
        """Words before the first statement: one message for all of them."""
        if self.leading is None:
            end = match.end() if match.lastgroup != "unclosed" else match.start() + 1
            word = match.group()
            hints = nearest(word, STATEMENT_WORDS) if match.lastgroup == "word" else ()
            self.leading = TextOutsideStatement(self._span(match.start(), end), hints)

    def _inside(self, current: _Open, kind: str | None, match: re.Match[str]) -> None:
        if kind == "open":
            current.brackets.append(match.start())
            if len(current.brackets) > MAX_DEPTH and current.problem is None:
                current.problem = TooDeep(self._span(match.start(), match.end()), MAX_DEPTH)
        elif kind == "close":
            if current.brackets:
                current.brackets.pop()
            elif current.problem is None:
                current.problem = UnpairedBracket(self._span(match.start(), match.end()), match.group())
        elif kind == "unclosed" and current.problem is None:
            opened = match.group("unclosed")
            span = self._span(match.start(), match.start() + 1)
            current.problem = UnclosedQuote(span, opened, _CLOSING[opened])

    def _close(self, end: int) -> None:
        """Finish the piece being read at the place where the next one begins."""
        current, self.current = self.current, None
        if current is None:
            return
        problem = current.problem
        if problem is None and current.brackets:
            start = current.brackets[-1]
            problem = UnpairedBracket(self._span(start, start + 1), self.source.text[start])
        if problem is None and end - current.start > MAX_PIECE:
            problem = OutOfLimits(
                self._span(current.start, current.start + len(current.word)),
                f"这条「{current.word}」语句的长度",
                f"一条语句最多 {MAX_PIECE} 个字",
                "成批的数据写进数据表的 CSV 文件",
            )
        self.pieces.append(Piece(current.word, current.start, end, problem))
