"""A Document as Markdown with front matter: what templates write, ready to be changed by hand and read again."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...engine.date_words import full_date
from ..document import Align, Block, Document, Heading, Paragraph, Table, Text
from .whole_file import write_whole

_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~&]")
_REFERENCES = {"\\": "&#92;", "|": "&#124;"}
"""What a backslash does not keep safe inside a table."""

_LIST = re.compile(r"^(\d{1,9})([.)])|^([-+=>:])")
_DASHES = {Align.LEFT: ":{}", Align.CENTRE: ":{}:", Align.RIGHT: "{}:"}


def write_markdown(document: Document, path: Path) -> None:
    """Write the text, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, markdown_text(document).encode("utf-8"))


def markdown_text(document: Document) -> str:
    """The document as the reader of templates takes it: reading it gives the same document again."""
    sections = [_front_matter(document), f"# {_escaped(document.title)}", *_blocks(document.blocks)]
    for annex in document.annexes:
        sections += [f"# {_escaped(annex.title)}", *_blocks(annex.blocks)]
    return "\n\n".join(sections) + "\n"


def _front_matter(document: Document) -> str:
    fields = (
        ("种类", document.kind.value),
        ("发文机关", document.issuer or ""),
        ("发文机关标志", document.mark or ""),
        ("文号", document.number),
        ("主送", document.recipients),
        ("抄送", document.copies),
        ("日期", full_date(document.date)),
        ("纸张", "横向" if document.landscape else ""),
        *document.attendance,
    )
    lines = [f"{name}：{_one_line(value).replace('&', '&amp;')}" for name, value in fields if value]
    return "\n".join(("---", *lines, "---"))


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(level=level, text=text):
                yield f"{'#' * (level + 1)} {_runs(text)}"
            case Paragraph(text=text, quotation=quotation):
                yield ("> " if quotation else "") + _LIST.sub(_escape_list, _runs(text))
            case Table():
                yield "\n".join(_table(block))


def _table(table: Table) -> Iterator[str]:
    yield _line(_runs(column.title) for column in table.columns)
    yield _line(_DASHES[column.align].format("-" * column.share) for column in table.columns)
    for row in table.rows:
        yield _line(map(_runs, row))


def _line(cells: Iterable[str]) -> str:
    return f"|{'|'.join(cells)}|"


def _runs(text: Text) -> str:
    return "".join(f"**{_escaped(run.text)}**" if run.strong else _escaped(run.text) for run in text)


def _escaped(text: str) -> str:
    return _MARKS.sub(lambda found: _REFERENCES.get(found[0], f"\\{found[0]}"), _one_line(text))


def _escape_list(found: "re.Match[str]") -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
