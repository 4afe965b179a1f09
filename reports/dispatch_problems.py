"""Mistakes in the register of documents issued and in the names asked for their files (GJ840 to GJ848)."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from ..engine.diagnostic import Diagnostic, Label, Severity
from ..engine.origin import CellPlace


def unreadable_register(path: Path, reason: str) -> Diagnostic:
    """The register is there and cannot be read."""
    remedy = "用备份恢复登记簿；登记簿没有被改动。确实要重新登记的，另写一个文件名"
    return _problem("GJ840", f"发文登记簿「{path.name}」读不出来：{reason}", remedy, CellPlace(path.name))


def not_a_register(path: Path, missing: Sequence[str]) -> Diagnostic:
    """The file has not the columns of a register."""
    words = "、".join(f"「{name}」" for name in missing)
    remedy = "核对 --register 后面的文件；表头在第一行，不要改名或删除"
    return _problem("GJ841", f"「{path.name}」不是发文登记簿：缺少{words}列", remedy, CellPlace(path.name))


def wrong_entry(path: Path, row: int, column: str, reason: str) -> Diagnostic:
    """A cell of the register says what it cannot say."""
    remedy = "照发出的文书改正这一格；登记簿没有被改动"
    place = CellPlace(path.name, None, row, column)
    return _problem("GJ842", f"发文登记簿第{row}行「{column}」不对：{reason}", remedy, place)


def number_twice(path: Path, row: int, number: str, first: int) -> Diagnostic:
    """Two entries have one number."""
    remedy = "两份文书不能同号，照发出的文书改正；登记簿没有被改动"
    place = CellPlace(path.name, None, row, "文号")
    return _problem("GJ843", f"发文登记簿第{row}行的文号{number}和第{first}行相同", remedy, place)


def unknown_form_of_register(path: Path) -> Diagnostic:
    """A register is a workbook or CSV."""
    return _problem("GJ844", f"发文登记簿只能是 .xlsx 或 .csv，不能是「{path.name}」", "例如 --register 发文登记.xlsx")


def register_in_use(path: Path, seconds: int) -> Diagnostic:
    """Another run holds the register."""
    remedy = "等那一次运行结束再试"
    return _problem("GJ845", f"另一次运行正在用发文登记簿「{path.name}」，等了{seconds}秒", remedy)


def unknown_name_field(name: str, known: Sequence[str]) -> Diagnostic:
    """A file name asks for a field there is none of."""
    near = get_close_matches(name, known, n=1, cutoff=0.3)
    hint = f"是不是要写「{{{near[0]}}}」？" if near else ""
    remedy = f"{hint}可用的有 {'、'.join(f'{{{one}}}' for one in known)}"
    return _problem("GJ846", f"文件名的写法里没有「{name}」这一项", remedy)


def wrong_name_template(template: str, reason: str) -> Diagnostic:
    """A file name is written wrongly."""
    return _problem("GJ847", f"文件名的写法「{template}」不对：{reason}", "例如 --name-template {编号}_{单位}")


def unnumbered(kind: str) -> Diagnostic:
    """A template for documents that are to be registered shows no number."""
    remedy = "在模板的首部写「文号：{{ 文号 }}」；不编号的文书不用登记，去掉 --register"
    return _problem("GJ848", f"「{kind}」的模板没有写文号，不能登记", remedy)


def _problem(code: str, message: str, remedy: str, place: CellPlace | None = None) -> Diagnostic:
    labels = (Label(place),) if place is not None else ()
    return Diagnostic(code, Severity.ERROR, message, labels, help=(remedy,))
