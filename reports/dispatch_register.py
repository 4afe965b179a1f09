"""发文登记簿: what was issued under which number, as a workbook or CSV that officers keep and may add columns to.

It is read with suspicion and written whole: a register that is damaged is refused and never overwritten.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from attrs import frozen

from ..engine.diagnostic import Diagnostic, Refusal
from .dispatch_problems import not_a_register, number_twice, unknown_form_of_register, unreadable_register, wrong_entry
from .letters import number_words
from .writers.whole_file import write_whole

COLUMNS = ("文号", "年份", "编号", "日期", "单位", "文种", "事项", "件数", "内容摘要", "文件")
SHEET = "发文登记"
_WIDTHS = (14, 7, 7, 12, 30, 14, 20, 7, 22, 50)
BETWEEN_FILES = "、"
"""What parts the names of files in a cell, so that no name may hold it."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@frozen
class Entry:
    """One document issued: year and number, its day, whom it went to, how many cases, what it says, its files.

    `digest` stands for the breaches it is about; `matter` is the rule where each rule has a notice of its own; `more`
    holds the columns an office added, by their headings.
    """

    year: int
    number: int
    day: date
    bearer: str
    kind: str
    matter: str
    count: int
    digest: str
    files: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The number as the document bears it."""
        return number_words(self.year, self.number)


@frozen(slots=False)
class Register:
    """Everything issued so far, in the order of the register."""

    entries: tuple[Entry, ...] = ()

    def next_number(self, year: int) -> int:
        """The number after the last of a year; 1 where there is none."""
        return max((e.number for e in self.entries if e.year == year), default=0) + 1

    @cached_property
    def _by_digest(self) -> dict[tuple[str, str, str], Entry]:
        return {(e.kind, e.matter, e.digest): e for e in self.entries}

    def find(self, kind: str, matter: str, digest: str) -> Entry | None:
        """The last document that said the same, or None; the digest holds to whom it was said."""
        return self._by_digest.get((kind, matter, digest))

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of all files issued."""
        return frozenset(name for entry in self.entries for name in entry.files)


