"""Cells of every kind as text: a text stands as it is, anything else behind a mark that says what it is.

So a sheet with numbers and dates goes into the database as a file of lines, one row a line, and comes back cell by
cell just as its reader gave it.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ...facts.names import stripped
from ...facts.sheets import RawCell, Unusable, plain

TAG = "\x1e"
"""Begins a cell that is not plain text."""
CELL_END = "\x1f"
"""Stands between two cells of a line."""
_EXOTIC = re.compile("[\x00\x1e\x1f\n\r]")


def line_of(number: int, cells: Iterable[RawCell]) -> str:
    """A row as one line, its number before it."""
    return CELL_END.join((str(number), *map(encoded, cells))) + "\n"


def line_of_texts(number: int, cells: list[str]) -> str:
    """A row that holds texts alone as one line; faster than line_of."""
    if _EXOTIC.search("".join(cells)):
        return line_of(number, cells)
    return f"{number}{CELL_END}{CELL_END.join(cells)}\n"


def encoded(cell: RawCell) -> str:
    """A cell as text without line ends; one that is blank may become another blank."""
    match cell:
        case None:
            return ""
        case str():
            if not _EXOTIC.search(cell):
                return cell
            return f"{TAG}s{json.dumps(cell)}" if stripped(cell) else ""
        case bool():
            return f"{TAG}b{cell:d}"
        case int():
            return f"{TAG}i{cell}"
        case float():
            return f"{TAG}f{cell!r}"
        case Decimal():
            return f"{TAG}d{plain(cell)}"
        case datetime():
            return f"{TAG}m{cell.isoformat()}"
        case date():
            return f"{TAG}D{cell.isoformat()}"
        case time():
            return f"{TAG}t{cell.isoformat()}"
        case timedelta():
            return f"{TAG}l{json.dumps([cell.days, cell.seconds, cell.microseconds])}"
        case Unusable(shown=shown, reason=reason):
            return f"{TAG}u{json.dumps([shown, reason])}"


def decoded(text: str) -> RawCell:
    """The cell that `encoded` made a text of."""
    if not text.startswith(TAG):
        return text
    rest = text[2:]
    match text[1]:
        case "s":
            return str(json.loads(rest))
        case "b":
            return rest == "1"
        case "i":
            return int(rest)
        case "f":
            return float(rest)
        case "d":
            return Decimal(rest)
        case "m":
            return datetime.fromisoformat(rest)
        case "D":
            return date.fromisoformat(rest)
        case "t":
            return time.fromisoformat(rest)
        case "l":
            return timedelta(*json.loads(rest))
        case _:
            return Unusable(*json.loads(rest))
