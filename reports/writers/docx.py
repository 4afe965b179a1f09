"""A Document as a Word file laid out by GB/T 9704-2012: 通知 with a red head, 函, and plain tables.

The empty file with its styles is made once; a document adds its own body, so two pages take some milliseconds.
"""

from copy import deepcopy
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from ...engine.date_words import full_date
from ..document import Annex, Block, Document, Heading, Kind, Paragraph, Table, plain
from .docx_page import (
    AFTER_TABLE,
    ANNEX_MARK,
    ANNEX_NOTE,
    BODY,
    CHARACTER,
    DATE,
    HEADINGS,
    IMPRINT,
    MARK,
    NUMBER,
    PITCH,
    QUOTATION,
    RECIPIENTS,
    RED,
    SIGNATURE,
    TITLE,
    Page,
    base_parts,
    element,
    letter_rule,
    millimetres,
)
from .docx_table import floating_table, table_elements
from .docx_text import paragraph, run
from .whole_file import write_whole

FULL_STOP = "。"
IMPRINT_CHARACTER = 280
"""Width of a character of 4号, twentieths of a point."""
_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"


def write_docx(document: Document, path: Path) -> None:
    """Write a Word file, whole or not at all; the same document gives the same bytes. Raises OSError."""
    write_whole(path, docx_bytes(document))


def docx_bytes(document: Document) -> bytes:
    """The Word file as bytes; its time stamps are the document's own date."""
    page = Page(document.landscape, document.kind is Kind.LETTER)
    parts = dict(base_parts(page))
    parts[_DOCUMENT] = _document_xml(document, page, parts[_DOCUMENT])
    parts[_CORE] = _core_xml(document)
    stamp = (max(document.date.year, 1980), document.date.month, document.date.day, 0, 0, 0)
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, stamp)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return packed.getvalue()


def _document_xml(document: Document, page: Page, base: bytes) -> bytes:
    root = parse_xml(base)
    body = root.find(qn("w:body"))
    section = body.find(qn("w:sectPr"))
    body.clear()
    body.extend(_head(document, page))
    body.extend(_blocks(document.blocks, page))
    _keep_with_signature(document, body)
    body.extend(_tail(document))
    for number, annex in enumerate(document.annexes, start=1):
        body.extend(_annex(annex, document.annex_mark(number), page))
    body.extend(_imprint(document))
    body.append(section)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# ---------- head ----------


def _head(document: Document, page: Page) -> list[BaseOxmlElement]:
    """发文机关标志, 发文字号 and red rule, title, 主送 (clauses 7.2 and 7.3)."""
    title = _title(document.title)
    match document.kind:
        case Kind.TABLE:
            head = [title]
            return [*head, paragraph(plain(document.number), ANNEX_NOTE)] if document.number else head
        case Kind.NOTICE:
            _space_before(title, 2 * PITCH)
            head = [_mark(document.letterhead, page), _number(document.number), title]
        case Kind.LETTER:
            _space_before(title, 2 * PITCH)
            head = [*_letter_mark(document.letterhead), _letter_number(document.number), title]
    if document.recipients:
        head.append(paragraph(plain(f"{document.recipients}："), RECIPIENTS))
    return head


def _title(text: str) -> BaseOxmlElement:
    return paragraph(plain(text), TITLE)


def _mark(words: str, page: Page) -> BaseOxmlElement:
    """The red mark, its top 35 mm below the type area's; narrowed, then made smaller, to stay on one line."""
    made = paragraph(plain(words), MARK)
    _space_before(made, millimetres(35))
    _fit(made, len(words), page.width)
    return made


def _fit(mark: BaseOxmlElement, length: int, width: int) -> None:
    """Fit a mark of `length` characters into a width: down to 55 % of the characters' width, then to 22 points."""
    points = 40.0
    share = min(1.0, width / 20 / (max(length, 1) * points))
    if share < 0.55:
        points, share = max(22.0, width / 20 / (length * 0.55)), 0.55
    properties = mark.find(f"{qn('w:r')}/{qn('w:rPr')}")
    if properties is None:
        raise LookupError("a mark has a run")
    properties.append(element("w", val=int(share * 100)))
    properties.append(element("sz", val=int(points * 2)))
    properties.append(element("szCs", val=int(points * 2)))


def _number(number: str) -> BaseOxmlElement:
    """The number two lines below the mark, and the red rule 4 mm below it."""
    made = paragraph(plain(number), NUMBER)
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz=18, space=11, color=RED))
    _insert(made, borders)
    return made


def _letter_mark(words: str) -> list[BaseOxmlElement]:
    """函: the mark 30 mm below the paper's edge and the double rule 4 mm below it (clause 10.1)."""
    mark = paragraph(plain(words), MARK)
    _insert(mark, deepcopy(letter_rule(30, "none")[0]))
    _fit(mark, len(words), millimetres(156))
    rule = element("p")
    rule.append(letter_rule(30 + 40 / 72 * 25.4 + 4, "thickThinSmallGap"))
    return [mark, rule]


def _letter_number(number: str) -> BaseOxmlElement:
    made = paragraph(plain(number), RECIPIENTS)
    _insert(made, element("jc", val="right"))
    return made


