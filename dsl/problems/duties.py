"""Mistakes in what 职责 and 禁止 say of their own: periods, proofs, triggers, duty holders. Codes GJ280 to GJ299."""

from typing import ClassVar

from attrs import frozen

from ...engine.diagnostic import Label
from ...engine.origin import Span
from .base import Problem


@frozen
class TriggerCycle(Problem):
    """Duties that arise from each other."""

    code: ClassVar[str] = "GJ280"
    path: tuple[str, ...]

    def message(self) -> str:
        return f"职责互相触发，成了循环：{' → '.join(self.path)}"

    def help(self) -> tuple[str, ...]:
        return ("请断开其中一环：至少一条职责要从台账里的日期起算",)


@frozen
class TriggerElsewhere(Problem):
    """触发 that names a duty of another 台账."""

    code: ClassVar[str] = "GJ281"
    name: str
    owner: str
    entity: str
    ways: tuple[str, ...] = ()

    def message(self) -> str:
        return f"职责「{self.name}」是对{self.owner}的，不能触发对{self.entity}的职责"

    def help(self) -> tuple[str, ...]:
        if self.ways:
            return (f"请写明经由哪个字段：{'，或 '.join(f'触发 {way} 的 {self.name}' for way in self.ways)}",)
        return (f"请把这条职责也写成「对 {self.owner}」，或触发对{self.entity}的职责",)


@frozen
class TriggerNeverComes(Problem):
    """触发 X 逾期 where X is never overdue, or has no one day on which it is."""

    code: ClassVar[str] = "GJ282"
    name: str
    why: str

    def message(self) -> str:
        return f"职责「{self.name}」{self.why}，不能用来触发"

    def help(self) -> tuple[str, ...]:
        return ("请改用有期限、只履行一次的职责，或写清从哪一个日期起算",)


@frozen
class NotFromTrigger(Problem):
    """A duty that arises from another and counts its days from something else."""

    code: ClassVar[str] = "GJ283"
    base: str

    def message(self) -> str:
        return f"写了「触发」，期限却从「{self.base}」起算"

    def help(self) -> tuple[str, ...]:
        return ("请写成「期限 触发日 起 … 内」，或「期限 至迟 …」",)


@frozen
class NoStock(Problem):
    """A repeated duty about a 台账 that does not say when a row is in stock."""

    code: ClassVar[str] = "GJ284"
    every: str
    entity: str

    def message(self) -> str:
        return f"写了「{self.every}」，台账「{self.entity}」却没有写明在册期间，算不出有哪几期"

    def help(self) -> tuple[str, ...]:
        return (f"请在台账「{self.entity}」里补上一行，例如：在册 自 入矫日期 至 解矫日期",)


@frozen
class NoSuchDay(Problem):
    """A day that a period does not have."""

    code: ClassVar[str] = "GJ285"
    every: str
    day: str
    example: str

    def message(self) -> str:
        return f"「{self.every}」后面不能写「至迟 {self.day}」"

    def help(self) -> tuple[str, ...]:
        return (f"可以写：{self.example}",)


@frozen
class ProofOutsidePeriod(Problem):
    """A repeated duty that is proved once and for all."""

    code: ClassVar[str] = "GJ286"
    every: str

    def message(self) -> str:
        return f"写了「{self.every}」，「完成于」却没有写「本期（…）」，分不清履行的是哪一期"

    def help(self) -> tuple[str, ...]:
        return ("请写成：完成于 本期（走访记录 的 走访日期）",)


@frozen
class NotRepeated(Problem):
    """本期 in a duty that is owed once."""

    code: ClassVar[str] = "GJ287"

    def message(self) -> str:
        return "写了「本期（…）」，期限却不是按期重复的"

    def help(self) -> tuple[str, ...]:
        return ("按期重复的职责请写「期限 每月 至迟 10日」等；只履行一次的，请直接写「完成于 日期」",)


@frozen
class NotReferring(Problem):
    """本期 of a 台账 that does not refer to the one the duty is about."""

    code: ClassVar[str] = "GJ288"
    name: str
    entity: str

    def message(self) -> str:
        return f"「{self.name}」不是指向{self.entity}的台账"

    def help(self) -> tuple[str, ...]:
        return (
            f"「本期（…）」里写{self.entity}自己的日期，或另一张台账的日期，那张台账要有一个类型为「{self.entity}」的字段",
        )


