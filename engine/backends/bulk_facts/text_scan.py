"""The shape of a text file, found in bounded memory: its encoding, its line ends, whether it has quotation marks."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field, frozen

from ...facts.file_problems import NothingInside, PathMissing, PathUnreadable, UndecodableText
from ...facts.text_bytes import BOM, binary, refuse_foreign

_CHUNK = 1 << 18
"""So much is looked at in one piece: it stays in the processor's own memory from one look to the next."""
_STRETCH = 1 << 16


@frozen
class TextShape:
    """What a text file is like.

    `line_end` is the one its lines all end with, None where they differ; `long_lines` says that a line may be longer
    than 65,536 bytes, `lines` how many there are, the last one counted even without an end. The text can be
    read by Python from `path` in `encoding`; where that is gb18030 the file is the user's, and the database cannot read it.
    """

    path: Path
    encoding: str
    line_end: str | None
    quotes: bool
    long_lines: bool
    lines: int


def scan_text(path: Path, source: str) -> TextShape:
    """Go through a whole text file once, or twice where it is not UTF-8.

    Raises Refusal as engine/facts/text_bytes.py does, with the same words.
    """
    marks = _Marks()
    utf8 = _Decoding("utf-8")
    marked = False
    for number, chunk in enumerate(_chunks(path, source)):
        if number == 0:
            refuse_foreign(chunk, source)
            marked = chunk.startswith(BOM)
        before = marks.feeds
        marks.see(chunk, source)
        utf8.take(chunk, before)
    utf8.finish(marks.feeds)
    encoding, decoding = "utf-8-sig" if marked else "utf-8", utf8
    if utf8.failed is not None:
        if marked:
            raise UndecodableText(source, utf8.failed, utf8.line, None).refusal()
        encoding, decoding = "gb18030", _Decoding("gb18030")
        for chunk in _chunks(path, source):
            decoding.take(chunk, 0)
        decoding.finish(0)
        if decoding.failed is not None:
            raise UndecodableText(source, utf8.failed, utf8.line, decoding.failed).refusal()
    if not decoding.visible:
        raise NothingInside(source).refusal()
    return TextShape(path, encoding, marks.line_end, marks.quotes, marks.long_lines, marks.lines)


def transcoded(shape: TextShape, target: Path) -> None:
    """Write the text in UTF-8."""
    with (
        shape.path.open(encoding=shape.encoding, newline="") as text,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while part := text.read(_CHUNK):
            out.write(part)


def _chunks(path: Path, source: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            chunk = file.read(_CHUNK)
            if not chunk:
                raise NothingInside(source).refusal()
            while chunk:
                yield chunk
                chunk = file.read(_CHUNK)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise PathMissing(source).refusal() from error
    except OSError as error:
        raise PathUnreadable(source, error.strerror or type(error).__name__).refusal() from error


@define
class _Marks:
    """Counts of what decides how a file may be taken apart."""

    quotes: bool = False
    long_lines: bool = False
    returns: int = 0
    feeds: int = 0
    pairs: int = 0
    _ended_in_return: bool = False
    _ended_in_feed: bool = False

    @property
    def lines(self) -> int:
        return self.feeds + (not self._ended_in_feed)

    @property
    def line_end(self) -> str | None:
        if not self.returns:
            return "\n"
        return "\r\n" if self.returns == self.feeds == self.pairs else None

    def see(self, chunk: bytes, source: str) -> None:
        if b"\0" in chunk:
            raise binary(source)
        self.quotes = self.quotes or b'"' in chunk
        self.feeds += chunk.count(b"\n")
        self.pairs += self._ended_in_return and chunk.startswith(b"\n")
        if b"\r" in chunk:
            self.returns += chunk.count(b"\r")
            self.pairs += chunk.count(b"\r\n")
        self._ended_in_return, self._ended_in_feed = chunk.endswith(b"\r"), chunk.endswith(b"\n")
        for start in range(0, len(chunk) - _STRETCH + 1, _STRETCH):
            if chunk.find(b"\n", start, start + _STRETCH) < 0:
                self.long_lines = True


@define
class _Decoding:
    """One encoding tried strictly; `failed` is the byte it stopped at and `line` the line of that."""

    encoding: str
    failed: int | None = None
    line: int = 1
    visible: bool = False
    _taken: int = 0
    _decoder: codecs.IncrementalDecoder = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(self.encoding)("strict")

    def take(self, chunk: bytes, before: int, final: bool = False) -> None:
        """Take the next piece, which so many lines stand before."""
        if self.failed is not None:
            return
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            self.failed = self._taken - pending + error.start
            self.line = 1 + before + chunk.count(b"\n", 0, max(self.failed - self._taken, 0))
            return
        self.visible = self.visible or bool(text.removeprefix("" if self._taken else "\ufeff").strip())
        self._taken += len(chunk)

    def finish(self, lines: int) -> None:
        self.take(b"", lines, final=True)
