"""The export as a workbook, as an office would hand it over."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ...reports.writers.whole_file import write_whole
from . import bases, budgets, correction
from .calendar import AS_OF
from .columns import COLUMNS, Column
from .faults import DUPLICATES, REJECTED
from .ledgers import Ledger, LedgerColumn
from .rows import draw_rows
from .tally import Tally

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ...reports.writers.bulk_worksheet import BulkWorksheet, Cell

SHEET = "刑释解教人员"
FEWEST_PEOPLE = 100

_FONT = {"font_name": "宋体", "font_size": 11}
_BEFORE_EXCEL = date(1899, 12, 30).toordinal()
"""Excel numbers days from here, for every day since March 1900."""

_REPORT_EVERY = 1000


def write_demo_workbook(
    path: Path,
    *,
    people: int = 25_000,
    seed: int = 2012,
    progress: Callable[[str, int], None] | None = None,
) -> None:
    """Write a synthetic export of so many people for the shipped policy, whole or not at all.

    Besides their rows it holds two copies and ten rows an import must reject. `progress` is called with the name
    of the sheet and the rows laid out so far. The same arguments give the same bytes.
    Raises ValueError for fewer than 100 people, OSError where the file cannot be written.
    """
    if people < FEWEST_PEOPLE:
        raise ValueError(f"the rows to reject need at least {FEWEST_PEOPLE} people around them")
    write_whole(path, _workbook_bytes(people, seed, progress))


def _workbook_bytes(people: int, seed: int, progress: Callable[[str, int], None] | None) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - kept out of the start of every command

    from ...reports.writers.bulk_worksheet import BulkWorksheet  # noqa: PLC0415

    packed = BytesIO()
    # XlsxWriter adds to the dict it is given, so it gets one of its own: the next workbook must not differ.
    options = {"constant_memory": True, "default_format_properties": dict(_FONT)}
    with Workbook(packed, options) as workbook:
        # by default the time of writing, which would change the bytes from run to run
        created = datetime.combine(AS_OF, time())
        workbook.set_properties({"title": "刑释解教人员（虚构演示数据）", "created": created})
        ledger: BulkWorksheet = workbook.add_worksheet(SHEET, BulkWorksheet)
        tally = Tally()
        _lay_out(workbook, ledger, COLUMNS)
        ledger.repeat_columns(0, 1)
        last = _fill(workbook, ledger, people, seed, tally, progress)
        ledger.autofilter(0, 0, last, len(COLUMNS) - 1)
        for other in _other_ledgers(people, seed, tally):
            _add(workbook, other)
        _explain(workbook, people, seed)
    return packed.getvalue()


def _fill(
    workbook: "Workbook",
    sheet: "BulkWorksheet",
    people: int,
    seed: int,
    tally: Tally,
    progress: Callable[[str, int], None] | None,
) -> int:
    """Write every row below the header; returns how many."""
    day_format = workbook.add_format({**_FONT, "num_format": "yyyy-mm-dd", "align": "center"})
    positions = {column.name: position for position, column in enumerate(COLUMNS)}
    number = 0
    for number, row in enumerate(draw_rows(people, seed, tally), start=1):
        cells: list[Cell] = []
        for name, cell in row.items():
            if isinstance(cell, int):
                cells.append((positions[name], cell - _BEFORE_EXCEL, day_format))
            else:
                cells.append((positions[name], cell, None))
        sheet.write_cells(number, cells)
        if progress is not None and number % _REPORT_EVERY == 0:
            progress(SHEET, number)
    if progress is not None and number % _REPORT_EVERY:
        progress(SHEET, number)
    return number


def _other_ledgers(people: int, seed: int, tally: Tally) -> Iterator[Ledger]:
    """The further sheets in their order: budgets are drawn after those whom they are for."""
    yield Ledger(correction.NAME, correction.COLUMNS, correction.draw_correction(people, seed, tally))
    yield Ledger("县区年度", budgets.COUNTY_COLUMNS, budgets.county_years(seed, tally))
    yield Ledger("地市年度", budgets.CITY_COLUMNS, budgets.city_years(seed, tally))
    yield Ledger("自治区年度", budgets.REGION_COLUMNS, budgets.region_years(seed, tally))
    yield Ledger(bases.NAME, bases.COLUMNS, bases.draw_bases(seed))


def _add(workbook: "Workbook", ledger: Ledger) -> None:
    """Write one further sheet."""
    from ...reports.writers.bulk_worksheet import BulkWorksheet  # noqa: PLC0415 - kept out of every command's start

    sheet = workbook.add_worksheet(ledger.name, BulkWorksheet)
    _lay_out(workbook, sheet, ledger.columns)
    day_format = workbook.add_format({**_FONT, "num_format": "yyyy-mm-dd", "align": "center"})
    money_format = workbook.add_format({**_FONT, "num_format": "#,##0.00"})
    number = 0
    for number, row in enumerate(ledger.rows, start=1):
        cells: list[Cell] = []
        for position, column in enumerate(ledger.columns):
            match row.get(column.name):
                case date() as day:
                    cells.append((position, day.toordinal() - _BEFORE_EXCEL, day_format))
                case int() as figure:
                    cells.append((position, figure, money_format if column.money else None))
                case str() as text:
                    cells.append((position, text, None))
        sheet.write_cells(number, cells)
    sheet.autofilter(0, 0, number, len(ledger.columns) - 1)


def _lay_out(workbook: "Workbook", sheet: "Worksheet", columns: Sequence[Column | LedgerColumn]) -> None:
    """Write the header, and set what stays in sight on the screen and on every printed page."""
    heading = workbook.add_format(
        {**_FONT, "bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "align": "center"}
        | {"valign": "vcenter"}
    )
    sheet.set_row(0, 48)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.name, heading)
        sheet.set_column(position, position, column.width)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(3, 0)
    sheet.repeat_rows(0)


def _explain(workbook: "Workbook", people: int, seed: int) -> None:
    """Add the sheet that says what this is."""
    sheet = workbook.add_worksheet("说明")
    sheet.set_column(0, 0, 100)
    wrapped = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top"})
    title = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
    sheet.write_string(0, 0, "演示数据说明", title)
    for number, line in enumerate(_explanation(people, seed), start=1):
        sheet.write_string(number, 0, line, wrapped)


def _explanation(people: int, seed: int) -> tuple[str, ...]:
    return (
        "本工作簿全部为虚构数据，由程序生成，不含任何真实人员的信息，也不含身份证号码。",
        "地名用真实行政区划，机构名称可能与实有单位相同；办理情况全属虚构，与任何单位的实际工作无关。",
        f"数据截至{AS_OF.year}年{AS_OF.month}月{AS_OF.day}日，核查时以这一天为基准日；此后释放的人员尚在监所。",
        f"「{SHEET}」共{people + DUPLICATES + REJECTED}行：{people}人各一行，另有{DUPLICATES}行与已有的行完全相同，"
        f"{REJECTED}行有意填错或互相矛盾，供查看导入时如何退回。",
        "其余各表是同一时期的社区矫正人员、各级预算和统计、过渡性安置基地；社区矫正人员从2017年1月1日起登记。"
        "其中有意留下办公室常有的差错：预算列得比应列少、缺一个县一年的预算、缺人数、派遣毕业生299人、"
        "2015年底没有建成的基地、缺入矫日期或居住县区的人。",
        "「性别」「备注」两列在规则中没有声明，导入时不读取，并会说明。",
        f"生成参数：人数{people}，种子{seed}。参数相同，生成的文件逐字节相同。",
    )
