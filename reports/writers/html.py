"""A Document as one HTML file: no script, no network; prints on A4, readable on a phone."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...engine.date_words import full_date
from ..document import Document, Heading, Kind, Paragraph, Table
from ..rendering import TEMPLATES
from .whole_file import write_whole

_CLASSES = {Kind.NOTICE: "notice", Kind.LETTER: "letter", Kind.MINUTES: "minutes", Kind.TABLE: "table"}


def write_html(document: Document, path: Path) -> None:
    """Write the page, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, html_text(document).encode("utf-8"))


def html_text(document: Document) -> str:
    """The page as text."""
    return _template().render(
        document=document,
        day=full_date(document.date),
        iso_day=document.date.isoformat(),
        page_class=_CLASSES[document.kind],
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["heading"] = lambda block: isinstance(block, Heading)
    environment.tests["paragraph"] = lambda block: isinstance(block, Paragraph)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    return environment.get_template("page.html.j2")
