"""The first sheet of a form: which policy it is for, how to fill it in, and what each column asks for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import field, frozen

from ..engine.date_words import full_date
from ..engine.program import Program
from .form_columns import FormSheet

_WRAP = {"text_wrap": True, "valign": "top"}
_CELL = {**_WRAP, "border": 1}
_HEAD = {"bold": True, "border": 1, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"}
_TITLE = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
_SECTION = {"bold": True, "font_size": 12, "valign": "vcenter"}

HOW_TO = (
    "一个台账一张工作表，一行一条。第一行是列名，已经锁定，请不要改动；从第二行起填写，行数不限，列的先后不影响核查。",
    "橙色的列是主键，每行都要填，不能重复；绿色的列是履行情况；蓝色的列是其他事实。鼠标停在列名上，看这一列怎么填、哪些规则要用。",
    "不知道就留空：空着就是「未知」，不当作「否」，也不当作0；要用到它的规则会列为「无法判定」，并写明缺哪一项。不要写「不详」「待定」或横线。",
    "绿色的列空着就是「尚未发生」，已经办了却没有填的会按没有办理核查；基准日以后的日期也按尚未发生处理。",
    "「须认定」的事实，要把认定机关、认定日期、认定依据三列都填上才算数；缺一项就按未认定处理。",
    "「敏感」的内容在核查结果里默认遮盖。请不要在别的列里另写身份证号码、民族、宗教等没有列出的个人信息，没有列出的列不会读取。",
    "金额以元为单位；日期写作 2012-07-01。从别处粘贴时请选「只粘贴数值」，以免冲掉下拉列表和单元格格式。",
)


WIDTHS = (16, 26, 38, 46, 40)
"""Of the columns of the sheet, in characters."""


@frozen
class GuideRow:
    """One row: a text across the sheet, or cells of a table; `look` is its format."""

    cells: tuple[str, ...]
    spans: bool = False
    look: dict[str, Any] = field(factory=lambda: dict(_CELL))
    height: float = 20.0


def guide_rows(version: Program, sheets: tuple[FormSheet, ...], day: date) -> Iterator[GuideRow]:
    """Every row of the first sheet, from the top."""
    yield GuideRow((f"{version.title}填报表",), spans=True, look=dict(_TITLE), height=36.0)
    yield from (_line(words) for words in _about(version, day))
    yield _section("怎么填")
    yield from (_line(f"{number}．{words}") for number, words in enumerate(HOW_TO, start=1))
    yield _section("填好以后")
    yield from (_line(words) for words in _check_words())
    yield _section("各张表")
    yield GuideRow(("工作表", "主键", "一共几列", "说明", ""), look=dict(_HEAD))
    for sheet in sheets:
        keys = "、".join(c.name for c in sheet.columns if c.key)
        yield GuideRow((sheet.name, keys, f"{len(sheet.columns)}列", sheet.about, ""))
    if any(sheet.readings for sheet in sheets):
        yield _section("采用的解释（原文没有写明的，按这样的理解填写和核查）")
        for sheet in sheets:
            yield from (_line(f"「{sheet.name}」{words}") for words in sheet.readings)
    yield _section("各列怎么填")
    yield GuideRow(("工作表", "列", "怎么填", "说明", "用于哪些规则"), look=dict(_HEAD))
    for sheet in sheets:
        for column in sheet.columns:
            yield GuideRow((sheet.name, column.name, column.answer, "\n".join(column.remarks), column.rules))


def _about(version: Program, day: date) -> Iterator[str]:
    until = f"，{full_date(version.expires)}失效" if version.expires is not None else ""
    yield f"政策：{version.name}（{full_date(version.enacted)}施行的版本{until}）"
    issued = "　".join(words for words in (version.issuer, version.number) if words)
    if issued:
        yield f"发文：{issued}"
    yield f"本表按{full_date(day)}有效的规定制作；规定改动以后，请重新生成"


def _check_words() -> Iterator[str]:
    yield "在装有规矩的电脑上运行：policy check 本文件.xlsx --as-of 基准日期 --out 结果文件夹（例如 --as-of 2012-12-31）"
    yield "规则不是随软件附带的，另加 --policy 政策文件夹。读不懂的行会退回并写明第几行、哪一列、怎么改，不影响其他行。"


def _line(words: str) -> GuideRow:
    return GuideRow((words,), spans=True, look=dict(_WRAP))


def _section(words: str) -> GuideRow:
    return GuideRow((words,), spans=True, look=dict(_SECTION), height=26.0)
