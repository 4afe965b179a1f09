"""A Document as a PDF file laid out by GB/T 9704-2012, set by Typst.

One compiler serves a whole run: fonts are looked up once, and a two-page letter takes some milliseconds.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..document import Document
from ..rendering import TEMPLATES
from .pdf_content import content
from .pdf_fonts import choose_fonts
from .whole_file import write_whole

if TYPE_CHECKING:
    from typst import Compiler

PAGES = TEMPLATES / "gongwen.typ"


def write_pdf(document: Document, path: Path, fonts: Path | None = None) -> None:
    """Write a PDF file, whole or not at all; the same document and fonts give the same bytes.

    `fonts` is a folder with font files beside the system's. Raises OSError, and Refusal as choose_fonts does.
    """
    write_whole(path, pdf_bytes(document, fonts))


def unshowable(document: Document, fonts: Path | None = None) -> str:
    """The characters of a document that no font can show; a PDF would have boxes for them."""
    chosen = choose_fonts(fonts)
    return chosen.lacking(json.dumps(content(document, {}), ensure_ascii=False))


def pdf_bytes(document: Document, fonts: Path | None = None) -> bytes:
    """The PDF file as bytes; its time stamp is the document's own date."""
    chosen = choose_fonts(fonts)
    data = json.dumps(content(document, chosen.families), ensure_ascii=False, separators=(",", ":"))
    stamp = int(datetime(document.date.year, document.date.month, document.date.day, tzinfo=UTC).timestamp())
    made = _compiler(fonts).compile(
        format="pdf",
        sys_inputs={"document": data},
        timestamp=max(stamp, 0),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single PDF file")
    return made


@lru_cache(maxsize=4)
def _compiler(fonts: Path | None) -> "Compiler":
    from typst import Compiler  # noqa: PLC0415 # an extra; choose_fonts has said so where it is missing

    return Compiler(
        str(PAGES), root=str(PAGES.parent), font_paths=choose_fonts(fonts).fonts, sys_inputs={"document": "{}"}
    )
