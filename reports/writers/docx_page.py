"""The Word file before its words: paper, grid, styles, page numbers (GB/T 9704-2012, clauses 5 to 7)."""

from functools import lru_cache
from io import BytesIO
from typing import Final
from zipfile import ZipFile

import docx
from attrs import frozen
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm
from lxml import etree

Element = etree._Element
"""An element of WordprocessingML; lxml has no public name for it."""

PITCH: Final = 579
"""Height of a line, twentieths of a point: the most that lets 22 of them stand in 225 mm."""
CHARACTER: Final = 315
"""Width of a character of 3号 as set, twentieths of a point: the most that lets 28 of them stand in 156 mm."""
NARROWER: Final = CHARACTER - 320
"""What 3号 (16 points) gives up for that, by character spacing."""

SONG_TITLE, FANGSONG, KAITI, HEITI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
RED = "FF0000"


def millimetres(length: float) -> int:
    """Twentieths of a point, rounded."""
    return round(length * 1440 / 25.4)


def element(tag: str, **attributes: str | int) -> Element:
    """A WordprocessingML element; attributes get the w: prefix."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def child(parent: Element, tag: str) -> Element:
    """The first child of that name, which must be there."""
    found = parent.find(qn(f"w:{tag}"))
    if found is None:
        raise LookupError(f"{parent.tag} has no w:{tag}")
    return found


def fonts_of(font: str) -> Element:
    """One font for every script."""
    return element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)


@frozen
class Look:
    """How a paragraph style looks. Sizes in half points, lengths in twentieths of a point, indents in characters."""

    font: str
    half_points: int = 32
    line: int = PITCH
    align: str = "both"
    before: int = 0
    after: int = 0
    first_line: float = 0
    left: float = 0
    right: float = 0
    colour: str | None = None
    keep_next: bool = False
    grid: bool = True  # False: lines off the grid, text broken anywhere, no space between Chinese and figures
    outline: int | None = None

    def paragraph_properties(self) -> Element:
        """The w:pPr of the style, children in the order the schema asks for."""
        properties = element("pPr")
        if self.keep_next:
            properties.append(element("keepNext"))
        properties.append(element("widowControl", val=0))
        if not self.grid:
            properties.append(element("wordWrap", val=0))
            properties.append(element("autoSpaceDE", val=0))
            properties.append(element("autoSpaceDN", val=0))
            properties.append(element("snapToGrid", val=0))
        spacing = element("spacing", before=self.before, after=self.after, line=self.line, lineRule="exact")
        properties.append(spacing)
        properties.append(self._indent())
        properties.append(element("jc", val=self.align))
        if self.outline is not None:
            properties.append(element("outlineLvl", val=self.outline))
        return properties

    def _indent(self) -> Element:
        width = CHARACTER * self.half_points / 32
        indent = element("ind")
        for side, characters in (("left", self.left), ("right", self.right), ("firstLine", self.first_line)):
            # both units: Word goes by characters, other programs read the absolute length
            indent.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
            indent.set(qn(f"w:{side}"), str(round(characters * width)))
        return indent

    def run_properties(self) -> Element:
        """The w:rPr of the style."""
        properties = element("rPr")
        properties.append(fonts_of(self.font))
        properties.append(element("b", val=0))
        properties.append(element("i", val=0))
        properties.append(element("color", val=self.colour or "auto"))
        if self.half_points == 32:
            properties.append(element("spacing", val=NARROWER))
        properties.append(element("sz", val=self.half_points))
        properties.append(element("szCs", val=self.half_points))
        return properties


@frozen
class Style:
    """A paragraph style: its id in the file, its name in Word's list, how it looks."""

    id: str
    name: str
    look: Look