def check_form(path: Path) -> None:
    """Raises Refusal for anything but .xlsx and .csv."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise Refusal((unknown_form_of_register(path),))


def read_register(path: Path) -> Register:
    """Read a register; an empty one where there is no file yet.

    Raises Refusal where it cannot be read, is no register, or contradicts itself; OSError where it may not be read.
    """
    check_form(path)
    if not path.exists():
        return Register()
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _sheet_rows(path)
    heading = [_text(cell) for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in heading]
    if missing:
        raise Refusal((not_a_register(path, missing),))
    entries: list[Entry] = []
    problems: list[Diagnostic] = []
    places: dict[tuple[int, int], int] = {}
    for row, cells in enumerate(rows[1:], start=2):
        if not any(_text(cell) for cell in cells):
            continue
        entry = _Reader(path, row, dict(zip(heading, cells, strict=False)), problems).entry()
        if entry is not None:
            first = places.setdefault((entry.year, entry.number), row)
            if first != row:
                problems.append(number_twice(path, row, entry.words, first))
            entries.append(entry)
    if problems:
        raise Refusal(tuple(problems))
    return Register(tuple(entries))


@frozen
class _Reader:
    """Reads one row; what is wrong goes to `problems`."""

    path: Path
    row: int
    cells: dict[str, object]
    problems: list[Diagnostic]

    def entry(self) -> Entry | None:
        before = len(self.problems)
        year, number, count = (self._number(name) for name in ("年份", "编号", "件数"))
        day = self._day()
        texts = {name: _text(self.cells.get(name)) for name in COLUMNS}
        self._expect("文号", number_words(year, number), texts["文号"])
        for name in ("单位", "文种", "内容摘要", "文件"):
            if not texts[name]:
                self._wrong(name, "是空的")
        if len(self.problems) > before:
            return None
        more = tuple((name, _text(cell)) for name, cell in self.cells.items() if name and name not in COLUMNS)
        return Entry(
            year, number, day, texts["单位"], texts["文种"], texts["事项"], count, texts["内容摘要"],
            tuple(texts["文件"].split(BETWEEN_FILES)), more,
        )  # fmt: skip

    def _number(self, column: str) -> int:
        value = self.cells.get(column)
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else _text(value)
        if text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000_000:
            return int(text)
        self._wrong(column, f"「{text}」不是正整数" if text else "是空的")
        return 0

    def _day(self) -> date:
        value = self.cells.get("日期")
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y/%m/%d"):  # Excel saves the dates of a CSV in the second way
            try:
                return datetime.strptime(_text(value), form).date()
            except ValueError:
                continue
        self._wrong("日期", f"「{_text(value)}」不是日期，请写成 2022-06-30")
        return date.min

    def _expect(self, column: str, wanted: str, found: str) -> None:
        if found != wanted and not self.problems:
            self._wrong(column, f"「{found}」和年份、编号不符，应为{wanted}")

    def _wrong(self, column: str, reason: str) -> None:
        self.problems.append(wrong_entry(self.path, self.row, column, reason))


def write_register(path: Path, register: Register) -> None:
    """Write a register, whole or not at all. Raises OSError."""
    check_form(path)
    extra = tuple(dict.fromkeys(name for entry in register.entries for name, _ in entry.more))
    rows = [_row(entry, extra) for entry in register.entries]
    heading = (*COLUMNS, *extra)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _as_csv(heading, rows) if path.suffix.lower() == ".csv" else _as_workbook(heading, rows))


def _row(entry: Entry, extra: Sequence[str]) -> tuple[str | int | date, ...]:
    more = dict(entry.more)
    return (
        entry.words, entry.year, entry.number, entry.day, entry.bearer, entry.kind, entry.matter, entry.count,
        entry.digest, BETWEEN_FILES.join(entry.files), *(more.get(name, "") for name in extra),
    )  # fmt: skip


def _as_csv(heading: Iterable[str], rows: Iterable[tuple[str | int | date, ...]]) -> bytes:
    """CSV with the mark by which Excel knows UTF-8; text that Excel would take for a formula is quoted by a '."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([f"'{cell}" if _looks_like_formula(cell) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _looks_like_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(_FORMULA_STARTS)


def _as_workbook(heading: Sequence[str], rows: Iterable[tuple[str | int | date, ...]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 # only who keeps a register as a workbook loads it

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # a fixed day, so that the same register has the same bytes
        book.set_properties({"title": SHEET, "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet(SHEET)
        bold, plain = book.add_format({"bold": True, "bg_color": "#E8EDF3"}), book.add_format({"num_format": "@"})
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, heading, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(last, column, datetime.combine(cell, datetime.min.time()), as_day)
                elif isinstance(cell, int):
                    sheet.write_number(last, column, cell)
                else:
                    sheet.write_string(last, column, cell, plain)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(heading) - 1)
    return file.getvalue()


def _csv_rows(path: Path) -> list[list[object]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise Refusal((unreadable_register(path, "不是 UTF-8 编码的文字"),)) from error
    except csv.Error as error:
        raise Refusal((unreadable_register(path, "引号不成对，文件可能不完整"),)) from error
    if found and text and not text.endswith("\n"):
        raise Refusal((unreadable_register(path, "最后一行没有写完，文件可能不完整"),))
    return [list(_unquoted(row)) for row in found]


def _unquoted(row: Iterable[str]) -> Iterator[object]:
    return (cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_STARTS else cell for cell in row)


def _sheet_rows(path: Path) -> list[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 # only who reads workbooks loads it

    content = path.read_bytes()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_name(SHEET if SHEET in book.sheet_names else book.sheet_names[0])
        return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError) as error:
        raise Refusal((unreadable_register(path, "不是完整的工作簿"),)) from error


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
