"""What the database and the interpreter find differently: printed nowhere, the run stops and says so (GJ556)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from attrs import frozen

from ..facts.problem import Problem
from ..outcome import Breach, Obligation
from ..program import Program
from ..sensitive import has_sensitive_key

HIDDEN = "（已隐去）"


@frozen
class Disagreement(Problem):
    """The database and the interpreter find different things; each result is given in words."""

    code: ClassVar[str] = "GJ556"
    explanation: ClassVar[str] = (
        "文书印出的每一条违规，都由逐件解释再算一遍。两种算法结果不同，说明程序有错，这时不出文书，以免冤枉单位。"
    )
    rule: str
    key: str
    by_database: str
    by_interpreter: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"「{self.rule}」对「{self.key}」的两种算法结果不同，没有出文书"

    @property
    def notes(self) -> tuple[str, ...]:
        """Both results."""
        return (f"数据库核查：{self.by_database}", f"逐件复核：{self.by_interpreter}")

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("改用逐件核查（加 --engine reference）", "把这两个结果和规则报告给规矩的维护者")


def agree(program: Program, violation: Obligation | Breach, again: Sequence[Obligation | Breach]) -> None:
    """Hold a violation that the database found against what the interpreter finds again. Raises Refusal (GJ556)."""
    if violation in again:
        return
    entity = program.entities.get(violation.entity)
    key = HIDDEN if entity is not None and has_sensitive_key(entity) else violation.key
    same_rule = [other for other in again if rule_of(other) == rule_of(violation)]
    told, words = _words(violation), "；".join(_words(other) for other in same_rule) or "没有违规"
    if told == words:
        words = "责任主体、缺项或待补事实不同"
    raise Disagreement(rule_of(violation), key, told, words).refusal()


def rule_of(violation: Obligation | Breach) -> str:
    """The name of the rule that is violated."""
    return violation.duty if isinstance(violation, Obligation) else violation.rule


def _words(found: Obligation | Breach) -> str:
    """A result with every part that the two could disagree on, but for names of persons."""
    return "，".join(_parts(found))


def _parts(found: Obligation | Breach) -> Iterator[str]:
    if isinstance(found, Breach):
        yield from (found.kind.value, found.reason)
    else:
        yield found.state.value
        days = (("起算", found.trigger), ("期限", found.due), ("顺延至", found.due_extended), ("履行", found.done))
        yield from (f"{word}{day}" for word, day in days if day is not None)
        if found.days_late is not None:
            yield f"逾期{found.days_late}天"
        if found.reason:
            yield found.reason
        if found.period:
            yield found.period
    if found.due is not None and isinstance(found, Breach):
        yield f"期限{found.due}"
    if found.version is not None:
        yield f"适用{found.version}版本"
