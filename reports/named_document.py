"""A document and the file it becomes; many of them, made one by one."""

from collections.abc import Callable, Sequence
from typing import overload

from attrs import field, frozen

from .document import Document


@frozen
class NamedDocument:
    """A document and the name of its file without ending, fit for Windows; `bearer` is whom it goes to.

    `workbook_only` where it is a long list that is of use only as a workbook.
    """

    stem: str
    bearer: str
    document: Document
    workbook_only: bool = False


@frozen
class DocumentsMade(Sequence[NamedDocument]):
    """So many documents, each made when it is asked for and not kept: there may be hundreds of thousands of them.

    `make` gives the document at a place, and raises Refusal where its template is wrong.
    """

    number: int
    make: Callable[[int], NamedDocument] = field(repr=False)

    def __len__(self) -> int:
        """How many there are."""
        return self.number

    @overload
    def __getitem__(self, place: int) -> NamedDocument: ...

    @overload
    def __getitem__(self, place: slice) -> "Sequence[NamedDocument]": ...

    def __getitem__(self, place: int | slice) -> "NamedDocument | Sequence[NamedDocument]":
        """The document at a place, made anew."""
        if isinstance(place, slice):
            return tuple(map(self.make, range(self.number)[place]))
        return self.make(range(self.number)[place])
