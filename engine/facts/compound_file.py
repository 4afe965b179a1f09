"""Takes one stream out of an OLE compound file, the container of .xls ([MS-CFB])."""

from struct import unpack_from

_HEADER = 512
_FREE = 0xFFFFFFF0
"""Sector numbers from here up (end of chain, free) lead nowhere."""
_MINI_CUTOFF = 4096
"""Streams shorter than this lie in the mini stream, in sectors of 64 bytes."""
_MINI_SECTOR = 64
_ENTRY = 128


def stream(data: bytes, name: str) -> bytes | None:
    """The content of a stream of the root folder, or None where there is none of that name.

    Raises OSError where the container is damaged.
    """
    try:
        return _Container(data).stream(name)
    except (IndexError, OverflowError, ValueError) as error:
        raise OSError(str(error)) from error


class _Container:
    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER:
            raise ValueError("compound file shorter than its header")
        self._data = data
        (shift,) = unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise ValueError("unknown sector size")
        self._size = 1 << shift
        self._table = self._numbers(self._table_sectors())
        directory, first_mini = unpack_from("<I", data, 48)[0], unpack_from("<I", data, 60)[0]
        self._directory = self._chain(directory)
        self._mini_table = self._numbers(self._sectors(first_mini, self._table))

    def stream(self, name: str) -> bytes | None:
        for offset in range(0, len(self._directory) - _ENTRY + 1, _ENTRY):
            (length,) = unpack_from("<H", self._directory, offset + 64)
            if self._directory[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace") == name:
                return self._content(offset)
        return None

    def _content(self, entry: int) -> bytes:
        start, size = unpack_from("<II", self._directory, entry + 116)
        if size >= _MINI_CUTOFF:
            return self._chain(start)[:size]
        (root,) = unpack_from("<I", self._directory, 116)
        minis = self._chain(root)
        parts = (minis[s * _MINI_SECTOR : (s + 1) * _MINI_SECTOR] for s in self._sectors(start, self._mini_table))
        return b"".join(parts)[:size]

    def _table_sectors(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, more in a chain of their own."""
        found = list(unpack_from("<109I", self._data, 76))
        (extra,) = unpack_from("<I", self._data, 68)
        visited = set()
        while extra < _FREE and extra not in visited:
            visited.add(extra)
            *numbers, extra = self._numbers([extra])
            found.extend(numbers)
        return [sector for sector in found if sector < _FREE]

    def _numbers(self, sectors: list[int]) -> list[int]:
        content = b"".join(self._sector(s) for s in sectors)
        return list(unpack_from(f"<{len(content) // 4}I", content))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _sectors(self, start: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while start < _FREE:
            if len(chain) > len(table):
                raise ValueError("sector chain runs in a circle")
            chain.append(start)
            start = table[start]
        return chain

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(s) for s in self._sectors(start, self._table))
