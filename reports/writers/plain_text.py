"""A Document as plain text, for a message, a terminal or a program that reads no other form."""

from collections.abc import Iterator
from pathlib import Path

from ...engine.date_words import full_date
from ..document import Align, Block, Document, Heading, Paragraph, Table, set_width, words
from ..text_table import TableColumn as TextColumn
from ..text_table import text_table
from .pdf_content import annex_notes
from .whole_file import write_whole

_LINE = 80
"""Width that signature and date are set to the right of, in half characters."""

_UNCUT = 100_000


def write_text(document: Document, path: Path) -> None:
    """Write the text, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, plain_text(document).encode("utf-8"))


def plain_text(document: Document) -> str:
    """The document from head to 版记, tables with aligned columns."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from (line for line in (document.letterhead, document.number) if line)
    if document.letterhead:
        yield ""
    yield document.title
    yield ""
    if document.recipients:
        yield f"{document.recipients}："
    yield from _body(document.blocks)
    notes = annex_notes(document)
    yield from ([""] if notes else [])
    yield from (f"　　{note}" if number == 0 else f"　　　　　{note}" for number, note in enumerate(notes))
    day = full_date(document.date)
    if document.is_signed:
        yield from ("", _right(document.signature), _right(day))
    for role, names in document.attendance:
        yield f"{role}：{names}"
    for number, annex in enumerate(document.annexes, start=1):
        yield from ("", document.annex_mark(number), "", annex.title, "")
        yield from _body(annex.blocks)
    if document.has_imprint:
        yield ""
        yield from ([f"抄送：{document.copies}。"] if document.copies else [])
        yield from [f"{document.signature}　{day}印发"] if document.is_printed else []


def _body(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(mark=mark, text=text):
                yield f"　　{mark}{words(text)}"
            case Paragraph(text=text):
                yield f"　　{words(text)}"
            case Table():
                yield from ("", *_table(block), "")


def _table(table: Table) -> Iterator[str]:
    columns = [TextColumn(words(c.title), c.align is Align.RIGHT, _UNCUT) for c in table.columns]
    yield from text_table(columns, [[words(cell) for cell in row] for row in table.rows]).split("\n")


def _right(text: str) -> str:
    return " " * max(0, _LINE - round(set_width(text) * 2)) + text