# ---------- body ----------


def _blocks(blocks: tuple[Block, ...], page: Page) -> list[BaseOxmlElement]:
    made: list[BaseOxmlElement] = []
    for block in blocks:
        match block:
            case Heading(level=level, mark=mark, text=text):
                made.append(paragraph((*plain(mark), *text), HEADINGS[level - 1]))
            case Paragraph(text=text, quotation=quotation):
                made.append(paragraph(text, QUOTATION if quotation else BODY))
            case Table():
                made.extend(table_elements(block, page.width))
    return made


def _keep_with_signature(document: Document, body: BaseOxmlElement) -> None:
    """The signature may not stand alone on a page (clause 7.3.5.4): the last paragraph comes along."""
    if document.signature and document.blocks and isinstance(document.blocks[-1], Paragraph):
        _insert(body[-1], element("keepNext"))


def _tail(document: Document) -> list[BaseOxmlElement]:
    """附件说明, signature, date (clauses 7.3.4 and 7.3.5)."""
    made = [_annex_note(document, number) for number in range(1, len(document.annexes) + 1)]
    if not document.signature:
        return made
    day = full_date(document.date)
    signature = paragraph(plain(document.signature), SIGNATURE)
    _space_before(signature, 2 * PITCH)
    _insert(signature, _indent("right", _signature_indent(document.signature, day)))
    return [*made, signature, paragraph(plain(day), DATE)]


def _signature_indent(signature: str, day: str) -> float:
    """How far from the right edge a signature stands, in characters, so that date and signature share a middle."""
    middle = 4 + _width(day) / 2
    return max(0.0, middle - _width(signature) / 2)


def _width(text: str) -> float:
    """Width in full-width characters."""
    return sum(0.5 if ch.isascii() else 1.0 for ch in text)


def _annex_note(document: Document, number: int) -> BaseOxmlElement:
    """附件：… one blank line below the body; further lines of a long name stand under its first character."""
    several = len(document.annexes) > 1
    title = document.annexes[number - 1].title
    words = f"{number}. {title}" if several else title
    made = paragraph(plain(f"附件：{words}" if number == 1 else words), ANNEX_NOTE)
    if number == 1:
        _space_before(made, PITCH)
        hang = 4 if several else 3
        _insert(made, _indent("left", 2 + hang, hanging=hang))
    else:
        _insert(made, _indent("left", 6, hanging=1))
    return made


def _annex(annex: Annex, mark: str, page: Page) -> list[BaseOxmlElement]:
    """An annex on a new page: 附件1 at the left in 黑体, its title centred on the third line (clause 7.3.7)."""
    first = paragraph(plain(mark), ANNEX_MARK)
    _insert(first, element("pageBreakBefore"))
    title = _title(annex.title)
    _insert(title, element("spacing", before=PITCH, after=PITCH // 2, line=TITLE.look.line, lineRule="exact"))
    return [first, title, *_blocks(annex.blocks, page)]


def _imprint(document: Document) -> list[BaseOxmlElement]:
    """版记 at the foot of the last page: rules of 0.35 mm outside and 0.25 mm between (clause 7.4); none for a 函."""
    if document.kind is not Kind.NOTICE:
        return []
    width = millimetres(156)
    issued = paragraph(plain(document.signature), IMPRINT)
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=width - IMPRINT_CHARACTER))
    _insert(issued, tabs)
    tab = element("r")
    tab.append(element("tab"))
    issued.extend([tab, run(f"{full_date(document.date)}印发")])
    lines = [issued]
    if document.copies:
        copies = paragraph(plain(f"抄送：{document.copies}{FULL_STOP}"), IMPRINT)
        _insert(copies, _indent("left", 4, hanging=3, character=IMPRINT_CHARACTER))
        lines.insert(0, copies)
    return [floating_table(lines, width), paragraph((), AFTER_TABLE)]


# ---------- paragraph properties ----------

_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"),
)


def _insert(made: BaseOxmlElement, child: BaseOxmlElement) -> None:
    """Put a property into a paragraph where the schema wants it; one of the same kind gives way."""
    properties = made.find(qn("w:pPr"))
    if properties is None:
        raise LookupError("a paragraph has properties")
    for old in properties.findall(child.tag):
        properties.remove(old)
    order = [qn(f"w:{name}") for name in _ORDER]
    rank = order.index(child.tag)
    position = sum(order.index(other.tag) < rank for other in properties)
    properties.insert(position, child)


def _space_before(made: BaseOxmlElement, twentieths: int) -> None:
    _insert(made, element("spacing", before=twentieths))


def _indent(side: str, characters: float, *, hanging: float = 0, character: int = CHARACTER) -> BaseOxmlElement:
    indent = element("ind", firstLineChars=0, firstLine=0)
    indent.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
    indent.set(qn(f"w:{side}"), str(round(characters * character)))
    if hanging:
        del indent.attrib[qn("w:firstLineChars")], indent.attrib[qn("w:firstLine")]
        indent.set(qn("w:hangingChars"), str(round(hanging * 100)))
        indent.set(qn("w:hanging"), str(round(hanging * character)))
    return indent


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

