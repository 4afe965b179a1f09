"""JSON lines: plain objects are taken apart in the database, any other line by the reader of engine/facts."""

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from ...diagnostic import Refusal
from ...facts.headers import Layout
from ...facts.json_file import NO_OBJECT, json_cell, parsed_json, read_json_lines, sound_text
from ...facts.names import BLANKS
from ...facts.sheets import BrokenRow, RawRow, Sheet, is_blank, is_blank_row
from ...program import Entity
from .line_rows import LineFile, lines_of, load_lines
from .raw_rows import FILLED_ROWS_IN_HEAD, OpenSheet, RawColumn, RawRows
from .tagged import CELL_END, TAG, line_of
from .text_scan import TextShape, scan_text, transcoded
from .whole_sheet import WholeSheet, listed_layout
from .workspace import Workspace, literal, quoted

_AT_ONCE = 20_000
_ODD = "|".join(
    (
        r"\\u",  # half a surrogate pair, a control character
        r"\[|\{[^{]*\{",  # lists and objects inside
        r",\s*\}",  # DuckDB lets a comma stand at the end
        r":\s*[-+]?(?:[iI]|[nN][aA])",  # Infinity and NaN
        r":\s*-?[0-9.]{16}|:\s*-?[0-9.]+[eE]",  # numbers that need not survive as floating point
        r":\s*-0|:\s*0\.000|\.0+\s*[,}]",  # numbers that would be spelled in another way
        r':\s*"(?:true|false)"',  # texts that look like a truth value
    )
)
_WHOLE_SPELLED_AS_FRACTION = r"\.0+\s*[,}]"
_BEHIND_KEY = r'([^\\:,{\[\s]"\s*:\s*(?:-?[1-9][0-9]*|0))\.0+(\s*[,}])'
"""A number such as 12.00 behind the closing quotation mark of a key: an opening one has other characters before it."""
_BLANK_VALUE = rf'(?:null|"(?:[{BLANKS}]|\\[nrtf])*")'
_BLANK_LINE = rf'\s*\{{(?:\s*"(?:[^"\\]|\\.)*"\s*:\s*{_BLANK_VALUE}\s*,?)*\s*\}}\s*'


@frozen
class JsonLines:
    """A file of JSON lines in a table: its lines "l", and whether each is a plain object.

    `names` are the keys of its objects in order of first occurrence.
    """

    head: Sheet
    table: str
    names: tuple[str, ...]
    broken: tuple[BrokenRow, ...]

    def load(self, workspace: Workspace, layout: Layout, entity: Entity) -> RawRows:
        """Bring its declared columns into the database."""
        odd, columns = self._odd_rows(workspace, layout), ", ".join(quoted(name) for name in layout.columns)
        paths = ", ".join(literal(f'$."{self.names[place]}"') for place in layout.columns.values())
        cells = ", ".join(
            f"CASE v[{i}] WHEN 'true' THEN '{TAG}b1' WHEN 'false' THEN '{TAG}b0' ELSE v[{i}] END AS {quoted(name)}"
            for i, name in enumerate(layout.columns, 1)
        )
        plain = workspace.table(
            f'AS SELECT "#line", {cells} FROM (SELECT rowid + 1 AS "#line", json_extract_string(l, [{paths}]) AS v '
            f"FROM {self.table} WHERE plain AND NOT regexp_full_match(l, {literal(_BLANK_LINE)}))"
        )
        view = workspace.view(
            f'SELECT "#line", {columns} FROM {plain} UNION ALL SELECT "#line", {columns} FROM {odd.view}'
        )
        broken = ", ".join(f"({row.number}, {literal(row.reason)})" for row in self.broken)
        told = f"SELECT line, reason FROM (VALUES {broken}) AS broken(line, reason)" if broken else None
        return RawRows(view, {name: RawColumn("VARCHAR", tagged=True) for name in layout.columns}, told)

    def _odd_rows(self, workspace: Workspace, layout: Layout) -> RawRows:
        path = workspace.file(".rows")
        names = [self.names[place] for place in layout.columns.values()]
        longest = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            for number, found in _odd_elements(workspace, self.table, self.head.source):
                if isinstance(found, dict) and not is_blank_row([json_cell(value) for value in found.values()]):
                    line = line_of(number, [json_cell(found.get(name)) for name in names])
                    longest = max(longest, len(line) * 4)
                    out.write(line)
        file = LineFile(path, "\n", CELL_END, numbered=True, longest=longest)
        return load_lines(workspace, file, listed_layout(layout), rigid=False)


