"""What a plan cannot say in SQL: an error before anything runs, never a silent detour."""

from typing import ClassVar

from attrs import frozen

from ..facts.problem import Problem


@frozen
class NoPlan(Problem):
    """A construct that only the interpreter evaluates."""

    code: ClassVar[str] = "GJ401"
    explanation: ClassVar[str] = "规则里有一处写法，数据库核查还不能表达；逐件核查可以。"
    construct: str
    rule: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"「{self.rule}」用到了{self.construct}，数据库核查还不能表达"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("改用逐件核查（policy check 加 --engine reference），结果相同，只是慢一些",)
