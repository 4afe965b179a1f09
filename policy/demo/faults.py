"""Rows an import has to count: two copies of rows that are there, and ten it must reject."""

from collections.abc import Callable, Iterable, Iterator

from .columns import Row

DUPLICATES = 2
REJECTED = 10
"""Rows of the export that are no person's row of their own."""

EXTRA_PEOPLE = 9
"""People drawn beyond those asked for, whose rows are spoiled; one is entered twice, differently."""

_PLACES = 11
"""Spoiled rows stand at elevenths, so that they meet neither the copied rows nor the people from abroad."""


def spoil(rows: Iterable[Row], count: int) -> Iterator[Row]:
    """Pass on `count` rows, nine of them spoiled; three more follow at the end, as if entered afterwards.

    `count` must be 100 or more, so that no row is meant for two things.
    """
    spoiled = {place * count // _PLACES: fault for place, fault in enumerate(_FAULTS, start=1)}
    conflicting = EXTRA_PEOPLE * count // _PLACES
    copied = (count // 5, 3 * count // 5)
    afterwards: list[Row] = []
    for index, row in enumerate(rows):
        if index in copied:
            afterwards.append(dict(row))
        if index == conflicting:
            afterwards.append({**row, "备注": "补录", "释放日期": _a_week_later(row)})
        if index in spoiled:
            spoiled[index](row)
        yield row
    yield from afterwards


def _a_week_later(row: Row) -> int:
    release = row["释放日期"]
    if not isinstance(release, int):
        raise TypeError("the row of a person begins with a day of release")
    return release + 7


def _put(column: str, text: str) -> Callable[[Row], None]:
    def fault(row: Row) -> None:
        row[column] = text

    return fault


def _without_number(row: Row) -> None:
    del row["编号"]


_FAULTS: tuple[Callable[[Row], None], ...] = (
    _put("释放日期", "2019年13月5日"),
    _put("有重新违法犯罪倾向", "不详"),
    _put("接回县区", "640199"),
    _put("回归日期", "待定"),
    _without_number,
    _put("无家可归", "不详"),
    _put("监所所在县区", "999999"),
    _put("释放日期", "待定"),
)
