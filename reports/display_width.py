"""How much room text takes in a terminal or a spreadsheet column: Chinese two columns, marks that combine none."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from wcwidth import wcwidth

ELLIPSIS = "…"


@lru_cache(maxsize=8192)
def visible_character(character: str) -> str:
    """A character as it may be printed: control, direction and zero-width format characters are spelled out.

    They come in from exports and rule files, could move the cursor or reorder a line, and are themselves often
    the mistake (a zero-width space inside a name).
    """
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"<U+{ord(character):04X}>"
    return character


def visible(text: str) -> str:
    """Text fit for one line of output: line breaks and tabs become spaces, other unprintable characters show."""
    if text.isascii() and text.isprintable():
        return text
    one_line = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(map(visible_character, one_line))


@lru_cache(maxsize=8192)
def character_width(character: str, ambiguous: int = 1) -> int:
    """Columns a printable character takes; `ambiguous` is the width of “ ” … × and their like (2 on some terminals)."""
    if ambiguous != 1 and unicodedata.east_asian_width(character) == "A":
        return ambiguous if wcwidth(character) > 0 else 0
    return max(wcwidth(character), 0)


def display_width(text: str, ambiguous: int = 1) -> int:
    """Columns a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(character_width(character, ambiguous) for character in text)


def _prefix(characters: Iterator[str], room: int) -> str:
    kept: list[str] = []
    for character in characters:
        room -= character_width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept)


def shorten(text: str, width: int) -> str:
    """Text cut to at most `width` columns, with … where something was cut off."""
    if display_width(text) <= width:
        return text
    return _prefix(iter(text), width - 1) + ELLIPSIS if width > 0 else ""


def shorten_inside(text: str, width: int) -> str:
    """Text cut to at most `width` columns in its middle, where the end tells as much as the start (《…》第二项)."""
    if display_width(text) <= width or width < 3:
        return shorten(text, width)
    start = _prefix(iter(text), (width - 1) // 2)
    room, place = width - 1 - display_width(start), len(text)
    while display_width(text[place - 1 :]) <= room:
        place -= 1
    while character_width(text[place]) == 0:  # a mark that belongs to the character cut off
        place += 1
    return f"{start}{ELLIPSIS}{text[place:]}"


def pad_right(text: str, width: int) -> str:
    """Text followed by spaces up to `width` columns."""
    return text + " " * (width - display_width(text))


def pad_left(text: str, width: int) -> str:
    """Text behind spaces up to `width` columns, for numbers."""
    return " " * (width - display_width(text)) + text
