"""A Document as the data that templates/gongwen.typ sets: plain strings and numbers, nothing that could act as markup."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import ceil

from ...engine.date_words import full_date
from ..document import (
    Align,
    Block,
    Document,
    Heading,
    Kind,
    Paragraph,
    Table,
    TableColumn,
    Text,
    set_width,
    title_lines,
    words,
)
from .fitting import (
    before_table,
    before_totals,
    filled_by_hand,
    fit_mark,
    goes_with_signature,
    is_total,
    signature_indent,
)

Data = Mapping[str, object]

LONG_CELL = 20
"""Lines of a cell beyond which its row may be parted over two pages."""

_MILLIMETRE = 72 / 25.4
_TITLE, _PROSE, _TABLE_PROSE, _CELL, _PADDING = 22.0, 16.0, 12.0, 10.5, 7.0  # points
_DIGEST = re.compile("[0-9A-Za-z]{12,}")
"""In prose a fingerprint is broken anywhere: it would leave wide gaps in the line before it. Sums and dates never are."""
_UNBROKEN = re.compile("[!-~]+")
_BREAK = "\u200b"
_KEY = re.compile("[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")


def content(document: Document, fonts: Mapping[str, list[str]]) -> Data:
    """All that varies between documents; `fonts` names the families of each role."""
    width = (225 if document.landscape else 156) * _MILLIMETRE
    day = full_date(document.date)
    blocks, last = _with_signature(document)
    line = int(width // (_TABLE_PROSE if document.kind is Kind.TABLE else _PROSE))
    mark = fit_mark(document.letterhead, width)
    capacity = int(width // _TITLE)
    return {
        "kind": document.kind.value,
        "landscape": document.landscape,
        "fonts": fonts,
        "title": document.title,
        "author": document.issuer or "",
        "date": {"year": document.date.year, "month": document.date.month, "day": document.date.day},
        "day": day,
        "mark": {"lines": mark.lines, "points": mark.points, "share": mark.share},
        "number": document.number,
        "title-lines": title_lines(document.title, capacity),
        "recipients": document.recipients,
        "copies": document.copies,
        "blocks": _blocks(blocks, width, line),
        "last": _blocks(last, width, line),
        "signed": document.is_signed,
        "annex-notes": annex_notes(document),
        "signature": document.signature,
        "signature-indent": signature_indent(document.signature, day),
        "attendance": [{"role": role, "names": names} for role, names in document.attendance],
        "annexes": [
            {
                "mark": document.annex_mark(number),
                "title-lines": title_lines(annex.title, capacity),
                "blocks": _blocks(annex.blocks, width, line),
            }
            for number, annex in enumerate(document.annexes, start=1)
        ],
    }


def annex_notes(document: Document) -> list[str]:
    """The lines of 附件说明."""
    several = len(document.annexes) > 1
    titles = [annex.title for annex in document.annexes]
    items = [f"{number}. {title}" if several else title for number, title in enumerate(titles, start=1)]
    return [f"附件：{item}" if number == 0 else item for number, item in enumerate(items)]


def _with_signature(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks, and the short last paragraph that stays on the signature's page; none where it is the only one."""
    return (document.blocks[:-1], document.blocks[-1:]) if goes_with_signature(document) else (document.blocks, ())


def _blocks(blocks: Iterable[Block], width: float, line: int) -> list[Data]:
    """The blocks; the few short paragraphs right before a table stay on its page."""
    listed = list(blocks)
    return [_block(block, before_table(listed, place, line), width) for place, block in enumerate(listed)]


def _block(block: Block, kept: bool, width: float) -> Data:
    match block:
        case Heading(level=level, mark=mark, text=text):
            return {"type": "heading", "level": level, "mark": mark, "text": _text(text)}
        case Paragraph(text=text, quotation=quotation):
            return {
                "type": "paragraph", "text": _prose(text), "quotation": quotation, "note": block.is_note, "sticky": kept
            }  # fmt: skip
        case Table(columns=columns, rows=rows):
            rooms = _rooms(columns, width)
            return {
                "type": "table",
                "columns": [
                    {"title": _text(column.title), "align": column.align.value, "share": column.share}
                    for column in columns
                ],
                "rows": [
                    _row(row, columns, rooms) | {"by-hand": by_hand, "group": group}
                    for row, by_hand, group in zip(rows, filled_by_hand(block), _groups(block), strict=True)
                ],
                "has-totals": any(before_totals(block)),
            }


def _groups(table: Table) -> list[int]:
    """For each row how many rows stay on one page from it on: a row and the totals that follow it; 0 inside such a group."""
    sizes = [1] * len(table.rows)
    for place in range(len(table.rows) - 1, 0, -1):
        if is_total(table.rows[place]):
            sizes[place - 1] += sizes[place]
            sizes[place] = 0
    return sizes


def _rooms(columns: tuple[TableColumn, ...], width: float) -> list[float]:
    """How many characters stand on a line of each column."""
    total = sum(column.share for column in columns)
    return [(width * column.share / total - _PADDING) / _CELL for column in columns]


def _row(row: tuple[Text, ...], columns: tuple[TableColumn, ...], rooms: list[float]) -> dict[str, object]:
    lines = max((ceil(set_width(words(cell)) / max(room, 1)) for cell, room in zip(row, rooms, strict=True)), default=1)
    cells = [
        _text(cell, room if column.align is not Align.RIGHT else 0)
        for cell, room, column in zip(row, rooms, columns, strict=True)
    ]
    return {"cells": cells, "long": lines > LONG_CELL}


def _text(text: Text, room: float = 0) -> list[Data]:
    """The runs; what has no place to break and is wider than `room` may be broken anywhere."""
    if not room:
        return [{"text": run.text, "strong": run.strong} for run in text]
    return [
        {"text": piece if key else _breakable(piece, room), "strong": run.strong, "key": key}
        for run in text
        for piece, key in _unbroken_pieces(run.text, room)
    ]


def _prose(text: Text) -> list[Data]:
    parted = (_DIGEST.sub(lambda found: _BREAK.join(found[0]), run.text) for run in text)
    return [{"text": words_, "strong": run.strong} for words_, run in zip(parted, text, strict=True)]


def _breakable(text: str, room: float) -> str:
    return _UNBROKEN.sub(lambda found: _BREAK.join(found[0]) if len(found[0]) * 0.6 > room else found[0], text)


def _unbroken_pieces(text: str, room: float) -> Iterator[tuple[str, bool]]:
    """Text in pieces, True for a key such as NX2013-00050 that is to stay on one line and finds room there.

    `room` is how many full-width characters stand on a line.
    """
    end = 0
    for found in _KEY.finditer(text):
        if len(found[0]) * 0.6 <= room:
            if found.start() > end:
                yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    if end < len(text) or not text:
        yield text[end:], False
