"""Sheets and cells in an office's own words, turned into the policy's before anything is matched (来源)."""

from collections.abc import Mapping, Sequence
from itertools import islice

from attrs import evolve, frozen

from ..office_map import OfficeMap
from ..program import Entity, EntityKind
from ..types import Known
from .cells import CellReader
from .headers import HEADER_WITHIN
from .names import folded
from .sheets import RawCell, RawRow, Sheet, is_blank, is_blank_row, shown
from .unreadable import Unreadable


@frozen
class Offices:
    """The 来源 in force while an export is read."""

    maps: tuple[OfficeMap, ...]
    entities: Mapping[str, Entity]

    def translated(self, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
        """Every sheet with the title and the headers the policy declares; what no 来源 names stays as it is."""
        return tuple(self._sheet(sheet) for sheet in sheets) if self.maps else tuple(sheets)

    def reader(self, entity: str, column: str, read: CellReader) -> "CellReader | BlankingReader":
        """A reader of cells that knows the office's words; None from it is 未知."""
        words: dict[str, str | None] = {}
        for found in self.maps:
            if found.entity == entity:
                words.update({folded(w): value for w, value in found.values.get(column, {}).items()})
        return BlankingReader(words, read) if words else read

    def _sheet(self, sheet: Sheet) -> Sheet:
        titles = {folded(title): m.entity for m in self.maps for title in m.sheets}
        title = titles.get(folded(sheet.title), sheet.title)
        ledgers = [e.name for e in self.entities.values() if e.kind is EntityKind.LEDGER]
        named = next((e for e in ledgers if folded(e) == folded(title)), ledgers[0] if len(ledgers) == 1 else None)
        headers = {
            folded(word): column
            for found in self.maps
            if found.entity == named
            for column, words in found.headers.items()
            for word in words
        }
        return evolve(sheet, title=title, rows=_renamed(sheet.rows, headers))


@frozen
class BlankingReader:
    """Reads a cell by the office's words first; a word that stands for 未知 gives None."""

    words: Mapping[str, str | None]
    read: CellReader

    def __call__(self, cell: RawCell) -> Known | Unreadable | None:
        """The value of a cell that is not blank."""
        word = folded(shown(cell))
        if word not in self.words:
            return self.read(cell)
        meant = self.words[word]
        return None if meant is None else self.read(meant)


def _renamed(rows: Sequence[RawRow], headers: Mapping[str, str]) -> Sequence[RawRow]:
    """The rows with the header cells renamed in the row that holds most of the office's headers."""
    if not headers:
        return rows
    filled = islice((i for i, row in enumerate(rows) if not is_blank_row(row.cells)), HEADER_WITHIN)
    found = [(sum(folded(shown(c)) in headers for c in rows[i].cells if not is_blank(c)), -i) for i in filled]
    hits, place = max(found, default=(0, 0))
    if not hits:
        return rows
    row = rows[-place]
    cells = [headers.get(folded(shown(cell)), cell) if not is_blank(cell) else cell for cell in row.cells]
    return [*rows[: -place or 0], RawRow(row.number, cells), *rows[-place + 1 :]]
