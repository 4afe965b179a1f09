"""Which characters a font file can show, read from its cmap table (OpenType specification, cmap formats 4 and 12)."""

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_COLLECTION = b"ttcf"


@lru_cache(maxsize=64)
def covered(path: Path, index: int) -> frozenset[int]:
    """The code points of the font at `index` of a file; none where its tables cannot be read. Raises OSError."""
    with path.open("rb") as file:
        try:
            return frozenset(_code_points(_cmap(file, index)))
        except struct.error:  # a damaged font shows nothing
            return frozenset()


def _cmap(file: BinaryIO, index: int) -> bytes:
    """The bytes of the table; none where the font has none."""
    start = 0
    if file.read(4) == _COLLECTION:
        file.seek(12 + 4 * index)
        (start,) = struct.unpack(">L", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    for tag, _, offset, length in struct.iter_unpack(">4sLLL", file.read(16 * tables)):
        if tag == b"cmap":
            file.seek(offset)
            return file.read(length)
    return b""


def _code_points(table: bytes) -> Iterator[int]:
    """The code points of every Unicode subtable."""
    (count,) = struct.unpack_from(">H", table, 2)
    for position in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * position)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            (layout,) = struct.unpack_from(">H", table, offset)
            if layout == 4:
                yield from _by_segments(table, offset)
            elif layout == 12:
                yield from _by_groups(table, offset)


def _by_segments(table: bytes, offset: int) -> Iterator[int]:
    """Format 4: segments of the basic plane; a segment may leave characters out (glyph 0)."""
    (double,) = struct.unpack_from(">H", table, offset + 6)
    ends = struct.unpack_from(f">{double // 2}H", table, offset + 14)
    starts = struct.unpack_from(f">{double // 2}H", table, offset + 16 + double)
    deltas = struct.unpack_from(f">{double // 2}H", table, offset + 16 + 2 * double)
    places = offset + 16 + 3 * double
    for number, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (shift,) = struct.unpack_from(">H", table, places + 2 * number)
        if first == last == 0xFFFF:
            continue
        if shift == 0:
            yield from (code for code in range(first, last + 1) if (code + delta) & 0xFFFF)
            continue
        glyphs = struct.unpack_from(f">{last - first + 1}H", table, places + 2 * number + shift)
        yield from (first + step for step, glyph in enumerate(glyphs) if glyph)


def _by_groups(table: bytes, offset: int) -> Iterator[int]:
    """Format 12: groups over all planes."""
    (count,) = struct.unpack_from(">L", table, offset + 12)
    for first, last, _ in struct.iter_unpack(">LLL", table[offset + 16 : offset + 16 + 12 * count]):
        yield from range(first, last + 1)
