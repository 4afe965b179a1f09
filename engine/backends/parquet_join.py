"""Parquet files of the same columns put together as one file, without unpacking a page of them.

The format allows it: a file is row groups one behind the other, and an index at its end says where each begins. So the
row groups are copied as they are, and only the index is written anew, by the format's own definition (parquet.thrift).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import define, field

if TYPE_CHECKING:
    from types import ModuleType

MAGIC = b"PAR1"
"""How every Parquet file begins and ends."""
DEFINITION = Path(__file__).with_name("parquet.thrift")
PIECE = 1 << 20
"""So many bytes are copied at once."""
MOST_NUMBERED = 2**15
"""Row groups beyond have no number: the format has 16 bits for it."""
CHUNK_PLACES = ("offset_index_offset", "column_index_offset")
PAGE_PLACES = ("data_page_offset", "index_page_offset", "dictionary_page_offset", "bloom_filter_offset")


@define(eq=False)
class ParquetJoin:
    """Takes Parquet files in order and writes their row groups behind each other; `finish` writes the index."""

    target: BinaryIO
    _index: Any = field(default=None, init=False)

    def add(self, path: Path) -> None:
        """The row groups of one more file. Raises ValueError where its columns are others than those of the first."""
        if self._index is None:
            self.target.write(MAGIC)
        with path.open("rb") as part:
            index, end = _read_index(part)
            part.seek(len(MAGIC))
            moved = self.target.tell() - len(MAGIC)
            while size := min(PIECE, end - part.tell()):
                self.target.write(part.read(size))
        for group in index.row_groups:
            _move(group, moved)
        self._take(index)

    def _take(self, index: Any) -> None:  # noqa: ANN401 - classes of thrift have no types
        if self._index is None:
            self._index = index
        elif self._index.schema != index.schema:
            raise ValueError("the files have other columns")
        else:
            self._index.row_groups.extend(index.row_groups)
            self._index.num_rows += index.num_rows

    def finish(self) -> None:
        """The index of all row groups; at least one file was added."""
        for number, group in enumerate(self._index.row_groups):
            group.ordinal = number if group.ordinal is not None and number < MOST_NUMBERED else None
        written = _as_bytes(self._index)
        self.target.write(written + len(written).to_bytes(4, "little") + MAGIC)


def _read_index(part: BinaryIO) -> tuple[Any, int]:
    """The index of a file, and where it begins."""
    from thriftpy2.protocol.compact import TCompactProtocol  # noqa: PLC0415 - only large results are joined
    from thriftpy2.transport import TMemoryBuffer  # noqa: PLC0415

    end = part.seek(-len(MAGIC) - 4, 2)
    begin = end - int.from_bytes(part.read(4), "little")
    part.seek(begin)
    index = _format().FileMetaData()
    TCompactProtocol(TMemoryBuffer(part.read(end - begin))).read_struct(index)
    return index, begin


def _as_bytes(index: Any) -> bytes:  # noqa: ANN401
    from thriftpy2.protocol.compact import TCompactProtocol  # noqa: PLC0415
    from thriftpy2.transport import TMemoryBuffer  # noqa: PLC0415

    buffer = TMemoryBuffer()
    TCompactProtocol(buffer).write_struct(index)
    written: bytes = buffer.getvalue()
    return written


@cache
def _format() -> "ModuleType":
    """The classes of the format's index."""
    import thriftpy2  # noqa: PLC0415

    found: ModuleType = thriftpy2.load(str(DEFINITION), module_name="guiju_parquet_thrift")
    return found


def _move(group: Any, by: int) -> None:  # noqa: ANN401
    """A row group that stands so many bytes further on."""
    for holder, names in _places(group):
        for name in names:
            place = getattr(holder, name)
            if place:  # 0 and nothing both say that there is none
                setattr(holder, name, place + by)


def _places(group: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:  # noqa: ANN401
    """Whatever in the index of a row group says where something stands."""
    yield group, ("file_offset",)
    for chunk in group.columns:
        yield chunk, ("file_offset", *CHUNK_PLACES)
        yield chunk.meta_data, PAGE_PLACES
