"""A document and the file it becomes."""

from attrs import frozen

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
