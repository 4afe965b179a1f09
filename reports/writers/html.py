"""A Document as one HTML file: no script, no network; prints on A4, readable on a phone."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...engine.date_words import full_date
from ..document import Document, Heading, Kind, Paragraph, Table, Text
from ..rendering import TEMPLATES
from .fitting import filled_by_hand, is_total
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
    environment.filters["marked_rows"] = _marked_rows
    return environment.get_template("page.html.j2")


def _marked_rows(table: Table) -> Iterator[tuple[tuple[Text, ...], bool, bool]]:
    """Each row with whether it is to be written in by hand, and whether it is a total."""
    for row, by_hand in zip(table.rows, filled_by_hand(table), strict=True):
        yield row, by_hand, is_total(row)
