"""The one model of a document officers send; templates are read into it and every writer sets it (GB/T 9704-2012).

It says what stands in a document, never how it looks: a writer knows margins, fonts and rules.
"""

import re
from datetime import date
from enum import Enum
from math import ceil

from attrs import field, frozen

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_NOTE = re.compile(r"注\d*：")
_PART = re.compile("[^》]*》(?=[^》]{3,})|.+")


def printable(text: str) -> str:
    """The text without characters no page can show: controls, direction overrides, halves of surrogate pairs."""
    return _UNPRINTABLE.sub("", text)


class Kind(Enum):
    """The formats of GB/T 9704-2012 in use, and the plain table that carries no red head."""

    NOTICE = "通知"
    LETTER = "函"
    MINUTES = "纪要"
    TABLE = "表"


class Align(Enum):
    """Where the text of a table column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@frozen
class Run:
    """A stretch of text set alike."""

    text: str = field(converter=printable)
    strong: bool = False


Text = tuple[Run, ...]


def plain(text: str) -> Text:
    """Text without emphasis; none at all for an empty string."""
    return (Run(text),) if text else ()


def words(text: Text) -> str:
    """The characters of a text without emphasis."""
    return "".join(run.text for run in text)


def set_width(text: str) -> float:
    """Width of text as set in full-width characters; a Latin letter or a figure takes half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def title_lines(title: str, capacity: int) -> list[str]:
    """A title in lines of at most `capacity` full-width characters (7.3.1): parted after 》, else into even lengths."""
    if set_width(title) <= capacity:
        return [title]
    lines = []
    for part in (piece for piece in _PART.findall(title) if piece):
        count = ceil(set_width(part) / capacity)
        size = ceil(len(part) / count)
        lines += [part[i : i + size] for i in range(0, len(part), size)]
    return lines


@frozen
class Heading:
    """A heading of the body: level 1 to 4 with its mark 一、, （一）, 1. or （1）."""

    level: int
    mark: str
    text: Text


@frozen
class Paragraph:
    """A paragraph of the body; `quotation` where it holds the words of a source."""

    text: Text
    quotation: bool = False

    @property
    def is_note(self) -> bool:
        """True for a 注, such as one below a table that tells how a date was reckoned: set small."""
        return bool(_NOTE.match(words(self.text)))


@frozen
class TableColumn:
    """A column: its title, where its text stands, its share of the table's width."""

    title: Text
    align: Align = Align.LEFT
    share: int = 1


@frozen
class Table:
    """A table whose titles repeat on every page and whose rows stay whole; every row has one cell a column."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Text, ...], ...]


Block = Heading | Paragraph | Table


@frozen
class Annex:
    """附件: starts on a page of its own after the signature; the body announces it (附件说明)."""

    title: str = field(converter=printable)
    blocks: tuple[Block, ...]


def _printable_or_none(text: str | None) -> str | None:
    return None if text is None else printable(text)


@frozen
class Document:
    """One document.

    `issuer` signs it (None: to be filled in by hand); `mark` is the red 发文机关标志; `number` the 发文字号 such as
    〔2012〕1号; `recipients` the 主送 and `copies` the 抄送 as they are read out, without the colon and the full stop.
    `attendance` holds 出席, 请假 and 列席 of a 纪要, each with its names. `landscape` turns the paper.
    `word_file` is the document as filled into an office's own Word template, which then stands in for the .docx.
    """

    kind: Kind
    title: str = field(converter=printable)
    date: date
    blocks: tuple[Block, ...]
    issuer: str | None = field(default=None, converter=_printable_or_none)
    mark: str | None = field(default=None, converter=_printable_or_none)
    number: str = field(default="", converter=printable)
    recipients: str = field(default="", converter=printable)
    copies: str = field(default="", converter=printable)
    annexes: tuple[Annex, ...] = ()
    landscape: bool = False
    attendance: tuple[tuple[str, str], ...] = ()
    word_file: bytes | None = field(default=None, repr=False)

    @property
    def signature(self) -> str:
        """The words above the date; empty for a table, which nobody signs."""
        if self.kind is Kind.TABLE:
            return ""
        return self.issuer or "（请填发文机关）"

    @property
    def is_signed(self) -> bool:
        """True where issuer and date stand below the body; a 纪要 has them at its head."""
        return self.kind in (Kind.NOTICE, Kind.LETTER)

    @property
    def has_imprint(self) -> bool:
        """True where 版记 stands at the foot of the last page; that of a 函 holds 抄送 and nothing else (10.1)."""
        return self.kind in (Kind.NOTICE, Kind.MINUTES) or (self.kind is Kind.LETTER and bool(self.copies))

    @property
    def is_printed(self) -> bool:
        """True where 版记 names who printed the document and when."""
        return self.has_imprint and self.kind is not Kind.LETTER

    @property
    def letterhead(self) -> str:
        """The words in red at the head: the mark given, else by kind (7.2.4, 10.1, 10.3).

        The issuer + 文件, for a 函 the issuer alone, for a 纪要 its title.
        """
        match self.kind:
            case Kind.TABLE:
                return ""
            case Kind.NOTICE:
                return self.mark or f"{self.signature}文件"
            case Kind.LETTER:
                return self.mark or self.signature
            case Kind.MINUTES:
                return self.mark or "会议纪要"

    def annex_mark(self, number: int) -> str:
        """附件, or 附件1 where there are several; `number` counts from 1."""
        return "附件" if len(self.annexes) == 1 else f"附件{number}"