@frozen
class WhichLink(Problem):
    """本期 of a 台账 that refers to the case in several ways, or 经 a field that does not."""

    code: ClassVar[str] = "GJ289"
    ledger: str
    entity: str
    links: tuple[str, ...]

    def message(self) -> str:
        return f"{self.ledger}有{len(self.links)}个字段指向{self.entity}，看不出经由哪一个"

    def help(self) -> tuple[str, ...]:
        return (f"请写明：经 {'，或 经 '.join(self.links)}",)


@frozen
class NotAProof(Problem):
    """A date that must be able to be absent, and is not marked 履行."""

    code: ClassVar[str] = "GJ290"
    clause: str
    name: str
    kind: str = "日期"

    def message(self) -> str:
        return f"「{self.clause}」后面的「{self.name}」没有标「履行」，空着时分不清是没有发生还是没有填"

    def help(self) -> tuple[str, ...]:
        return (f"请在台账里写：· {self.name}：{self.kind} 履行",)


@frozen
class ChangeNotHere(Problem):
    """可延长 or 中止 of a deadline that cannot have it."""

    code: ClassVar[str] = "GJ291"
    change: str
    direction: str

    def message(self) -> str:
        return f"「{self.direction}」的期限不能写「{self.change}」"

    def help(self) -> tuple[str, ...]:
        return ("「可延长」用于「… 起 … 内」和「至迟 …」的期限，「中止」只用于「… 起 … 内」的期限",)


@frozen
class ValueAfterOr(Problem):
    """为 A 或 B, where each side of 或 must be a whole condition; `before` and `after` are joined to it by 且."""

    code: ClassVar[str] = "GJ292"
    left: str
    operator: str
    first: str
    second: str
    comparison: Span
    before: str = ""
    after: str = ""

    def message(self) -> str:
        return f"「或」后面的「{self.second}」不是完整的条件"

    def label(self) -> str:
        return "这里只有一个值"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.comparison, "「或」只连接完整的条件，不连接两个值"),)

    def help(self) -> tuple[str, ...]:
        before = f"{self.before} 且 " if self.before else ""
        after = f" 且 {self.after}" if self.after else ""
        member = "不属于" if self.operator == "不为" else "属于"
        whole = f"请写成：{before}{self.left} {member}（{self.first}、{self.second}）{after}"
        apart = f"{before}{self.left} 为 {self.first} 或 {self.left} 为 {self.second}{after}"
        if self.operator == "不为":
            return (whole,)
        if not before and not after:
            return (f"请写成：{apart}",)
        return (whole, f"「且」的条件只管旁边一个值的，请写成：{apart}")


@frozen
class NotAGroup(Problem):
    """由 各 before something that is one duty holder."""

    code: ClassVar[str] = "GJ293"
    name: str

    def message(self) -> str:
        return f"「各」后面的「{self.name}」不是一组主体"

    def help(self) -> tuple[str, ...]:
        return ("「各」后面写用「包括」列出成员的主体，或用「按」逐行设立的主体；只有一个主体的，请删去「各」",)


@frozen
class ShallAndMay(Problem):
    """A duty that says both 应 and 可."""

    code: ClassVar[str] = "GJ295"
    name: str
    first: Span

    def message(self) -> str:
        return f"职责「{self.name}」既写了「应」又写了「可」"

    def others(self) -> tuple[Label, ...]:
        return (Label(self.first, "另一处在这里"),)

    def help(self) -> tuple[str, ...]:
        return ("必须做的写「应」，可做可不做的写「可」；两样都有的，请分成两条职责",)


@frozen
class NoSuchPeriod(Problem):
    """则 X 于 "…" with a name that is no period of X."""

    code: ClassVar[str] = "GJ296"
    name: str
    written: str
    example: str

    def message(self) -> str:
        return f"「{self.written}」不是「{self.name}」的一期"

    def help(self) -> tuple[str, ...]:
        return (f'请写成：于 "{self.example}"' if self.example else "这条职责不是按期重复的，请删去「于 …」",)
