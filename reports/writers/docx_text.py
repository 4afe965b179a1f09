"""Runs and paragraphs of a Word file."""

from docx.oxml.xmlchemy import BaseOxmlElement

from ..document import Text
from .docx_page import Style, element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def run(text: str, *, strong: bool = False) -> BaseOxmlElement:
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


def paragraph(text: Text, style: Style) -> BaseOxmlElement:
    """A paragraph in a style."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=style.id))
    made.append(properties)
    made.extend(run(piece.text, strong=piece.strong) for piece in text)
    return made