BODY = Style("GongwenBody", "公文正文", Look(FANGSONG, first_line=2))
QUOTATION = Style("GongwenQuotation", "公文引文", Look(KAITI, first_line=2))
MARK = Style("GongwenMark", "发文机关标志", Look(SONG_TITLE, 80, 800, "center", colour=RED, grid=False))
NUMBER = Style("GongwenNumber", "发文字号", Look(FANGSONG, align="center", before=2 * PITCH))
TITLE = Style("GongwenTitle", "公文标题", Look(SONG_TITLE, 44, 700, "center", keep_next=True, outline=0, grid=False))
RECIPIENTS = Style("GongwenRecipients", "主送机关", Look(FANGSONG, before=PITCH))
ANNEX_NOTE = Style("GongwenAnnexNote", "附件说明", Look(FANGSONG, keep_next=True))
ATTENDANCE = Style("GongwenAttendance", "出席人员", Look(FANGSONG, left=2))
SIGNATURE = Style("GongwenSignature", "发文机关署名", Look(FANGSONG, align="right", keep_next=True))
DATE = Style("GongwenDate", "成文日期", Look(FANGSONG, align="right", right=4))
ANNEX_MARK = Style("GongwenAnnexMark", "附件顺序号", Look(HEITI, align="left", keep_next=True))
IMPRINT = Style("GongwenImprint", "版记", Look(FANGSONG, 28, 520, "both", left=1, right=1, grid=False))
NOTE = Style("GongwenNote", "表注", Look(FANGSONG, 24, 400, first_line=2, grid=False))
CELL = Style("GongwenCell", "表格文字", Look(FANGSONG, 21, 310, "left", grid=False))
CELL_TITLE = Style("GongwenCellTitle", "表头文字", Look(HEITI, 21, 310, "center", grid=False, keep_next=True))
AFTER_TABLE = Style("GongwenAfterTable", "表后", Look(FANGSONG, 12, 160, grid=False))
AFTER_BOX = Style("GongwenAfterBox", "版记后", Look(FANGSONG, 2, 20, grid=False))
PAGE_ODD = Style("GongwenPageOdd", "页码（单页）", Look(SONG, 28, 280, "right", right=1, grid=False))
PAGE_EVEN = Style("GongwenPageEven", "页码（双页）", Look(SONG, 28, 280, "left", left=1, grid=False))
HEADINGS = tuple(
    Style(f"Heading{level}", f"heading {level}", Look(font, first_line=2, keep_next=True, outline=level - 1))
    for level, font in enumerate((HEITI, KAITI, FANGSONG, FANGSONG), start=1)
)
STYLES = (
    *(BODY, QUOTATION, MARK, NUMBER, TITLE, RECIPIENTS, ANNEX_NOTE, ATTENDANCE, SIGNATURE, DATE, ANNEX_MARK, IMPRINT),
    *(NOTE, CELL, CELL_TITLE, AFTER_TABLE, AFTER_BOX, PAGE_ODD, PAGE_EVEN, *HEADINGS),
)

BINDING, TOP, WIDTH, HEIGHT = 28, 37, 156, 225
RIGHT, BOTTOM = 210 - BINDING - WIDTH, 297 - TOP - HEIGHT
"""Margins and type area in mm; on landscape paper the type area lies on its side and so do its margins."""


@frozen
class Page:
    """Which of the formats a page follows."""

    landscape: bool = False
    letter: bool = False

    @property
    def footer(self) -> float:
        """From the paper's foot to that of the footer in mm; for a 函 that of its red rule."""
        return 20 if self.letter else self.number_foot

    @property
    def number_foot(self) -> float:
        """From the paper's foot to that of the page number in mm: its dash 7 mm below the type area, its foot 2.5 more."""
        return (RIGHT if self.landscape else BOTTOM) - 7 - 2.5

    @property
    def width(self) -> int:
        """Width of the type area, twentieths of a point."""
        return millimetres(HEIGHT if self.landscape else WIDTH)


@lru_cache(maxsize=8)
def base_parts(page: Page) -> dict[str, bytes]:
    """The parts of an empty Word file of that format by name; word/document.xml ends in its section properties."""
    word = docx.Document()
    _drop_thumbnail(word)
    _define_defaults(word)
    for style in STYLES:
        _define(word, style)
    _settings(word)
    _set_up(word.sections[0], page)
    saved = BytesIO()
    word.save(saved)
    with ZipFile(saved) as package:
        return {name: package.read(name) for name in package.namelist()}


