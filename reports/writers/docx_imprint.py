"""版记 of a Word file: 抄送, issuer and date of printing, at the foot of the last page (GB/T 9704-2012, 7.4, 10.1)."""

from math import ceil

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ...engine.date_words import full_date
from ..document import Document, Kind, plain, set_width
from .docx_page import AFTER_BOX, AFTER_TABLE, IMPRINT, WIDTH, Element, millimetres
from .docx_table import ruled_lines
from .docx_text import end_to_end, indent, insert, paragraph

FULL_STOP = "。"
CHARACTER = 280
"""Width of a character of 4号, twentieths of a point."""
LINE = 560
"""Height reserved for a line, twentieths of a point: the line and its share of the rules."""

_EMU = 635  # in a twentieth of a point
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_ANCHOR = f"""
<w:r {nsdecls("w", "wp", "a")} xmlns:wps="{_SHAPE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
<wp:extent cx="%(width)d" cy="%(height)d"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>
<wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%(width)d" cy="%(height)d"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>
"""


def imprint(document: Document) -> Element:
    """The paragraph that ends the body; its text box stands at the foot of the page it falls on."""
    width = millimetres(WIDTH)
    entries = [_copies(document.copies)] if document.copies else []
    lines = _copies_lines(document.copies, width)
    is_letter = document.kind is Kind.LETTER
    if not is_letter:
        printed = f"{full_date(document.date)}印发"
        entries.append(end_to_end(document.signature, printed, IMPRINT, width - CHARACTER))
        lines += ceil((set_width(document.signature) + set_width(printed) + 1) / (width // CHARACTER - 2))
    anchor: Element = parse_xml(_ANCHOR % {"width": width * _EMU, "height": lines * LINE * _EMU})
    content = next(anchor.iter(qn("w:txbxContent")))
    content.append(ruled_lines(entries, width, bare=is_letter))
    content.append(paragraph((), AFTER_BOX))
    made = paragraph((), AFTER_TABLE)
    made.append(anchor)
    return made


def _copies(words: str) -> Element:
    made = paragraph(plain(f"抄送：{words}{FULL_STOP}"), IMPRINT)
    insert(made, indent("left", 4, hanging=3, character=CHARACTER))
    return made


def _copies_lines(words: str, width: int) -> int:
    """How many lines 抄送 takes: what lies between the indents of four and one characters."""
    return ceil((set_width(words) + 1) / (width // CHARACTER - 5)) if words else 0
