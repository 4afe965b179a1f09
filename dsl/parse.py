"""Text → syntax.

Never raises on what a user wrote: every mistake is a Diagnostic, one for each statement that cannot be read, and what
can be read is kept.
"""

from functools import cache, cached_property
from pathlib import Path
from typing import Final

from attrs import frozen
from lark import Lark, TextSlice, Token, Tree, UnexpectedInput, UnexpectedToken

from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.origin import CellPlace, SourceText, Span
from .build import build
from .diagnose import explain
from .grammar_cache import cached_parser
from .lexing import WholeWords
from .limits import oversized
from .problems.base import Problem
from .problems.syntax import EmptyFile, ForeignKeyword, MissingSpace, UndecodableText
from .problems.values import OutOfLimits
from .respace import Names, declared_names, missing_space, readings
from .split import Piece, split
from .syntax import Module, Statement
from .words import keyword_meant

GRAMMAR: Final = Path(__file__).with_name("grammar.lark")
MAX_BYTES: Final = 4 * 1024 * 1024
"""The size a rule file may have."""
RUNS: Final = ("NAME", "RESERVED", "BAD_NUMBER")
"""Tokens that may be several words run together."""
LONGEST_SPACELESS: Final = 20_000
"""Characters of a statement that is looked through for forgotten spaces."""
MOST_TRIED: Final = 40
"""Readings of run-together words that are tried in one statement."""


def parse(source: SourceText, names: Names | None = None) -> tuple[Module, tuple[Diagnostic, ...]]:
    """The statements of a rule file that could be read, and every mistake found, in the order of the text.

    `names` as in `read`.
    """
    module, problems = read(source, names)
    return module, tuple(problem.to_diagnostic() for problem in problems)


def read(source: SourceText, names: Names | None = None) -> tuple[Module, tuple[Problem, ...]]:
    """The same with the mistakes as problems.

    `names` are those the whole policy declares: then a word that is none of them, and is made of words that are,
    lacks its spaces. Without them only what cannot be read at all is looked at so, with the names of this file.
    """
    too_large = len(source.text) > MAX_BYTES
    if too_large or len(source.text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Module(source, ()), (_too_large(Span(source, 0, 0)),)
    reader = _Reader(source, names)
    cut = split(source)
    statements: list[Statement] = []
    problems: list[Problem] = [] if cut.leading is None else [cut.leading]
    for piece in cut.pieces:
        statement, found = reader.read(piece)
        problems.extend(found)
        if statement is not None and not found:
            statements.append(statement)
    if not cut.pieces and not problems:
        problems.append(EmptyFile(Span(source, 0, 0)))
    module = Module(source, tuple(statements), cut.comments)
    return module, tuple(problems)


def read_source(path: Path) -> SourceText:
    """A rule file's text: UTF-8 with or without BOM, else GB18030, both strictly.

    Raises Refusal where the file is neither, naming the first byte that is no UTF-8, or is over 4 MB. An OSError of
    the file system passes through.
    """
    place = CellPlace(str(path))
    if path.stat().st_size > MAX_BYTES:
        raise Refusal((_too_large(place).to_diagnostic(),))
    data = path.read_bytes()
    try:
        return SourceText(str(path), data.decode("utf-8-sig"))
    except UnicodeDecodeError as failure:
        offset = failure.start
    try:
        return SourceText(str(path), data.decode("gb18030"))
    except UnicodeDecodeError as failure:
        problem = UndecodableText(place, max(offset, failure.start))
        raise Refusal((problem.to_diagnostic(),)) from failure


def _too_large(place: Span | CellPlace) -> OutOfLimits:
    return OutOfLimits(place, "文件的大小", "一个规则文件最多 4 MB", "分成几个文件，或把数据移到 CSV 数据表")


@frozen(slots=False)
class _Reader:
    """Reads the statements of one file."""

    source: SourceText
    names: Names | None

    @cached_property
    def _known(self) -> Names:
        return declared_names((self.source,)) if self.names is None else self.names

    def read(self, piece: Piece) -> tuple[Statement | None, tuple[Problem, ...]]:
        """A statement, and what is wrong with it; with mistakes it must not be used."""
        word_span = Span(self.source, piece.start, piece.start + len(piece.word))
        if piece.problem is not None:
            return None, (piece.problem,)
        meant = keyword_meant(piece.word)
        if meant is not None:
            return None, (ForeignKeyword(word_span, piece.word, meant),)
        tree = self._tree(piece)
        if isinstance(tree, Problem):
            return None, (tree,)
        statement, problems = build(tree, self.source)
        return statement, problems or tuple(oversized(statement))

    def _tree(self, piece: Piece) -> "Tree[Token] | Problem":
        """Lark's tree of one statement. Driven token by token, so that a failure leaves the parser's state to look at."""
        parser = _parser().parse_interactive(TextSlice(self.source.text, piece.start, piece.end))
        before: Token | None = None
        current: Token | None = None
        unknown: list[Token] = []
        try:
            for token in parser.iter_parse():
                before, current = current, token
                if self.names is not None and token.type == "NAME" and token not in self.names:
                    unknown.append(token)
            tree: Tree[Token] = parser.feed_eof(current)  # type: ignore[no-untyped-call] # Lark types it not
        except UnexpectedInput as failure:
            # A token the parser refuses has been yielded; one the lexer refuses has not.
            refused = isinstance(failure, UnexpectedToken) and failure.token is current
            near = (current, before) if refused else (current,)
            spaceless = self._spaceless(piece, [t for t in near if t is not None and t.type in RUNS])
            return spaceless or explain(failure, parser, self.source, before if refused else current)
        return self._spaceless(piece, unknown) or tree

    def _spaceless(self, piece: Piece, runs: list[Token]) -> MissingSpace | None:
        """The first of some words that is several words run together; a hostile statement is not looked at for long."""
        tried = 0
        for token in runs if piece.end - piece.start <= LONGEST_SPACELESS else ():
            candidates = readings(str(token), self._known)
            tried += len(candidates)
            if tried > MOST_TRIED:
                return None
            start = token.start_pos or 0
            run = Span(self.source, start, start + len(token))
            found = missing_space(run, piece, candidates, _reach)
            if found is not None:
                return found
        return None


def _reach(text: str) -> int:
    """How far a statement's text can be read; past its end where it is whole."""
    try:
        _parser().parse(text)
    except UnexpectedToken as failure:
        return len(text) if failure.token.type == "$END" else failure.token.start_pos or 0
    except UnexpectedInput as failure:
        return failure.pos_in_stream or 0
    return len(text) + 1


@cache
def _parser() -> Lark:
    """The parser, made once a process at the first use, from the tables kept by an earlier one where there are some."""
    return cached_parser(GRAMMAR.read_text("utf-8"), build_parser, WholeWords())


def build_parser(*, strict: bool = False) -> Lark:
    """A parser of one statement. `strict` refuses a grammar with conflicts; it is slow, and meant for tests."""
    return Lark(
        GRAMMAR.read_text("utf-8"),
        parser="lalr",
        lexer="contextual",
        postlex=WholeWords(),
        propagate_positions=True,
        maybe_placeholders=False,
        strict=strict,
    )
