"""Where error cells stand in an .xls: the calamine reader gives them as blanks, which would hide them ([MS-XLS])."""

import struct
from collections.abc import Iterator
from struct import unpack_from

from .compound_file import stream

_BOUND_SHEET, _BOOL_OR_ERROR, _FORMULA, _END = 0x0085, 0x0205, 0x0006, 0x000A
_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def legacy_error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Find the error cells of every worksheet, by its name: row and column from 0 → the error's word.

    Excel 95 and older files give nothing. Raises OSError where the file is damaged.
    """
    book = stream(data, "Workbook")
    if book is None:
        return {}
    try:
        return {name: dict(_errors(book, start)) for name, start in _sheets(book)}
    except (struct.error, IndexError) as error:
        raise OSError(str(error)) from error


def _records(book: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The records from a place to the end of its part: kind, and where its body begins."""
    while start + 4 <= len(book):
        kind, length = unpack_from("<HH", book, start)
        if kind == _END:
            return
        yield kind, start + 4
        start += 4 + length


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(book, 0):
        if kind == _BOUND_SHEET:
            (start,) = unpack_from("<I", book, body)
            length, wide = book[body + 6], book[body + 7] & 1
            name = book[body + 8 : body + 8 + length * (2 if wide else 1)]
            yield name.decode("utf-16-le" if wide else "latin-1", "replace"), start


def _errors(book: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(book, start):
        if kind == _BOOL_OR_ERROR:
            code = book[body + 6] if book[body + 7] == 1 else None
        elif kind == _FORMULA:
            code = book[body + 8] if book[body + 6] == 2 and book[body + 12 : body + 14] == b"\xff\xff" else None
        else:
            continue
        if code is not None:
            row, column = unpack_from("<HH", book, body)
            yield (row, column), _WORDS.get(code, "#错误")
