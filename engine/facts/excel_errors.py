"""Where error cells (#N/A, #REF! …) stand in an .xlsx: the calamine reader gives them as blanks, which would hide them.

ECMA-376 part 1, 18.3.1.4 (cell, attribute `t`="e") and 18.2.19 (sheet, attribute `r:id`).
"""

import zlib
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from .columns import column_index

Errors = dict[tuple[int, int], str]
"""Row and column, both from 0, to the error's word."""

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def error_cells(data: bytes) -> dict[str, Errors]:
    """Find the error cells of every worksheet, by the worksheet's name.

    Raises OSError where the parts of the file do not fit together.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {name: _errors(archive.read(part)) for name, part in _parts(archive).items()}
    except (BadZipFile, KeyError, ElementTree.ParseError, expat.ExpatError, zlib.error, NotImplementedError) as error:
        raise OSError(str(error)) from error


def _parts(archive: ZipFile) -> dict[str, str]:
    """Find the part that holds each sheet, by the sheet's name."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in book.iter():
        identity = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)
        if sheet.tag.endswith("}sheet") and identity in targets:
            parts[sheet.get("name", "")] = _absolute(targets[identity])
    return parts


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else normpath(join("xl", target))


def _errors(xml: bytes) -> Errors:
    if b'"e"' not in xml and b"'e'" not in xml:
        return {}
    finder = _ErrorFinder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.Parse(xml, True)
    return finder.found


class _ErrorFinder:
    """Walks the XML of one sheet; rows and cells without a reference follow the one before."""

    def __init__(self) -> None:
        self.found: Errors = {}
        self._row = -1
        self._column = -1
        self._error = False
        self._word: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rsplit(" ", 1)[-1]:
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                reference = attributes.get("r")
                self._column = column_index(reference) if reference else self._column + 1
                self._error = attributes.get("t") == "e"
            case "v" if self._error:
                self._word = []

    def text(self, words: str) -> None:
        if self._word is not None:
            self._word.append(words)

    def end(self, tag: str) -> None:
        if self._word is not None and tag.rsplit(" ", 1)[-1] == "v":
            self.found[self._row, self._column] = "".join(self._word)
            self._word = None
