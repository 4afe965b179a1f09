"""Mistakes at the corners of dates and duties. Codes GJ325 to GJ340."""

from typing import ClassVar

from attrs import frozen

from .base import Problem


@frozen
class NoDayOf(Problem):
    """D 15日 behind something that is no month, or D 1月31日 behind something that is no year."""

    code: ClassVar[str] = "GJ325"
    base: str
    found: str
    day: str
    in_year: bool

    def message(self) -> str:
        wanted = "年度" if self.in_year else "月份"
        return f"「{self.day}」前面应当是{wanted}，「{self.base}」却是{self.found}"

    def help(self) -> tuple[str, ...]:
        if self.in_year:
            return (f"请写成「释放日期 的 下一年度 {self.day}」这样的形式",)
        return (f"请写成「释放日期 的 次月 {self.day}」这样的形式；过几天的，写「释放日期 后 15天」",)


@frozen
class NoSuchDayOf(Problem):
    """A day behind a month or a year that no month has, or that is a length of time."""

    code: ClassVar[str] = "GJ326"
    written: str

    def message(self) -> str:
        return f"「{self.written}」不是一个月或者一年里的某一天"

    def help(self) -> tuple[str, ...]:
        return ("请写 1日 至 31日，或者 1月31日 这样的日子；过一段时间的，写「释放日期 后 15天」",)
