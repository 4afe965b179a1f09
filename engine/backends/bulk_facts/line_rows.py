"""Files with one row a line, taken apart in the database."""

from pathlib import Path

from attrs import frozen

from ...facts.headers import Layout
from .blanks import is_blank
from .raw_rows import RawColumn, RawRows
from .workspace import Workspace, literal, quoted

_LONGEST = 2_000_000
"""The longest line DuckDB reads unasked, in bytes."""


@frozen
class LineFile:
    """A UTF-8 file whose lines all end alike and hold one row each.

    `quotes` says that cells may stand in quotation marks; every line is then sound by itself (`sound_line`).
    `numbered` says that a row's number stands before its cells, which then may be tagged (tagged.py).
    """

    path: Path
    line_end: str
    delimiter: str
    quotes: bool = False
    numbered: bool = False
    longest: int = 0


def lines_of(file: LineFile) -> str:
    """A table function that gives the lines of a file in their order, as column "l"; an empty line is NULL."""
    room = f", max_line_size={file.longest + 1}" if file.longest >= _LONGEST else ""
    return (
        f"read_csv({literal(str(file.path))}, delim='', quote='', escape='', header=false, auto_detect=false, "
        f"columns={{'l': 'VARCHAR'}}, new_line='{end_of(file)}'{room})"
    )


def end_of(file: LineFile) -> str:
    """The end of its lines, as the database is told it."""
    return {"\n": "\\n", "\r\n": "\\r\\n"}[file.line_end]


def sound_line(delimiter: str) -> str:
    """SQL: whether line "l" can be taken apart by itself, each quotation mark in its regular place."""
    cell = f'(?:"(?:[^"]|"")*"|[^{delimiter}"]*)'
    return f"(NOT contains(l, '\"') OR regexp_full_match(l, {literal(f'{cell}(?:{delimiter}{cell})*')}))"


def load_lines(workspace: Workspace, file: LineFile, layout: Layout, rigid: bool) -> RawRows:
    """Bring the declared columns of a file into the database.

    `layout` says where they stand; where the sheet is `rigid`, rows longer than the header are broken.
    """
    first = 2 if file.numbered else 1
    # By number, since a declared column may be called rowid like the database's own.
    cells = ", ".join(f's[{place + first}] AS "#{n}"' for n, place in enumerate(layout.columns.values()))
    beyond = f"s[{layout.width + first}:]"
    filled = f"len(list_filter({beyond}, lambda x: NOT {is_blank('x')})) > 0"
    extra = (
        f"CASE WHEN len(s) >= {layout.width + first} AND {filled} THEN len(s) - {first - 1} END" if rigid else "NULL"
    )
    line = "CAST(s[1] AS BIGINT)" if file.numbered else "NULL"
    table = workspace.table(
        f'AS SELECT {line} AS "#line", {_blank(file)} AS "#blank", {extra} AS "#extra", {cells} '
        f"FROM (SELECT coalesce(l, '') AS l, {_split(file)} AS s FROM {lines_of(file)})"
    )
    number = '"#line"' if file.numbered else "rowid + 1"
    below = f'{number} > {layout.header_row} AND NOT "#blank"'
    names = ", ".join(f'"#{n}" AS {quoted(name)}' for n, name in enumerate(layout.columns))
    view = workspace.view(f'SELECT {number} AS "#line", {names} FROM {table} WHERE {below} AND "#extra" IS NULL')
    reason = f"列名只有{layout.width}个；格内有逗号时，用英文双引号括住整格"
    broken = (
        f"SELECT {number} AS line, '这一行有' || \"#extra\" || '格，' || {literal(reason)} AS reason "
        f'FROM {table} WHERE {below} AND "#extra" IS NOT NULL'
    )
    columns = {name: RawColumn("VARCHAR", tagged=file.numbered) for name in layout.columns}
    return RawRows(view, columns, broken if rigid else None)


def _split(file: LineFile) -> str:
    """SQL: the cells of line "l" as a list."""
    delimiter = file.delimiter
    plain = f"string_split(coalesce(l, ''), {literal(delimiter)})"
    if not file.quotes:
        return plain
    every = f'"[^"]*"(?:{delimiter}"[^"]*")*'
    between = literal(f'"{delimiter}"')
    cell = literal(f'{delimiter}("(?:[^"]|"")*"|[^{delimiter}"]*)')
    bare = "CASE WHEN x[1] = '\"' THEN replace(x[2:-2], '\"\"', '\"') ELSE x END"
    return (
        f"CASE WHEN l IS NULL OR NOT contains(l, '\"') THEN {plain} "
        f"WHEN regexp_full_match(l, {literal(every)}) THEN string_split(l[2:-2], {between}) "
        f"ELSE list_transform(regexp_extract_all({literal(delimiter)} || l, {cell}, 1), lambda x: {bare}) END"
    )


def _blank(file: LineFile) -> str:
    """SQL: whether every cell of the line is blank; broken ones are looked at cell by cell."""
    if file.numbered:
        return "false"
    if not file.quotes:
        return is_blank("l", file.delimiter)
    every = f"len(list_filter(s, lambda x: NOT {is_blank('x')})) = 0"
    return f"CASE WHEN {is_blank('l', file.delimiter + chr(34))} THEN {every} ELSE false END"
