"""The order of clauses: 第2项 before 第十项, 第三十五条第一款 before its 第二款."""

import re

from ..engine.origin import Citation, SourceText
from ..engine.program import Heading

_NUMBER = re.compile(r"[0-9]+|[〇零一二三四五六七八九十百千]+")
_DIGITS = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}

Position = tuple[int, tuple[int, ...], int]


def clause_position(source: SourceText | None, heading: Heading) -> Position:
    """A sort key for a rule: own clauses by number and by where the words stand, then outside sources, then none."""
    own = [citation for citation in heading.citations if citation.document is None]
    if own:
        return min((0, clause_numbers(citation.clause), _place(source, citation)) for citation in own)
    return (1, (), 0) if heading.citations else (2, (), 0)


def clause_numbers(clause: str) -> tuple[int, ...]:
    """The numbers in a clause: (35, 1, 2) for 第三十五条第一款第（二）项."""
    return tuple(_value(figure) for figure in _NUMBER.findall(clause))


def _value(figure: str) -> int:
    if figure.isascii():
        return int(figure)
    total, digit = 0, 0
    for character in figure:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return total + digit


def _place(source: SourceText | None, citation: Citation) -> int:
    """Where the quotation begins in the source; past its end where it is not found.

    Words that stand twice are looked for under the headings of the citation.
    """
    if source is None or not citation.quotation:
        return 0
    words = citation.quotation.split("……")[0]
    above = 0
    for heading in citation.heading:
        above = max(above, source.text.find(heading, above))
    found = source.text.find(words, above)
    if found < 0:
        found = source.text.find(words)
    return found if found >= 0 else len(source.text)