def _drop_thumbnail(word: WordDocument) -> None:
    """python-docx's own template carries a picture of itself."""
    relations = word.part.package.rels if word.part.package else {}
    for key in [k for k, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        del relations[key]
    for key in [k for k, r in word.part.rels.items() if r.reltype == RELATIONSHIP_TYPE.CUSTOM_XML]:
        del word.part.rels[key]


def _define_defaults(word: WordDocument) -> None:
    """Normal and the defaults below it: 仿宋 3号, Chinese."""
    defaults = word.styles.element.find(qn("w:docDefaults"))
    for kind in ("rPrDefault/w:rPr", "pPrDefault/w:pPr"):
        for properties in defaults.findall(f"w:{kind}", defaults.nsmap):
            properties.clear()
    default_run = defaults.find("w:rPrDefault/w:rPr", defaults.nsmap)
    default_run.extend(Look(FANGSONG).run_properties())
    default_run.append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    _define(word, Style("Normal", "Normal", Look(FANGSONG)))


def _define(word: WordDocument, style: Style) -> None:
    """Set a style, made new or built in."""
    known = {s.style_id for s in word.styles}
    if style.id not in known:
        word.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH).element.set(qn("w:styleId"), style.id)
    made = next(s for s in word.styles if s.style_id == style.id).element
    for old in ("w:pPr", "w:rPr", "w:link"):
        for child in made.findall(qn(old)):
            made.remove(child)
    if style.id != "Normal" and made.find(qn("w:qFormat")) is None:
        made.append(element("qFormat"))
    made.append(style.look.paragraph_properties())
    made.append(style.look.run_properties())


def _settings(word: WordDocument) -> None:
    """Odd and even footers; the layout of current Word, not of the version the template was made with."""
    word.settings.odd_and_even_pages_header_footer = True
    settings = word.settings.element
    compatibility = settings.find(qn("w:compat"))
    for old in list(compatibility):
        compatibility.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    compatibility.append(element("compatSetting", name="compatibilityMode", uri=uri, val=15))


def _set_up(section: Section, page: Page) -> None:
    """Paper, margins, grid of 22 × 28, page numbers 7 mm below the type area."""
    if page.landscape:
        paper, margins = (297, 210), (BINDING, TOP, RIGHT, BOTTOM)
    else:
        paper, margins = (210, 297), (TOP, RIGHT, BOTTOM, BINDING)
    section.page_width, section.page_height = Mm(paper[0]), Mm(paper[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(page.footer)
    properties = section._sectPr  # python-docx has no public way to the paper's orientation and grid
    if page.landscape:
        child(properties, "pgSz").set(qn("w:orient"), "landscape")
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    # lines only: a grid of characters narrower than the font makes LibreOffice set every other character
    properties.append(element("docGrid", type="lines", linePitch=PITCH))
    if page.letter:
        section.different_first_page_header_footer = True
        _rule_at_foot(section)
    _number(section, page, even=False)
    _number(section, page, even=True)


def _number(section: Section, page: Page, *, even: bool) -> None:
    """「— 1 —」 at the outer edge."""
    footer = section.even_page_footer if even else section.footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p  # fields have no public way in
    paragraph.clear()
    properties = element("pPr")
    properties.append(element("pStyle", val=(PAGE_EVEN if even else PAGE_ODD).id))
    properties.append(element("spacing", after=millimetres(page.number_foot - page.footer)))
    paragraph.append(properties)
    for part in ("— ", None, " —"):
        run = element("r")
        text = element("t")
        text.text = part or "1"
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
        if part is None:
            field = element("fldSimple", instr=" PAGE ")
            field.append(run)
            paragraph.append(field)
        else:
            paragraph.append(run)


def _rule_at_foot(section: Section) -> None:
    """函: the double red rule 20 mm above the foot of page one, thin above thick, 170 mm wide (clause 10.1)."""
    footer = section.first_page_footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p  # borders have no public way in
    paragraph.clear()
    properties = element("pPr")
    properties.append(element("pStyle", val=AFTER_BOX.id))
    borders = element("pBdr")
    borders.append(element("bottom", val="thinThickSmallGap", sz=24, space=0, color=RED))
    properties.append(borders)
    left, right = (millimetres((210 - 170) / 2 - margin) for margin in (BINDING, RIGHT))
    properties.append(element("ind", left=left, right=right, firstLine=0))
    paragraph.append(properties)


def letter_head() -> list[Element]:
    """函: frame and rule of the mark, 30 mm below the paper's edge, 170 mm wide, thick above thin 4 mm below it."""
    frame = element("framePr", w=millimetres(170), wrap="notBeside", vAnchor="page", hAnchor="page", y=millimetres(30))
    frame.set(qn("w:xAlign"), "center")
    borders = element("pBdr")
    borders.append(element("bottom", val="thickThinSmallGap", sz=24, space=11, color=RED))
    return [frame, borders]
