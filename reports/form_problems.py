"""Why a blank form cannot be made of a policy's 台账."""

from typing import ClassVar

from attrs import frozen

from ..engine.facts.problem import Problem, quoted


@frozen
class UnfitSheetName(Problem):
    """A 台账 whose name no worksheet can bear, or two whose names a workbook cannot tell apart."""

    code: ClassVar[str] = "GJ856"
    explanation: ClassVar[str] = ""
    names: tuple[str, ...]
    reason: str

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"台账{quoted(self.names)}不能作工作表的名称：{self.reason}"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("在规则里给台账换一个名称，或者改用 .csv 文件夹填报（一个台账一个文件）",)


@frozen
class NoLedgers(Problem):
    """A policy without a 台账: there is nothing to fill in."""

    code: ClassVar[str] = "GJ857"
    explanation: ClassVar[str] = ""
    policy: str

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"「{self.policy}」没有声明台账，没有可以填的表"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("在规则里用「台账」写明要填哪些内容",)
