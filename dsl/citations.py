"""依据 and 解释 of a statement: quotations verified against the source, headings built."""

from attrs import frozen

from ..engine.origin import Citation
from ..engine.program import Heading, Reading
from . import syntax as s
from .clauses import Clauses
from .problems import checking as p
from .quote import Ambiguous, Located, NoSuchClause, NotFound, SourceDocument
from .scope import Scope


@frozen
class Citer:
    """Turns what a statement cites into Citations, against the policy's source document (None where it has none)."""

    scope: Scope
    document: SourceDocument | None

    def heading(self, clauses: Clauses, *, must_cite: bool = True) -> Heading:
        """The statement's heading; a rule that cites nothing is noted."""
        items = tuple(item for basis in clauses.all(s.Basis) for item in basis.items)
        if must_cite and not items:
            self.scope.report(p.NoBasis(clauses.name.span, clauses.kind, clauses.title))
        citations = tuple(c for c in map(self._citation, items) if c is not None)
        readings = tuple(Reading(e.text, clauses.title) for e in clauses.all(s.Explanation))
        return Heading(clauses.title, citations, readings, clauses.name.span)

    def _citation(self, item: s.BasisItem) -> Citation | None:
        if item.document is not None:
            return Citation(item.clause or "", (), item.quotation or "", item.document)
        if self.document is None:
            self.scope.report(p.NoSource(item.span))
            return None
        found = self.document.locate(item.quotation, item.clause)
        match found:
            case Located(citation=citation):
                return citation
            case NotFound(nearest=nearest):
                self.scope.report(p.QuotationNotFound(item.span, self.document.source.path, nearest))
            case Ambiguous(clauses=clauses):
                self.scope.report(p.QuotationTwice(item.span, clauses))
            case NoSuchClause(clauses=known):
                self.scope.report(p.NoSuchClause(item.span, item.clause or "", known))
        return None