def open_json_lines(workspace: Workspace, path: Path, source: str) -> OpenSheet:
    """Open a .jsonl file: every line is looked at.

    Raises Refusal where a line is no JSON, as engine/facts/json_file.py does.
    """
    shape = scan_text(path, source)
    if shape.line_end is not None and not shape.long_lines:
        table = _lines(workspace, shape)
        try:
            names, broken = _names(workspace, table, source)
        except Refusal:
            _refuse_first_fault(shape, source)
            raise
        if not any(is_blank(name) or '"' in name or "\\" in name or sound_text(name) != name for name in names):
            return JsonLines(_head(path, shape, source, names, broken), table, names, broken)
    return WholeSheet(read_json_lines(path.read_bytes(), source, path.stem))


def _lines(workspace: Workspace, shape: TextShape) -> str:
    path = shape.path
    if shape.encoding == "gb18030":
        path = workspace.file(".jsonl")
        transcoded(shape, path)
    file = LineFile(path, shape.line_end or "\n", "")
    whole = (
        f"CASE WHEN regexp_matches(l, {literal(_WHOLE_SPELLED_AS_FRACTION)}) "
        f"THEN regexp_replace(l, {literal(_BEHIND_KEY)}, '\\1\\2', 'g') ELSE l END"
    )
    plain = f"json_valid(l) AND NOT regexp_matches(l, {literal(_ODD)})"
    keys = f"CASE WHEN {plain} AND json_type(l) = 'OBJECT' THEN json_keys(l) END"
    return workspace.table(
        "AS SELECT l, keys, keys IS NOT NULL AND len(list_distinct(keys)) = len(keys) AS plain "
        f"FROM (SELECT l, {keys} AS keys FROM (SELECT {whole} AS l FROM {lines_of(file)}))"
    )


def _names(workspace: Workspace, table: str, source: str) -> tuple[tuple[str, ...], tuple[BrokenRow, ...]]:
    """The keys of all objects in order of first occurrence, and the lines that are no objects."""
    by_line: list[tuple[int, list[str]]] = [
        (line, keys)
        for keys, line in workspace.rows(f"SELECT keys, min(rowid) + 1 FROM {table} WHERE plain GROUP BY keys")
    ]
    broken: list[BrokenRow] = []
    seen: set[str] = set()
    for number, found in _odd_elements(workspace, table, source):
        if not isinstance(found, dict):
            broken.append(BrokenRow(number, NO_OBJECT))
        elif not seen.issuperset(found):
            seen.update(found)
            by_line.append((number, list(found)))
    by_line.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(name for _, keys in by_line for name in keys)), tuple(broken)


def _refuse_first_fault(shape: TextShape, source: str) -> None:
    """Read a faulty file once more, line ends included: the place of the fault may lie behind the end of its line."""
    with shape.path.open(encoding=shape.encoding, newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                parsed_json(line.removesuffix("\n"), source, number)


def _odd_elements(workspace: Workspace, table: str, source: str) -> Iterator[tuple[int, object]]:
    """The lines that are no plain objects, in order, with what they spell."""
    last = 0
    query = f"SELECT rowid + 1, l FROM {table} WHERE NOT plain AND l IS NOT NULL AND rowid >= ? ORDER BY rowid LIMIT {_AT_ONCE}"
    while found := workspace.rows(query, [last]):
        for number, line in found:
            if line.strip():
                yield number, parsed_json(line, source, number)
        last = found[-1][0]


def _head(path: Path, shape: TextShape, source: str, names: tuple[str, ...], broken: tuple[BrokenRow, ...]) -> Sheet:
    """The header and the first rows that hold something."""
    rows = [RawRow(0, names)] if names else []
    filled = 0
    with path.open(encoding=shape.encoding, newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            found = parsed_json(line, source, number) if line.strip() else None
            if isinstance(found, dict):
                rows.append(RawRow(number, tuple(json_cell(found.get(name)) for name in names)))
                filled += not is_blank_row(rows[-1].cells)
            if filled == FILLED_ROWS_IN_HEAD:
                break
    return Sheet(source, None, path.stem, path.stem, rows, broken)
