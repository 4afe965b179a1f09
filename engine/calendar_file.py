"""Reads a calendar's two CSV files (its days, and the years it covers) into a CalendarTable.

A day is 休 (rest), 班 (work) or 未核实 (not verified); a day without a row follows the week: Monday to
Friday work. Every day and every year names the notice it rests on.
"""

import csv
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

from attrs import field, frozen

from .diagnostic import Diagnostic, Label, Refusal, Severity
from .origin import CellPlace, SourceText, Span

DAY_COLUMNS = ["日期", "类型", "名称", "来源"]
YEAR_COLUMNS = ["年份", "依据"]


class DayKind(Enum):
    """What a calendar says of a day: rest, work, or that no published notice was found which decides it."""

    REST = "休"
    WORK = "班"
    UNVERIFIED = "未核实"


KINDS = {kind.value: kind for kind in DayKind}
"""Kinds by the word in the file."""


@frozen
class CalendarDay:
    """A day the calendar names: its kind, the holiday it belongs to, and the notice that says so."""

    day: date
    kind: DayKind
    name: str
    source: str


@frozen
class CalendarTable:
    """One published calendar (中国, 宁夏): its named days in order, and the basis of each year it covers."""

    name: str
    days: tuple[CalendarDay, ...] = field(repr=False)
    years: tuple[tuple[int, str], ...] = field(repr=False)


def read_calendar(folder: Path, name: str) -> CalendarTable:
    """Read `<name>.csv` and `<name>.年份.csv` of a folder, in UTF-8.

    Raises Refusal with every problem found.
    """
    texts: list[SourceText] = []
    problems: list[Diagnostic] = []
    for path in (folder / f"{name}.csv", folder / f"{name}.年份.csv"):
        try:
            texts.append(SourceText(str(path), path.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(_unreadable(path, name, error))
    if problems:
        raise Refusal(tuple(problems))
    return parse_calendar(name, texts[0], texts[1])


def parse_calendar(name: str, days: SourceText, years: SourceText) -> CalendarTable:
    """Build a table from the text of its two files.

    Raises Refusal with every problem found, each with its line.
    """
    problems: list[Diagnostic] = []
    covered = _parse_years(years, problems)
    table = _parse_days(days, covered, problems)
    if problems:
        raise Refusal(tuple(problems))
    return CalendarTable(name, tuple(table[day] for day in sorted(table)), tuple(sorted(covered.items())))


def _parse_years(source: SourceText, problems: list[Diagnostic]) -> dict[int, str]:
    covered: dict[int, str] = {}
    for line, (year_text, basis) in _rows(source, YEAR_COLUMNS, problems):
        if not (len(year_text) == 4 and year_text.isascii() and year_text.isdigit()):
            problems.append(_problem("GJ703", source, line, f"年份「{year_text}」不是四位数字", "如 2012"))
        elif int(year_text) in covered:
            problems.append(_problem("GJ705", source, line, f"{year_text}年写了两次", "每个年份只留一行"))
        elif not basis:
            message = f"{year_text}年没有写依据"
            problems.append(_problem("GJ707", source, line, message, "写明当年通知的标题和文号"))
        else:
            covered[int(year_text)] = basis
    return covered


def _parse_days(source: SourceText, covered: dict[int, str], problems: list[Diagnostic]) -> dict[date, CalendarDay]:
    table: dict[date, CalendarDay] = {}
    for line, cells in _rows(source, DAY_COLUMNS, problems):
        entry = _parse_day(source, line, cells)
        if isinstance(entry, Diagnostic):
            problems.append(entry)
        elif entry.day in table:
            problems.append(_problem("GJ705", source, line, f"{entry.day}写了两次", "每一天只留一行"))
        elif covered and entry.day.year not in covered:
            message = f"{entry.day}不在年份表列出的年份内"
            remedy = "在年份表中加上该年及其依据，或者删去本行"
            problems.append(_problem("GJ706", source, line, message, remedy))
        else:
            table[entry.day] = entry
    return table


def _parse_day(source: SourceText, line: int, cells: list[str]) -> CalendarDay | Diagnostic:
    day_text, kind_text, name, origin = cells
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        remedy = "写成 2012-05-01 的样子，且须确有这一天"
        return _problem("GJ703", source, line, f"日期「{day_text}」写法不对", remedy)
    if day.isoformat() != day_text:
        return _problem("GJ703", source, line, f"日期「{day_text}」写法不对", f"写成 {day.isoformat()}")
    if kind_text not in KINDS:
        return _problem("GJ704", source, line, f"类型「{kind_text}」不认识", f"只能写 {'、'.join(KINDS)}")
    if not name or not origin:
        return _problem("GJ707", source, line, f"{day_text}没有写名称或者来源", "写明节日名称和所据通知")
    return CalendarDay(day, KINDS[kind_text], name, origin)


def _rows(source: SourceText, columns: list[str], problems: list[Diagnostic]) -> Iterator[tuple[int, list[str]]]:
    """Yield the data rows with their line numbers; a wrong header or width is a problem instead."""
    header_seen = False
    reader = csv.reader(source.text.splitlines())
    for cells in reader:
        line = reader.line_num
        if not header_seen:
            header_seen = True
            if cells != columns:
                remedy = f"第一行应为：{','.join(columns)}"
                problems.append(_problem("GJ701", source, line, "表头不对", remedy))
                return
        elif cells and len(cells) != len(columns):
            message = f"这一行有{len(cells)}列，应有{len(columns)}列"
            problems.append(_problem("GJ702", source, line, message, "内容里有逗号时，用英文双引号括住该格"))
        elif cells:
            yield line, [cell.strip() for cell in cells]
    if not header_seen:
        problems.append(_problem("GJ701", source, 1, "文件是空的", f"第一行应为：{','.join(columns)}"))


def _problem(code: str, source: SourceText, line: int, message: str, remedy: str) -> Diagnostic:
    start = source.line_starts[line - 1]
    span = Span(source, start, start + len(source.line(line)))
    return Diagnostic(code, Severity.ERROR, f"日历文件：{message}", (Label(span),), help=(remedy,))


def _unreadable(path: Path, name: str, error: Exception) -> Diagnostic:
    found = "不是 UTF-8 编码" if isinstance(error, UnicodeDecodeError) else "不存在或者读不了"
    return Diagnostic(
        "GJ708",
        Severity.ERROR,
        f"日历「{name}」的文件 {path.name} {found}",
        (Label(CellPlace(str(path))),),
        help=("核对政策「日历」一栏写的名称，并把该日历的两个文件放在日历文件夹内，存为 UTF-8 编码",),
    )
