"""Runs and paragraphs of a Word file."""

from docx.oxml.ns import qn

from ..document import Text, plain
from .docx_page import CHARACTER, Element, Style, child, element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def run(text: str, *, strong: bool = False) -> Element:
    """A run; its w:rPr stands ready, empty unless the text is strong."""
    made = element("r")
    properties = element("rPr")
    if strong:
        properties.append(element("b"))
    made.append(properties)
    words = element("t")
    words.text = text
    words.set(_SPACE, "preserve")
    made.append(words)
    return made


def paragraph(text: Text, style: Style) -> Element:
    """A paragraph in a style."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=style.id))
    made.append(properties)
    made.extend(run(piece.text, strong=piece.strong) for piece in text)
    return made


def end_to_end(left: str, right: str, style: Style, edge: int) -> Element:
    """A paragraph with words at its left and words that end at `edge` (twentieths of a point from its left)."""
    made = paragraph(plain(left), style)
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=edge))
    insert(made, tabs)
    insert(made, element("jc", val="left"))
    tab = element("r")
    tab.append(element("tab"))
    made.extend([tab, run(right)])
    return made


_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"),
)


def insert(made: Element, new: Element) -> None:
    """Put a property into a paragraph where the schema wants it; one of the same kind gives way."""
    properties = child(made, "pPr")
    for old in properties.findall(new.tag):
        properties.remove(old)
    order = [qn(f"w:{name}") for name in _ORDER]
    rank = order.index(new.tag)
    position = sum(order.index(other.tag) < rank for other in properties)
    properties.insert(position, new)


def space_before(made: Element, twentieths: int) -> None:
    """Set the space above a paragraph and leave its lines as the style has them."""
    insert(made, element("spacing", before=twentieths))


def indent(side: str, characters: float, *, hanging: float = 0, character: int = CHARACTER) -> Element:
    """An indent in characters (of a width in twentieths of a point); `hanging` is how far the first line stands out."""
    made = element("ind", firstLineChars=0, firstLine=0)
    made.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
    made.set(qn(f"w:{side}"), str(round(characters * character)))
    if hanging:
        del made.attrib[qn("w:firstLineChars")], made.attrib[qn("w:firstLine")]
        made.set(qn("w:hangingChars"), str(round(hanging * 100)))
        made.set(qn("w:hanging"), str(round(hanging * character)))
    return made
