"""The forms a document is written in, and where to."""

from collections.abc import Callable, Iterable, Set
from enum import Enum
from pathlib import Path

from attrs import frozen

from ...engine.diagnostic import Diagnostic, Refusal
from ..document import Document


class Form(Enum):
    """A form of file; the value is its ending and what `--form` takes."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    MARKDOWN = "md"
    TEXT = "txt"


@frozen
class Output:
    """Where documents go and in which forms; `fonts` is a folder with fonts for PDF files beside the system's."""

    folder: Path
    forms: tuple[Form, ...] = (Form.DOCX, Form.HTML)
    fonts: Path | None = None

    def font_notices(self) -> tuple[Diagnostic, ...]:
        """What is to be said of the fonts before anything is written.

        Raises Refusal where PDF files are asked for and cannot be made.
        """
        if Form.PDF not in self.forms:
            return ()
        from .pdf_fonts import choose_fonts  # noqa: PLC0415

        return choose_fonts(self.fonts).notices

    def lacking(self, document: Document) -> frozenset[str]:
        """The characters of a document that its PDF would have boxes for."""
        if Form.PDF not in self.forms:
            return frozenset()
        from .pdf import unshowable  # noqa: PLC0415

        return frozenset(unshowable(document, self.fonts))

    def check(self, documents: Iterable[Document]) -> None:
        """Raises Refusal where a document holds characters that its PDF would have boxes for."""
        if Form.PDF in self.forms:
            refuse_boxes(frozenset[str]().union(*map(self.lacking, documents)))

    def write(self, document: Document, stem: str, *, workbook_only: bool = False) -> tuple[Path, ...]:
        """Write a document in every form asked for, or as a workbook alone; each file whole, the folder made first.

        Raises OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        written = []
        for form in (Form.XLSX,) if workbook_only else self.forms:
            path = self.folder / f"{stem}.{form.value}"
            _writer(form, self.fonts)(document, path)
            written.append(path)
        return tuple(written)

    def describe(self) -> str:
        """The forms in words: .docx 和 .html."""
        names = [f".{form.value}" for form in self.forms]
        return names[0] if len(names) == 1 else f"{'、'.join(names[:-1])} 和 {names[-1]}"


def refuse_boxes(lacking: Set[str]) -> None:
    """Raises Refusal where there are characters that a PDF would have boxes for."""
    if lacking:
        from .pdf_fonts import no_glyph  # noqa: PLC0415

        raise Refusal((no_glyph("".join(sorted(lacking))),))


def _writer(form: Form, fonts: Path | None) -> Callable[[Document, Path], None]:
    """What writes a form; its libraries are loaded only where it is asked for."""
    match form:
        case Form.DOCX:
            from .docx import write_docx  # noqa: PLC0415

            return write_docx
        case Form.PDF:
            from .pdf import write_pdf  # noqa: PLC0415

            return lambda document, path: write_pdf(document, path, fonts)
        case Form.HTML:
            from .html import write_html  # noqa: PLC0415

            return write_html
        case Form.XLSX:
            from .tables_workbook import write_workbook  # noqa: PLC0415

            return write_workbook
        case Form.MARKDOWN:
            from .markdown_text import write_markdown  # noqa: PLC0415

            return write_markdown
        case Form.TEXT:
            from .plain_text import write_text  # noqa: PLC0415

            return write_text
