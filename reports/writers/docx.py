"""A Document as a Word file laid out by GB/T 9704-2012: 通知 with a red head, 函, 纪要, and plain tables.

The empty file with its styles is made once; a document adds its own body, so two pages take some milliseconds.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from lxml import etree

from ...engine.date_words import full_date
from ..document import Annex, Block, Document, Heading, Kind, Paragraph, Run, Table, plain, title_lines
from .docx_imprint import imprint
from .docx_package import packed, repacked
from .docx_page import (
    ANNEX_MARK,
    ANNEX_NOTE,
    ATTENDANCE,
    BODY,
    DATE,
    HEADINGS,
    HEITI,
    MARK,
    NOTE,
    NUMBER,
    PITCH,
    QUOTATION,
    RECIPIENTS,
    RED,
    SIGNATURE,
    TITLE,
    Element,
    Page,
    Style,
    base_parts,
    child,
    element,
    fonts_of,
    letter_head,
    millimetres,
)
from .docx_table import table_elements
from .docx_text import end_to_end, indent, insert, paragraph, run, space_before
from .fitting import before_table, fit_mark, goes_with_signature, signature_indent
from .whole_file import write_whole

_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"


def write_docx(document: Document, path: Path) -> None:
    """Write a Word file, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, docx_bytes(document))


def docx_bytes(document: Document) -> bytes:
    """The Word file as bytes, made from the office's own Word template where there is one.

    Its time stamps are the document's own date.
    """
    if document.word_file is not None:
        return repacked(document.word_file, document.date)
    page = Page(document.landscape, document.kind is Kind.LETTER)
    parts = dict(base_parts(page))
    parts[_DOCUMENT] = _document_xml(document, page, parts[_DOCUMENT])
    parts[_CORE] = _core_xml(document)
    return packed(parts, document.date)


def _document_xml(document: Document, page: Page, base: bytes) -> bytes:
    root: Element = parse_xml(base)
    body = child(root, "body")
    section = child(body, "sectPr")
    body.clear()
    body.extend(_head(document, page))
    body.extend(_blocks(document.blocks, page, NOTE if document.kind is Kind.TABLE else BODY))
    if goes_with_signature(document):
        insert(body[-1], element("keepNext"))
    body.extend(_tail(document))
    body.extend(_attendance(document))
    for number, annex in enumerate(document.annexes, start=1):
        body.extend(_annex(annex, document.annex_mark(number), page))
    if document.has_imprint:
        body.append(imprint(document))
    body.append(section)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# ---------- head ----------


