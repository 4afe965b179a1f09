"""Excel workbooks (.xlsx, .xls): worksheets with cell values as saved, merged ranges and error cells."""

from io import BytesIO
from typing import TYPE_CHECKING

from .excel_errors import error_cells
from .excel_legacy_errors import legacy_error_cells
from .file_problems import CorruptWorkbook, EncryptedWorkbook, WrongContent
from .sheets import Merge, RawCell, RawRow, Sheet, Unusable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "在 Excel 或 WPS 中打开后，另存为「Excel 工作簿（.xlsx）」"


def read_workbook(data: bytes, source: str, stem: str, suffix: str) -> tuple[Sheet, ...]:
    """Read every worksheet of a workbook; formulas give the values saved with them.

    Raises Refusal where the file is no workbook of the kind its `suffix` says, is encrypted or damaged.
    """
    _refuse_other_content(data, source, suffix)
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook  # noqa: PLC0415 - slow

    try:
        workbook = load_workbook(BytesIO(data))
        errors = error_cells(data) if suffix == ".xlsx" else legacy_error_cells(data)
        names = [s.name for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        return tuple(_sheet(workbook, name, source, stem, errors.get(name, {})) for name in names)
    except PasswordError as error:
        raise EncryptedWorkbook(source).refusal() from error
    except (CalamineError, OSError) as error:
        raise CorruptWorkbook(source, str(error)).refusal() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the Rust reader gave up; its class cannot be imported
            raise CorruptWorkbook(source, "").refusal() from error
        raise


def _refuse_other_content(data: bytes, source: str, suffix: str) -> None:
    if data.startswith(OLE) and _ENCRYPTED in data:
        raise EncryptedWorkbook(source).refusal()
    if data.startswith(ZIP if suffix == ".xlsx" else OLE):
        return
    if data.startswith(OLE):
        raise WrongContent(source, "旧版 Excel 工作簿（.xls）", "把后缀改为 .xls，或者另存为 .xlsx").refusal()
    if data.startswith(ZIP):
        raise WrongContent(source, "新版 Excel 工作簿（.xlsx）或压缩包", "若是工作簿，把后缀改为 .xlsx").refusal()
    head = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise WrongContent(source, "网页", _SAVE_AS).refusal()
    if b"\0" in data[:1000]:
        raise WrongContent(source, "别的二进制文件，不是工作簿", "从业务系统重新导出").refusal()
    raise WrongContent(source, "文本（如 CSV）", "把后缀改为 .csv，或者在 Excel 中打开后另存为 .xlsx").refusal()


def _sheet(
    workbook: "CalamineWorkbook", name: str, source: str, stem: str, errors: dict[tuple[int, int], str]
) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    grid: list[list[RawCell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), word in errors.items():
        _place_error(grid, row, column, word)
    rows = [RawRow(number, cells) for number, cells in enumerate(grid, 1)]
    return Sheet(source, name, name, stem, rows, merges=_merges(sheet))


def _place_error(grid: list[list[RawCell]], row: int, column: int, word: str) -> None:
    """Put an Excel error where the reader left a blank; cells beyond the last value are added."""
    grid.extend([] for _ in range(row + 1 - len(grid)))
    cells = grid[row]
    cells.extend("" for _ in range(column + 1 - len(cells)))
    cells[column] = Unusable(word, f"是 Excel 的错误值 {word}，请改正公式或填写实际的值")


def _merges(sheet: "CalamineSheet") -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
