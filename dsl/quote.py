"""Quotations of the source document: found word for word, or said why not; each becomes a Citation."""

from functools import cached_property

from attrs import field, frozen

from ..engine.origin import Citation, SourceText
from .outline import Outline

ELLIPSIS = "……"


@frozen
class Located:
    """Where a quotation stands: offsets into the source text, and its citation."""

    start: int
    end: int
    citation: Citation


@frozen
class NotFound:
    """The quotation does not stand in the source (or in the clause named); `nearest` is the longest part that does.

    `elsewhere` are the other clauses it stands in, where one was named.
    """

    nearest: str
    elsewhere: tuple[str, ...] = ()


@frozen
class Ambiguous:
    """The quotation stands more than once; `clauses` are where."""

    clauses: tuple[str, ...]


@frozen
class NoSuchClause:
    """The clause named is not in the source; `clauses` are some that are."""

    clauses: tuple[str, ...]


Found = Located | NotFound | Ambiguous | NoSuchClause


@frozen(slots=False)
class SourceDocument:
    """The source document of a policy. White space never counts when words are compared."""

    source: SourceText = field(repr=False)

    @cached_property
    def outline(self) -> Outline:
        """The document's clauses and headings."""
        return Outline(self.source)

    @cached_property
    def _compact(self) -> tuple[str, tuple[int, ...]]:
        pairs = [(ch, i) for i, ch in enumerate(self.source.text) if not ch.isspace()]
        return "".join(ch for ch, _ in pairs), tuple(i for _, i in pairs)

    def locate(self, quotation: str | None, clause: str | None) -> Found:
        """Find a quotation, within a clause if one is named; a clause alone means its whole text."""
        region = (0, len(self.source.text))
        if clause is not None:
            named = self.outline.region(clause)
            if named is None:
                return NoSuchClause(self.outline.articles())
            region = named
        if quotation is None:
            return self._located(region[0], region[1], clause, None)
        return self._search(quotation, region, clause)

    def _search(self, quotation: str, region: tuple[int, int], clause: str | None) -> Found:
        parts = [_squeeze(p) for p in quotation.split(ELLIPSIS)]
        parts = [p for p in parts if p]
        found = self._occurrences(parts)
        hits = [span for span in found if region[0] <= span[0] and span[1] <= region[1]]
        if not hits:
            elsewhere = tuple(dict.fromkeys(self.outline.clause(start) for start, _ in found))
            return NotFound(self._nearest(_squeeze(quotation)), elsewhere)
        if len(hits) > 1:
            return Ambiguous(tuple(self.outline.clause(start) for start, _ in hits))
        return self._located(*hits[0], clause, quotation)

    def _occurrences(self, parts: list[str]) -> list[tuple[int, int]]:
        """Every place where the parts follow each other within one paragraph, as original offsets."""
        text, offsets = self._compact
        found: list[tuple[int, int]] = []
        start = text.find(parts[0]) if parts else -1
        while start >= 0:
            end: int | None = start + len(parts[0])
            for part in parts[1:]:
                place = text.find(part, end)
                end = place + len(part) if place >= 0 else None
                if end is None:
                    break
            if end is not None:
                span = offsets[start], offsets[end - 1] + 1
                if "\n" not in self.source.text[span[0] : span[1]].strip():
                    found.append(span)
            start = text.find(parts[0], start + 1)
        return found

    def _nearest(self, wanted: str) -> str:
        """The longest beginning or end of the quotation that does stand in one paragraph of the source."""
        text = "\n".join(map(_squeeze, self.source.text.splitlines()))
        best = ""
        for candidates in (
            (wanted[:n] for n in range(len(wanted), 1, -1)),
            (wanted[-n:] for n in range(len(wanted), 1, -1)),
        ):
            hit = next((c for c in candidates if c in text), "")
            best = max(best, hit, key=len)
        return best

    def _located(self, start: int, end: int, clause: str | None, quotation: str | None) -> Located:
        words = quotation if quotation is not None else self.source.text[start:end].strip()
        number = clause or self.outline.clause(start)
        return Located(start, end, Citation(number, self.outline.headings(start), words))


def _squeeze(words: str) -> str:
    return "".join(ch for ch in words if not ch.isspace())
