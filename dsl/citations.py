"""依据 and 解释 of a statement: quotations verified against the source, headings built."""

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, field, frozen

from ..engine.origin import Citation, Span
from ..engine.program import Heading, Reading
from . import syntax as s
from .clauses import Clauses
from .problems import sources
from .quote import Ambiguous, Located, NoSuchClause, NotFound, SourceDocument
from .scope import Scope


@frozen
class AmendingDocument:
    """The source of a later version: its title as citations name it, its text where it has one that can be read."""

    title: str
    document: SourceDocument | None
    unreadable: bool = False


@frozen
class Citer:
    """Turns what a statement cites into Citations, against the policy's source document (None where it has none).

    `unreadable` where the policy names a document that could not be read, which was reported. `amending` holds the
    documents of later versions by the rule files of each: a statement cites the source of the version it comes from.
    """

    scope: Scope
    document: SourceDocument | None
    unreadable: bool = False
    amending: Mapping[str, AmendingDocument] = field(factory=dict)

    def heading(self, clauses: Clauses, *, must_cite: bool = True) -> Heading:
        """The statement's heading; a rule that cites nothing is noted."""
        items = tuple(item for basis in clauses.all(s.Basis) for item in basis.items)
        if must_cite and not items:
            self.scope.report(sources.NoBasis(clauses.name.span, clauses.kind, clauses.title))
        citations = tuple(c for c in map(self._citation, items) if c is not None)
        readings = tuple(Reading(e.text, clauses.title) for e in clauses.all(s.Explanation))
        return Heading(clauses.title, citations, readings, clauses.name.span)

    def _citation(self, item: s.BasisItem) -> Citation | None:
        if item.document is not None:
            return Citation(item.clause or "", (), item.quotation or "", item.document)
        amending = self.amending.get(item.span.source.path)
        document = amending.document if amending else self.document
        if document is None:
            if not (amending.unreadable if amending else self.unreadable):
                self.scope.report(sources.NoSource(item.span))
            return None
        found = document.locate(item.quotation, item.clause)
        match found:
            case Located(citation=citation):
                return evolve(citation, document=amending.title) if amending else citation
            case NotFound(nearest=nearest, elsewhere=elsewhere):
                file = Path(document.source.path).name
                self.scope.report(sources.QuotationNotFound(item.span, file, nearest, item.clause or "", elsewhere))
            case Ambiguous(clauses=clauses):
                self.scope.report(sources.QuotationTwice(item.span, clauses))
            case NoSuchClause(clauses=known):
                self.scope.report(sources.NoSuchClause(_clause_span(item), item.clause or "", known))
        return None


def _clause_span(item: s.BasisItem) -> Span:
    """Where the clause number of an item stands."""
    start = item.span.text.find(item.clause) if item.clause else -1
    if start < 0 or item.clause is None:
        return item.span
    return Span(item.span.source, item.span.start + start, item.span.start + start + len(item.clause))