def _head(document: Document, page: Page) -> list[Element]:
    """发文机关标志, 发文字号 and red rule, title, 主送 (clauses 7.2 and 7.3)."""
    title = _title(document.title, page)
    match document.kind:
        case Kind.TABLE:
            insert(title, element("spacing", after=PITCH // 2, line=TITLE.look.line, lineRule="exact"))
            head = [title]
            return [*head, paragraph(plain(document.number), ANNEX_NOTE)] if document.number else head
        case Kind.NOTICE:
            space_before(title, 2 * PITCH)
            head = [_mark(document.letterhead, page), _number(document.number), title]
        case Kind.LETTER:
            space_before(title, 2 * PITCH)
            head = [_letter_mark(document.letterhead), _letter_number(document.number), title]
        case Kind.MINUTES:
            space_before(title, PITCH)
            head = [_mark(document.letterhead, page), *_minutes_lines(document, page), title]
    if document.recipients:
        head.append(paragraph(plain(f"{document.recipients}："), RECIPIENTS))
    return head


def _title(text: str, page: Page) -> Element:
    """A title, its lines broken where they balance."""
    first, *others = title_lines(text, page.width // (TITLE.look.half_points * 10))
    made = paragraph(plain(first), TITLE)
    for line in others:
        broken = element("r")
        broken.append(element("br"))
        made.extend([broken, run(line)])
    return made


def _mark(letterhead: str, page: Page) -> Element:
    """The red mark, its top 35 mm below the type area's; narrowed, then made smaller, to stay on one line."""
    made = paragraph(plain(letterhead), MARK)
    space_before(made, millimetres(35))
    _fit(made, letterhead, page.width)
    return made


def _fit(mark: Element, letterhead: str, width: int) -> None:
    """Fit a mark into a width in twentieths of a point."""
    fitted = fit_mark(letterhead, width / 20)
    properties = child(child(mark, "r"), "rPr")
    properties.append(element("w", val=int(fitted.share * 100)))
    properties.append(element("sz", val=int(fitted.points * 2)))
    properties.append(element("szCs", val=int(fitted.points * 2)))


def _number(number: str) -> Element:
    """The number two lines below the mark, and the red rule 4 mm below it."""
    made = paragraph(plain(number), NUMBER)
    insert(made, _red_rule())
    return made


def _red_rule() -> Element:
    """The border of a paragraph that has the red rule below it."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz=18, space=11, color=RED))
    return borders


def _minutes_lines(document: Document, page: Page) -> list[Element]:
    """纪要: the number below the mark, then issuer and date at the ends of one line above the red rule."""
    number = paragraph(plain(document.number), NUMBER)
    space_before(number, PITCH)
    issued = end_to_end(document.signature, full_date(document.date), RECIPIENTS, page.width)
    space_before(issued, 0)
    insert(issued, _red_rule())
    return [number, issued]


def _letter_mark(letterhead: str) -> Element:
    """函: the mark and the double rule below it (clause 10.1)."""
    mark = paragraph(plain(letterhead), MARK)
    for part in letter_head():
        insert(mark, part)
    _fit(mark, letterhead, millimetres(170))
    return mark


def _letter_number(number: str) -> Element:
    made = paragraph(plain(number), RECIPIENTS)
    insert(made, element("jc", val="right"))
    return made


# ---------- body ----------


def _blocks(blocks: tuple[Block, ...], page: Page, prose: Style) -> list[Element]:
    made: list[Element] = []
    line = page.width // (prose.look.half_points * 10)
    for place, block in enumerate(blocks):
        match block:
            case Heading(level=level, mark=mark, text=text):
                made.append(paragraph((*plain(mark), *text), HEADINGS[level - 1]))
            case Paragraph(text=text, quotation=quotation):
                made.append(paragraph(text, NOTE if block.is_note else QUOTATION if quotation else prose))
                if before_table(blocks, place, line):
                    insert(made[-1], element("keepNext"))
            case Table():
                made.extend(table_elements(block, page.width))
    return made


def _tail(document: Document) -> list[Element]:
    """附件说明, signature, date (clauses 7.3.4 and 7.3.5)."""
    made = [_annex_note(document, number) for number in range(1, len(document.annexes) + 1)]
    if not document.is_signed:
        return made
    day = full_date(document.date)
    signature = paragraph(plain(document.signature), SIGNATURE)
    space_before(signature, 2 * PITCH)
    insert(signature, indent("right", signature_indent(document.signature, day)))
    return [*made, signature, paragraph(plain(day), DATE)]


def _attendance(document: Document) -> list[Element]:
    """纪要: 出席, 请假, 列席, the first one blank line below; names stand under the first name (clause 10.3)."""
    made: list[Element] = []
    for role, names in document.attendance:
        line = paragraph((Run(f"{role}："), *plain(names)), ATTENDANCE)
        child(child(line, "r"), "rPr").append(fonts_of(HEITI))
        insert(line, indent("left", 5, hanging=3))
        if not made:
            space_before(line, PITCH)
        made.append(line)
    return made


def _annex_note(document: Document, number: int) -> Element:
    """附件：… one blank line below the body; further lines of a long name stand under its first character."""
    several = len(document.annexes) > 1
    title = document.annexes[number - 1].title
    item = f"{number}. {title}" if several else title
    made = paragraph(plain(f"附件：{item}" if number == 1 else item), ANNEX_NOTE)
    if number == 1:
        space_before(made, PITCH)
        hang = 4 if several else 3
        insert(made, indent("left", 2 + hang, hanging=hang))
    else:
        insert(made, indent("left", 6, hanging=1))
    return made


def _annex(annex: Annex, mark: str, page: Page) -> list[Element]:
    """An annex on a new page: 附件1 at the left in 黑体, its title centred on the third line (clause 7.3.7)."""
    first = paragraph(plain(mark), ANNEX_MARK)
    insert(first, element("pageBreakBefore"))
    title = _title(annex.title, page)
    insert(title, element("spacing", before=PITCH, after=PITCH // 2, line=TITLE.look.line, lineRule="exact"))
    return [first, title, *_blocks(annex.blocks, page, BODY)]


def _core_xml(document: Document) -> bytes:
    """Title and author of the file; its dates are the document's, never the clock's."""
    stamp = f"{document.date.isoformat()}T00:00:00Z"
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:creator>{escape(document.issuer or '')}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    ).encode()
