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


@frozen
class NamesAlike(Problem):
    """Two names that differ in capital letters alone: `place` is the 台账 whose columns they are, or 台账 itself."""

    code: ClassVar[str] = "GJ402"
    explanation: ClassVar[str] = "两个名称只有大小写不同。规则分得清，数据库分不清，不能用它核查。"
    place: str
    first: str
    second: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"「{self.place}」里的「{self.first}」和「{self.second}」只有大小写不同，数据库分不清"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("给其中一个换个名称", "或者改用逐件核查（policy check 加 --engine reference），结果相同，只是慢一些")
