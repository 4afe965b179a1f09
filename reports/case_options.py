"""Options and arguments that commands share: which rules, which cases, as of which day, by which engine."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from .document_options import document_options, in_one_request

exports_argument = click.argument("exports", nargs=-1, required=True, metavar="数据…", type=click.Path(path_type=Path))
rules_argument = click.argument("paths", nargs=-1, metavar="规则…", type=click.Path(path_type=Path))


def read_day(value: str) -> date:
    """Read a date as officers write it: 2022-06-30, 2022/6/30, 20220630 or 2022年6月30日."""
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    raise click.BadParameter(f"「{value}」不是日期，请写成 2022-06-30")


def read_memory(_: click.Context, __: click.Parameter, written: str) -> str:
    """Read a size of memory as DuckDB reads it."""
    if re.fullmatch(r"\d+(\.\d+)?\s*(KB|MB|GB|TB)", written.strip(), re.IGNORECASE):
        return written
    raise click.BadParameter(f"「{written}」不是内存大小，请写成 4GB 或 800MB", param_hint="--memory")


def policy_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --policy: the rules to go by."""
    path = click.Path(path_type=Path)
    return click.option(
        "--policy", "policy_path", type=path, metavar="文件夹", help="政策文件夹；不写则用随附的宁夏实施方案"
    )(command)


def as_of_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --as-of: as of the end of which day."""
    return click.option("--as-of", type=read_day, metavar="日期", help="截至哪一天；不写则为今天")(command)


def map_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --map: the office's own words for headers and values."""
    path = click.Path(path_type=Path, dir_okay=False, exists=True)
    words = "对照文件：本单位的表头和写法（「来源」语句）"
    return click.option("--map", "map_file", type=path, metavar="文件", help=words)(command)


def format_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --format: for people or for programs."""
    kinds = click.Choice(("text", "json"))
    return click.option("--format", "form", type=kinds, default="text", help="text 给人看，json 给程序读")(command)


def engine_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --engine: by which engine."""
    words = "duckdb 用数据库核查，印出的违规再逐件复核；reference 逐件解释。结果相同；不写则按数据大小选"
    kinds = click.Choice(("duckdb", "reference"))
    return click.option("--engine", type=kinds, metavar="方式", help=words)(command)


def memory_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --memory: how much memory the database may take."""
    words = "数据库最多用多少内存，例如 800MB（默认 4GB）"
    return click.option("--memory", default="4GB", callback=read_memory, metavar="大小", help=words)(command)


def spill_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --spill: where it puts what does not fit."""
    path = click.Path(path_type=Path, file_okay=False, exists=True)
    return click.option("--spill", type=path, metavar="文件夹", help="内存装不下的暂存在这里")(command)


def issuer_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --issuer: which office issues documents."""
    return click.option("--issuer", metavar="机关", help="发文机关的名称")(command)


def unmask_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --unmask: whether what is 敏感 is shown."""
    return click.option("--unmask", is_flag=True, help="显示标为敏感的内容（默认遮盖）")(command)


def read_workbook_name(_: click.Context, __: click.Parameter, value: Path) -> Path:
    """Take the name of a workbook to write. Raises UsageError for another kind of file."""
    if value.suffix.lower() != ".xlsx":
        raise click.UsageError(f"--out：「{value}」要以 .xlsx 结尾")
    return value


def about_cases(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and options of commands that write documents about cases; the command receives `request`."""
    shared = (exports_argument, policy_option, as_of_option, map_option, document_options, issuer_option)
    wrapped = in_one_request(command)
    for option in reversed((*shared, engine_option, memory_option, spill_option, unmask_option)):
        wrapped = option(wrapped)
    return wrapped
